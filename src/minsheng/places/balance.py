"""Balance: how much capacity there is for each person, counting only what is near enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from minsheng.places.coverage import WALKING, check_time, outside_json, pace, whole
from minsheng.places.joining import Placed
from minsheng.places.network.ways import Step
from minsheng.places.points import Floats, People, Whole, numbered
from minsheng.terms.errors import Fault, MinshengError

TWO_STEP = (1.0,)
# Luo and Qi 2009, the slower of their two Gaussian decays; the sharper one is 1, 0.42, 0.09.
ENHANCED = (1.0, 0.68, 0.22)


@dataclass(frozen=True, eq=False)
class Balance:
    """Supply for each people's point, and demand on each facility.

    ``supply`` (n): capacity a head that is within reach; 0 where none is, NaN where a facility within reach does not
    tell its capacity. ``demand`` (f): weighted heads in the catchment of each facility. ``heads`` (n) are those who
    were counted: all people, or those of the age group ``of``.
    """

    placed: Placed
    supply: Floats
    demand: Floats
    heads: Floats
    of: str | None
    within: float
    speed: float
    weights: tuple[float, ...]

    @cached_property
    def ratio(self) -> Floats:
        """Capacity of each facility for one weighted head in its catchment; NaN where not known or nobody is there."""
        capacity, found = self.placed.facilities.capacity, np.full(len(self.demand), np.nan)
        np.divide(capacity, self.demand, out=found, where=self.demand > 0)
        return found

    @cached_property
    def idle(self) -> Whole:
        """Rows of the facilities with nobody in their catchment: what they offer is for no one on this map."""
        return np.flatnonzero(self.demand == 0)

    def as_json(self) -> dict[str, Any]:
        """The answer as data: totals, the mean over heads, who has none, and what is not known."""
        known = ~np.isnan(self.supply)
        capacity = self.placed.facilities.capacity
        told = {
            "people": whole(float(self.heads.sum())),
            "group": self.of,
            "capacity": whole(float(np.nansum(capacity))),
            "mean": _mean(self.supply[known], self.heads[known]),
            "without": whole(float(self.heads[self.supply == 0].sum())),
            "unknown": whole(float(self.heads[~known].sum())),
            "facilities": len(capacity),
            "capacity_unknown": [self.placed.facilities.ids[row] for row in np.flatnonzero(np.isnan(capacity))],
            "idle": [self.placed.facilities.ids[row] for row in self.idle],
        }
        told |= outside_json(self.placed) | {"minutes": self.within, "speed": self.speed}
        return told | {"weights": list(self.weights), "by": self._by(), "notes": list(self.placed.notes)}

    def _by(self) -> dict[str, Any]:
        """People and mean supply by each label that people's points have."""
        told: dict[str, Any] = {}
        known = np.where(np.isnan(self.supply), 0.0, self.heads)
        got = np.where(np.isnan(self.supply), 0.0, self.supply) * self.heads
        for column, (names, codes) in self.placed.people.coded.items():
            heads, of_known, sums = (
                np.bincount(codes, weights=one, minlength=len(names)) for one in (self.heads, known, got)
            )
            told[column] = {
                name: {"people": whole(float(heads[at])), "mean": sums[at] / of_known[at] if of_known[at] else None}
                for at, name in enumerate(names)
            }
        return told


def balance(
    placed: Placed,
    *,
    minutes: float,
    speed: float = WALKING,
    weights: Sequence[float] = TWO_STEP,
    of: str | None = None,
    step: Step | None = None,
) -> Balance:
    """Supply by the two-step floating catchment area method, plain or enhanced.

    Step 1: what a facility j offers each head, R_j = S_j / Σ_i P_i W(t_ij) over all points i with t_ij ≤ t₀.
    Step 2: what a head at point i gets, A_i = Σ_j R_j W(t_ij) over all facilities j with t_ij ≤ t₀. S is capacity, P
    heads, t minutes, t₀ ``minutes``. W is 1 in 2SFCA (Luo and Wang 2003, Environment and Planning B 30, 865–884). In
    E2SFCA (Luo and Qi 2009, Health & Place 15, 1100–1107) the catchment has zones of equal minutes, each with its
    weight, nearest first: ``weights`` 1, 0.68 and 0.22 are theirs, for 0–10, 10–20 and 20–30 minutes of 30; here for
    each third of ``minutes``. A zone holds its outer edge. Where all are joined, Σ_i P_i A_i = Σ_j S_j.

    ``of`` counts an age group instead of all people. Raises :class:`MinshengError` when minutes, speed or weights are
    no such thing, when no facility tells its capacity, when the group is not there or not known somewhere.

    Ten places, two heads at the door and three at six minutes: 10 / (2 + 3) = 2 each. With the second third of ten
    minutes weighing 0.68 it is R = 10 / (2 + 3 · 0.68) = 2.475, and 0.68 R for the three.

    >>> from minsheng.places.joining import place
    >>> from minsheng.places.network.ways import StraightLines
    >>> from minsheng.places.points import Facilities
    >>> lon, lat = np.array([120.0, 120.005]), np.array([30.0, 30.0])
    >>> homes = People(ids=("a", "b"), lon=lon, lat=lat, people=np.array([2.0, 3.0]))
    >>> nursery = Facilities(ids=("n",), lon=lon[:1], lat=lat[:1], capacity=np.array([10.0]))
    >>> city = place(StraightLines(1), homes, nursery)
    >>> balance(city, minutes=10).supply.tolist()
    [2.0, 2.0]
    >>> balance(city, minutes=10, weights=ENHANCED).supply.round(3).tolist()
    [2.475, 1.683]
    """
    check_time(minutes, speed)
    _check(placed, weights)
    heads = heads_of(placed.people, of)
    capacity = placed.facilities.capacity
    limit = minutes * pace(speed)
    edges = limit * np.arange(1, len(weights)) / len(weights)
    decay = np.asarray(weights, dtype=np.float64)
    supply, demand = np.zeros(len(heads)), np.zeros(len(capacity))
    done = 0
    for pairs in placed.ways.within(placed.people_at, placed.facilities_at, limit=limit):
        weight = decay[np.searchsorted(edges, pairs.metres)]
        # All of a facility's catchment is in one lot, so its ratio is final and both steps fit in one pass.
        wanted = np.bincount(pairs.facility, weights=heads[pairs.person] * weight, minlength=len(capacity))
        demand += wanted
        ratio = np.divide(capacity, wanted, out=np.zeros(len(capacity)), where=wanted > 0)
        np.add.at(supply, pairs.person, ratio[pairs.facility] * weight)
        done += int(np.count_nonzero(wanted))
        if step is not None:
            step("算供需", done, len(capacity))
    return Balance(placed, supply, demand, heads, of, minutes, speed, tuple(decay.tolist()))


@dataclass(frozen=True)
class PlainRatio:
    """Capacity and heads of one place, without asking who can get there."""

    people: float
    capacity: float
    unknown: int

    @property
    def ratio(self) -> float | None:
        """Capacity a head; None of nobody, and None where a facility does not tell its capacity."""
        return self.capacity / self.people if self.people and not self.unknown else None

    def as_json(self) -> dict[str, Any]:
        """The figures; ``unknown`` counts facilities that do not tell their capacity."""
        told = {"people": whole(self.people), "capacity": whole(self.capacity), "ratio": self.ratio}
        return told | ({"capacity_unknown": self.unknown} if self.unknown else {})


def plain_ratios(
    heads: Floats, place_of_people: Sequence[str], capacity: Floats, place_of_facilities: Sequence[str]
) -> dict[str, PlainRatio]:
    """Capacity a head by place (a district), as quotas are promised: the sum of one over the sum of the other.

    Places come in order; "" gathers what belongs to none. A place with facilities and nobody, or the reverse, is told.

    >>> told = plain_ratios(np.array([900.0, 100.0]), ("甲", "乙"), np.array([45.0]), ("甲",))
    >>> [(name, one.ratio) for name, one in told.items()]
    [('乙', 0.0), ('甲', 0.05)]
    """
    names, codes = numbered((*place_of_people, *place_of_facilities))
    mine, theirs = codes[: len(heads)], codes[len(heads) :]
    known = np.where(np.isnan(capacity), 0.0, capacity)
    people = np.bincount(mine, weights=heads, minlength=len(names))
    offered = np.bincount(theirs, weights=known, minlength=len(names))
    unknown = np.bincount(theirs, weights=np.isnan(capacity), minlength=len(names))
    return {name: PlainRatio(float(people[at]), float(offered[at]), int(unknown[at])) for at, name in enumerate(names)}


def _check(placed: Placed, weights: Sequence[float]) -> None:
    if not weights or not all(0 <= one <= 1 for one in weights) or not any(weights):
        read = "、".join(f"{one:g}" for one in weights)
        raise MinshengError(Fault("places.weights", "权重不对", read=read, expected="0 到 1 的数，由近到远，不全是 0"))
    if np.isnan(placed.facilities.capacity).all():
        said = f"{len(placed.facilities):,} 处设施没有一处写了容量，算不了供需"
        raise MinshengError(Fault("places.capacity", said, expected="capacity 列"))


def heads_of(people: People, group: str | None) -> Floats:
    """Heads by point, of an age group or of all; raises `MinshengError` when the group is not there or not known."""
    if group is None:
        return people.people
    if group not in people.ages:
        there = "、".join(people.ages) or "人口文件里没有年龄列"
        raise MinshengError(Fault("places.age", "没有这个年龄组", read=group, expected=there))
    heads = people.ages[group]
    if len(rows := np.flatnonzero(np.isnan(heads))):
        said = f"有 {len(rows):,} 个人口点没有写“{group}”的人数，如 {people.ids[int(rows[0])]}"
        raise MinshengError(Fault("places.age", said, expected="每个点都有这个年龄组的人数"))
    return heads


def _mean(supply: Floats, heads: Floats) -> float | None:
    total = float(heads.sum())
    return float(supply @ heads) / total if total else None
