"""The pages: the form that asks, the run while it works, and what it came to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from minsheng.hub.catalogue import store
from minsheng.hub.whatif import runs, show
from minsheng.hub.whatif.access import current_snapshot, may_test, stranger
from minsheng.hub.whatif.books import Book, books, division_of, nearest
from minsheng.hub.whatif.form import Asked, asked_of
from minsheng.hub.whatif.runs import Run
from minsheng.hub.whatif.work import PARAMETERS, PRESENT, RULES, question_of
from minsheng.register.snapshot import Snapshot
from minsheng.terms.errors import Fault, MinshengError
from minsheng.terms.periods import Month

TABLES = ("benefits", "divisions", "payers", "incomes")
COPIES = (PARAMETERS, PRESENT, RULES)
REFRESH_SECONDS = 2
_WORDS = {
    "each_name": show.each_name, "money": show.money, "heads": show.heads, "span": show.span,
    "tenth_name": show.tenth_name, "standing": show.standing, "state_name": show.state_name, "width": show.WIDTH,
}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def ask(request: HttpRequest) -> HttpResponse:
    """The form, and the start of a run."""
    try:
        snapshot = current_snapshot()
        known = books()
    except MinshengError as error:
        away = stranger(request, synthetic=False)
        return away or _page(request, "whatif/closed.html", {"faults": error.faults, "folder": None}, 503)
    away = stranger(request, synthetic=snapshot is not None and snapshot.synthetic)
    if away is not None:
        return away
    if snapshot is None or not known:
        return _page(request, "whatif/closed.html", {"faults": (), "folder": settings.MINSHENG_REGISTER})
    posted = request.POST if request.method == "POST" else request.GET
    chosen = posted.get("pack", "")
    pack = chosen if chosen in known else nearest(known, division_of(snapshot))
    assert pack is not None
    if request.method == "POST":
        return _started(request, known[pack], snapshot)
    return _form(request, known[pack], snapshot, request.GET, ())


def _started(request: HttpRequest, book: Book, snapshot: Snapshot) -> HttpResponse:
    if "copy" in request.POST:
        return _form(request, book, snapshot, request.POST, ())
    busy = runs.SHELF.running()
    try:
        if busy is not None:
            raise MinshengError(Fault("whatif.busy", _("正有一项测算在进行，请等它算完")))
        asked = asked_of(request.POST, book.offered(_day(snapshot)))
        run = _made(request, book, snapshot, asked)
    except MinshengError as error:
        return _form(request, book, snapshot, request.POST, error.faults, busy)
    runs.SHELF.start(run)
    return redirect("whatif:run", token=run.token)


def _made(request: HttpRequest, book: Book, snapshot: Snapshot, asked: Asked) -> Run:
    """The run's folder, once what is asked has been found sound."""
    told = {
        "by": request.user.get_username(),
        "pack": book.pack,
        "packs": str(book.root),
        "snapshot": str(snapshot.folder),
        "synthetic": snapshot.synthetic,
        "month": str(Month(snapshot.day.year, snapshot.day.month)),
        "revenue": asked.revenue,
    }
    run = runs.new_run(told, asked.files)
    try:
        question_of(run.folder, told, dict(book.packs)).paired()
    except MinshengError:
        runs.SHELF.drop(run)
        raise
    return run


def _form(
    request: HttpRequest,
    book: Book,
    snapshot: Snapshot,
    given: Mapping[str, str],
    faults: tuple[Fault, ...],
    busy: Run | None = None,
) -> HttpResponse:
    day = _day(snapshot)
    rules = given.get("rules", "")
    copied = given.get("benefit", "")
    if copied and (request.method != "POST" or "copy" in given):
        rules = rules.rstrip() + "\n" * bool(rules.strip()) + (book.rule_text(copied) or "")
    context = {
        "book": book,
        "pack": book.packs[book.pack].pack,
        "others": [one.packs[name].pack for name, one in books().items() if name != book.pack],
        "snapshot": snapshot,
        "month": Month(snapshot.day.year, snapshot.day.month),
        "offered": book.offered(day),
        "benefits": book.benefits(day),
        "documents": store.current().documents,
        "given": given,
        "rules": rules,
        "copied": copied,
        "faults": faults,
        "busy": busy or runs.SHELF.running(),
        "recent": [_listed(run) for run in runs.SHELF.everyone()[:10] if _visible(request, run)],
    }
    return _page(request, "whatif/ask.html", context, 422 if faults else 200)


@require_safe
@never_cache
def run(request: HttpRequest, token: str) -> HttpResponse:
    """A run: how far it is, why it failed, or what it came to."""
    found = _of(request, token)
    if isinstance(found, HttpResponse):
        return found
    state = found.state
    listed = _listed(found)
    if state != "done":
        context = {"run": found, "state": state, "listed": listed, "faults": found.failure}
        page = _page(request, "whatif/run.html", context)
        if state == "running":
            # A header and not a meta element: readers that do not want pages to change by themselves can refuse it.
            page["Refresh"] = str(REFRESH_SECONDS)
        return page
    outcome = found.outcome
    documents = store.current().documents
    benefits = {one.id: one for one in _benefits(found)}
    context = {"run": found, "listed": listed, "outcome": outcome, "documents": documents, "benefits": benefits}
    copies = [name for name in COPIES if name in found.asked.get("files", ())]
    return _page(request, "whatif/result.html", {**context, **show.result_of(outcome), "copies": copies})


@require_safe
@never_cache
def file(request: HttpRequest, token: str, name: str) -> HttpResponse:
    """A table of the result as CSV, or the changed copy as YAML."""
    found = _of(request, token)
    if isinstance(found, HttpResponse):
        return found
    stem, _dot, ending = name.rpartition(".")
    if ending == "csv" and stem in TABLES:
        body, kind = found.text(f"result/{name}"), "text/csv; charset=utf-8"
    elif name in COPIES:
        body, kind = found.text(name), "application/yaml; charset=utf-8"
    else:
        raise Http404
    if body is None:
        raise Http404
    mark = "synthetic-" if found.asked.get("synthetic") else ""
    response = HttpResponse(body, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="whatif-{mark}{name}"'
    return response


def _of(request: HttpRequest, token: str) -> Run | HttpResponse:
    """The run, or the answer to who may not see it; whether there is one is told to nobody who may not."""
    found = runs.SHELF.find(token)
    away = stranger(request, synthetic=found is None or bool(found.asked.get("synthetic")))
    if away is not None:
        return away
    if found is None:
        raise Http404
    return found


def _visible(request: HttpRequest, found: Run) -> bool:
    return may_test(request.user, synthetic=bool(found.asked.get("synthetic")))


def _listed(found: Run) -> dict[str, Any]:
    at = datetime.fromtimestamp(float(found.asked.get("at", 0)), UTC)
    return {
        "run": found,
        "at": timezone.localtime(at).strftime("%Y-%m-%d %H:%M"),
        "by": found.asked.get("by", ""),
        "month": found.asked.get("month", ""),
    }


def _benefits(found: Run) -> list[Any]:
    try:
        book = books().get(found.asked.get("pack", ""))
    except MinshengError:
        return []
    return [] if book is None else [rule.benefit for rule in book.program.rules]


def _day(snapshot: Snapshot) -> Any:
    return Month(snapshot.day.year, snapshot.day.month).last_day


def _page(request: HttpRequest, template: str, context: Mapping[str, Any], status: int = 200) -> HttpResponse:
    return render(request, template, {**_WORDS, **context}, status=status)
