"""Rows of a stretch put under its columns, one text for each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from minsheng.plans.tables.cells import distance, intervals
from minsheng.plans.tables.columns import Column, as_number, columns_of
from minsheng.plans.tables.figures import looks_like_value
from minsheng.plans.tables.fit import Token, fit_row, price
from minsheng.plans.tables.grid import Row, Stretch

_CLEARLY_BETTER = 3.0


@dataclass(frozen=True)
class Placed:
    """A row with a text for each column; ``moved`` when the cells had to be shifted to make sense."""

    row: Row
    cells: tuple[str, ...]
    moved: bool = False


def place_rows(stretch: Stretch) -> tuple[tuple[Column, ...], tuple[Placed, ...]]:
    """The columns of a stretch and its rows, each with a text for every column.

    Rows that have a cell for each column are taken as they stand, unless what their cells hold says clearly that
    they stand one column off; others are spread by position on the line, where there is one, and by content.
    """
    rows = stretch.rows
    if all(row.fitted for row in (*stretch.header, *rows)):
        columns = columns_of([row.cells for row in stretch.header], [row.cells for row in rows])
        return columns, tuple(Placed(row, row.cells) for row in rows)
    if stretch.header[0].places:
        return _by_position(stretch)
    columns = columns_of([row.cells for row in stretch.header], [row.cells for row in rows])
    placed, last = [], 0
    for row in rows:
        placed.append(_by_count(row, columns, last))
        last = _last_number(placed[-1], columns, last)
    return columns, tuple(placed)


def _by_count(row: Row, columns: Sequence[Column], last: int) -> Placed:
    cells = list(row.cells)
    width = len(columns)
    while len(cells) > width and not cells[-1]:
        cells.pop()
    straight = len(cells) == width or (len(cells) < width and (not cells or not cells[0]))
    padded = (*cells, *[""] * (width - len(cells)))
    filled = [cell for cell in cells if cell]
    words = len(filled) <= 2 and not any(looks_like_value(cell) for cell in filled)
    part = len(filled) <= 1 or words or (straight and not all(cells[1:]) and len(filled) < width / 2)
    if part and len(cells) <= width:
        return Placed(row, padded)
    cost, fitted = fit_row(filled, columns, last)
    if straight and _strangeness(padded, columns, last) <= cost + _CLEARLY_BETTER:
        return Placed(row, padded)
    return Placed(row, fitted, moved=straight or len(filled) > width)


def _strangeness(cells: Sequence[str], columns: Sequence[Column], last: int) -> float:
    """How badly cells suit the columns they stand in; an empty one suits any."""
    return sum(price(Token(cell, 0), column, last) for cell, column in zip(cells, columns, strict=True) if cell)


def _last_number(placed: Placed, columns: Sequence[Column], last: int) -> int:
    for cell, column in zip(placed.cells, columns, strict=True):
        if column.role == "number" and (number := as_number(cell)) is not None:
            return number
    return last


def _by_position(stretch: Stretch) -> tuple[tuple[Column, ...], tuple[Placed, ...]]:
    width = _width(stretch)
    full = [row for row in stretch.rows if len(row.cells) == width]
    if len(stretch.header[0].cells) == width:
        full = [*full, stretch.header[0]]
    if not full:
        full = [max((*stretch.rows, stretch.header[0]), key=lambda row: len(row.cells))]
    spans = intervals(full)
    header = [_spread(row, spans) for row in stretch.header]
    spread = [_spread(row, spans) for row in stretch.rows]
    columns = columns_of(header, spread)
    placed, last = [], 0
    for row, cells in zip(stretch.rows, spread, strict=True):
        words = len(row.cells) <= 2 and not any(looks_like_value(cell) for cell in row.cells)
        if words or len(row.cells) in (1, len(columns)) or len(columns) != len(spans):
            now = Placed(row, (*cells, *[""] * (len(columns) - len(cells)))[: len(columns)])
        else:
            _, fitted = fit_row(row.cells, columns, last, _away(row, spans))
            now = Placed(row, fitted, moved=len(row.cells) > len(columns))
        placed.append(now)
        last = _last_number(now, columns, last)
    return columns, tuple(placed)


def _width(stretch: Stretch) -> int:
    """How many columns: as many as the header, or one more where row numbers stand under no title."""
    printed = len(stretch.header[0].cells)
    widths = [len(row.cells) for row in stretch.rows]
    wider = [row for row in stretch.rows if len(row.cells) == printed + 1]
    numbered = [row for row in wider if any(as_number(cell) is not None for cell in row.cells[:2])]
    if numbered and len(numbered) >= 0.6 * len(wider) and len(stretch.header) == 1:
        return printed + 1
    usual = max(sorted(set(widths), reverse=True), key=widths.count) if widths else printed
    return usual if usual > printed or len(stretch.header) > 1 else printed


def _away(row: Row, spans: Sequence[tuple[int, int]]) -> Callable[[int, int], float]:
    return lambda cell, column: min(4.0, distance(row.places[cell], spans[column]) / 3)


def _spread(row: Row, spans: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    """Cells to columns in order by the least distance on the line."""
    count, width = len(row.cells), len(spans)
    if count >= width:
        return (*row.cells[: width - 1], " ".join(row.cells[width - 1 :]))
    far = 10**6
    best = [[far] * (width + 1) for _ in range(count + 1)]
    best[0] = [0] * (width + 1)
    for i in range(1, count + 1):
        for j in range(i, width + 1):
            here = best[i - 1][j - 1] + _apart(row.places[i - 1], spans[j - 1])
            best[i][j] = min(best[i][j - 1], here)
    cells = [""] * width
    i, j = count, width
    while i > 0 and j > 0:
        if best[i][j] == best[i][j - 1]:
            j -= 1
            continue
        cells[j - 1] = row.cells[i - 1]
        i, j = i - 1, j - 1
    return tuple(cells)


def _apart(cell: tuple[int, int], column: tuple[int, int]) -> int:
    """Distance of a cell from a column: between them first, then between their middles."""
    return distance(cell, column) * 8 + abs(cell[0] + cell[1] - column[0] - column[1])
