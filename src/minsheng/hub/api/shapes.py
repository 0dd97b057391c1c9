"""What the API answers with: the model of a promise as JSON."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Literal

from pydantic import BaseModel, Field

from minsheng.packs.model import Amount, Area, Document, Indicator, Pack, ServiceItem, Value
from minsheng.terms.citation import Citation

Number = int | float


def number(value: Decimal | None) -> Number | None:
    """A figure as JSON writes it: whole numbers without a point."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


class SourceOut(BaseModel):
    """Where a promise is written; ``citation`` is the written form of the other fields."""

    citation: str
    document: str
    table: int | None = None
    row: int | None = None
    box: int | None = None
    item: int | None = None
    path: str | None = None

    @classmethod
    def of(cls, source: Citation) -> dict[str, Any]:
        """A citation as this shape."""
        return {"citation": str(source), **source.as_json()}


class AmountOut(BaseModel):
    """A figure an item's standard fixes."""

    value: Number
    unit: str
    op: str
    per: str | None
    applies_to: str | None

    @classmethod
    def of(cls, amount: Amount) -> dict[str, Any]:
        """A figure as this shape."""
        return {
            "value": number(amount.value),
            "unit": amount.unit,
            "op": amount.op,
            "per": amount.per,
            "applies_to": amount.applies_to,
        }


class EditionOut(BaseModel):
    """An earlier edition of an item, and what changed from it to the next."""

    source: SourceOut
    since: date
    until: date
    change: str
    amounts: list[AmountOut]


class ItemOut(BaseModel):
    """A service item with its five fields: serves, content, standard, payer, lead."""

    kind: Literal["item"] = "item"
    pack: str
    id: str
    name: str
    name_en: str
    area: str
    service_class: str | None = Field(description="Class of the national frame.")
    tier: Literal["basic", "raised"]
    serves: str = Field(description="服务对象")
    content: str = Field(description="服务内容")
    standard: str | None = Field(description="服务标准")
    amounts: list[AmountOut]
    payer: str | None = Field(description="支出责任")
    lead: list[str] = Field(description="牵头单位")
    groups: list[str]
    life_stages: list[str]
    since: date
    until: date | None
    source: SourceOut
    history: list[EditionOut]

    @classmethod
    def of(cls, pack: str, item: ServiceItem) -> dict[str, Any]:
        """An item as this shape."""
        plain = (
            "id", "name", "name_en", "area", "service_class", "tier", "serves", "content", "standard", "payer",
            "since", "until",
        )  # fmt: skip
        return {name: getattr(item, name) for name in plain} | {
            "kind": "item",
            "pack": pack,
            "amounts": [AmountOut.of(each) for each in item.amounts],
            "lead": list(item.lead),
            "groups": list(item.groups),
            "life_stages": list(item.life_stages),
            "source": SourceOut.of(item.source),
            "history": [
                {
                    "source": SourceOut.of(each.source),
                    "since": each.since,
                    "until": each.until,
                    "change": each.change,
                    "amounts": [AmountOut.of(amount) for amount in each.amounts],
                }
                for each in item.history
            ],
        }


class DivisionValueOut(BaseModel):
    """One division's part of a figure."""

    division: str
    value: Number


class ValueOut(BaseModel):
    """A figure of an indicator: a target, a past result, or a promised growth."""

    kind: Literal["target", "actual", "growth"]
    year: int | None
    op: str
    value: Number | None
    low: Number | None
    high: Number | None
    cumulative: bool
    text: str | None
    note: str | None
    by_division: list[DivisionValueOut]

    @classmethod
    def of(cls, value: Value) -> dict[str, Any]:
        """A figure as this shape."""
        return {
            "kind": value.kind,
            "year": value.year,
            "op": value.op,
            "value": number(value.value),
            "low": number(value.low),
            "high": number(value.high),
            "cumulative": value.cumulative,
            "text": value.text,
            "note": value.note,
            "by_division": [{"division": each.division, "value": number(each.value)} for each in value.by_division],
        }


class IndicatorOut(BaseModel):
    """A measurable promise: a row of an indicator table, or a commitment in running text."""

    kind: Literal["indicator"] = "indicator"
    pack: str
    id: str
    name: str
    name_en: str | None
    unit: str
    area: str | None
    direction: str | None
    category: str | None
    attribute: str | None
    modifier: str | None
    values: list[ValueOut]
    source: SourceOut

    @classmethod
    def of(cls, pack: str, indicator: Indicator) -> dict[str, Any]:
        """An indicator as this shape."""
        plain = ("id", "name", "name_en", "unit", "area", "direction", "category", "attribute", "modifier")
        return {name: getattr(indicator, name) for name in plain} | {
            "kind": "indicator",
            "pack": pack,
            "values": [ValueOut.of(each) for each in indicator.values],
            "source": SourceOut.of(indicator.source),
        }


class SectionOut(BaseModel):
    """A heading of a document."""

    path: str
    title: str


class DocumentOut(BaseModel):
    """A plan that promises come from, with its outline and how many promises are found in it."""

    pack: str
    id: str
    title: str
    title_en: str | None
    issuer: str | None
    number: str | None
    published: date | None
    since: date
    until: date
    draft: bool
    outline: list[SectionOut]
    items: int
    indicators: int

    @classmethod
    def of(cls, pack: Pack, document: Document) -> dict[str, Any]:
        """A document as this shape."""
        plain = (
            "id", "title", "title_en", "issuer", "number", "published", "since", "until", "draft",
        )  # fmt: skip
        return {name: getattr(document, name) for name in plain} | {
            "pack": pack.id,
            "outline": [{"path": each.path, "title": each.title} for each in document.outline],
            "items": sum(each.source.document == document.id for each in pack.items),
            "indicators": sum(each.source.document == document.id for each in pack.indicators),
        }


class PackOut(BaseModel):
    """A jurisdiction's pack."""

    id: str
    name: str
    name_en: str
    division: str = Field(description="GB/T 2260")
    level: Literal["country", "province", "city", "county"]
    parent: str | None
    documents: int
    items: int
    indicators: int

    @classmethod
    def of(cls, pack: Pack) -> dict[str, Any]:
        """A pack as this shape."""
        plain = ("id", "name", "name_en", "division", "level", "parent")
        return {name: getattr(pack.about, name) for name in plain} | {
            "documents": len(pack.documents),
            "items": len(pack.items),
            "indicators": len(pack.indicators),
        }


class TermOut(BaseModel):
    """A class, a group or a stage of life."""

    id: str
    name: str
    name_en: str


class AreaOut(BaseModel):
    """A service area with its classes."""

    pack: str = Field(description="The pack that defines it.")
    id: str
    name: str
    name_en: str
    classes: list[TermOut]

    @classmethod
    def of(cls, pack: str, area: Area) -> dict[str, Any]:
        """An area as this shape."""
        classes = [{"id": each.id, "name": each.name, "name_en": each.name_en} for each in area.classes]
        return {"pack": pack, "id": area.id, "name": area.name, "name_en": area.name_en, "classes": classes}


class Page(BaseModel):
    """A page of a list: ``total`` rows there are, from ``offset`` at most ``limit`` of them here."""

    total: int
    limit: int
    offset: int


class Items(Page):
    """A page of items."""

    results: list[ItemOut]


class Indicators(Page):
    """A page of indicators."""

    results: list[IndicatorOut]


class Documents(Page):
    """A page of documents."""

    results: list[DocumentOut]


class Packs(Page):
    """A page of packs."""

    results: list[PackOut]


class Areas(Page):
    """A page of areas."""

    results: list[AreaOut]


class Found(Page):
    """A page of what a search found, best first.

    ``how`` says whether the rows have all words, any of them, or names like them (near). ``facets`` counts the rows
    each value of each filter would keep.
    """

    how: Literal["all", "any", "near"]
    facets: dict[str, dict[str, int]]
    results: list[ItemOut | IndicatorOut]
