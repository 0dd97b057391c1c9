"""Findings about what one row lacks: a baseline, a result, a number, a unit, a direction."""

from __future__ import annotations

import re
from collections.abc import Iterator

from minsheng.packs.audit.figures import parts, single
from minsheng.packs.audit.finding import Finding, bare_figure, clause_of
from minsheng.packs.audit.linked import Linked
from minsheng.packs.model import Indicator, Value
from minsheng.packs.units import plain_unit

_NEEDS_NO_UNIT = re.compile(r"(比|之比|指数|倍数|系数|得分|排名|位次)(（.*）|\(.*\))?$")
_DASH = re.compile(r"[-—–－/\s]*")


def alone(linked: Linked) -> Iterator[Finding]:
    """What each row of a pack lacks; a baseline another row of the same indicator prints is pointed to."""
    for indicator in linked.pack.indicators:
        targets = [value for value in indicator.values if value.kind == "target"]
        if indicator.source.table is not None:
            yield from _baseline(linked, indicator, targets)
        for value in targets:
            if value.op == "text" and not _dash(value) and not parts(value):
                said = f"目标是文字（{value.text or '按地区'}），无法核对"
                yield _gap(linked, indicator, "text-target", said, value)
        numbers = [value for value in targets if value.op != "text"]
        if not plain_unit(indicator.unit) and numbers and not _NEEDS_NO_UNIT.search(indicator.name):
            yield _gap(linked, indicator, "no-unit", "目标没有单位", *numbers)
        if linked.direction(indicator)[0] is None and any(single(value) is not None for value in targets):
            said = "看不出越高越好还是越低越好，方向请写进规则包"
            yield _gap(linked, indicator, "no-direction", said, *targets)


def _baseline(linked: Linked, indicator: Indicator, targets: list[Value]) -> Iterator[Finding]:
    actuals = [value for value in indicator.values if value.kind == "actual"]
    numbers = [value for value in targets if value.op != "text"]
    if not targets or any(value.op != "text" for value in actuals):
        return
    told = [value for value in actuals if value.text and not _dash(value)]
    if told:
        yield from _in_words(linked, indicator, told[0], targets)
        return
    due = max((value.year for value in numbers if value.year), default=None)
    if due is not None and any(value.year == due for value in actuals):
        note = next((f"（注明{value.note}）" for value in actuals if value.note), "")
        yield _gap(linked, indicator, "no-result", f"{due}年的目标没有印出完成情况{note}", *actuals, *targets)
    elif numbers and (elsewhere := next(linked.baselines(indicator, due or 9999), None)) is not None:
        link, value = elsewhere
        where = "同一文件" if link.other.source.document == indicator.source.document else "另一份文件"
        message = f"{indicator.name}：这里没有基期值，{where}有：{value.year}年 {bare_figure(value, link.other.unit)}"
        clauses = clause_of(linked.pack.id, indicator, *actuals, *targets), clause_of(linked.pack.id, link.other, value)
        yield Finding("baseline-elsewhere", "note", message, clauses, because=link.pair.because, state=link.pair.state)
    elif numbers:
        yield _gap(linked, indicator, "no-baseline", "没有基期值，无从看出进展", *actuals, *targets)


def _in_words(linked: Linked, indicator: Indicator, told: Value, targets: list[Value]) -> Iterator[Finding]:
    """A past result that is no single number; several figures for as many targets can be told apart and are fine."""
    figures = parts(told) or tuple(part.value for part in told.by_division)
    if figures and any(len(parts(value)) == len(figures) for value in targets):
        return
    numbers = [value for value in targets if value.value is not None]
    if told.by_division and any(value.year == told.year for value in numbers):
        return  # each place is held against the target of its year elsewhere
    if figures and numbers:
        goal = bare_figure(numbers[0], indicator.unit)
        many = f"基期按{len(figures)}个地区分列" if told.by_division else f"一格里有{len(figures)}个数"
        said = f"{many}（{told.text}），目标只有一个（{goal}）"
        yield _gap(linked, indicator, "two-figures", said, told, *targets)
        return
    kind = "实绩" if any(value.year == told.year for value in targets) else "基期值"
    yield _gap(linked, indicator, "text-baseline", f"{kind}是文字（{told.text}），无法与目标核对", told, *targets)


def _dash(value: Value) -> bool:
    return bool(value.text and _DASH.fullmatch(value.text))


def _gap(linked: Linked, indicator: Indicator, code: str, said: str, *values: Value) -> Finding:
    clause = clause_of(linked.pack.id, indicator, *values)
    return Finding(code, "note", f"{indicator.name}：{said}", (clause,))
