"""The same rows come back from every way a plan prints them."""

from __future__ import annotations

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from minsheng.plans.model import Indicator
from minsheng.plans.tables import read_indicators
from minsheng.plans.tables.tests import layouts
from minsheng.plans.tables.tests.layouts import MadeTable

BEFORE = ["（三）主要目标", "", "到2025年，公共服务更加均衡可及，群众满意度保持在较高水平。", "", "表1 主要指标", ""]
AFTER = [
    "",
    "注：〔〕内为五年累计数。",
    "",
    "三、主要任务",
    "",
    "健全覆盖城乡的公共服务体系，不断增强群众获得感。",
]
WIDE = str.maketrans("0123456789%", "０１２３４５６７８９％")
run = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def same_rows(table: MadeTable, lines: list[str]) -> None:
    rows, _ = read_indicators([*BEFORE, *lines, *AFTER])
    assert [_plain(row) for row in rows] == [
        (
            "表1 主要指标",
            row.category if table.with_category else "",
            row.number if table.with_number else None,
            row.name,
            row.unit,
            row.attribute if table.with_attribute else None,
            {key: (cell.op, cell.value, cell.cumulative) for key, cell in zip(table.keys, row.values, strict=True)},
        )
        for row in table.rows
    ]


def _plain(row: Indicator) -> tuple[object, ...]:
    values = {key: (figure.op, figure.value, figure.cumulative) for key, figure in row.values.items()}
    return (row.table, row.category, row.number, row.name, row.unit, row.attribute, values)


@run
@given(layouts.tables(), st.booleans(), st.booleans())
def test_rows_parted_by_tabs_come_back(table: MadeTable, repeat: bool, page_break: bool) -> None:
    same_rows(table, layouts.tabs(table, repeat_category=repeat, page_break=page_break))


@run
@given(layouts.tables(), st.booleans(), st.booleans())
def test_rows_parted_by_pipes_come_back(table: MadeTable, repeat: bool, page_break: bool) -> None:
    same_rows(table, layouts.pipes(table, repeat_category=repeat, page_break=page_break))


@run
@given(layouts.tables(), st.booleans(), st.booleans(), st.booleans())
def test_rows_aligned_with_blanks_come_back(table: MadeTable, repeat: bool, page_break: bool, wide: bool) -> None:
    same_rows(table, layouts.blanks(table, repeat_category=repeat, page_break=page_break, wide=wide))


@run
@given(layouts.tables(), st.booleans(), st.booleans(), st.sampled_from(["none", "rows", "cells"]))
def test_cells_one_a_line_come_back(table: MadeTable, repeat: bool, indent: bool, gaps: str) -> None:
    # Without numbers, units or blank lines nothing tells a category from a name printed on two lines.
    assume(table.with_number or table.unit_column or gaps == "rows" or not table.with_category)
    # Lines with hardly a figure among them are not taken for a table at all.
    cells = [cell for row in table.rows for cell in row.values]
    assume(4 * sum(cell.op == "text" for cell in cells) <= len(cells))
    same_rows(table, layouts.one_a_line(table, repeat_category=repeat, indent=indent, gaps=gaps))


@run
@given(layouts.tables())
def test_full_width_digits_are_read_as_digits(table: MadeTable) -> None:
    lines = layouts.tabs(table, repeat_category=True, page_break=False)
    plain, _ = read_indicators(lines)
    wide, _ = read_indicators([line.translate(WIDE) for line in lines])
    assert [row.values.keys() for row in wide] == [row.values.keys() for row in plain]
    assert [[figure.value for figure in row.values.values()] for row in wide] == [
        [figure.value for figure in row.values.values()] for row in plain
    ]
