"""Warnings: the list, and one with its steps: acknowledged, handled, closed with a result."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from minsheng.hub.cockpit.access import staff
from minsheng.hub.cockpit.asking import common
from minsheng.hub.cockpit.board import Board
from minsheng.hub.cockpit.forms import WarningForm
from minsheng.hub.cockpit.scene import moments
from minsheng.monitor.warnings.desk import Alert, Desk, measured, ordered
from minsheng.monitor.warnings.signals import rules_of, signals
from minsheng.terms.citation import Citation
from minsheng.terms.errors import Fault, MinshengError

NEXT = {"opened": "acknowledge", "acknowledged": "handle", "handled": "close"}


def desk_of(board: Board) -> Desk:
    """The warnings of a board's pack."""
    return Desk(board.store.folder)


def open_by_level(board: Board) -> dict[str, int]:
    """How many warnings are open of each level, the gravest first."""
    counts = Counter(one.level for one in desk_of(board).alerts(open_only=True))
    return {level: counts[level] for level in ("red", "orange", "yellow", "blue")}


@require_safe
@staff
def warnings(request: HttpRequest, board: Board) -> HttpResponse:
    """The warnings that are open, or those that were closed, and how long they take."""
    alerts = desk_of(board).alerts()
    closed = request.GET.get("closed") == "1"
    shown = [one for one in alerts if (one.stage == "closed") is closed]
    today = timezone.localdate()
    more = {
        "alerts": list(reversed(shown)) if closed else ordered(shown),
        "closed": closed,
        "measured": measured(alerts, today),
        "today": today,
        "stages": stages(),
        "rules": rules_of(board.pack, board.book.packs),
        "moment": moments(board)[0],
        "notices": messages.get_messages(request),
        "staff": True,
    }
    return render(request, "cockpit/warnings.html", common(request, board) | more)


@require_POST
@staff
def review(request: HttpRequest, board: Board) -> HttpResponse:
    """Hold the warnings' conditions against the figures in force, and open those that are met."""
    try:
        done = desk_of(board).review(signals(board.book, moments(board)[0]), by=request.user.get_username())
    except MinshengError as error:
        for fault in error.faults[:5]:
            messages.error(request, fault.message)
    else:
        said = _("新开 %(opened)s 条预警，%(cleared)s 条的情况已经解除。")
        messages.success(request, said % {"opened": len(done.opened), "cleared": len(done.cleared)})
    return redirect("cockpit:warnings", pack=board.pack.id)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def warning(request: HttpRequest, board: Board, alert: str) -> HttpResponse:
    """One warning; posting takes its next step."""
    desk = desk_of(board)
    try:
        found = desk.alert(alert)
    except MinshengError:
        raise Http404 from None
    form = WarningForm(request.POST or None)
    faults: tuple[Fault, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            _step(
                desk,
                found,
                request.POST.get("step", ""),
                by=request.user.get_username(),
                note=form.cleaned_data["text"],
            )
        except MinshengError as error:
            faults = error.faults
        else:
            return redirect("cockpit:warning", pack=board.pack.id, alert=alert)
    more = {
        "alert": found,
        "next": NEXT.get(found.stage, ""),
        "form": form,
        "faults": faults,
        "stages": stages(),
        "today": timezone.localdate(),
        "document": _document(board, found),
        "indicator": next(
            (one.watches for one in rules_of(board.pack, board.book.packs) if one.id == found.rule), None
        ),
        "staff": True,
    }
    context = common(request, board) | more
    return render(request, "cockpit/warning.html", context, status=422 if faults else 200)


def _document(board: Board, alert: Alert) -> Any:
    try:
        cited = Citation.parse(alert.source)
    except ValueError:
        return None
    return (cited, (board.catalogue.documents.get(cited.document) or (None, None))[1])


def _step(desk: Desk, alert: Alert, step: str, *, by: str, note: str) -> None:
    """The step asked for; handling may be told more than once."""
    steps: dict[str, Callable[..., Alert]] = {
        "acknowledge": desk.acknowledge,
        "handle": desk.handle,
        "close": desk.close,
    }
    if step not in steps:
        raise MinshengError(Fault("warnings.step", _("没有这个步骤"), read=step[:40]))
    steps[step](alert.id, by=by, note=note)


def stages() -> dict[str, str]:
    """How far a warning is, in words."""
    return {"opened": _("待签收"), "acknowledged": _("处理中"), "handled": _("待办结"), "closed": _("已办结")}
