"""Findings about services: one service promised in two amounts in one document."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from minsheng.packs.audit.finding import Clause, Finding, Severity, clause_of, item_clause
from minsheng.packs.model import Pack
from minsheng.packs.names import Likeness, likeness, overlap, parse_name
from minsheng.packs.units import plain_unit

_ENOUGH = 0.8
_SPECIFIC = 4
_GENERIC = re.compile(
    r"[“”\"]|十[一二三四五]五|五年|期间|时期|计划|规划|总?投资|资金|投入|总?金?额|规模|覆盖|占比|比例|比率|标准|补贴|补助|人员|目标"
    r"|建设|新建|新增|改造|面积|数量|个数|人数|总数|完成|达到|年度?|共|约"
)
"""Words of a label that would fit any service; what is left of it says which service it is."""
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True)
class _Said:
    """An amount some clause of a document states for a service."""

    row: str
    label: str
    unit: str
    value: Decimal
    clause: Clause
    service: bool
    years: frozenset[int]


def services(pack: Pack) -> Iterator[Finding]:
    """Pairs of clauses of one document that promise one service in two amounts, unless the pack refused the pair."""
    refused = [set(match.members) for match in pack.matches if match.state == "refused"]
    groups: dict[tuple[str, str, str], list[_Said]] = defaultdict(list)
    for key, said in _stated(pack):
        groups[key].append(said)
    for stated in groups.values():
        for one, other in combinations(stated, 2):
            if one.row == other.row or one.value == other.value or not (one.service or other.service):
                continue  # two commitments are compared year by year elsewhere
            if any({one.row, other.row} <= members for members in refused):
                continue
            if one.years and other.years and not one.years & other.years:
                continue
            alike = likeness(one.label, one.unit, other.label, other.unit)
            if _one_service(one, other, alike):
                yield _finding(one, other, alike)


def _one_service(one: _Said, other: _Said, alike: Likeness) -> bool:
    """Whether two amounts are for one service: a label that would fit any service (投资, 覆盖率) does not say so."""
    if alike.strength != "same" and not (alike.strength == "close" and alike.score >= _ENOUGH):
        return False
    specific = min(len(_GENERIC.sub("", parse_name(said.label).core)) for said in (one, other)) >= _SPECIFIC
    return specific or overlap(one.clause.name, other.clause.name) >= _ENOUGH


def _stated(pack: Pack) -> Iterator[tuple[tuple[str, str, str], _Said]]:
    for item in pack.items:
        for amount in item.amounts:
            key = (item.source.document, plain_unit(amount.unit), amount.per or "")
            clause = item_clause(pack.id, item, amount)
            label = amount.applies_to or item.name
            yield key, _Said(item.id, label, amount.unit, amount.value, clause, True, _years(label))
    for indicator in pack.indicators:
        # A commitment in running text may repeat what a box promises; a table row is an indicator of the whole city.
        for value in indicator.values if indicator.source.table is None else ():
            if value.kind == "target" and value.value is not None:
                unit, _, per = plain_unit(indicator.unit).partition("/")
                clause = clause_of(pack.id, indicator, value)
                years = _years(indicator.name) or frozenset((value.year,) if value.year else ())
                said = _Said(indicator.id, indicator.name, indicator.unit, value.value, clause, False, years)
                yield (indicator.source.document, unit, per), said


def _years(label: str) -> frozenset[int]:
    return frozenset(map(int, _YEAR.findall(label)))


def _finding(one: _Said, other: _Said, alike: Likeness) -> Finding:
    unit = one.unit
    message = f"{one.label}：同一文件里写了 {one.value}{unit} 和 {other.value}{unit}"
    severity: Severity = "serious" if alike.strength == "same" else "doubtful"
    clauses = (one.clause, other.clause)
    return Finding("amount-conflict", severity, message, clauses, because=alike.because)
