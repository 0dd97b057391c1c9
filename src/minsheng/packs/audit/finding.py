"""The shape of a finding: what is wrong, how sure that is, and the clauses it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from minsheng.packs.model import Amount, Indicator, MatchState, ServiceItem, Value
from minsheng.packs.units import goes_first, with_unit
from minsheng.terms.citation import Citation

Severity = Literal["serious", "doubtful", "note"]
SEVERITIES: Mapping[Severity, str] = {"serious": "矛盾", "doubtful": "存疑", "note": "提示"}
"""How serious a finding is, gravest first, with the word shown for it."""

KIND_NAMES = {"target": "目标", "actual": "实绩", "growth": "增长目标"}
_OP_SIGNS = {"=": "", ">": ">", ">=": "≥", "<": "<", "<=": "≤", "~": "约"}


@dataclass(frozen=True)
class Clause:
    """One place a finding names: the row, its figure in words, and where it is written."""

    pack: str
    row: str
    name: str
    figure: str
    source: Citation

    def as_json(self) -> dict[str, Any]:
        """The clause as the command line and the API print it."""
        said = {"pack": self.pack, "row": self.row, "name": self.name, "figure": self.figure}
        return {**said, "source": str(self.source), "place": self.source.as_json()}


@dataclass(frozen=True)
class Finding:
    """Something a planner should look at.

    ``because`` explains why two differently named rows were taken for one, ``state`` whether a person agreed (no
    match names services); ``inferred`` is the reason for a direction nobody wrote down. Each is None where it plays no
    part.
    """

    code: str
    severity: Severity
    message: str
    clauses: tuple[Clause, ...]
    inferred: str | None = None
    because: str | None = None
    state: MatchState | None = None

    @property
    def place(self) -> tuple[object, ...]:
        """Where its first clause stands in the document, to sort by."""
        first = self.clauses[0].source
        numbers = (first.table is None, first.table or 0, first.row or 0, first.box or 0, first.item or 0)
        return (first.document, *numbers, first.path or "", self.message)

    def as_json(self) -> dict[str, Any]:
        """The finding as the command line and the API print it, keys that are None left out."""
        said: dict[str, Any] = {"code": self.code, "severity": self.severity, "message": self.message}
        said |= {"clauses": [clause.as_json() for clause in self.clauses]}
        said |= {"inferred": self.inferred, "because": self.because, "state": self.state}
        return {key: value for key, value in said.items() if value is not None}


def figure_text(value: Value, unit: str) -> str:
    """A figure in words.

    >>> from decimal import Decimal
    >>> figure_text(Value("target", 2025, ">=", Decimal("85")), "%")
    '2025年目标 ≥85%'
    """
    head = (
        f"{value.year}年{KIND_NAMES[value.kind]}" if value.year is not None else f"{KIND_NAMES[value.kind]}（未写年份）"
    )
    return f"{head} {bare_figure(value, unit)}" + (f"（{value.note}）" if value.note else "")


def bare_figure(value: Value, unit: str) -> str:
    """The figure without kind and year: ``≥85%``, ``[125]万人``, ``5—7``, ``≥万分之1.75``."""
    if value.value is not None:
        sign = _OP_SIGNS.get(value.op, "")
        if goes_first(unit) and not value.cumulative:
            return sign + with_unit(str(value.value), unit)
        said = f"{sign}{value.value}"
    elif value.low is not None and value.high is not None:
        said = f"{value.low}—{value.high}"
    else:
        return value.text or "—"
    return (f"[{said}]" if value.cumulative else said) + unit


def clause_of(pack: str, indicator: Indicator, *values: Value) -> Clause:
    """The clause of an indicator with the figures that matter."""
    told = "，".join(figure_text(value, indicator.unit) for value in values)
    return Clause(pack, indicator.id, indicator.name, told, indicator.source)


def item_clause(pack: str, item: ServiceItem, amount: Amount) -> Clause:
    """The clause of a service item with one of its amounts."""
    return Clause(pack, item.id, item.name, amount_text(amount), item.source)


def amount_text(amount: Amount) -> str:
    """An amount in words: ``送戏 ≥5场/年``."""
    per = f"/{amount.per}" if amount.per else ""
    said = f"{_OP_SIGNS.get(amount.op, '')}{with_unit(str(amount.value), amount.unit)}{per}"
    return f"{amount.applies_to} {said}" if amount.applies_to else said
