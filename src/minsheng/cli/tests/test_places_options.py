"""What every command on places is told of its files: columns, water, the city's bounds, and what a file covers."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from minsheng.cli.places import command
from minsheng.terms.errors import MinshengError

DATA = Path(os.environ.get("MINSHENG_SEEDS", Path(__file__).parents[5] / "shared" / "seeds")).parent / "data"
STOPS = DATA / "hangzhou" / "bus_stops_2015.csv"
PACKS = Path(__file__).resolve().parents[4] / "packs"
COLUMNS = "id,name,lon,lat,address,,"


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(command, [str(one) for one in words])


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """Homes in 西湖区 and 萧山区, a stop without header beside the first, a site beside the second."""
    (tmp_path / "people.csv").write_text(
        "id,lon,lat,people,division,area\na,120.13,30.25,10,330106,urban\nb,120.27,30.17,40,330109,urban\n", "utf-8"
    )
    (tmp_path / "stops.txt").write_text("s1;站;120.13;30.25;路\n", "utf-8")
    (tmp_path / "sites.txt").write_text("c1;120.27;30.17\n", "utf-8")
    return tmp_path


def coverage(city: Path, *more: str | Path) -> Result:
    files = (
        "--people",
        city / "people.csv",
        "--facilities",
        city / "stops.txt",
        "--columns",
        "id,name,lon,lat,address",
    )
    return run("coverage", *files, "--detour", "1.3", "--minutes", "15", "--crs", "wgs84", *more)


def test_a_file_without_header_is_read_by_the_columns_named(city: Path) -> None:
    told = json.loads(coverage(city, "--json").stdout)
    assert (told["people"], told["covered"]) == (50, 10)
    assert "萧山区一处设施也没有，算作没有服务；如果是文件没有收录那里的设施，请加 --extent present" in told["notes"]


def test_a_district_that_the_file_lacks_is_not_known(city: Path) -> None:
    done = coverage(city, "--extent", "present")
    assert "全部：10 人中 10 人，100.0%，缺 0 人（另有 40 人说不准）" in done.stdout
    assert "萧山区：说不准，设施文件没有收录这里（40 人）" in done.stdout
    assert "stops.txt 里有设施的区县：西湖区 1 处" in done.stdout


def test_the_columns_of_another_file_are_named_with_it(city: Path) -> None:
    sites = ("--candidates", city / "sites.txt", "--columns", "candidates=id,lon,lat", "--number", "1")
    done = run("site", "--people", city / "people.csv", *sites, "--detour", "1.3", "--minutes", "15", "--crs", "wgs84")
    assert done.exit_code == 0, done.output
    assert "40 人" in done.stdout
    with pytest.raises(MinshengError, match="没有这个文件可以给列名"):
        _raise(coverage(city, "--columns", "streets=id,lon,lat"))


def _raise(done: Result) -> None:
    assert done.exception is not None
    raise done.exception


@pytest.mark.parametrize("name", ["coverage", "balance", "promises"])
def test_points_that_are_all_outside_the_city_are_counted_with_an_example(city: Path, name: str) -> None:
    (city / "sea.csv").write_text("id,lon,lat,kind\nx,122.9,30.1,bus_stop\ny,122.8,30.2,bus_stop\n", "utf-8")
    asked = ("--pack", "hangzhou", "--packs", PACKS, "--at", "2023-12-31") if name == "promises" else ("--minutes", "9")
    files = ("--people", city / "people.csv", "--facilities", city / "sea.csv", "--detour", "1.3")
    done = run(name, *asked, *files, "--crs", "wgs84", "--within", "330100")
    with pytest.raises(MinshengError, match=r"全部 2 个点都在边界以外，如 x（第 2 行，122.900000, 30.100000）"):
        _raise(done)


def test_facilities_far_from_everybody_are_told_without_streets_too(city: Path) -> None:
    (city / "sea.csv").write_text("id,lon,lat\nx,122.9,30.1\ny,122.8,30.2\n", "utf-8")
    files = ("--people", city / "people.csv", "--facilities", city / "sea.csv", "--detour", "1.3", "--minutes", "9")
    with pytest.raises(MinshengError, match=r"2 个设施全都离 2 个人口点很远，如 x（读到：122\.90000,30\.1"):
        _raise(run("coverage", *files, "--crs", "wgs84"))


def test_water_that_the_user_draws_is_held_against_the_points(city: Path) -> None:
    lake = {"type": "Polygon", "coordinates": [[[120.0, 30.0], [121.0, 30.0], [121.0, 31.0], [120.0, 30.0]]]}
    feature = {"type": "Feature", "properties": {"name": "湖"}, "geometry": lake}
    (city / "lake.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), "utf-8")
    files = (
        "--people",
        city / "people.csv",
        "--facilities",
        city / "stops.txt",
        "--columns",
        "id,name,lon,lat,address",
    )
    done = run("coverage", *files, "--detour", "1.3", "--minutes", "15", "--water", city / "lake.geojson", "--json")
    assert done.exit_code == 0, done.output
    assert any("湖" in note for note in json.loads(done.stdout)["notes"])


@pytest.mark.seeds
@pytest.mark.skipif(not STOPS.is_file(), reason="the bus stops of Hangzhou are not at hand (set MINSHENG_SEEDS)")
def test_hangzhous_real_stops_give_a_figure_for_each_district_they_cover_and_none_elsewhere(tmp_path: Path) -> None:
    assert run("demo", "--out", tmp_path / "city", "--nodes", "2000").exit_code == 0
    people, stops = tmp_path / "city" / "people.csv", tmp_path / "stops.csv"
    read = ("--columns", COLUMNS, "--set-kind", "bus_stop", "--lenient", "--within", "330100", "--out", stops)
    assert run("read", STOPS, *read).exit_code == 0
    promise = ("--pack", "hangzhou", "--packs", PACKS, "--at", "2023-12-31", "--only", "bus-stop")
    files = ("--people", people, "--facilities", stops, "--detour", "1.3", "--crs", "wgs84", "--extent", "present")
    done = run("promises", *promise, *files)
    assert done.exit_code == 0, done.output
    shares = {name: float(one) for name, one in re.findall(r"^  (\S+) 差 [\d,]+ 人（([\d.]+)%）$", done.stdout, re.M)}
    unknown = re.findall(r"^  (\S+) 说不准", done.stdout, re.M)
    assert set(shares) == {"上城区", "拱墅区", "西湖区", "滨江区", "余杭区", "临平区", "钱塘区", "富阳区"}
    assert set(unknown) == {"萧山区", "临安区", "桐庐县", "淳安县", "建德市"}
    # The generated homes move with the seed; that the old town has stops nearby and 富阳 hardly any does not.
    assert min(shares[name] for name in ("上城区", "拱墅区")) > 50
    assert max(shares[name] for name in ("富阳区", "临平区", "余杭区")) < 15
    assert "文件 可能" not in done.stdout
    assert re.search(r"注：按人口，.*富阳区.*stops.csv 可能只收录了那里的一部分", done.stdout)
    assert "people.csv 是生成数据" in done.stdout
    assert "没有路网，按直线距离乘 1.3 估算" in done.stdout


@pytest.mark.seeds
@pytest.mark.skipif(not STOPS.is_file(), reason="the bus stops of Hangzhou are not at hand (set MINSHENG_SEEDS)")
def test_the_shift_of_hangzhous_stops_is_undone_while_coverage_reads_them(tmp_path: Path) -> None:
    assert run("demo", "--out", tmp_path / "city", "--nodes", "1000").exit_code == 0
    files = ("--people", tmp_path / "city" / "people.csv", "--facilities", STOPS, "--columns", COLUMNS, "--lenient")
    done = run("coverage", *files, "--detour", "1.3", "--minutes", "6.25", "--extent", "present")
    assert done.exit_code == 0, done.output
    assert "偏移了两次的 GCJ-02，已还原" in done.stdout
