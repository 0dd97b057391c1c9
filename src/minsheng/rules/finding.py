"""What provisions find of one institution or area: met, or short and by how much, or not known."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from minsheng.rules.answer import least_value
from minsheng.rules.nodes import FieldOf, Node, ParameterOf, walk
from minsheng.rules.one import Run, compiled
from minsheng.rules.parameters import Figures
from minsheng.rules.provision import Measure, Provisions, Standard
from minsheng.rules.situation import Situation
from minsheng.rules.values import NOTHING, Unknown, joined
from minsheng.rules.view import View
from minsheng.terms.money import half_up, yuan_text
from minsheng.terms.periods import Month

Found = Literal["met", "short", "unknown"]
Number = int | Fraction
_MOST_KINDS = 1000


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer to one standard for one institution or area.

    ``actual`` and ``required`` are what there is and must be (money in fen), None when not known and for yes or no;
    ``floor`` is whether it must be at least, not at most. ``short_by`` is None unless the outcome is short and there is
    a figure to be short of.
    """

    standard: Standard
    institution_id: str
    outcome: Found
    floor: bool
    actual: Number | bool | None
    required: Number | bool | None
    money: bool
    because: Sequence[Mapping[str, Any]]
    inputs: Mapping[str, Any]
    unknown: Unknown | None

    @property
    def short_by(self) -> Number | None:
        """By how much it is short, in the unit of the standard."""
        there, wanted = self.actual, self.required
        if self.outcome != "short" or there is None or wanted is None or isinstance(wanted, bool):
            return None
        return wanted - there if wanted > there else there - wanted

    @property
    def missing(self) -> tuple[str, ...]:
        """The fields and parameters that would settle what is not known."""
        return () if self.unknown is None else tuple(sorted({name for _, name in self.unknown.fields}))

    def as_json(self) -> dict[str, Any]:
        """The finding as `minsheng explain` prints it; ``benefit`` repeats the id, so that results have one shape."""
        one = self.standard.provision
        told: dict[str, Any] = {"institution_id": self.institution_id, "provision": one.id, "benefit": one.id}
        told |= {"name": one.name, "source": one.source.as_json(), "kind": "provision", "outcome": self.outcome}
        told |= {"required": self.figure(self.required), "actual": self.figure(self.actual)}
        told |= {"short_by": self.figure(self.short_by), "unit": one.unit}
        told |= {"by": None if one.by is None else one.by.isoformat(), "amount": None, "each": None}
        told |= {"because": list(self.because), "missing": list(self.missing), "inputs": dict(self.inputs)}
        return told if one.assumed is None else told | {"assumed": one.assumed}

    def figure(self, value: Number | bool | None) -> Any:
        """A figure of it for JSON: money as yuan with two decimals, other numbers as numbers."""
        if self.money and value is not None and not isinstance(value, bool):
            return yuan_text(half_up(value))
        return _plain(value)


class Inspector:
    """Provisions ready to answer for one month; ``parameters`` stand in the place of the packs' own."""

    def __init__(self, provisions: Provisions, month: Month, parameters: Mapping[str, Figures] | None = None) -> None:
        self.month = month
        self.day = month.last_day
        known = provisions.parameters if parameters is None else parameters
        self._ready = tuple(_Ready(one) for one in provisions.on(self.day))
        self._least = {name: least_value("institution", name) for name in _inputs(self._ready)}
        self._by_kind: dict[str, tuple[tuple[_Ready, ...], tuple[str, ...]]] = {}
        self._figures = {name: known[name] for one in self._ready for name in one.standard.calls}

    @property
    def standards(self) -> tuple[Standard, ...]:
        """The standards of the month, in the order of the pack."""
        return tuple(one.standard for one in self._ready)

    @property
    def inputs(self) -> tuple[str, ...]:
        """The register's fields the standards read."""
        return tuple(self._least)

    def findings(self, situation: Situation) -> list[Finding]:
        """What each standard that is asked of the institution finds; nothing for a household.

        A standard that does not apply is left out; one that may apply is *unknown*.
        """
        values = situation.institution
        if values is None:
            return []
        owner = str(values.get("institution_id", ""))
        asked, names = self._asked_of(values.get("kind"))
        filled = {
            name: values[name] if name in values else Unknown.of(owner, name, self._least[name]) for name in names
        }
        division = values.get("division")
        place = division if isinstance(division, str) else Unknown.of(owner, "division")
        view = View(owner, filled, {name: one.at(self.day, place) for name, one in self._figures.items()}, self.day)
        found = (one.finding(view) for one in asked)
        return [one for one in found if one is not None]

    def _asked_of(self, kind: Any) -> tuple[tuple[_Ready, ...], tuple[str, ...]]:
        """The standards that may be asked of a kind, and the fields they read: of many institutions few kinds."""
        if not isinstance(kind, str):
            return self._ready, tuple(self._least)
        found = self._by_kind.get(kind)
        if found is None:
            view = View("", {"kind": kind}, {}, self.day)
            ready = tuple(one for one in self._ready if not any(each(view) is False for each in one.of_kind))
            found = ready, _inputs(ready)
            if len(self._by_kind) < _MOST_KINDS:
                self._by_kind[kind] = found
        return found


class _Ready:
    """One standard with its functions."""

    def __init__(self, standard: Standard) -> None:
        self.standard = standard
        self.applies = tuple(compiled(part.node) for part in standard.applies)
        # Conditions that the kind alone decides.
        self.of_kind = tuple(compiled(part.node) for part in standard.applies if _reads_kind_alone(part.node))
        self.must = compiled(standard.must.node)
        self.measures = tuple(_Side(one) for one in standard.measures)
        self.reads = tuple(dict.fromkeys(read for part in (*standard.applies, standard.must) for read in part.reads))

    def finding(self, view: View) -> Finding | None:
        values = [condition(view) for condition in self.applies]
        if False in values:
            return None
        met = self.must(view)
        doubts = [value for value in values if type(value) is Unknown]
        unknown: Unknown | None = joined(doubts) if doubts else met if type(met) is Unknown else None
        outcome: Found = "unknown" if unknown is not None else "met" if met is True else "short"
        sides = [side.figures(view) for side in self.measures]
        told = _closest(sides, self.measures)
        floor = self.measures[told].op != "<="
        standard = self.standard
        because: list[Mapping[str, Any]] = [
            {"clause": part.clause, "text": part.text, "value": _plain(value)}
            for part, value in zip((*standard.applies, standard.must), (*values, met), strict=True)
        ]
        inputs = {name: _input(view.values[name], kind) for name, kind in self.reads}
        money = self.measures[0].money
        return Finding(standard, view.owner, outcome, floor, *sides[told], money, because, inputs, unknown)


def _inputs(ready: Iterable[_Ready]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for one in ready for name in one.standard.inputs))


def _reads_kind_alone(node: Node) -> bool:
    read = {one.name for one in walk(node) if isinstance(one, FieldOf | ParameterOf)}
    return read == {"kind"} and not any(isinstance(one, ParameterOf) for one in walk(node))


class _Side:
    """One measure with its functions."""

    def __init__(self, measure: Measure) -> None:
        self.op = measure.op
        self.money = measure.actual.type.kind == "money"
        self.actual = compiled(measure.actual)
        self.required: Run | None = None if measure.required is None else compiled(measure.required)
        # There is no half of a book: what must be is the next whole one.
        self.whole = (math.ceil if measure.op == ">=" else math.floor) if measure.actual.type.kind == "whole" else None

    def figures(self, view: View) -> tuple[Any, Any]:
        """What there is and what must be; None for what is not known or does not exist."""
        actual = _known(self.actual(view))
        if self.required is None:
            return actual, True
        required = _known(self.required(view))
        return actual, required if required is None or self.whole is None else self.whole(required)


def _closest(sides: Sequence[tuple[Any, Any]], measures: Sequence[_Side]) -> int:
    """Which measure to tell of: the one that is met by most, or short by least; one whose figures are known."""

    def distance(place: int) -> tuple[int, Number]:
        actual, required = sides[place]
        if actual is None or required is None:
            return (1 if actual is None and required is None else 0) + 1, 0
        over = actual - required if measures[place].op == ">=" else required - actual
        return 0, -over

    return min(range(len(sides)), key=distance)


def _input(value: Any, kind: str) -> Any:
    return yuan_text(half_up(value)) if kind == "money" and _known(value) is not None else _plain(value)


def _known(value: Any) -> Any:
    return None if value is NOTHING or type(value) is Unknown else value


def _plain(value: Any) -> Any:
    """A value for JSON: numbers as numbers with at most six decimals, what is not known as null."""
    if isinstance(value, Fraction):
        return value.numerator if value.denominator == 1 else round(float(value), 6)
    if value is NOTHING:
        return "none"
    if type(value) is Unknown:
        return None
    return value.isoformat() if hasattr(value, "isoformat") else value
