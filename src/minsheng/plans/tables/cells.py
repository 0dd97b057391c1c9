"""One line to cells: parted by pipes, by tabs, or by two blanks and more."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from minsheng.plans.model import Lines
from minsheng.plans.tables.grid import Row

Mark = Literal["pipe", "tab", "space"]

_PIPES = str.maketrans(dict.fromkeys("｜│┃║┆┊", "|"))
_RULE = re.compile(r"[\s|+:=\-—─━┄┈┌┐└┘├┤┬┴┼┏┓┗┛┣┫┳┻╋╔╗╚╝╠╣╦╩╬═╞╡╪]+")
_ESCAPED = re.compile(r"(?<!\\)\|")
_GAP = re.compile(r"(?:[ \u00a0\u2002-\u200a]|\u3000){2,}|\u3000")
_BLANK = re.compile(r"[ \u00a0\u2002-\u200a\u3000]+")
_LONGEST_CELL = 160


@dataclass(frozen=True)
class Line:
    """A line cut into cells by one mark; ``rule`` is a line of dashes that parts rows."""

    mark: Mark
    cells: tuple[str, ...]
    places: tuple[tuple[int, int], ...] = ()
    rule: bool = False

    def row(self, lines: Lines) -> Row:
        """The cells as a row that stands on these lines."""
        return Row(self.cells, lines, self.places)


def cut(line: str) -> Line | None:
    """A line as cells, or None when it is not parted in two at least.

    >>> cut("| 1 | 托位数（个） | 2.0 |").cells
    ('1', '托位数（个）', '2.0')
    >>> cut("教育    12  高等教育毛入学率（%）    70.04  73").cells
    ('教育', '12', '高等教育毛入学率（%）', '70.04', '73')
    >>> cut("到2025年，托位数达到4.6个。") is None
    True
    """
    if not line.strip() or len(line) > 3000:
        return None
    piped = line.translate(_PIPES)
    if _RULE.fullmatch(line):
        return Line("pipe", (), rule=True) if re.search(r"[-—=─━═+]{3}|\|\s*:?-", line) else None
    if piped.count("|") >= 1 and (found := _by_pipe(piped)) is not None:
        return found
    if "\t" in line:
        cells = tuple(cell.strip() for cell in line.rstrip("\r\n").split("\t"))
        return Line("tab", cells) if len(cells) > 1 and max(map(len, cells)) <= _LONGEST_CELL else None
    return _by_space(line)


def _by_pipe(line: str) -> Line | None:
    text = line.strip()
    parts = [part.replace("\\|", "|").strip() for part in _ESCAPED.split(text)]
    if text.startswith("|"):
        parts = parts[1:]
    if text.endswith("|") and len(parts) > 1:
        parts = parts[:-1]
    enclosed = text.startswith("|")
    if len(parts) < 2 or (len(parts) < 3 and not enclosed) or max(map(len, parts)) > _LONGEST_CELL * 2:
        return None
    return Line("pipe", tuple(parts))


def cut_tight(line: str) -> Line | None:
    """A line cut at every blank, for tables whose cells stand one blank apart.

    >>> cut_tight("1 托位数 个 2.0 4.6").cells
    ('1', '托位数', '个', '2.0', '4.6')
    """
    return _by_space(line, _BLANK) if line.strip() and len(line) <= 400 and "\t" not in line else None


def _by_space(line: str, gaps: re.Pattern[str] = _GAP) -> Line | None:
    text = line.rstrip()
    if len(text) > 400 or not gaps.search(text.strip()):
        return None
    pieces, at = [], 0
    for gap in gaps.finditer(text):
        if gap.start() > at:
            pieces.append((at, gap.start()))
        at = gap.end()
    if at < len(text):
        pieces.append((at, len(text)))
    pieces = _spaced_words_whole(text, pieces)
    cells = tuple(text[first:last].strip() for first, last in pieces)
    places, column, done = [], 0, 0
    for first, last in pieces:
        start = column + display_width(text[done:first])
        places.append((start, start + display_width(text[first:last].rstrip())))
        column, done = start + display_width(text[first:last]), last
    return Line("space", cells, tuple(places)) if cells and max(map(len, cells)) <= _LONGEST_CELL else None


def _spaced_words_whole(text: str, pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Two single characters a little apart are one word set wide (单　位), not two cells."""
    out: list[tuple[int, int]] = []
    for first, last in pieces:
        alone = last - first == 1 and "\u4e00" <= text[first] <= "\u9fff"
        near = alone and out and out[-1][1] - out[-1][0] == 1 and first - out[-1][1] <= 4
        if near and "\u4e00" <= text[out[-1][0]] <= "\u9fff":
            out[-1] = (out[-1][0], last)
            continue
        out.append((first, last))
    return out


def display_width(text: str) -> int:
    """How many columns a text takes in a fixed-width font.

    >>> display_width("2020年")
    6
    """
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def intervals(rows: Sequence[Row]) -> list[tuple[int, int]]:
    """Where each column stands, by rows that have a cell for every one."""
    return [
        (min(row.places[at][0] for row in rows), max(row.places[at][1] for row in rows))
        for at in range(len(rows[0].places))
    ]


def distance(cell: tuple[int, int], column: tuple[int, int]) -> int:
    """Blanks between a cell and a column; 0 when they overlap."""
    return max(0, column[0] - cell[1], cell[0] - column[1])
