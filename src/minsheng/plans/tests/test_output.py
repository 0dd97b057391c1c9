from __future__ import annotations

import json
import os
from decimal import Decimal
from pathlib import Path

import pytest

from minsheng.plans.model import Amount, Block, Doubt, Figure, Indicator, Item, Reading, SourceText
from minsheng.plans.output import FILES, counts_of, places_of, summary_of, write_reading
from minsheng.terms.errors import MinshengError

READING = Reading(
    SourceText(("一、目标",), "txt"),
    (
        Block("heading", "一、目标", (1, 1), ("一、目标",)),
        Block("heading", "（一）托育", (2, 2), ("一、目标", "（一）托育")),
        Block("table", "…", (3, 4), ("一、目标",)),
        Block("box", "专栏1 补贴", (5, 5), box=1),
    ),
    indicators=(
        Indicator(
            "表1 指标",
            "托育",
            1,
            "托位数",
            "个",
            {"2025": Figure("≥4.6", ">=", Decimal("4.6"))},
            (4, 4),
            doubts=(Doubt("table.number-gap", "序号从 1 跳到 3", (4, 4)),),
        ),
    ),
    items=(Item(1, "补贴", 1, "护理补贴", "每人200元。", (Amount("200元", Decimal(200), "元", "人"),), (6, 6)),),
    doubts=(Doubt("source.page-furniture", "页眉重复", (1, 1)),),
)


def test_the_three_files_hold_one_object_a_line(tmp_path: Path) -> None:
    write_reading(READING, tmp_path / "deep" / "out")
    found = {
        name: [json.loads(line) for line in (tmp_path / "deep" / "out" / name).read_text("utf-8").splitlines()]
        for name in FILES
    }
    assert [row["name"] for row in found["indicators.jsonl"]] == ["托位数"]
    assert found["indicators.jsonl"][0]["values"] == {
        "2025": {"text": "≥4.6", "value": 4.6, "op": ">=", "cumulative": False}
    }
    assert found["commitments.jsonl"] == []
    assert found["items.jsonl"][0]["amounts"] == [{"text": "200元", "value": 200, "unit": "元", "per": "人"}]
    assert sorted(path.name for path in (tmp_path / "deep" / "out").iterdir()) == sorted(FILES)


def test_a_second_reading_replaces_the_first(tmp_path: Path) -> None:
    write_reading(READING, tmp_path)
    write_reading(Reading(READING.source, ()), tmp_path)
    assert [(tmp_path / name).read_text("utf-8") for name in FILES] == ["", "", ""]


def test_a_folder_that_is_a_file_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine", "utf-8")
    with pytest.raises(MinshengError) as caught:
        write_reading(READING, tmp_path / "out")
    assert caught.value.faults[0].code == "output.unwritable"
    assert (tmp_path / "out").read_text("utf-8") == "mine"


def test_when_the_last_file_cannot_be_placed_the_old_ones_are_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in FILES:
        (tmp_path / name).write_text("before", "utf-8")
    real = os.replace

    def failing(source: Path, target: Path) -> None:
        if Path(target) == tmp_path / "items.jsonl" and "before" not in Path(source).parts:
            raise OSError(28, "No space left on device")
        real(source, target)

    monkeypatch.setattr(os, "replace", failing)
    with pytest.raises(MinshengError):
        write_reading(READING, tmp_path)
    assert [(tmp_path / name).read_text("utf-8") for name in FILES] == ["before"] * 3
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(FILES)


def test_the_summary_counts_chapters_rows_and_places_to_check() -> None:
    assert counts_of(READING) == (1, 1, 1, 0, 1, 1, 2)
    assert [(place.lines, place.what) for place in places_of(READING)] == [((1, 1), ""), ((4, 4), "托位数")]
    assert [line.split() for line in summary_of(READING).splitlines()] == [
        ["章节", "1"],
        ["表格", "1"],
        ["指标行", "1"],
        ["数字承诺", "0"],
        ["专栏", "1"],
        ["专栏项目", "1"],
        ["需人工核对", "2"],
    ]
