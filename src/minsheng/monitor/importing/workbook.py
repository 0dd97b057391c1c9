"""Figures out of an Excel workbook, with everything an office may have done to it said cell by cell."""

from __future__ import annotations

import re
import warnings
import zipfile
import zlib
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from minsheng.monitor.importing.figures import Figure, Place, Problem, Read
from minsheng.monitor.importing.header import Header, find_header
from minsheng.monitor.importing.numbers import is_blank
from minsheng.monitor.importing.table import (
    LAST_MARK,
    Progress,
    no_header,
    say_unknown,
    with_division,
    words_of,
)
from minsheng.terms.errors import Fault, MinshengError

_MOST_BYTES = 20_000_000
_MOST_UNPACKED = 200_000_000
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
_OLD_FORMAT = b"\xd0\xcf\x11\xe0"
_PERCENT = re.compile(r"%")
_ORGANISATION = "填报单位"
_PLAIN_XLSX = "另存为“Excel 工作簿（.xlsx）”再来"
_HEADER_ROWS = 12
_MOST_CELLS = 2_000_000


def read_workbook(path: Path, division: Callable[[str], str | None], step: Progress) -> Read:
    """The figures of every visible sheet that has a header; raises `MinshengError` when it cannot be read at all.

    Macros are refused, for nobody should have to open them. A formula counts with the value it had when the workbook
    was saved; without one it is a fault. Hidden sheets, rows and columns are not taken, and said.
    """
    _check_file(path)
    book = _load(path, values=False)
    read = Read()
    saved: list[Any] = []

    def saved_value(sheet: str, row: int, column: int) -> Any:
        """What a formula gave when the workbook was saved; the file is read again for the first one."""
        if not saved:
            saved.append(_load(path, values=True))
        return saved[0][sheet].cell(row, column).value

    for sheet in book.worksheets:
        if sheet.max_row * sheet.max_column > _MOST_CELLS:
            said, expected = f"表“{sheet.title}”铺得太开", "删掉表格外面的空行空列"
            raise MinshengError(Fault("observations.too-large", said, path.name, None, sheet.dimensions, expected))
    from_whom = _organisation(book)
    found = False
    for number, sheet in enumerate(book.worksheets, 1):
        taken = _Sheet(path.name, sheet, read, saved_value, from_whom)
        found = taken.take(division) or found
        step("读取", number, len(book.worksheets))
    if not found and not read.faults:
        raise no_header(path.name)
    return read


def _check_file(path: Path) -> None:
    def wrong(code: str, message: str, expected: str | None = _PLAIN_XLSX) -> MinshengError:
        return MinshengError(Fault(code, message, path.name, expected=expected))

    if path.stat().st_size > _MOST_BYTES:
        raise wrong("observations.too-large", "工作簿太大", f"不超过 {_MOST_BYTES // 1_000_000} MB")
    with path.open("rb") as file:
        if file.read(4) == _OLD_FORMAT:
            raise wrong("observations.excel", "是旧格式（.xls）或加了密码的工作簿")
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
            if any(part.filename.endswith("vbaProject.bin") for part in parts):
                raise wrong("observations.macros", "工作簿里有宏，没有读")
            if sum(part.file_size for part in parts) > _MOST_UNPACKED:
                raise wrong("observations.too-large", "工作簿解开后太大", None)
            sheets = [part for part in parts if part.filename.startswith("xl/worksheets/")]
            merged = [area for part in sheets for area in _MERGED.findall(packed.read(part))]
    except (OSError, RuntimeError, NotImplementedError, zlib.error, zipfile.BadZipFile):
        raise wrong("observations.excel", "不是能读的 Excel 文件") from None
    # The reader makes an object of every cell in a merged area, however large.
    if sum(_size(area.decode()) for area in merged) > _MOST_CELLS:
        raise wrong("observations.too-large", "合并的单元格太多", "取消合并")


def _size(area: str) -> int:
    left, top, right, bottom = range_boundaries(area)
    return int((right - left + 1) * (bottom - top + 1))


def _load(path: Path, *, values: bool) -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # extensions openpyxl leaves out hold no figures
            return load_workbook(path, data_only=values, keep_links=False)
    except (
        OSError,
        KeyError,
        ValueError,
        TypeError,
        SyntaxError,
        AttributeError,
        IndexError,
        InvalidFileException,
        zipfile.BadZipFile,
    ) as error:
        said = str(error)[:60]
        raise MinshengError(
            Fault("observations.excel", "不是能读的 Excel 文件", path.name, None, said, _PLAIN_XLSX)
        ) from None


def _organisation(book: Any) -> str:
    """Who filled the workbook in: what stands right of 填报单位 on some sheet."""
    for sheet in book.worksheets:
        for row in sheet.iter_rows(min_row=1, max_row=min(sheet.max_row, 30), max_col=min(sheet.max_column, 8)):
            for cell, right in pairwise(row):
                if isinstance(cell.value, str) and re.sub(r"[\s：:]", "", cell.value) == _ORGANISATION:
                    return str(right.value or "").strip()
    return ""


class _Sheet:
    """One sheet, with what is merged and hidden in it."""

    def __init__(
        self, file: str, sheet: Any, read: Read, saved: Callable[[str, int, int], Any], from_whom: str
    ) -> None:
        self._file, self._sheet, self._read, self._saved, self._from = file, sheet, read, saved, from_whom
        self._merged: dict[tuple[int, int], Any] = {}
        for area in sheet.merged_cells.ranges:
            for row in range(area.min_row, area.max_row + 1):
                for column in range(area.min_col, area.max_col + 1):
                    self._merged[row, column] = area
        self._hidden = {
            column
            for one in sheet.column_dimensions.values()
            if one.hidden
            for column in range(one.min or 0, min(one.max or 0, sheet.max_column) + 1)
        }

    def take(self, division: Callable[[str], str | None]) -> bool:
        """Whether the sheet has a table; its figures are taken unless it is hidden."""
        name = f"{self._file}[{self._sheet.title}]"
        top = [
            [self._text(cell) for cell in row]
            for row in self._sheet.iter_rows(max_row=min(_HEADER_ROWS, self._sheet.max_row))
        ]
        header = find_header(top, division)
        if header is None:
            return False
        if self._sheet.sheet_state != "visible":
            self._read.note(f"{name}：这张表是隐藏的，没有读")
            return True
        say_unknown(self._read, name, header)
        first = header.row + 2
        for row, cells in enumerate(self._sheet.iter_rows(min_row=first), first):
            self._row(header, row, cells)
        return True

    def _row(self, header: Header, row: int, cells: tuple[Any, ...]) -> None:
        texts = [self._text(cell) for cell in cells]
        words = words_of(header, texts)
        if words.get("period", "").startswith(LAST_MARK):
            return
        filled = [at for at in header.values if at < len(cells) and not self._is_blank(cells[at])]
        named = words.get("indicator") or words.get("name")
        self._read.blank += len(header.values) - len(filled) if named else 0
        if not filled:
            return
        if self._sheet.row_dimensions[row].hidden:
            message = "这一行是隐藏的，没有读"
            self._read.faults.append(
                self._place(row, filled[0]).fault("observations.hidden", message, expected="取消隐藏，或删掉")
            )
            return
        for at in filled:
            self._cell(header, words, row, at, cells[at])

    def _cell(self, header: Header, words: dict[str, str], row: int, at: int, cell: Any) -> None:
        place = self._place(row, at)
        if at + 1 in self._hidden:
            self._wrong(place, "hidden", "这一列是隐藏的，没有读", expected="取消隐藏，或删掉")
            return
        if (area := self._merged.get((row, at + 1))) is not None:
            if (row, at + 1) == (area.min_row, area.min_col):
                message = f"合并了 {area.coord}，说不清这个数是哪一格的"
                self._read.faults.append(
                    place.fault("observations.merged", message, str(cell.value), "取消合并，每格填一个数")
                )
            return
        value, problem = self._value(cell, place)
        if value is None and problem is None:
            self._read.blank += 1
            return
        said = dict(with_division(words, header, at))
        if not said.get("source"):
            said["source"] = f"{self._from}填报（{place}）" if self._from else str(place)
        percent = isinstance(value, int | float) and bool(_PERCENT.search(_bare_format(cell.number_format)))
        self._read.figures.append(Figure(place, text_of(value), said, percent, problem))

    def _value(self, cell: Any, place: Place) -> tuple[Any, Problem | None]:
        value = cell.value
        if cell.data_type == "f":
            value = self._saved(self._sheet.title, cell.row, cell.column)
            if value is None:
                return "", Problem("observations.formula", "是公式，存盘时没有算好的值", "打开另存一次，或粘贴为数值")
            self._read.note(f"{self._file}[{self._sheet.title}]：有公式，取存盘时算好的值")
        if isinstance(value, bool):
            return value, Problem("observations.number", "不是数", "一个数")
        if isinstance(value, datetime | date | time | timedelta):
            return value, Problem("observations.date", "Excel 把它当成了日期", "把单元格设成数值，重新填")
        if isinstance(value, str) and value.startswith("#"):
            return value, Problem("observations.formula", "公式出错", "一个数")
        return value, None

    def _wrong(
        self, place: Place, code: str, message: str, read: str | None = None, expected: str | None = None
    ) -> None:
        self._read.faults.append(place.fault(f"observations.{code}", message, read, expected))

    def _is_blank(self, cell: Any) -> bool:
        return cell.value is None or (isinstance(cell.value, str) and is_blank(cell.value))

    def _text(self, cell: Any) -> str:
        """What a cell says; of a merged one what its first cell says, as it is printed over all of them."""
        area = self._merged.get((cell.row, cell.column))
        value = cell.value if area is None else self._sheet.cell(area.min_row, area.min_col).value
        if isinstance(value, datetime) and value.day == 1:
            return f"{value:%Y-%m}"  # a month typed as 2023-12 becomes its first day
        return text_of(value).strip()

    def _place(self, row: int, at: int) -> Place:
        return Place(self._file, row, self._sheet.title, get_column_letter(at + 1))


def text_of(value: Any) -> str:
    """A cell's value as a text; fifteen digits are what a spreadsheet shows.

    >>> text_of(0.1 + 0.2), text_of(12.0), text_of(None), text_of("西湖区")
    ('0.3', '12', '', '西湖区')
    """
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
    return str(value)


def _bare_format(code: str | None) -> str:
    """A number format without what it quotes."""
    return re.sub(r'"[^"]*"|\\.', "", code or "")
