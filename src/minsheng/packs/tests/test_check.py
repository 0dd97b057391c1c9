from __future__ import annotations

from pathlib import Path

import pytest

from minsheng.packs.check import check_folder
from minsheng.packs.tests.samples import CITY, DOCUMENTS, INDICATOR, ITEM, write_good, write_pack
from minsheng.terms.errors import MinshengError

MATCH = """\
matches:
- {id: meals, name: 助餐, members: [ls-2021.t1.4, ls-2021.c1], state: proposed, because: 名称相近}
"""
SECOND = INDICATOR.removeprefix("indicators:\n").replace("ls-2021.t1.4", "ls-2021.c1")


def test_a_good_pack_has_no_fault(tmp_path: Path) -> None:
    assert check_folder(write_good(tmp_path)) == []


def test_a_match_may_name_one_row_alone_and_a_refused_one_services(tmp_path: Path) -> None:
    alone = MATCH.replace(", ls-2021.c1", "")
    assert check_folder(write_good(tmp_path / "alone", matches=alone)) == []
    refused = MATCH.replace("ls-2021.c1", "meal-help").replace("state: proposed", "state: refused, by: 王芳")
    assert check_folder(write_good(tmp_path / "refused", matches=refused)) == []


OUTLINED = DOCUMENTS.replace("until: 2020-12-31}", "until: 2020-12-31, outline: [{path: 三(一), title: 助餐}]}")


def test_a_place_under_a_heading_of_the_outline_is_good(tmp_path: Path) -> None:
    assert check_folder(write_good(tmp_path, documents=OUTLINED)) == []


BAD = [
    ("documents", DOCUMENTS.replace("until: 2025-12-31", "until: 2020-12-31"), "pack.reversed-dates", 2),
    (
        "documents",
        DOCUMENTS + "- {id: LS 99, title: 某规划, since: 2021-01-01, until: 2022-01-01}\n",
        "pack.document-id",
        4,
    ),
    ("items", ITEM.replace("since: 2021", "until: 2020-05-05\n  since: 2021"), "pack.reversed-dates", 17),
    ("items", ITEM.replace("elder-care", "elder-car"), "pack.unknown-area", 5),
    ("items", ITEM.replace("class: pensions", "class: pension"), "pack.unknown-class", 6),
    ("items", ITEM.replace("[elderly]", "[elders]"), "pack.unknown-group", 14),
    ("items", ITEM.replace("[retirement]", "[old]"), "pack.unknown-stage", 15),
    ("items", ITEM.replace("ls-2021 专栏2.3", "ls-2022 专栏2.3"), "pack.unknown-document", 16),
    ("items", ITEM.replace("until: 2020-12-31, change", "until: 2021-12-31, change"), "pack.history-order", 19),
    ("items", ITEM + ITEM.removeprefix("items:\n").replace("meal-help", "meal"), "pack.cited-twice", 34),
    ("indicators", INDICATOR + SECOND, "pack.cited-twice", 14),
    ("indicators", INDICATOR.replace("year: 2025", "year: 202"), "pack.year", 9),
    ("indicators", INDICATOR.replace("2.0}", "2.0, path: [{year: 2025, value: 2}]}"), "pack.path", 9),
    ("indicators", INDICATOR.replace("1.2}", "1.2, path: [{year: 2019, value: 1}]}"), "pack.path", 8),
    (
        "indicators",
        INDICATOR.replace("kind: actual, year: 2020", "kind: target, year: 2025"),
        "pack.duplicate-value",
        9,
    ),
    ("indicators", INDICATOR.replace(", value: 2.0", ""), "pack.value", 9),
    ("indicators", INDICATOR.replace("value: 2.0", "low: 2, high: 3"), "pack.value", 9),
    ("indicators", INDICATOR.replace('">=", value: 2.0', "range, low: 2"), "pack.value", 9),
    ("indicators", INDICATOR.replace('">=", value: 2.0', "range, low: 3, high: 2"), "pack.value", 9),
    ("indicators", INDICATOR.replace('">=", value: 2.0', "range, low: 2, high: 3, value: 2"), "pack.value", 9),
    ("indicators", INDICATOR.replace('">="', "text"), "pack.value", 9),
    ("indicators", INDICATOR.replace('">=", value: 2.0', "text"), "pack.value", 9),
    ("indicators", "indicators:\n- {id: a, name: 甲, unit: 个, source: ls-2021, values: []}\n", "pack.no-values", 2),
    ("indicators", INDICATOR.replace("unit: 个", "unit: 个\n  area: elder"), "pack.unknown-area", 5),
    ("matches", MATCH, "pack.unknown-member", 2),
    ("matches", MATCH.replace("c1", "t1.4"), "pack.match-members", 2),
    ("matches", MATCH.replace("ls-2021.t1.4, ls-2021.c1", ""), "pack.match-members", 2),
    ("matches", MATCH.replace("ls-2021.c1", "meal-help"), "pack.unknown-member", 2),
    ("matches", MATCH.replace("ls-2021.c1", "ls-2016.c1").replace("proposed", "confirmed"), "pack.match-by", 2),
    ("items", ITEM.replace("ls-2016 三(一)2", "ls-2016 四(一)2"), "pack.unknown-place", 19),
    ("items", ITEM.replace("ls-2016 三(一)2", "ls-2016 三十(一)2"), "pack.unknown-place", 19),
    ("pack", CITY.replace("lakeside", "Lake side"), "pack.id", 1),
    ("pack", CITY.replace("330100", "330199"), "pack.division", 4),
    ("pack", CITY.replace("330100", "330106"), "pack.level", 5),
    ("pack", CITY.replace("330100", "330000"), "pack.level", 5),
    ("pack", CITY.replace("parent: cn", "parent: china"), "pack.parent", 6),
]


@pytest.mark.parametrize(("name", "text", "code", "line"), BAD, ids=[f"{n}-{bad[2]}" for n, bad in enumerate(BAD)])
def test_a_fault_of_meaning_is_told_with_its_line_and_what_to_write(
    tmp_path: Path, name: str, text: str, code: str, line: int
) -> None:
    folder = write_good(tmp_path, **({"documents": OUTLINED} | {name: text}))
    found = [fault for fault in check_folder(folder) if fault.code == code]
    assert [(fault.file, fault.line) for fault in found] == [(f"lakeside/{name}.yaml", line)]
    assert found[0].expected


def test_an_area_that_is_misspelt_is_answered_with_the_nearest(tmp_path: Path) -> None:
    (fault,) = check_folder(write_good(tmp_path, items=ITEM.replace("elder-care", "eldercare")))
    assert (fault.read, fault.expected) == ("eldercare", "elder-care")


def test_a_unit_left_out_is_a_fault_but_an_empty_one_is_a_statement(tmp_path: Path) -> None:
    assert check_folder(write_good(tmp_path, indicators=INDICATOR.replace("unit: 个", 'unit: ""'))) == []
    (fault,) = check_folder(write_good(tmp_path, indicators=INDICATOR.replace("  unit: 个\n", "")))
    assert (fault.code, fault.expected) == ("pack.missing-field", 'unit: ……（没有就写 ""）')


def test_one_project_of_a_box_may_hold_several_services_with_names_of_their_own(tmp_path: Path) -> None:
    raised = ITEM.replace("basic", "raised")
    other = raised.removeprefix("items:\n").replace("meal-help", "meal-van")
    assert check_folder(write_good(tmp_path, items=raised + other.replace("助餐补贴", "流动餐车"))) == []
    assert [fault.code for fault in check_folder(write_good(tmp_path, items=raised + other))] == ["pack.cited-twice"]


def test_a_city_without_a_level_above_is_a_fault(tmp_path: Path) -> None:
    folder = write_good(tmp_path, pack=CITY.replace("parent: cn\n", ""), items="", indicators="")
    assert [fault.code for fault in check_folder(folder)] == ["pack.parent"]


def test_faults_of_form_and_of_meaning_are_listed_together(tmp_path: Path) -> None:
    folder = write_good(tmp_path, items=ITEM.replace("elder-care", "elder"), indicators="kolor: 1\n")
    assert {fault.code for fault in check_folder(folder)} == {"pack.unknown-area", "pack.unknown-field"}


def test_a_folder_of_packs_is_checked_pack_by_pack(tmp_path: Path) -> None:
    write_good(tmp_path, items=ITEM.replace("elder-care", "elder"))
    assert [fault.code for fault in check_folder(tmp_path)] == ["pack.unknown-area"]


def test_two_packs_of_one_name_are_a_fault(tmp_path: Path) -> None:
    folder = write_good(tmp_path)
    write_pack(tmp_path, "copy", pack=CITY)
    assert "pack.duplicate-id" in {fault.code for fault in check_folder(folder)}


def test_a_folder_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(MinshengError) as raised:
        check_folder(tmp_path / "nowhere")
    assert raised.value.faults[0].code == "pack.no-folder"
