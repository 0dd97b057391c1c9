"""The bundled packs are whole: what the plans print is there, once, and nothing is there that they do not print."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from minsheng.packs import family
from minsheng.packs.check import check_folder
from minsheng.packs.load import load_packs
from minsheng.packs.model import Pack

PACKS = Path(__file__).resolve().parents[2] / "packs"
BASIC_BOXES = {1: 8, 3: 13, 5: 14, 6: 20, 8: 7, 10: 33, 11: 6, 12: 15, 13: 16}
TABLES = {("hz-2021", 1): 24, ("hz-2021", 2): 49, ("hzs-2021", 1): 31, ("hzs-2021", 2): 37, ("qz-2021", 1): 53}


@pytest.fixture(scope="module")
def packs() -> dict[str, Pack]:
    return load_packs(PACKS)


@pytest.mark.parametrize("pack", ["cn", "zhejiang", "hangzhou", "quzhou"])
def test_a_bundled_pack_has_no_fault(pack: str) -> None:
    assert [str(fault) for fault in check_folder(PACKS / pack)] == []


def test_the_national_frame_has_nine_areas_and_22_classes(packs: dict[str, Pack]) -> None:
    frame = packs["cn"].areas
    assert len(frame) == 9
    assert sum(len(area.classes) for area in frame) == 22


def test_hangzhou_has_the_132_basic_items_of_the_nine_boxes(packs: dict[str, Pack]) -> None:
    printed = {
        (item.source.box, item.source.item)
        for item in packs["hangzhou"].items
        if item.source.document == "hz-2021" and item.source.box in BASIC_BOXES and item.tier == "basic"
    }
    assert Counter(box for box, _ in printed) == BASIC_BOXES
    assert len(printed) == 132
    assert {item for box, item in printed if box == 10} == set(range(1, 34))


@pytest.mark.parametrize(("table", "rows"), TABLES.items(), ids=str)
def test_every_row_of_an_indicator_table_is_there_once(
    packs: dict[str, Pack], table: tuple[str, int], rows: int
) -> None:
    found = [
        one.source.row
        for pack in packs.values()
        for one in pack.indicators
        if (one.source.document, one.source.table) == table
    ]
    assert sorted(found) == list(range(1, rows + 1))


def test_the_care_allowance_for_severe_disability_carries_its_printed_amounts(packs: dict[str, Pack]) -> None:
    item = next(one for one in packs["hangzhou"].items if str(one.source) == "hz-2021 专栏10.14")
    assert item.name == "重度残疾人护理补贴"
    assert [amount.value for amount in item.amounts] == list(map(Decimal, (500, 250, 125, 50, 50, 200)))


def test_every_area_group_and_life_stage_has_an_english_name(packs: dict[str, Pack]) -> None:
    for pack in packs.values():
        words = [*family.areas(pack, packs).values(), *pack.groups, *pack.life_stages]
        assert all(word.name_en for word in words)


def test_every_indicator_has_an_area_and_a_direction_unless_it_says_no_number(packs: dict[str, Pack]) -> None:
    lacking = [
        one.id
        for pack in packs.values()
        for one in pack.indicators
        if one.area is None or (one.direction is None and any(value.value is not None for value in one.values))
    ]
    assert lacking == []


def test_what_changed_between_two_plans_can_be_followed(packs: dict[str, Pack]) -> None:
    """每千人执业医师: 3.8 by 2015 in hz-2013, 4.8 by 2025 in hz-2021, joined by a match nobody refused."""
    by_id = {one.id: one for one in packs["hangzhou"].indicators}
    joined = [
        {(by_id[member].source.document, value.year, value.value) for member in match.members if member in by_id
         for value in by_id[member].values if value.kind == "target"}
        for match in packs["hangzhou"].matches
        if match.state != "refused"
    ]  # fmt: skip
    wanted = {("hz-2013", 2015, Decimal("3.8")), ("hz-2021", 2025, Decimal("4.8"))}
    assert any(wanted <= figures for figures in joined)
