from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import shapely
from click.testing import CliRunner, Result

from minsheng.cli import demo
from minsheng.cli.places import command
from minsheng.places.boundaries.bundled import boundaries_of
from minsheng.places.coordinates.evidence import rivers_near
from minsheng.places.coordinates.systems import SHIFTS
from minsheng.terms.errors import MinshengError


def run(*words: str | Path) -> Result:
    done = CliRunner().invoke(command, [str(one) for one in words])
    if isinstance(done.exception, MinshengError):
        raise done.exception
    return done


def written(folder: Path, text: str, name: str = "homes.csv") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_a_city_is_made_and_read_back(tmp_path: Path) -> None:
    made = run("demo", "--out", tmp_path / "city", "--nodes", "3000", "--seed", "3")
    assert made.exit_code == 0
    assert "生成数据" in made.output
    assert json.loads((tmp_path / "city" / "city.json").read_text("utf-8"))["seed"] == 3
    people = tmp_path / "city" / "people.csv"
    read = run("read", people, "--as", "people", "--network", tmp_path / "city" / "network", "--json")
    told = json.loads(read.output)
    assert (told["crs"]["system"], told["crs"]["sure"]) == ("wgs84", "sure")
    grid = run("grid", "--within", "330108", "--spacing", "700", "--people", people, "--out", tmp_path / "sites.csv")
    assert "个备选点" in grid.output
    # The district's own half of the river is left out although the other bank is another district's.
    sites = np.loadtxt(tmp_path / "sites.csv", delimiter=",", skiprows=1, usecols=(1, 2))
    river = rivers_near(boundaries_of("330100"))[0].shape
    assert not shapely.contains_xy(river, sites).any()
    again = run("read", tmp_path / "sites.csv", "--as", "candidates", "--within", "330108")
    assert again.exit_code == 0
    assert "边界以外" not in again.output


def test_a_file_in_gcj02_is_written_in_wgs84(tmp_path: Path) -> None:
    source = written(tmp_path, "甲;滨江某站;120.204558;30.197585;江边\n乙;另一站;120.204558;;\n")
    done = run(
        "read", source, "--columns", "id,name,lon,lat,address", "--crs", "gcj02", "--set-kind", "bus_stop", "--lenient",
        "--out", tmp_path / "out.csv",
    )  # fmt: skip
    assert "读到 1 行，1 行有错放在一边" in done.output
    assert "homes.csv:2: 没有坐标" in done.output
    assert (tmp_path / "out.csv").read_text("utf-8").splitlines() == [
        "id,lon,lat,kind,capacity,name,opening,address",
        "甲,120.2000001,30.2000004,bus_stop,,滨江某站,,江边",
    ]


def test_water_that_the_user_draws_tells_a_shift(tmp_path: Path) -> None:
    # A lake with a ring of stops round it, written as if GCJ-02 had been applied.
    ring = [[118.02, 29.02], [118.05, 29.02], [118.05, 29.05], [118.02, 29.05], [118.02, 29.02]]
    lake = {"type": "Feature", "properties": {"name": "湖"}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    water = written(tmp_path, json.dumps({"type": "FeatureCollection", "features": [lake]}), "lake.geojson")
    steps = [at / 10_000 for at in range(0, 701, 10)]
    shore = [(118.0 + x, 29.0 + y) for x in steps for y in steps if not (0.0195 < x < 0.0505 and 0.0195 < y < 0.0505)]
    lon, lat = SHIFTS["gcj02"].applied(*np.array(shore).T)
    rows = "".join(f"s{at},{x:.6f},{y:.6f}\n" for at, (x, y) in enumerate(zip(lon, lat, strict=True)))
    told = json.loads(run("read", written(tmp_path, "id,lon,lat\n" + rows), "--water", water, "--json").output)
    assert told["crs"]["system"] == "gcj02"
    assert "湖" in told["crs"]["why"][0]


def test_people_are_written_with_their_ages_and_labels(tmp_path: Path) -> None:
    source = written(tmp_path, "编号,经度,纬度,人口,65岁以上,城乡\n1,120.1,30.2,10.5,,城镇\n")
    run("read", source, "--as", "people", "--crs", "wgs84", "--out", tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_text("utf-8").splitlines() == [
        "id,lon,lat,people,65+,area",
        "1,120.1000000,30.2000000,10.5,,urban",
    ]


def test_a_faulty_file_leaves_nothing_behind(tmp_path: Path) -> None:
    source = written(tmp_path, "id,lon,lat,kind,capacity\na,120.1,30.2,home,-1\n")
    with pytest.raises(MinshengError) as caught:
        run("read", source, "--crs", "wgs84", "--out", tmp_path / "out.csv")
    assert str(caught.value.faults[0]).startswith("homes.csv:2: 容量（capacity）是负数（读到：-1")
    assert [one.name for one in tmp_path.iterdir()] == ["homes.csv"]


def test_a_place_that_cannot_be_written_is_a_fault(tmp_path: Path) -> None:
    source = written(tmp_path, "id,lon,lat\na,120.1,30.2\n")
    with pytest.raises(MinshengError) as caught:
        run("read", source, "--crs", "wgs84", "--out", tmp_path / "nowhere" / "out.csv")
    assert caught.value.faults[0].code == "places.out"


def test_the_demo_makes_its_city_once_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Path] = []

    def prepare(folder: Path) -> bool:
        made.append(folder)
        return len(made) == 1

    monkeypatch.setattr("minsheng.places.demo.files.prepare", prepare)
    said: list[str] = []
    demo.small_places(tmp_path, said.append)
    demo.small_places(tmp_path, said.append)
    assert said == [f"已造出地图上的演示城市（生成数据）：{tmp_path}"]
