"""The network itself: nodes with positions, and for each node its ways out with their lengths."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from minsheng.places.network.earth import along_curve, geocentric
from minsheng.places.points import Floats, Truths, Whole
from minsheng.terms.errors import Fault, MinshengError

_MOST_EXAMPLES = 3


@dataclass(frozen=True, eq=False)
class Component:
    """A part of the network that no way leads out of: how many nodes, and one of them as the example."""

    nodes: int
    lon: float
    lat: float


@dataclass(frozen=True, eq=False)
class Network:
    """Nodes ``lon``, ``lat`` (n, WGS 84) and ways out: of node v ``ends[first[v]:first[v+1]]``, ``metres`` alike.

    No two ways lead from the same node to the same node, none leads back to its own. ``said`` tells a reader in Chinese
    what the distances stand on. Build one with :func:`network_of`.
    """

    lon: Floats
    lat: Floats
    first: npt.NDArray[np.int32]
    ends: npt.NDArray[np.int32]
    metres: Floats
    oneway: bool
    said: str

    def __len__(self) -> int:
        return len(self.lon)

    @cached_property
    def forward(self) -> Any:
        """The ways as a SciPy CSR matrix that shares the arrays."""
        return _matrix(self.metres, self.ends, self.first)

    @cached_property
    def backward(self) -> Any:
        """The ways turned round: a search on it from a facility finds who can walk to it. The same without one-ways."""
        return self.forward.T.tocsr() if self.oneway else self.forward

    @cached_property
    def component(self) -> npt.NDArray[np.int32]:
        """The number of the component of each node; a one-way joins its two ends."""
        _, labels = connected_components(self.forward, directed=self.oneway, connection="weak")
        return np.asarray(labels, dtype=np.int32)

    @cached_property
    def sizes(self) -> Whole:
        """The number of nodes of each component."""
        return np.bincount(self.component)

    @cached_property
    def largest(self) -> Truths:
        """Which nodes belong to the largest component; of equals the first."""
        inside: Truths = self.component == np.argmax(self.sizes)
        return inside

    @cached_property
    def outside(self) -> tuple[Component, ...]:
        """The largest of the components outside the largest, as examples."""
        order = np.argsort(-self.sizes, kind="stable")[1 : 1 + _MOST_EXAMPLES]
        nodes = [int(np.argmax(self.component == one)) for one in order]
        return tuple(
            Component(int(self.sizes[one]), float(self.lon[node]), float(self.lat[node]))
            for one, node in zip(order, nodes, strict=True)
        )

    @cached_property
    def islands(self) -> Truths:
        """Nodes of the largest component that one-ways cut off: not to be reached from its heart, or not to be left."""
        if not self.oneway:
            return np.zeros(len(self), dtype=np.bool_)
        inside = np.flatnonzero(self.largest)
        _, labels = connected_components(self.forward[inside][:, inside], directed=True, connection="strong")
        cut = np.zeros(len(self), dtype=np.bool_)
        cut[inside] = labels != np.argmax(np.bincount(labels))
        return cut

    def roads(self, most: int = 1_000_000) -> Floats:
        """Where roads run, (m, 4): longitude and latitude of both ends; at most so many, then one part of the city.

        Evidence of whether positions are shifted; see `minsheng.places.coordinates`.
        """
        starts = np.repeat(np.arange(len(self)), np.diff(self.first))
        # Of two ways between the same nodes one will do; nodes follow each other through the plane.
        way = np.flatnonzero((starts < self.ends) | self.oneway)[:most]
        ends = self.ends[way]
        starts = starts[way]
        return np.stack([self.lon[starts], self.lat[starts], self.lon[ends], self.lat[ends]], axis=1)

    @cached_property
    def tree(self) -> tuple[Any, Whole]:
        """A KD-tree of the largest component's nodes in geocentric metres, and their numbers."""
        inside = np.flatnonzero(self.largest)
        at = geocentric(self.lon[inside], self.lat[inside])
        # Balanced, it takes three times as long to build and is no faster to ask.
        return cKDTree(at, balanced_tree=False, compact_nodes=False), inside


def network_of(
    lon: Floats, lat: Floats, starts: Whole, ends: Whole, metres: Floats, *, both: Truths | None = None, said: str
) -> Network:
    """Build a network from edges: from node ``starts[e]`` to ``ends[e]``, and back where ``both[e]`` (None: always).

    Of parallel edges the shortest is kept (a sparse matrix would add them up), loops are dropped. Nodes are renumbered
    along a curve through the plane, so that neighbours lie near each other in memory and searches find them in cache.
    Raises :class:`MinshengError` without a node or an edge, `ValueError` on an edge below zero or not finite.
    """
    if not len(lon) or not len(starts):
        raise MinshengError(Fault("places.network.empty", "路网里没有路", expected="至少一段路和它的两个端点"))
    if not bool(np.all((metres >= 0) & np.isfinite(metres))):
        raise ValueError("an edge's metres must be finite and not below zero")
    order = along_curve(lon, lat)
    renumbered = np.empty(len(order), dtype=np.int64)
    renumbered[order] = np.arange(len(order))
    starts, ends = renumbered[starts], renumbered[ends]
    back = slice(None) if both is None else both
    key = np.concatenate([starts * len(lon) + ends, ends[back] * len(lon) + starts[back]])
    length = np.concatenate([metres, metres[back]])
    key, length = _shortest(key[(loop := key // len(lon) != key % len(lon))], length[loop])
    first = np.zeros(len(lon) + 1, dtype=np.int32)
    np.cumsum(np.bincount(key // len(lon), minlength=len(lon)), out=first[1:])
    one_way = both is not None and not bool(np.all(both))
    return Network(lon[order], lat[order], first, (key % len(lon)).astype(np.int32), length, one_way, said)


def _shortest(key: Whole, length: Floats) -> tuple[Whole, Floats]:
    """The keys in order, each once, with the shortest of its lengths."""
    order = np.argsort(key)
    key, length = key[order], length[order]
    new = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]])) if len(key) else np.empty(0, dtype=np.int64)
    return key[new], np.minimum.reduceat(length, new) if len(key) else length


def _matrix(metres: Floats, ends: npt.NDArray[np.int32], first: npt.NDArray[np.int32]) -> Any:
    return csr_matrix((metres, ends, first), shape=(len(first) - 1,) * 2, copy=False)
