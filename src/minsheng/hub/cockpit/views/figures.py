"""Figures in: the template, a file that is checked cell by cell and then taken, what came when, and a single cell."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from minsheng.hub.catalogue import listing
from minsheng.hub.cockpit import jobs, words
from minsheng.hub.cockpit.access import staff
from minsheng.hub.cockpit.asking import common
from minsheng.hub.cockpit.board import Board
from minsheng.hub.cockpit.correcting import corrected
from minsheng.hub.cockpit.forms import CorrectionForm, TakeForm, TemplateForm, UploadForm
from minsheng.hub.cockpit.jobs import Job
from minsheng.hub.config.jinja import address
from minsheng.monitor.store import Batch, plain
from minsheng.packs.units import with_unit
from minsheng.terms.errors import Fault, MinshengError
from minsheng.terms.periods import Period

REFRESH_SECONDS = 2
_CELL = ("indicator", "division", "period", "group")


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def figures(request: HttpRequest, board: Board) -> HttpResponse:
    """The template, the form for a file, and the batches; posting a file checks it, and writes nothing yet."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        asked = {"kind": "check", "by": request.user.get_username(), "user": request.user.pk, **form.wish}
        job = jobs.new_job(board, asked, form.cleaned_data["file"])
        jobs.start(job)
        return redirect("cockpit:job", pack=board.pack.id, token=job.token)
    batches = list(reversed(board.store.batches()))
    pager = listing.pager(len(batches), listing.page_number(request.GET), {})
    more = {
        "form": form,
        "next_period": _next_period(board),
        "batches": batches[pager.offset : pager.offset + listing.PAGE],
        "pager": pager,
        "notices": messages.get_messages(request),
        "staff": True,
    }
    context = common(request, board) | more
    return render(request, "cockpit/figures.html", context, status=422 if request.method == "POST" else 200)


def _next_period(board: Board) -> str:
    """The quarter after the last one with figures: what is most likely asked for."""
    last = board.periods[0] if board.periods else Period(2024)
    year, month = last.last_day.year, last.last_day.month
    number = (month - 1) // 3 + 2 if last.kind != "year" else 5
    return f"{year + 1}Q1" if number > 4 else f"{year}Q{number}"


@require_POST
@staff
def template(request: HttpRequest, board: Board) -> HttpResponse:
    """Begin to write the workbook to fill in for a period."""
    form = TemplateForm(request.POST)
    if not form.is_valid():
        for error in form.errors["period"]:
            messages.error(request, error)
        return redirect("cockpit:figures", pack=board.pack.id)
    asked = {"kind": "template", "by": request.user.get_username(), "user": request.user.pk, "form": "xlsx"}
    found = jobs.new_job(board, {**asked, "period": form.cleaned_data["period"]})
    jobs.start(found)
    return redirect("cockpit:written", pack=board.pack.id, token=found.token)


def _own(view: Any) -> Any:
    """Give the view the user's own job, and nobody else's."""

    @staff
    def answer(request: HttpRequest, board: Board, token: str) -> HttpResponse:
        found = jobs.find(token, request.user, board.pack.id)
        if found is None:
            raise Http404
        answer: HttpResponse = view(request, board, found)
        return answer

    return answer


@require_safe
@_own
def job(request: HttpRequest, board: Board, found: Job) -> HttpResponse:
    """How far a file is, what taking it would do, or what taking it did."""
    state = found.state
    context = common(request, board) | {"job": found, "state": state, "staff": True, "refresh": REFRESH_SECONDS}
    if state != "done":
        waiting = render(request, "cockpit/wait.html", context)
        if state == "running":
            waiting["Refresh"] = str(REFRESH_SECONDS)
        return waiting
    result = found.result
    changes = result["changes"]
    turned = [one for one in changes if one["red"]]
    more = {
        "result": result,
        "taken": found.asked["kind"] == "take",
        "turned": turned,
        "whole": sum(one["division"] == board.place for one in turned),
        "other": len([one for one in changes if not one["red"]]),
        "form": TakeForm(needs_reason=bool(result["differs"]), has_doubts=bool(result["aside"])),
    }
    return render(request, "cockpit/job.html", context | more)


@require_POST
@_own
def take(request: HttpRequest, board: Board, found: Job) -> HttpResponse:
    """Take a checked file's figures into the store, with the reason of its corrections."""
    if found.state != "done" or found.asked["kind"] != "check":
        return redirect("cockpit:job", pack=board.pack.id, token=found.token)
    form = TakeForm(request.POST, needs_reason=False, has_doubts=bool(found.result["aside"]))
    if form.is_valid():
        jobs.change(found, {"kind": "take", **form.wish})
        jobs.start(found)
    return redirect("cockpit:job", pack=board.pack.id, token=found.token)


@require_POST
@_own
def drop(request: HttpRequest, board: Board, found: Job) -> HttpResponse:
    """Forget a file that is not under way."""
    if found.state != "running":
        jobs.SHELF.drop(found)
    return redirect("cockpit:figures", pack=board.pack.id)


@require_safe
@staff
def batch(request: HttpRequest, board: Board, number: int) -> HttpResponse:
    """The figures one batch brought."""
    found = _batch(board, number)
    rows = board.store.brought(number)
    pager = listing.pager(len(rows), listing.page_number(request.GET), {})
    shown = rows[pager.offset : pager.offset + listing.PAGE]
    more = {"batch": found, "rows": shown, "pager": pager, "names": board.book.indicators, "staff": True}
    return render(request, "cockpit/batch.html", common(request, board) | more)


def _batch(board: Board, number: int) -> Batch:
    found = next((one for one in board.store.batches() if one.number == number), None)
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def cell(request: HttpRequest, board: Board) -> HttpResponse:
    """The history of one figure, and the form to correct it; the old one stays with who, when and why."""
    asked = request.GET
    key = (asked.get("indicator", ""), asked.get("division", ""), asked.get("period", ""), asked.get("group", ""))
    indicator = board.book.indicators.get(key[0])
    try:
        period = Period.parse(key[2])
    except ValueError:
        raise Http404 from None
    if indicator is None or key[1] not in board.places:
        raise Http404
    form = CorrectionForm(request.POST or None)
    faults: tuple[Fault, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            corrected(board, key, by=request.user.get_username(), **form.cleaned_data)
        except MinshengError as error:
            faults = error.faults
        else:
            messages.success(request, _("已更正，旧数留在下面的来历里。"))
            return redirect(address("cockpit:cell", board.pack.id, **dict(zip(_CELL, key, strict=True))))
    held = [row for row in board.book.observations(key[0], key[1], group=key[3]) if row.period == period]
    more = {
        "indicator": indicator,
        "period": period,
        "division": key[1],
        "group": words.group_words(key[3]) if key[3] else "",
        "held": held,
        "entries": list(reversed(board.store.entries(key))),
        "printed": [row for row in board.book.overridden(key[0]) if row.cell == key],
        "form": form,
        "faults": faults,
        "notices": messages.get_messages(request),
        "shown": lambda value: with_unit(plain(value), indicator.unit),
        "staff": True,
    }
    context = common(request, board) | more
    return render(request, "cockpit/cell.html", context, status=422 if request.method == "POST" else 200)
