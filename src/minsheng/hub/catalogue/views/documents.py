"""Documents: the plans, their outline, and every promise found under each heading, table and box."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from minsheng.hub.catalogue import originals
from minsheng.hub.catalogue.figures import baseline, goal
from minsheng.hub.catalogue.public import public
from minsheng.hub.catalogue.store import Catalogue
from minsheng.packs.model import Indicator, Pack, ServiceItem
from minsheng.terms.citation import Citation

_STEP = re.compile(r"\([^()]+\)|\d+|[^()\d]+")


@dataclass
class Part:
    """A heading, table or box of a document with the promises that stand directly in it."""

    anchor: str
    mark: str
    title: str = ""
    depth: int = 1
    items: list[ServiceItem] = field(default_factory=list)
    indicators: list[Indicator] = field(default_factory=list)
    words: tuple[str, ...] = ()

    below: int = 0

    @property
    def short(self) -> str:
        """The mark as a heading prints it: the last step of its path."""
        if not self.title:
            return f"{self.mark} "
        number = steps(self.mark)[-1]
        return number + (" " if number.startswith("(") else ". " if number.isdigit() else "、")

    @property
    def total(self) -> int:
        """Promises in it and in everything below it."""
        return len(self.items) + len(self.indicators) + self.below


@dataclass(frozen=True)
class Chapter:
    """A part of the first depth, with the parts below it."""

    head: Part
    parts: tuple[Part, ...]


def chapters_of(parts: Iterable[Part]) -> list[Chapter]:
    """The parts gathered under those of the first depth, in their order."""
    found: list[list[Part]] = []
    for part in parts:
        if part.depth == 1 or not found:
            found.append([])
        found[-1].append(part)
    return [Chapter(head, tuple(rest)) for head, *rest in found]


def steps(path: str) -> list[str]:
    """The steps of a heading path.

    >>> steps("十一(二)12")
    ['十一', '(二)', '12']
    """
    return _STEP.findall(path)


@public
def documents(request: HttpRequest, catalogue: Catalogue) -> HttpResponse:
    """The documents with how many promises were found in each."""
    return render(
        request,
        "catalogue/documents.html",
        {
            "catalogue": catalogue,
            "items": Counter(each.source.document for each in catalogue.items.values()),
            "indicators": Counter(each.source.document for each in catalogue.indicators.values()),
        },
    )


def above(path: str) -> list[str]:
    """The path and those above it, nearest first.

    >>> above("十一(二)12")
    ['十一(二)12', '十一(二)', '十一']
    """
    marks = steps(path)
    return ["".join(marks[:at]) for at in range(len(marks), 0, -1)]


def parts_of(catalogue: Catalogue, pack: Pack, document_id: str) -> list[Part]:
    """The document's headings in order, then its boxes and tables, then what names no place."""
    document = catalogue.documents[document_id][1]
    text = originals.original(document_id)
    sections = {
        section.path: Part(
            anchor=f"p-{section.path}",
            mark=section.path,
            title=section.title,
            depth=min(len(steps(section.path)), 4),
            words=text.section(section.path) if text else (),
        )
        for section in document.outline
    }
    boxes: dict[int, Part] = {}
    tables: dict[int, Part] = {}
    rest = Part(anchor="rest", mark=_("未注明位置"))

    def part(source: Citation) -> Part:
        if source.box is not None:
            return boxes.setdefault(source.box, Part(f"box{source.box}", _("专栏%(box)s") % {"box": source.box}))
        if source.table is not None:
            return tables.setdefault(source.table, Part(f"t{source.table}", _("表%(table)s") % {"table": source.table}))
        # A heading the outline leaves out hands its promises to the nearest one above it.
        return next((sections[path] for path in above(source.path or "") if path in sections), rest)

    for item in pack.items:
        if item.source.document == document_id:
            part(item.source).items.append(item)
    for indicator in pack.indicators:
        if indicator.source.document == document_id:
            part(indicator.source).indicators.append(indicator)
    for each in (*boxes.values(), *tables.values()):
        each.items.sort(key=lambda item: item.source.item or 0)
        each.indicators.sort(key=lambda indicator: (indicator.source.row or 0, indicator.source.item or 0))
    for path, each in sections.items():
        for higher in above(path)[1:]:
            if higher in sections:
                sections[higher].below += len(each.items) + len(each.indicators)
    found = [*sections.values(), *(boxes[at] for at in sorted(boxes)), *(tables[at] for at in sorted(tables))]
    return [*found, rest] if rest.items or rest.indicators else found


@public
def document(request: HttpRequest, catalogue: Catalogue, document_id: str) -> HttpResponse:
    """One document: its outline with every promise found in it, and its words when a copy is at hand."""
    if document_id not in catalogue.documents:
        raise Http404(_("没有这份文件"))
    pack, found = catalogue.documents[document_id]
    parts = parts_of(catalogue, pack, document_id)
    chapters = chapters_of(parts)
    return render(
        request,
        "catalogue/document.html",
        {
            "catalogue": catalogue,
            "pack": pack,
            "document": found,
            "parts_": parts,
            "chapters": chapters,
            "opened": next((each for each in chapters if each.head.total), None),
            "at_hand": originals.original(document_id) is not None,
            "baseline": baseline,
            "goal": goal,
        },
    )
