"""Rows under lines that name their group, cells one blank apart, merged cells, names on two lines, bare headers."""

from __future__ import annotations

import pytest

from minsheng.plans.tables import read_indicators

SPACE = ["序号    指标名称            单位    2020年    2025年    属性"]
SPACE_ROWS = [
    "1       入园率              %       96        ≥98       预期性",
    "2       巩固率              %       99.5      100       约束性",
    "3       千人口托位数        个      —         4.5以上   预期性",
]
TAB = ["序号\t指标名称\t单位\t2020年\t2025年\t属性"]
TAB_ROWS = [
    "1\t入园率\t%\t96\t≥98\t预期性",
    "2\t巩固率\t%\t99.5\t100\t约束性",
    "3\t千人口托位数\t个\t—\t4.5以上\t预期性",
]
TIGHT = ["序号 指标名称 单位 2020年 2025年 属性"]
TIGHT_ROWS = [" ".join(row.split()) for row in SPACE_ROWS]


def read(lines: list[str]) -> list[tuple[str, str, str, str, str, str]]:
    rows, _ = read_indicators(["表1 主要指标", *lines, "", "三、主要任务", "健全服务体系。"])
    return [
        (
            row.category,
            row.name,
            row.unit,
            row.values["2020"].text,
            row.values["2025"].op,
            str(row.values["2025"].value),
        )
        for row in rows
    ]


def expected(first: str, second: str) -> list[tuple[str, str, str, str, str, str]]:
    return [
        (first, "入园率", "%", "96", ">=", "98"),
        (first, "巩固率", "%", "99.5", "=", "100"),
        (second, "千人口托位数", "个", "—", ">=", "4.5"),
    ]


@pytest.mark.parametrize(
    ("first", "second"), [("一、教育", "二、托育"), ("（一）教育", "（二）托育"), ("教育", "托育")]
)
@pytest.mark.parametrize(("header", "rows"), [(SPACE, SPACE_ROWS), (TAB, TAB_ROWS), (TIGHT, TIGHT_ROWS)])
def test_a_line_alone_above_rows_names_their_group(header: list[str], rows: list[str], first: str, second: str) -> None:
    assert read([*header, first, *rows[:2], second, rows[2]]) == expected(first, second)
    assert read([*header, "", first, "", *rows[:2], "", second, rows[2]]) == expected(first, second)


def test_an_indented_group_line_and_one_under_another_name_groups_too() -> None:
    assert read([*SPACE, "  一、教育", *SPACE_ROWS[:2], "  二、托育", SPACE_ROWS[2]]) == expected(
        "一、教育", "二、托育"
    )
    assert read([*SPACE, "一、教育", "（一）幼教", *SPACE_ROWS[:2], "（二）托育", SPACE_ROWS[2]]) == expected(
        "（一）幼教", "（二）托育"
    )


def test_a_heading_below_a_table_is_no_group_line() -> None:
    rows, _ = read_indicators([*TAB, *TAB_ROWS, "三、主要任务", "（一）扩大供给", "新增托位。"])
    assert rows[-1].lines == (4, 4)


def test_a_group_printed_in_every_cell_of_its_row_is_one_group() -> None:
    pipes = ["| 指标名称 | 单位 | 2020年 | 2025年 |", "|---|---|---|---|", "| 教育 | 教育 | 教育 | 教育 |"]
    assert read([*pipes, "| 入园率 | % | 96 | ≥98 |"]) == expected("教育", "")[:1]


def test_a_row_set_tighter_than_its_header_is_cut_at_every_blank() -> None:
    assert read([*SPACE, *SPACE_ROWS[:2], "3       千人口托位数 个      —         4.5以上   预期性"]) == expected(
        "", ""
    )


def test_a_figure_one_blank_behind_a_name_is_a_cell_even_where_others_are_empty() -> None:
    rows = ["类别  指标            2020年   2025年   属性", "教育  入园率（%）      96       98       预期性"]
    found, _ = read_indicators([*rows, "      残疾儿童入学率（%） 96    97       约束性"])
    assert [(row.category, row.name, row.values["2020"].text) for row in found] == [
        ("教育", "入园率", "96"),
        ("教育", "残疾儿童入学率", "96"),
    ]


def test_a_sentence_with_blanks_is_no_header_of_a_tight_table() -> None:
    assert read(["主要指标 稳步提高 2025年", "目标 1 2"]) == []


@pytest.mark.parametrize("unit", ["/10万", "1/10万", "人/10万", "/万人口", "1/万"])
def test_a_rate_of_so_many_thousands_is_a_unit(unit: str) -> None:
    (row,), _ = read_indicators(["指标\t2020年\t2025年", f"孕产妇死亡率（{unit}）\t9\t≤8"])
    assert (row.name, row.unit) == ("孕产妇死亡率", unit)


def test_a_name_that_fills_its_column_goes_on_in_the_line_below() -> None:
    rows = [
        *SPACE,
        "1       每千名常住老年人    张      30        35        预期性",
        "        拥有床位数",
        SPACE_ROWS[1],
    ]
    found, _ = read_indicators(rows)
    assert [(row.category, row.name) for row in found] == [("", "每千名常住老年人拥有床位数"), ("", "巩固率")]


def test_a_stream_that_indents_all_cells_but_the_first_comes_back() -> None:
    lines = ["指标", "\t2020年", "\t2025年", "托位数（个）", "\t1.8", "\t4.6", "巩固率（%）", "\t99", "\t≥99"]
    found, _ = read_indicators(lines)
    assert [(row.name, row.values["2025"].op) for row in found] == [("托位数", "="), ("巩固率", ">=")]


@pytest.mark.parametrize(
    "header", [["序号", "指标名称", "单位", "2025年"], ["序号    指标名称    单位    2025年"], ["序号 指标名称 2025年"]]
)
def test_a_header_without_rows_is_doubted(header: list[str]) -> None:
    found, doubts = read_indicators([*header, "三、主要任务", "健全覆盖城乡的服务体系，提升服务质量，让群众满意。"])
    assert (found, [(doubt.code, doubt.lines) for doubt in doubts]) == ((), [("table.no-rows", (1, len(header)))])


def test_circled_numbers_before_names_are_row_numbers_and_bold_groups_lose_their_stars() -> None:
    pipes = [
        "| 指标名称 | 单位 | 2025年 |",
        "|---|---|---|",
        "| **教育** | | |",
        "| ①入园率 | % | 98 |",
        "| ②巩固率 | % | 99 |",
    ]
    found, _ = read_indicators(pipes)
    assert [(row.category, row.number, row.name) for row in found] == [("教育", 1, "入园率"), ("教育", 2, "巩固率")]


def test_a_blank_line_in_a_stream_is_the_empty_cell_of_its_column() -> None:
    head = ["序号", "指标", "单位", "2020年", "2025年", "属性"]
    found, _ = read_indicators(
        [*head, "1", "托位数", "个", "", "4.6", "预期性", "2", "巩固率", "%", "99", "100", "约束性"]
    )
    assert [(row.attribute, row.values["2020"].text, row.values["2025"].text) for row in found] == [
        ("预期性", "", "4.6"),
        ("约束性", "99", "100"),
    ]


def test_a_numbered_group_in_an_aligned_table_is_no_row() -> None:
    assert read([*SPACE, "一      教育", *SPACE_ROWS[:2], "二      托育", SPACE_ROWS[2]]) == expected("教育", "托育")


def test_deadlines_are_no_units() -> None:
    found, _ = read_indicators(["指标名称\t指标值\t完成时限", "护理型床位占比\t≥55%\t2025年"])
    assert [(row.unit, list(row.values)) for row in found] == [("", ["指标值"])]
