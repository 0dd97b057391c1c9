"""The yearly inventory of service items: the list, reminders, and what is reported of one item."""

from __future__ import annotations

from collections import Counter
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from minsheng.hub.catalogue import listing
from minsheng.hub.cockpit.access import staff
from minsheng.hub.cockpit.asking import common
from minsheng.hub.cockpit.board import Board
from minsheng.hub.cockpit.forms import InventoryForm
from minsheng.hub.config.jinja import address
from minsheng.monitor.inventory import STATES, Entry, Inventory, Line, reminders
from minsheng.terms.errors import Fault, MinshengError

SILENT = "silent"
"""How an address asks for the items nobody reported on."""


@require_safe
@staff
def inventory(request: HttpRequest, board: Board) -> HttpResponse:
    """Every item of a year with its state, by owner and state; whom to remind."""
    year = _year(request, board)
    lines = Inventory(board.store.folder, board.pack).lines(year)
    query = listing.asked(request.GET, ("year", "owner", "state"), longest=60)
    shown = [one for one in lines if _matches(one, query)]
    pager = listing.pager(len(shown), listing.page_number(request.GET), query)
    counts = Counter(one.state or SILENT for one in lines)
    more = {
        "year": year,
        "years": _years(board),
        "lines": shown[pager.offset : pager.offset + listing.PAGE],
        "pager": pager,
        "counts": {name: counts[name] for name in (*STATES, SILENT)},
        "owners": sorted({one.owner for one in lines if one.owner}),
        "query": {"owner": "", "state": ""} | query,
        "reminders": reminders(lines, timezone.localdate()),
        "item_states": item_states(),
        "today": timezone.localdate(),
        "staff": True,
    }
    return render(request, "cockpit/inventory.html", common(request, board) | more)


def _matches(line: Line, query: dict[str, str]) -> bool:
    return ("owner" not in query or line.owner == query["owner"]) and (
        "state" not in query or (line.state or SILENT) == query["state"]
    )


def _years(board: Board) -> list[int]:
    """The years in which an item of the pack holds, up to this one, the latest first."""
    today = timezone.localdate().year
    first = min((one.since.year for one in board.pack.items), default=today)
    last = max((one.until.year if one.until else today for one in board.pack.items), default=today)
    return list(range(min(last, today), min(first, today) - 1, -1))


def _year(request: HttpRequest, board: Board) -> int:
    asked = request.GET.get("year", "")
    years = _years(board)
    return int(asked) if asked.isdecimal() and int(asked) in years else years[0]


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def item(request: HttpRequest, board: Board, item_id: str) -> HttpResponse:
    """One item in a year: what was reported of it, and the form to report or to assign it."""
    year = _year(request, board)
    book = Inventory(board.store.folder, board.pack)
    line = next((one for one in book.lines(year) if one.item.id == item_id), None)
    if line is None:
        raise Http404
    first = {"owner": line.owner, "due": line.due, "state": line.state or ""}
    form = InventoryForm(request.POST or None, initial=first)
    faults: tuple[Fault, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            book.write(year, [_entry(item_id, form)], by=request.user.get_username())
        except MinshengError as error:
            faults = error.faults
        else:
            return redirect(address("cockpit:item", board.pack.id, item_id, year=year))
    more = {
        "line": line,
        "year": year,
        "form": form,
        "faults": faults,
        "item_states": item_states(),
        "today": timezone.localdate(),
        "document": (board.catalogue.documents.get(line.item.source.document) or (None, None))[1],
        "staff": True,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "cockpit/item.html", common(request, board) | more, status=status)


def _entry(item_id: str, form: InventoryForm) -> Entry:
    given = form.cleaned_data
    due: date | None = given["due"]
    return Entry(item_id, given["owner"] or None, due, given["state"] or None, given["evidence"])


def item_states() -> dict[str, str]:
    """The states of an item in words."""
    return {"delivered": _("已落实"), "partly": _("部分落实"), "not_started": _("未启动"), SILENT: _("没有报")}
