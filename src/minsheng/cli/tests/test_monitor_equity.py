"""``minsheng monitor equity`` and ``monitor warnings``, as somebody runs them."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from minsheng.cli.monitor_equity import equity_command
from minsheng.cli.monitor_warnings import warnings_command
from minsheng.monitor.observation import Observation
from minsheng.monitor.store import Store
from minsheng.packs.tests.samples import INDICATOR, write_good
from minsheng.terms.periods import Period

WATCHING = """\
weights:
- {id: elder-care, weight: 2, assumed: 为了测试}
warnings:
- id: few-points
  name: 助餐点没跟上
  watches: ls-2021.t1.4
  every: year
  of: parts
  when: value < expected
  text: 低于进度
  level: yellow
  owner: 民政局
  days: 30
  action: 查明原因
  source: ls-2021 专栏2.3
  since: 2021-01-01
"""


@pytest.fixture
def city(tmp_path: Path) -> list[str]:
    """A city of two districts, of which one is far behind; the options that lead to it."""
    indicators = INDICATOR.replace("  unit: 个\n", "  unit: 个\n  area: elder-care\n")
    write_good(tmp_path / "packs", watching=WATCHING, indicators=indicators)
    rows = [
        Observation("ls-2021.t1.4", division, Period.parse(period), Decimal(value), "统计局")
        for division, period, value in (
            ("330100", "2023", "1.95"),
            ("330102", "2020", "1"),
            ("330102", "2023", "2"),
            ("330122", "2020", "1"),
            ("330122", "2023", "1"),
        )
    ]
    Store(tmp_path / "var" / "observations" / "lakeside").add(rows, by="测试")
    return ["--pack", "lakeside", "--packs", str(tmp_path / "packs"), "--data", str(tmp_path / "var")]


def run(*args: str) -> Result:
    return CliRunner().invoke(COMMANDS[args[0]], list(args[1:]))


COMMANDS = {"equity": equity_command, "warnings": warnings_command}


def test_equity_says_the_degree_the_spread_and_what_the_average_hides(city: list[str]) -> None:
    # the target is 2: 1.95 is 97.5%, the county's 1 is 50%
    said = run("equity", *city, "--at", "2023").output
    assert "2023年：总实现度 97.5%" in said
    assert "但有 1 个区县不到 80%：桐庐县 50.0%" in said
    assert "权重：规则包写了 1 项（1 项是假定的）" in said
    assert "变异系数" in said


def test_an_index_opens_down_to_figure_and_clause(city: list[str]) -> None:
    said = run("equity", *city, "--at", "2023", "--of", "elder-care").output
    assert "权重 2（假定：为了测试）" in said
    assert "2023：1.95个，统计局 [ls-2021 表1.4]" in said
    assert "目标（2025年）" in said


def test_equity_as_json_and_an_unknown_area(city: list[str]) -> None:
    told = json.loads(run("equity", *city, "--at", "2023", "--json").output)
    assert told["city"]["total"]["value"] == 97.5
    assert told["indicators"][0]["worst"]["division"] == "330122"
    assert "equity.unknown" in str(run("equity", *city, "--at", "2023", "--of", "health").exception)


def test_the_other_views_tell_how_far_their_scores_move(city: list[str]) -> None:
    # 1.95 after 1.2 is 162.5; of two districts one has all, the other nothing
    said = run("equity", *city, "--at", "2023", "--other").output
    assert "2023年：162.5（有数的占权重 100%；缺的按上次的数算为 162.5）" in said
    assert "上城区：100.0" in said
    assert "不同批次之间不能直接比较" in said
    told = json.loads(run("equity", *city, "--at", "2023", "--other", "--json").output)
    assert told["entropy"]["weights"] == {"ls-2021.t1.4": 1.0}


def test_a_warning_is_opened_once_and_worked_on_to_its_end(city: list[str]) -> None:
    first = run("warnings", *city, "--open", "--by", "系统").output
    assert "新立案 1 条" in first
    assert "【黄色】few-points-330122-1 桐庐县 助餐点没跟上：待签收" in first
    assert "新立案 0 条" in run("warnings", *city, "--at", "2023", "--open").output
    one = "few-points-330122-1"
    assert run("warnings", *city, "--acknowledge", one, "--by", "王芳").output == f"{one}：处理中\n"
    again = run("warnings", *city, "--acknowledge", one, "--by", "李强")
    assert "现在是“处理中”，不能签收" in str(again.exception)
    assert "待办结" in run("warnings", *city, "--handle", one, "--note", "新设三个点").output
    assert "已办结" in run("warnings", *city, "--close", one, "--note", "达到进度").output
    told = json.loads(run("warnings", *city, "--json").output)
    assert [step["stage"] for step in told["alerts"][0]["steps"]] == ["opened", "acknowledged", "handled", "closed"]
    outcomes = {one["division"]: one["outcome"] for one in told["signals"]}
    assert (outcomes["330122"], outcomes["330102"], outcomes["330106"]) == ("opens", "quiet", "unknown")


def test_two_steps_at_once_are_refused(city: list[str]) -> None:
    found = run("warnings", *city, "--acknowledge", "a", "--close", "a")
    assert "一次只做一步" in str(found.exception)
