"""The pack's row of a draft row, as far as the text says; what it does not say stays empty for the reviewer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from minsheng.hub.review.drafts import DraftRow
from minsheng.hub.review.models import Kind
from minsheng.packs.model import Amount, DivisionValue, Indicator, ServiceItem, Value
from minsheng.terms.citation import Citation

PackRow = Indicator | ServiceItem

UNKNOWN = date(1, 1, 1)
"""Stands for a first day nobody has given yet; the form shows it as empty."""


def draft_row(row: DraftRow) -> PackRow:
    """The row for the pack before any correction; of an item, fields the text does not tell are empty."""
    return _item(row) if row.kind == Kind.ITEM else _indicator(row.known)


def _decimal(text: str | None) -> Decimal | None:
    return Decimal(text) if text else None


def _indicator(known: Mapping[str, Any]) -> Indicator:
    return Indicator(
        id=known["id"],
        name=known["name"],
        unit=known.get("unit", ""),
        source=Citation.parse(known["source"]),
        values=tuple(_value(each) for each in known.get("values", ())),
        category=known.get("category"),
        attribute=known.get("attribute"),
        modifier=known.get("modifier"),
    )


def _value(known: Mapping[str, Any]) -> Value:
    return Value(
        kind=known["kind"],
        year=int(known["year"]) if known.get("year") else None,
        op=known.get("op", "="),
        value=_decimal(known.get("value")),
        low=_decimal(known.get("low")),
        high=_decimal(known.get("high")),
        cumulative=known.get("cumulative") == "true",
        text=known.get("text"),
        note=known.get("note"),
        by_division=tuple(
            DivisionValue(each["division"], Decimal(each["value"])) for each in known.get("by_division", ())
        ),
    )


def _item(row: DraftRow) -> ServiceItem:
    known = row.known
    return ServiceItem(
        id=known["id"],
        name=known["name"],
        name_en="",
        area=known.get("area", ""),
        tier=known.get("tier", ""),
        serves="",
        content=str(row.read.get("text", "")),
        source=Citation.parse(known["source"]),
        since=date.fromisoformat(known["since"]) if known.get("since") else UNKNOWN,
        until=date.fromisoformat(known["until"]) if known.get("until") else None,
        amounts=tuple(
            Amount(value=Decimal(each["value"]), unit=each["unit"], per=each.get("per"))
            for each in known.get("amounts", ())
        ),
    )
