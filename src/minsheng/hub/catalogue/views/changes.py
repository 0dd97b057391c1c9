"""Editions: what changed from one plan to the next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from minsheng.hub.catalogue.figures import goal
from minsheng.hub.catalogue.public import public
from minsheng.hub.catalogue.store import Catalogue
from minsheng.packs.matching import Pair
from minsheng.packs.model import Area, Document, Indicator, Pack, ServiceItem, Value


@dataclass(frozen=True)
class Side:
    """What one plan says."""

    pack: Pack
    document: Document
    indicator: Indicator
    value: Value


@dataclass(frozen=True)
class Later:
    """What a later plan says about the same indicator, and why it is taken for the same."""

    side: Side
    pair: Pair


@dataclass(frozen=True)
class Step:
    """One indicator whose target later plans of the same jurisdiction changed."""

    before: Side
    after: tuple[Later, ...]


def _side(catalogue: Catalogue, indicator: Indicator) -> Side | None:
    pack = catalogue.packs[catalogue.indicator_pack[indicator.id]]
    document = catalogue.documents.get(indicator.source.document)
    value = goal(indicator)
    if document is None or value is None or value.kind != "target" or value.value is None:
        return None
    return Side(pack, document[1], indicator, value)


def target_steps(catalogue: Catalogue) -> list[Step]:
    """Targets that differ between plans of two periods of one jurisdiction; pairs nobody refused.

    Figures whose units cannot be brought together are not set side by side.
    """
    found: dict[str, tuple[Side, list[Later]]] = {}
    for pair in catalogue.pairs:
        sides = [side for each in (pair.first, pair.second) if (side := _side(catalogue, each))]
        if pair.state == "refused" or len(sides) < 2 or sides[0].pack.id != sides[1].pack.id:
            continue
        before, after = sorted(sides, key=lambda side: side.document.since)
        if before.document.until < after.document.since and _differ(pair, sides[0].value, sides[1].value):
            found.setdefault(before.indicator.id, (before, []))[1].append(Later(after, pair))
    steps = [Step(before, tuple(sorted(after, key=_newest_last))) for before, after in found.values()]
    return sorted(steps, key=lambda step: not any(later.pair.sure for later in step.after))


def _newest_last(later: Later) -> tuple[int, str]:
    return later.side.value.year or 9999, later.side.document.id


def _differ(pair: Pair, first: Value, second: Value) -> bool:
    """Whether the figures of a pair can be compared and say different things."""
    factor = pair.factor
    if factor is None and pair.state == "confirmed" and pair.first.unit == pair.second.unit:
        # A person says they are one and the same, whatever the names say about their base.
        factor = Decimal(1)
    if factor is None or first.cumulative != second.cumulative or first.value is None or second.value is None:
        return False
    return first.value != second.value * factor or first.op != second.op


def item_steps(catalogue: Catalogue) -> list[tuple[Pack, ServiceItem]]:
    """Items with earlier editions, with their packs; the newest change first."""
    found = [(catalogue.packs[pack], item) for (pack, _id), item in catalogue.items.items() if item.history]
    return sorted(found, key=lambda each: each[1].since or date.min, reverse=True)


def items_by_area(catalogue: Catalogue) -> list[tuple[Area, list[tuple[Pack, ServiceItem]]]]:
    """The same, area by area in the order of the areas."""
    found: dict[str, list[tuple[Pack, ServiceItem]]] = {}
    for pack, item in item_steps(catalogue):
        found.setdefault(item.area, []).append((pack, item))
    return [(area, found[area.id]) for area in catalogue.areas.values() if area.id in found]


@public
def changes(request: HttpRequest, catalogue: Catalogue) -> HttpResponse:
    """Targets and items that a later plan changed."""
    return render(
        request,
        "catalogue/changes.html",
        {"catalogue": catalogue, "targets": target_steps(catalogue), "areas": items_by_area(catalogue)},
    )
