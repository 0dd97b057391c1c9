"""One finding a document of the level above about what it promises and the plans here never mention."""

from __future__ import annotations

from collections.abc import Iterator

from minsheng.packs.audit.figures import comparable_between_levels
from minsheng.packs.audit.finding import Finding, clause_of
from minsheng.packs.audit.linked import Linked
from minsheng.packs.model import Document, Indicator, Pack
from minsheng.packs.names import overlap
from minsheng.packs.units import same_unit

_ALIKE = 0.8
_ALIKE_IN_UNIT = 0.6


def above(linked: Linked) -> Iterator[Finding]:
    """For each document of a level above that runs beside one of the pack's: its indicators no row here takes up."""
    taken = {id(pair.second) for pair in linked.pairs if pair.state != "refused" and _across(linked, pair.first)}
    for level in linked.levels[1:]:
        for document in level.documents:
            if not any(_beside(own, document) for own in linked.pack.documents):
                continue
            missing = [
                one
                for one in level.indicators
                if one.source.document == document.id
                and any(value.kind == "target" for value in one.values)
                and id(one) not in taken
                and not _in_a_service(one, linked.pack)
            ]
            if missing:
                yield _finding(level, document, missing)


def _in_a_service(indicator: Indicator, pack: Pack) -> bool:
    """Whether a service of the pack is called so, or has an amount for it; in one unit the names may differ more."""
    for item in pack.items:
        if overlap(indicator.name, item.name) >= _ALIKE:
            return True
        for amount in item.amounts:
            enough = _ALIKE_IN_UNIT if same_unit(amount.unit, indicator.unit) else _ALIKE
            if amount.applies_to and overlap(indicator.name, amount.applies_to) >= enough:
                return True
    return False


def _across(linked: Linked, first: Indicator) -> bool:
    return linked.home[id(first)] == linked.pack.id


def _beside(own: Document, other: Document) -> bool:
    return own.since <= other.until and other.since <= own.until


def _finding(level: Pack, document: Document, missing: list[Indicator]) -> Finding:
    asked = sum(comparable_between_levels(one) for one in missing)
    message = f"《{document.title}》有 {len(missing)} 个指标，本级规划的指标和服务项目里都没有"
    if asked:
        message += f"，其中 {asked} 个是比率或人均数，可以直接对照"
    clauses = tuple(
        clause_of(level.id, one, *(value for value in one.values if value.kind == "target")) for one in missing
    )
    return Finding("not-taken-up", "note", message, clauses)
