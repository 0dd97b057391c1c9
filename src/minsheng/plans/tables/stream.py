"""Tables printed one cell a line: a header of title lines, then a stream of cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from minsheng.plans.layout.marks import box_title, is_caption, is_note
from minsheng.plans.model import Doubt
from minsheng.plans.tables.columns import Column, columns_of, is_header, title_role
from minsheng.plans.tables.figures import looks_like_value
from minsheng.plans.tables.fit import FittedRow, Token, fit_stream
from minsheng.plans.tables.grid import Row, Stretch
from minsheng.plans.tables.text import is_open, narrow, squashed

_LONGEST = 120
_SENTENCE = 60
_MOST_CELLS = 20_000
_FIRST_CELLS = 200
_LEAST_FIGURES = 0.08
_FIGURES_LEFT = 2
_PAGE = re.compile(r"[-—–·•]+\s*\d{1,4}\s*[-—–·•]+|第\s*\d+\s*页.{0,12}|[(（]?续表?\s*\d*[)）]?")


@dataclass
class Effort:
    """How many cells may still be tried in one text, so that lines made to look like headers cannot stall it."""

    cells: int
    refused: list[int] = field(default_factory=list)
    """Lines (1-based) of headers that were not tried any more."""

    def spend(self, cells: int, line: int) -> bool:
        """Whether there is effort left for these cells; the line is noted when there is not."""
        self.cells -= cells
        if self.cells < 0:
            self.refused.append(line)
        return self.cells >= 0


def find_stream(lines: Sequence[str], at: int, effort: Effort) -> tuple[Stretch, int, tuple[Doubt, ...]] | None:
    """The one-cell-a-line table whose first title stands at line ``at`` (0-based), its last line (1-based) and doubts.

    >>> stretch, last, doubts = find_stream(["指标", "单位", "2025年", "托位数", "个", "4.6"], 0, Effort(99))
    >>> [row.cells for row in stretch.rows], last, doubts
    ([('托位数', '个', '4.6')], 6, ())
    """
    header = header_lines(lines, at)
    if not header:
        return None
    titles = [lines[place].strip() for place in header]
    if effort.cells < 0:
        return None
    tokens, end = _tokens(lines, header, titles)
    figures = sum(looks_like_value(token.text) for token in tokens[:_FIRST_CELLS])
    enough = figures > _LEAST_FIGURES * min(len(tokens), _FIRST_CELLS)
    if not effort.spend(end - at, header[0] + 1) or not enough:
        return None
    columns, rows = _best_fit(tokens, titles)
    if not rows or not any(looks_like_value(cell) for cell in _values(columns, rows)):
        return None
    head = Row(tuple(column.title for column in columns), (header[0] + 1, header[-1] + 1), fitted=True)
    found = tuple(Row(row.cells, row.lines, fitted=True) for row in rows)
    last = found[-1].lines[1]
    return Stretch((head,), found), last, _left_over(tokens, last)


def _left_over(tokens: Sequence[Token], last: int) -> tuple[Doubt, ...]:
    """A doubt where cells with figures follow the last row that could be made of them."""
    rest = [token for token in tokens if token.line > last]
    if sum(bool(token.text) and looks_like_value(token.text) for token in rest) < _FIGURES_LEFT:
        return ()
    return (Doubt("table.cells-left", "表格后面还有像数值的单元格，未能归成行", (rest[0].line, rest[-1].line)),)


def _values(columns: Sequence[Column], rows: Sequence[FittedRow]) -> list[str]:
    return [
        cell for row in rows for cell, column in zip(row.cells, columns, strict=True) if column.role == "value" and cell
    ]


def header_lines(lines: Sequence[str], at: int) -> list[int]:
    """Places of the title lines from ``at`` on, over single blank lines; none when they make no header."""
    if title_role(lines[at]) is None:
        return []
    found: list[int] = []
    blanks = 0
    for place in range(at, min(at + 40, len(lines))):
        text = lines[place].strip()
        if not text:
            blanks += 1
            if blanks > 1:
                break
            continue
        if "\t" in text or title_role(text) is None:
            break
        found.append(place)
        blanks = 0
    roles = [title_role(lines[place]) for place in found]
    if roles and "指标" in lines[found[0]] and "name" in roles[1:] and roles[0] in ("name", "value"):
        # The first line is the caption (十四五主要指标), which reads like a title too.
        found.pop(0)
    return found if len(found) >= 2 and is_header([lines[place].strip() for place in found]) else []


def _tokens(lines: Sequence[str], header: Sequence[int], titles: Sequence[str]) -> tuple[list[Token], int]:
    """The cells below the header, and the place where the text goes on."""
    indented = sum(lines[place].startswith("\t") for place in header) > len(header) / 2
    # Only the cells behind the first of a row are indented: the first says where a row begins.
    hanging = indented and not lines[header[0]].startswith("\t")
    indented = indented and not hanging
    flat_titles = [squashed(title) for title in titles]
    tokens: list[Token] = []
    blank = False
    place = header[-1] + 1
    while place < len(lines) and len(tokens) < _MOST_CELLS:
        line = lines[place]
        text = line.strip()
        if not text and not line.startswith("\t"):
            blank = True
            place += 1
            continue
        if _PAGE.fullmatch(text):
            place += 1
            continue
        again = _repeated(lines, place, flat_titles)
        if again is not None:
            place, blank = again, True
            continue
        rest_of_cell = indented and not line.startswith("\t")
        if rest_of_cell and not _cell_goes_on(lines, place, tokens):
            break
        if _stops(text):
            break
        for part_number, part in enumerate(text.split("\t") if text else [""]):
            begins = part_number == 0 and (blank or (hanging and not line.startswith("\t")))
            tokens.append(Token(part.strip(), place + 1, begins, rest_of_cell and part_number == 0))
        blank = False
        place += 1
    if sum(token.breaks for token in tokens) > 0.6 * len(tokens):
        # A blank line after every cell says nothing about rows.
        tokens = [Token(token.text, token.line, False, token.continues) for token in tokens]
    return tokens, place


def _stops(text: str) -> bool:
    flat = narrow(text)
    if is_note(flat) or is_caption(flat) or box_title(flat) is not None or flat.startswith("#"):
        return True
    return len(flat) > _LONGEST or (len(flat) > _SENTENCE and "。" in flat)


def _repeated(lines: Sequence[str], place: int, titles: Sequence[str]) -> int | None:
    """The place after another printing of the header, when one starts here."""
    if squashed(lines[place]) != titles[0]:
        return None
    at = place
    for title in titles:
        while at < len(lines) and not lines[at].strip():
            at += 1
        if at >= len(lines) or squashed(lines[at]) != title:
            return None
        at += 1
    return at


def _cell_goes_on(lines: Sequence[str], place: int, tokens: Sequence[Token]) -> bool:
    """Whether a line without the table's indent is the rest of the cell before it."""
    if not tokens:
        return False
    below = [line for line in lines[place + 1 : place + 5] if line.strip() or line.startswith("\t")]
    back = bool(below) and below[0].startswith("\t")
    return is_open(tokens[-1].text) or (
        back and len(lines[place].strip()) <= _SENTENCE and not _stops(lines[place].strip())
    )


def _best_fit(tokens: Sequence[Token], titles: Sequence[str]) -> tuple[tuple[Column, ...], tuple[FittedRow, ...]]:
    """The columns, printed or understood, under which the cells fall into rows best."""
    printed = columns_of([titles], [])
    name = next((place for place, column in enumerate(printed) if column.role == "name"), 0)
    choices = [printed]
    if not any(column.role == "number" for column in printed):
        choices.append((*printed[:name], Column("number", ""), *printed[name:]))
    if not any(column.role == "category" for column in printed):
        choices += [(Column("category", ""), *columns) for columns in tuple(choices)]
    choices += [without for columns in tuple(choices) if (without := _without_group_title(columns)) is not None]
    if len(tokens) > _FIRST_CELLS:
        tried = [(columns, fit_stream(tokens[:_FIRST_CELLS], columns)[1]) for columns in choices]
        choices = [min(tried, key=lambda choice: (choice[1], len(choice[0])))[0]]
    fitted = [(columns, *fit_stream(tokens, columns)) for columns in choices]
    columns, rows, _ = min(fitted, key=lambda choice: (choice[2], len(choice[0])))
    return columns, rows


def _without_group_title(columns: Sequence[Column]) -> tuple[Column, ...] | None:
    """The columns if one title only groups those after it (规划目标 over 2020年 and 年均增长)."""
    for place, column in enumerate(columns[:-1]):
        below = columns[place + 1]
        groups = column.role == below.role == "value" and not re.search(r"\d{4}", narrow(column.title))
        if groups and re.fullmatch(r"(?:19|20)\d\d年?", narrow(below.title)):
            return (*columns[:place], Column("value", below.title + column.title), *columns[place + 2 :])
    return None
