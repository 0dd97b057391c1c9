from __future__ import annotations

import dataclasses
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from minsheng.packs.build import Builder
from minsheng.packs.load import load_pack
from minsheng.packs.model import Area, Indicator
from minsheng.packs.tests.samples import write_good
from minsheng.packs.tree import parse_tree
from minsheng.plans import model
from minsheng.plans.convert import Period
from minsheng.plans.draft import document_of, draft_rows, write_document, write_draft
from minsheng.plans.tests.test_convert import commitment, figure, table_row

LINES = ("某市养老“十四五”规划", "一、总体", "（一）目标", "到2025年，助餐点达到300个以上。")
READING = model.Reading(
    source=model.SourceText(LINES, "txt"),
    blocks=(
        model.Block("title", "某市养老“十四五”规划", (1, 1)),
        model.Block("heading", "一、总体", (2, 2), ("一、总体",)),
        model.Block("heading", "（一）目标", (3, 3), ("一、总体", "（一）目标")),
        model.Block("paragraph", LINES[3], (4, 4), ("一、总体", "（一）目标")),
    ),
    indicators=(table_row(y2020=figure("1", value="1"), y2025=figure("2", value="2")),),
    commitments=(commitment(), commitment(span="助餐点达到5个", value=Decimal(5))),
    items=(
        model.Item(
            3,
            "“老有所养”基本公共服务项目",
            2,
            "助餐补贴",
            "补贴100元",
            (model.Amount("100元", Decimal(100), "元"),),
            (4, 4),
        ),
    ),
    doubts=(model.Doubt("x.y", "有一处没有读出来", (2, 2)),),
)
AREAS = (Area("elder-care", "老有所养", "Old age"),)


def test_a_commitment_in_a_box_cites_the_item_it_stands_in_and_the_box_when_no_item_holds_it() -> None:
    inside = commitment(section="三、健全体系/专栏3", lines=(4, 4))
    outside = commitment(section="三、健全体系/专栏3", lines=(2, 2))
    rows = draft_rows(dataclasses.replace(READING, commitments=(inside, outside)), "ls-2021")
    assert [row.pack_row["source"] for row in rows if row.kind == "commitment"] == ["ls-2021 专栏3.2", "ls-2021 专栏3"]


def test_every_row_has_a_key_of_its_kind_and_place() -> None:
    rows = draft_rows(READING, "ls-2021", period=Period(2021, 2025), areas=AREAS)
    assert [row.key.rpartition(":")[0] for row in rows[1:3]] == ["commitment:三(一)2"] * 2
    assert [rows[0].key, rows[3].key] == ["indicator:表2.17", "item:专栏3.2"]
    assert rows[3].pack_row == {
        "id": "ls-2021.b3.2",
        "name": "助餐补贴",
        "area": "elder-care",
        "tier": "basic",
        "source": "ls-2021 专栏3.2",
        "since": "2021-01-01",
        "until": "2025-12-31",
        "amounts": [{"value": "100", "unit": "元"}],
    }


def test_keys_do_not_change_when_a_row_before_is_no_longer_read() -> None:
    before = draft_rows(READING, "ls-2021")
    after = draft_rows(replace(READING, commitments=READING.commitments[1:]), "ls-2021")
    assert before[2].key == after[1].key


def test_rows_of_one_printed_place_are_told_apart_and_doubted() -> None:
    twice = replace(READING, indicators=READING.indicators * 2)
    first, second = draft_rows(twice, "ls-2021", period=Period(2021, 2025))[:2]
    assert (first.key, second.key) == ("indicator:表2.17", "indicator:表2.17#2")
    assert (first.pack_row["id"], second.pack_row["id"]) == ("ls-2021.t2.17", "ls-2021.t2.17.2")
    assert [doubt.code for doubt in second.doubts] == ["draft.same-place"]


def test_the_pack_row_of_an_indicator_is_one_the_loader_takes() -> None:
    row = draft_rows(READING, "ls-2021", period=Period(2021, 2025))[0]
    node, faults = parse_tree(yaml.safe_dump(dict(row.pack_row), allow_unicode=True), shown="row")
    assert node is not None
    built = Builder("row", faults).row(node, Indicator)
    assert faults == []
    assert built is not None
    assert built.value.values[1].value == Decimal(2)


def test_a_draft_is_a_folder_the_loader_leaves_alone(tmp_path: Path) -> None:
    folder = write_good(tmp_path)
    document, title = document_of(READING, "ls-2022")
    assert document is not None
    assert title == "某市养老“十四五”规划"
    write_document(folder, document)
    place = write_draft(folder, document, READING, areas=AREAS)
    assert sorted(path.name for path in place.iterdir()) == [
        "commitments.jsonl",
        "indicators.jsonl",
        "items.jsonl",
        "outline.json",
        "rows.yaml",
        "text.txt",
    ]
    assert (place / "text.txt").read_text("utf-8").splitlines() == list(LINES)
    told = yaml.safe_load((place / "rows.yaml").read_text("utf-8"))
    assert [row["kind"] for row in told["rows"]] == ["indicator", "commitment", "commitment", "item"]
    assert told["doubts"][0]["reason"] == "有一处没有读出来"
    clauses = [json.loads(line) for line in (place / "commitments.jsonl").read_text("utf-8").splitlines()]
    assert clauses[told["rows"][2]["index"]]["span"] == "助餐点达到5个"
    pack = load_pack(folder)
    assert [section.path for section in pack.documents[-1].outline] == ["一", "一(一)"]
    assert len(pack.indicators) == 1


def test_a_second_draft_takes_the_place_of_the_first_and_leaves_no_scraps(tmp_path: Path) -> None:
    folder = write_good(tmp_path)
    document = load_pack(folder).documents[0]
    write_draft(folder, document, READING)
    place = write_draft(folder, document, replace(READING, commitments=()))
    assert (place / "commitments.jsonl").read_text("utf-8") == ""
    assert [path.name for path in place.parent.iterdir()] == ["ls-2021"]


def test_a_draft_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    folder = write_good(tmp_path)
    document = load_pack(folder).documents[0]
    place = write_draft(folder, document, READING)
    broken = replace(READING, source=model.SourceText(("\ud800",), "txt"))
    with pytest.raises(UnicodeEncodeError):
        write_draft(folder, document, broken)
    assert (place / "text.txt").read_text("utf-8").splitlines() == list(LINES)
    assert [path.name for path in place.parent.iterdir()] == ["ls-2021"]
