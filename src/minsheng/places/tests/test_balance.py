from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from minsheng.places.balance import ENHANCED, TWO_STEP, balance
from minsheng.places.joining import place
from minsheng.places.network.tests.examples import Drawn, networks, patient, points
from minsheng.places.network.ways import Streets
from minsheng.places.points import Facilities, Floats, People, Points
from minsheng.places.tests.examples import facilities_at, people_at, placed
from minsheng.terms.errors import MinshengError


def test_beds_are_shared_among_the_heads_within_reach_of_them() -> None:
    # f0 has 6 beds for p0 and p1 (4 heads): 1.5 each; f1 has 3 for p1 and p2 (6 heads): 0.5 each.
    people = people_at(0, 2, 4, people=[1, 3, 3])
    answer = balance(placed(people, facilities_at(0, 4, capacity=[6, 3])), minutes=10)
    assert answer.demand.tolist() == [4, 6]
    assert answer.ratio.tolist() == [1.5, 0.5]
    assert answer.supply.tolist() == [1.5, 2.0, 0.5]


def test_the_enhanced_method_weighs_each_third_of_the_catchment() -> None:
    # Five minutes a node: p0 and p1 in the first third (p1 at its outer edge), p2 in the second, p3 in the last.
    people = people_at(0, 1, 2, 3, people=[10, 10, 10, 10])
    answer = balance(placed(people, facilities_at(0, capacity=[29])), minutes=15, weights=ENHANCED)
    # 10 × 1 + 10 × 1 + 10 × 0.68 + 10 × 0.22 = 29 weighted heads.
    assert answer.demand == pytest.approx([29])
    assert answer.supply == pytest.approx([1, 1, 0.68, 0.22])


def test_who_reaches_nothing_has_none_and_a_facility_for_nobody_is_told() -> None:
    answer = balance(placed(people_at(0, 5), facilities_at(0, 9, capacity=[2, 7])), minutes=10)
    told = answer.as_json()
    assert answer.supply.tolist() == [2, 0]
    assert (told["without"], told["idle"], told["capacity"], told["mean"]) == (1, ["f1"], 9, 1.0)


def test_a_capacity_not_told_makes_the_supply_around_it_unknown_and_nobody_elses() -> None:
    answer = balance(placed(people_at(0, 2, 8), facilities_at(1, 8, capacity=[np.nan, 5])), minutes=10)
    told = answer.as_json()
    np.testing.assert_array_equal(answer.supply, [np.nan, np.nan, 5])
    assert (told["unknown"], told["capacity_unknown"], told["mean"]) == (2, ["f0"], 5.0)


def test_an_age_group_is_counted_instead_of_all() -> None:
    people = people_at(0, 1, people=[50, 50], ages={"65+": np.array([4.0, 6.0])})
    answer = balance(placed(people, facilities_at(0, capacity=[5])), minutes=10, of="65+")
    assert answer.supply.tolist() == [0.5, 0.5]
    assert answer.as_json()["people"] == 10


def test_means_are_told_by_label() -> None:
    people = people_at(0, 1, 9, people=[1, 3, 7], labels={"district": ("西", "西", "东")})
    told = balance(placed(people, facilities_at(0, capacity=[8])), minutes=10).as_json()
    assert told["by"] == {"district": {"东": {"people": 7, "mean": 0.0}, "西": {"people": 4, "mean": 2.0}}}


def test_an_age_group_that_is_not_there_or_not_known_is_refused() -> None:
    people = people_at(0, 1, ages={"65+": np.array([4.0, np.nan])})
    points = placed(people, facilities_at(0, capacity=[5]))
    with pytest.raises(MinshengError, match=r"没有这个年龄组（读到：3-6；应为：65\+）"):
        balance(points, minutes=10, of="3-6")
    with pytest.raises(MinshengError, match="有 1 个人口点没有写“65\\+”的人数，如 p1"):
        balance(points, minutes=10, of="65+")


def test_facilities_without_any_capacity_are_refused() -> None:
    with pytest.raises(MinshengError, match="2 处设施没有一处写了容量"):
        balance(placed(people_at(0), facilities_at(0, 1)), minutes=10)


@pytest.mark.parametrize("weights", [(), (0.0, 0.0), (1.0, -0.5), (2.0,), (float("nan"),)])
def test_weights_that_are_none_are_refused(weights: tuple[float, ...]) -> None:
    with pytest.raises(MinshengError, match="权重不对"):
        balance(placed(people_at(0), facilities_at(0, capacity=[1])), minutes=10, weights=weights)


def _brute(far: Floats, heads: Floats, capacity: Floats, limit: float, weights: tuple[float, ...]) -> Floats:
    """The two formulas, word for word, from all metres between facilities (rows) and people (columns)."""
    zone = np.ceil(far / limit * len(weights)).clip(1, len(weights) + 1)
    weight = np.append(np.array(weights), 0.0)[np.where(np.isfinite(zone), zone, len(weights) + 1).astype(int) - 1]
    demand = (weight * heads).sum(axis=1)
    ratio = np.divide(capacity, demand, out=np.zeros(len(demand)), where=demand > 0)
    supply: Floats = (ratio[:, None] * weight).sum(axis=0)
    return supply


@patient
@given(networks(), points(6), points(4), st.floats(1, 40), st.sampled_from([TWO_STEP, ENHANCED]))
def test_supply_is_what_the_formulas_give(
    drawn: Drawn, at: Points, serving: Points, minutes: float, weights: tuple[float, ...]
) -> None:
    people = People(ids=at.ids, lon=at.lon, lat=at.lat, people=np.arange(6, dtype=np.float64))
    facilities = Facilities(ids=serving.ids, lon=serving.lon, lat=serving.lat, capacity=np.array([0.0, 10, 20, 30]))
    ways = Streets(drawn.network)
    try:
        on = place(ways, people, facilities, snap=700)
    except MinshengError:
        return
    answer = balance(on, minutes=minutes, weights=weights)
    far = ways.between(on.people_at, on.facilities_at)
    edge = minutes * 80 * np.arange(1, 4) / len(weights)
    if (np.abs(far[..., None] - edge) < 1e-6).any():
        return  # who stands on an edge to the last bit may fall on either side of it
    expected = _brute(far, people.people, facilities.capacity, minutes * 80, weights)
    np.testing.assert_allclose(answer.supply, expected, rtol=1e-12, atol=1e-9)
    served = answer.demand > 0
    assert people.people @ answer.supply == pytest.approx(facilities.capacity[served].sum())
