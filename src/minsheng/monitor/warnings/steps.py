"""From one period to another of its kind: the one before, the same a year before, the last that has ended."""

from __future__ import annotations

from minsheng.packs.watching import Rhythm
from minsheng.terms.periods import Period

_IN_A_YEAR = {"year": 1, "quarter": 4, "month": 12}


def before(period: Period) -> Period:
    """The period just before it, of its kind.

    >>> [str(before(Period.parse(text))) for text in ("2023", "2023Q1", "2023-01")]
    ['2022', '2022Q4', '2022-12']
    """
    if period.kind == "span":
        raise ValueError("the years of a plan have none before them")
    if period.kind == "year":
        return Period(period.year - 1)
    last = _IN_A_YEAR[period.kind]
    first = period.number == 1
    return Period(period.year - first, period.kind, last if first else period.number - 1)


def year_before(period: Period) -> Period:
    """The same period a year before.

    >>> str(year_before(Period.parse("2023Q1")))
    '2022Q1'
    """
    return Period(period.year - 1, period.kind, period.number)


def last_of(every: Rhythm, at: Period) -> Period:
    """The last period of a kind that has ended when ``at`` ends.

    >>> [str(last_of(every, Period.parse("2023Q3"))) for every in ("month", "quarter", "year")]
    ['2023-09', '2023Q3', '2022']
    >>> str(last_of("quarter", Period.parse("2023-11")))
    '2023Q3'
    """
    day = at.last_day
    months = 12 // _IN_A_YEAR[every]
    found = Period(day.year) if every == "year" else Period(day.year, every, (day.month + months - 1) // months)
    return found if found.last_day <= day else before(found)
