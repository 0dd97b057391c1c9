"""A file of facilities that speaks of a part of the city only: elsewhere nobody knows, which is not nobody has."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from minsheng.packs.nearby import Circle, Quota
from minsheng.places.coverage import Share, coverage
from minsheng.places.extent import Extent, extent_of, silent_districts
from minsheng.places.points import Facilities, People
from minsheng.places.promises.circles import check_circle
from minsheng.places.promises.quotas import check_quota
from minsheng.places.tests.examples import facilities_at, people_at, placed
from minsheng.terms.citation import Citation
from minsheng.terms.errors import MinshengError

LAKE, BINJIANG, XIAOSHAN = (120.13, 30.25), (120.20, 30.19), (120.27, 30.17)
"""In 西湖区 330106, 滨江区 330108, 萧山区 330109."""


def homes(*, labels: bool = True) -> People:
    lon, lat = np.array([LAKE, BINJIANG, XIAOSHAN]).T
    division = {"division": ("330106", "330108", "330109")} if labels else {}
    return People(ids=("a", "b", "c"), lon=lon, lat=lat, people=np.array([10.0, 20.0, 40.0]), labels=division)


def stops(*where: tuple[float, float]) -> Facilities:
    lon, lat = np.array(where).T
    return Facilities(ids=tuple(f"s{at}" for at in range(len(where))), lon=lon, lat=lat)


@pytest.mark.parametrize("labels", [True, False])
def test_a_district_without_any_facility_in_the_file_is_not_known(labels: bool) -> None:
    found = extent_of("present", homes(labels=labels), stops(LAKE, LAKE, BINJIANG), file="stops.csv")
    assert found.told.tolist() == [True, True, False]
    assert found.notes == (
        "stops.csv 里有设施的区县：西湖区 2 处、滨江区 1 处",
        "40 人住在 stops.csv 没有收录的地方，说不准，不算进覆盖率：萧山区",
    )


def test_a_district_with_few_facilities_for_its_people_is_named() -> None:
    # 20, 20 and 1 facilities for 10, 20 and 40 people: 2, 1 and 0.025 a head, a fifth of the median is 0.2.
    found = extent_of("present", homes(), stops(*[LAKE] * 20, *[BINJIANG] * 20, XIAOSHAN))
    assert "按人口，萧山区的设施不到各区县中位数的五分之一，设施文件 可能只收录了那里的一部分" in found.notes


def test_divisions_and_a_drawn_boundary_say_where_the_file_speaks(tmp_path: Path) -> None:
    assert extent_of("330106,330109", homes(), stops(LAKE)).told.tolist() == [True, False, True]
    assert extent_of("330100", homes(), stops(LAKE)).told.all()
    ring = [[120.1, 30.2], [120.2, 30.2], [120.2, 30.3], [120.1, 30.3], [120.1, 30.2]]
    area = tmp_path / "area.geojson"
    area.write_text(
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"name": "城中"}, '
        f'"geometry": {{"type": "Polygon", "coordinates": [{ring}]}}}}]}}',
        "utf-8",
    )
    assert extent_of(str(area), homes(), stops(LAKE)).told.tolist() == [True, False, False]


@pytest.mark.parametrize(
    ("wanted", "said"), [("330199", "这个区划里没有人口点"), ("present", "设施文件收录的范围里没有人")]
)
def test_an_extent_without_people_is_a_fault(wanted: str, said: str) -> None:
    with pytest.raises(MinshengError, match=said):
        extent_of(wanted, homes(), stops((120.9, 29.5)))


def test_districts_without_a_facility_are_told_while_nobody_says_that_the_file_lacks_them() -> None:
    (note,) = silent_districts(homes(), stops(LAKE))
    assert note.startswith("萧山区、滨江区一处设施也没有，算作没有服务")
    assert silent_districts(homes(), stops(LAKE, BINJIANG, XIAOSHAN)) == ()
    assert silent_districts(homes(labels=False), stops(LAKE)) == ()


PEOPLE = people_at(0, 3, 9, people=[10, 20, 40], labels={"division": ("W", "W", "E")})
CANTEEN = replace(facilities_at(0), kind=("canteen",))
CLAUSE = Citation.parse("ls-2021 表1.4")
CIRCLE = Circle("meals", "助餐圈", "elder-care", CLAUSE, date(2021, 1, 1), ("canteen",), minutes=15)


def test_people_outside_the_extent_are_neither_covered_nor_short() -> None:
    city = replace(placed(PEOPLE, CANTEEN), extent=Extent(np.array([True, True, False]), ("只有西边",)))
    answer = coverage(city, minutes=14)
    assert answer.whole.all == Share(30, 10, 0, 40)
    assert answer.by("division")["E"].all == Share(0, 0, 0, 40)
    assert answer.uncovered.tolist() == [1]
    assert answer.as_json()["untold"] == 40
    assert "只有西边" in answer.as_json()["notes"]


@pytest.mark.parametrize(
    ("minutes", "share", "verdict"),
    [
        (14, 100, "short"),  # 20 of 30 known people lack it
        (15, 100, "unknown"),  # all known have it, of the others nobody knows
        (15, 42, "met"),  # 30 of 70 have it, whatever the others have
        (15, 43, "unknown"),
        (14, 72, "short"),  # 50 of 70 at most
        (14, 71, "unknown"),
    ],
)
def test_a_circle_is_short_or_met_only_when_it_is_whatever_the_others_have(
    minutes: int, share: int, verdict: str
) -> None:
    city = replace(placed(PEOPLE, CANTEEN), extent=Extent(np.array([True, True, False])))
    answer = check_circle(city, CANTEEN, replace(CIRCLE, minutes=minutes, share=Decimal(share)))
    assert answer.verdict == verdict
    assert answer.by()["E"] == (Share(0, 0, 0, 40), "unknown")


def test_a_quota_is_not_short_where_the_file_says_nothing() -> None:
    one_each = Quota(
        "each", "每区一处", "elder-care", CLAUSE, date(2021, 1, 1), ("canteen",), "facilities", "处",
        value=Decimal(1), each="district",
    )  # fmt: skip
    told = np.array([True, True, False])
    answer = check_quota(PEOPLE, CANTEEN, {"division": ("W",)}, one_each, {}, told=told)
    assert {one.name: one.verdict for one in answer.places} == {"E": "unknown", "W": "met"}
    known = check_quota(PEOPLE, CANTEEN, {"division": ("W",)}, one_each, {})
    assert {one.name: one.verdict for one in known.places} == {"E": "short", "W": "met"}


@given(st.lists(st.booleans(), min_size=3, max_size=3))
def test_known_and_unknown_people_add_up_to_all(told: list[bool]) -> None:
    city = replace(placed(PEOPLE, CANTEEN), extent=Extent(np.array(told)))
    share = coverage(city, minutes=15).whole.all
    assert share.people + share.untold == 70
    assert share.covered == 10 * told[0] + 20 * told[1]
