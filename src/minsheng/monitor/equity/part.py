"""An index and what it is made of, down to the figure somebody reported and the clause that asks for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from minsheng.monitor.observation import Observation
from minsheng.terms.citation import Citation


@dataclass(frozen=True)
class Part:
    """A figure with the parts it comes from; a leaf has the observation, or the clause of a target.

    ``value`` is None when it is not known. ``weight`` is how much it counts beside its siblings, ``weight_said`` where
    that is written or that it is assumed. ``low`` and ``high`` are the value if everything missing were not reached at
    all, and fully; ``covered``, 0 to 1, is the part of the weights that is known. ``note`` says what is missing.
    """

    label: str
    value: float | None
    weight: float | None = None
    parts: tuple[Part, ...] = ()
    observation: Observation | None = None
    citation: Citation | None = None
    unit: str = "%"
    note: str = ""
    key: str = ""
    weight_said: str = ""
    covered: float = 1.0
    low: float | None = None
    high: float | None = None

    @property
    def missing(self) -> tuple[Part, ...]:
        """The parts below that count and are not known, deepest first told."""
        return tuple(one for one in self.walk() if one.value is None and one.covered == 0.0 and one.weight)

    def walk(self) -> Iterator[Part]:
        """Itself and every part below it."""
        yield self
        for one in self.parts:
            yield from one.walk()

    def as_json(self, *, deep: bool = True) -> dict[str, Any]:
        """The part for JSON; without ``deep`` it is told alone."""
        told: dict[str, Any] = {"label": self.label, "key": self.key, "value": rounded(self.value), "unit": self.unit}
        told |= {"weight": self.weight, "weight_said": self.weight_said, "note": self.note}
        told |= {"covered": rounded(self.covered), "low": rounded(self.low), "high": rounded(self.high)}
        told["citation"] = None if self.citation is None else self.citation.as_json()
        row = self.observation
        told["observation"] = None
        if row is not None:
            cell = {"indicator": row.indicator, "division": row.division, "period": str(row.period), "group": row.group}
            told["observation"] = {**cell, "value": str(row.value), "source": row.source}
        if deep:
            told["parts"] = [one.as_json() for one in self.parts]
        return told


def rounded(value: float | None, digits: int = 6) -> float | None:
    """The figure for JSON, None and NaN as None.

    >>> rounded(float("nan")), rounded(98.28934567)
    (None, 98.289346)
    """
    return None if value is None or value != value else round(float(value), digits)


def combined(label: str, parts: Sequence[Part], *, key: str = "", weight: float = 1, weight_said: str = "") -> Part:
    """The weighted mean of parts, with what is missing left out, and with it counted at its worst and its best.

    D = Σ wᵢ dᵢ / Σ wᵢ over the known parts; low and high are the same over all parts, a missing one at 0 and at 100.
    Parts of weight 0 are kept to be seen and do not count. A part is a degree, 0 to 100.

    Three quarters of the weight known at 80: between 60 and 85, depending on the rest.

    >>> found = combined("托育", [Part("托位", 80.0, 3), Part("普惠", None, 1, covered=0.0, low=0.0, high=100.0)])
    >>> found.value, found.covered, found.low, found.high
    (80.0, 0.75, 60.0, 85.0)
    """
    counted = [(one, one.weight or 0.0) for one in parts if one.weight]
    whole = sum(weight for _, weight in counted)
    known = [(one.value, weight) for one, weight in counted if one.value is not None]
    there = sum(weight for _, weight in known)
    value = sum(value * weight for value, weight in known) / there if there else None
    if not whole:
        return Part(label, None, weight, tuple(parts), key=key, weight_said=weight_said, covered=0.0)
    return Part(
        label,
        value,
        weight,
        tuple(parts),
        key=key,
        weight_said=weight_said,
        covered=1.0 if all(one.covered == 1.0 for one, _ in counted) else _mean_covered(counted, whole),
        low=sum(_or(one.low, one.value, 0.0) * share for one, share in counted) / whole,
        high=sum(_or(one.high, one.value, 100.0) * share for one, share in counted) / whole,
    )


def _mean_covered(counted: Sequence[tuple[Part, float]], whole: float) -> float:
    return sum(one.covered * share for one, share in counted) / whole


def _or(*values: float | None) -> float:
    return next(value for value in values if value is not None)
