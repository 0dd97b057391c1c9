"""Findings about one indicator by itself: met before it began, or nothing to measure it by."""

from __future__ import annotations

import re
from collections.abc import Iterator

from minsheng.packs.audit.figures import at_limit, met_by, single, weaker
from minsheng.packs.audit.finding import Clause, Finding, Severity, bare_figure, clause_of
from minsheng.packs.direction import direction_of
from minsheng.packs.model import Direction, Indicator, Pack, Value
from minsheng.packs.units import plain_unit

_NEEDS_NO_UNIT = re.compile(r"(比|之比|指数|倍数|系数|得分|排名|位次)(（.*）|\(.*\))?$")
_DASH = re.compile(r"[-—–－/\s]*")


def alone(pack: Pack) -> Iterator[Finding]:
    """Findings about each indicator of a pack by itself."""
    for indicator in pack.indicators:
        yield from _gaps(pack.id, indicator)
        direction, reason = direction_of(indicator)
        targets = [value for value in indicator.values if value.kind == "target"]
        if direction is None and any(single(value) is not None for value in targets):
            yield _gap(pack.id, indicator, "no-direction", "看不出越高越好还是越低越好，方向请写进规则包", *targets)
        for target in targets:
            past = before(indicator, target)
            if past is not None and direction in ("higher", "lower"):
                yield from _against_baseline(pack.id, indicator, past, target, direction, reason)


def before(indicator: Indicator, target: Value) -> Value | None:
    """The last past result with a number before a target's year."""
    found = [
        value
        for value in indicator.values
        if value.kind == "actual"
        and value.year
        and target.year
        and value.year < target.year
        and single(value) is not None
    ]
    return max(found, key=lambda value: value.year or 0, default=None)


def _against_baseline(
    pack: str, indicator: Indicator, past: Value, target: Value, direction: Direction, reason: str | None
) -> Iterator[Finding]:
    one, other = single(past, direction), single(target, direction)
    if one is None or other is None or past.cumulative != target.cumulative:
        return
    figures = f"{past.year}年已是 {bare_figure(past, indicator.unit)}，"
    figures += f"{target.year}年目标 {bare_figure(target, indicator.unit)}"
    clauses = (clause_of(pack, indicator, past), clause_of(pack, indicator, target))
    if past.cumulative:
        if weaker(other, one, direction):
            message = f"{indicator.name}：目标低于上一个五年的实绩，{figures}"
            yield Finding("below-last-period", "note", message, clauses, inferred=reason)
    elif met_by(past, target, direction) and not (one == other and at_limit(indicator, one)):
        better = one != other
        severity: Severity = "doubtful" if better else "note"
        said = "目标在基期就已达到" if better else "目标与基期相同"
        yield Finding("met-by-baseline", severity, f"{indicator.name}：{said}，{figures}", clauses, inferred=reason)


def _gaps(pack: str, indicator: Indicator) -> Iterator[Finding]:
    targets = [value for value in indicator.values if value.kind == "target"]
    actuals = [value for value in indicator.values if value.kind == "actual"]
    numbers = [value for value in targets if value.op != "text"]
    if targets and indicator.source.table is not None and not any(value.op != "text" for value in actuals):
        told = [value for value in actuals if value.text and not _DASH.fullmatch(value.text)]
        if told:
            message = f"基期值是文字（{told[0].text}），无法与目标核对"
            yield _gap(pack, indicator, "text-baseline", message, *told, *targets)
        elif numbers:
            yield _gap(pack, indicator, "no-baseline", "没有基期值，无从看出进展", *actuals, *targets)
    for value in targets:
        if value.op == "text" and not (value.text and _DASH.fullmatch(value.text)):
            yield _gap(pack, indicator, "text-target", f"目标是文字（{value.text or '按地区'}），无法核对", value)
        if value.year is None:
            yield _gap(pack, indicator, "no-year", "目标没有写明是哪一年的", value)
    if not plain_unit(indicator.unit) and numbers and not _NEEDS_NO_UNIT.search(indicator.name):
        yield _gap(pack, indicator, "no-unit", "目标没有单位", *numbers)


def _gap(pack: str, indicator: Indicator, code: str, said: str, *values: Value) -> Finding:
    clause: Clause = clause_of(pack, indicator, *values)
    return Finding(code, "note", f"{indicator.name}：{said}", (clause,))
