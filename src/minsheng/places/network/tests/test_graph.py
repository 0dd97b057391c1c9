from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from minsheng.places.network.graph import Network, network_of
from minsheng.places.network.tests.examples import Drawn, networks, patient
from minsheng.terms.errors import MinshengError


def _metres(drawn: Drawn, network: Network) -> dict[tuple[float, float, float, float], float]:
    """The ways by the positions of their ends: the network numbers nodes its own way."""
    told = {}
    for start in range(len(network)):
        for way in range(network.first[start], network.first[start + 1]):
            end = network.ends[way]
            ends = (network.lon[start], network.lat[start], network.lon[end], network.lat[end])
            told[ends] = float(network.metres[way])
    return told


def test_of_parallel_edges_the_shortest_is_kept_and_loops_are_dropped() -> None:
    edges = ((0, 1, 300.0, True), (0, 1, 120.0, True), (1, 0, 200.0, False), (1, 1, 5.0, True))
    network = Drawn(np.array([120.0, 120.001]), np.array([30.0, 30.0]), edges).network
    assert network.metres.tolist() == [120, 120]


@patient
@given(networks())
def test_every_way_is_the_shortest_edge_between_its_ends(drawn: Drawn) -> None:
    expected: dict[tuple[float, float, float, float], float] = {}
    for start, end, metres, both in drawn.edges:
        for one, other in ((start, end), (end, start)) if both else ((start, end),):
            if one != other:
                ends = (drawn.lon[one], drawn.lat[one], drawn.lon[other], drawn.lat[other])
                expected[ends] = min(metres, expected.get(ends, np.inf))
    assert _metres(drawn, drawn.network) == expected


def test_components_outside_the_largest_are_told_largest_first() -> None:
    lon = np.array([120.0, 120.001, 120.002, 120.1, 120.101, 120.2])
    edges = ((0, 1, 90.0, True), (1, 2, 90.0, False), (3, 4, 90.0, True))
    network = Drawn(lon, np.full(6, 30.0), edges).network
    assert int(network.largest.sum()) == 3
    assert [(one.nodes, round(one.lon, 1)) for one in network.outside] == [(2, 120.1), (1, 120.2)]


def test_nodes_behind_a_one_way_are_islands() -> None:
    lon = np.array([120.0, 120.001, 120.002, 120.003])
    edges = ((0, 1, 90.0, True), (1, 2, 90.0, True), (2, 3, 90.0, False))
    network = Drawn(lon, np.full(4, 30.0), edges).network
    assert network.lon[network.islands].tolist() == [120.003]
    assert network.largest.all()


def test_a_network_without_ways_is_refused() -> None:
    none = np.empty(0)
    with pytest.raises(MinshengError, match="路网里没有路"):
        network_of(none, none, none.astype(int), none.astype(int), none, said="试")


def test_an_edge_below_zero_is_the_callers_mistake() -> None:
    two = np.array([120.0, 120.1])
    with pytest.raises(ValueError, match="not below zero"):
        network_of(two, two - 90, np.array([0]), np.array([1]), np.array([-1.0]), said="试")
