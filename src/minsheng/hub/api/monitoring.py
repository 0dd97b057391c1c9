"""``GET /monitor/status`` and ``/monitor/observations``: where targets stand, and the figures they rest on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Query, Schema
from pydantic import Field

from minsheng.hub.api.errors import NotFound, failure, internal
from minsheng.hub.api.routes import FAILURES, api
from minsheng.hub.catalogue import store as catalogue
from minsheng.monitor.book import STORES, Book, open_book
from minsheng.monitor.state import statuses
from minsheng.monitor.store import Store, plain
from minsheng.terms.periods import Period

MOST = 500
_PERIOD = r"^(19|20|21)\d\d(Q[1-4]|-(0[1-9]|1[0-2]))?$"


class Place(Schema):
    """Of which pack, and which page."""

    pack: str = Field(max_length=60, description="规则包，如 hangzhou")
    division: list[str] = Field([], max_length=100, description="区划代码；不写是规划承诺的地方")
    limit: int = Field(100, ge=1, le=MOST, description="一页多少行")
    offset: int = Field(0, ge=0, le=1_000_000, description="跳过多少行")


class StatusAsked(Place):
    """When, and of which plan."""

    at: str | None = Field(None, pattern=_PERIOD, description="2023、2023Q4 或 2023-12；不写是有数的最后一个时期")
    source: str | None = Field(None, max_length=60, description="文件编号，或它的一张表：hzs-2021 表1")


class ObservationsAsked(Place):
    """Of which indicators."""

    indicator: list[str] = Field([], max_length=100, description="指标编号")


class FigureOut(Schema):
    """A figure that was reported or printed."""

    value: float
    period: str
    source: str


class StatusOut(Schema):
    """A target in a division; ``degree`` is the realisation degree, 0 to 100, null when nothing is known."""

    indicator: str
    name: str
    division: str
    group: str
    source: dict[str, str | int]
    target: str
    op: str
    year: int
    unit: str
    value: float | None
    period: str | None
    status: Literal["met", "missed", "on_track", "lagging", "no_data"]
    degree: float | None
    expected: float | None
    reached: bool
    because: str
    figures: list[FigureOut]
    differing: list[FigureOut]


class StatusesOut(Schema):
    """A page of states; ``version`` is the number of the last batch of figures."""

    pack: str
    at: str
    version: int
    total: int
    limit: int
    offset: int
    results: list[StatusOut]


class ObservationOut(Schema):
    """A figure in force; the value as text, so that it passes through no float."""

    indicator: str
    division: str
    period: str
    group: str
    value: str
    source: str
    note: str


class ObservationsOut(Schema):
    """A page of figures in force."""

    pack: str
    version: int
    total: int
    limit: int
    offset: int
    results: list[ObservationOut]


@api.get("/monitor/status", response={200: StatusesOut, **FAILURES}, summary="目标在哪一步")
def monitor_status(request: HttpRequest, asked: Query[StatusAsked]) -> Any:
    """The state of every target whose plan has begun by then, as `minsheng monitor status --json`."""
    book = _book(asked.pack)
    at = Period.parse(asked.at) if asked.at else _last(book)
    rows = statuses(book, at, source=asked.source, divisions=asked.division or None)
    shown = [one.as_json() for one in _page(rows, asked)]
    return {**_head(asked, book, len(rows)), "at": str(at), "results": shown}


@api.get("/monitor/observations", response={200: ObservationsOut, **FAILURES}, summary="监测值")
def monitor_observations(request: HttpRequest, asked: Query[ObservationsAsked]) -> Any:
    """The figures in force: what was reported, and what plans print where nobody reported otherwise."""
    book = _book(asked.pack)
    known = asked.indicator or list(book.indicators)
    places = set(asked.division)
    rows = [
        row
        for indicator in known
        for row in book.observations(indicator, group=None)
        if not places or row.division in places
    ]
    names = ("indicator", "division", "group", "source", "note")
    shown = [
        {name: getattr(row, name) for name in names} | {"period": str(row.period), "value": plain(row.value)}
        for row in _page(rows, asked)
    ]
    return {**_head(asked, book, len(rows)), "results": shown}


def _head(asked: Place, book: Book, total: int) -> dict[str, Any]:
    return {
        "pack": asked.pack,
        "version": book.version,
        "total": total,
        "limit": asked.limit,
        "offset": asked.offset,
    }


def _page(rows: Sequence[Any], asked: Place) -> Sequence[Any]:
    return rows[asked.offset : asked.offset + asked.limit]


def _book(pack: str) -> Book:
    """The book of a pack as it is now; raises `NotFound` when it has no targets, or only the staff may look."""
    found = catalogue.current().packs.get(pack)
    if found is None or not found.indicators or settings.MINSHENG_COCKPIT == "staff":
        raise NotFound("没有这个规则包的监测数据", pack=pack)
    folder = Path(settings.MINSHENG_DATA) / STORES / pack
    return _opened(pack, str(folder), catalogue.current().version, Store(folder).version)


@lru_cache(maxsize=4)
def _opened(pack: str, folder: str, _packs: str, _figures: int) -> Book:
    return open_book(pack, catalogue.current().packs, Path(folder))


def _last(book: Book) -> Period:
    """The last period with a figure; without one, the last year of a target."""
    periods = (Period.parse(word) for word in book.table.column("period").unique().to_pylist())
    known = [one for one in periods if one.kind != "span"]
    return max(known, default=Period(max(one.year for one in book.targets)))


def told_now(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view that is asked each time, as figures change without a pack changing; failures have the one shape."""

    def answer(request: HttpRequest, **named: Any) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            response = failure(405, "method-not-allowed", data={"method": request.method})
            response.headers["Allow"] = "GET, HEAD"
        else:
            request.method = "GET"
            try:
                response = view(request, **named)
            except Exception as error:
                response = internal(request, error)
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Cache-Control"] = "no-cache"
        return response

    answer.csrf_exempt = True
    return answer
