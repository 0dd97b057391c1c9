"""Files of any accepted kind as batches of text cells, each row with its place in the file."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from minsheng.register.encoding import CountedReader, encoding_of
from minsheng.terms.errors import Fault, MinshengError
from minsheng.terms.fields import Entity, fields_of

BATCH = 8_000
"""Rows at a time: each cell is a text of its own, so that a batch of 20,000 wide rows was 100 MB."""
IDENTITY = "identity"
"""The extra column that may come with persons: checked, used for birth date and sex, and not kept."""

_IDENTITY_NAMES = ("identity", "id_card", "身份证号", "身份证号码", "公民身份号码", "身份号码")
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Sheet:
    """One table of one file: which entity it lists, and the field of each of its columns."""

    file: str
    name: str | None
    entity: Entity
    columns: tuple[str, ...]
    unknown: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What reports call the columns that are no fields of the register."""

    @property
    def title(self) -> str:
        """How reports name it."""
        return self.file if self.name is None else f"{self.file}[{self.name}]"


Header = Callable[[str, str | None, Sequence[str]], Sheet]
"""Makes a sheet of a file's name, a page's name and the header."""


@dataclass(frozen=True)
class RawBatch:
    """Rows as text: ``lines`` are their places in the sheet, ``columns`` the cells by field, all of one length.

    ``ragged`` are rows whose number of cells differs from the header's, with their places.
    """

    sheet: Sheet
    lines: Sequence[int]
    columns: Mapping[str, Sequence[str]]
    ragged: list[tuple[int, list[str]]] = field(default_factory=list)


@dataclass
class Notes:
    """What a reader should know of the files that is no fault of a row."""

    lines: list[str] = field(default_factory=list)
    encodings: dict[str, str] = field(default_factory=dict)

    def add(self, line: str) -> None:
        """A note, once."""
        if line not in self.lines:
            self.lines.append(line)


def read_file(path: Path, notes: Notes, progress: Progress, header: Header | None = None) -> Iterator[RawBatch]:
    """The batches of a .csv, .xlsx, .parquet or .json file; MinshengError when it is none of them.

    ``header`` makes a sheet of a header in the place of `sheet_of`, for tables that are no part of a register; those
    are no JSON.
    """
    readers: dict[str, Callable[..., Iterator[RawBatch]]]
    readers = {".csv": _csv, ".txt": _csv, ".xlsx": _excel, ".xlsm": _excel, ".parquet": _parquet}
    if header is None:
        readers[".json"] = _json
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise _error("register.file-kind", "不认识这种文件", path, path.suffix, "、".join(readers))
    if not path.is_file():
        raise _error("register.no-file", "没有这个文件", path)
    return reader(path, notes, progress, header or sheet_of)


def sheet_of(file: str, name: str | None, header: Sequence[str]) -> Sheet:
    """The sheet with this header; columns may carry the English name or the Chinese label.

    >>> sheet_of("a.csv", None, ["户编号", "area", "备注"])
    Sheet(file='a.csv', name=None, entity='household', columns=('household_id', 'area', ''), unknown=('备注',))
    """
    titles = [title.strip().lstrip("\ufeff") for title in header]
    for entity in ("institution", "person", "household"):
        names = _names(entity)
        columns = tuple(names.get(title, "") for title in titles)
        if f"{entity}_id" in columns:
            break
    else:
        raise MinshengError(
            Fault(
                "register.header",
                "第一行没有编号列，认不出是户、人员还是机构",
                file if name is None else f"{file}[{name}]",
                1,
                "、".join(titles)[:80] or None,
                "household_id、person_id 或 institution_id",
            )
        )
    twice = sorted({column for column in columns if column and columns.count(column) > 1})
    if twice:
        raise MinshengError(Fault("register.column-twice", f"列 {'、'.join(twice)} 出现了不止一次", file, 1))
    # Columns that begin with _ are those of a file of rejected rows: where a row came from, and why it was rejected.
    unlisted = (title for title, column in zip(titles, columns, strict=True) if not column)
    unknown = tuple(title for title in unlisted if title and not title.startswith("_"))
    return Sheet(file, name, entity, columns, unknown)


def _names(entity: Entity) -> dict[str, str]:
    names = {field.name: field.name for field in fields_of(entity)}
    names.update({field.label: field.name for field in fields_of(entity)})
    if entity == "person":
        names.update(dict.fromkeys(_IDENTITY_NAMES, IDENTITY))
    return names


def batch_of(sheet: Sheet, lines: Sequence[int], rows: Sequence[Sequence[str]]) -> RawBatch:
    """The rows by column; rows of another length than the header are set apart."""
    width = len(sheet.columns)
    ragged = [(line, list(row)) for line, row in zip(lines, rows, strict=True) if len(row) != width]
    if ragged:
        kept = [at for at, row in enumerate(rows) if len(row) == width]
        lines, rows = [lines[at] for at in kept], [rows[at] for at in kept]
    cells = list(zip(*rows, strict=True)) if rows else [()] * width
    return RawBatch(sheet, lines, {name: cells[at] for at, name in enumerate(sheet.columns) if name}, ragged)


def _csv(path: Path, notes: Notes, progress: Progress, header: Header) -> Iterator[RawBatch]:
    encoding = encoding_of(path)
    notes.encodings[path.name] = encoding.name
    if encoding.note:
        notes.lines.append(f"{path.name}：{encoding.note}")
    total = path.stat().st_size
    with CountedReader(path) as counted:
        text = counted.text(encoding)
        reader = csv.reader(text)
        rows = _csv_rows(reader, path)
        first = next(rows, None)
        if first is None:
            raise _error("register.empty-file", "文件里没有内容", path)
        sheet = header(path.name, None, first[1])
        note_unknown(sheet, notes)
        while part := list(islice(rows, BATCH)):
            yield batch_of(sheet, [line for line, _ in part], [row for _, row in part])
            progress(counted.done, total)


def _csv_rows(reader: Any, path: Path) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line each begins on; blank lines are none."""
    begins = 1
    try:
        for row in reader:
            if row:
                yield begins, row
            begins = reader.line_num + 1
    except csv.Error as error:
        raise MinshengError(
            Fault("register.csv", "CSV 读不下去，可能引号没有成对", path.name, reader.line_num, str(error))
        ) from None


def _excel(path: Path, notes: Notes, progress: Progress, header: Header) -> Iterator[RawBatch]:
    import openpyxl

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (OSError, KeyError, ValueError, TypeError, zipfile.BadZipFile, SyntaxError) as error:
        raise _error("register.excel", "不是能读的 Excel 文件", path, str(error)[:80]) from None
    found = False
    try:
        for page in book.worksheets:
            rows = _excel_rows(page)
            first = next(rows, None)
            if first is None:
                continue
            try:
                sheet = header(path.name, page.title, first[1])
            except MinshengError as error:
                if len(book.worksheets) == 1 or error.faults[0].code != "register.header":
                    raise
                notes.lines.append(f"{path.name}[{page.title}]：没有编号列，已跳过")
                continue
            found = True
            note_unknown(sheet, notes)
            done, total = 0, page.max_row or 0
            while part := list(islice(rows, BATCH)):
                width = len(sheet.columns)
                # Excel pads and cuts rows as it likes; only cells beyond the header are a fault.
                cut = [_fitted(row, width) for _, row in part]
                yield batch_of(sheet, [line for line, _ in part], cut)
                done += len(part)
                progress(done, max(total, done))
    finally:
        book.close()
    if not found:
        raise _error("register.empty-file", "文件里没有可读的表", path)


def _excel_rows(page: Any) -> Iterator[tuple[int, list[str]]]:
    for line, row in enumerate(page.iter_rows(values_only=True), 1):
        cells = [text_of(value) for value in row]
        if any(cells):
            yield line, cells


def _fitted(row: list[str], width: int) -> list[str]:
    while len(row) > width and not row[-1]:
        row = row[:-1]
    return row + [""] * (width - len(row))


def text_of(value: Any) -> str:
    """A cell of a typed file as the contract writes it.

    >>> text_of(None), text_of(True), text_of(12.0), text_of(0.1 + 0.2), text_of(["a", "b"])
    ('', 'true', '12', '0.3', 'a|b')
    >>> text_of(Decimal("850.5000")), text_of(Decimal("850.0")), text_of("文".encode("gbk"))
    ('850.5', '850', '\udcce\udcc4')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        # Fifteen digits are what a spreadsheet shows: 0.1+0.2 is 0.3 to whoever filled it in.
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else f"{value:.15g}"
    if isinstance(value, Decimal):
        # A decimal column of a database has its zeros from the column's type.
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, bytes):
        return value.decode("utf-8", "surrogateescape").strip()
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return "|".join(map(text_of, value)) or "none"
    return str(value).strip()


def _parquet(path: Path, notes: Notes, progress: Progress, header: Header) -> Iterator[RawBatch]:
    from minsheng.register.parquet_source import read_parquet

    return read_parquet(path, lambda sheet: note_unknown(sheet, notes), progress, header)


def _json(path: Path, notes: Notes, progress: Progress, _: Header) -> Iterator[RawBatch]:
    from minsheng.register.single import batches_of, load_json

    batches = batches_of(load_json(path), path.name)
    for batch in batches:
        note_unknown(batch.sheet, notes)
        yield batch
    progress(1, 1)


def note_unknown(sheet: Sheet, notes: Notes) -> None:
    """Say which columns of the sheet are not kept."""
    if sheet.unknown:
        notes.lines.append(f"{sheet.title}：不收录的列 {'、'.join(sheet.unknown)}")


def _error(code: str, message: str, path: Path, read: str | None = None, expected: str | None = None) -> MinshengError:
    return MinshengError(Fault(code, message, str(path), None, read, expected))
