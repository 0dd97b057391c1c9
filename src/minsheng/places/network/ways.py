"""What coverage, balance and siting ask of any way through a city: join points to it, then ask how far."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from scipy.spatial import cKDTree

from minsheng.places.network.earth import along_curve, chords, geocentric
from minsheng.places.network.graph import Network
from minsheng.places.network.search import Ball, balls, nearest_nodes, rows
from minsheng.places.points import Floats, Points, Truths, Whole
from minsheng.terms.errors import Fault, MinshengError

Step: TypeAlias = Callable[[str, int, int], None]

_AT_ONCE = 250_000
_MOST_PAIRS = 4_000_000
"""Pairs of facility and point in memory at once: 100 MB. Five million points on few nodes would make billions."""


@dataclass(frozen=True, eq=False)
class Joined:
    """Points on the ways: the ``node`` (n) each is joined to, -1 for none, and ``metres`` (n) straight to it."""

    points: Points
    node: npt.NDArray[np.int64]
    metres: Floats

    @property
    def on(self) -> Truths:
        """Which points are joined."""
        joined: Truths = self.node >= 0
        return joined

    @cached_property
    def at(self) -> Floats:
        """Geocentric metres of the points."""
        return geocentric(self.points.lon, self.points.lat)

    @cached_property
    def nodes(self) -> Whole:
        """The nodes that points are joined to, each once, in order."""
        return np.unique(self.node[self.on])

    @cached_property
    def _by_node(self) -> tuple[Whole, Whole]:
        """The joined points in the order of their nodes, and where those of each node begin."""
        rows = np.flatnonzero(self.on)
        # SciPy's way from pairs to rows is a counting sort, three times as fast as sorting a million nodes.
        shape = (int(self.node.max(initial=-1)) + 2, len(self.node))
        grouped = csr_matrix((np.ones(len(rows), dtype=np.int8), (self.node[rows], rows)), shape=shape)
        return grouped.indices, grouped.indptr

    def count_at(self, nodes: Whole) -> Whole:
        """How many points are joined to each of these nodes."""
        _, first = self._by_node
        last = len(first) - 1
        return np.asarray(first[np.minimum(nodes + 1, last)] - first[np.minimum(nodes, last)], dtype=np.int64)

    def at_nodes(self, nodes: Whole) -> tuple[Whole, Whole]:
        """The points joined to these nodes: (place in ``nodes``, row of the point), as many pairs as there are."""
        order, first = self._by_node
        low = first[np.minimum(nodes, len(first) - 1)]
        count = self.count_at(nodes)
        last = np.cumsum(count)
        place = np.repeat(np.arange(len(nodes)), count)
        return place, order[np.arange(len(place)) + np.repeat(low - last + count, count)]


@dataclass(frozen=True, eq=False)
class Nearest:
    """For each person's point the ``metres`` to the nearest facility and its row; inf and -1 where there is no way."""

    metres: Floats
    facility: npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Pairs:
    """Rows of facilities and of people's points that are within the limit of each other, and the metres between."""

    facility: Whole
    person: Whole
    metres: Floats


class Ways(Protocol):
    """How one gets from a point to a facility; all metres are from door to door, the ways to the network included."""

    @property
    def said(self) -> str:
        """What the distances stand on, in Chinese, to be shown with every figure."""
        ...

    @property
    def outside(self) -> int:
        """How many nodes of the network are of no use, because they are outside its largest component."""
        ...

    def away(self, points: Points) -> Floats:
        """Straight metres from the points to the ways."""
        ...

    def join(self, points: Points, *, snap: float = 500.0, step: Step | None = None) -> Joined:
        """Put the points on the ways; those that are further than ``snap`` metres from any stay outside."""
        ...

    def nearest(self, people: Joined, facilities: Joined) -> Nearest:
        """The nearest facility of each point."""
        ...

    def within(self, people: Joined, facilities: Joined, *, limit: float) -> Iterator[Pairs]:
        """All pairs at most ``limit`` metres apart; all pairs of one facility come in the same lot."""
        ...

    def between(self, people: Joined, facilities: Joined) -> Floats:
        """Metres between every facility (rows) and every point (columns), inf where there is no way; for few."""
        ...


@dataclass(frozen=True, eq=False)
class Streets:
    """Ways along a street network: a point walks straight to its node of the largest component, then along edges."""

    network: Network

    @property
    def said(self) -> str:
        """What the network was read from."""
        return self.network.said

    @property
    def walked(self) -> Network:
        """The streets that points are joined to."""
        return self.network

    @property
    def outside(self) -> int:
        """Nodes of the streets' smaller components."""
        return int((~self.walked.largest).sum())

    def away(self, points: Points) -> Floats:
        """Metres to the nearest node of the largest component."""
        metres, _ = self.walked.tree[0].query(geocentric(points.lon, points.lat))
        return np.asarray(metres, dtype=np.float64)

    def join(self, points: Points, *, snap: float = 500.0, step: Step | None = None) -> Joined:
        """Join each point to its nearest node of the largest component, at most ``snap`` metres away."""
        tree, inside = self.walked.tree
        joined = Joined(points, np.full(len(points), -1, dtype=np.int64), np.full(len(points), np.inf))
        order = along_curve(points.lon, points.lat)
        for low in range(0, len(points), _AT_ONCE):
            some = order[low : low + _AT_ONCE]
            there = geocentric(points.lon[some], points.lat[some])
            threads = -1 if len(some) == _AT_ONCE else 1
            metres, at = tree.query(there, distance_upper_bound=np.nextafter(snap, np.inf), workers=threads)
            near = np.isfinite(metres)
            joined.node[some[near]] = inside[at[near]]
            joined.metres[some] = metres
            if step is not None:
                step("接入路网", min(low + _AT_ONCE, len(points)), len(points))
        return joined

    def nearest(self, people: Joined, facilities: Joined) -> Nearest:
        """One search from all facilities at once."""
        which = np.flatnonzero(facilities.on)
        metres, source = nearest_nodes(self.network, facilities.node[which], facilities.metres[which])
        told, found = np.full(len(people.node), np.inf), np.full(len(people.node), -1, dtype=np.int64)
        told[people.on] = metres[people.node[people.on]] + people.metres[people.on]
        reached = np.flatnonzero(np.isfinite(told))
        found[reached] = which[source[people.node[reached]]]
        return Nearest(told, found)

    def within(self, people: Joined, facilities: Joined, *, limit: float) -> Iterator[Pairs]:
        """A bounded search from each facility, some at a time, so that memory does not grow with the city."""
        which = np.flatnonzero(facilities.on)
        for ball in balls(self.network, facilities.node[which], facilities.metres[which], limit):
            for part in _parts(ball, people.count_at(ball.node)):
                pair, person = people.at_nodes(part.node)
                metres = part.metres[pair] + people.metres[person]
                near = np.flatnonzero(metres <= limit)
                yield Pairs(which[part.source[pair[near]]], person[near], metres[near])

    def between(self, people: Joined, facilities: Joined) -> Floats:
        """A whole search from each facility."""
        told = np.full((len(facilities.node), len(people.node)), np.inf)
        which, who = np.flatnonzero(facilities.on), np.flatnonzero(people.on)
        far = rows(self.network, facilities.node[which], facilities.metres[which], people.node[who])
        told[np.ix_(which, who)] = far + people.metres[who]
        return told


def _parts(ball: Ball, points: Whole) -> Iterator[Ball]:
    """The ball, cut between sources where it would give too many pairs at once; ``points`` are those at its nodes."""
    pairs = np.bincount(ball.source, weights=points)
    part = ((np.cumsum(pairs) - pairs) // _MOST_PAIRS).astype(np.int64)[ball.source]
    for one in np.unique(part):
        which = np.flatnonzero(part == one)
        yield Ball(ball.source[which], ball.node[which], ball.metres[which])


@dataclass(frozen=True, eq=False)
class StraightLines:
    """No streets: straight-line metres times ``detour``, for where no network is at hand, and labelled so.

    Ways on foot are about 1.2 to 1.4 times the straight line in most cities; which factor holds is for the user to say.
    """

    detour: float

    def __post_init__(self) -> None:
        if not 1 <= self.detour < np.inf:
            raise MinshengError(
                Fault("places.detour", "绕行系数不对", read=f"{self.detour:g}", expected="1 或更大的数")
            )

    @property
    def said(self) -> str:
        """That these are no streets."""
        return f"没有路网，按直线距离乘 {self.detour:g} 估算"

    @property
    def outside(self) -> int:
        """None: there is no network."""
        return 0

    def away(self, points: Points) -> Floats:
        """Everything is on the way."""
        return np.zeros(len(points))

    def join(self, points: Points, *, snap: float = 500.0, step: Step | None = None) -> Joined:
        """Every point stands where it is."""
        return Joined(points, np.arange(len(points)), np.zeros(len(points)))

    def nearest(self, people: Joined, facilities: Joined) -> Nearest:
        """The nearest as the crow flies."""
        if not len(facilities.node):
            return Nearest(np.full(len(people.node), np.inf), np.full(len(people.node), -1, dtype=np.int64))
        metres, at = cKDTree(facilities.at).query(people.at, workers=-1)
        return Nearest(metres * self.detour, np.asarray(at, dtype=np.int64))

    def within(self, people: Joined, facilities: Joined, *, limit: float) -> Iterator[Pairs]:
        """All points in each facility's circle."""
        tree = cKDTree(people.at, balanced_tree=False, compact_nodes=False)
        for row, at in enumerate(facilities.at):
            person = np.sort(np.asarray(tree.query_ball_point(at, limit / self.detour * (1 + 1e-12)), dtype=np.int64))
            metres = chords(people.at[person], at) * self.detour
            near = metres <= limit
            yield Pairs(np.full(int(near.sum()), row), person[near], metres[near])

    def between(self, people: Joined, facilities: Joined) -> Floats:
        """All straight lines."""
        told = [chords(people.at, at) * self.detour for at in facilities.at]
        return np.array(told).reshape(len(facilities.node), len(people.node))
