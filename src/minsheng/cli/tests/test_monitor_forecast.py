from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from minsheng.cli.monitor import command
from minsheng.monitor.observation import Observation
from minsheng.monitor.store import Store
from minsheng.terms.periods import Period

PACKS = Path(__file__).resolve().parents[4] / "packs"
PLACES = "hz-2021.t2.2"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Childcare places per 1,000 people by quarter: 2.1 in the first of 2021, 0.1 more in each."""
    told = [
        Observation(PLACES, "330100", Period(2021 + n // 4, "quarter", n % 4 + 1), Decimal(21 + n) / 10, "卫健委季报")
        for n in range(12)
    ]
    Store(tmp_path / "observations" / "hangzhou").add(told, by="某人")
    return tmp_path


def asked(data: Path, *more: str) -> list[str]:
    return ["forecast", "--pack", "hangzhou", "--at", "2023", "--data", str(data), "--packs", str(PACKS), *more]


def test_a_forecast_is_told_with_method_error_interval_and_outlook(data: Path) -> None:
    done = CliRunner().invoke(command, asked(data, "--indicator", PLACES))
    lines = done.stdout.splitlines()
    assert lines[0] == "每千人口拥有3岁以下婴幼儿照护设施托位数，2025年目标4.6个（hz-2021 表2.2）"
    assert [line.split()[0] for line in lines[1:9]] == [
        f"{year}年{part}季度" for year in (2024, 2025) for part in "一二三四"
    ]
    assert "次，平均差" in lines[9]
    assert lines[10].startswith("  难以达到：达到目标的可能性")


def test_json_has_the_figures_to_draw(data: Path) -> None:
    told = json.loads(CliRunner().invoke(command, asked(data, "--indicator", PLACES, "--json")).stdout)[0]
    last = told["forecast"][-1]
    assert (last["period"], round(last["value"], 1)) == ("2025Q4", 4.0)
    assert last["low"] <= last["value"] <= last["high"]
    assert {one["method"] for one in told["tried"]} == {"linear", "smoothing"}
    assert (told["outlook"], told["target"]) == ("unlikely", "4.6")


def test_an_indicator_without_a_target_is_a_fault(data: Path) -> None:
    error = CliRunner().invoke(command, asked(data, "--indicator", "hz-2021.p1")).exception
    assert [fault.code for fault in getattr(error, "faults", ())] == ["monitor.indicator"]
