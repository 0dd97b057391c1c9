"""The pages: give two lists, wait, see counts and doubtful pairs, decide one pair, take the links home."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from minsheng.hub.accounts.officers import is_officer, stranger
from minsheng.hub.audit.trail import record
from minsheng.hub.catalogue import listing
from minsheng.hub.linking import pairs as pages
from minsheng.hub.linking import runs
from minsheng.hub.linking.form import ListsForm
from minsheng.hub.linking.pairs import Pair
from minsheng.hub.linking.runs import Run
from minsheng.hub.linking.services import LONGEST_REASON, LinkOvertaken, LinkWish, do_link, history
from minsheng.terms.errors import Fault, MinshengError

REFRESH_SECONDS = 2
ACTIONS = {"same": True, "other": False, "aside": None}
REASONS = (
    N_("各项对得上，出入像是笔误"),
    N_("问过本人或经办单位"),
    N_("查过档案原件"),
    N_("对不上，是两个人"),
)
log = logging.getLogger(__name__)
View = Callable[..., HttpResponseBase]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The form with earlier runs below it; posting it begins one."""
    away = stranger(request, synthetic=True)
    if away is not None:
        return away
    officer, example = is_officer(request.user), "example" in request.POST
    form = ListsForm()
    if request.method == "POST":
        if not officer and not example:
            raise PermissionDenied
        form = ListsForm(request.POST, request.FILES) if not example else form
        if example or form.is_valid():
            uploads = None if example else (form.cleaned_data["left"], form.cleaned_data["right"])
            try:
                run = runs.new_run(request.user, uploads)
            except MinshengError as error:
                form.add_error(None, error.faults[0].message)
            else:
                runs.start(run)
                return redirect("linking:show", token=run.row.token)
    context = {
        "form": form,
        "officer": officer,
        "earlier": runs.everyone(request.user),
        "messages": get_messages(request),
        "when": _when,
    }
    return render(request, "linking/ask.html", context, status=422 if request.method == "POST" else 200)


def _of_a_run(view: View) -> View:
    """Give the view a run that this account may look at."""

    @never_cache
    @wraps(view)
    def answer(request: HttpRequest, token: str, **named: Any) -> HttpResponseBase:
        away = stranger(request, synthetic=True)
        if away is not None:
            return away
        run = runs.find(token, request.user)
        if run is None:
            raise Http404
        return view(request, run, **named)

    return answer


@require_safe
@_of_a_run
def show(request: HttpRequest, run: Run) -> HttpResponse:
    """How far a run is, why it failed, or its counts and its doubtful pairs."""
    state = run.state
    if state != "done":
        waiting = render(request, "linking/wait.html", {"run": run, "state": state})
        if state == "running":
            waiting["Refresh"] = str(REFRESH_SECONDS)
        return waiting
    everything = pages.pairs_of(run)
    counted = pages.counts(everything)
    query = listing.asked(request.GET, ("state",), longest=20)
    chosen = query.get("state", "")
    kept = [pair for pair in everything if pair.state == chosen] if chosen in pages.STATES else everything
    pager = listing.pager(len(kept), listing.page_number(request.GET), query)
    assert run.done is not None
    context = {
        "run": run,
        "summary": run.done["summary"],
        "counts": counted,
        "states": states(),
        "chosen": chosen,
        "pairs": kept[pager.offset : pager.offset + listing.PAGE],
        "pager": pager,
        "first": pages.next_waiting(everything, 0),
        "fresh": run.fresh,
        "faults": [run.faults(side) for side in ("left", "right")],
        "messages": get_messages(request),
        "when": _when,
        "mine": request.user == run.row.by or request.user.is_superuser,
    }
    return render(request, "linking/show.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@_of_a_run
def pair(request: HttpRequest, run: Run, number: int) -> HttpResponse:
    """Two records side by side; posting says what they are."""
    if run.done is None:
        raise Http404
    everything = pages.pairs_of(run)
    if not 1 <= number <= len(everything):
        raise Http404
    one = everything[number - 1]
    if request.method != "POST":
        return _pair(request, run, everything, one)
    given = request.POST
    if given.get("action") not in ACTIONS:
        raise Http404
    seen = given.get("version", "")
    wish = LinkWish(
        *one.key,
        same=ACTIONS[given["action"]],
        seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else -1,
        reason=_reason(given.get("why", ""), given.get("reason", "").replace("\0", "")),
    )
    try:
        do_link(request.user, run.row, wish)
    except LinkOvertaken as error:
        who = error.decision.by.get_username() if error.decision else _("另一位工作人员")
        said = _("%(who)s 刚刚处理了这一对，请看过再决定。") % {"who": who}
        messages.warning(request, said)
        return _pair(request, run, pages.pairs_of(run), pages.pairs_of(run)[number - 1], given=given, status=409)
    except MinshengError as error:
        return _pair(request, run, everything, one, given=given, faults=error.faults, status=422)
    log.info("%s decided %s of pair %s of run %s", request.user.get_username(), wish.same, number, run.row.token)
    said = {True: _("已记下：是同一人"), False: _("已记下：不是同一人"), None: _("已放着，以后再看")}[wish.same]
    messages.success(request, f"{said}（{one.title}）")
    after = pages.next_waiting(pages.pairs_of(run), number)
    if after is None:
        return redirect("linking:show", token=run.row.token)
    return redirect("linking:pair", token=run.row.token, number=after.number)


def _reason(why: str, own: str) -> str:
    """The ready-made reason that was chosen, and what was added to it; stored in Chinese."""
    chosen = REASONS[int(why)] if why.isascii() and why.isdigit() and int(why) < len(REASONS) else ""
    return "；".join(part for part in (chosen, own.strip()) if part)


def _pair(
    request: HttpRequest,
    run: Run,
    everything: list[Pair],
    one: Pair,
    *,
    given: Any = None,
    faults: tuple[Fault, ...] = (),
    status: int = 200,
) -> HttpResponse:
    context = {
        "run": run,
        "pair": one,
        "total": len(everything),
        "waiting": pages.counts(everything)["waiting"],
        "history": history(run.row, *one.key),
        "reasons": [_(reason) for reason in REASONS],
        "given": given or {},
        "faults": faults,
        "longest": LONGEST_REASON,
        "states": states(),
        "messages": get_messages(request),
        "when": _when,
    }
    return render(request, "linking/pair.html", context, status=status)


@require_POST
@_of_a_run
def apply(request: HttpRequest, run: Run) -> HttpResponse:
    """Match again with what people have decided by now."""
    runs.start(run)
    return redirect("linking:show", token=run.row.token)


@require_POST
@_of_a_run
def links(request: HttpRequest, run: Run) -> HttpResponseBase:
    """The links as CSV, with the departments' whole identifiers; who took it is recorded first."""
    if run.links is None:
        raise Http404
    try:
        file = run.links.open("rb")
    except OSError:  # a newer result took its place this moment
        return redirect("linking:show", token=run.row.token)
    told = {"run": run.row.token, "what": "links", "synthetic": run.row.synthetic}
    record(request.user, "download", detail=told)
    log.info("%s downloaded the links of run %s", request.user.get_username(), run.row.token)
    name = ("synthetic-" if run.row.synthetic else "") + "links.csv"
    return FileResponse(file, as_attachment=True, filename=name, content_type="text/csv; charset=utf-8")


@require_POST
@_of_a_run
def drop(request: HttpRequest, run: Run) -> HttpResponse:
    """Remove a run that is not under way; only who began it may."""
    if request.user != run.row.by and not request.user.is_superuser:
        raise PermissionDenied
    if run.state != "running":
        runs.drop(run)
    return redirect("linking:ask")


def states() -> dict[str, str]:
    """What the states are called."""
    return {
        "waiting": _("等人判断"),
        "aside": _("放着的"),
        "same": _("是同一人"),
        "other": _("不是同一人"),
        "settled": _("不用再看"),
    }


def _when(at: Any) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
