"""Figures out of a CSV file, and what CSV and Excel have in common."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

from minsheng.monitor.importing.figures import Figure, Place, Read
from minsheng.monitor.importing.header import COLUMNS, TEXTS, Header, find_header
from minsheng.monitor.importing.numbers import is_blank
from minsheng.register.encoding import CountedReader, encoding_of
from minsheng.terms.errors import Fault, MinshengError

Progress = Callable[[str, int, int], None]
"""Told what is being done, how far it is, and of how much."""
LAST_MARK = "上次"
"""How the period of a row begins that only shows what was reported before."""
_STEP = 2000


def no_step(_what: str, _done: int, _total: int) -> None:
    """Tell nobody."""


def read_csv(path: Path, division: Callable[[str], str | None], step: Progress) -> Read:
    """The figures of a CSV file in UTF-8, UTF-16 or GB18030; raises `MinshengError` when it is no table of figures."""
    read = Read()
    encoding = encoding_of(path)
    if encoding.note:
        read.note(f"{path.name}：{encoding.note}")
    with CountedReader(path) as counted:
        rows = _rows(counted.text(encoding), path)
        above: list[tuple[int, list[str]]] = []
        header = None
        for line, row in rows:
            above.append((line, row))
            header = find_header([row], division)
            if header is not None or len(above) >= 12:
                break
        if header is None:
            raise no_header(path.name)
        say_unknown(read, path.name, header)
        for count, (line, row) in enumerate(rows):
            _take(read, header, path.name, line, row)
            if count % _STEP == 0:
                step("读取", counted.done, path.stat().st_size)
    return read


def _rows(text: Iterator[str], path: Path) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(text, strict=True)
    begins = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield begins, row
            begins = reader.line_num + 1
    except csv.Error as error:
        said = "CSV 读不下去，可能引号没有成对"
        raise MinshengError(Fault("observations.csv", said, path.name, reader.line_num, str(error)[:60])) from None


def _take(read: Read, header: Header, file: str, line: int, row: list[str]) -> None:
    place = Place(file, line)
    if any(cell.strip() for cell in row[header.width :]):
        message = "这一行的格数比表头多，可能数里的逗号没有加引号"
        read.faults.append(place.fault("observations.ragged", message, ",".join(row)))
        return
    cells = [*row, *[""] * (header.width - len(row))]
    words = words_of(header, cells)
    if "�" in "".join(row) or any("\ud800" <= sign <= "\udfff" for sign in "".join(row)):
        message = "有认不出的字，编码可能不对"
        read.faults.append(place.fault("observations.encoding", message, expected="UTF-8 或 GBK"))
        return
    for at in header.values:
        if is_blank(cells[at]):
            read.blank += 1
        else:
            read.figures.append(Figure(place, cells[at].strip(), with_division(words, header, at)))


def words_of(header: Header, cells: list[str]) -> dict[str, str]:
    """The texts of a row by column."""
    return {name: cells[at].strip() for name, at in header.columns.items() if name in TEXTS and at < len(cells)}


def with_division(words: dict[str, str], header: Header, at: int) -> dict[str, str]:
    """The texts of a figure in this column: with the column's division, where each has one."""
    return words | {"division": header.divisions[at]} if at in header.divisions else words


def no_header(name: str) -> MinshengError:
    """The error for a table in which no header was found."""
    titles = "、".join(titles[1] for column, titles in COLUMNS.items() if column not in ("name", "group", "accepted"))
    expected = f"{titles}；或每个地区一列"
    return MinshengError(Fault("observations.header", "没有找到表头", name, expected=expected))


def say_unknown(read: Read, name: str, header: Header) -> None:
    """Say which columns nobody understands."""
    if header.unknown:
        read.note(f"{name}：没有用到的列 {'、'.join(header.unknown[:8])}")
