"""Two jurisdictions side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from minsheng.hub.catalogue import kinship, listing
from minsheng.hub.catalogue.listing import Choice, Select
from minsheng.hub.catalogue.public import public
from minsheng.hub.catalogue.store import Catalogue
from minsheng.hub.catalogue.wording import named
from minsheng.packs.model import Area, Pack, ServiceItem

FIRST = ("hangzhou", "quzhou")


@dataclass(frozen=True)
class Pair:
    """The same service in two places, or a service that only one of them promises."""

    left: ServiceItem | None
    right: ServiceItem | None


@dataclass(frozen=True)
class Section:
    """One area of the comparison: what both promise, then what only one does."""

    area: Area
    both: tuple[Pair, ...]
    left_only: tuple[ServiceItem, ...]
    right_only: tuple[ServiceItem, ...]


def pairs_of(left: Sequence[ServiceItem], right: Sequence[ServiceItem]) -> tuple[Pair, ...]:
    """Items that are called the same or alike, each used once, the most alike first."""
    grams = {id(item): kinship.pairs(item.name) for item in (*left, *right)}
    degrees = sorted(
        (
            (degree, at, to)
            for at, one in enumerate(left)
            for to, other in enumerate(right)
            if (degree := kinship.likeness(grams[id(one)], grams[id(other)])) >= kinship.ALIKE
        ),
        key=lambda each: (-each[0], each[1], each[2]),
    )
    taken: dict[int, int] = {}
    used: set[int] = set()
    for _degree, at, to in degrees:
        if at not in taken and to not in used:
            taken[at] = to
            used.add(to)
    return tuple(Pair(left[at], right[taken[at]]) for at in sorted(taken))


def sections_of(catalogue: Catalogue, a: Pack, b: Pack, area: str) -> list[Section]:
    """The areas in order, each with its pairs; only the one asked for, if one is."""
    sections = []
    for each in catalogue.areas.values():
        if area and each.id != area:
            continue
        left = [item for item in a.items if item.area == each.id]
        right = [item for item in b.items if item.area == each.id]
        if not left and not right:
            continue
        both = pairs_of(left, right)
        paired = {item.id for pair in both for item in (pair.left,) if item}
        matched = {item.id for pair in both for item in (pair.right,) if item}
        sections.append(
            Section(
                area=each,
                both=both,
                left_only=tuple(item for item in left if item.id not in paired),
                right_only=tuple(item for item in right if item.id not in matched),
            )
        )
    return sections


def _chosen(catalogue: Catalogue, asked: str | None, others: Sequence[str]) -> Pack | None:
    if asked:
        return catalogue.packs.get(asked)
    found = [pack for pack in catalogue.jurisdictions if pack.id in others]
    return (found or list(catalogue.jurisdictions) or [None])[0]


@public
def compare(request: HttpRequest, catalogue: Catalogue) -> HttpResponse:
    """Services of two jurisdictions, area by area; below the floor of the level above is flagged."""
    query = listing.asked(request.GET, ("a", "b", "area"))
    places = tuple(Choice(pack.id, named(pack.about).striptags()) for pack in catalogue.jurisdictions)
    a = _chosen(catalogue, query.get("a"), FIRST[:1])
    b = _chosen(catalogue, query.get("b"), FIRST[1:])
    areas = tuple(Choice(area.id, named(area).striptags()) for area in catalogue.areas.values())
    selects = (
        Select("a", _("左边"), places, a.id if a else ""),
        Select("b", _("右边"), places, b.id if b else ""),
        Select("area", _("领域"), areas, query.get("area", "")),
    )
    sections = sections_of(catalogue, a, b, query.get("area", "")) if a and b and a.id != b.id else []
    return render(
        request,
        "catalogue/compare.html",
        {"catalogue": catalogue, "selects": selects, "a": a, "b": b, "sections": sections},
    )
