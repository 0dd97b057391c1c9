"""Two jurisdictions side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from minsheng.hub.catalogue import listing
from minsheng.hub.catalogue.listing import Choice, Select
from minsheng.hub.catalogue.public import public
from minsheng.hub.catalogue.store import Catalogue
from minsheng.hub.catalogue.wording import named
from minsheng.packs.audit import Finding
from minsheng.packs.compare import Comparison, FigureLine, IndicatorComparison, ItemPair
from minsheng.packs.compare import compare as side_by_side
from minsheng.packs.model import Area, Indicator, Pack, ServiceItem, Value

FIRST = ("hangzhou", "quzhou")


@dataclass(frozen=True)
class Section:
    """One area: services both promise, those only one does, and indicators both state."""

    area: Area | None
    both: tuple[ItemPair, ...]
    left_only: tuple[ServiceItem, ...]
    right_only: tuple[ServiceItem, ...]
    indicators: tuple[IndicatorComparison, ...]
    below: int = 0

    @property
    def key(self) -> str:
        """What the section is called in addresses."""
        return self.area.id if self.area else "other"


@dataclass(frozen=True)
class Said:
    """A figure of one side, said once however many places of its plans state it."""

    value: Value
    unit: str
    by: tuple[Indicator, ...]


def said(lines: Sequence[FigureLine], side: str) -> list[Said]:
    """The figures of one side by year and kind; equal ones are gathered."""
    found: dict[tuple[object, ...], tuple[Value, str, list[Indicator]]] = {}
    for line in lines:
        for indicator, value in line.left if side == "left" else line.right:
            key = (line.kind, line.year, value.op, value.value, value.low, value.high, value.text, indicator.unit)
            found.setdefault(key, (value, indicator.unit, []))[2].append(indicator)
    return [Said(value, unit, tuple(by)) for value, unit, by in found.values()]


def sections_of(found: Comparison, catalogue: Catalogue, area: str) -> list[Section]:
    """The areas in order, last what belongs to none; only the one asked for, if one is."""
    lower = Counter(_area_of(finding, catalogue) for finding in found.below)
    items = {each.area.id: each.items for each in found.areas}
    stated: dict[str | None, list[IndicatorComparison]] = {}
    for row in found.indicators:
        stated.setdefault(next((one.area for one in (*row.left, *row.right) if one.area), None), []).append(row)
    sections = []
    for each in (*catalogue.areas.values(), None):
        key = each.id if each else None
        if (area and key != area) or not (items.get(key or "") or stated.get(key)):
            continue
        pairs = items.get(key or "", ())
        sections.append(
            Section(
                area=each,
                both=tuple(pair for pair in pairs if pair.left and pair.right),
                left_only=tuple(pair.left for pair in pairs if pair.left and not pair.right),
                right_only=tuple(pair.right for pair in pairs if pair.right and not pair.left),
                indicators=tuple(stated.get(key, ())),
                below=lower[key],
            )
        )
    return sections


def _area_of(finding: Finding, catalogue: Catalogue) -> str | None:
    """The area of the first of a finding's rows that has one."""
    rows = {**catalogue.items, **catalogue.indicators}
    found = (rows.get((clause.pack, clause.row)) for clause in finding.clauses)
    return next((row.area for row in found if row and row.area), None)


def flags_of(below: Sequence[Finding]) -> dict[tuple[str, str], list[Finding]]:
    """Findings below the floor by the row of the lower level, which each names first."""
    flags: dict[tuple[str, str], list[Finding]] = {}
    for finding in below:
        flags.setdefault((finding.clauses[0].pack, finding.clauses[0].row), []).append(finding)
    return flags


def _below(found: Comparison | None, catalogue: Catalogue, area: str) -> tuple[Finding, ...]:
    """What is below the floor; in one area, if one is asked for."""
    rows = {**catalogue.items, **catalogue.indicators}
    findings = found.below if found else ()
    return tuple(
        finding
        for finding in findings
        if not area or any((row := rows.get((one.pack, one.row))) and row.area == area for one in finding.clauses)
    )


def _chosen(catalogue: Catalogue, asked: str | None, preferred: str, not_this: Pack | None = None) -> Pack | None:
    if asked:
        return catalogue.packs.get(asked)
    places: Sequence[Pack] = [pack for pack in catalogue.jurisdictions if pack is not not_this]
    return next((pack for pack in places if pack.id == preferred), places[-1] if places else None)


@public
def compare(request: HttpRequest, catalogue: Catalogue) -> HttpResponse:
    """Services and indicators of two jurisdictions, area by area; what is below the floor is flagged."""
    query = listing.asked(request.GET, ("a", "b", "area"))
    places = tuple(Choice(pack.id, named(pack.about).striptags()) for pack in catalogue.jurisdictions)
    a = _chosen(catalogue, query.get("a"), FIRST[0])
    b = _chosen(catalogue, query.get("b"), FIRST[1], not_this=a)
    areas = tuple(Choice(area.id, named(area).striptags()) for area in catalogue.areas.values())
    found = side_by_side(a.id, b.id, catalogue.packs) if a and b and a.id != b.id else None
    below = _below(found, catalogue, query.get("area", ""))
    return render(
        request,
        "catalogue/compare.html",
        {
            "catalogue": catalogue,
            "selects": (
                Select("a", _("左边"), places, a.id if a else ""),
                Select("b", _("右边"), places, b.id if b else ""),
                Select("area", _("领域"), areas, query.get("area", "")),
            ),
            "a": a,
            "b": b,
            "found": found,
            "sections": sections_of(found, catalogue, query.get("area", "")) if found else [],
            "one_area": bool(query.get("area")),
            "below": below,
            "flags": flags_of(below),
            "said": said,
        },
    )
