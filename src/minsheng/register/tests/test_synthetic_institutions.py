from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from importlib.resources import files
from typing import Any

import pytest

from minsheng.register.schema import EPOCH, NONE_DATE
from minsheng.register.synthetic.institutions import AREAS, densities, institutions_of, places_of, spreads
from minsheng.register.synthetic.margins import assumptions, margins_of
from minsheng.terms.fields import field_of

DAY = date(2021, 12, 31)
MARGINS = margins_of("330100")
EVERYBODY = MARGINS.people


def rows(people: int, seed: int = 0, **share: float) -> list[dict[str, Any]]:
    given = {**assumptions(), **share}
    found: list[dict[str, Any]] = institutions_of(MARGINS, people=people, day=DAY, seed=seed, share=given).to_pylist()
    return found


@pytest.fixture(scope="module")
def city() -> list[dict[str, Any]]:
    return rows(EVERYBODY, institution_not_known=0)


def test_one_seed_gives_the_same_institutions_and_another_others() -> None:
    assert rows(5000, seed=3) == rows(5000, seed=3)
    assert rows(5000, seed=3) != rows(5000, seed=4)


def test_a_city_of_everybody_has_as_many_as_the_assumptions_say(city: list[dict[str, Any]]) -> None:
    count = Counter(row["kind"] for row in city)
    # 1,993,929 country people, 1,000 a village; eleven million and more, 24,000 a primary school
    assert count["village"] == pytest.approx(1_993_929 / 1000, rel=0.01)
    assert count["primary_school"] == pytest.approx(EVERYBODY / 24_000, rel=0.05)
    assert (count["city"], count["district"], count["county"]) == (1, 10, 3)
    assert count["culture_station"] == count["township"] + count["subdistrict"] == count["health_centre"]


def test_the_smallest_city_has_one_of_each_where_there_can_be_one() -> None:
    own = [row["kind"] for row in rows(2000) if row["division"] == "330127"]
    assert set(own) == {one.kind for one in densities()} - {"city", "city_library", "district"}
    # 滨江区 has no countryside
    urban = {row["kind"] for row in rows(2000) if row["division"] == "330108"}
    assert not urban & {"township", "village", "farm_library", "county"}


def test_districts_have_the_people_of_the_city_and_streets_those_of_the_district(city: list[dict[str, Any]]) -> None:
    district = {row["division"]: row["population"] for row in city if row["kind"] in ("district", "county")}
    assert sum(district.values()) == EVERYBODY
    for code, people in district.items():
        streets = [
            row["population"] for row in city if row["division"] == code and row["kind"] in ("township", "subdistrict")
        ]
        assert sum(streets) == people, code
    assert {one.division: one.people for one in places_of(MARGINS, EVERYBODY)} == district


def test_a_district_has_the_beds_of_its_homes_and_the_city_those_of_its_districts(city: list[dict[str, Any]]) -> None:
    for measure, kind in (("nursing_beds", "elder_home"), ("certified_staff", "nursery")):
        homes = [row for row in city if row["kind"] == kind]
        for area in (row for row in city if row["kind"] in AREAS):
            own = [row[measure] for row in homes if area["kind"] == "city" or row["division"] == area["division"]]
            assert area[measure] == sum(own)


def test_about_as_many_miss_a_standard_as_is_assumed(city: list[dict[str, Any]]) -> None:
    rooms = [row["open_hours_week"] / 100 for row in city if row["kind"] == "farm_library"]
    assert sum(hours >= 40 for hours in rooms) / len(rooms) == pytest.approx(0.75, abs=0.04)
    assert all(28 <= hours <= 56 for hours in rooms)
    classes = [row["largest_class"] for row in city if row["kind"] == "primary_school"]
    assert sum(one <= 45 for one in classes) / len(classes) == pytest.approx(0.88, abs=0.05)


def test_a_village_without_a_hall_has_no_day_it_was_built_on(city: list[dict[str, Any]]) -> None:
    villages = [row for row in city if row["kind"] == "village"]
    none = [row for row in villages if row["cultural_halls"] == 0]
    assert none
    assert {((row["built_on"] - EPOCH).days, row["hall_area_m2"]) for row in none} == {(NONE_DATE, None)}
    assert all(row["built_on"] <= DAY for row in villages)


def test_a_few_measures_are_not_known_but_never_kind_or_division() -> None:
    made = rows(200_000)
    assert all(row["kind"] and row["division"] for row in made)
    free = [row["free_entry"] for row in made if row["kind"] == "museum"] + [
        row["open_hours_week"] for row in made if row["kind"] in ("culture_station", "farm_library")
    ]
    assert 0 < free.count(None) / len(free) < 0.1


def test_every_assumption_about_institutions_says_what_it_is() -> None:
    folder = files("minsheng.register").joinpath("data")
    for row in csv.DictReader(folder.joinpath("institutions.csv").read_text("utf-8").splitlines()):
        assert row["basis"] in ("published", "assumed"), row
        assert row["note"], row
        assert bool(row["source"]) == (row["basis"] == "published"), row
    kinds = {one.kind for one in densities()}
    for one in spreads():
        assert set(one.kinds) <= kinds, one
        field = field_of("institution", one.measure)
        assert field is not None, one
        assert (field.type == "yesno") == one.yesno, one
        assert one.yesno or one.start <= one.end, one
