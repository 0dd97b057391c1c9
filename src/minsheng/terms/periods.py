"""Days, months and ages, decided once.

The law counts by the calendar. A period of months or years ends on the day that corresponds to its first, and where the
month has no such day on the last day of that month: Civil Code of China, art. 202,
“到期月的对应日为期间的最后一日；没有对应日的，月末日为期间的最后一日”. To reach a figure includes it: art. 1259,
“届满，包括本数”. So a person is N years old from the N-th birthday on, and one born on 29 February comes of age on
28 February where there is no 29th.

An assessment asks about a month as it stands on its *last day*: a birth, a birthday or a move within it counts.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import cached_property, total_ordering
from typing import Literal

_MONTH = re.compile(r"(\d{4})-(\d{2})")
_PERIOD = re.compile(
    r"(?P<year>\d{4})(?:Q(?P<quarter>[1-4])|-(?P<month>\d{2})|-(?P<until>\d{4}))?", re.ASCII | re.IGNORECASE
)
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
PeriodKind = Literal["year", "quarter", "month", "span"]


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month, written 2021-12."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read ``2021-12``; raises ``ValueError`` naming what was read.

        >>> Month.parse("2021-12")
        Month(year=2021, number=12)
        """
        found = _MONTH.fullmatch(text.strip()) if text.isascii() else None
        if found is None or not 1 <= int(found[2]) <= 12 or not _FIRST_YEAR <= int(found[1]) <= _LAST_YEAR:
            raise ValueError(f"not a month: {text!r}")
        return cls(int(found[1]), int(found[2]))

    @property
    def first_day(self) -> date:
        """The first day of the month."""
        return date(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        """The last day of the month, the day an assessment looks at.

        >>> Month(2024, 2).last_day
        datetime.date(2024, 2, 29)
        """
        return date(self.year, self.number, monthrange(self.year, self.number)[1])

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"


def months_between(start: date, end: date) -> int:
    """Whole months from one day to another, by art. 202; negative when ``end`` comes first.

    >>> months_between(date(2021, 8, 31), date(2021, 9, 30)), months_between(date(2021, 8, 31), date(2021, 9, 29))
    (1, 0)
    """
    if end < start:
        return -months_between(end, start)
    months = (end.year - start.year) * 12 + end.month - start.month
    reached = end.day >= start.day or end.day == monthrange(end.year, end.month)[1]
    return months if reached else months - 1


def years_between(start: date, end: date) -> int:
    """Whole years from one day to another, by art. 202: the age (周岁) when ``start`` is the birth.

    >>> years_between(date(1961, 12, 31), date(2021, 12, 31)), years_between(date(1962, 1, 1), date(2021, 12, 31))
    (60, 59)

    Born on 29 February, of age on 28 February where there is no 29th:

    >>> years_between(date(2000, 2, 29), date(2018, 2, 27)), years_between(date(2000, 2, 29), date(2018, 2, 28))
    (17, 18)
    """
    months = months_between(start, end)
    return -(-months // 12) if months < 0 else months // 12


@total_ordering
@dataclass(frozen=True)
class Period:
    """What a figure is for: a year, a quarter, a month, or the years of a plan together; ordered by its end.

    Written ``2023``, ``2023Q4``, ``2023-12``, ``2021-2025``. ``number`` counts quarters or months; ``until`` is the
    last year of a span.
    """

    year: int
    kind: PeriodKind = "year"
    number: int = 0
    until: int = 0

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read the written form; raises ``ValueError`` naming what was read.

        >>> [str(Period.parse(text)) for text in ("2023", "2023q4", "2023-12", "2021-2025")]
        ['2023', '2023Q4', '2023-12', '2021-2025']
        """
        found = _PERIOD.fullmatch(text.strip())
        if found is None or not _FIRST_YEAR <= int(found["year"]) <= _LAST_YEAR:
            raise ValueError(f"not a period: {text!r}")
        year = int(found["year"])
        if found["quarter"]:
            return cls(year, "quarter", int(found["quarter"]))
        if found["month"]:
            if not 1 <= int(found["month"]) <= 12:
                raise ValueError(f"not a period: {text!r}")
            return cls(year, "month", int(found["month"]))
        if found["until"]:
            if not year < int(found["until"]) <= _LAST_YEAR:
                raise ValueError(f"not a period: {text!r}")
            return cls(year, "span", until=int(found["until"]))
        return cls(year)

    @cached_property
    def first_day(self) -> date:
        """The first day the figure is for.

        >>> Period.parse("2023Q4").first_day
        datetime.date(2023, 10, 1)
        """
        month = {"quarter": 3 * self.number - 2, "month": self.number}.get(self.kind, 1)
        return date(self.year, month, 1)

    @cached_property
    def last_day(self) -> date:
        """The last day the figure is for.

        >>> Period.parse("2021-2025").last_day, Period.parse("2024-02").last_day
        (datetime.date(2025, 12, 31), datetime.date(2024, 2, 29))
        """
        month = {"quarter": 3 * self.number, "month": self.number}.get(self.kind, 12)
        return Month(self.until or self.year, month).last_day

    @property
    def last_year(self) -> int:
        """The year the period ends in."""
        return self.until or self.year

    @cached_property
    def _order(self) -> tuple[date, int]:
        # Of two that end together the longer comes later: it tells more.
        return self.last_day, -self.first_day.toordinal()

    def __lt__(self, other: Period) -> bool:
        return self._order < other._order

    def __str__(self) -> str:
        tail = {"quarter": f"Q{self.number}", "month": f"-{self.number:02}", "span": f"-{self.until:04}"}
        return f"{self.year:04}{tail.get(self.kind, '')}"
