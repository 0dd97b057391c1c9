"""Editions: what changed from one plan to the next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from minsheng.hub.catalogue.figures import goal
from minsheng.hub.catalogue.public import public
from minsheng.hub.catalogue.store import Catalogue
from minsheng.packs.model import Document, Indicator, Match, Pack, ServiceItem, Value


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

    match: Match
    before: Side
    after: Side


def _sides(catalogue: Catalogue, match: Match) -> list[Side]:
    sides = []
    for member in match.members:
        pack = catalogue.indicator_pack.get(member)
        if pack is None:
            continue
        indicator = catalogue.indicators[pack, member]
        document = catalogue.documents.get(indicator.source.document)
        value = goal(indicator)
        if document and value and value.kind == "target" and value.value is not None:
            sides.append(Side(catalogue.packs[pack], document[1], indicator, value))
    return sorted(sides, key=lambda side: side.document.since)


def target_steps(catalogue: Catalogue) -> list[Step]:
    """Targets that differ between plans of different periods of one jurisdiction, by confirmed or proposed matches."""
    steps = []
    for pack in catalogue.packs.values():
        for match in pack.matches:
            if match.state == "refused":
                continue
            sides = _sides(catalogue, match)
            for before, after in pairwise(sides):
                later = before.document.until < after.document.since
                same_place = before.pack.id == after.pack.id
                if later and same_place and before.value.value != after.value.value:
                    steps.append(Step(match, before, after))
    return steps


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
