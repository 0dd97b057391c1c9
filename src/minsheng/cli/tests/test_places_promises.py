"""``minsheng places promises`` on a street of four nodes, five minutes' walk from each to the next."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from minsheng.cli.places import command
from minsheng.terms.errors import MinshengError

PACKS = Path(__file__).resolve().parents[4] / "packs"


@pytest.fixture
def city(tmp_path: Path) -> Path:
    (tmp_path / "ways").mkdir()
    nodes = "".join(f"{at},{120.15 + at * 0.00416},30.25\n" for at in range(4))
    (tmp_path / "ways" / "nodes.csv").write_text("node,lon,lat\n" + nodes, "utf-8")
    edges = "".join(f"{at},{at + 1},400\n" for at in range(3))
    (tmp_path / "ways" / "edges.csv").write_text("from,to,metres\n" + edges, "utf-8")
    people = "id,lon,lat,people,0-2,65+,division,street,area\n" + "".join(
        f"p{at},{120.15 + at * 0.00416},30.25,1000,30,{100 + at},330106,街道{at // 2},urban\n" for at in range(4)
    )
    (tmp_path / "people.csv").write_text(people, "utf-8")
    (tmp_path / "facilities.csv").write_text(
        "id,lon,lat,kind,capacity,division,street\n"
        "e1,120.15,30.25,elder_care,20,330106,街道0\n"
        "n1,120.15,30.25,nursery,15,330106,街道0\n",
        "utf-8",
    )
    return tmp_path


def asked(city: Path, *more: str) -> list[str]:
    files = ["--people", str(city / "people.csv"), "--facilities", str(city / "facilities.csv")]
    where = ["--network", str(city / "ways"), "--packs", str(PACKS), "--crs", "wgs84"]
    return ["promises", "--pack", "hangzhou", *where, *files, *more]


def test_each_promise_of_the_pack_says_met_or_short_by_how_much_or_what_is_wanting(city: Path) -> None:
    done = CliRunner().invoke(command, asked(city, "--at", "2023-12-31", "--json", "--out", str(city / "out")))
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    circles = {one["promise"]: one for one in told["circles"]}
    elder = circles["home-elder-care-urban"]  # the last of four nodes is fifteen minutes away
    assert (elder["state"], elder["people"], elder["covered"]) == ("met", 406, 406)
    assert circles["home-elder-care-rural"]["state"] == "unknown"  # nobody lives in the country
    assert circles["bus-stop"]["why"] == "设施里没有这几类：bus_stop"
    quotas = {one["promise"]: one for one in told["quotas"]}
    places = quotas["nursery-places"]  # 4.6 for each of four thousand people
    assert (places["state"], places["need"], places["have"], places["short"]) == ("short", 18.4, 15, 3.4)
    townships = quotas["elder-care-centre-per-township"]
    assert (townships["state"], townships["short_places"]) == ("short", 1)
    assert json.loads((city / "out" / "promises.json").read_text("utf-8")) == told


def test_what_is_said_names_the_promise_its_clause_and_the_worst_places(city: Path) -> None:
    done = CliRunner().invoke(command, asked(city, "--at", "2023-12-31"))
    assert "【达到】城市社区步行15分钟居家养老服务圈（hz-2021 七(一)1）：15 分钟之内 100.0%" in done.stdout
    assert "2 个地方各 1 家，1 个不足：街道1" in done.stdout


def test_a_day_on_which_nothing_is_promised_is_told(city: Path) -> None:
    with pytest.raises(MinshengError) as raised:
        CliRunner().invoke(command, asked(city, "--at", "2019-12-31"), catch_exceptions=False)
    assert [fault.code for fault in raised.value.faults] == ["places.no-promise"]
