"""Circles and quotas on a street of ten nodes, five minutes' walk from each to the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from minsheng.packs.load import load_packs
from minsheng.packs.model import Indicator, Value
from minsheng.packs.nearby import Circle, Quota
from minsheng.places.coverage import Share
from minsheng.places.promises.circles import CircleAnswer, check_circle
from minsheng.places.promises.quotas import QuotaAnswer, check_quota, required
from minsheng.places.promises.verdict import circles_of, quotas_of
from minsheng.places.tests.examples import facilities_at, people_at, placed
from minsheng.terms.citation import Citation

CLAUSE = Citation.parse("ls-2021 表1.4")
CIRCLE = Circle("meals", "助餐圈", "elder-care", CLAUSE, date(2021, 1, 1), ("canteen",), minutes=15)
QUOTA = Quota(
    "beds", "床位", "elder-care", CLAUSE, date(2021, 1, 1), ("home",), "capacity", "张", value=Decimal(20), per=1000
)
LABELS = {"division": ("W", "W", "E"), "street": ("a", "b", "c"), "area": ("urban", "urban", "rural")}


def circle(**more: Any) -> CircleAnswer:
    """Ten people at node 0, twenty at 3, forty at 9; a canteen at 0 and a library at 9."""
    ages = {"65+": np.array([1.0, 5.0, 8.0])}
    people = people_at(0, 3, 9, people=[10, 20, 40], ages=ages, labels=LABELS)
    return check_circle(placed(people, facilities), facilities, replace(CIRCLE, **more))


facilities = replace(facilities_at(0, 9), kind=("canteen", "library"))


def test_a_circle_is_short_where_somebody_is_farther_away_and_says_by_how_many() -> None:
    answer = circle()
    assert (answer.verdict, answer.whole) == ("short", Share(70, 30))
    assert answer.by() == {"E": (Share(40, 0), "short"), "W": (Share(30, 30), "met")}
    assert answer.uncovered.tolist() == [2]
    assert answer.as_json()["short"] == 40


@pytest.mark.parametrize(
    ("more", "verdict", "share"),
    [
        ({"kinds": ("canteen", "library")}, "met", Share(70, 70)),
        ({"minutes": 14}, "short", Share(70, 10)),
        ({"minutes": None, "metres": 1200}, "short", Share(70, 30)),
        ({"minutes": None, "metres": 1199}, "short", Share(70, 10)),
        ({"speed": Decimal("14.4")}, "met", Share(70, 70)),
        ({"surroundings": "urban"}, "met", Share(30, 30)),
        ({"surroundings": "rural"}, "short", Share(40, 0)),
        ({"people": "65+"}, "short", Share(14, 6)),
        ({"share": Decimal("42.8")}, "met", Share(70, 30)),
        ({"share": Decimal("42.9")}, "short", Share(70, 30)),
    ],
)
def test_a_circle_counts_the_people_the_way_and_the_share_it_names(
    more: dict[str, Any], verdict: str, share: Share
) -> None:
    answer = circle(**more)
    assert (answer.verdict, answer.whole) == (verdict, share)


@pytest.mark.parametrize(
    ("more", "why"),
    [({"kinds": ("pool",)}, "设施里没有这几类：pool"), ({"people": "80+"}, "人口里没有“80+”这一列")],
)
def test_a_circle_of_which_nothing_is_known_says_what_is_wanting(more: dict[str, Any], why: str) -> None:
    answer = circle(**more)
    assert (answer.verdict, answer.why, answer.by(), answer.uncovered.tolist()) == ("unknown", why, {}, [])


def test_people_nobody_counted_leave_open_what_all_others_meet() -> None:
    people = people_at(0, 9, people=[10, 20], ages={"65+": np.array([3.0, np.nan])})
    answer = check_circle(placed(people, facilities), facilities, replace(CIRCLE, people="65+"))
    assert (answer.verdict, answer.whole) == ("unknown", Share(3, 3, unknown=1))


def quota(beds: list[float], own: Mapping[str, tuple[str, ...]] | None = None, **more: Any) -> QuotaAnswer:
    """A thousand people in W, in two streets, and five hundred in E; the homes are at a, b and c."""
    people = people_at(0, 3, 9, people=[400, 600, 500], labels=LABELS)
    homes = replace(facilities_at(0, 3, 9, capacity=beds), kind=("home", "home", "home"))
    return check_quota(people, homes, LABELS if own is None else own, replace(QUOTA, **more), {}, heads=None)


def test_a_quota_for_the_whole_needs_its_figure_for_each_thousand_people() -> None:
    answer = quota([10, 10, 10])  # 20 beds for each of 1.5 thousand people
    assert answer.verdict == "met"
    assert answer.places[0].need == 30
    answer = quota([10, 10, 9])
    assert (answer.verdict, answer.places[0].short) == ("short", 1)
    assert {one.name: (one.have, one.short) for one in answer.parts} == {"E": (9, 1), "W": (20, 0)}


def test_a_quota_of_each_township_names_those_without() -> None:
    answer = quota([10, 0, 9], counts="facilities", value=Decimal(1), per=None, each="township")
    assert answer.verdict == "met"
    elsewhere = {**LABELS, "street": ("a", "a", "c")}
    answer = quota([10, 0, 9], elsewhere, counts="facilities", value=Decimal(1), per=None, each="township")
    assert (answer.verdict, [one.name for one in answer.short]) == ("short", ["b"])


def test_a_capacity_nobody_told_leaves_open_what_is_short_and_not_what_is_met() -> None:
    assert quota([10, 10, np.nan]).verdict == "unknown"
    assert quota([30, 10, np.nan]).verdict == "met"


def test_a_quota_takes_its_figure_from_the_target_of_its_indicator() -> None:
    indicator = Indicator("ls.t1", "床位", "张", CLAUSE, (Value("target", 2025, value=Decimal(40)),))
    people = people_at(0, people=[1000])
    homes = replace(facilities_at(0, capacity=[30]), kind=("home",))
    wanted = replace(QUOTA, value=None, indicator="ls.t1", year=2025)
    answer = check_quota(people, homes, {}, wanted, {"ls.t1": indicator})
    assert (answer.value, answer.verdict, answer.places[0].short) == (Decimal(40), "short", 10)
    assert check_quota(people, homes, {}, replace(wanted, year=2030), {"ls.t1": indicator}).verdict == "unknown"


def test_a_forecast_takes_the_place_of_the_people_counted() -> None:
    people = people_at(0, people=[1000])
    homes = replace(facilities_at(0, capacity=[30]), kind=("home",))
    answer = check_quota(people, homes, {}, QUOTA, {}, heads={"": {"": 2000.0}})
    assert (answer.places[0].need, answer.verdict) == (Decimal(40), "short")


@given(st.decimals(0, 100, places=2), st.integers(1, 10_000), st.integers(0, 10**8))
def test_what_is_needed_is_the_figure_for_each_so_many_people(value: Decimal, per: int, people: int) -> None:
    need = required(value, per, float(people), "capacity")
    assert abs(need * per - value * people) <= Decimal(per) / 1_000_000
    assert required(value, per, float(people), "facilities") >= need - Decimal("0.000001")


def test_the_bundled_packs_hold_promises_of_places_for_their_time() -> None:
    packs = load_packs(Path(__file__).resolve().parents[5] / "packs")
    pack = packs["hangzhou"]
    found = {one.id for one in circles_of(pack, packs, day=date(2023, 6, 30))}
    assert {"home-elder-care-urban", "bus-stop", "urban-exercise"} <= found
    assert circles_of(pack, packs, day=date(2020, 12, 31)) == []
    assert "nursery-places" in {one.id for one in quotas_of(pack, packs, day=date(2023, 6, 30))}
