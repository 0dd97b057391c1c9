from __future__ import annotations

import os
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minsheng.packs import family
from minsheng.packs.load import MAX_FAULTS, load, load_line, load_pack, load_packs
from minsheng.packs.model import Amount, Value
from minsheng.packs.tests.samples import CITY, CN, DOCUMENTS, FRAME, INDICATOR, ITEM, write_good, write_pack
from minsheng.packs.tree import MAX_BYTES
from minsheng.terms.citation import Citation
from minsheng.terms.errors import Fault, MinshengError


def faults_of(folder: Path) -> list[Fault]:
    with pytest.raises(MinshengError) as raised:
        load_pack(folder)
    return list(raised.value.faults)


def test_a_good_pack_loads_with_exact_figures_dates_and_citations(tmp_path: Path) -> None:
    pack = load_pack(write_good(tmp_path))
    (item,) = pack.items
    assert item.amounts == (Amount(Decimal("4.50"), "元", ">=", "次", "午餐"),)
    assert str(item.amounts[0].value) == "4.50"
    assert item.service_class == "pensions"
    assert item.source == Citation("ls-2021", box=2, item=3)
    assert item.history[0].until == date(2020, 12, 31)
    assert pack.indicators[0].values[1] == Value("target", 2025, ">=", Decimal("2.0"))


def test_the_place_of_a_row_and_of_its_fields_is_kept(tmp_path: Path) -> None:
    loaded = load(write_good(tmp_path))
    place = loaded.where("indicators", "ls-2021.t1.4")
    assert place is not None
    assert (place.file, place.line) == ("lakeside/indicators.yaml", 2)
    second = loaded.where("indicators", "ls-2021.t1.4", "values.1.year")
    assert second is not None
    assert second.line == 9
    assert loaded.where("indicators", "nowhere") is None


def test_rows_may_lie_in_any_file_below_but_drafts_are_left_alone(tmp_path: Path) -> None:
    folder = write_good(tmp_path, items="")
    write_pack(folder, "accepted", rows=ITEM)
    write_pack(folder, "drafts", rows="items: [this is not an item]")
    assert [item.id for item in load_pack(folder).items] == ["meal-help"]


def test_a_file_that_would_be_passed_over_is_told(tmp_path: Path) -> None:
    folder = write_good(tmp_path)
    (folder / "more.yml").write_text(ITEM, "utf-8")
    assert [(fault.code, fault.read) for fault in faults_of(folder)] == [("pack.file-name", "more.yml")]


def test_lists_may_stand_in_pack_yaml_itself(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, "one", pack=CITY + DOCUMENTS)
    assert [document.id for document in load_pack(folder).documents] == ["ls-2021", "ls-2016"]


def test_a_tilde_is_an_operator_and_not_nothing(tmp_path: Path) -> None:
    pack = load_pack(write_good(tmp_path, indicators=INDICATOR.replace('op: ">="', "op: ~")))
    assert pack.indicators[0].values[1].op == "~"


BAD = [
    ("kolor: red\n", "pack.unknown-field", 1),
    (INDICATOR.replace("direction", "direcshun"), "pack.unknown-field", 5),
    (INDICATOR.replace("  unit: 个\n", ""), "pack.missing-field", 2),
    (INDICATOR.replace("unit: 个", "unit:"), "pack.missing-field", 4),
    (INDICATOR.replace("每千老人助餐点数", '""'), "pack.empty", 3),
    (INDICATOR.replace("value: 1.2", "value: 1,200人"), "pack.unknown-field", 8),
    (INDICATOR.replace("value: 1.2", 'value: "1,200人"'), "pack.type", 8),
    (INDICATOR.replace("value: 1.2", "value: 12%"), "pack.type", 8),
    (INDICATOR.replace("direction: higher", "direction: up"), "pack.type", 5),
    (INDICATOR.replace("year: 2020", "year: 二〇二〇"), "pack.type", 8),
    (INDICATOR.replace("ls-2021 表1.4", "见规划第四行"), "pack.type", 6),
    (INDICATOR.replace("unit: 个", "unit: 个\n  unit: 家"), "pack.duplicate-key", 5),
    (INDICATOR.replace("unit: 个", "unit: &u 个"), "pack.anchor", 4),
    (INDICATOR.replace("unit: 个", "unit: !!str 个"), "pack.tag", 4),
    (INDICATOR.replace("  unit", "\tunit"), "pack.tab", 4),
    (INDICATOR + INDICATOR.removeprefix("indicators:\n"), "pack.duplicate-id", 10),
    (INDICATOR.replace("year: 2020", "cumulative: yes"), "pack.type", 8),
    (INDICATOR.replace("unit: 个", "unit: [个]"), "pack.type", 4),
    (INDICATOR.replace("unit: 个", "unit: 个\n  accepted: 王芳"), "pack.type", 5),
    (INDICATOR.replace("unit: 个", "unit: 个\n  accepted: {by: 王芳, on: 2026-02-30}"), "pack.type", 5),
    ("indicators: 3\n", "pack.type", 1),
    ("- a\n- b\n", "pack.type", 1),
    ("indicators: [" + "[" * 40 + "]" * 40 + "]\n", "pack.too-deep", 1),
    ("indicators: []\n---\nindicators: []\n", "pack.two-documents", 2),
    ("indicators:\n- just a word\n", "pack.type", 2),
    ("? [a, b]\n: 1\n", "pack.key", 1),
]


@pytest.mark.parametrize(("text", "code", "line"), BAD, ids=[f"{code}-{n}" for n, (_, code, _) in enumerate(BAD)])
def test_a_bad_file_is_told_with_code_and_line(tmp_path: Path, text: str, code: str, line: int) -> None:
    (fault,) = faults_of(write_good(tmp_path, indicators=text))
    assert (fault.code, fault.file, fault.line) == (code, "lakeside/indicators.yaml", line)
    assert fault.expected is not None or code in ("pack.type", "pack.yaml")


def test_a_misspelt_field_is_answered_with_the_right_one(tmp_path: Path) -> None:
    (fault,) = faults_of(write_good(tmp_path, items=ITEM.replace("class:", "clas:")))
    assert str(fault) == "lakeside/items.yaml:6: 没有 clas 这个字段（读到：clas；应为：class） [pack.unknown-field]"


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("value: 1.2", None),
        ("value: 1,200人", "value: 1200"),
        ("year: 二〇", "year: 2025"),
        ("cumulative: yes", "cumulative: true"),
        ("cumulative: maybe", "cumulative: true 或 false"),
        ("kind: goal", "kind: target、actual、growth"),
    ],
)
def test_what_to_write_instead_is_near_to_what_was_written(tmp_path: Path, written: str, told: str | None) -> None:
    key, _, value = written.partition(": ")
    row = {"kind": "actual", "year": "2020", "value": "1"} | {key: value}
    line = "".join(f'    {name}: "{text}"\n' for name, text in row.items() if name != "cumulative")
    line += f"    cumulative: {value}\n" if key == "cumulative" else ""
    text = INDICATOR[: INDICATOR.index("  - {")] + "  - " + line.lstrip()
    folder = write_good(tmp_path, indicators=text)
    if told is None:
        assert len(load_pack(folder).indicators) == 1
    else:
        assert [fault.expected for fault in faults_of(folder)] == [told]


def test_an_empty_member_of_a_list_is_told(tmp_path: Path) -> None:
    (fault,) = faults_of(write_good(tmp_path, items=ITEM.replace("[elderly]", '[elderly, ""]')))
    assert (fault.code, fault.line) == ("pack.empty", 14)


def test_a_fault_in_pack_yaml_leaves_no_pack_but_all_faults(tmp_path: Path) -> None:
    found = faults_of(write_good(tmp_path, pack=CITY.replace("level: city", "level: town"), items="itms: []\n"))
    assert [fault.code for fault in found] == ["pack.type", "pack.unknown-field"]


def test_an_empty_pack_yaml_is_told(tmp_path: Path) -> None:
    assert [fault.code for fault in faults_of(write_good(tmp_path, pack=""))] == ["pack.empty"]


def test_a_date_in_chinese_is_answered_with_the_same_date_in_iso(tmp_path: Path) -> None:
    (fault,) = faults_of(write_good(tmp_path, items=ITEM.replace("since: 2021-01-01", "since: 2021年1月1日")))
    assert fault.expected == "since: 2021-01-01"


def test_a_day_that_is_not_in_the_calendar_is_not_told_to_be_written_again(tmp_path: Path) -> None:
    (fault,) = faults_of(write_good(tmp_path, items=ITEM.replace("since: 2021-01-01", "since: 2021-02-30")))
    assert (fault.read, fault.expected) == ("2021-02-30", "since: 2021-01-01")


def test_a_number_of_thousands_of_digits_is_told_in_short(tmp_path: Path) -> None:
    (fault,) = faults_of(write_good(tmp_path, items=ITEM.replace("value: 4.50", f"value: {'9' * 6000}")))
    assert fault.expected == "value: 3.5"
    assert len(str(fault)) < 200


def test_a_file_that_is_no_plain_file_is_told_and_not_waited_for(tmp_path: Path) -> None:
    folder = write_good(tmp_path)
    os.mkfifo(folder / "pipe.yaml")
    assert [(fault.code, fault.file) for fault in faults_of(folder)] == [("pack.not-a-file", "lakeside/pipe.yaml")]


@pytest.mark.parametrize("target", ["/dev/zero", "../secret.txt"])
def test_a_link_that_leads_out_of_the_pack_is_told_and_not_followed(tmp_path: Path, target: str) -> None:
    folder = write_good(tmp_path)
    (tmp_path / "secret.txt").write_text("password\n", "utf-8")
    (folder / "link.yaml").symlink_to(target)
    (fault,) = faults_of(folder)
    assert (fault.code, fault.file) == ("pack.link", "lakeside/link.yaml")
    assert "password" not in str(fault)


def test_a_link_that_stays_in_the_pack_is_read(tmp_path: Path) -> None:
    folder = write_good(tmp_path)
    (folder / "items.yaml").rename(folder / "kept")
    (folder / "items.yaml").symlink_to("kept")
    assert [item.id for item in load_pack(folder).items] == ["meal-help"]


def test_every_fault_of_every_file_is_listed(tmp_path: Path) -> None:
    rows = "".join(f"- {{id: x{n}, name: 某指标, source: ls-2021, values: []}}\n" for n in range(500))
    found = faults_of(write_good(tmp_path, indicators="indicators:\n" + rows, items="itms: []\n"))
    assert len([fault for fault in found if fault.code == "pack.missing-field"]) == 500
    assert [fault.expected for fault in found if fault.code == "pack.unknown-field"] == ["items"]


def test_a_pack_with_no_end_of_faults_is_not_read_to_the_end(tmp_path: Path) -> None:
    rows = "- {id: a}\n" * (MAX_FAULTS + 10)
    found = faults_of(write_good(tmp_path, indicators="indicators:\n" + rows, items="itms: []\n"))
    assert MAX_FAULTS <= len(found) < MAX_FAULTS + 20
    assert (found[-1].code, found[-1].file) == ("pack.too-many-faults", "lakeside/indicators.yaml")
    assert "lakeside/items.yaml" not in {fault.file for fault in found}


def test_a_pack_that_is_too_large_altogether_is_not_read_to_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("minsheng.packs.load.MAX_TOTAL", 900)
    assert [fault.code for fault in faults_of(write_good(tmp_path))] == ["pack.too-large"]


def test_a_yaml_bomb_is_refused_without_being_expanded(tmp_path: Path) -> None:
    lines = ['a0: &a0 ["lol"]'] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    found = faults_of(write_good(tmp_path, indicators="\n".join(lines) + "\n"))
    assert {fault.code for fault in found} == {"pack.anchor", "pack.unknown-field"}


def test_a_file_that_is_not_utf8_says_so_with_its_line(tmp_path: Path) -> None:
    folder = write_good(tmp_path)
    (folder / "indicators.yaml").write_bytes("# x\n# 指标\n".encode("gb18030"))
    (fault,) = faults_of(folder)
    assert (fault.code, fault.line) == ("pack.encoding", 2)


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    folder = write_good(tmp_path)
    (folder / "indicators.yaml").write_bytes(b"#" * (MAX_BYTES + 1))
    assert [fault.code for fault in faults_of(folder)] == ["pack.too-large"]


def test_a_folder_without_pack_yaml_is_told_what_it_should_say(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path)
    assert fault.code == "pack.no-pack-file"
    assert fault.expected == "pack.yaml，写明 id、name、name_en、division、level"


def test_packs_come_parents_first_and_words_are_found_through_parents(tmp_path: Path) -> None:
    write_good(tmp_path)
    packs = load_packs(tmp_path)
    city = packs["lakeside"]
    assert list(packs) == ["cn", "lakeside"]
    assert family.lineage(city, packs) == (city, packs["cn"])
    assert family.areas(city, packs)["elder-care"].name == "老有所养"
    assert set(family.classes(city, packs)) == {"pensions"}
    assert set(family.groups(city, packs)) == {"elderly"}
    assert set(family.life_stages(city, packs)) == {"retirement"}
    assert set(family.documents(city, packs)) == {"ls-2021", "ls-2016"}
    assert set(family.indicators(city, packs)) == {"ls-2021.t1.4"}


@pytest.mark.parametrize(
    ("cn", "code"),
    [
        (CN.replace("id: cn", "id: zh"), "pack.parent"),
        (CN + "parent: lakeside\n", "pack.parent-circle"),
        (CN.replace("id: cn", "id: lakeside"), "pack.duplicate-id"),
    ],
)
def test_a_broken_line_of_parents_is_a_fault(tmp_path: Path, cn: str, code: str) -> None:
    write_good(tmp_path)
    write_pack(tmp_path, "cn", pack=cn, frame=FRAME)
    with pytest.raises(MinshengError) as raised:
        load_packs(tmp_path)
    assert code in {fault.code for fault in raised.value.faults}


_WORDS = """indicators: items: values: name: id: unit: source: ls-2021 : - [ ] { } &a *a !!x | > ' " # , --- ... ? %YAML
a 甲 '' 1e999 null ~ 2021 true"""
_words = st.sampled_from(["\n", "\n  ", "\n- ", "\t", "\x00", ": ", *_WORDS.split()])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.lists(_words, max_size=30).map("".join) | st.text(max_size=60))
def test_no_text_makes_the_loader_raise_anything_but_faults(tmp_path: Path, text: str) -> None:
    folder = write_good(tmp_path)
    (folder / "indicators.yaml").write_bytes(text.encode("utf-8", "replace"))
    with suppress(MinshengError):
        assert load_pack(folder).id == "lakeside"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=80))
def test_no_bytes_make_the_loader_raise_anything_but_faults(tmp_path: Path, data: bytes) -> None:
    folder = write_good(tmp_path)
    (folder / "pack.yaml").write_bytes(data)
    with pytest.raises(MinshengError):
        load_pack(folder)


def test_a_line_holds_the_pack_and_those_above_it_whatever_is_wrong_with_others(tmp_path: Path) -> None:
    write_good(tmp_path)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "pack.yaml").write_text("id: elsewhere\nname: 别处\n", "utf-8")
    assert [*load_line("lakeside", tmp_path)] == ["cn", "lakeside"]
    with pytest.raises(MinshengError) as raised:
        load_packs(tmp_path)
    assert raised.value.faults


def test_a_line_leaves_files_unread_in_which_the_lists_asked_for_cannot_be(tmp_path: Path) -> None:
    folder = write_good(tmp_path)
    rules = load_line("lakeside", tmp_path, only=("benefits",))["lakeside"].pack
    assert rules.about.name == load_pack(folder).about.name
    assert rules.items == ()
    assert load_line("lakeside", tmp_path, only=("items",))["lakeside"].pack.items == load_pack(folder).items


def test_a_line_of_an_unknown_pack_names_one_that_is_there(tmp_path: Path) -> None:
    write_good(tmp_path)
    with pytest.raises(MinshengError) as raised:
        load_line("lakesid", tmp_path)
    assert [(fault.code, fault.read) for fault in raised.value.faults] == [("pack.unknown", "lakesid")]
