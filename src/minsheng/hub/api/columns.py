"""The columns of each list as CSV: names once, and the cells of a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import Any

from django.http import HttpResponse

from minsheng.hub.catalogue.listing import csv_answer
from minsheng.packs.audit.finding import bare_figure
from minsheng.packs.compare import Comparison

ITEM = (
    "pack", "id", "name", "name_en", "area", "service_class", "tier", "serves", "content", "standard", "amounts",
    "payer", "lead", "groups", "life_stages", "since", "until", "source",
)  # fmt: skip
INDICATOR = (
    "pack", "id", "name", "name_en", "unit", "area", "direction", "category", "attribute", "modifier", "kind", "year",
    "op", "value", "low", "high", "cumulative", "text", "note", "source",
)  # fmt: skip
DOCUMENT = (
    "pack", "id", "title", "title_en", "issuer", "number", "published", "since", "until", "draft", "items",
    "indicators",
)  # fmt: skip
PACK = ("id", "name", "name_en", "division", "level", "parent", "documents", "items", "indicators")
AREA = ("pack", "area", "area_name", "area_name_en", "id", "name", "name_en")
FOUND = ("kind", "pack", "id", "name", "name_en", "area", "tier", "source")

FINDING = (
    "code",
    "severity",
    "message",
    "because",
    "state",
    "inferred",
    "first",
    "first_source",
    "second",
    "second_source",
)
COMPARISON = ("kind", "area", "left", "left_name", "left_figure", "right", "right_name", "right_figure", "year", "of")

Shape = dict[str, Any]


def _text(value: Any) -> object:
    if isinstance(value, list):
        return "；".join(map(str, value))
    if isinstance(value, dict):
        return value["citation"]
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else value


def _amount(amount: Shape) -> str:
    per = f"/{amount['per']}" if amount["per"] else ""
    sign = "" if amount["op"] == "=" else amount["op"]
    of = f"（{amount['applies_to']}）" if amount["applies_to"] else ""
    return f"{sign}{amount['value']}{amount['unit']}{per}{of}"


def _cells(shape: Shape, columns: Iterable[str]) -> list[object]:
    return [_text(shape.get(column)) for column in columns]


def items(rows: Iterable[Shape]) -> HttpResponse:
    """Items, one a line; the figures of the standard in one cell."""
    shown = (row | {"amounts": [_amount(each) for each in row["amounts"]]} for row in rows)
    return csv_answer("minsheng-items.csv", ITEM, (_cells(row, ITEM) for row in shown))


def indicators(rows: Iterable[Shape]) -> HttpResponse:
    """Indicators, one line a figure, so that a figure stays a number."""
    lines = (_cells(row | value, INDICATOR) for row in rows for value in row["values"] or [{"kind": None}])
    return csv_answer("minsheng-indicators.csv", INDICATOR, lines)


def found(rows: Iterable[Shape]) -> HttpResponse:
    """What a search found, one line a promise."""
    return csv_answer("minsheng-search.csv", FOUND, (_cells(row, FOUND) for row in rows))


def documents(rows: Iterable[Shape]) -> HttpResponse:
    """Documents, one a line, without their outline."""
    return csv_answer("minsheng-documents.csv", DOCUMENT, (_cells(row, DOCUMENT) for row in rows))


def packs(rows: Iterable[Shape]) -> HttpResponse:
    """Packs, one a line."""
    return csv_answer("minsheng-packs.csv", PACK, (_cells(row, PACK) for row in rows))


def areas(rows: Iterable[Shape]) -> HttpResponse:
    """Classes with their area, one line a class; an area without classes has a line of its own."""
    lines = (
        [row["pack"], row["id"], row["name"], row["name_en"], each.get("id"), each.get("name"), each.get("name_en")]
        for row in rows
        for each in row["classes"] or [{}]
    )
    return csv_answer("minsheng-areas.csv", AREA, lines)


def findings(rows: Iterable[Shape]) -> HttpResponse:
    """Findings, one a line, with the first two clauses each names."""

    def cells(row: Shape) -> list[object]:
        clauses = [[f"{each['name']} {each['figure']}", each["source"]["citation"]] for each in row["clauses"][:2]]
        return [*(row[column] for column in FINDING[:6]), *(cell for clause in clauses for cell in clause)]

    return csv_answer("minsheng-audit.csv", FINDING, map(cells, rows))


def comparison(found: Comparison) -> HttpResponse:
    """Two packs, one line a pair of services, then one line a pair of figures of the same indicator."""
    return csv_answer("minsheng-compare.csv", COMPARISON, _compared(found))


def _compared(found: Comparison) -> Iterator[list[object]]:
    for area in found.areas:
        for pair in area.items:
            left, right = (
                (each.id, each.name, each.standard) if each else (None, None, None) for each in (pair.left, pair.right)
            )
            yield ["item", area.area.id, *left, *right]
    for row in found.indicators:
        for line in row.lines:
            for ours, theirs in zip_longest(line.left, line.right):
                left, right = (
                    (each[0].id, each[0].name, bare_figure(each[1], each[0].unit)) if each else (None, None, None)
                    for each in (ours, theirs)
                )
                yield ["indicator", row.left[0].area, *left, *right, line.year, line.kind]
