"""The forecast of an indicator as a target of a book sees it: which figures it starts from, up to which year."""

from __future__ import annotations

import math
from collections.abc import Mapping

from minsheng.monitor.book import Book
from minsheng.monitor.forecast import Forecast, Points, forecast
from minsheng.monitor.limits import limits_of
from minsheng.monitor.observation import EVERYONE
from minsheng.monitor.reading import LAST_PARTS, read
from minsheng.monitor.state import aim_of
from minsheng.monitor.target import Target
from minsheng.terms.periods import Period, PeriodKind

_KINDS: tuple[PeriodKind, ...] = ("year", "quarter", "month")


def forecast_of(book: Book, target: Target, division: str, at: Period, *, group: str = EVERYONE) -> Forecast:
    """Where the indicator of a target is heading in a division, up to the end of the target's year.

    From the figures up to ``at``, own ones before those of matched indicators: years, quarters or months, whichever are
    most, a year standing for its last quarter or month. Totals and yearly growth are not forecast: the sum of what is
    still to come is a plan, not a trend.
    """
    if target.kind in ("total", "growth"):
        return Forecast(None, (), (), "累计数和增长率不作预测，看进度")
    if target.aim is None and target.kind != "keep":
        return Forecast(None, (), (), target.reason)
    if target.whole and division != target.division:
        return Forecast(None, (), (), "目标是总量，没有分到这里")
    figures: dict[Period, float] = {}
    for one in book.told(target.indicator.id, division, group=group):
        if one.observation.period.last_day <= at.last_day:
            figures.setdefault(one.observation.period, float(one.value))
    points, kind = _of_one_kind(figures, by_year=target.by_year)
    limits = limits_of(target.indicator)
    low, high = (
        float(each) if each is not None else way * math.inf for each, way in ((limits.low, -1), (limits.high, 1))
    )
    until = Period(target.year) if kind == "year" else Period(target.year, kind, LAST_PARTS[kind])
    aim = aim_of(target, read(book, target, division, at, group=group).baseline)
    return forecast(points, until, aim=aim, bounds=(low, high))


def _of_one_kind(figures: Mapping[Period, float], *, by_year: bool) -> tuple[Points, PeriodKind]:
    """The figures of the kind of period there are most of; of two alike the longer periods."""
    best: tuple[Points, PeriodKind] = ((), "year")
    for kind in _KINDS[:1] if by_year else _KINDS:
        found = {period: value for period, value in figures.items() if period.kind == kind}
        for period, value in figures.items():
            if kind != "year" and period.kind == "year":
                found.setdefault(Period(period.year, kind, LAST_PARTS[kind]), value)
            if kind == "year" and not by_year and LAST_PARTS.get(period.kind) == period.number:
                found.setdefault(Period(period.year), value)
        if len(found) > len(best[0]):
            best = (sorted(found.items()), kind)
    return best
