"""Findings about the period that ended: targets missed, and missed ones the new plan says nothing more of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from minsheng.packs.audit.figures import met_by, parts, single
from minsheng.packs.audit.finding import Clause, Finding, bare_figure, clause_of
from minsheng.packs.audit.linked import Linked
from minsheng.packs.model import Direction, Indicator, Value


def past(linked: Linked) -> Iterator[Finding]:
    """Each target with a result of its own year that falls short of it."""
    for indicator in linked.pack.indicators:
        direction, reason = linked.direction(indicator)
        for target in indicator.values:
            results = [value for value in indicator.values if value.kind == "actual" and value.year == target.year]
            if target.kind != "target" or target.year is None or not results or direction not in ("higher", "lower"):
                continue
            if missed(results[0], target, direction):
                yield _finding(linked, indicator, results[0], target, reason)


def missed(result: Value, target: Value, direction: Direction) -> bool:
    """Whether a result falls short of its target: in one of its figures, or in one of its places.

    >>> hit = Value("actual", 2020, "=", Decimal(61879)), Value("target", 2020, "=", Decimal(63000))
    >>> missed(*hit, "higher"), missed(*hit, "lower")
    (True, False)
    """
    if single(result) is not None:
        return met_by(result, target, direction) is False
    figures = parts(result) or tuple(part.value for part in result.by_division)
    goals = parts(target) or (() if target.value is None else (target.value,) * len(figures))
    if not figures or len(goals) != len(figures):
        return False
    return any(
        met_by(_exactly(result, one), _exactly(target, goal), direction) is False
        for one, goal in zip(figures, goals, strict=True)
    )


def _exactly(value: Value, number: Decimal) -> Value:
    return replace(value, op="=" if value.op == "text" else value.op, value=number, by_division=())


def _finding(linked: Linked, indicator: Indicator, result: Value, target: Value, reason: str | None) -> Finding:
    figures = f"{target.year}年目标 {bare_figure(target, indicator.unit)}，实绩 {bare_figure(result, indicator.unit)}"
    clauses: tuple[Clause, ...] = (clause_of(linked.pack.id, indicator, target, result),)
    message = f"{indicator.name}：上一期目标没有完成，{figures}"
    year = target.year or 0
    if not _goes_on(linked, year) or _kept(linked, indicator, year):
        return Finding("missed-target", "doubtful", message, clauses, inferred=reason)
    message += "；新规划的指标里不再有它"
    near = [one.other for one in linked.links(indicator, refused=True) if _aims_after(linked, one.other, year)]
    if near:
        message += f"，只有另一个指标“{near[0].name}”"
        clauses += (clause_of(linked.pack.id, near[0], *(value for value in near[0].values if value.kind == "target")),)
    return Finding("missed-and-dropped", "doubtful", message, clauses, inferred=reason)


def _kept(linked: Linked, indicator: Indicator, year: int) -> bool:
    """Whether this row, or one that is or may be the same, has a target for a later year."""
    rows = [indicator, *(link.other for link in linked.links(indicator))]
    return any(_aims_after(linked, row, year) for row in rows)


def _goes_on(linked: Linked, year: int) -> bool:
    """Whether the pack has a plan for the years after."""
    return any(document.until.year > year for document in linked.pack.documents)


def _aims_after(linked: Linked, indicator: Indicator, year: int) -> bool:
    return any(value.kind == "target" and (linked.year_of(indicator, value) or 0) > year for value in indicator.values)
