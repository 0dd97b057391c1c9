"""A small city with two areas, and what is known of it: small enough to work everything out by hand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from minsheng.monitor.book import Book, book_of
from minsheng.monitor.observation import EVERYONE, Observation, observations_table
from minsheng.packs.model import Area, Direction, DivisionValue, Document, Indicator, Operator, Pack, PackFile, Value
from minsheng.packs.watching import WarningRule, Weight
from minsheng.terms.citation import Citation
from minsheng.terms.periods import Period

HOME, INNER, OUTER = "330100", "330102", "330122"
"""The city, a district of 1,323,467 and a county of 453,106 in the census of 2020."""
CLAUSE = Citation.parse("ls-2021 表1.1")


def indicator(
    number: int,
    name: str,
    area: str | None,
    *,
    target: str | None,
    base: str | None = None,
    unit: str = "%",
    op: Operator = "=",
    direction: Direction = "higher",
    by_division: dict[str, str] | None = None,
) -> Indicator:
    """A row of table 1 with a target for 2025 and perhaps a figure of 2020."""
    actual = [] if base is None else [Value("actual", 2020, "=", Decimal(base))]
    parts = tuple(DivisionValue(one, Decimal(value)) for one, value in (by_division or {}).items())
    number_told = None if target is None or not target.replace(".", "").isdigit() else Decimal(target)
    goal = Value("target", 2025, op if number_told is not None else "text", number_told, by_division=parts)
    if number_told is None and not parts:
        goal = Value("target", 2025, "text", text=target)
    source = Citation.parse(f"ls-2021 表1.{number}")
    return Indicator(f"ls-2021.t1.{number}", name, unit, source, (*actual, goal), area, direction=direction)


PLACES = indicator(1, "每千人口托位数", "childcare", target="4", base="2", unit="个", op=">=")
SHARE = indicator(2, "普惠托位占比", "childcare", target="80")
JOBLESS = indicator(3, "城镇调查失业率", "work", target="5", op="<=", direction="lower")
PLEASED = indicator(4, "托育服务满意度", "childcare", target="90")
WORDS = indicator(5, "劳动关系", "work", target="更加和谐")
BEDS = indicator(6, "护理床位", "work", target="1000", unit="张")


def pack(*indicators: Indicator, weights: Iterable[Weight] = (), warnings: Iterable[WarningRule] = ()) -> Pack:
    """The city's pack."""
    areas = (Area("childcare", "幼有所育", "Childcare"), Area("work", "劳有所得", "Work"))
    about = PackFile("lakeside", "湖滨市", "Lakeside", HOME, "city")
    document = Document("ls-2021", "湖滨市公共服务规划", date(2021, 1, 1), date(2025, 12, 31))
    return Pack(
        about, (document,), areas, indicators=tuple(indicators), weights=tuple(weights), warnings=tuple(warnings)
    )


def seen(one: Indicator, value: str, division: str = HOME, period: str = "2023", group: str = EVERYONE) -> Observation:
    """A figure somebody reported."""
    return Observation(one.id, division, Period.parse(period), Decimal(value), f"统计局 {period}", group=group)


def book(made: Pack, *rows: Observation) -> Book:
    """The book of the pack with these figures."""
    return book_of(made, {made.id: made}, observations_table(list(rows)))
