"""Rows as plans break them: over pages, over lines, with numbers and categories out of place."""

from __future__ import annotations

from minsheng.plans.model import Indicator
from minsheng.plans.tables import find_tables, read_indicators


def rows_of(*lines: str) -> tuple[Indicator, ...]:
    return read_indicators(lines)[0]


def codes(row: Indicator) -> list[str]:
    return [doubt.code for doubt in row.doubts]


HEADER = "类别\t序号\t指标名称\t2020年\t2025年"


def test_a_row_split_by_a_page_break_is_one_row() -> None:
    rows = rows_of(
        "表1 主要指标",
        HEADER,
        "就业\t7\t退役军人和由政府\t—\t100",
        "",
        HEADER,
        "\t\t安排工作的士兵（含消防员）安置率（%）\t\t",
        "\t8\t城镇调查失业率（%）\t5\t5.5左右",
    )
    assert [(row.number, row.name, row.unit, row.lines) for row in rows] == [
        (7, "退役军人和由政府安排工作的士兵（含消防员）安置率", "%", (3, 6)),
        (8, "城镇调查失业率", "%", (7, 7)),
    ]
    assert rows[0].values["2025"].value == 100


def test_a_name_that_starts_before_its_values_takes_them_from_the_next_row() -> None:
    rows = rows_of(HEADER, "教育\t1\t义务教育\t\t", "\t\t巩固率（%）\t99\t≥99", "\t2\t入学率（%）\t98\t99")
    assert [(row.name, row.values["2025"].op) for row in rows] == [("义务教育巩固率", ">="), ("入学率", "=")]


def test_a_number_glued_to_the_name_is_taken_off() -> None:
    rows = rows_of(
        HEADER,
        "安全\t43\t万人成讼率（件/万人）\t67\t60",
        "",
        "类别\t指标名称\t2020年\t2025年",
        "\t44 亿元 GDP 事故死亡率(%)\t0.035\t0.017",
        "\t45 食品安全满意度(%)\t87\t≥85",
    )
    assert [(row.number, row.name) for row in rows] == [
        (43, "万人成讼率"),
        (44, "亿元GDP事故死亡率"),
        (45, "食品安全满意度"),
    ]
    assert {row.category for row in rows} == {"安全"}


def test_a_name_that_begins_with_a_digit_keeps_it() -> None:
    rows = rows_of("指标\t2020年\t2025年", "3岁以下婴幼儿入托率（%）\t10\t20", "5G 基站数（个）\t100\t200")
    assert [(row.number, row.name) for row in rows] == [(None, "3岁以下婴幼儿入托率"), (None, "5G基站数")]


def test_a_header_over_number_and_name_leaves_both_their_column() -> None:
    rows = rows_of("分类\t指标名称\t\t2020年 基期值\t2025年 目标值", "托育照 护服务\t1\t托位数（个）\t2.94\t4.5")
    assert [(row.category, row.number, row.name, *row.values) for row in rows] == [
        ("托育照护服务", 1, "托位数", "2020", "2025")
    ]


def test_two_header_rows_are_joined_and_a_year_told_twice_keeps_its_title() -> None:
    rows = rows_of(
        "类别\t序号\t指标名称\t单位\t规划目标\t\t2020年实绩",
        "\t\t\t\t2020年\t年均增长\t",
        "教育\t1\t巩固率\t(%)\t≥98\t0.5%\t99.2（2019年数据）",
    )
    assert {key: (figure.op, str(figure.value)) for key, figure in rows[0].values.items()} == {
        "2020年规划目标": (">=", "98"),
        "年均增长": ("=", "0.5"),
        "2020年实绩": ("=", "99.2"),
    }
    assert rows[0].unit == "%"
    assert rows[0].values["2020年实绩"].note == "2019年数据"


def test_two_header_rows_over_aligned_blanks_are_joined() -> None:
    rows = rows_of(
        "类别      序号  指标名称      单位    规划目标            2020年实绩",
        "                                      2020年    年均增长",
        "教育      1     巩固率        %       98        1%          99",
        "          2     入学率        %       ≥98       —           99.6",
        "养老      3     床位数        张      50        [5]         71",
    )
    assert [(row.category, row.number, *row.values) for row in rows] == [
        ("教育", 1, "2020年规划目标", "年均增长", "2020年实绩"),
        ("教育", 2, "2020年规划目标", "年均增长", "2020年实绩"),
        ("养老", 3, "2020年规划目标", "年均增长", "2020年实绩"),
    ]
    assert rows[2].values["年均增长"].cumulative


def test_a_name_wrapped_under_itself_between_aligned_columns_is_one_name() -> None:
    rows = rows_of(
        "序号  指标名称              2020年  2025年",
        "1     每千人口拥有执业      2.9     4.8",
        "      （助理）医师数（人）",
        "2     入学率（%）           98      99",
    )
    assert [(row.number, row.name, row.unit) for row in rows] == [
        (1, "每千人口拥有执业（助理）医师数", "人"),
        (2, "入学率", "%"),
    ]


def test_category_lines_of_their_own_are_carried_down() -> None:
    rows = rows_of(
        "| 指标 | 单位 | 2020年 | 2025年 |",
        "|---|---|---|---|",
        "| 一、公共教育 | | | |",
        "| 巩固率 | % | 98 | 99 |",
        "| 二、养老服务 | | | |",
        "| 床位数 | 张 | 50 | 71 |",
    )
    assert [(row.category, row.name) for row in rows] == [("一、公共教育", "巩固率"), ("二、养老服务", "床位数")]


def test_levels_of_indicators_make_a_category_path() -> None:
    rows = rows_of(
        "一级指标\t二级指标\t三级指标\t2025年",
        "公平\t教育\t巩固率（%）\t99",
        "\t\t入学率（%）\t98",
        "\t养老\t床位数（张）\t5",
    )
    assert [row.category for row in rows] == ["公平/教育", "公平/教育", "公平/养老"]


def test_a_cell_continued_on_an_unindented_line_belongs_to_its_row() -> None:
    rows = rows_of(
        "表1 指标",
        *("\t领 域", "\t指标名称", "\t2020年规划目标", "\t2020年实际情况", ""),
        *("\t保障", "\t1", "\t低保标准（元/人·年）", "\t10584", "\t主城区：13224，", "", "甲县、乙市：10584", ""),
        *("\t", "\t2", "\t每千人医师数", "", "（常住人口）（人）", "\t-", "\t4.8", "", "", "  注：[ ]内为累计数。"),
    )
    assert [(row.number, row.name, row.unit, row.category) for row in rows] == [
        (1, "低保标准", "元/人·年", "保障"),
        (2, "每千人医师数（常住人口）", "人", "保障"),
    ]
    assert [part.division for part in rows[0].values["2020年实际情况"].by_division] == ["主城区", "甲县", "乙市"]


def test_a_gap_in_the_numbers_and_an_empty_cell_are_doubted() -> None:
    rows = rows_of(HEADER, "教育\t1\t巩固率（%）\t98\t99", "\t3\t入学率（%）\t\t99")
    assert codes(rows[0]) == []
    assert codes(rows[1]) == ["table.number-gap", "table.figure"]


def test_a_table_without_caption_is_read_and_doubted() -> None:
    rows, doubts = read_indicators(["指标\t2025年", "巩固率（%）\t99"])
    assert len(rows) == 1
    assert [doubt.code for doubt in doubts] == ["table.no-caption"]


def test_another_table_is_found_but_not_read() -> None:
    lines = ["机构\t地址\t电话", "甲院\t东路1号\t88001122", "乙院\t西路2号\t88001133", "", "正文。"]
    tables = find_tables(lines)
    assert [(table.lines, table.stretches) for table in tables] == [((1, 3), ())]
    rows, doubts = read_indicators(lines)
    assert rows == ()
    assert [doubt.code for doubt in doubts] == ["table.not-indicators"]


def test_contents_and_running_text_are_no_table() -> None:
    lines = [
        "一、总体要求\t1",
        "二、主要目标  3",
        "到2025年，主要指标  达到全省前列，入园率达到99%。",
        "\t1.扩大供给。到2025年，新增托位1万个。",
        "指标体系更加健全。",
    ]
    assert find_tables(lines) == ()


def test_two_tables_one_after_another_stay_apart() -> None:
    rows = rows_of(
        "表1 完成情况",
        "指标\t2015年\t2020年",
        "巩固率（%）\t98\t99",
        "表2 主要目标",
        "指标\t2020年\t2025年",
        "巩固率（%）\t99\t100",
    )
    assert [(row.table, *row.values) for row in rows] == [
        ("表1 完成情况", "2015", "2020"),
        ("表2 主要目标", "2020", "2025"),
    ]


def test_a_table_drawn_with_lines_and_full_width_digits_is_read() -> None:
    rows = rows_of(
        "┌────┬────┬─────────┬────┬────┐",
        "│类别│序号│指标名称（单位）│2020年│2025年│",
        "├────┼────┼─────────┼────┼────┤",
        "│教育│１│义务教育巩固率（％）│９８│≥９９│",
        "│　　│２│高中入学率（％）│９９．５│９９．６以上│",
        "└────┴────┴─────────┴────┴────┘",
    )
    assert [(row.category, row.number, row.name, row.values["2025"].op) for row in rows] == [
        ("教育", 1, "义务教育巩固率", ">="),
        ("教育", 2, "高中入学率", ">="),
    ]
    assert str(rows[1].values["2020"].value) == "99.5"


def test_a_row_drawn_over_two_lines_is_one_row() -> None:
    rows = rows_of(
        "| 序号 | 指标 | 单位 | 2025年 |",
        "+------+------------------+----+------+",
        "| 1 | 每千人口拥有执业 | 人 | 4.8 |",
        "|   | （助理）医师数   |    |     |",
        "+------+------------------+----+------+",
        "| 2 | 床位数 | 张 | 7 |",
    )
    assert [(row.number, row.name, row.unit) for row in rows] == [
        (1, "每千人口拥有执业（助理）医师数", "人"),
        (2, "床位数", "张"),
    ]


def test_groups_numbered_in_the_number_column_are_categories() -> None:
    rows = rows_of("序号\t指标\t单位\t2025年", "一\t公共教育", "1\t入园率\t%\t99", "二\t医疗卫生", "2\t床位数\t张\t8")
    assert [(row.category, row.number, row.name) for row in rows] == [
        ("公共教育", 1, "入园率"),
        ("医疗卫生", 2, "床位数"),
    ]


def test_a_wrapped_value_is_put_together() -> None:
    rows = rows_of(
        "序号  指标              2020年              2025年",
        "1     低保标准（元/年）  主城区：13224，     14000以上",
        "                         甲县：10584",
        "2     入学率（%）        98                  99",
    )
    assert [(part.division, int(part.value)) for part in rows[0].values["2020"].by_division] == [
        ("主城区", 13224),
        ("甲县", 10584),
    ]


def test_a_group_title_in_a_stream_of_cells_joins_the_year_below_it() -> None:
    header = ("表1 目标", "序号", "指标", "单位", "规划目标", "2020年", "年均增长", "2020年实绩")
    rows = rows_of(*header, "1", "巩固率", "%", ">98", "—", "99.58", "2", "入学率", "%", "100", "[0.2]", "99")
    assert [list(row.values) for row in rows] == [["2020年规划目标", "年均增长", "2020年实绩"]] * 2


def test_a_caption_may_be_the_line_above_a_stream_that_reads_like_a_title() -> None:
    rows = rows_of("主要指标", "指标名称", "单位", "2025年", "巩固率", "%", "99")
    assert [(row.table, row.name) for row in rows] == [("主要指标", "巩固率")]


def test_the_text_after_a_stream_of_cells_is_no_row() -> None:
    lines = [
        "指标",
        "单位",
        "2025年",
        "巩固率",
        "%",
        "99",
        "三、主要任务",
        "（一）公共教育",
        "到2025年，新增学校20所。",
    ]
    assert [table.lines for table in find_tables(lines)] == [(1, 6)]


def test_the_office_in_charge_and_the_attribute_leave_the_values_alone() -> None:
    rows = rows_of(
        "| 序号 | 指标 | 单位 | 现状（2020年） | 2025年目标 | 属性 | 责任单位 |",
        "| :-: | --- | --- | --- | --- | --- | --- |",
        "| 1 | **托位数** | 个 | 2.0 | ≥4.6 | 预期性 | 市卫生健康委 |",
        "| 2 | PM<sub>2.5</sub>浓度 | 微克/立方米 | 30 | ≤26 | 约束性 | 市生态环境局、市城管局 |",
    )
    assert [(row.name, row.attribute, list(row.values)) for row in rows] == [
        ("托位数", "预期性", ["2020", "2025"]),
        ("PM2.5浓度", "约束性", ["2020", "2025"]),
    ]


def test_cells_that_make_no_row_after_a_stream_are_doubted() -> None:
    cells = ("序号", "指标", "2025年", "1", "巩固率（%）", "99", "2", "入学率（%）", "98", "95", "94", "93", "92")
    rows, doubts = read_indicators(cells)
    assert [row.name for row in rows] == ["巩固率", "入学率"]
    assert [(doubt.code, doubt.lines) for doubt in doubts] == [
        ("table.no-caption", (1, 1)),
        ("table.cells-left", (10, 13)),
    ]


def test_lines_made_to_look_like_headers_are_tried_only_so_often() -> None:
    tables = find_tables(["指标", "2020年", "2025年", "完"] * 5000)
    assert [doubt.code for table in tables for doubt in table.doubts] == ["table.not-tried"]


def test_a_ditto_mark_repeats_the_category_above() -> None:
    rows = rows_of(
        "| 领域 | 指标 | 2025年 |", "|---|---|---|", "| 教育 | 入园率（%） | 99 |", "| ^^ | 巩固率（%） | 98 |"
    )
    assert [row.category for row in rows] == ["教育", "教育"]


def test_a_unit_said_once_above_the_table_goes_for_the_rows_that_print_none() -> None:
    rows, _ = read_indicators(
        ["表3 覆盖情况", "单位：%", "指标\t2020年\t2025年", "入园率\t95\t98", "每万人床位数（张）\t41\t50"]
    )
    assert [(row.name, row.unit) for row in rows] == [("入园率", "%"), ("每万人床位数", "张")]


def test_two_units_said_above_the_table_are_given_to_no_row() -> None:
    rows, _ = read_indicators(
        ["表3 覆盖情况（单位：%、张）", "指标\t2020年\t2025年", "入园率\t95\t98", "床位数\t41\t50"]
    )
    assert [row.unit for row in rows] == ["", ""]


def test_a_numbered_name_printed_on_two_lines_is_no_category() -> None:
    lines = ["表4 主要指标", "类别", "指标", "单位", "2020年", "2025年"]
    lines += ["教育", "1.入园率", "%", "95", "98", "2.残疾儿童少年", "义务教育入学率", "%", "96", "≥97"]
    lines += ["健康", "3.每千人口执业", "（助理）医师数", "人", "2.9", "3.5", "4.婴儿死亡率", "‰", "5.1", "≤5"]
    rows, _ = read_indicators(lines)
    assert [(row.category, row.number, row.name) for row in rows] == [
        ("教育", 1, "入园率"),
        ("教育", 2, "残疾儿童少年义务教育入学率"),
        ("健康", 3, "每千人口执业（助理）医师数"),
        ("健康", 4, "婴儿死亡率"),
    ]
