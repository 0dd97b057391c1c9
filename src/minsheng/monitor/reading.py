"""Which figures speak for a target at a time: the one that is judged, the baseline, and what others say of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from minsheng.monitor.book import Book, Told
from minsheng.monitor.observation import EVERYONE, Observation
from minsheng.monitor.path import point
from minsheng.monitor.target import Target
from minsheng.terms.periods import Period


@dataclass(frozen=True)
class Reading:
    """The figure a target is judged by, with what it rests on.

    ``value`` is in the unit of the target; for a total the sum so far, for growth the average yearly growth in percent.
    ``figures`` are the observations it was made from, ``differing`` those that say otherwise of the same cell. ``gap``
    says in words what is missing when there is no value.
    """

    value: Decimal | None
    period: Period | None
    baseline: Decimal | None
    baseline_period: Period | None
    figures: tuple[Observation, ...] = ()
    differing: tuple[Observation, ...] = ()
    gap: str = ""


def read(book: Book, target: Target, division: str, at: Period, *, group: str = EVERYONE) -> Reading:
    """What is known of a target in a division at a time.

    Own figures come before those of matched indicators, cell by cell; then the latest period not after ``at`` nor after
    the target's year stands, as long as it is of the plan's years. The baseline is the latest before them.
    """
    cells, others = _cells(book.told(target.indicator.id, division, group=group), at, target)
    if target.kind == "total":
        return _total(cells, others, target)
    levels = {period: told for period, told in cells.items() if period.kind != "span"}
    if target.by_year:
        levels = {period: told for period, told in levels.items() if period.kind == "year"}
    base = max((period for period in levels if period.last_year < target.since), default=None)
    last = max((period for period in levels if period.last_year >= target.since), default=None)
    baseline = None if base is None else levels[base].value
    if last is None:
        gap = "没有数" if base is None else f"规划期内还没有数，{base}的是 {_plain(levels[base].value)}"
        return Reading(None, None, baseline, base, gap=gap)
    return Reading(levels[last].value, last, baseline, base, (levels[last].observation,), tuple(others.get(last, ())))


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


def _total(cells: Mapping[Period, Told], others: Mapping[Period, Sequence[Observation]], target: Target) -> Reading:
    """The total since the plan's first year: one that was reported, or the sum of its years, whichever goes further."""
    start = Period(target.since - 1)
    spans = [period for period in cells if period.kind == "span" and period.year == target.since]
    parts = _years(cells, target)
    summed = parts[-1] if parts else None
    reported = max(spans, default=None)
    if reported is None and summed is None:
        gap = f"没有{target.since}年起的累计数，也没有各年的数"
        return Reading(None, None, Decimal(0), start, gap=gap)
    if reported is not None and (summed is None or point(reported) >= point(summed)):
        found = cells[reported]
        return Reading(found.value, reported, Decimal(0), start, (found.observation,), tuple(others.get(reported, ())))
    total = sum((cells[part].value for part in parts), Decimal(0))
    differing = tuple(row for part in parts for row in others.get(part, ()))
    return Reading(
        total,
        _through(target.since, parts[-1]),
        Decimal(0),
        start,
        tuple(cells[part].observation for part in parts),
        differing,
    )


def _years(cells: Mapping[Period, Told], target: Target) -> list[Period]:
    """The years of the plan without a gap, and of the year after them the latest figure, which is year to date."""
    parts = []
    year = target.since
    while Period(year) in cells:
        parts.append(Period(year))
        year += 1
    running = max(
        (period for period in cells if period.year == year and period.kind in ("quarter", "month")), default=None
    )
    return parts if running is None else [*parts, running]


def _through(since: int, last: Period) -> Period:
    """The period of a sum: a span of whole years, or the running year's part when that is what it ends with."""
    return last if last.kind != "year" or last.year == since else Period(since, "span", until=last.year)


def _plain(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
