"""One decision: accept, correct, reject, or open again."""

from __future__ import annotations

import logging

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minsheng.hub.review import pages
from minsheng.hub.review.drafts import DraftFolder, DraftRow
from minsheng.hub.review.models import State
from minsheng.hub.review.rows import read_form
from minsheng.hub.review.services import Overtaken, Wish, check_decision, do_decision
from minsheng.hub.review.views.access import reviewers_only
from minsheng.hub.review.views.review import address, opened, page
from minsheng.terms.errors import Fault, MinshengError

log = logging.getLogger(__name__)

ACTIONS = {
    "accept": State.ACCEPTED,
    "correct": State.CORRECTED,
    "reject": State.REJECTED,
    "reopen": State.OPEN,
}


@require_POST
@reviewers_only
def decide(request: HttpRequest, pack: str, document: str) -> HttpResponse:
    """Do what the form of a row asks for, then go to the next row that waits."""
    folder = opened(pack, document)
    given = request.POST
    about = folder.row(given.get("row", ""))
    if about is None:
        raise Http404(_("草稿里没有这一行，可能已重新生成"))
    values = read_form(about.kind, given)
    action = given.get("action", "")
    if action not in ACTIONS or given.get("digest") != folder.digest:
        return _overtaken(request, folder, about, _("草稿已重新生成，请按新的内容再审核一次。"))
    seen = given.get("version", "0")
    wish = Wish(
        row=about.key,
        state=ACTIONS[action],
        seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else -1,
        values=values,
        note=given.get("note", "").replace("\0", ""),
    )
    try:
        do_decision(check_decision(request.user, folder, wish))
    except Overtaken as error:
        standing = error.decision
        who = standing.by.get_username() if standing else _("另一位审核人")
        return _overtaken(request, folder, about, _("%(who)s 刚刚处理了这一行，请看过再决定。") % {"who": who})
    except (MinshengError, OSError) as error:
        if isinstance(error, OSError):
            log.exception("cannot write the pack %s", folder.pack_folder)
            faults: tuple[Fault, ...] = (Fault("review.unwritable", _("规则包的文件夹写不进去，请联系管理员")),)
        else:
            faults = error.faults
        return page(
            request,
            folder,
            given,
            chosen=about.key,
            values=values if action == "correct" else None,
            faults=faults,
            note=wish.note,
            status=500 if isinstance(error, OSError) else 422,
        )
    messages.success(request, _said(about, wish.state))
    return HttpResponseRedirect(_next(folder, about, given, reopened=wish.state == State.OPEN))


def _said(row: DraftRow, state: State) -> str:
    said = {
        State.ACCEPTED: _("已采纳：%(name)s"),
        State.CORRECTED: _("已更正并采纳：%(name)s"),
        State.REJECTED: _("未采纳：%(name)s"),
        State.OPEN: _("已撤回决定：%(name)s"),
    }
    return said[state] % {"name": row.name}


def _next(folder: DraftFolder, row: DraftRow, query: QueryDict, *, reopened: bool) -> str:
    """The next row that waits under the present filters, after this one if there is one; this one when reopened."""
    everything = pages.listed(folder, pages.decisions(folder))
    if reopened:
        return address(folder, query, next(each for each in everything if each.row.key == row.key))
    waiting = [each for each in pages.narrowed(everything, query.get("kind", ""), "") if each.open]
    if query.get("state") == "doubtful":
        waiting = [each for each in waiting if each.row.doubts] or waiting
    own = (not row.doubts, row.lines)
    after = (each for each in waiting if (not each.row.doubts, each.row.lines) > own)
    return address(folder, query, next(after, None) or next(iter(waiting), None))


def _overtaken(request: HttpRequest, folder: DraftFolder, row: DraftRow, said: str) -> HttpResponse:
    messages.warning(request, said)
    return page(request, folder, request.POST, chosen=row.key, status=409)
