"""The states that follow from what the plans themselves print, worked out by hand from their tables."""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path

import pytest

from minsheng.monitor.book import Book, book_of, open_book
from minsheng.monitor.example import example_observations
from minsheng.monitor.observation import observations_table
from minsheng.monitor.state import statuses
from minsheng.packs.family import lineage
from minsheng.packs.load import load_packs
from minsheng.packs.model import Pack
from minsheng.terms.periods import Period

ROOT = Path(__file__).resolve().parents[4]
SEEDS = Path(os.environ.get("MINSHENG_SEEDS", ROOT.parent / "shared" / "seeds"))
PACKS = ROOT / "packs"

MISSED = {
    "hzs-2021 表1.7": ("居民人均可支配收入", "63000", 61879),
    "hzs-2021 表1.16": ("中外合作办学机构与项目", "100", 81),
    "hzs-2021 表1.24": ("公共交通机动化出行分担率", "60", 52.4),
}
"""The rows of table 1 whose printed result misses the printed target, with both."""
NO_DATA = {
    "hzs-2021 表1.18": "接待入境旅游者人次",  # no longer counted
    "hzs-2021 表1.21": "细颗粒物(PM2.5)浓度下降",  # the province's target, reached, no figure
    "hzs-2021 表1.23": "主要污染物排放总量减少",  # likewise
    "hzs-2021 表1.26": "新增注册志愿者人数占居民人口比",  # no longer counted
}
ROWS = 31


@pytest.fixture(scope="module")
def packs() -> dict[str, Pack]:
    return load_packs(PACKS)


@pytest.fixture(scope="module")
def hangzhou(packs: dict[str, Pack]) -> Book:
    return open_book("hangzhou", packs)


def test_the_13th_plan_missed_what_its_printed_results_miss_and_nothing_else(hangzhou: Book) -> None:
    found = statuses(hangzhou, Period(2020), source="hzs-2021 表1")
    assert [str(one.source) for one in found] == [f"hzs-2021 表1.{row}" for row in range(1, ROWS + 1)]
    missed = {str(one.source): (one.name, one.target_text, one.value) for one in found if one.status == "missed"}
    assert {place: (name, text, float(value or 0)) for place, (name, text, value) in missed.items()} == MISSED
    assert {str(one.source): one.name for one in found if one.status == "no_data"} == NO_DATA
    assert Counter(one.status for one in found) == {"met": 24, "missed": 3, "no_data": 4}


def test_all_targets_of_the_document_due_in_2020_are_those_of_table_1(hangzhou: Book) -> None:
    by_table = statuses(hangzhou, Period(2020), source="hzs-2021 表1")
    assert statuses(hangzhou, Period(2020), source="hzs-2021") == by_table


def test_the_other_plan_of_the_city_missed_nothing_it_prints(hangzhou: Book) -> None:
    found = statuses(hangzhou, Period(2020), source="hz-2021 表1")
    states = {one.source.row: one.status for one in found}
    # Row 9 prints two figures in one cell (100/98). Row 10 prints its results per district; the city's own is in the
    # other document, in a row that is confirmed to be the same indicator.
    assert {row: state for row, state in states.items() if state != "met"} == {9: "no_data"}
    assert (found[9].because, len(found)) == (
        "2020年10584元/人·年，目标10584元/人·年，已完成；用的是同一指标在hzs-2021 表2.19的数",
        24,
    )
    districts = ["330122", "330182", "330127"]
    floor = [
        one for one in statuses(hangzhou, Period(2020), divisions=districts) if str(one.source) == "hz-2021 表1.10"
    ]
    assert [f"{one.division} {one.status} {one.value}" for one in floor] == [
        "330122 met 10584",
        "330182 met 10584",
        "330127 met 11460",
    ]


@pytest.mark.parametrize(
    ("source", "state", "value", "expected"),
    [
        # 2020 to 2025 is five years; at the end of 2020 there is the baseline and nothing of the plan.
        ("hz-2021 表2.2", "no_data", None, None),
        ("hz-2021 表2.6", "no_data", None, None),
        ("hzs-2021 表2.4", "no_data", None, None),
    ],
)
def test_targets_for_2025_have_no_data_before_anything_is_reported(
    hangzhou: Book, source: str, state: str, value: float | None, expected: float | None
) -> None:
    found = next(one for one in statuses(hangzhou, Period(2023)) if str(one.source) == source)
    assert (found.status, found.value, found.expected) == (state, value, expected)


def test_targets_for_2025_in_2023_with_the_made_up_history(packs: dict[str, Pack]) -> None:
    pack = packs["hangzhou"]
    told = example_observations(pack, lineage(pack, packs), seed=1)
    held = book_of(pack, packs, observations_table(told))
    found = [one for one in statuses(held, Period.parse("2023Q4")) if one.year == 2025 and one.source.table == 2]
    count = Counter(one.status for one in found)
    assert set(count) <= {"on_track", "lagging", "no_data"}
    assert min(count["on_track"], count["lagging"]) > 0
    directions = {one.id: one.direction for one in pack.indicators}
    # What lags is behind its path, what is on track is not; a total starts from nothing in 2021.
    for one in found:
        if one.status == "no_data" or one.expected is None or one.value is None:
            continue
        higher = directions[one.indicator] == "higher"
        behind = float(one.value) < one.expected - 1e-9 if higher else float(one.value) > one.expected + 1e-9
        assert (one.status == "lagging") == (behind and not one.reached), one
        if one.kind == "total":
            assert f"{one.baseline} {one.baseline_period}" == "0 2020"


@pytest.mark.parametrize("pack", ["hangzhou", "quzhou", "zhejiang"])
def test_every_target_of_a_pack_is_told_once(pack: str, packs: dict[str, Pack]) -> None:
    held = open_book(pack, packs)
    found = statuses(held, Period(2025))
    keys = [(one.indicator, one.year, one.division) for one in found]
    assert len(keys) == len(set(keys))
    with_target = {
        one.id
        for one in packs[pack].indicators
        if any(
            value.kind != "actual" and not re.fullmatch(r"[-—]?", value.text or "—" if value.value is None else "x")
            for value in one.values
        )
    }
    assert {one.indicator for one in found} == with_target


@pytest.mark.seeds
@pytest.mark.skipif(not SEEDS.is_dir(), reason="the real plans are not at hand (set MINSHENG_SEEDS)")
def test_the_missed_rows_are_those_of_the_plan_s_own_table() -> None:
    """The three rows, read from the plan's text by their numbers and nothing else."""
    text = next(SEEDS.glob("001*")).read_text("utf-8")
    table = text[text.index("表1") : text.index("表2", text.index("表1"))]
    for place, (name, planned, result) in MISSED.items():
        row = place.rpartition(".")[2]
        printed = re.search(rf"(?:^|\t){row}\t{name}\t\S*\t{planned}\t\S+\t{result}(?:\t|\n)", table, re.MULTILINE)
        assert printed is not None, place
    for place, name in NO_DATA.items():
        row = place.rpartition(".")[2]
        cells = next(line for line in table.splitlines() if f"\t{row}\t" in line).split("\t")
        assert not re.search(r"\d", cells[-1]), name
