"""What reading a plan yields: blocks, and the three kinds of row that promises are made of.

The JSON forms are fixed by contract (one object a line); ``doubts`` is this reader's addition: every reason
why a row needs a person's eye, in Chinese, empty when there is none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

Lines = tuple[int, int]
"""First and last line in the text that was read, 1-based and inclusive."""

Operator = Literal[">", ">=", "<", "<=", "~", "=", "range", "text"]

BlockKind = Literal["title", "heading", "paragraph", "table", "box", "note", "contents"]


@dataclass(frozen=True)
class Doubt:
    """A place that needs a person's eye: a stable code, the reason in Chinese, and where."""

    code: str
    reason: str
    lines: Lines

    def as_json(self) -> dict[str, Any]:
        return {"code": self.code, "reason": self.reason, "lines": list(self.lines)}


@dataclass(frozen=True)
class SourceText:
    """A plan file as lines of text, whatever its format was.

    Tables of formats that have them (HTML, Word, ruled PDF) arrive as one line a row with cells parted by tabs.
    """

    lines: tuple[str, ...]
    format: str
    encoding: str | None = None
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True)
class Block:
    """A stretch of lines that belong together: a heading, a paragraph joined over page breaks, a table, a box title.

    ``path`` holds the headings above it from the chapter down (its own heading last, for a heading);
    ``box`` is the number of the box (专栏) it stands in.
    """

    kind: BlockKind
    text: str
    lines: Lines
    path: tuple[str, ...] = ()
    box: int | None = None


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


@dataclass(frozen=True)
class DivisionFigure:
    """One district's figure where a cell gives a figure for each."""

    division: str
    value: Decimal

    def as_json(self) -> dict[str, Any]:
        return {"division": self.division, "value": _number(self.value)}


@dataclass(frozen=True)
class Figure:
    """A table cell that was read: its text as printed and the number in it, if it is a single number."""

    text: str
    op: Operator
    value: Decimal | None = None
    cumulative: bool = False
    low: Decimal | None = None
    high: Decimal | None = None
    note: str | None = None
    by_division: tuple[DivisionFigure, ...] = ()

    def as_json(self) -> dict[str, Any]:
        out: dict[str, Any] = {
            "text": self.text,
            "value": _number(self.value),
            "op": self.op,
            "cumulative": self.cumulative,
        }
        if self.op == "range":
            out |= {"low": _number(self.low), "high": _number(self.high)}
        if self.note is not None:
            out["note"] = self.note
        if self.by_division:
            out["by_division"] = [part.as_json() for part in self.by_division]
        return out


@dataclass(frozen=True)
class Indicator:
    """A row of an indicator table."""

    table: str
    category: str
    number: int | None
    name: str
    unit: str
    values: Mapping[str, Figure]
    lines: Lines
    attribute: str | None = None
    doubts: tuple[Doubt, ...] = ()

    def as_json(self) -> dict[str, Any]:
        out: dict[str, Any] = {
            "table": self.table,
            "category": self.category,
            "number": self.number,
            "name": self.name,
            "unit": self.unit,
            "values": {column: figure.as_json() for column, figure in self.values.items()},
            "lines": list(self.lines),
            "doubts": [doubt.as_json() for doubt in self.doubts],
        }
        if self.attribute is not None:
            out["attribute"] = self.attribute
        return out


@dataclass(frozen=True)
class Commitment:
    """A numeric promise in running text."""

    section: str
    sentence: str
    span: str
    subject: str
    op: Operator
    value: Decimal
    unit: str
    year: int | None
    modifier: str | None
    lines: Lines
    doubts: tuple[Doubt, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "section": self.section,
            "sentence": self.sentence,
            "span": self.span,
            "subject": self.subject,
            "op": self.op,
            "value": _number(self.value),
            "unit": self.unit,
            "year": self.year,
            "modifier": self.modifier,
            "lines": list(self.lines),
            "doubts": [doubt.as_json() for doubt in self.doubts],
        }


@dataclass(frozen=True)
class Amount:
    """A money amount or a rate inside an item's text."""

    text: str
    value: Decimal
    unit: str
    per: str | None = None

    def as_json(self) -> dict[str, Any]:
        return {"text": self.text, "value": _number(self.value), "unit": self.unit, "per": self.per}


@dataclass(frozen=True)
class Item:
    """A numbered item in a box (专栏)."""

    box: int
    box_title: str
    number: int
    name: str
    text: str
    amounts: tuple[Amount, ...]
    lines: Lines
    doubts: tuple[Doubt, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "box": self.box,
            "box_title": self.box_title,
            "number": self.number,
            "name": self.name,
            "text": self.text,
            "amounts": [amount.as_json() for amount in self.amounts],
            "lines": list(self.lines),
            "doubts": [doubt.as_json() for doubt in self.doubts],
        }


@dataclass(frozen=True)
class Reading:
    """Everything one plan yielded."""

    source: SourceText
    blocks: tuple[Block, ...]
    indicators: tuple[Indicator, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    items: tuple[Item, ...] = ()
    doubts: tuple[Doubt, ...] = field(default=())
    """Doubts about places that yielded no row, so that nothing is dropped in silence."""
