"""The figures of one indicator, by division and period, as the condition of a warning asks for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from statistics import median
from typing import Any

from minsheng.monitor.book import Book
from minsheng.monitor.equity.chosen import chosen
from minsheng.monitor.observation import Observation
from minsheng.monitor.parts import parts_of
from minsheng.monitor.path import point
from minsheng.monitor.state import Status, statuses_of
from minsheng.monitor.target import Target, is_total
from minsheng.monitor.warnings.language import NAMES, Moment
from minsheng.monitor.warnings.steps import before, year_before
from minsheng.rules.values import Unknown
from minsheng.terms.divisions import division_name
from minsheng.terms.periods import Period


class Figures:
    """One indicator in a book, looked up once and kept."""

    def __init__(self, book: Book, indicator: str) -> None:
        self.book = book
        self.indicator = indicator
        self.home, self.parts = book.pack.about.division, parts_of(book)
        self._told: dict[str, dict[Period, tuple[Fraction, Observation]]] = {}
        self._status: dict[tuple[str, Period], Status | None] = {}
        self._chosen: dict[Period, list[Target]] = {}

    def of(self, division: str) -> Mapping[Period, tuple[Fraction, Observation]]:
        """What is known of the indicator in a division, in the indicator's unit, by period."""
        known = self._told.get(division)
        if known is None:
            known = self._told[division] = {}
            for one in self.book.told(self.indicator, division):
                # As text a figure is the decimal it was read from, whatever holds it.
                known.setdefault(one.observation.period, (Fraction(str(one.value)), one.observation))
        return known

    def at(self, division: str, period: Period) -> tuple[Fraction, Observation] | None:
        """The figure of a period; of a level (no count of the whole place) a year's may be that of its end."""
        known = self.of(division)
        if period.kind != "year" or period in known or self._is_total:
            return known.get(period)
        ends = (Period(period.year, "quarter", 4), Period(period.year, "month", 12))
        return next((known[one] for one in ends if one in known), None)

    @cached_property
    def _is_total(self) -> bool:
        indicator = self.book.indicators.get(self.indicator)
        return indicator is None or is_total(indicator)

    def status(self, division: str, period: Period) -> Status | None:
        """Where the indicator's target stands in a division at a period; None without a running target."""
        key = (division, period)
        if key not in self._status:
            target = self._target(division, period)
            self._status[key] = None if target is None else statuses_of(self.book, [(target, division)], period)[0]
        return self._status[key]

    def _target(self, division: str, period: Period) -> Target | None:
        year = Period(period.last_year)
        if year not in self._chosen:
            series = self.book.series.get(self.indicator)
            members = {self.indicator} if series is None else {one.id for one in series.members}
            self._chosen[year] = [one for one in chosen(self.book, year) if one.indicator.id in members]
        found = [one for one in self._chosen[year] if one.division == division]
        found += [one for one in self._chosen[year] if one.division == self.home and not one.whole]
        # Only the indicator's own target is in its unit.
        return next((one for one in found if one.indicator.id == self.indicator), None)


@dataclass(frozen=True)
class Read:
    """What a condition read: figures by division and period, and what was worked out from others, in words."""

    rows: dict[tuple[str, Period], Observation] = field(default_factory=dict)
    limits: dict[str, Fraction] = field(default_factory=dict)


class PeriodOf(Moment):
    """An indicator in a division at a period; what was looked at is kept in ``read`` for whoever asks why."""

    __slots__ = ("_figures", "_period", "read")

    def __init__(self, figures: Figures, division: str, period: Period, read: Read) -> None:
        self._figures = figures
        self._period = period
        self.read = read
        super().__init__(division, _Lazy(self._find), {}, period.last_day)

    @property
    def before(self) -> PeriodOf | None:
        """The moment one period earlier."""
        return PeriodOf(self._figures, self.owner, before(self._period), self.read)

    def _find(self, name: str) -> Any:
        period = self._period
        finders: dict[str, Callable[[], Any]] = {
            "value": lambda: self._at(self.owner, period),
            "previous": lambda: self._at(self.owner, before(period)),
            "year_before": lambda: self._at(self.owner, year_before(period)),
            "whole": lambda: self._at(self._figures.home, period),
            "target": lambda: self._of_target("target"),
            "expected": lambda: self._of_target("expected"),
            "median": lambda: self._over("median", median),
            "lowest": lambda: self._over("lowest", min),
            "highest": lambda: self._over("highest", max),
        }
        return finders[name]()

    def _at(self, division: str, period: Period) -> Any:
        found = self._figures.at(division, period)
        if found is None:
            place = "" if division == self.owner else division_name(division) or division
            return Unknown.of(division, f"{place}{period}")
        self.read.rows[division, period] = found[1]
        return found[0]

    def _limit(self, name: str, value: Fraction) -> Fraction:
        self.read.limits[f"{self._period}{NAMES[name]}"] = value
        return value

    def _over(self, name: str, pick: Callable[[list[Fraction]], Any]) -> Any:
        """Of the parts that have a figure; not known when fewer than half of them have."""
        rows = {code: found for code in self._figures.parts if (found := self._figures.at(code, self._period))}
        if 2 * len(rows) < len(self._figures.parts) or not rows:
            return Unknown.of(self.owner, f"{self._period}各区县（{len(rows)} 个有数）")
        for code, (_, row) in rows.items():
            self.read.rows[code, self._period] = row
        return self._limit(name, Fraction(pick([value for value, _ in rows.values()])))

    def _of_target(self, name: str) -> Any:
        status = self._figures.status(self.owner, self._period)
        missing = Unknown.of(self.owner, f"{self._period}{NAMES[name]}")
        if status is None:
            return missing
        if name == "target":
            return missing if status.target.value is None else self._limit(name, Fraction(status.target.value))
        here = status.period is not None and point(status.period) == point(self._period)
        if status.expected is None or not here:
            return missing
        return self._limit(name, Fraction(repr(status.expected)))


class _Lazy(Mapping[str, Any]):
    """Values worked out when a condition asks for them."""

    def __init__(self, find: Callable[[str], Any]) -> None:
        self._find = find

    def __getitem__(self, name: str) -> Any:
        if name not in NAMES:
            raise KeyError(name)
        return self._find(name)

    def __iter__(self) -> Iterator[str]:
        return iter(NAMES)

    def __len__(self) -> int:
        return len(NAMES)
