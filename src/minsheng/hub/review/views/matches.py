"""The matches of indicators under several names, and one decision about one of them."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.messages import get_messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from minsheng.hub.catalogue import originals, store
from minsheng.hub.catalogue.store import Catalogue
from minsheng.hub.review import matches
from minsheng.hub.review.match_services import (
    LONGEST_REASON,
    MatchOvertaken,
    MatchWish,
    check_match_decision,
    do_match_decision,
)
from minsheng.hub.review.matches import Entry
from minsheng.hub.review.models import Verdict
from minsheng.hub.review.views.access import reviewers_only
from minsheng.terms.errors import Fault, MinshengError

MATCHES_A_PAGE = 10
KEPT = ("state", "pack", "page")
ACTIONS = {"confirm": Verdict.CONFIRMED, "refuse": Verdict.REFUSED, "undo": Verdict.UNDONE}

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Held:
    """What a refused form held, and what was wrong with it."""

    key: str
    because: str
    members: tuple[str, ...]
    faults: tuple[Fault, ...] = ()


def address(query: QueryDict, **changes: str) -> str:
    """The address of the list with the present filters."""
    kept = {name: query.get(name, "") for name in KEPT} | changes
    pairs = urlencode({name: value for name, value in kept.items() if value})
    return reverse("review:matches") + (f"?{pairs}" if pairs else "")


@require_safe
@reviewers_only
def matches_page(request: HttpRequest) -> HttpResponse:
    """The matches by state and pack, a few at a time, each with what can be said about it."""
    return _page(request, request.GET)


@require_POST
@reviewers_only
def decide_match(request: HttpRequest) -> HttpResponse:
    """Do what the form of a match asks for, then show the list again."""
    given = request.POST
    pack, _slash, match = given.get("match", "").partition("/")
    if given.get("action") not in ACTIONS:
        raise Http404(_("没有这个操作"))
    seen = given.get("version", "")
    wish = MatchWish(
        pack=pack,
        match=match,
        verdict=ACTIONS[given["action"]],
        seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else -1,
        because=given.get("because", "").replace("\0", "").replace("\r\n", "\n"),
        members=tuple(given.getlist("member")),
    )
    catalogue = store.fresh()
    try:
        checked = check_match_decision(request.user, catalogue, wish)
        do_match_decision(checked)
    except MatchOvertaken as error:
        who = error.decision.by.get_username() if error.decision else _("另一位审核人")
        messages.warning(request, _("%(who)s 刚刚处理了这一条，请看过再决定。") % {"who": who})
        return _page(request, given, first=f"{pack}/{match}", status=409)
    except (MinshengError, OSError) as error:
        if isinstance(error, OSError):
            log.exception("cannot write a match of the pack %s", pack)
            faults: tuple[Fault, ...] = (Fault("review.unwritable", _("规则包的文件夹写不进去，请联系管理员")),)
        else:
            faults = error.faults
        held = Held(f"{pack}/{match}", wish.because, wish.members, faults)
        return _page(request, given, held=held, first=held.key, status=500 if isinstance(error, OSError) else 422)
    said = {
        Verdict.CONFIRMED: _("已确认是同一个指标：%(name)s"),
        Verdict.REFUSED: _("已认定不是同一个指标：%(name)s"),
        Verdict.UNDONE: _("已撤回决定：%(name)s"),
    }
    messages.success(request, said[wish.verdict] % {"name": checked.entry.match.name})
    return HttpResponseRedirect(address(given))


def _page(
    request: HttpRequest, query: QueryDict, *, held: Held | None = None, first: str = "", status: int = 200
) -> HttpResponse:
    """The list; the match named ``first`` stands on top whatever the filters say, with what its form held."""
    catalogue = store.fresh()
    everything = matches.entries(catalogue)
    kept = matches.narrowed(everything, query.get("state", ""), query.get("pack", ""))
    last = max(-(-len(kept) // MATCHES_A_PAGE), 1)
    number = _page_number(query.get("page", ""), last)
    shown = kept[(number - 1) * MATCHES_A_PAGE : number * MATCHES_A_PAGE]
    if first:
        top = [one for one in everything if one.key == first]
        shown = top + [one for one in shown if one.key != first]
    context = {
        "entries": shown,
        "found": len(kept),
        "states": matches.STATES,
        "counts": matches.counts(matches.narrowed(everything, "", query.get("pack", ""))),
        "packs": _packs(catalogue, everything),
        "catalogue": catalogue,
        "held": held,
        "longest": LONGEST_REASON,
        "quote": originals.quote,
        "at": lambda **changes: address(query, **changes),
        "query": {name: query.get(name, "") for name in KEPT},
        "page_number": number,
        "page_count": last,
        "messages": get_messages(request),
    }
    return render(request, "review/matches.html", context, status=status)


def _packs(catalogue: Catalogue, found: list[Entry]) -> list[tuple[str, object, int]]:
    """The packs that have matches, each with how many."""
    counted = [(pack.id, pack.about, sum(pack.id in one.packs for one in found)) for pack in catalogue.packs.values()]
    return [each for each in counted if each[2]]


def _page_number(given: str, last: int) -> int:
    wanted = int(given) if given.isascii() and given.isdigit() and len(given) < 7 else 1
    return min(max(wanted, 1), last)
