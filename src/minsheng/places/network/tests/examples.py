"""Small networks drawn at random, and the slowest possible way to measure on them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

from minsheng.places.network.graph import Network, network_of
from minsheng.places.points import Floats, Points

patient = settings(deadline=None, max_examples=60)


@dataclass(frozen=True)
class Drawn:
    """Nodes, edges (from, to, metres, both ways) and the network built from them."""

    lon: Floats
    lat: Floats
    edges: tuple[tuple[int, int, float, bool], ...]

    @property
    def network(self) -> Network:
        starts, ends, metres, both = (np.array(column) for column in zip(*self.edges, strict=True))
        return network_of(self.lon, self.lat, starts, ends, metres.astype(float), both=both.astype(bool), said="试")

    def brute(self) -> Floats:
        """Metres from every node to every other by Floyd (1962) and Warshall, in the order nodes were drawn."""
        count = len(self.lon)
        far = np.full((count, count), np.inf)
        np.fill_diagonal(far, 0)
        for start, end, metres, both in self.edges:
            far[start, end] = min(far[start, end], metres)
            if both:
                far[end, start] = min(far[end, start], metres)
        for via in range(count):
            far = np.minimum(far, far[:, via, None] + far[None, via, :])
        return far


@st.composite
def networks(draw: st.DrawFn) -> Drawn:
    """Up to 12 nodes within 2 km, up to 30 edges: parallel ones, loops, islands, one-ways, ways of no length."""
    count = draw(st.integers(1, 12))
    place = st.integers(0, 200)
    spots = draw(st.lists(st.tuples(place, place), min_size=count, max_size=count, unique=True))
    node = st.integers(0, count - 1)
    metres = st.one_of(st.just(0.0), st.floats(1, 900))
    edges = draw(st.lists(st.tuples(node, node, metres, st.booleans()), min_size=1, max_size=30))
    lon, lat = np.array(spots, dtype=float).T / 10_000 + np.array([[120.0], [30.0]])
    return Drawn(lon, lat, tuple(edges))


def points(count: int) -> st.SearchStrategy[Points]:
    """Points in and around the box of the networks."""
    place = st.integers(-50, 250)
    return st.lists(st.tuples(place, place), min_size=count, max_size=count).map(
        lambda spots: Points(
            ids=tuple(map(str, range(count))),
            lon=np.array([120 + lon / 10_000 for lon, _ in spots]),
            lat=np.array([30 + lat / 10_000 for _, lat in spots]),
        )
    )
