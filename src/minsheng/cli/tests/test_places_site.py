"""``minsheng places site`` as a planner types it: a street of eight crossings, four points, three candidates."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from minsheng.cli.places import command
from minsheng.terms.errors import MinshengError

# 80 metres are a minute at 4.8 km/h: crossings are five minutes apart.
NODES = "node,lon,lat\n" + "".join(f"{at},{120 + at / 100:.2f},30.2\n" for at in range(8))
EDGES = "from,to,metres\n" + "".join(f"{at},{at + 1},400\n" for at in range(7))
PEOPLE = """id,lon,lat,people,65+
a,120.00,30.2,10,2
b,120.03,30.2,20,9
c,120.07,30.2,30,1
far,120.00,31.2,40,0
"""
CANDIDATES = """id,lon,lat,kind,capacity,cost
west,120.01,30.2,clinic,5,3
middle,120.04,30.2,clinic,50,6
east,120.06,30.2,clinic,50,9
"""
EXISTING = """id,lon,lat,kind,capacity
old,120.07,30.2,clinic,9
bench,120.00,30.2,bench,
"""


@pytest.fixture
def city(tmp_path: Path) -> Path:
    (tmp_path / "net").mkdir()
    files = {"net/nodes.csv": NODES, "net/edges.csv": EDGES, "people.csv": PEOPLE, "candidates.csv": CANDIDATES}
    for name, text in {**files, "existing.csv": EXISTING}.items():
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def run(city: Path, *words: str, minutes: str = "10", existing: bool = False) -> Result:
    given = ["--people", str(city / "people.csv"), "--candidates", str(city / "candidates.csv"), "--crs", "wgs84"]
    given += ["--network", str(city / "net"), "--minutes", minutes]
    given += ["--existing", str(city / "existing.csv")] if existing else []
    result = CliRunner().invoke(command, ["site", *given, *words])
    if isinstance(result.exception, MinshengError):
        raise result.exception
    return result


def told(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.output
    data: dict[str, Any] = json.loads(result.stdout)
    return data


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_one_site_for_most_people_has_the_figures_of_the_contract(city: Path) -> None:
    # middle and east both have c or b within ten minutes: west a and b (30), middle b (20), east c (30); west is first.
    result = run(city, "--number", "1", "--json")
    data = told(result)
    expected = {"chosen": ["west"], "objective": 30, "bound": 30, "gap": 0, "covered": 30, "out_of_reach": ["far"]}
    assert {name: data[name] for name in expected} == expected
    assert (data["people"], data["unsnapped"], data["unsnapped_people"]) == (100, 1, 40)
    assert "有 1 个居民点、40 人，哪个备选点和已有设施都不在 10 分钟之内：far" in result.stderr


def test_what_exists_is_kept_and_the_new_site_goes_where_it_adds_most(city: Path) -> None:
    data = told(run(city, "--number", "1", "--kind", "clinic", "--json", existing=True))
    assert (data["chosen"], data["covered_before"], data["covered"]) == (["west"], 30, 60)
    assert data["sites"] == [{"id": "west", "brings": 30}]


def test_all_that_can_be_covered_is_covered_and_more_than_the_number_is_told(city: Path) -> None:
    result = run(city, "--number", "1", "--objective", "cover-all", "--json")
    data = told(result)
    assert (set(data["chosen"]), data["objective"], data["enough"]) == ({"west", "east"}, 2, False)
    assert "全部覆盖要新建 2 处，超过所给的个数或预算" in result.stderr


def test_least_walking_counts_everybody_who_has_a_way_in_person_minutes(city: Path) -> None:
    # middle: 10 people 20 minutes, 20 people 5, 30 people 15.
    data = told(run(city, "--number", "1", "--objective", "distance", "--json"))
    assert data["chosen"] == ["middle"]
    assert data["objective"] == pytest.approx(750, rel=1e-3)
    assert data["no_way"] == ["far"]


def test_the_fairest_site_is_the_one_with_the_shortest_longest_way(city: Path) -> None:
    data = told(run(city, "--number", "1", "--objective", "worst", "--json"))
    assert data["chosen"] == ["middle"]
    assert data["objective"] == pytest.approx(20, rel=1e-3)


def test_for_an_age_group_only_its_people_count(city: Path) -> None:
    data = told(run(city, "--number", "1", "--age", "65+", "--json"))
    assert (data["people"], data["objective"]) == (12, 11)


def test_a_budget_buys_what_it_can(city: Path) -> None:
    data = told(run(city, "--budget", "8", "--json"))
    assert (data["chosen"], data["sites"][0]["cost"]) == (["west"], 3)


def test_where_places_count_the_site_with_room_wins(city: Path) -> None:
    # west has 30 people near and 5 places; east has 30 near and 50 places.
    data = told(run(city, "--number", "1", "--capacity", "--json"))
    assert (data["chosen"], data["covered"]) == (["east"], 30)


def test_an_unknown_capacity_is_refused_where_places_count(city: Path) -> None:
    (city / "candidates.csv").write_text(CANDIDATES.replace("clinic,50,6", "clinic,,6"), "utf-8")
    with pytest.raises(MinshengError, match="要计容量，却有 1 处备选点没写容量，如 middle"):
        run(city, "--number", "1", "--capacity")


def test_an_existing_site_that_no_street_leads_to_is_told_and_left_out(city: Path) -> None:
    (city / "existing.csv").write_text(EXISTING + "sea,120.00,31.5,clinic,9\n", "utf-8")
    result = run(city, "--number", "1", "--kind", "clinic", "--json", existing=True)
    assert told(result)["unsnapped_existing"] == 1
    assert "有 1 处已有设施没有接入路网，不算：如 sea" in result.stderr


def test_the_folder_has_the_sites_every_point_before_and_after_and_a_map(city: Path) -> None:
    out = city / "out"
    result = run(city, "--number", "1", "--kind", "clinic", "--out", str(out), existing=True)
    assert "覆盖：30 人（30.0%） → 60 人（60.0%）" in result.stdout
    assert "1. west：新覆盖 30 人" in result.stdout
    assert "已证明最优" in result.stdout
    assert [(one["id"], one["brings"], one["cost"]) for one in rows(out / "sites.csv")] == [("west", "30", "")]
    points = {one["id"]: one for one in rows(out / "points.csv")}
    assert float(points["a"]["minutes_before"]) == pytest.approx(35, rel=1e-3)
    assert float(points["a"]["minutes_after"]) == pytest.approx(5, rel=1e-3)
    assert points["far"]["minutes_after"] == ""
    assert json.loads((out / "summary.json").read_text("utf-8"))["chosen"] == ["west"]
    picture = ElementTree.parse(out / "map.svg").getroot()
    assert picture.tag == "{http://www.w3.org/2000/svg}svg"
    words = "".join(picture.itertext())
    assert "已覆盖 30 人" in words
    assert "建成后新覆盖 30 人" in words
    assert "仍未覆盖 40 人" in words


def test_a_map_draws_one_dot_a_point_with_people_and_numbers_the_sites(city: Path) -> None:
    run(city, "--number", "2", "--out", str(city / "out"))
    svg = (city / "out" / "map.svg").read_text("utf-8")
    assert svg.count("<circle") == 4 + 2 + 4  # points, sites, legend
    assert ">1</text>" in svg
    assert ">2</text>" in svg


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--number", "0"), "新建个数至少为 1"),
        (("--number", "9"), "要建 9 处，备选点只有 3 个"),
        ((), "没有说明建多少"),
        (("--budget", "2"), "预算不够 3 个备选点中的任何一个，最便宜的是 west"),
        (("--number", "1", "--age", "80+"), "人口里没有这个年龄组（读到：80+；应为：65+）"),
        (("--number", "1", "--kind", "school"), "备选点里没有这类"),
    ],
)
def test_what_cannot_be_asked_is_refused_and_nothing_is_written(city: Path, words: tuple[str, ...], said: str) -> None:
    with pytest.raises(MinshengError) as raised:
        run(city, *words, "--out", str(city / "out"))
    assert said in str(raised.value)
    assert not (city / "out").exists()


def test_candidates_that_reach_nobody_are_refused_with_the_nearest(city: Path) -> None:
    with pytest.raises(MinshengError, match="3 个备选点在 1 分钟内够不到任何一个居民点"):
        run(city, "--number", "1", minutes="1")


def test_candidates_without_a_cost_are_refused_under_a_budget(city: Path) -> None:
    (city / "candidates.csv").write_text(CANDIDATES.replace(",6\n", ",\n"), "utf-8")
    with pytest.raises(MinshengError, match="有 1 个备选点没有造价，如 middle"):
        run(city, "--budget", "20")
