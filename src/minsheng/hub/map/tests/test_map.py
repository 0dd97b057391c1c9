"""What is near, who lacks a circle, where to build: the pages say what the rooms below worked out."""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from lxml import html

from minsheng.hub.map.tests.conftest import EAST, NORTH
from minsheng.hub.places.city import current
from minsheng.hub.places.near import near, position

CIRCLE = "/circles/home-elder-care-urban/"


def words(response: Any) -> str:
    return " ".join(html.fromstring(response.content.decode()).xpath("//main")[0].text_content().split())


def test_what_is_near_a_place_comes_by_kind_with_the_minutes_along_the_streets(places: Path) -> None:
    city = current()
    assert city is not None
    found = near(city, 120.13 + 2 * EAST, 30.20, 15)  # at the nursery; the station is 200 m west of it
    assert {kind: [(one.name, one.minutes, one.metres) for one in all_] for kind, all_ in found.kinds.items()} == {
        "elder_care": [("西街居家养老站", 3, 200)],
        "nursery": [("西街托育园", 1, 0)],
    }
    assert [(kind, one.minutes) for kind, one in found.nearest.items()] == [("bus_stop", 23)]  # 1,800 m away
    assert (found.kinds["nursery"][0].free, found.kinds["elder_care"][0].free) == (4, 0)


def test_a_place_far_from_every_street_is_told_how_far(places: Path) -> None:
    city = current()
    assert city is not None
    found = near(city, 120.13, 30.10, 15)
    assert found.kinds == {}
    assert found.away is not None
    assert 11_000 < found.away < 11_300


def test_a_street_is_found_by_name_and_its_page_lists_opening_and_free_places(places: Path) -> None:
    page = Client().get("/nearby/", {"q": "西湖区 西街"})
    (link,) = html.fromstring(page.content.decode()).xpath("//a[contains(@href, 'at=')]/@href")
    said = words(Client().get(link))
    assert "居家养老服务" in said
    assert "每天 8:00—17:00" in said
    assert "没有空位" in said
    assert "空位 4 个" in said
    assert "生成数据" in said


@pytest.mark.parametrize(
    ("lon", "lat", "said"),
    [
        ("三", "30.2", "经纬度要写成数"),
        ("30.2", "120.1", "写反了"),
        ("0", "0", "不在中国"),
        ("120.1", "", "经纬度要写成数"),
        ("nan", "nan", "不在中国"),
    ],
)
def test_a_position_that_is_none_is_told_what_is_wrong(places: Path, lon: str, lat: str, said: str) -> None:
    answer = Client().get("/nearby/", {"lon": lon, "lat": lat})
    assert answer.status_code == 422
    assert said in words(answer)
    assert isinstance(position("120.15", "30.27"), tuple)


def test_an_unknown_street_says_so_and_markup_in_it_stays_text(places: Path) -> None:
    answer = Client().get("/nearby/", {"q": "<b>nowhere</b>"})
    assert "没有叫这个名字的" in words(answer)
    assert b"<b>nowhere" not in answer.content


def test_the_overview_says_of_every_promise_whether_it_is_kept(places: Path) -> None:
    said = words(Client().get("/circles/"))
    assert "城市社区步行15分钟居家养老服务圈" in said
    assert "设施里没有这几类：fitness" in said
    assert "每千人口3岁以下婴幼儿照护设施托位" in said


def test_a_circle_names_the_people_who_lack_it_by_district_and_street(places: Path) -> None:
    said = words(Client().get(CIRCLE))
    # 1,200 m along the streets from the corner: 85 of the 121 crossings are within, twenty old people at each.
    assert "2,420 人里有 1,700 人，还差 720 人" in said
    assert "西湖区" in said
    assert "东街" in said
    rows = [*csv.DictReader(Client().get(CIRCLE + "places.csv").content.decode("utf-8-sig").splitlines())]
    assert len(rows) == 36
    assert {row["people"] for row in rows} == {"20"}


def test_a_circle_can_be_looked_at_for_everyone_of_another_age(places: Path) -> None:
    said = words(Client().get(CIRCLE, {"age": "0-2"}))
    assert "605 人里有 425 人，还差 180 人" in said  # five small children at each of 121 crossings
    assert "现在看的是所有 0-2 岁的人" in said
    assert Client().get(CIRCLE, {"age": "200+"}).status_code == 404


def test_one_more_site_is_the_one_that_brings_most_and_says_what_coverage_becomes(places: Path) -> None:
    page = Client().get(CIRCLE + "sites/", {"number": "1"})
    said = words(page)
    assert "东街地块" in said
    assert "西街地块" not in said
    assert "多了 720 人够得着" in said
    assert "已经证明" in said


@pytest.mark.parametrize("number", ["0", "21", "-1", "三", "1.5"])
def test_a_number_of_sites_out_of_range_is_told(places: Path, number: str) -> None:
    answer = Client().get(CIRCLE + "sites/", {"number": number})
    assert answer.status_code == 422
    assert "1 到 20 的整数" in words(answer)


def test_where_the_file_of_facilities_says_nothing_the_page_does_not_say_none(places: Path) -> None:
    manifest, people = places / "city.json", places / "people.csv"
    manifest.write_text('{"division": "330100", "extent": "330106"}', "utf-8")
    people.write_text(people.read_text("utf-8") + "x,120.13,30.20,1000,50,200,330109,外街,urban\n", "utf-8")
    said = words(Client().get(CIRCLE))
    assert "2,420 人里有 1,700 人，还差 720 人" in said  # as without 萧山区, which the file leaves out
    assert "1,000 人住在 facilities.csv 没有收录的地方，说不准，不算进覆盖率：萧山区" in said
    assert "萧山区–说不准" in said
    assert "外街" not in said
    assert "说不准" in words(Client().get("/circles/"))


def test_only_the_kind_asked_for_is_listed(places: Path) -> None:
    said = words(Client().get("/nearby/", {"lon": "120.13", "lat": "30.20", "kind": "nursery"}))
    assert "西街托育园" in said
    assert "西街居家养老站" not in said


def test_a_name_typed_after_a_position_is_looked_up(places: Path) -> None:
    page = Client().get("/nearby/", {"lon": "120.13", "lat": "30.20", "q": "东街"})
    assert html.fromstring(page.content.decode()).xpath("//a[contains(@href, 'at=')]")


def test_the_projection_has_its_assumptions_and_the_plans_own_figures_beside_it(places: Path) -> None:
    said = words(Client().get("/circles/demand/"))
    assert "60岁以上占常住人口：推算 20.49%，规划预计约 20%" in said
    assert "总和生育率与2020年相比" in said
    assert "每千人口3岁以下婴幼儿照护设施托位" in said


@pytest.mark.parametrize("address", ["/circles/nowhere/", "/circles/bus-stop/sites/", "/circles/exercise/places.csv"])
def test_what_is_not_there_is_not_found(places: Path, address: str) -> None:
    assert Client().get(address).status_code == 404


def test_only_reading_is_offered(places: Path) -> None:
    assert Client(enforce_csrf_checks=False).post("/circles/").status_code == 405


def test_without_files_the_page_says_how_to_make_a_city(places: Path, settings: Any, tmp_path: Path) -> None:
    settings.MINSHENG_PLACES = tmp_path / "nothing"
    assert "minsheng places demo" in words(Client().get("/circles/"))


def test_faulty_files_are_told_at_first_and_leave_the_last_good_city_in_place_later(places: Path) -> None:
    good = (places / "people.csv").read_text("utf-8")
    (places / "people.csv").write_text(good + "bad,120.1,30.2,many,1,1,330106,西街,urban\n", "utf-8")
    answer = Client().get("/circles/")
    assert answer.status_code == 503
    assert "many" in words(answer)
    (places / "people.csv").write_text(good, "utf-8")
    assert Client().get("/circles/").status_code == 200
    (places / "people.csv").write_text("id,lon\n", "utf-8")
    os.utime(places / "people.csv", (1, 1))
    assert Client().get(CIRCLE).status_code == 200


def test_a_change_of_the_files_shows_at_once(places: Path) -> None:
    assert "还差 720 人" in words(Client().get(CIRCLE))
    facilities = places / "facilities.csv"
    more = f"e2,{120.13 + 10 * EAST:.6f},{30.20 + 10 * NORTH:.6f},elder_care,20,东街站,,,330106,东街\n"
    facilities.write_text(facilities.read_text("utf-8") + more, "utf-8")
    assert "还差 0 人" in words(Client().get(CIRCLE))
