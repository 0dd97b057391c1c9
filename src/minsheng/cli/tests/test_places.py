"""``minsheng places`` as a planner types it: a street of four nodes, people, two clinics."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from minsheng.cli.places import command
from minsheng.terms.errors import MinshengError

# Nodes stand 400 m apart by the street, further than the snapping distance as the crow flies.
NODES = "node,lon,lat\n" + "".join(f"{at},{120 + at / 100:.2f},30.2\n" for at in range(8))
EDGES = "from,to,metres\n" + "".join(f"{at},{at + 1},400\n" for at in range(7))
PEOPLE = """id,lon,lat,people,65+,district
a,120.00,30.2,10,2,西湖区
b,120.03,30.2,20,5,西湖区
c,120.07,30.2,30,9,拱墅区
d,120.00,31.2,40,0,拱墅区
"""
CLINICS = """id,lon,lat,kind,capacity,district
east,120.06,30.2,clinic,3,拱墅区
west,120.00,30.2,clinic,6,西湖区
bench,120.05,30.2,bench,,西湖区
"""


@pytest.fixture
def city(tmp_path: Path) -> Path:
    (tmp_path / "net").mkdir()
    for name, text in {
        "net/nodes.csv": NODES, "net/edges.csv": EDGES, "people.csv": PEOPLE, "clinics.csv": CLINICS
    }.items():  # fmt: skip
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def run(city: Path, *words: str, network: str | None = "net") -> str:
    given = ["--people", str(city / "people.csv"), "--facilities", str(city / "clinics.csv"), "--crs", "wgs84"]
    given += ["--network", str(city / network)] if network else []
    result = CliRunner().invoke(command, [*words, *given])
    if isinstance(result.exception, MinshengError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_coverage_as_data_has_the_figures_of_the_contract(city: Path) -> None:
    told: dict[str, Any] = json.loads(
        run(city, "coverage", "--minutes", "10", "--kind", "clinic", "--out", str(city / "out"), "--json")
    )
    figures = {key: told[key] for key in ("people", "covered", "share", "unsnapped", "outside")}
    assert figures == {"people": 100, "covered": 40, "share": 0.4, "unsnapped": 1, "outside": 0}
    assert told["ages"]["65+"] == {"people": 16, "covered": 11, "share": 11 / 16}
    assert told["by"]["district"]["拱墅区"]["covered"] == 30
    minutes = {row["id"]: (row["minutes"], row["facility"]) for row in rows(city / "out" / "minutes.csv")}
    assert minutes["d"] == ("", "")
    assert {name: (round(float(minutes[name][0]), 9), minutes[name][1]) for name in "abc"} == {
        "a": (0, "west"),
        "b": (15, "east"),
        "c": (5, "east"),
    }
    assert [row["id"] for row in rows(city / "out" / "uncovered.csv")] == ["d", "b"]
    assert [row["id"] for row in rows(city / "out" / "unsnapped.csv")] == ["d"]
    assert json.loads((city / "out" / "summary.json").read_text("utf-8")) == told


def test_coverage_in_words_tells_the_gap_by_district_with_what_it_stands_on(city: Path) -> None:
    said = run(city, "coverage", "--minutes", "10", "--kind", "clinic")
    assert "  全部：100 人中 40 人，40.0%，缺 60 人\n  65+ 岁：16 人中 11 人，68.8%，缺 5 人\n" in said
    assert "按区县，缺得多的在前：\n  拱墅区：70 人中 30 人，42.9%，缺 40 人\n  西湖区：30 人中 10 人" in said
    assert "注：路网 net（8 个路口）" in said
    assert "注：1 个人口点离路网超过 500 米，没有接入：d" in said


def test_places_are_told_for_one_age_group_when_asked(city: Path) -> None:
    said = run(city, "coverage", "--minutes", "10", "--kind", "clinic", "--age", "65+")
    assert "按区县的 65+ 岁，缺得多的在前：\n  西湖区：7 人中 2 人，28.6%，缺 5 人\n  拱墅区：9 人中 9 人" in said


def test_balance_writes_supply_and_tells_the_plain_ratio_beside_it(city: Path) -> None:
    out = city / "out"
    said = run(city, "balance", "--minutes", "15", "--kind", "clinic", "--out", str(out), "--json")
    told = json.loads(said)
    # west: 6 for a and b (30 heads) is 0.2; east: 3 for b and c (50 heads) is 0.06.
    supply = {row["id"]: float(row["supply"]) for row in rows(out / "supply.csv")}
    assert supply == pytest.approx({"a": 0.2, "b": 0.26, "c": 0.06, "d": 0})
    assert told["mean"] == pytest.approx(0.09)
    assert told["plain"]["district"]["西湖区"] == {"people": 30, "capacity": 6, "ratio": 0.2}
    said = run(city, "balance", "--minutes", "15", "--kind", "clinic", "--out", str(out))
    assert "  西湖区：30 人，平均 240.00；不论远近，按当地容量除以人数 200.00" in said


def test_the_enhanced_method_takes_other_weights(city: Path) -> None:
    words = ("balance", "--minutes", "15", "--kind", "clinic", "--method", "e2sfca", "--json")
    told = json.loads(run(city, *words))
    assert told["weights"] == [1, 0.68, 0.22]
    assert json.loads(run(city, *words, "--weights", "1，0.42，0.09"))["weights"] == [1, 0.42, 0.09]


def test_without_a_network_straight_lines_are_taken_and_named(city: Path) -> None:
    said = run(city, "coverage", "--minutes", "10", "--detour", "1.3", network=None)
    assert "注：没有路网，按直线距离乘 1.3 估算" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("coverage", "--minutes", "0"), "分钟数不对"),
        (("coverage", "--minutes", "10", "--age", "80+"), "没有这个年龄组"),
        (("coverage", "--minutes", "10", "--detour", "1.2"), "只给一个"),
        (("coverage", "--minutes", "10", "--kind", "school"), r"没有这类设施（读到：school；应为：bench、clinic）"),
        (("balance", "--minutes", "10", "--weights", "1,0.5"), "只有 e2sfca 有权重"),
        (("balance", "--minutes", "10", "--method", "e2sfca", "--weights", "a"), "权重不对"),
        (("balance", "--minutes", "10", "--kind", "bench"), "1 处设施没有一处写了容量"),
        (("balance", "--minutes", "10", "--age", "80+"), "没有这个年龄组"),
    ],
)
def test_what_cannot_be_measured_is_refused_and_nothing_is_written(
    city: Path, words: tuple[str, ...], said: str
) -> None:
    with pytest.raises(MinshengError, match=said):
        run(city, *words, "--out", str(city / "out"))
    assert not (city / "out").exists()


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("clinics.csv", "", "文件里没有内容"),
        ("clinics.csv", "id,lon,lat,kind,capacity\nx,120,30.2,clinic,-5\n", r"clinics\.csv:2: .*-5"),
        ("clinics.csv", "id,lon,lat,kind,capacity\nx,125,30.2,clinic,5\n", "1 个设施没有一个在路网 500 米之内"),
        ("people.csv", "id,lon,lat,people\nx,125,30.2,5\n", "1 个人口点没有一个在路网 500 米之内"),
        ("net/edges.csv", "from,to,metres\n0,99,400\n", "nodes.csv 里没有这个路口"),
    ],
)
def test_bad_files_are_refused_and_nothing_is_written(city: Path, file: str, text: str, said: str) -> None:
    (city / file).write_text(text, "utf-8")
    with pytest.raises(MinshengError, match=said):
        run(city, "coverage", "--minutes", "10", "--out", str(city / "out"))
    assert not (city / "out").exists()


def test_division_codes_and_kinds_of_area_are_told_by_name(city: Path) -> None:
    people = "id,lon,lat,people,division,area\na,120.00,30.2,10,330106,urban\nb,120.03,30.2,20,330105,rural\n"
    (city / "people.csv").write_text(people, "utf-8")
    said = run(city, "coverage", "--minutes", "10", "--kind", "clinic")
    assert "按区划，缺得多的在前：\n  拱墅区：20 人中 0 人" in said
    assert "  乡村：20 人中 0 人，0.0%，缺 20 人\n  城镇：10 人中 10 人" in said


def test_of_many_streets_the_ten_with_the_largest_gaps_are_told(city: Path) -> None:
    rows = "".join(f"p{at},120.07,30.2,{at + 1},街道{at:02}\n" for at in range(12))
    (city / "people.csv").write_text(f"id,lon,lat,people,street\n{rows}", "utf-8")
    said = run(city, "coverage", "--minutes", "1", "--kind", "clinic")
    assert said.count("街道") == 11  # ten of them, and the heading
    assert "  街道11：12 人中 0 人，0.0%，缺 12 人\n" in said
    assert "  …… 另有 2 个，见 --out 里的 summary.json" in said
