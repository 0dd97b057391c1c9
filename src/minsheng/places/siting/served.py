"""Who is served when certain sites are open, and what becomes of it when others open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from minsheng.places.points import Floats, Truths, Whole
from minsheng.places.siting.question import Question


@dataclass(frozen=True, eq=False, kw_only=True)
class Served:
    """For each demand point (n) what the open sites do for it.

    ``heads`` who count, ``minutes`` to the nearest open site (inf: no way), ``site`` its row among the question's
    sites (-1: none), ``covered`` heads that are within the promised minutes, with capacities only those with a place.
    """

    points: tuple[str, ...]
    heads: Floats
    minutes: Floats
    site: Whole
    covered: Floats

    @property
    def total(self) -> float:
        """All heads."""
        return float(self.heads.sum())

    @property
    def share(self) -> float:
        """The share of all heads that is covered."""
        return float(self.covered.sum()) / self.total

    @property
    def mean(self) -> float | None:
        """Minutes on average of those who have a way; None when nobody has."""
        some = np.isfinite(self.minutes) & (self.heads > 0)
        return float(np.average(self.minutes[some], weights=self.heads[some])) if some.any() else None

    @property
    def worst(self) -> float | None:
        """The longest way of those who have one; None when nobody has."""
        some = np.isfinite(self.minutes) & (self.heads > 0)
        return float(self.minutes[some].max()) if some.any() else None


def served_by(question: Question, open_sites: Whole) -> Served:
    """Who is served when these sites are open, each at its nearest, places not counted."""
    minutes, site = question.reach.nearest(open_sites)
    covered = np.where(minutes <= question.within, question.heads, 0.0)
    return Served(points=tuple(question.points), heads=question.heads, minutes=minutes, site=site, covered=covered)


@dataclass(frozen=True)
class Change:
    """What becomes of a place or a group: heads in all, covered before and after."""

    name: str
    heads: float
    before: float
    after: float

    @property
    def gained(self) -> float:
        """Heads covered after and not before; below zero when fewer are covered."""
        return self.after - self.before


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Two states of the same demand side by side: in all, by place, and the points that change or stay uncovered.

    ``newly``, ``no_longer`` and ``left`` are (point, heads), most heads first: covered only now, covered only before,
    covered by neither in full.
    """

    whole: Change
    places: tuple[Change, ...]
    mean: tuple[float | None, float | None]
    worst: tuple[float | None, float | None]
    newly: tuple[tuple[str, float], ...]
    no_longer: tuple[tuple[str, float], ...]
    left: tuple[tuple[str, float], ...]

    def as_data(self) -> dict[str, Any]:
        """The comparison as JSON has it."""
        return {
            "people": self.whole.heads,
            "covered": {"before": self.whole.before, "after": self.whole.after, "gained": self.whole.gained},
            "mean_minutes": {"before": self.mean[0], "after": self.mean[1]},
            "worst_minutes": {"before": self.worst[0], "after": self.worst[1]},
            "places": [
                {"name": one.name, "people": one.heads, "before": one.before, "after": one.after} for one in self.places
            ],
            **{
                name: [{"id": point, "people": heads} for point, heads in getattr(self, name)]
                for name in ("newly", "no_longer", "left")
            },
        }


def compare_sites(before: Served, after: Served, *, places: Sequence[str] = ()) -> Comparison:
    """What the sites of ``after`` bring beside those of ``before``; ``places`` (n) names each point's district or so.

    Raises `ValueError` when the two are not about the same points.

    >>> one, two = np.array([4.0]), np.array([20.0])
    >>> far, near = (
    ...     Served(points=("a",), heads=one, minutes=away, site=np.array([0]), covered=there)
    ...     for away, there in ((two, np.array([0.0])), (one, one))
    ... )
    >>> compare_sites(far, near).whole, compare_sites(far, near).newly
    (Change(name='', heads=4.0, before=0.0, after=4.0), (('a', 4.0),))
    """
    if before.points != after.points or not np.array_equal(before.heads, after.heads):
        raise ValueError("the two states are not about the same points")
    sums: dict[str, list[float]] = {}
    for place, heads, was, now in zip(places, after.heads, before.covered, after.covered, strict=bool(places)):
        entry = sums.setdefault(place, [0.0, 0.0, 0.0])
        for at, value in enumerate((heads, was, now)):
            entry[at] += float(value)
    gained = after.covered - before.covered
    return Comparison(
        whole=Change("", after.total, float(before.covered.sum()), float(after.covered.sum())),
        places=tuple(Change(name, *values) for name, values in sums.items()),
        mean=(before.mean, after.mean),
        worst=(before.worst, after.worst),
        newly=_named(after.points, gained, gained > 0),
        no_longer=_named(after.points, -gained, gained < 0),
        left=_named(after.points, after.heads - after.covered, after.covered < after.heads),
    )


def _named(points: Sequence[str], heads: Floats, which: Truths) -> tuple[tuple[str, float], ...]:
    rows = np.flatnonzero(which)
    order = rows[np.argsort(-heads[rows], kind="stable")]
    return tuple((points[row], float(heads[row])) for row in order.tolist())
