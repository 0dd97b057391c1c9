"""Coverage: how many people have a facility within so many minutes, and who has not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from minsheng.places.joining import Placed
from minsheng.places.points import Floats, Truths, Whole
from minsheng.terms.errors import Fault, MinshengError

WALKING = 4.8  # km/h, where neither the promise nor the user names another pace


@dataclass(frozen=True)
class Share:
    """Heads of a group, how many of them are covered, and at how many points the group's heads are not known.

    ``untold``: further heads, who live where the file of facilities says nothing.
    """

    people: float
    covered: float
    unknown: int = 0
    untold: float = 0.0

    @property
    def share(self) -> float | None:
        """The covered part, 0 to 1; None of nobody."""
        return self.covered / self.people if self.people else None

    def as_json(self) -> dict[str, Any]:
        """The figures, whole numbers as such; ``unknown`` and ``untold`` only where there is any."""
        told = {"people": whole(self.people), "covered": whole(self.covered), "share": self.share}
        told |= {"unknown": self.unknown} if self.unknown else {}
        return told | ({"untold": whole(self.untold)} if self.untold else {})


@dataclass(frozen=True)
class Group:
    """The people of some place: all of them, and by age."""

    all: Share
    ages: Mapping[str, Share] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """All, and the ages under ``ages`` where the file has any."""
        ages = {name: one.as_json() for name, one in self.ages.items()}
        return self.all.as_json() | ({"ages": ages} if ages else {})


@dataclass(frozen=True, eq=False)
class Coverage:
    """For each people's point (n) the ``minutes`` to its nearest ``facility`` (its row); inf and -1 when out of reach.

    A point is covered when its minutes are at most ``within``. Points that were not joined to the ways are not covered:
    they stay in every total, and `Placed.notes` counts them. Those outside the extent of the facilities are neither.
    """

    placed: Placed
    minutes: Floats
    facility: npt.NDArray[np.int64]
    within: float
    speed: float

    @cached_property
    def covered(self) -> Truths:
        """Which points have a facility in time."""
        reached: Truths = self.minutes <= self.within
        return reached

    @cached_property
    def told(self) -> Truths:
        """Of which points the facilities speak: all, unless they are those of a part of the city."""
        extent = self.placed.extent
        return np.ones(len(self.minutes), np.bool_) if extent is None else extent.told

    @cached_property
    def whole(self) -> Group:
        """All people."""
        return self._groups(np.zeros(len(self.minutes), dtype=np.int64), 1)[0]

    def by(self, column: str) -> dict[str, Group]:
        """People by a label of theirs (``district``, ``street``, ``area``), in order; "" is not known."""
        names, codes = self.placed.people.coded[column]
        return dict(zip(names, self._groups(codes, len(names)), strict=True))

    def _groups(self, codes: Whole, count: int) -> list[Group]:
        people = self.placed.people
        total = self._shares(people.people, codes, count)
        ages = {name: self._shares(heads, codes, count) for name, heads in people.ages.items()}
        return [Group(one, {name: shares[at] for name, shares in ages.items()}) for at, one in enumerate(total)]

    def _shares(self, heads: Floats, codes: Whole, count: int) -> list[Share]:
        unknown = np.isnan(heads)
        known = np.where(unknown, 0.0, heads)
        told = self.told
        columns = [known * told, known * (self.covered & told), unknown, known * ~told]
        # Of one group the plain sum is the same figure, ten times sooner.
        sums = [
            np.bincount(codes, weights=column, minlength=count) if count > 1 else column.sum(keepdims=True)
            for column in columns
        ]
        return [
            Share(float(all_), float(some), int(none), float(out)) for all_, some, none, out in zip(*sums, strict=True)
        ]

    @cached_property
    def uncovered(self) -> Whole:
        """Rows of the points with people and no facility in time, most people first."""
        people = self.placed.people.people
        rows = np.flatnonzero(~self.covered & self.told & (people > 0))
        return rows[np.argsort(-people[rows], kind="stable")]

    def as_json(self) -> dict[str, Any]:
        """The answer as data: the contract's figures, then what they stand on, by age and by label."""
        placed = self.placed
        told = self.whole.as_json() | outside_json(placed)
        told |= {"minutes": self.within, "speed": self.speed, "facilities": len(placed.facilities)}
        told |= {"by": {column: self._by_json(column) for column in placed.people.labels}, "notes": list(placed.notes)}
        return told

    def _by_json(self, column: str) -> dict[str, Any]:
        return {name: group.as_json() for name, group in self.by(column).items()}


def coverage(placed: Placed, *, minutes: float, speed: float = WALKING) -> Coverage:
    """Minutes from every point to its nearest facility: metres from door to door, divided by the speed (km/h).

    t = 60 s / (1000 v) with s the shortest way in metres and v the speed. Raises :class:`MinshengError` when minutes or
    speed are not above zero.

    80 metres a minute; 0.005° of longitude at 30° are 482 metres, six minutes; 0.02° are 24 minutes.

    >>> from minsheng.places.joining import place
    >>> from minsheng.places.network.ways import StraightLines
    >>> from minsheng.places.points import Facilities, People
    >>> lon, lat = np.array([120.0, 120.005, 120.02]), np.full(3, 30.0)
    >>> homes = People(ids=("a", "b", "c"), lon=lon, lat=lat, people=np.array([2.0, 3.0, 5.0]))
    >>> answer = coverage(place(StraightLines(1), homes, Facilities(ids=("n",), lon=lon[:1], lat=lat[:1])), minutes=15)
    >>> answer.minutes.round(1).tolist(), answer.whole.all
    ([0.0, 6.0, 24.1], Share(people=10.0, covered=5.0, unknown=0, untold=0.0))
    """
    check_time(minutes, speed)
    nearest = placed.ways.nearest(placed.people_at, placed.facilities_at)
    return Coverage(placed, nearest.metres / pace(speed), nearest.facility, minutes, speed)


def pace(speed: float) -> float:
    """Metres a minute at so many km/h.

    >>> pace(4.8)
    80.0
    """
    return speed * 1000 / 60


def check_time(minutes: float, speed: float) -> None:
    """Raise `MinshengError` unless both are above zero and finite."""
    faults = [
        Fault("places.time", f"{name}不对", read=f"{value:g}", expected="大于零的数")
        for name, value in (("分钟数", minutes), ("步行速度", speed))
        if not 0 < value < np.inf
    ]
    if faults:
        raise MinshengError.of(faults)


def outside_json(placed: Placed) -> dict[str, Any]:
    """Points and people not joined to the ways, and nodes of the network outside its largest component."""
    lost = ~placed.people_at.on
    return {
        "unsnapped": int(lost.sum()),
        "unsnapped_people": whole(float(placed.people.people[lost].sum())),
        "unsnapped_facilities": int((~placed.facilities_at.on).sum()),
        "outside": placed.ways.outside,
    }


def whole(value: float) -> float | int:
    """The number as an integer when it is one: heads are, mostly."""
    return int(value) if value.is_integer() else value
