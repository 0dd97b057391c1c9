"""A street for the tests: nodes in a row, 0.01° of longitude apart, and whatever stands at them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from minsheng.places.joining import Placed, place
from minsheng.places.network.graph import network_of
from minsheng.places.network.ways import Streets
from minsheng.places.points import Facilities, Floats, People

METRES = 400.0
"""Along the street from one node to the next: five minutes at 4.8 km/h."""


def street(nodes: int = 10) -> Streets:
    """Nodes 0, 1, 2 …, each 400 m from the next; 0.01° is more than the snapping distance, so no node is skipped."""
    at = np.arange(nodes)
    ways = np.full(nodes - 1, METRES)
    return Streets(network_of(120 + at / 100, np.full(nodes, 30.0), at[:-1], at[1:], ways, said="试验街"))


def people_at(
    *nodes: int,
    people: list[float] | None = None,
    ages: Mapping[str, Floats] | None = None,
    labels: Mapping[str, tuple[str, ...]] | None = None,
) -> People:
    """People at these nodes, one each unless told otherwise."""
    return People(
        ids=tuple(f"p{at}" for at in range(len(nodes))),
        lon=120 + np.array(nodes) / 100,
        lat=np.full(len(nodes), 30.0),
        people=np.array(people, dtype=np.float64) if people else np.ones(len(nodes)),
        ages=ages or {},
        labels=labels or {},
    )


def facilities_at(*nodes: int, capacity: list[float] | None = None) -> Facilities:
    """Facilities at these nodes."""
    return Facilities(
        ids=tuple(f"f{at}" for at in range(len(nodes))),
        lon=120 + np.array(nodes) / 100,
        lat=np.full(len(nodes), 30.0),
        capacity=np.array(capacity) if capacity else np.full(len(nodes), np.nan),
    )


def placed(people: People, facilities: Facilities) -> Placed:
    """Both on the street."""
    return place(street(), people, facilities)
