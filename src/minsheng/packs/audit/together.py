"""Findings about two places that speak of one indicator."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from minsheng.packs.audit.figures import agree, comparable_between_levels, single, weaker
from minsheng.packs.audit.finding import KIND_NAMES, Clause, Finding, Severity, bare_figure, clause_of
from minsheng.packs.audit.linked import Linked
from minsheng.packs.direction import direction_of
from minsheng.packs.matching import Pair
from minsheng.packs.model import Direction, Indicator, Value, ValueKind
from minsheng.packs.units import plain_unit


def together(linked: Linked) -> Iterator[Finding]:
    """Findings about pairs of a pack's indicators, and about a pair of its own and one of a level above."""
    mine = linked.pack.id
    for pair in linked.pairs:
        if pair.state == "refused":
            continue
        homes = linked.home[id(pair.first)], linked.home[id(pair.second)]
        if homes == (mine, mine):
            yield from _Two(pair, mine, mine, linked).in_one_pack()
        elif homes[0] == mine:
            yield from _Two(pair, *homes).with_parent()


def weaker_than_above(pair: Pair, pack: str, above: str) -> Iterator[Finding]:
    """The findings of a pair whose first row is the lower level's."""
    return _Two(pair, pack, above).with_parent()


@dataclass(frozen=True)
class _Two:
    """A pair under audit, with the packs its rows stand in."""

    pair: Pair
    home: str
    other_home: str
    linked: Linked | None = None

    @property
    def first(self) -> Indicator:
        return self.pair.first

    @property
    def second(self) -> Indicator:
        return self.pair.second

    def in_one_pack(self) -> Iterator[Finding]:
        if self._units_clash():
            yield from self._unit_conflict()
            return
        yield from self._conflicts("target", "target-conflict")
        yield from self._conflicts("actual", "past-conflict")
        yield from self._weaker_than_before()

    def with_parent(self) -> Iterator[Finding]:
        direction, reason = self._direction()
        if self.pair.factor is None or direction is None or not comparable_between_levels(self.first):
            return
        for own in _targets(self.first):
            above = [one for one in _targets(self.second) if one.year and own.year and one.year <= own.year]
            asked = max(above, key=lambda one: one.year or 0, default=None)
            if asked is None or asked.cumulative != own.cumulative or not self._less(own, asked, direction):
                continue
            message = f"{self.first.name}：{own.year}年目标 {bare_figure(own, self.first.unit)}，低于上级的 "
            message += f"{bare_figure(asked, self.second.unit)}（{asked.year}年）"
            yield self._finding("weaker-than-parent", message, own, asked, reason)

    def _less(self, own: Value, other: Value, direction: Direction) -> bool:
        one, two = single(own, direction), self._converted(other, direction)
        return one is not None and two is not None and weaker(one, two, direction)

    def _converted(self, value: Value, direction: Direction | None = None) -> Decimal | None:
        number = single(value, direction)
        return None if number is None or self.pair.factor is None else number * self.pair.factor

    def _direction(self) -> tuple[Direction | None, str | None]:
        """The direction of the pair: one that is written down goes before one that is inferred."""
        found = [direction_of(self.first), direction_of(self.second)]
        written = [one for one in found if one[0] is not None and one[1] is None]
        known = written or [one for one in found if one[0] is not None]
        return known[0] if known and len({one[0] for one in known}) == 1 else (None, None)

    def _conflicts(self, kind: ValueKind, code: str) -> Iterator[Finding]:
        for own in self.first.values:
            for other in self.second.values:
                if own.kind != kind or other.kind != kind or not self._meet(own, other):
                    continue
                one, two = single(own), self._converted(other)
                if one is None or two is None or own.cumulative != other.cumulative:
                    continue
                if one == two or (kind == "actual" and agree(one, two)):
                    continue
                message = f"{self.first.name}：{self._where(own, other)}{KIND_NAMES[kind]}不同，"
                message += f"{bare_figure(own, self.first.unit)} 与 {bare_figure(other, self.second.unit)}"
                if own.note or other.note:
                    message += f"（注明{own.note or other.note}）"
                clear = not (own.note or other.note) and own.year == other.year
                yield self._finding(code, message, own, other, None, clash=clear)

    def _meet(self, own: Value, other: Value) -> bool:
        """Whether two figures are for one time: one year, or targets of one document that names none for one of them.

        A target without a year is then for the end of its plan.
        """
        if own.year is not None and own.year == other.year:
            return True
        if own.kind != "target" or (own.year and other.year) or not self._one_document() or self.linked is None:
            return False
        return self.linked.year_of(self.first, own) == self.linked.year_of(self.second, other)

    def _one_document(self) -> bool:
        return self.first.source.document == self.second.source.document

    def _where(self, own: Value, other: Value) -> str:
        where = "同一文件里" if self._one_document() else "两份文件里"
        if own.year == other.year:
            return where + ("都没写年份的" if own.year is None else f"{own.year}年")
        return f"{where}（{own.year or other.year}年与未写年份）的"

    def _units_clash(self) -> bool:
        """Whether the units cannot both be right: not convertible, or one figure printed in two scales."""
        if plain_unit(self.first.unit) == plain_unit(self.second.unit):
            return False
        if self.pair.likeness.strength != "same" and self.pair.state != "confirmed":
            return False
        if self.pair.factor is None:
            both = plain_unit(self.first.unit) and plain_unit(self.second.unit)
            return bool(both and self.first.values and self.second.values)
        return self.pair.factor != 1 and bool(self._printed_alike())

    def _printed_alike(self) -> list[tuple[Value, Value]]:
        return [
            (own, other)
            for own in self.first.values
            for other in self.second.values
            if (own.kind, own.year) == (other.kind, other.year) and own.value is not None and own.value == other.value
        ]

    def _unit_conflict(self) -> Iterator[Finding]:
        alike = self._printed_alike()
        units = f"{self.first.unit} 与 {self.second.unit}"
        if alike:
            own, other = alike[0]
            message = f"{self.first.name}：同一个数 {own.value}，两处单位不同（{units}）"
            # Two scales of one kind cannot both be right; 元/年 beside 元/月 may only be careless.
            yield self._finding("unit-conflict", message, own, other, None, clash=self.pair.factor is not None)
        elif self.first.source.table is not None and self.second.source.table is not None:
            message = f"{self.first.name}：两处单位不同，不能换算（{units}）"
            yield Finding(
                "unit-conflict", "doubtful", message, self._unit_clauses(), None, self.pair.because, self.pair.state
            )

    def _unit_clauses(self) -> tuple[Clause, ...]:
        """Both rows with figures of one kind and year where there are such, else with their units alone."""
        alike = next(
            ((own, other) for own in self.first.values for other in self.second.values if _comparable(own, other)), None
        )
        if alike is not None:
            return clause_of(self.home, self.first, alike[0]), clause_of(self.other_home, self.second, alike[1])
        return tuple(
            Clause(home, one.id, one.name, f"单位：{one.unit}", one.source)
            for home, one in ((self.home, self.first), (self.other_home, self.second))
        )

    def _weaker_than_before(self) -> Iterator[Finding]:
        direction, reason = self._direction()
        last, later = _last_target(self.first), _last_target(self.second)
        if direction is None or last is None or later is None or last.year == later.year:
            return
        if last.cumulative != later.cumulative:
            return
        one, two = single(last, direction), self._converted(later, direction)
        if one is None or two is None or last.year is None or later.year is None:
            return
        newer, older = ((two, later), (one, last)) if later.year > last.year else ((one, last), (two, later))
        if weaker(newer[0], older[0], direction):
            units = (self.second.unit, self.first.unit) if newer[1] is later else (self.first.unit, self.second.unit)
            message = f"{self.first.name}：{newer[1].year}年目标 {bare_figure(newer[1], units[0])}，"
            message += f"低于{older[1].year}年的目标 {bare_figure(older[1], units[1])}"
            yield self._finding("weaker-than-before", message, last, later, reason)

    def _finding(
        self, code: str, message: str, own: Value, other: Value, reason: str | None, *, clash: bool = False
    ) -> Finding:
        sure = self.pair.sure and reason is None
        severity: Severity = "serious" if sure and (clash or code == "weaker-than-parent") else "doubtful"
        clauses: tuple[Clause, ...] = (
            clause_of(self.home, self.first, own),
            clause_of(self.other_home, self.second, other),
        )
        return Finding(code, severity, message, clauses, reason, self.pair.because, self.pair.state)


def _comparable(own: Value, other: Value) -> bool:
    return (own.kind, own.year) == (other.kind, other.year) and own.value is not None and other.value is not None


def _targets(indicator: Indicator) -> list[Value]:
    return [value for value in indicator.values if value.kind == "target"]


def _last_target(indicator: Indicator) -> Value | None:
    found = [value for value in _targets(indicator) if value.year is not None and single(value) is not None]
    return max(found, key=lambda value: value.year or 0, default=None)
