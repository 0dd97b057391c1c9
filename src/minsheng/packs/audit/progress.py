"""Findings about the way from baseline to target: there already, none at all, or too far to be true."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from minsheng.packs.audit.figures import at_limit, converted, met_by, single, weaker
from minsheng.packs.audit.finding import Finding, Severity, bare_figure, clause_of
from minsheng.packs.audit.linked import Link, Linked
from minsheng.packs.model import Direction, Indicator, Value
from minsheng.packs.units import parse_unit

JUMP = 10
"""A target this many times its baseline, or the baseline that many times the target, is hard to believe."""


def progress(linked: Linked) -> Iterator[Finding]:
    """Each target against the last result before its year: its own row's, else one the same indicator has elsewhere."""
    for indicator in linked.pack.indicators:
        direction, reason = linked.direction(indicator)
        for target in indicator.values:
            year = linked.year_of(indicator, target)
            if target.kind != "target" or year is None:
                continue
            way = _way(linked, indicator, target, year)
            if way is not None:
                yield from _judged(linked, way, direction, reason)


@dataclass(frozen=True)
class _Way:
    """A target with the result it starts from, as the row prints it and in the row's own terms."""

    row: Indicator
    target: Value
    past: Value
    start: Value
    link: Link | None

    @property
    def figures(self) -> str:
        """Both in words: 2020年已是 66.9%，2025年目标 >66%."""
        unit = self.link.other.unit if self.link else self.row.unit
        due = f"{self.target.year}年目标" if self.target.year else "目标（未写年份）"
        past, goal = bare_figure(self.past, unit), bare_figure(self.target, self.row.unit)
        return f"{self.past.year}年已是 {past}，{due} {goal}"


def _way(linked: Linked, indicator: Indicator, target: Value, year: int) -> _Way | None:
    past = before(indicator, year)
    if past is not None:
        return _Way(indicator, target, past, past, None)
    for link, value in linked.baselines(indicator, year):
        if not _same_goal_there(linked, link, target, year) and link.factor is not None:
            return _Way(indicator, target, value, converted(value, link.factor), link)
    return None


def before(indicator: Indicator, year: int) -> Value | None:
    """The last past result with a number before a year."""
    found = [
        value
        for value in indicator.values
        if value.kind == "actual" and value.year and value.year < year and single(value) is not None
    ]
    return max(found, key=lambda value: value.year or 0, default=None)


def _same_goal_there(linked: Linked, link: Link, target: Value, year: int) -> bool:
    """Whether the row with the baseline has this very target: then the finding is about that row."""
    return link.factor is not None and any(
        value.kind == "target"
        and linked.year_of(link.other, value) == year
        and value.value is not None
        and value.value * link.factor == target.value
        for value in link.other.values
    )


def _judged(linked: Linked, way: _Way, direction: Direction | None, reason: str | None) -> Iterator[Finding]:
    one, other = single(way.start, direction), single(way.target, direction)
    if one is None or other is None or way.past.cumulative != way.target.cumulative:
        return
    if direction in ("higher", "lower"):
        if way.past.cumulative:
            if weaker(other, one, direction) and way.link is None:
                yield _finding(linked, way, "below-last-period", "note", "目标低于上一个五年的实绩", reason)
        elif met_by(way.start, way.target, direction) and one != other:
            yield _finding(linked, way, "met-by-baseline", "doubtful", "目标在基期就已达到", reason)
    if one == other and not way.past.cumulative and not at_limit(way.row, one):
        yield _finding(linked, way, "no-progress", "note", "目标与基期相同，看不出进展", reason)
    times = _times(one, other)
    if times is not None and way.link is None:
        share = (unit := parse_unit(way.row.unit)) is not None and unit.kind == "share"
        far = f"目标是基期的 {times} 倍" if other > one else f"基期是目标的 {times} 倍"
        said = f"{far}，{'请核对能否做到' if share else '数或单位可能印错'}"
        # A share may well go from one place to all of them; a count that grows tenfold is more often a slip.
        yield _finding(linked, way, "jump", "note" if share else "doubtful", said, None)


def _times(one: Decimal, other: Decimal) -> int | None:
    """How many times the larger figure is the smaller, when that is a jump."""
    small, large = sorted((abs(one), abs(other)))
    return int(large / small) if small and large / small >= JUMP else None


def _finding(linked: Linked, way: _Way, code: str, severity: Severity, said: str, reason: str | None) -> Finding:
    beside = way.link.other if way.link else way.row
    clauses = clause_of(linked.pack.id, beside, way.past), clause_of(linked.pack.id, way.row, way.target)
    pair = way.link.pair if way.link else None
    because, state = (pair.because, pair.state) if pair else (None, None)
    return Finding(code, severity, f"{way.row.name}：{said}，{way.figures}", clauses, reason, because, state)
