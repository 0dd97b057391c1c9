"""Plain CSV - a line a row - through Arrow: the same rows and lines as the careful way, only faster."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path
from typing import Any, overload

import pyarrow as pa
from pyarrow import csv

from minsheng.places.reading.columns import Layout

_PART = 1 << 20
_BLOCK = 1 << 22
"""Bytes at a time; no line may be longer, which `is_plain` sees to."""


@dataclass(frozen=True)
class Rows:
    """Some rows: their lines, the cells by column, and the lines and widths of rows that do not fit the header."""

    lines: Sequence[int]
    cells: Mapping[str, Cells]
    ragged: Sequence[tuple[int, int]]


class Cells(Sequence[str]):
    """One column of a batch, kept as Arrow holds it until somebody asks for the text."""

    def __init__(self, array: Any) -> None:
        self.array = array

    def __len__(self) -> int:
        return len(self.array)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[str]: ...
    def __getitem__(self, at: int | slice) -> str | Sequence[str]:
        return Cells(self.array[at]) if isinstance(at, slice) else str(self.array[at].as_py())

    def __iter__(self) -> Iterator[str]:
        return iter(self.array.to_pylist())


def is_plain(path: Path, delimiter: str, *, header: bool) -> bool:
    """Whether each line after the header is one row: no blank lines or stray returns, quotes round plain cells only.

    A file without any row is not plain.
    """
    mark = re.escape(delimiter.encode())
    # Each begins with a plain byte, which is what makes a search over gigabytes quick.
    odd = [re.compile(one) for one in (rb"\0", rb"\r(?!\n)", rb"\n\r?\n")]
    quoted = re.compile(rb'"(?<=[%b\n]")[^%b"\r\n]*"(?=[%b\r\n])' % (mark, mark, mark))
    with path.open("rb") as file:
        if header:
            file.readline()
        begins = file.tell()
        while part := file.read(_PART):
            part += file.readline(_PART)
            if not part.endswith(b"\n") and file.read(1):
                return False
            lines = b"\n" + part.removesuffix(b"\n") + b"\n"
            if any(one.search(lines) for one in odd):
                return False
            if b'"' in lines and b'"' in quoted.sub(b"", lines):
                return False
        return file.tell() > begins


def plain_rows(path: Path, layout: Layout, delimiter: str, *, header: bool) -> Iterator[Rows]:
    """The rows of a plain UTF-8 file, some thousands at a time."""
    ragged: list[tuple[int, int]] = []

    def other_width(row: Any) -> str:
        ragged.append((row.number, row.actual_columns))
        return "skip"

    names = [str(at) for at in range(len(layout.names))]
    reader = csv.open_csv(
        path,
        # In one thread the rows that are skipped come with their line.
        csv.ReadOptions(use_threads=False, block_size=_BLOCK, column_names=names, skip_rows=int(header)),
        csv.ParseOptions(
            delimiter=delimiter, newlines_in_values=False, ignore_empty_lines=False, invalid_row_handler=other_width
        ),
        csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False),
    )
    line, told = 1 + int(header), 0
    for batch in reader:
        # Arrow reads ahead: what is skipped later is known already, and kept for the batch it belongs to.
        lines: Sequence[int] = range(line, line + batch.num_rows)
        skipped = {number for number, _ in ragged[bisect_left(ragged, (line, 0)) :]}
        if skipped:
            numbers = (number for number in count(line) if number not in skipped)
            lines = list(islice(numbers, batch.num_rows))
        line = lines[-1] + 1 if lines else line
        cells = {name: Cells(batch.column(at)) for at, name in enumerate(layout.names) if name}
        yield Rows(lines, cells, ragged[told:])
        told = len(ragged)
    yield Rows([], {name: Cells(pa.array([], pa.string())) for name in layout.names if name}, ragged[told:])
