from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from minsheng.places.coverage import Share, coverage
from minsheng.places.joining import place
from minsheng.places.network.tests.examples import Drawn, networks, patient, points
from minsheng.places.network.ways import StraightLines, Streets
from minsheng.places.points import Facilities, People, Points
from minsheng.places.tests.examples import facilities_at, people_at, placed, street
from minsheng.terms.errors import MinshengError


def test_a_quarter_of_an_hour_is_three_nodes_of_the_street() -> None:
    answer = coverage(placed(people_at(0, 3, 4, 9, people=[10, 20, 30, 40]), facilities_at(0)), minutes=15)
    assert answer.minutes == pytest.approx([0, 15, 20, 45])
    assert answer.facility.tolist() == [0, 0, 0, 0]
    assert answer.whole.all == Share(100, 30)
    assert answer.whole.all.share == 0.3


def test_each_point_goes_to_its_nearest_facility() -> None:
    answer = coverage(placed(people_at(0, 4, 6, 9), facilities_at(9, 2)), minutes=10)
    assert answer.minutes == pytest.approx([10, 10, 15, 0])
    assert answer.facility.tolist() == [1, 1, 0, 0]


def test_a_quicker_pace_covers_more() -> None:
    points = placed(people_at(0, 3, 6), facilities_at(0))
    assert [coverage(points, minutes=15, speed=speed).whole.all.covered for speed in (2.4, 4.8, 9.6)] == [1, 2, 3]


def test_ages_and_labels_are_counted_apart_and_unknown_heads_are_told() -> None:
    people = people_at(
        0, 3, 9,
        people=[10, 20, 40],
        ages={"65+": np.array([1, np.nan, 8])},
        labels={"district": ("西", "西", "东")},
    )  # fmt: skip
    answer = coverage(placed(people, facilities_at(0)), minutes=15)
    assert answer.whole.ages == {"65+": Share(9, 1, unknown=1)}
    assert {name: group.all for name, group in answer.by("district").items()} == {
        "东": Share(40, 0),
        "西": Share(30, 30),
    }
    assert answer.by("district")["东"].ages == {"65+": Share(8, 0)}


def test_the_uncovered_come_with_most_people_first_and_without_empty_points() -> None:
    answer = coverage(placed(people_at(0, 7, 8, 9, people=[50, 1, 0, 9]), facilities_at(0)), minutes=15)
    assert answer.uncovered.tolist() == [3, 1]


def test_a_point_far_from_the_network_stays_in_the_total_and_is_told() -> None:
    people = People(
        ids=("home", "hill"), lon=np.array([120.0, 120.0]), lat=np.array([30.0, 30.01]), people=np.array([3.0, 5.0])
    )
    answer = coverage(place(street(), people, facilities_at(0)), minutes=15)
    told = answer.as_json()
    assert (told["people"], told["covered"], told["share"]) == (8, 3, 0.375)
    assert (told["unsnapped"], told["unsnapped_people"], told["unsnapped_facilities"]) == (1, 5, 0)
    assert "1 个人口点离路网超过 500 米，没有接入：hill" in told["notes"]


def test_components_and_one_way_islands_are_told_with_an_example() -> None:
    lon = np.array([120.0, 120.01, 120.02, 120.03, 120.5, 120.51])
    edges = ((0, 1, 400.0, True), (1, 2, 400.0, True), (2, 3, 400.0, False), (4, 5, 400.0, True))
    ways = Streets(Drawn(lon, np.full(6, 30.0), edges).network)
    answer = coverage(place(ways, people_at(0, 3), facilities_at(0)), minutes=15)
    assert answer.minutes.tolist() == [0, np.inf]
    assert answer.as_json()["outside"] == 2
    assert answer.placed.notes[1:] == (
        "路网有 2 个点不在最大的连通部分里（另有 1 片，最大的一片 2 个点，在 120.50000,30.00000），没有使用",
        "单行道使 1 个点只能进或只能出，如 120.03000,30.00000；那里的人可能因此到不了设施",
    )


def test_all_points_in_the_sea_are_refused_with_how_far_they_are() -> None:
    sea = People(ids=("a", "b"), lon=np.array([125.0, 125.1]), lat=np.array([30.0, 30.0]), people=np.ones(2))
    with pytest.raises(MinshengError, match=r"2 个人口点没有一个在路网 500 米之内，如 a 离路网 47\d 公里"):
        place(street(), sea, facilities_at(0))


def test_facilities_without_a_network_under_them_are_refused() -> None:
    with pytest.raises(MinshengError, match="1 个设施没有一个在路网 500 米之内"):
        place(street(), people_at(0), facilities_at(500))


def test_no_points_and_nobody_at_them_are_refused() -> None:
    with pytest.raises(MinshengError, match="一个设施也没有"):
        place(street(), people_at(0), facilities_at())
    with pytest.raises(MinshengError, match="一个人口点也没有"):
        place(street(), people_at(), facilities_at(0))
    with pytest.raises(MinshengError, match="2 个人口点的人数都是零"):
        place(street(), people_at(0, 1, people=[0, 0]), facilities_at(0))


@pytest.mark.parametrize(("minutes", "speed"), [(0, 4.8), (15, 0), (-1, 4.8), (np.nan, 4.8), (15, np.inf)])
def test_minutes_and_speed_that_are_none_are_refused(minutes: float, speed: float) -> None:
    with pytest.raises(MinshengError, match="大于零的数"):
        coverage(placed(people_at(0), facilities_at(0)), minutes=minutes, speed=speed)


def test_a_snapping_distance_below_zero_is_refused() -> None:
    with pytest.raises(MinshengError, match="接入距离不对"):
        place(street(), people_at(0), facilities_at(0), snap=-1)


def test_other_facilities_are_measured_with_the_same_people() -> None:
    first = placed(people_at(0, 9), facilities_at(0))
    assert coverage(first.served_by(facilities_at(9)), minutes=15).minutes == pytest.approx([45, 0])


def test_without_a_network_figures_say_what_they_stand_on() -> None:
    answer = coverage(place(StraightLines(1.3), people_at(0), facilities_at(0)), minutes=15)
    assert answer.as_json()["notes"] == ["没有路网，按直线距离乘 1.3 估算"]


@patient
@given(networks(), points(6), points(3), st.integers(1, 40))
def test_covered_heads_are_those_that_brute_force_reaches(
    drawn: Drawn, at: Points, serving: Points, minutes: int
) -> None:
    people = People(ids=at.ids, lon=at.lon, lat=at.lat, people=np.array([0.5, 1.5, 2.5, 3.5, 4.5, 5.5]))
    facilities = Facilities(ids=serving.ids, lon=serving.lon, lat=serving.lat)
    ways = Streets(drawn.network)
    try:
        on = place(ways, people, facilities, snap=700)
    except MinshengError:
        assert not ways.join(people, snap=700).on.any() or not ways.join(facilities, snap=700).on.any()
        return
    far = ways.between(on.people_at, on.facilities_at).min(axis=0) / 80
    answer = coverage(on, minutes=minutes)
    np.testing.assert_allclose(answer.minutes, far, rtol=1e-12, atol=1e-9)
    assert answer.whole.all.people == 18
    assert answer.whole.all.covered == people.people[answer.minutes <= minutes].sum()
