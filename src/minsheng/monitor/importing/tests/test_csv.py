from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minsheng.monitor.importing.tests.conftest import Import
from minsheng.monitor.store import Store
from minsheng.terms.errors import MinshengError

HEAD = "指标,区划,时期,数值,来源,备注\n"


def told(store: Store) -> list[tuple[str, str, str, Decimal]]:
    return [(row.indicator, row.division, str(row.period), row.value) for row in store.observations()]


def test_columns_may_be_chinese_or_english_and_names_stand_for_codes(bring: Import, store: Store) -> None:
    bring(HEAD + "义务教育巩固率,西湖区,2023年第四季度,99.5,市教育局,\n")
    bring("indicator,division,period,value,source\na-2021.t1.2,330100,2023,1.8,bulletin\n")
    assert told(store) == [
        ("a-2021.t1.1", "330106", "2023Q4", Decimal("99.5")),
        ("a-2021.t1.2", "330100", "2023", Decimal("1.8")),
    ]


def test_one_column_for_each_division_is_read_too(bring: Import, store: Store) -> None:
    bring("指标编号,指标名称,单位,时期,全市,西湖区,杭州市滨江\na-2021.t1.3,杭州书房,个,2023,80,,7\n")
    assert told(store) == [
        ("a-2021.t1.3", "330100", "2023", Decimal(80)),
        ("a-2021.t1.3", "330108", "2023", Decimal(7)),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_every_usual_encoding_is_read(bring: Import, store: Store, tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "b.csv"
    file.write_text(HEAD + "义务教育巩固率,西湖区,2023,99.5,市教育局,\n", encoding)
    done = bring(file)
    assert done.added.new == 1
    assert store.observations()[0].source == "市教育局"
    assert any("GBK" in note for note in done.notes) is (encoding == "gbk")


@pytest.mark.parametrize(
    ("row", "code", "said"),
    [
        ("不存在的指标,西湖区,2023,1,x,", "observations.indicator", "没有这个指标"),
        ("健康管理率,西湖区,2023,1,x,", "observations.indicator", "这个名称有几个不同的指标"),
        ("义务教育巩固率,东湖区,2023,1,x,", "observations.division", "没有这个地区"),
        ("义务教育巩固率,330500,2023,1,x,", "observations.division", "不归这里管"),
        ("义务教育巩固率,西湖区330105,2023,1,x,", "observations.division", "名称和代码对不上：330105 是拱墅区"),
        ("义务教育巩固率,西湖风景名胜区,2023,1,x,", "observations.division", "不是行政区划"),
        ("义务教育巩固率,下城区,2023,99,x,", "observations.redrawn", "并入拱墅区"),
        ("义务教育巩固率,330104,2023,99,x,", "observations.redrawn", "分入上城区、钱塘区"),
        ("义务教育巩固率,西湖区,前三季度,99,x,", "observations.period", "不是时期"),
        ("义务教育巩固率,西湖区,2023,100.1,x,", "observations.bounds", "超过 100%"),
        ("义务教育巩固率,西湖区,2023,-1,x,", "observations.bounds", "不能是负数"),
        ("婴儿死亡率,西湖区,2023,0.18%,x,", "observations.unit", "单位是%，这个指标用‰"),
        ("义务教育巩固率,西湖区,2023,995‰,x,", "observations.unit", "单位是‰，这个指标用%"),
        ("义务教育巩固率,西湖区,2023,99万人,x,", "observations.unit", "不是这个指标的单位"),
        ("义务教育巩固率,西湖区,2023,2023-4-1,x,", "observations.date", "像日期"),
        ("义务教育巩固率,西湖区,2023,4月1日,x,", "observations.date", "像日期"),
        ("义务教育巩固率,西湖区,2023,约99,x,", "observations.vague", "不是一个确定的数"),
        ("义务教育巩固率,西湖区,2023,98-99,x,", "observations.vague", "不是一个确定的数"),
        ("义务教育巩固率,西湖区,2023,无,x,", "observations.number", "0 还是没有数据"),
        ("义务教育巩固率,西湖区,2023,九十九,x,", "observations.number", "不是数"),
        ("义务教育巩固率,西湖区,2023,99.1234567,x,", "observations.digits", "数位太多"),
        ("杭州书房,全市,2023,1234567890123456,x,", "observations.digits", "数位太多"),
    ],
)
def test_what_is_wrong_is_told_by_row(bring: Import, store: Store, row: str, code: str, said: str) -> None:
    done = bring(HEAD + f"义务教育巩固率,全市,2023,99.5,x,\n{row}\n")
    [fault] = done.faults
    assert (fault.code, fault.file, fault.line) == (code, "a.csv", 3)
    assert said in fault.message
    assert [row[1] for row in told(store)] == ["330100"]


@pytest.mark.parametrize(
    ("row", "code", "said"),
    [
        ("义务教育巩固率,全市,2023,0.99,x,", "observations.jump", "像是把百分数和比值弄混了"),
        ("婴儿死亡率,全市,2023,17.9,x,", "observations.jump", "像是把%和‰弄混了"),
        ("杭州书房,全市,2023,4.6,x,", "observations.jump", "是上次（2020）47 的 0.0979 倍"),
        ("杭州书房,全市,2023,480,x,", "observations.jump", "像是错了一位小数点"),
        ("杭州书房,全市,2023,47.5,x,", "observations.not-whole", "却不是整数"),
        ("婴儿死亡率,西湖区,2023,20,x,", "observations.jump", "是杭州市（2020）1.79 的 11.2 倍"),
        ("义务教育巩固率,余杭区,2020,99,x,", "observations.redrawn", "余杭区是 2021-03-11 起的区划"),
        ("城镇登记失业率,全市,2020,2.6,x,", "observations.elsewhere", "a-2021 表2.1 写的是 2.42"),
    ],
)
def test_what_is_unlikely_is_kept_aside_until_it_is_confirmed(
    bring: Import, store: Store, row: str, code: str, said: str
) -> None:
    done = bring(HEAD + row + "\n")
    assert [one.fault.code for one in done.aside] == [code]
    assert said in done.aside[0].fault.message
    assert told(store) == []
    assert bring(HEAD + row + "核对无误\n").added.new == 1
    again = bring(HEAD + row + "\n")
    assert (again.added.same, again.aside) == (1, ())


def test_doubts_of_a_file_are_taken_together(bring: Import, store: Store) -> None:
    bring(HEAD + "杭州书房,全市,2023,500,x,\n婴儿死亡率,全市,2023,17.9,x,\n", accept=True)
    assert [row[3] for row in told(store)] == [Decimal(500), Decimal("17.9")]


def test_a_gross_rate_may_pass_a_hundred(bring: Import) -> None:
    assert bring(HEAD + "高等教育毛入学率,全市,2023,101.5,x,\n").added.new == 1


def test_a_jump_is_held_against_the_period_before_in_the_same_file(bring: Import) -> None:
    done = bring(HEAD + "杭州书房,西湖区,2022,2,x,\n杭州书房,西湖区,2023,30,x,\n")
    assert [one.fault.line for one in done.aside] == [3]


def test_the_same_file_twice_is_nothing_new_and_is_said_so(bring: Import, store: Store) -> None:
    text = HEAD + "义务教育巩固率,西湖区,2023,99.5,x,\n"
    bring(text)
    again = bring(text)
    assert (again.added.new, again.added.same, store.version) == (0, 1, 1)
    assert again.lines[1] == "这些数以前都导入过，没有新的。"


def test_a_second_differing_value_is_a_fault_and_with_a_reason_a_correction(bring: Import, store: Store) -> None:
    bring(HEAD + "义务教育巩固率,西湖区,2023,99.5,x,\n")
    changed = HEAD + "义务教育巩固率,西湖区,2023,99.4,x,\n义务教育巩固率,滨江区,2023,99.1,x,\n"
    done = bring(changed)
    assert [(fault.code, fault.line) for fault in done.faults] == [("observations.differs", 2)]
    assert done.added.new == 1
    assert bring(changed, because="学籍核对").added.corrected == 1
    history = [entry.observation.value for entry in store.entries(("a-2021.t1.1", "330106", "2023", ""))]
    assert history == [Decimal("99.5"), Decimal("99.4")]


def test_two_differing_values_in_one_file_are_a_fault_of_the_second(bring: Import) -> None:
    rows = "义务教育巩固率,西湖区,2023,99.5,x,\n义务教育巩固率,西湖区,2023,99.4,x,\n"
    done = bring(HEAD + rows, because="更正")
    assert [(fault.code, fault.line) for fault in done.faults] == [("observations.differs", 3)]


def test_strict_refuses_everything_for_one_fault_or_one_doubt(bring: Import, store: Store) -> None:
    good = "义务教育巩固率,西湖区,2023,99.5,x,\n"
    for bad in ("义务教育巩固率,滨江区,2023,101,x,\n", "义务教育巩固率,全市,2023,0.99,x,\n"):
        with pytest.raises(MinshengError):
            bring(HEAD + good + bad, strict=True)
    assert store.version == 0


def test_a_file_in_which_every_figure_is_wrong_is_refused(bring: Import) -> None:
    with pytest.raises(MinshengError, match="超过 100%"):
        bring(HEAD + "义务教育巩固率,西湖区,2023,101,x,\n")


def test_dashes_and_empty_cells_are_no_figures(bring: Import) -> None:
    done = bring(HEAD + "义务教育巩固率,西湖区,2023,—,x,\n义务教育巩固率,滨江区,2023,,x,\n")
    assert (done.figures, done.blank, done.added.new, done.faults) == (0, 2, 0, ())


def test_a_unit_of_its_own_is_held_against_the_indicator(bring: Import, store: Store) -> None:
    head = "指标编号,单位,区划,时期,数值\n"
    assert bring(head + "a-2021.t1.1,%,西湖区,2023,99.5\n").added.new == 1
    with pytest.raises(MinshengError, match="单位是‰，这个指标用%"):
        bring(head + "a-2021.t1.1,‰,滨江区,2023,995\n")


def test_figures_of_town_and_country_have_their_group(bring: Import, store: Store) -> None:
    bring("指标,区划,时期,人群,数值\n义务教育巩固率,西湖区,2023,农村,98\n义务教育巩固率,西湖区,2023,城镇,99\n")
    assert {row.group: row.value for row in store.observations()} == {"rural": Decimal(98), "urban": Decimal(99)}


def test_rows_without_a_period_take_the_one_that_is_given(bring: Import, store: Store) -> None:
    from minsheng.terms.periods import Period

    bring("指标,区划,数值\n义务教育巩固率,西湖区,98\n", period=Period.parse("2023Q4"))
    assert told(store)[0][2] == "2023Q4"


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("a.csv", "甲,乙\n1,2\n", "observations.header"),
        ("a.csv", "", "observations.header"),
        ("a.csv", '指标,区划,时期,数值\n"a,b\n', "observations.csv"),
        ("a.xlsm", "x", "observations.macros"),
        ("a.xls", "x", "observations.excel"),
        ("a.xlsx", "x", "observations.excel"),
        ("a.pdf", "x", "observations.file-kind"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(bring: Import, tmp_path: Path, name: str, text: str, code: str) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(MinshengError) as caught:
        bring(tmp_path / name)
    assert [fault.code for fault in caught.value.faults] == [code]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300))
def test_no_bytes_whatever_break_the_reader(bring: Import, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "b.csv").write_bytes("指标,区划,时期,数值\n".encode() + content)
    with suppress(MinshengError):
        bring(tmp_path / "b.csv")


@pytest.mark.parametrize(
    ("name", "fits"),
    [("义务教育巩固率", True), ("义务教育巩固率（%）", True), ("九年义务教育巩固率", True), ("婴儿死亡率", False)],
)
def test_an_id_beside_the_name_of_another_indicator_is_a_fault(bring: Import, name: str, fits: bool) -> None:
    text = f"指标编号,指标名称,区划,时期,数值\na-2021.t1.3,杭州书房,全市,2023,50\na-2021.t1.1,{name},全市,2023,99\n"
    said = [fault.message for fault in bring(text).faults]
    assert said == ([] if fits else ["编号和名称对不上：a-2021.t1.1 是“义务教育巩固率”"])


def test_a_division_may_have_its_name_and_its_code(bring: Import, store: Store) -> None:
    bring(HEAD + "义务教育巩固率,西湖区（330106）,2023,99,x,\n义务教育巩固率,330108 滨江,2023,99,x,\n")
    assert [row[1] for row in told(store)] == ["330106", "330108"]
