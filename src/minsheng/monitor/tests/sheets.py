"""A small made-up pack for tests: one city, one plan, the indicators a test writes down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from minsheng.monitor.book import Book, book_of
from minsheng.monitor.observation import EVERYONE, Observation, observations_table
from minsheng.packs.model import Document, Indicator, Match, Pack, PackFile, Value
from minsheng.terms.citation import Citation
from minsheng.terms.periods import Period

CITY, EAST, WEST = "330100", "330102", "330106"
PLAN = Document("p-2021", "某市规划", date(2021, 1, 1), date(2025, 12, 31))


def number(text: str | int | float) -> Decimal:
    return Decimal(str(text))


def target(text: Any = None, op: Any = "=", year: int | None = 2025, **more: Any) -> Value:
    """A target; a figure unless ``op`` is text."""
    if op == "text":
        return Value("target", year, "text", text=text, **more)
    return Value("target", year, op, number(text), **more)


def actual(text: Any, year: int = 2020, **more: Any) -> Value:
    return Value("actual", year, more.pop("op", "="), number(text), **more)


def indicator(*values: Value, row: int = 1, **more: Any) -> Indicator:
    told = {"name": f"指标{row}", "unit": "%", "direction": "higher", "area": "health"} | more
    source = Citation("p-2021", table=1, row=row)
    return Indicator(id=f"p-2021.t1.{row}", source=source, values=values, **told)


def pack_of(*indicators: Indicator, matches: Iterable[Match] = ()) -> Pack:
    about = PackFile("city", "杭州市", "City", CITY, "city")
    return Pack(about, documents=(PLAN,), indicators=indicators, matches=tuple(matches))


def seen(period: str, value: Any, *, row: int = 1, division: str = CITY, group: str = EVERYONE) -> Observation:
    """An observation of an indicator of the pack, by its row."""
    said = f"统计公报{period}"
    return Observation(f"p-2021.t1.{row}", division, Period.parse(period), Decimal(str(value)), said, group=group)


def book(*indicators: Indicator, told: Iterable[Observation] = (), matches: Iterable[Match] = ()) -> Book:
    pack = pack_of(*indicators, matches=matches)
    return book_of(pack, {pack.id: pack}, observations_table(list(told)))


def named(one: Indicator, name: str, unit: str = "%") -> Indicator:
    return replace(one, name=name, unit=unit)
