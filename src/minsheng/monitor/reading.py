"""Which figures speak for a target at a time: the one that is judged, the baseline, and what others say of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from minsheng.monitor.book import Book, Told
from minsheng.monitor.judge import average_growth
from minsheng.monitor.observation import EVERYONE, MOST_DECIMALS, Observation
from minsheng.monitor.path import point
from minsheng.monitor.shelf import short
from minsheng.monitor.target import Target
from minsheng.terms.periods import Period

_PLACES = Decimal(1).scaleb(-MOST_DECIMALS)
LAST_PARTS = {"quarter": 4, "month": 12}
"""The quarter and the month whose figure to date is that of the whole year."""


@dataclass(frozen=True)
class Reading:
    """The figure a target is judged by, with what it rests on.

    ``value`` is in the unit of the target; for a total the sum so far, for growth the average yearly growth in percent.
    ``edge`` says that it stands for a figure printed only as above (1) or below (-1) it. ``late_start`` says that the
    baseline is the plan's first figure, for want of one before. ``figures`` are the observations the value was made
    from, ``differing`` those that say otherwise of the same cell, ``against_baseline`` those that do of the baseline's;
    ``lent`` says where indicators that are the same one are written, when it is their figures that were taken.
    """

    value: Decimal | None = None
    period: Period | None = None
    edge: int = 0
    baseline: Decimal | None = None
    baseline_period: Period | None = None
    late_start: bool = False
    figures: tuple[Observation, ...] = ()
    differing: tuple[Observation, ...] = ()
    against_baseline: tuple[Observation, ...] = ()
    lent: tuple[str, ...] = ()


def read(book: Book, target: Target, division: str, at: Period, *, group: str = EVERYONE) -> Reading:
    """What is known of a target in a division at a time.

    Own figures come before those of matched indicators, cell by cell; then the latest period not after ``at``, nor
    after the target's year, stands, as long as it is of the plan's years. The baseline is the latest before the plan,
    or the plan's first figure when a later one is judged. Of a total, what was reported for the years together stands
    beside the sum of its years; whichever goes further counts. A quarter's or a month's part of a total is the year to
    date.
    """
    cells, others = _cells(book.told(target.indicator.id, division, group=group), at, target)
    if target.kind == "total":
        found = _total(cells, others, target)
    else:
        found = _level({period: told for period, told in cells.items() if _counts(period, target)}, target)
        if others:
            differing, base = (
                tuple(others.get(one, ())) if one else () for one in (found.period, found.baseline_period)
            )
            found = replace(found, differing=differing, against_baseline=base)
    lent = dict.fromkeys(row.indicator for row in found.figures if row.indicator != target.indicator.id)
    if lent:
        found = replace(found, lent=tuple(str(book.indicators[one].source) for one in lent))
    return _growth(found) if target.kind == "growth" else found


def _cells(
    told: Iterable[Told], at: Period, target: Target
) -> tuple[dict[Period, Told], Mapping[Period, list[Observation]]]:
    """For each period that counts the figure that stands, and the observations that say something else."""
    cells: dict[Period, Told] = {}
    others: dict[Period, list[Observation]] = {}
    for one in told:
        period = one.observation.period
        if period.last_day > at.last_day or period.last_year > target.year:
            continue
        standing = cells.setdefault(period, one)
        if standing.value != one.value:
            others.setdefault(period, []).append(one.observation)
    return cells, others


def _counts(period: Period, target: Target) -> bool:
    return period.kind == "year" if target.by_year else period.kind != "span"


def _level(levels: Mapping[Period, Told], target: Target) -> Reading:
    before = [period for period in levels if period.last_year < target.since]
    during = [period for period in levels if period.last_year >= target.since]
    base, last = max(before, default=None), max(during, default=None)
    late = base is None and len(during) > 1
    if late:
        base = min(during)
    baseline = None if base is None else levels[base].value
    if last is None:
        return Reading(baseline=baseline, baseline_period=base)
    found = levels[last]
    return Reading(found.value, last, found.edge, baseline, base, late, (found.observation,))


def _growth(found: Reading) -> Reading:
    """The average yearly growth from the baseline to the figure, in the figure's place."""
    grown = None
    if found.value is not None and found.baseline is not None and found.period and found.baseline_period:
        years = point(found.period) - point(found.baseline_period)
        percent = float(average_growth(float(found.baseline), float(found.value), years))
        grown = Decimal(str(percent)) if percent == percent else None
    return replace(found, value=grown, period=found.period if grown is not None else None, edge=0)


def _total(cells: Mapping[Period, Told], others: Mapping[Period, list[Observation]], target: Target) -> Reading:
    start = Period(target.since - 1)
    spans = [period for period in cells if period.kind == "span" and period.year == target.since]
    parts = _parts(cells, target)
    reported = max(spans, default=None)
    if reported is not None and (not parts or point(reported) >= point(parts[-1])):
        found, differing = cells[reported], list(others.get(reported, ()))
        summed = _sum(cells, parts)
        if parts and point(parts[-1]) == point(reported) and summed != found.value:
            differing += [cells[part].observation for part in parts]
        return Reading(
            found.value, reported, found.edge, Decimal(0), start, False, (found.observation,), tuple(differing)
        )
    if not parts:
        return Reading(baseline=Decimal(0), baseline_period=start)
    return Reading(
        _sum(cells, parts),
        _through(target.since, parts[-1]),
        0,
        Decimal(0),
        start,
        False,
        tuple(cells[part].observation for part in parts),
        tuple(row for part in parts for row in others.get(part, ())),
    )


def _parts(cells: Mapping[Period, Told], target: Target) -> list[Period]:
    """The years of the plan without a gap, and of the year after them the latest figure to date."""
    parts: list[Period] = []
    year = target.since
    while (whole := _whole_year(cells, year)) is not None:
        parts.append(whole)
        year += 1
    running = [period for period in cells if period.year == year and period.kind in LAST_PARTS]
    return [*parts, max(running)] if running else parts


def _whole_year(cells: Mapping[Period, Told], year: int) -> Period | None:
    """The period whose figure is that of the whole year: the year itself, else its last quarter or month to date."""
    for whole in (Period(year), Period(year, "quarter", 4), Period(year, "month", 12)):
        if whole in cells:
            return whole
    return None


def _sum(cells: Mapping[Period, Told], parts: list[Period]) -> Decimal:
    return short(sum((cells[part].value for part in parts), Decimal(0)).quantize(_PLACES))


def _through(since: int, last: Period) -> Period:
    """The period of a sum: a span of whole years, or the running year's part when that is what it ends with."""
    return Period(since, "span", until=last.year) if last.last_day.month == 12 and last.year > since else last
