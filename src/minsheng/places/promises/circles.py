"""Service circles (服务圈): whether those a circle is promised to have it, in the whole and by district."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import numpy as np

from minsheng.packs.nearby import Circle
from minsheng.places.coverage import WALKING, Coverage, Share, coverage, pace, whole
from minsheng.places.joining import Placed
from minsheng.places.points import Facilities, Floats, Truths, Whole
from minsheng.places.promises.verdict import PARTS, Verdict, head_json, of_kinds

ALL = Decimal(100)
_AREA = "area"


@dataclass(frozen=True, eq=False)
class CircleAnswer:
    """A circle held against a city; without ``coverage`` it could not be, and ``why`` says for want of what.

    ``heads`` (n) are the people it is promised to at each of the city's points, nothing elsewhere; NaN is not known.
    """

    circle: Circle
    why: str = ""
    coverage: Coverage | None = None
    heads: Floats = field(default_factory=lambda: np.empty(0))

    @property
    def within(self) -> float:
        """The minutes that count: those promised, or what the metres take at the circle's speed."""
        return _minutes(self.circle)

    @property
    def whole(self) -> Share:
        """The people it is promised to, and how many of them have it."""
        return self._share(np.ones(len(self.heads), bool))

    @property
    def verdict(self) -> Verdict:
        """Met when the promised share of the people has it."""
        return self._verdict(self.whole)

    def by(self, column: str = PARTS) -> dict[str, tuple[Share, Verdict]]:
        """The same by a label of the people; parts in which nobody is promised anything are left out."""
        if self.coverage is None or column not in self.coverage.placed.people.labels:
            return {}
        labels = np.array(self.coverage.placed.people.labels[column], dtype=object)
        shares = {name: self._share(labels == name) for name in sorted(set(labels.tolist()))}
        return {
            name: (one, self._verdict(one)) for name, one in shares.items() if one.people or one.unknown or one.untold
        }

    @property
    def uncovered(self) -> Whole:
        """Rows of the points where somebody lacks it, most people first."""
        if self.coverage is None:
            return np.empty(0, np.int64)
        lacking = np.where(self.coverage.covered | ~self.coverage.told, 0.0, np.nan_to_num(self.heads))
        rows = np.flatnonzero(lacking > 0)
        return rows[np.argsort(-lacking[rows], kind="stable")]

    def _share(self, rows: Truths) -> Share:
        if self.coverage is None:
            return Share(0.0, 0.0)
        heads, told = self.heads[rows], self.coverage.told[rows]
        known = ~np.isnan(heads)
        covered = heads[known & told & self.coverage.covered[rows]]
        untold = float(heads[known & ~told].sum())
        return Share(float(heads[known & told].sum()), float(covered.sum()), int((~known).sum()), untold)

    def _verdict(self, one: Share) -> Verdict:
        if not one.people:
            return "unknown"
        wanted = self.circle.share or ALL
        # Of people where the file says nothing all may have it, or none.
        need = wanted * (Decimal(repr(one.people)) + Decimal(repr(one.untold))) / 100
        if Decimal(repr(one.covered)) + Decimal(repr(one.untold)) < need:
            return "short"
        # People nobody counted could only be missing where all others have it.
        return "unknown" if one.unknown or Decimal(repr(one.covered)) < need else "met"

    def as_json(self) -> dict[str, Any]:
        """The answer as data."""
        circle = self.circle
        told = head_json(circle) | {"minutes": circle.minutes, "metres": circle.metres, "speed": float(_speed(circle))}
        told |= {"surroundings": circle.surroundings, "wanted": float(circle.share or ALL), "state": self.verdict}
        if self.coverage is None:
            return told | {"why": self.why}
        parts = {name: _share_json(one) | {"state": verdict} for name, (one, verdict) in self.by().items()}
        return told | _share_json(self.whole) | {"facilities": len(self.coverage.placed.facilities), "by": parts}


def check_circles(placed: Placed, facilities: Facilities, circles: Iterable[Circle]) -> list[CircleAnswer]:
    """Hold circles against the people of a city and facilities of any kind."""
    return [check_circle(placed, facilities, one) for one in circles]


def check_circle(placed: Placed, facilities: Facilities, circle: Circle) -> CircleAnswer:
    """Hold one circle against the people of a city; ``placed`` has them on the ways, its facilities do not matter.

    Covered is who has a facility of one of the kinds within t minutes at v km/h, or within s metres along the ways,
    which is t = 60 s / (1000 v). Not known without facilities of the kinds, the age column or the urban-rural label.
    """
    people = placed.people
    chosen = of_kinds(facilities, circle.kinds)
    if not len(chosen):
        return CircleAnswer(circle, f"设施里没有这几类：{'、'.join(circle.kinds)}")
    if circle.people is not None and circle.people not in people.ages:
        return CircleAnswer(circle, f"人口里没有“{circle.people}”这一列")
    if circle.surroundings is not None and _AREA not in people.labels:
        return CircleAnswer(circle, "人口里没有城乡（area）这一列")
    heads = people.people if circle.people is None else people.ages[circle.people]
    if circle.surroundings is not None:
        inside = np.array(people.labels[_AREA], dtype=object) == circle.surroundings
        heads = np.where(inside, heads, 0.0)
    found = coverage(placed.served_by(facilities.take(chosen)), minutes=_minutes(circle), speed=float(_speed(circle)))
    return CircleAnswer(circle, coverage=found, heads=heads)


def _speed(circle: Circle) -> Decimal:
    return circle.speed or Decimal(str(WALKING))


def _minutes(circle: Circle) -> float:
    if circle.minutes is not None:
        return float(circle.minutes)
    assert circle.metres is not None
    return circle.metres / pace(float(_speed(circle)))


def _share_json(one: Share) -> dict[str, Any]:
    return {**one.as_json(), "short": whole(one.people - one.covered)}
