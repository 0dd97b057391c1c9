"""Editions: what changed from one plan to the next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from minsheng.hub.catalogue.figures import goal
from minsheng.hub.catalogue.public import public
from minsheng.hub.catalogue.store import Catalogue
from minsheng.packs.matching import Pair
from minsheng.packs.model import Document, Indicator, Pack, ServiceItem, Value


@dataclass(frozen=True)
class Side:
    """What one plan says."""

    pack: Pack
    document: Document
    indicator: Indicator
    value: Value


@dataclass(frozen=True)
class Step:
    """One indicator whose target a later plan of the same jurisdiction changed."""

    pair: Pair
    before: Side
    after: Side


def _side(catalogue: Catalogue, indicator: Indicator) -> Side | None:
    pack = catalogue.packs[catalogue.indicator_pack[indicator.id]]
    document = catalogue.documents.get(indicator.source.document)
    value = goal(indicator)
    if document is None or value is None or value.kind != "target" or value.value is None:
        return None
    return Side(pack, document[1], indicator, value)


def target_steps(catalogue: Catalogue) -> list[Step]:
    """Targets that differ between plans of two periods of one jurisdiction; pairs nobody refused."""
    steps = []
    for pair in catalogue.pairs:
        sides = [side for each in (pair.first, pair.second) if (side := _side(catalogue, each))]
        if pair.state == "refused" or len(sides) < 2 or sides[0].pack.id != sides[1].pack.id:
            continue
        before, after = sorted(sides, key=lambda side: side.document.since)
        if before.document.until < after.document.since and not _same(pair, before.value, after.value):
            steps.append(Step(pair, before, after))
    return sorted(steps, key=lambda step: (not step.pair.sure, step.after.pack.id))


def _same(pair: Pair, one: Value, other: Value) -> bool:
    """Whether two figures say the same, units brought together."""
    if one.cumulative != other.cumulative or one.value is None or other.value is None:
        return False
    factor = pair.factor
    return factor is not None and one.value in (other.value, other.value * factor) and one.op == other.op


def item_steps(catalogue: Catalogue) -> list[tuple[Pack, ServiceItem]]:
    """Items with earlier editions, with their packs; the newest change first."""
    found = [(catalogue.packs[pack], item) for (pack, _id), item in catalogue.items.items() if item.history]
    return sorted(found, key=lambda each: each[1].since or date.min, reverse=True)


@public
def changes(request: HttpRequest, catalogue: Catalogue) -> HttpResponse:
    """Targets and items that a later plan changed."""
    return render(
        request,
        "catalogue/changes.html",
        {"catalogue": catalogue, "targets": target_steps(catalogue), "items": item_steps(catalogue)},
    )
