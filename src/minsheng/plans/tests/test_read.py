"""A whole plan, from the file to its rows."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minsheng.plans.model import SourceText
from minsheng.plans.read import read_plan, read_text

PLAN = """某市公共服务规划

一、总体目标

到2025年，每千人口拥有托位数达到4.6个。

表1 主要指标
类别\t序号\t指标\t2020年\t2025年
托育\t1\t托位数（个）\t2.0\t≥4.6

专栏1 托育服务

1.护理补贴。每人每月200元。
"""


def _folder() -> Path:
    folder = Path(os.environ.get("MINSHENG_SEEDS", Path(__file__).parents[5] / "shared" / "seeds"))
    if not folder.is_dir():
        pytest.skip("the real plans are not at hand (set MINSHENG_SEEDS)")
    return folder


def _seed(start: str) -> Path:
    found = sorted(_folder().glob(start + "_*.txt"))
    if not found:
        pytest.skip(f"the plan {start}_*.txt is not at hand")
    return found[0]


def test_a_plan_yields_its_indicators_commitments_and_items(tmp_path: Path) -> None:
    file = tmp_path / "plan.txt"
    file.write_text(PLAN, "utf-8")
    reading = read_plan(file)
    assert [(row.table, row.name, row.lines) for row in reading.indicators] == [("表1 主要指标", "托位数", (9, 9))]
    assert [(row.subject, str(row.value), row.lines) for row in reading.commitments] == [
        ("每千人口拥有托位数", "4.6", (5, 5))
    ]
    assert [(row.number, row.name, row.lines) for row in reading.items] == [(1, "护理补贴", (13, 13))]


def test_progress_is_told_step_by_step(tmp_path: Path) -> None:
    file = tmp_path / "plan.txt"
    file.write_text(PLAN, "utf-8")
    told: list[tuple[str, int, int]] = []
    read_plan(file, progress=lambda unit, done, total: told.append((unit, done, total)))
    assert told == [("步", step, 5) for step in range(1, 6)]


@pytest.mark.seeds
@pytest.mark.parametrize(
    ("start", "rows", "items"),
    [
        ("000", [24, 49], {1: 8, 3: 13, 4: 4, 5: 14, 6: 20, 7: 5, 8: 7, 9: 3, 10: 33, 11: 6, 12: 15, 13: 16, 14: 2}),
        ("001", [31, 37], {1: 10, 2: 7, 3: 6, 4: 5, 5: 5}),
        ("002", [], {}),
        ("003", [], {}),
        ("004", [53], {6: 7, 20: 4}),
    ],
)
def test_a_real_plan_yields_every_row_in_order(start: str, rows: list[int], items: dict[int, int]) -> None:
    reading = read_plan(_seed(start))
    tables: dict[str, list[int | None]] = {}
    for row in reading.indicators:
        tables.setdefault(row.table, []).append(row.number)
    assert list(tables.values()) == [list(range(1, count + 1)) for count in rows]
    assert all(row.name and row.category and row.values for row in reading.indicators)
    found = Counter(item.box for item in reading.items)
    assert {box: found[box] for box in items} == items


@pytest.mark.seeds
def test_hard_rows_of_real_plans_are_read_as_printed() -> None:
    first = {(row.table[:2], row.number): row for row in read_plan(_seed("001")).indicators}
    assert list(first["表1", 29].values) == ["2020年规划目标", "年均增长", "2020年实绩"]
    assert [str(figure.value) for figure in first["表1", 29].values.values()] == ["0.047", "-7", "0.011"]
    assert (first["表1", 21].name, first["表1", 29].unit) == ("细颗粒物(PM2.5)浓度下降", "人/亿元")
    assert (first["表2", 5].unit, first["表2", 30].values["2025"].note) == ("", "单年")
    last = {row.number: row for row in read_plan(_seed("004")).indicators}
    assert last[43].name == "转业军官和由政府安排工作的退役士兵(退出消防员)安置率"
    assert (last[43].unit, str(last[43].values["2025"].value)) == ("%", "100")
    assert (last[44].name, last[44].category) == ("亿元GDP生产安全事故死亡率", "安全生活服务")
    assert (last[10].values["2025"].op, last[40].values["2020"].op) == ("text", "text")


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=400))
def test_any_text_is_read_without_raising(text: str) -> None:
    lines = tuple(text.split("\n"))
    reading = read_text(SourceText(lines, "txt"))
    assert all(1 <= row.lines[0] <= row.lines[1] <= len(lines) for row in reading.indicators)


_PIECES = (
    *("指标", "单位", "2020年", "2025年", "类别", "序号", "表1 指标", "专栏1 服务", "1.补贴。每人200元。", "注：无"),
    *("[5]", "—", "95%以上", "托位数（个）", "一、目标", "（一）任务", "到2025年，入学率达到99%。"),
    *("| 指标 | 2025年 |", "|---|---|", "3", "\t", "\t\t", "  ", "\u3000", "\n", "\n\n", "|", "。"),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=60))
def test_pieces_of_plans_in_any_order_are_read_without_raising(pieces: list[str]) -> None:
    read_text(SourceText(tuple("".join(pieces).split("\n")), "txt"))


@pytest.mark.seeds
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_damaged_copy_of_a_real_plan_is_read_without_raising(data: st.DataObject) -> None:
    lines = _seed(data.draw(st.sampled_from(["000", "001", "004"]))).read_text("utf-8").split("\n")
    for _ in range(data.draw(st.integers(1, 30))):
        at = data.draw(st.integers(0, len(lines) - 1))
        damage = data.draw(st.sampled_from(["drop", "join", "cut", "twice", "swap", "strip", "blank"]))
        line = lines[at]
        if damage == "drop" and len(lines) > 1:
            del lines[at]
        elif damage == "join" and at + 1 < len(lines):
            lines[at : at + 2] = [line + lines[at + 1]]
        elif damage == "cut":
            place = data.draw(st.integers(0, len(line)))
            lines[at : at + 1] = [line[:place], line[place:]]
        elif damage == "twice":
            lines.insert(at, line)
        elif damage == "swap":
            lines[at] = line[::-1]
        elif damage == "strip":
            lines[at] = line.replace("\t", "")
        else:
            lines[at] = ""
    reading = read_text(SourceText(tuple(lines), "txt"))
    assert len(reading.indicators) > 20
