from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from minsheng.places.network import search
from minsheng.places.network import ways as module
from minsheng.places.network.earth import chords, geocentric
from minsheng.places.network.tests.examples import Drawn, networks, patient, points
from minsheng.places.network.ways import Joined, Nearest, StraightLines, Streets, Ways
from minsheng.places.points import Floats, Points
from minsheng.terms.errors import MinshengError

SNAP = 700.0


def _door_to_door(drawn: Drawn, people: Points, facilities: Points) -> Floats:
    """Metres between every facility (rows) and every point (columns), worked out the slow way."""
    network, far = drawn.network, drawn.brute()
    largest = {(lon, lat) for lon, lat in zip(network.lon[network.largest], network.lat[network.largest], strict=True)}
    inside = [at for at, spot in enumerate(zip(drawn.lon, drawn.lat, strict=True)) if spot in largest]
    nodes = geocentric(drawn.lon, drawn.lat)

    def joined(points: Points) -> list[tuple[int, float] | None]:
        told: list[tuple[int, float] | None] = []
        for at in geocentric(points.lon, points.lat):
            straight = chords(nodes[inside], at)
            near = int(np.argmin(straight))
            told.append((inside[near], float(straight[near])) if straight[near] <= SNAP else None)
        return told

    told = np.full((len(facilities), len(people)), np.inf)
    for row, facility in enumerate(joined(facilities)):
        for column, person in enumerate(joined(people)):
            if facility is not None and person is not None:
                told[row, column] = facility[1] + far[person[0], facility[0]] + person[1]
    return told


def _on(ways: Ways, people: Points, facilities: Points) -> tuple[Joined, Joined]:
    return ways.join(people, snap=SNAP), ways.join(facilities, snap=SNAP)


def _agrees(nearest: Nearest, far: Floats) -> None:
    least = far.min(axis=0)
    np.testing.assert_allclose(nearest.metres, least, rtol=1e-12, atol=1e-9)
    for person, facility in enumerate(nearest.facility):
        chosen = np.inf if facility < 0 else far[facility, person]
        assert (facility < 0) == np.isinf(least[person])
        assert facility < 0 or chosen == pytest.approx(least[person], abs=1e-9)


@patient
@given(networks(), points(6), points(4))
def test_the_nearest_facility_is_the_one_found_by_brute_force(drawn: Drawn, people: Points, facilities: Points) -> None:
    ways = Streets(drawn.network)
    _agrees(ways.nearest(*_on(ways, people, facilities)), _door_to_door(drawn, people, facilities))


@patient
@given(networks(), points(6), points(4), st.floats(0, 2500))
def test_within_the_limit_is_who_brute_force_finds_there(
    drawn: Drawn, people: Points, facilities: Points, limit: float
) -> None:
    ways = Streets(drawn.network)
    far = _door_to_door(drawn, people, facilities)
    told = np.full_like(far, np.inf)
    for pairs in ways.within(*_on(ways, people, facilities), limit=limit):
        assert np.isinf(told[pairs.facility, pairs.person]).all()
        told[pairs.facility, pairs.person] = pairs.metres
    sure = np.abs(far - limit) > 1e-6
    np.testing.assert_allclose(told[sure], np.where(far <= limit, far, np.inf)[sure], rtol=1e-12, atol=1e-9)


@patient
@given(networks(), points(5), points(3))
def test_between_all_is_brute_force(drawn: Drawn, people: Points, facilities: Points) -> None:
    ways = Streets(drawn.network)
    told = ways.between(*_on(ways, people, facilities))
    np.testing.assert_allclose(told, _door_to_door(drawn, people, facilities), rtol=1e-12, atol=1e-9)


def test_sources_searched_a_few_at_a_time_give_what_one_search_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    lon = 120 + np.arange(40) / 1000
    line = Drawn(lon, np.full(40, 30.0), tuple((at, at + 1, 100.0, True) for at in range(39))).network
    nodes = np.arange(0, 40, 3)
    extra = np.linspace(0, 260, len(nodes))

    def everything() -> set[tuple[int, int, float]]:
        lots = list(search.balls(line, nodes, extra, 250.0))
        return {
            pair
            for ball in lots
            for pair in zip(ball.source.tolist(), ball.node.tolist(), ball.metres.tolist(), strict=True)
        }

    whole = everything()
    monkeypatch.setattr(search, "_SCRATCH", 1)
    assert everything() == whole
    assert {node for source, node, _ in whole if source == 0} == {0, 1, 2}


def test_many_points_at_a_node_come_in_several_lots_each_facility_in_one(monkeypatch: pytest.MonkeyPatch) -> None:
    lon = 120 + np.arange(5) / 100
    streets = Streets(Drawn(lon, np.full(5, 30.0), tuple((at, at + 1, 100.0, True) for at in range(4))).network)
    homes = Points(ids=tuple(map(str, range(50))), lon=np.repeat(lon, 10), lat=np.full(50, 30.0))
    people, facilities = _on(streets, homes, homes.take(np.arange(0, 50, 10)))
    monkeypatch.setattr(module, "_MOST_PAIRS", 25)
    lots = list(streets.within(people, facilities, limit=100))
    facility = [set(lot.facility.tolist()) for lot in lots]
    # Twenty points reach each end's facility, thirty each of the three between.
    assert [len(lot.person) for lot in lots] == [50, 30, 30, 20]
    assert sorted(one for some in facility for one in some) == [0, 1, 2, 3, 4]


def test_a_one_way_counts_in_the_direction_people_walk() -> None:
    # A person at the west end may walk east to the facility; one at the east end may not walk west.
    lon = np.array([120.0, 120.01])
    ways = Streets(Drawn(lon, np.full(2, 30.0), ((0, 1, 1000.0, False),)).network)
    ends = Points(ids=("west", "east"), lon=lon, lat=np.full(2, 30.0))
    east = ends.take(np.array([1]))
    west = ends.take(np.array([0]))
    assert ways.nearest(*_on(ways, ends, east)).metres.tolist() == [1000, 0]
    assert ways.nearest(*_on(ways, ends, west)).metres.tolist() == [0, np.inf]


def test_a_point_exactly_at_the_snapping_distance_is_joined() -> None:
    lon = np.array([120.0, 120.01])
    ways = Streets(Drawn(lon, np.full(2, 30.0), ((0, 1, 1000.0, True),)).network)
    beside = Points(ids=("a",), lon=np.array([119.999]), lat=np.array([30.0]))
    exactly = float(chords(geocentric(beside.lon, beside.lat), geocentric(lon[:1], beside.lat))[0])
    assert ways.join(beside, snap=exactly).on.tolist() == [True]
    assert ways.join(beside, snap=exactly - 1e-6).on.tolist() == [False]


@patient
@given(points(6), points(3), st.floats(1, 2), st.floats(1, 4000))
def test_straight_lines_are_chords_times_the_detour(
    people: Points, facilities: Points, detour: float, limit: float
) -> None:
    ways = StraightLines(detour)
    far = np.array(
        [chords(geocentric(people.lon, people.lat), at) * detour for at in geocentric(facilities.lon, facilities.lat)]
    )
    joined = _on(ways, people, facilities)
    np.testing.assert_allclose(ways.between(*joined), far)
    _agrees(ways.nearest(*joined), far)
    told = np.full_like(far, np.inf)
    for pairs in ways.within(*joined, limit=limit):
        told[pairs.facility, pairs.person] = pairs.metres
    np.testing.assert_array_equal(told, np.where(far <= limit, far, np.inf))


def test_a_detour_below_one_is_refused() -> None:
    with pytest.raises(MinshengError, match="绕行系数不对"):
        StraightLines(0.9)
