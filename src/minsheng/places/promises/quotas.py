"""Quotas (配置数量): whether there is as much as was promised for so many people, or in each place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Any

import numpy as np

from minsheng.packs.model import Indicator
from minsheng.packs.nearby import Quota
from minsheng.places.coverage import whole
from minsheng.places.points import Facilities, Floats, People, Truths
from minsheng.places.promises.verdict import PARTS, Verdict, head_json, of_kinds

WHOLE = ""
"""The place of a quota that holds for all together."""
_COLUMNS = {"whole": None, "district": PARTS, "township": "street"}


@dataclass(frozen=True)
class QuotaPlace:
    """One place of a quota: its people, what it has, what it needs; ``unknown`` facilities have no capacity told.

    ``need`` is None when nobody knows the people; ``partly``: the file of facilities does not cover all of it.
    """

    name: str
    people: float | None
    have: float
    need: Decimal | None
    unknown: int = 0
    partly: bool = False

    @property
    def verdict(self) -> Verdict:
        """Met or short; not known when people, or a capacity that could still make it up, are not."""
        if self.need is None:
            return "unknown"
        if Decimal(repr(self.have)) >= self.need:
            return "met"
        return "unknown" if self.unknown or self.partly else "short"

    @property
    def short(self) -> float:
        """How much there is too little; at most so much when not all is known."""
        return 0.0 if self.need is None else max(0.0, float(self.need - Decimal(repr(self.have))))

    def as_json(self) -> dict[str, Any]:
        """The place as data."""
        told: dict[str, Any] = {"people": None if self.people is None else whole(self.people), "have": whole(self.have)}
        told |= {"need": None if self.need is None else float(self.need), "short": whole(self.short)}
        told |= {"state": self.verdict} | ({"partly": True} if self.partly else {})
        return told | ({"unknown": self.unknown} if self.unknown else {})


@dataclass(frozen=True)
class QuotaAnswer:
    """A quota held against a city: the places it holds for, or ``why`` it could not be."""

    quota: Quota
    value: Decimal | None
    places: tuple[QuotaPlace, ...] = ()
    parts: tuple[QuotaPlace, ...] = ()
    why: str = ""

    @property
    def verdict(self) -> Verdict:
        """Met when every place it holds for meets it."""
        found = {one.verdict for one in self.places}
        return "unknown" if not found else "short" if "short" in found else "unknown" if "unknown" in found else "met"

    @property
    def short(self) -> tuple[QuotaPlace, ...]:
        """The places that fall short, the worst first."""
        lacking = (one for one in self.places if one.verdict == "short")
        return tuple(sorted(lacking, key=lambda one: (-one.short, one.name)))

    def as_json(self) -> dict[str, Any]:
        """The answer as data; ``by`` has the districts of a quota for the whole, for comparison only."""
        quota = self.quota
        told = head_json(quota) | {"counts": quota.counts, "unit": quota.unit, "per": quota.per, "each": quota.each}
        told |= {"value": None if self.value is None else float(self.value), "indicator": quota.indicator}
        told |= {"state": self.verdict}
        if self.why:
            return told | {"why": self.why}
        by = self.parts if quota.each == "whole" else self.places
        told |= self.places[0].as_json() if quota.each == "whole" else {"short_places": len(self.short)}
        return told | {"by": {one.name: one.as_json() for one in by}}


def check_quotas(
    people: People,
    facilities: Facilities,
    labels: Mapping[str, tuple[str, ...]],
    quotas: Iterable[Quota],
    indicators: Mapping[str, Indicator],
    *,
    heads: Mapping[str, Mapping[str, float]] | None = None,
    told: Truths | None = None,
) -> list[QuotaAnswer]:
    """Hold quotas against a city; arguments as for `check_quota`."""
    return [check_quota(people, facilities, labels, one, indicators, heads=heads, told=told) for one in quotas]


def check_quota(
    people: People,
    facilities: Facilities,
    labels: Mapping[str, tuple[str, ...]],
    quota: Quota,
    indicators: Mapping[str, Indicator],
    *,
    heads: Mapping[str, Mapping[str, float]] | None = None,
    told: Truths | None = None,
) -> QuotaAnswer:
    """Hold one quota against a city: need = value · people / per, or the value itself in each place.

    ``labels`` are those of the facilities, by column. ``heads`` takes the place of the people counted, by column (""
    for everyone) and place: a forecast. ``told`` (n) are the people's points of which the facilities speak, when it is
    not all: elsewhere a shortage is not known. A need of facilities is rounded up: nobody builds a third of one.

    >>> required(Decimal("4.6"), 1000, 12_500.0, "capacity"), required(Decimal(1), 1000, 2_400.0, "facilities")
    (Decimal('57.500000'), Decimal('3'))
    """
    value = figure_of(quota, indicators)
    if value is None:
        return QuotaAnswer(quota, None, why=f"没有 {quota.indicator} {quota.year} 年的目标")
    chosen = of_kinds(facilities, quota.kinds)
    if not any(kind in quota.kinds for kind in facilities.kind):
        return QuotaAnswer(quota, value, why=f"设施里没有这几类：{'、'.join(quota.kinds)}")
    if quota.people is not None and quota.people not in people.ages:
        return QuotaAnswer(quota, value, why=f"人口里没有“{quota.people}”这一列")
    column = _COLUMNS[quota.each]
    for name, known in (("人口", people.labels), ("设施", labels)):
        if column is not None and column not in known:
            return QuotaAnswer(quota, value, why=f"{name}里没有 {column} 这一列")
    some = facilities.take(chosen)
    counted = np.ones(len(some)) if quota.counts == "facilities" else some.capacity
    own = {name: tuple(text[row] for row in chosen.tolist()) for name, text in labels.items()}
    city = _City(people, quota, value, counted, own, heads or {}, told)
    if column is not None:
        return QuotaAnswer(quota, value, city.places(column))
    parts = city.places(PARTS) if PARTS in people.labels and PARTS in labels else ()
    return QuotaAnswer(quota, value, (city.place(WHOLE, None),), parts)


def figure_of(quota: Quota, indicators: Mapping[str, Indicator]) -> Decimal | None:
    """The quota's figure: its own, or the target of its indicator for its year."""
    if quota.value is not None or quota.indicator is None:
        return quota.value
    found = indicators.get(quota.indicator)
    targets = () if found is None else found.values
    return next((one.value for one in targets if one.kind == "target" and one.year == quota.year), None)


def required(value: Decimal, per: int | None, people: float, counts: str) -> Decimal:
    """What a place needs; a whole number of facilities."""
    need = value if per is None else value * Decimal(round(people * 1_000_000)) / 1_000_000 / per
    return need.to_integral_value(ROUND_CEILING) if counts == "facilities" else round(need, 6)


@dataclass(frozen=True, eq=False)
class _City:
    people: People
    quota: Quota
    value: Decimal
    counted: Floats
    labels: Mapping[str, tuple[str, ...]]
    heads: Mapping[str, Mapping[str, float]]
    told: Truths | None = None

    def places(self, column: str) -> tuple[QuotaPlace, ...]:
        names = sorted(set(self.people.labels[column]) - {""})
        return tuple(self.place(name, column) for name in names)

    def place(self, name: str, column: str | None) -> QuotaPlace:
        counted = self.counted if column is None else self.counted[_where(self.labels[column], name)]
        heads = self._people(name, column)
        unknown = int(np.isnan(counted).sum())
        have = float(np.nansum(counted))
        partly = self._partly(name, column)
        if heads is None and self.quota.per is not None:
            return QuotaPlace(name, None, have, None, unknown, partly)
        need = required(self.value, self.quota.per, heads or 0, self.quota.counts)
        return QuotaPlace(name, heads, have, need, unknown, partly)

    def _partly(self, name: str, column: str | None) -> bool:
        if self.told is None:
            return False
        told = self.told if column is None else self.told[_where(self.people.labels[column], name)]
        return not bool(told.all())

    def _people(self, name: str, column: str | None) -> float | None:
        told = self.heads.get(self.quota.people or "", {}).get(name)
        if told is not None:
            return told
        all_ = self.people.people if self.quota.people is None else self.people.ages[self.quota.people]
        found = all_ if column is None else all_[_where(self.people.labels[column], name)]
        return None if np.isnan(found).any() else float(found.sum())


def _where(labels: tuple[str, ...], name: str) -> Truths:
    found: Truths = np.array(labels, dtype=object) == name
    return found
