from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from minsheng.cli.monitor import command

PACKS = Path(__file__).resolve().parents[4] / "packs"


def test_the_command_prints_the_contract_s_fields() -> None:
    asked = ["status", "--pack", "hangzhou", "--at", "2020", "--source", "hzs-2021", "--json", "--packs", str(PACKS)]
    done = CliRunner().invoke(command, asked, env={"MINSHENG_DATA": "nowhere"})
    assert done.exit_code == 0
    rows = {row["indicator"]: row for row in json.loads(done.stdout)}
    told = rows["hzs-2021.t1.24"]
    contract = ["indicator", "name", "division", "source", "target", "op", "value", "period", "status", "degree"]
    assert {name: told[name] for name in contract} == {
        "indicator": "hzs-2021.t1.24",
        "name": "公共交通机动化出行分担率",
        "division": "330100",
        "source": {"document": "hzs-2021", "table": 1, "row": 24},
        "target": "60",
        "op": "=",
        "value": 52.4,
        "period": "2020",
        "status": "missed",
        "degree": 87.3333,
    }
    assert {name: rows["hzs-2021.t1.18"][name] for name in ("value", "period", "status", "degree")} == {
        "value": None,
        "period": None,
        "status": "no_data",
        "degree": None,
    }


def test_the_command_prints_a_table_by_state() -> None:
    asked = ["status", "--pack", "hangzhou", "--at", "2020", "--source", "hzs-2021", "--packs", str(PACKS)]
    lines = CliRunner().invoke(command, asked, env={"MINSHENG_DATA": "nowhere"}).stdout.splitlines()
    assert lines[0] == "2020年：31 个目标，未完成 3，没有数据 4，已完成 24"
    assert "    2020年52.4%，目标60%，还差7.6个百分点" in lines


def test_all_divisions_are_those_with_a_figure() -> None:
    asked = ["status", "--pack", "hangzhou", "--at", "2020", "--source", "hz-2021 表1", "--json", "--packs", str(PACKS)]
    done = CliRunner().invoke(command, [*asked, "--division", "all"], env={"MINSHENG_DATA": "nowhere"})
    rows = json.loads(done.stdout)
    # Of the districts the plan prints results for three, of the minimum living standard.
    assert {row["division"] for row in rows} == {"330100", "330122", "330127", "330182"}
    met = {row["name"] for row in rows if row["division"] == "330122" and row["status"] == "met"}
    assert met == {"城乡居民最低生活保障标准"}


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (["--at", "2020年"], "period.unreadable"),
        (["--at", "2020", "--source", "hzs-2022"], "monitor.source"),
        (["--at", "2020", "--division", "衢江区"], "monitor.division"),
        (["--at", "2020", "--group", "martians"], "monitor.group"),
    ],
)
def test_what_cannot_be_asked_is_said_so(more: list[str], code: str) -> None:
    done = CliRunner().invoke(command, ["status", "--pack", "hangzhou", "--packs", str(PACKS), *more])
    error = done.exception
    assert [fault.code for fault in getattr(error, "faults", ())] == [code]
