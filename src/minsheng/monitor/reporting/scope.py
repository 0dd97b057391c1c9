"""Which targets a report is about, and which period it compares with."""

from __future__ import annotations

from collections.abc import Sequence

from minsheng.monitor.book import Book
from minsheng.monitor.target import PLAN_YEARS, Target
from minsheng.terms.periods import Period


def targets_at(book: Book, at: Period) -> list[Target]:
    """The targets whose plan runs at the period's end, in the order of the pack, one for an indicator and division.

    Of one indicator under several names counts the target whose figures can be compared, that is not over yet, that is
    nearest in time, that stands in a table, that is written first.
    """
    year = at.last_year
    chosen: dict[tuple[str, str], Target] = {}
    for target in book.targets:
        if not target.since <= year <= max(target.year, target.since + PLAN_YEARS - 1):
            continue
        series = book.series.get(target.indicator.id)
        place = (target.indicator.id if series is None else series.key, target.division)
        other = chosen.get(place)
        if other is None or _rank(target, year) < _rank(other, year):
            chosen[place] = target
    kept = {id(target) for target in chosen.values()}
    return [target for target in book.targets if id(target) in kept]


def _rank(target: Target, year: int) -> tuple[bool, bool, int, bool]:
    words = target.aim is None and target.kind != "keep"
    return words, target.year < year, abs(target.year - year), target.indicator.source.table is None


def period_before(at: Period, targets: Sequence[Target]) -> Period | None:
    """The period before, of the same kind, when it is in the years of the plan.

    >>> str(_before(Period.parse("2023Q1"))), str(_before(Period.parse("2023-12"))), str(_before(Period.parse("2023")))
    ('2022Q4', '2023-11', '2022')
    """
    earlier = _before(at)
    since = min((target.since for target in targets), default=None)
    return earlier if since is not None and earlier.last_year >= since else None


def _before(at: Period) -> Period:
    if at.kind == "year":
        return Period(at.year - 1)
    last = {"quarter": 4, "month": 12}[at.kind]
    return Period(at.year, at.kind, at.number - 1) if at.number > 1 else Period(at.year - 1, at.kind, last)
