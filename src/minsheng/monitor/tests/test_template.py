from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minsheng.monitor.book import Book, open_book
from minsheng.monitor.example import SOURCE
from minsheng.monitor.importing.run import import_file
from minsheng.monitor.observation import Observation
from minsheng.monitor.store import Store
from minsheng.monitor.template import FILL, GUIDE, ask, write_template
from minsheng.packs.model import Area, Document, Indicator, Pack, PackFile, Value
from minsheng.terms.citation import Citation
from minsheng.terms.errors import MinshengError
from minsheng.terms.periods import Period

Q4, Q1 = Period.parse("2023Q4"), Period.parse("2024Q1")
HEADER = 3


def indicator(number: int, name: str, unit: str, area: str) -> Indicator:
    target = Value("target", 2025, ">=", Decimal(95))
    return Indicator(f"a-2021.t1.{number}", name, unit, Citation("a-2021", table=1, row=number), (target,), area=area)


RATE, DEATHS, BOOKS = (
    indicator(1, "义务教育巩固率", "%", "education"),
    indicator(2, "婴儿死亡率", "‰", "health"),
    indicator(3, "杭州书房", "个", "health"),
)
PACK = Pack(
    PackFile("a", "杭州市", "A", "330100", "city"),
    documents=(Document("a-2021", "规划", date(2021, 1, 1), date(2025, 12, 31)),),
    areas=(Area("health", "病有所医", "Health"), Area("education", "学有所教", "Education")),
    indicators=(RATE, DEATHS, BOOKS),
)


def book_with(folder: Path, *rows: Observation) -> Book:
    if rows:
        Store(folder).add(rows, by="王芳")
    return open_book("a", {"a": PACK}, folder)


def last(value: str, period: str, division: str = "330100", source: str = "市卫健委") -> Observation:
    return Observation(DEATHS.id, division, Period.parse(period), Decimal(value), source)


def test_there_is_a_sheet_for_each_service_area_in_the_packs_order_with_a_guide_before(tmp_path: Path) -> None:
    book = book_with(tmp_path / "o")
    assert write_template(book, ask(book, [Q4]), tmp_path / "t.xlsx") == 3 * 14
    made = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert made.sheetnames == [GUIDE, "病有所医", "学有所教"]
    health = made["病有所医"]
    assert [cell.value for cell in health[HEADER]][:6] == [
        "指标编号",
        "指标名称",
        "单位",
        "时期",
        "杭州市\n330100",
        "上城区\n330102",
    ]
    assert [health.cell(4, column).value for column in (1, 2, 3, 4)] == [DEATHS.id, "婴儿死亡率", "‰", "2023Q4"]
    assert [health.cell(4, column).value for column in (19, 20)] == ["2025年≥95‰", "a-2021 表1.2"]
    assert health.freeze_panes == "E4"


def test_only_the_yellow_cells_are_open_and_everything_else_is_locked(tmp_path: Path) -> None:
    book = book_with(tmp_path / "o")
    write_template(book, ask(book, [Q4]), tmp_path / "t.xlsx")
    for sheet in openpyxl.load_workbook(tmp_path / "t.xlsx"):
        assert sheet.protection.sheet
        for row in sheet.iter_rows():
            for cell in row:
                assert (cell.fill.fgColor.rgb == f"00{FILL}") is (not cell.protection.locked), cell.coordinate


def test_each_cell_refuses_what_its_unit_does_not_allow(tmp_path: Path) -> None:
    book = book_with(tmp_path / "o")
    write_template(book, ask(book, [Q4]), tmp_path / "t.xlsx")
    made = openpyxl.load_workbook(tmp_path / "t.xlsx")
    rules = {
        (sheet.title, str(rule.sqref)): (rule.type, rule.formula1, rule.formula2, rule.prompt)
        for sheet in made
        for rule in sheet.data_validations.dataValidation
    }
    assert rules == {
        ("学有所教", "E4:R4"): ("decimal", "0", "100", "单位：%。数，0 至 100"),
        ("病有所医", "E4:R4"): ("decimal", "0", "1000", "单位：‰。数，0 至 1000"),
        ("病有所医", "E6:R6"): ("whole", "0", "1000000000000", "单位：个。整数，不小于 0"),
    }


def test_what_was_reported_last_stands_below_with_its_time(tmp_path: Path) -> None:
    rows = (last("1.6", "2023Q3"), last("1.5", "2023Q3", "330106"), last("1.4", "2022", "330105"), last("9", "2024Q1"))
    book = book_with(tmp_path / "o", *rows)
    write_template(book, ask(book, [Q4]), tmp_path / "t.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx")["病有所医"]
    found = {sheet.cell(HEADER, column).value[-6:]: sheet.cell(5, column).value for column in range(5, 9)}
    assert sheet.cell(5, 4).value == "上次 2023Q3"
    assert found == {"330100": 1.6, "330102": None, "330105": "1.4（2022）", "330106": 1.5}


def test_made_up_figures_among_the_last_are_said(tmp_path: Path) -> None:
    book = book_with(tmp_path / "o", last("1.6", "2023Q3", source=SOURCE))
    write_template(book, ask(book, [Q4]), tmp_path / "t.xlsx")
    made = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert ["合成数据" in str(made[name]["A2"].value) for name in ("病有所医", "学有所教")] == [True, False]


def test_areas_and_divisions_narrow_what_is_asked(tmp_path: Path) -> None:
    book = book_with(tmp_path / "o")
    what = ask(book, [Q4], divisions=["330106"], areas=["学有所教"])
    assert ([one.id for one in what.indicators], what.divisions) == ([RATE.id], ("330106",))
    with pytest.raises(MinshengError, match="没有这个服务领域"):
        ask(book, [Q4], areas=["天有所降"])


def test_an_empty_template_brings_nothing(tmp_path: Path) -> None:
    book = book_with(tmp_path / "o", last("1.6", "2023Q3"))
    write_template(book, ask(book, [Q4, Q1]), tmp_path / "t.xlsx")
    done = import_file(tmp_path / "t.xlsx", PACK, {"a": PACK}, Store(tmp_path / "o"), by="王芳")
    assert (done.figures, done.blank, done.faults, done.notes) == (0, 3 * 14 * 2, (), ())


_VALUES = {
    RATE.id: st.decimals(0, 100, places=2),
    DEATHS.id: st.decimals(0, 1000, places=3),
    BOOKS.id: st.integers(0, 10**6).map(Decimal),
}
_DIVISIONS = ("330100", "330102", "330106", "330182")
_CELLS = st.fixed_dictionaries(
    {},
    optional={
        (one, division, str(period)): values
        for one, values in _VALUES.items()
        for division in _DIVISIONS
        for period in (Q4, Q1)
    },
)


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "t.xlsx"
    book = open_book("a", {"a": PACK}, None)
    write_template(book, ask(book, [Q4, Q1], divisions=_DIVISIONS), path)
    return path


@settings(max_examples=8, deadline=None)
@given(cells=_CELLS)
def test_whatever_is_filled_in_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, blank: Path, cells: dict[tuple[str, str, str], Decimal]
) -> None:
    folder = tmp_path_factory.mktemp("filled")
    made = openpyxl.load_workbook(blank)
    made[GUIDE]["B3"] = "市测试局"
    for sheet in made.worksheets[1:]:
        divisions = {column: sheet.cell(HEADER, column).value[-6:] for column in range(5, 5 + len(_DIVISIONS))}
        for row in range(HEADER + 1, sheet.max_row + 1):
            for column, division in divisions.items():
                value = cells.get((sheet.cell(row, 1).value, division, sheet.cell(row, 4).value))
                if value is not None:
                    sheet.cell(row, column).value = float(value)
    made.save(folder / "f.xlsx")
    store = Store(folder / "o")
    done = import_file(folder / "f.xlsx", PACK, {"a": PACK}, store, by="王芳", accept=True, strict=True)
    assert {row.cell[:3]: row.value for row in store.observations()} == cells
    assert done.blank == 3 * len(_DIVISIONS) * 2 - len(cells)
    assert all(row.source.startswith("市测试局填报（f.xlsx[") for row in store.observations())
