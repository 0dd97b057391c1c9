"""The answers laid out for a reader: what is owed and what it comes to, what is not known, what is not owed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from minsheng.hub.catalogue.store import Catalogue
from minsheng.hub.catalogue.wording import in_english
from minsheng.hub.household.asks import ask_of
from minsheng.hub.household.state import HOME
from minsheng.packs.model import Document, ServiceItem
from minsheng.rules.answer import Answer
from minsheng.rules.parameters import Figures
from minsheng.terms.citation import Citation
from minsheng.terms.fields import field_of
from minsheng.terms.money import yuan_text

COLOURS = 6
"""How many shades the strip of monthly amounts has."""


@dataclass(frozen=True)
class Reason:
    """One condition or step: its words, what it came to, and its clause when that is another than the benefit's."""

    text: str
    value: Any
    clause: str
    step: bool

    @property
    def mark(self) -> str:
        """yes, no, unknown, or value."""
        return "value" if self.step else {True: "yes", False: "no", None: "unknown"}.get(self.value, "value")


@dataclass(frozen=True)
class Wanting:
    """A field or parameter an answer waits for; ``owner`` is empty for parameters."""

    owner: str
    field: str
    who: str
    label: str
    can_ask: bool


@dataclass(frozen=True)
class Line:
    """One benefit for one person or household, ready to be shown."""

    answer: Answer
    name: str
    who: str
    amount: str | None
    each: str
    source: Citation
    document: Document | None
    pack: str
    item: ServiceItem | None
    reasons: tuple[Reason, ...]
    wanting: tuple[Wanting, ...]
    assumed: str | None

    @property
    def fen(self) -> int:
        """The amount in fen, 0 when there is none."""
        return self.answer.amount or 0

    @property
    def anchor(self) -> str:
        """Its identifier on the page."""
        return f"{self.answer.rule.benefit.id}.{self.answer.person_id or HOME}"


@dataclass(frozen=True)
class Slice:
    """A piece of the strip of what comes each month, in thousandths of its width."""

    line: Line
    at: int
    width: int
    shade: int


@dataclass(frozen=True)
class Result:
    """All lines by outcome, with what they come to."""

    owed: tuple[Line, ...]
    unknown: tuple[Line, ...]
    not_owed: tuple[Line, ...]

    def of_kind(self, *each: str) -> list[Line]:
        """The lines with an amount that come this often."""
        return [line for line in self.owed if line.fen and line.answer.rule.benefit.each in each]

    @property
    def without_amount(self) -> list[Line]:
        """What is owed in kind, or without a printed amount."""
        return [line for line in self.owed if not line.fen]

    def fen(self, *each: str, kind: str = "cash") -> int:
        """What the money that comes this often adds up to; what is only not charged is left out."""
        lines = self.of_kind(*each)
        return sum(line.fen for line in lines if line.answer.rule.benefit.kind == kind)

    @property
    def monthly(self) -> str:
        """Money a month, in yuan."""
        return money(self.fen("month"))

    @property
    def yearly(self) -> str:
        """Money a year, twelve months like this one and what comes once a year, in yuan."""
        return money(12 * self.fen("month") + self.fen("year"))

    @property
    def strip(self) -> tuple[Slice, ...]:
        """The monthly amounts side by side, the largest first."""
        lines = [line for line in self.of_kind("month") if line.answer.rule.benefit.kind == "cash"]
        lines.sort(key=lambda line: -line.fen)
        whole = sum(line.fen for line in lines)
        found, so_far = [], 0
        for number, line in enumerate(lines):
            start, so_far = so_far, so_far + line.fen
            left, right = start * 1000 // whole, so_far * 1000 // whole
            found.append(Slice(line, left, right - left, number % COLOURS))
        return tuple(found)

    def by_area(self, lines: Sequence[Line]) -> dict[str, list[Line]]:
        """Lines by service area, in the order met."""
        found: dict[str, list[Line]] = {}
        for line in lines:
            found.setdefault(line.answer.rule.benefit.area, []).append(line)
        return found


def result_of(
    answers: Sequence[Answer], catalogue: Catalogue, names: Mapping[str, str], parameters: Mapping[str, Figures]
) -> Result:
    """The answers as lines; ``names`` says what to call each person, and the household by `HOME`."""
    items = _items(catalogue)
    by_outcome: dict[str, list[Line]] = {"owed": [], "unknown": [], "not_owed": []}
    for answer in answers:
        by_outcome[answer.outcome].append(_line(answer, catalogue, names, parameters, items))
    by_outcome["owed"].sort(key=lambda line: (line.answer.rule.benefit.each != "month", -line.fen))
    return Result(*(tuple(by_outcome[outcome]) for outcome in ("owed", "unknown", "not_owed")))


def _items(catalogue: Catalogue) -> dict[tuple[str, int | None, int | None], tuple[str, ServiceItem]]:
    found = {}
    for (pack, _id), item in catalogue.items.items():
        found.setdefault((item.source.document, item.source.box, item.source.item), (pack, item))
    return found


def _line(
    answer: Answer,
    catalogue: Catalogue,
    names: Mapping[str, str],
    parameters: Mapping[str, Figures],
    items: Mapping[tuple[str, int | None, int | None], tuple[str, ServiceItem]],
) -> Line:
    rule = answer.rule
    benefit = rule.benefit
    source = rule.source
    pack, item = items.get((source.document, source.box, source.item), ("", None))
    owner = answer.person_id or HOME
    return Line(
        answer=answer,
        name=(in_english() and benefit.name_en) or benefit.name,
        who=names.get(owner, owner),
        amount=None if answer.amount is None else money(answer.amount),
        each=each_of(benefit.each),
        source=source,
        document=(catalogue.documents.get(source.document) or (None, None))[1],
        pack=pack,
        item=catalogue.items.get((pack, benefit.id), item),
        reasons=tuple(_reasons(answer, str(source))),
        wanting=tuple(_wanting(answer, names, parameters)),
        assumed=rule.assumed,
    )


def _reasons(answer: Answer, source: str) -> Iterator[Reason]:
    for each in answer.because():
        clause = each["clause"] if each["clause"] != source else ""
        yield Reason(each["text"], each["value"], clause, "step" in each)


def _wanting(answer: Answer, names: Mapping[str, str], parameters: Mapping[str, Figures]) -> Iterator[Wanting]:
    if answer.unknown is None:
        return
    for owner, name in sorted(answer.unknown.fields):
        field = (field_of("person", name) or field_of("household", name)) if owner else None
        label = field.gloss if field is not None and in_english() else field.label if field is not None else name
        if not owner and name in parameters:
            label = parameters[name].name
        can_ask = field is not None and ask_of(owner == HOME, name) is not None
        yield Wanting(owner, name, names.get(owner, owner), label, can_ask)


def each_of(each: str) -> str:
    """How often, in words."""
    return {"month": _("每月"), "year": _("每年"), "once": _("一次性"), "event": _("每次")}[each]


def money(fen: int) -> str:
    """Fen in yuan with two decimals, thousands parted.

    >>> money(123456789)
    '1,234,567.89'
    """
    whole, _point, part = yuan_text(fen).partition(".")
    return f"{int(whole):,}.{part}"
