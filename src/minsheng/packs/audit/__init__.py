"""What a careful planner would find in a pack by reading for a week.

`audit` gives every finding with both clauses, most serious first. A finding that rests on a direction nobody wrote
down, or on a match nobody confirmed, says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from minsheng.packs.audit.alone import alone
from minsheng.packs.audit.finding import SEVERITIES, Clause, Finding, Severity
from minsheng.packs.audit.services import services
from minsheng.packs.audit.together import together
from minsheng.packs.model import Pack
from minsheng.packs.names import parse_name
from minsheng.terms.errors import Fault, MinshengError

__all__ = ["CODES", "SEVERITIES", "Clause", "Finding", "Severity", "audit"]

CODES: Mapping[str, str] = {
    "target-conflict": "同一指标同一年，两处目标不同",
    "past-conflict": "同一指标同一年，两处实绩不同",
    "unit-conflict": "同一指标，两处单位不同",
    "amount-conflict": "同一服务，两处数量不同",
    "weaker-than-parent": "目标低于上级",
    "weaker-than-before": "目标低于上一个规划",
    "met-by-baseline": "目标在基期就已达到",
    "below-last-period": "目标低于上一个五年的实绩",
    "no-baseline": "没有基期值",
    "text-baseline": "基期值是文字，无法核对",
    "text-target": "目标是文字，无法核对",
    "no-unit": "没有单位",
    "no-year": "没有写明年份",
    "no-direction": "看不出越高越好还是越低越好",
}
"""Every kind of finding with its Chinese title."""


def audit(pack_id: str, packs: Mapping[str, Pack]) -> tuple[Finding, ...]:
    """Every finding about a pack, most serious first, then in the order of the document.

    Raises `MinshengError` when there is no such pack.
    """
    pack = packs.get(pack_id)
    if pack is None:
        raise MinshengError(
            Fault("pack.unknown", f"没有名为 {pack_id} 的规则包", read=pack_id, expected="、".join(packs))
        )
    found = sorted([*together(pack, packs), *services(pack), *alone(pack)], key=lambda one: one.order)
    return tuple(_gathered(found))


def _gathered(found: Iterable[Finding]) -> Iterator[Finding]:
    """One finding for one contradiction, however many places of the same documents repeat it."""
    alike: dict[object, list[Finding]] = {}
    for one in found:
        names = frozenset(parse_name(clause.name).core for clause in one.clauses)
        same_figures = one.code != "unit-conflict"
        places = frozenset((clause.source.document, same_figures and clause.figure) for clause in one.clauses)
        alone_there = one.message if len(one.clauses) < 2 else None
        alike.setdefault((one.code, names, places, alone_there), []).append(one)
    for group in alike.values():
        clauses = tuple(dict.fromkeys(clause for one in group for clause in one.clauses))
        yield replace(group[0], clauses=clauses)
