"""The workbook an office fills in: one sheet a service area, indicators down, districts across, last figures below.

Only yellow cells can be filled; each says its unit and bounds and refuses what breaks them. The rest is locked without
a password, so that nobody shifts a column by accident and anybody who must can.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from minsheng.monitor.book import Book
from minsheng.monitor.choice import asked, documents_at
from minsheng.monitor.crosswalk import crosswalks
from minsheng.monitor.example import SYNTHETIC, is_synthetic
from minsheng.monitor.importing.table import LAST_MARK
from minsheng.monitor.limits import Limits, limits_of
from minsheng.monitor.observation import MOST_DECIMALS
from minsheng.monitor.words import period_words, plain
from minsheng.packs import family
from minsheng.packs.audit.finding import bare_figure
from minsheng.packs.model import Indicator
from minsheng.packs.units import plain_unit
from minsheng.terms.divisions import division_name, divisions_below
from minsheng.terms.errors import Fault, MinshengError
from minsheng.terms.periods import Period

GUIDE = "填报说明"
FILL = "FFF2CC"
"""The colour of cells to fill in."""
_HEAD, _LAST, _LINE = "1F4E79", "F2F2F2", "BFBFBF"
_LEFT = (("指标编号", 13), ("指标名称", 30), ("单位", 9), ("时期", 12))
_RIGHT = (("目标", 18), ("出处", 14), ("备注", 30))
_HEADER_ROW = 3
_MOST = 10**12
_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
_OTHER = "其他"
_THIN = Side(style="thin", color=_LINE)
_BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


@dataclass(frozen=True)
class Asked:
    """What a template asks for: which indicators, of which divisions, for which periods."""

    indicators: tuple[Indicator, ...]
    divisions: tuple[str, ...]
    periods: tuple[Period, ...]


def ask(
    book: Book,
    periods: Sequence[Period],
    *,
    divisions: Sequence[str] = (),
    areas: Sequence[str] = (),
) -> Asked:
    """What to ask for: by default every running indicator, of the pack's division and each below it.

    Raises `MinshengError` when a service area is none, or when nothing is left to ask.
    """
    known = family.areas(book.pack, book.packs)
    by_name = {area.name: area.id for area in known.values()}
    wanted = {by_name.get(each, each) for each in areas}
    if wrong := sorted(wanted - set(known)):
        expected = "、".join(f"{area.name}（{area.id}）" for area in known.values())
        raise MinshengError(Fault("template.area", "没有这个服务领域", read="、".join(wrong), expected=expected))
    line = family.lineage(book.pack, book.packs)
    found = [one for one, _ in asked(book.pack, line, max(periods)) if not wanted or one.area in wanted]
    if not found:
        raise MinshengError(Fault("template.empty", "没有要填报的指标", read=book.pack.id))
    home = book.pack.about.division
    every = tuple(divisions) or (home, *sorted(divisions_below(home).values()))
    return Asked(tuple(found), every, tuple(sorted(set(periods))))


def write_template(book: Book, what: Asked, path: Path) -> int:
    """Write the workbook and return how many cells it asks for; it takes its place only when it is whole."""
    known = family.areas(book.pack, book.packs)
    names = {area.id: area.name for area in known.values()}
    by_area: dict[str, list[Indicator]] = defaultdict(list)
    for one in what.indicators:
        by_area[names.get(one.area or "", _OTHER)].append(one)
    order = [name for name in [*names.values(), _OTHER] if name in by_area]
    made = Workbook()
    guide = made.active
    sheets = {name: made.create_sheet(_SHEET_NAME.sub("·", name)[:31]) for name in order}
    for name, sheet in sheets.items():
        _Page(book, what, sheet, name).write(by_area[name])
    _guide(guide, book, what, {sheets[name].title: len(by_area[name]) for name in order})
    made.properties.title = f"{book.pack.about.name}指标填报表"
    made.properties.creator = "民生"
    beside = path.with_name(f".{path.name}.part")
    try:
        made.save(beside)
        beside.replace(path)
    except OSError as error:
        raise MinshengError(Fault("template.io", "写不了这个文件", str(path), read=error.strerror)) from None
    finally:
        beside.unlink(missing_ok=True)
    return len(what.indicators) * len(what.divisions) * len(what.periods)


class _Page:
    """The sheet of one service area."""

    def __init__(self, book: Book, what: Asked, sheet: Any, area: str) -> None:
        self._book, self._what, self._sheet, self._area = book, what, sheet, area
        self._first = len(_LEFT) + 1
        self._notes = self._first + len(what.divisions) + len(_RIGHT) - 1
        self._rules: dict[tuple[str, Limits], DataValidation] = {}
        self._synthetic = False

    def write(self, indicators: Sequence[Indicator]) -> None:
        sheet = self._sheet
        self._head()
        row = _HEADER_ROW + 1
        for indicator in indicators:
            for period in self._what.periods:
                self._to_fill(row, indicator, period)
                row += 1
            self._last(row, indicator)
            row += 1
        if self._synthetic:
            sheet["A2"] = f"{sheet['A2'].value}　灰色的“上次”里有{SYNTHETIC}，只供演示。"
        sheet.freeze_panes = sheet.cell(_HEADER_ROW + 1, self._first)
        sheet.print_title_rows = f"1:{_HEADER_ROW}"
        sheet.print_title_cols = f"A:{get_column_letter(self._first - 1)}"
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", "8"  # A3
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        _lock(sheet)

    def _head(self) -> None:
        sheet, periods = self._sheet, "、".join(period_words(one) for one in self._what.periods)
        sheet["A1"] = f"{self._book.pack.about.name}　{self._area}　{periods}"
        sheet["A1"].font = Font(bold=True, size=14)
        sheet["A2"] = "只填黄色格。没有数据就空着，不要填 0；数后面不带单位；情况写在本行备注里。"
        sheet["A2"].font = Font(color="7F6000")
        divisions = [(f"{division_name(code) or code}\n{code}", 11) for code in self._what.divisions]
        for column, (title, width) in enumerate((*_LEFT, *divisions, *_RIGHT), 1):
            cell = sheet.cell(_HEADER_ROW, column, title)
            cell.font, cell.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor=_HEAD)
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
            cell.border = _BORDER
            sheet.column_dimensions[get_column_letter(column)].width = width
        sheet.row_dimensions[_HEADER_ROW].height = 32

    def _to_fill(self, row: int, indicator: Indicator, period: Period) -> None:
        target = "；".join(
            f"{value.year or ''}{'年' if value.year else ''}{bare_figure(value, indicator.unit)}"
            for value in indicator.values
            if value.kind == "target"
        )
        self._texts(row, indicator, str(period), (target, str(indicator.source)))
        for at in range(len(self._what.divisions)):
            cell = self._open(row, self._first + at)
            cell.number_format = "0" if self._limits(indicator).whole else f"0.{'#' * MOST_DECIMALS}"
            cell.alignment = Alignment(horizontal="right", vertical="center")
        self._open(row, self._notes).alignment = Alignment(wrap_text=True, vertical="center")
        self._rule(indicator).add(
            f"{get_column_letter(self._first)}{row}:"
            f"{get_column_letter(self._first + len(self._what.divisions) - 1)}{row}"
        )

    def _last(self, row: int, indicator: Indicator) -> None:
        """What was reported last before the periods asked for, for comparison."""
        found = {code: self._known(indicator, code) for code in self._what.divisions}
        when = [last[0] for last in found.values() if last is not None]
        common = max(set(when), key=lambda each: (when.count(each), each)) if when else None
        self._texts(row, indicator, f"{LAST_MARK} {common}" if common else f"{LAST_MARK}（无）", ("", ""))
        for at, code in enumerate(self._what.divisions):
            last = found[code]
            cell = self._sheet.cell(row, self._first + at)
            if last is not None:
                period, value = last
                number = int(value) if value == value.to_integral_value() else float(value)
                cell.value = number if period == common else f"{plain(value)}（{period}）"
            cell.alignment = Alignment(horizontal="right", vertical="center")
        for column in range(1, self._notes + 1):
            cell = self._sheet.cell(row, column)
            cell.fill, cell.font = PatternFill("solid", fgColor=_LAST), Font(color="808080", size=9)
            cell.border = _BORDER

    def _known(self, indicator: Indicator, code: str) -> tuple[Period, Decimal] | None:
        first = min(self._what.periods)
        told = [one for one in self._book.told(indicator.id, code) if one.observation.period < first]
        last = max(told, key=lambda one: one.observation.period, default=None)
        if last is None:
            return None
        self._synthetic = self._synthetic or is_synthetic(last.observation)
        return last.observation.period, last.value

    def _texts(self, row: int, indicator: Indicator, period: str, right: tuple[str, str]) -> None:
        texts = (indicator.id, indicator.name, plain_unit(indicator.unit) and indicator.unit, period)
        for column, text in enumerate(texts, 1):
            self._sheet.cell(row, column, text)
        for column, text in enumerate(right, self._notes - len(right)):
            self._sheet.cell(row, column, text)
        for column in range(1, self._notes + 1):
            cell = self._sheet.cell(row, column)
            cell.border = _BORDER
            cell.alignment = Alignment(vertical="center", wrap_text=True)

    def _open(self, row: int, column: int) -> Any:
        cell = self._sheet.cell(row, column)
        cell.fill, cell.protection = PatternFill("solid", fgColor=FILL), Protection(locked=False)
        return cell

    def _limits(self, indicator: Indicator) -> Limits:
        series = self._book.series.get(indicator.id)
        return limits_of(indicator, () if series is None else series.members)

    def _rule(self, indicator: Indicator) -> DataValidation:
        limits = self._limits(indicator)
        key = (plain_unit(indicator.unit), limits)
        if key not in self._rules:
            self._rules[key] = rule_of(limits, indicator.unit)
            self._sheet.add_data_validation(self._rules[key])
        return self._rules[key]


def rule_of(limits: Limits, unit: str) -> DataValidation:
    """The check a spreadsheet makes of a figure as it is typed."""
    low = str(limits.low) if limits.low is not None else str(-_MOST)
    high = str(limits.high) if limits.high is not None else str(_MOST)
    rule = DataValidation("whole" if limits.whole else "decimal", operator="between", formula1=low, formula2=high)
    said = f"{'整数' if limits.whole else '数'}，{limits.words}"
    told = f"单位：{plain_unit(unit)}。" if plain_unit(unit) else ""
    rule.allow_blank, rule.showErrorMessage, rule.showInputMessage, rule.errorStyle = True, True, True, "stop"
    rule.errorTitle, rule.error = "填不了这个数", f"{told}应填{said}。没有数据就空着。"
    rule.promptTitle, rule.prompt = "填数", f"{told}{said}"
    return rule


def _guide(sheet: Any, book: Book, what: Asked, counts: Mapping[str, int]) -> None:
    sheet.title = GUIDE
    about, periods = book.pack.about, "、".join(period_words(one) for one in what.periods)
    sheet["A1"] = f"{about.name}公共服务指标填报表"
    sheet["A1"].font = Font(bold=True, size=16)
    fields = (("填报单位", ""), ("填报人", ""), ("联系电话", ""), ("填报日期", ""))
    for row, (label, _) in enumerate(fields, 3):
        sheet.cell(row, 1, label).font = Font(bold=True)
        cell = sheet.cell(row, 2)
        cell.fill, cell.protection, cell.border = PatternFill("solid", fgColor=FILL), Protection(locked=False), _BORDER
    plans = "、".join(f"《{one.title}》（{one.id}）" for one in documents_at(book.pack, max(what.periods)))
    lines = (
        f"时期：{periods}。规则包：{about.id}。依据：{plans}。",
        "1. 先填上面的填报单位：它会作为每个数的来源。",
        "2. 每个领域一张表，每个指标一行，每个地区一列。只填黄色格，其他格是锁住的。",
        "3. 灰色的“上次”一行是已有的最近一次数，供核对；括号里是它的时期（与本行不同时）。",
        "4. 单位看第三列，数后面不要再带单位：95.6% 填 95.6，不填 0.956；1.79‰ 填 1.79。",
        "5. 没有数据就空着，不要填 0、“无”或估计数。",
        "6. 比上次大十倍或小十倍的数，会先放在一边；确实如此，在本行备注里说明原因。",
        "7. 更正以前报过的数：导入时要写明更正的理由，旧数留底。",
        f"8. 区划按现在的填。{_redrawn(about.division)}",
        "9. 不要增删行列、合并单元格或隐藏行列；公式会取存盘时的值。",
    )
    for row, line in enumerate(lines, 8):
        sheet.cell(row, 1, line).alignment = Alignment(wrap_text=True, vertical="top")
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=6)
        sheet.row_dimensions[row].height = 32 if len(line) > 52 else 18
    first = 9 + len(lines)
    for column, title in enumerate(("表", "指标数"), 1):
        cell = sheet.cell(first, column, title)
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor=_HEAD)
    for row, (title, count) in enumerate(counts.items(), first + 1):
        sheet.cell(row, 1, title).hyperlink = f"#'{title}'!A1"
        sheet.cell(row, 1).font = Font(color="0563C1", underline="single")
        sheet.cell(row, 2, count)
    for letter, width in (("A", 22), ("B", 30), ("C", 16), ("D", 16), ("E", 16), ("F", 16)):
        sheet.column_dimensions[letter].width = width
    _lock(sheet)


def _redrawn(city: str) -> str:
    days = [f"{walk.since.year}年{walk.since.month}月" for walk in crosswalks(city)]
    return f"{'、'.join(days)}区划调整以前的数，不要直接填在现在的区名下。" if days else ""


def _lock(sheet: Any) -> None:
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = sheet.protection.autoFilter = False
