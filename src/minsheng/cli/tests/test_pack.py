from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from minsheng.cli.folders import default_packs
from minsheng.cli.pack import command
from minsheng.packs.schema import schema
from minsheng.packs.tests.samples import CITY, INDICATOR, ITEM, write_good, write_pack


def test_check_lists_500_faults_with_their_count_and_exits_with_2(tmp_path: Path) -> None:
    rows = "".join(f"- {{id: x{n}, name: 某指标, source: ls-2021, values: []}}\n" for n in range(500))
    folder = write_good(tmp_path, indicators="indicators:\n" + rows)
    done = CliRunner().invoke(command, ["check", str(folder)])
    lines = done.stderr.splitlines()
    assert done.exit_code == 2
    assert len(lines) == 501
    assert lines[-1] == "共 500 处错误，涉及 1 个文件。"


def test_check_gives_faults_as_json(tmp_path: Path) -> None:
    done = CliRunner().invoke(command, ["check", "--json", str(write_good(tmp_path, pack=CITY.replace("cn", "cm")))])
    told = json.loads(done.stdout)
    assert done.exit_code == 2
    assert {"code", "message", "file", "line", "read", "expected"} == set(told["faults"][0])


def test_check_says_when_all_is_well(tmp_path: Path) -> None:
    done = CliRunner().invoke(command, ["check", str(write_good(tmp_path))])
    assert (done.exit_code, done.stdout.strip().endswith("没有错误。")) == (0, True)


def test_compare_prints_both_sides_and_gives_json(tmp_path: Path) -> None:
    write_good(tmp_path)
    about = CITY.replace("lakeside", "riverside").replace("330100", "330800").replace("湖滨市", "江滨市")
    rows = INDICATOR.replace("ls-2021", "rs-2021").replace("value: 2.0", "value: 3.0")
    write_pack(tmp_path, "riverside", pack=about, indicators=rows, items=ITEM.replace("ls-2021", "rs-2021"))
    shown = (
        CliRunner().invoke(command, ["compare", "lakeside", "riverside", "--packs", str(tmp_path)]).stdout.splitlines()
    )
    assert "    助餐补贴 ｜ 助餐补贴" in shown
    assert "        2025 目标：≥2.0个 ｜ ≥3.0个" in shown
    told = json.loads(
        CliRunner().invoke(command, ["compare", "lakeside", "riverside", "--json", "--packs", str(tmp_path)]).stdout
    )
    assert told["indicators"][0]["lines"][1]["right"] == [
        {"indicator": "rs-2021.t1.4", "figure": "≥3.0个", "source": "rs-2021 表1.4"}
    ]
    assert told["areas"][0]["items"] == [{"left": "meal-help", "right": "meal-help", "likeness": 1.0}]


def test_schema_prints_it_or_writes_it(tmp_path: Path) -> None:
    shown = CliRunner().invoke(command, ["schema"]).stdout
    CliRunner().invoke(command, ["schema", "--out", str(tmp_path / "pack.json")])
    assert json.loads(shown) == schema() == json.loads((tmp_path / "pack.json").read_text("utf-8"))


def test_audit_prints_both_clauses_and_a_count(tmp_path: Path) -> None:
    write_good(tmp_path, indicators=INDICATOR.replace("value: 1.2", "value: 3"))
    done = CliRunner().invoke(command, ["audit", "lakeside", "--packs", str(tmp_path)])
    assert done.exit_code == 0
    assert "    ls-2021 表1.4：每千老人助餐点数，2025年目标 ≥2.0个" in done.stdout.splitlines()
    assert done.stdout.splitlines()[-1] == "目标在基期就已达到 1；共 1 条。"


def test_audit_gives_findings_as_json(tmp_path: Path) -> None:
    write_good(tmp_path, indicators=INDICATOR.replace("value: 1.2", "value: 3"))
    done = CliRunner().invoke(command, ["audit", "lakeside", "--json", "--packs", str(tmp_path)])
    told = json.loads(done.stdout)
    assert (told["count"], told["findings"][0]["code"]) == (1, "met-by-baseline")
    assert told["findings"][0]["clauses"][0]["place"] == {"document": "ls-2021", "table": 1, "row": 4}


def test_packs_are_looked_for_where_the_setting_says_then_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MINSHENG_PACKS", raising=False)
    assert (default_packs() / "cn" / "pack.yaml").is_file()
    (tmp_path / "packs").mkdir()
    assert default_packs() == Path("packs")
    monkeypatch.setenv("MINSHENG_PACKS", "elsewhere")
    assert default_packs() == Path("elsewhere")


def test_audit_says_what_rests_on_a_likeness_or_a_guess(tmp_path: Path) -> None:
    rows = INDICATOR + INDICATOR.removeprefix("indicators:\n").replace("1.4", "1.5").replace("value: 2.0", "value: 3.0")
    write_good(tmp_path, indicators=rows.replace("  direction: higher\n", "").replace("value: 1.2", "value: 2.5"))
    done = CliRunner().invoke(command, ["audit", "lakeside", "--packs", str(tmp_path)])
    assert "    对应关系（待确认）：名称相同：每千老人助餐点数" in done.stdout.splitlines()
    assert "    方向是推断的：目标写作“以上”，是下限" in done.stdout.splitlines()


def test_compare_prints_where_the_lower_level_promises_less(tmp_path: Path) -> None:
    write_good(tmp_path)
    above = INDICATOR.replace("ls-2021", "cn-2021").replace("value: 2.0", "value: 3.0")
    write_pack(tmp_path, "cn", rows=above)
    done = CliRunner().invoke(command, ["compare", "lakeside", "cn", "--packs", str(tmp_path)])
    assert (
        "【矛盾】每千老人助餐点数：2025年目标 ≥2.0个，低于上级的 ≥3.0个（2025年） [weaker-than-parent]" in done.stdout
    )
