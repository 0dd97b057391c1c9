from __future__ import annotations

import zipfile
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from minsheng.monitor.importing.tests.conftest import Import, workbook
from minsheng.monitor.store import Store
from minsheng.terms.errors import MinshengError

HEAD = ["指标", "区划", "时期", "数值", "备注"]
GOOD = ["义务教育巩固率", "全市", "2023Q4", 99.5, ""]


def test_a_sheet_below_its_title_is_read_and_each_figure_knows_its_cell(
    bring: Import, store: Store, tmp_path: Path
) -> None:
    rows = [["2023年四季度指标"], [], HEAD, ["义务教育巩固率", 330106, 2023, 0.1 + 0.2 + 98.7, ""]]
    workbook(tmp_path / "a.xlsx", rows)
    bring(tmp_path / "a.xlsx")
    [row] = store.observations()
    assert (row.division, str(row.period), row.value) == ("330106", "2023", Decimal("99"))
    assert row.source == "a.xlsx[数据]!D4"


def test_a_share_shown_as_a_percentage_is_taken_as_one(bring: Import, store: Store, tmp_path: Path) -> None:
    book = workbook(tmp_path / "a.xlsx", [HEAD, ["义务教育巩固率", "全市", "2023", 0.956, ""]])
    book["数据"]["D2"].number_format = "0.0%"
    book.save(tmp_path / "a.xlsx")
    bring(tmp_path / "a.xlsx")
    assert store.observations()[0].value == Decimal("95.6")


def test_a_percentage_for_a_per_mille_indicator_is_a_fault(bring: Import, tmp_path: Path) -> None:
    book = workbook(tmp_path / "a.xlsx", [HEAD, GOOD, ["婴儿死亡率", "全市", "2023", 0.00178, ""]])
    book["数据"]["D3"].number_format = "0.00%"
    book.save(tmp_path / "a.xlsx")
    [fault] = bring(tmp_path / "a.xlsx").faults
    assert (fault.code, fault.file, fault.expected) == ("observations.unit", "a.xlsx[数据]!D3", "1.78‰")


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (datetime(2023, 4, 1), "observations.date"),
        (True, "observations.number"),
        ("#DIV/0!", "observations.formula"),
        ("=1+1", "observations.formula"),
    ],
)
def test_a_cell_that_holds_no_number_is_told_by_sheet_and_cell(
    bring: Import, tmp_path: Path, value: object, code: str
) -> None:
    workbook(tmp_path / "a.xlsx", [HEAD, GOOD, ["婴儿死亡率", "全市", "2023", value, ""]])
    [fault] = bring(tmp_path / "a.xlsx").faults
    assert (fault.code, fault.file) == (code, "a.xlsx[数据]!D3")


def test_a_formula_counts_with_the_value_it_was_saved_with_and_that_is_said(
    bring: Import, store: Store, tmp_path: Path
) -> None:
    plain = tmp_path / "plain.xlsx"
    workbook(plain, [HEAD, ["义务教育巩固率", "全市", "2023", 99.25, ""]])
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(tmp_path / "a.xlsx", "w") as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename.endswith("sheet1.xml"):
                assert b"<v>99.25</v>" in content
                content = content.replace(b"<v>99.25</v>", b"<f>98.25+1</f><v>99.25</v>")
            new.writestr(part, content)
    done = bring(tmp_path / "a.xlsx")
    assert store.observations()[0].value == Decimal("99.25")
    assert done.notes == ("a.xlsx[数据]：有公式，取存盘时算好的值",)


def test_a_name_merged_over_several_rows_is_that_of_each(bring: Import, store: Store, tmp_path: Path) -> None:
    rows = [HEAD, ["义务教育巩固率", "西湖区", "2023", 99, ""], [None, "滨江区", None, 98, ""]]
    book = workbook(tmp_path / "a.xlsx", rows)
    book["数据"].merge_cells("A2:A3")
    book["数据"].merge_cells("C2:C3")
    book.save(tmp_path / "a.xlsx")
    bring(tmp_path / "a.xlsx")
    assert [(row.indicator, row.division) for row in store.observations()] == [
        ("a-2021.t1.1", "330106"),
        ("a-2021.t1.1", "330108"),
    ]


def test_a_figure_merged_over_several_cells_is_a_fault(bring: Import, tmp_path: Path) -> None:
    rows = [HEAD, GOOD, ["义务教育巩固率", "西湖区", "2023", 99, ""], ["义务教育巩固率", "滨江区", "2023", None, ""]]
    book = workbook(tmp_path / "a.xlsx", rows)
    book["数据"].merge_cells("D3:D4")
    book.save(tmp_path / "a.xlsx")
    [fault] = bring(tmp_path / "a.xlsx").faults
    assert (fault.code, fault.file) == ("observations.merged", "a.xlsx[数据]!D3")


def test_hidden_rows_and_columns_are_told_and_hidden_sheets_are_said(bring: Import, tmp_path: Path) -> None:
    rows = [["指标", "时期", "全市", "西湖区"], ["义务教育巩固率", "2023", 99, 98], ["杭州书房", "2023", 50, 5]]
    book = workbook(tmp_path / "a.xlsx", rows)
    book["数据"].row_dimensions[3].hidden = True
    book["数据"].column_dimensions["D"].hidden = True
    hidden = book.create_sheet("旧数据")
    hidden.append(HEAD)
    hidden.append(["婴儿死亡率", "全市", "2023", 1.7])
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    done = bring(tmp_path / "a.xlsx")
    assert [(fault.code, fault.file) for fault in done.faults] == [
        ("observations.hidden", "a.xlsx[数据]!D2"),
        ("observations.hidden", "a.xlsx[数据]!C3"),
    ]
    assert done.added.new == 1
    assert done.notes == ("a.xlsx[旧数据]：这张表是隐藏的，没有读",)


def test_a_workbook_with_macros_is_refused_under_any_name(bring: Import, tmp_path: Path) -> None:
    workbook(tmp_path / "a.xlsx", [HEAD, GOOD])
    with zipfile.ZipFile(tmp_path / "a.xlsx", "a") as packed:
        packed.writestr("xl/vbaProject.bin", b"x")
    with pytest.raises(MinshengError, match="有宏"):
        bring(tmp_path / "a.xlsx")


def test_a_locked_or_old_workbook_is_refused(bring: Import, tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"\xd0\xcf\x11\xe0" + b"0" * 600)
    with pytest.raises(MinshengError, match="旧格式"):
        bring(tmp_path / "a.xlsx")


def test_a_sheet_that_reaches_to_the_end_of_the_grid_is_refused(bring: Import, tmp_path: Path) -> None:
    book = workbook(tmp_path / "a.xlsx", [HEAD, GOOD])
    book["数据"]["XFD1048576"] = "x"
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(MinshengError, match="铺得太开"):
        bring(tmp_path / "a.xlsx")


def test_a_workbook_without_a_table_is_refused(bring: Import, tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "a.xlsx")
    with pytest.raises(MinshengError, match="没有找到表头"):
        bring(tmp_path / "a.xlsx")


def test_a_month_that_excel_took_for_a_day_is_read_as_the_month(bring: Import, store: Store, tmp_path: Path) -> None:
    workbook(tmp_path / "a.xlsx", [HEAD, ["义务教育巩固率", "全市", datetime(2023, 12, 1), 99, ""]])
    bring(tmp_path / "a.xlsx")
    assert str(store.observations()[0].period) == "2023-12"


def test_the_office_that_filled_it_in_is_the_source(bring: Import, store: Store, tmp_path: Path) -> None:
    book = workbook(tmp_path / "a.xlsx", [HEAD, GOOD])
    page = book.create_sheet("填报说明", 0)
    page.append(["填报单位：", "市教育局"])
    book.save(tmp_path / "a.xlsx")
    bring(tmp_path / "a.xlsx")
    assert store.observations()[0].source == "市教育局填报（a.xlsx[数据]!D2）"


def test_a_figure_beside_which_no_indicator_stands_is_a_fault(bring: Import, tmp_path: Path) -> None:
    workbook(tmp_path / "a.xlsx", [["指标", "时期", "全市"], ["义务教育巩固率", "2023", 99], [None, "2023", 98]])
    [fault] = bring(tmp_path / "a.xlsx").faults
    assert (fault.file, fault.message) == ("a.xlsx[数据]!C3", "没有写指标")


def test_a_sheet_that_is_merged_all_over_is_refused_before_it_is_read(bring: Import, tmp_path: Path) -> None:
    book = workbook(tmp_path / "plain.xlsx", [HEAD, GOOD])
    book["数据"].merge_cells("A10:B11")
    book.save(tmp_path / "plain.xlsx")
    with zipfile.ZipFile(tmp_path / "plain.xlsx") as old, zipfile.ZipFile(tmp_path / "a.xlsx", "w") as new:
        for part in old.infolist():
            new.writestr(part, old.read(part).replace(b'"A10:B11"', b'"A10:XFD1048576"'))
    with pytest.raises(MinshengError, match="合并的单元格太多"):
        bring(tmp_path / "a.xlsx")
