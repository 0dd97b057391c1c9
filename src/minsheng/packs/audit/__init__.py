"""What a careful planner would find in a pack by reading for a week.

`audit` gives every finding with both clauses, most serious first. A finding that rests on a direction nobody wrote
down, or on a match nobody confirmed, says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from minsheng.packs.audit.above import above
from minsheng.packs.audit.alone import alone
from minsheng.packs.audit.finding import SEVERITIES, Clause, Finding, Severity
from minsheng.packs.audit.linked import Linked
from minsheng.packs.audit.past import past
from minsheng.packs.audit.printed import printed
from minsheng.packs.audit.progress import progress
from minsheng.packs.audit.services import services
from minsheng.packs.audit.steady import steady
from minsheng.packs.audit.together import together
from minsheng.packs.audit.years import years
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
    "missed-and-dropped": "上一期没有完成，新规划不再提",
    "missed-target": "上一期目标没有完成",
    "jump": "目标与基期相差十倍以上",
    "no-progress": "目标没有比基期或前一个目标更进一步",
    "below-last-period": "目标低于上一个五年的实绩",
    "not-taken-up": "上级规划的指标，本级规划里没有",
    "sign-differs": "同一个数，宽严写法不一",
    "unit-wording": "同一指标，单位写法不同",
    "no-result": "上一期目标没有完成情况",
    "two-figures": "几个基期数对一个目标",
    "baseline-elsewhere": "基期值只写在别处",
    "no-baseline": "没有基期值",
    "text-baseline": "基期值是文字，无法核对",
    "text-target": "目标是文字，无法核对",
    "no-unit": "没有单位",
    "no-direction": "看不出越高越好还是越低越好",
    "no-year": "没有写明年份",
}
"""Every kind of finding with its Chinese title, the weightiest first; findings of one severity come in this order."""


def audit(pack_id: str, packs: Mapping[str, Pack]) -> tuple[Finding, ...]:
    """Every finding about a pack, most serious first, then in the order of the document.

    Raises `MinshengError` when there is no such pack.
    """
    pack = packs.get(pack_id)
    if pack is None:
        raise MinshengError(
            Fault("pack.unknown", f"没有名为 {pack_id} 的规则包", read=pack_id, expected="、".join(packs))
        )
    linked = Linked(pack, packs)
    found = [*together(linked), *services(pack), *progress(linked), *past(linked), *alone(linked)]
    found += [*steady(linked), *printed(linked), *years(linked), *above(linked)]
    return tuple(_gathered(sorted(found, key=_rank)))


def _rank(one: Finding) -> tuple[object, ...]:
    return list(SEVERITIES).index(one.severity), list(CODES).index(one.code), one.place


def _gathered(found: Iterable[Finding]) -> Iterator[Finding]:
    """One finding for one contradiction, however many places of the same documents repeat it."""
    alike: dict[object, list[Finding]] = {}
    for one in found:
        alike.setdefault(_sameness(one), []).append(one)
    for group in alike.values():
        clauses = tuple(dict.fromkeys(clause for one in group for clause in one.clauses))
        yield replace(group[0], clauses=clauses)


def _sameness(one: Finding) -> object:
    if len({clause.row for clause in one.clauses}) < 2:
        return one.code, one.message
    names = frozenset(parse_name(clause.name).core for clause in one.clauses)
    same_figures = one.code != "unit-conflict"
    places = frozenset((clause.source.document, same_figures and clause.figure) for clause in one.clauses)
    return one.code, names, places
