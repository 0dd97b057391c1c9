"""Columns whose titles are missing, merged or unusual."""

from __future__ import annotations

import pytest

from minsheng.plans.tables.columns import Column, columns_of, is_header, is_second_header, title_role, value_keys

ROWS = [["教育", "1", "巩固率", "%", "约束性", "98", "99"], ["", "2", "入学率", "%", "预期性", "97", "98"]]


def test_columns_without_titles_are_told_by_their_cells() -> None:
    columns = columns_of([["", "", "指标", "", "", "2020年", "2025年"]], ROWS)
    assert [column.role for column in columns] == [
        "category",
        "number",
        "name",
        "unit",
        "attribute",
        "value",
        "value",
    ]


def test_a_number_column_missing_from_the_header_is_put_in() -> None:
    columns = columns_of([["类别", "指标", "单位", "属性", "2020年", "2025年"]], ROWS)
    assert [(column.role, column.title) for column in columns][:3] == [
        ("category", "类别"),
        ("number", ""),
        ("name", "指标"),
    ]


def test_without_a_name_title_the_text_column_holds_the_names() -> None:
    columns = columns_of([["服务", "2020年", "2025年"]], [["托位", "1", "2"], ["床位", "3", "4"]])
    assert [column.role for column in columns] == ["name", "value", "value"]


def test_a_title_of_no_known_word_over_figures_is_a_value_column() -> None:
    columns = columns_of([["指标", "全省", "2025年"]], [["托位", "1", "2"], ["床位", "3", "4"]])
    assert [column.role for column in columns] == ["name", "value", "value"]
    assert value_keys(columns) == ("指标", "全省", "2025")


@pytest.mark.parametrize(
    ("group", "below", "titles"),
    [
        (["规划目标", ""], ["2020年", "2025年"], ["2020年规划目标", "2025年规划目标"]),
        (["2025年", ""], ["目标值", "年均增速"], ["2025年目标值", "年均增速"]),
        (["2020年", "2025年"], ["目标", "目标"], ["2020年目标", "2025年目标"]),
        (["“十四五”", ""], ["2020年", "2025年"], ["2020年“十四五”", "2025年“十四五”"]),
        (["2025年", "2025年"], ["2025年", "增速"], ["2025年", "增速"]),
    ],
)
def test_group_titles_join_what_stands_under_them(group: list[str], below: list[str], titles: list[str]) -> None:
    columns = columns_of([["指标", *group], ["", *below]], [["托位", "1", "2"]])
    assert [column.title for column in columns[1:]] == titles


def test_a_plan_period_beside_a_year_says_no_more_than_the_year() -> None:
    columns = [Column("value", "2020年“十三五”末"), Column("value", "“十四五”规划目标（2025年）")]
    assert value_keys(columns) == ("2020", "2025")
    assert value_keys([Column("value", "“十四五”目标")]) == ("“十四五”目标",)


def test_the_same_title_twice_keeps_both_columns() -> None:
    keys = value_keys([Column("value", "目标"), Column("value", "目标")])
    assert len(set(keys)) == 2


def test_two_years_make_a_header_even_without_a_name_title() -> None:
    assert is_header(["服务", "2020年", "2025年"])
    assert not is_header(["2020年", "2025年"])
    assert not is_header(["托位数", "98", "2025年"])


def test_a_row_of_figures_is_no_second_header() -> None:
    above = ["类别", "指标", "规划目标", ""]
    assert is_second_header(["", "", "2020年", "年均增长"], above)
    assert not is_second_header(["教育", "托位", "98", "99"], above)
    assert not is_second_header(["", "", "98", "99"], above)
    assert not is_second_header(["", "", "", ""], above)


def test_sentences_captions_and_long_cells_are_no_titles() -> None:
    for cell in ("表1 主要指标", "到2025年，实现目标。", "主要指标表", "2025年" + "很" * 30, ""):
        assert title_role(cell) is None
