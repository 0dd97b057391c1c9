"""Fitting cells to columns by what they hold, where counting them is not enough.

One small dynamic programme serves both a row with a cell too few or too many and a stream of cells, one a line,
that has to be cut into rows. A cell goes to a column, a column stays empty, or a cell goes on with the one
before it; each has a price, and every cell that finds its place earns a reward.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from minsheng.plans.tables.columns import Column, as_number, title_role
from minsheng.plans.tables.figures import looks_like_value
from minsheng.plans.tables.names import is_unit
from minsheng.plans.tables.text import narrow

_REWARD = 1.2
_SKIP = {"category": 0.4, "number": 3.0, "name": 8.0, "unit": 2.5, "attribute": 2.5, "value": 5.0, "other": 1.5}
_GLUE = 2.0
_NEVER = 1e9
# A name with its row number in front, 2.残疾儿童入学率: told from a figure by what follows.
_NUMBERED = re.compile(r"\(?(\d{1,3})[.、)]\s*(?=[^\d\s])")


@dataclass(frozen=True)
class Token:
    """A cell: its text, its line, and how the line looked."""

    text: str
    line: int
    breaks: bool = False
    """A blank line, or another sign that a row ends, stands before it."""
    continues: bool = False
    """Its line looks like the rest of the cell before it."""


@dataclass(frozen=True)
class _Path:
    cost: float
    number: int
    """The last row number on the way here."""
    back: tuple[int, int, str] | None


def price(token: Token, column: Column, last_number: int) -> float:
    """What it costs to put a cell into a column; 0 when it looks made for it."""
    text = narrow(token.text)
    match column.role:
        case "number":
            number = as_number(text)
            if number is None:
                return 7.0
            return 0.0 if number == last_number + 1 else 2.5
        case "name":
            if not text:
                return 7.0
            worth = 5.0 if looks_like_value(text) and not re.search(r"[\u4e00-\u9fff]{3}", text) else 0.0
            worth += 3.0 if re.search(r":\s*\d", text) else 0.0
            return (
                worth + (3.0 if is_unit(text) else 0.0) + (3.0 if re.fullmatch(r"\(?(?:预期|约束)性\)?", text) else 0.0)
            )
        case "unit":
            if not text or not text.strip("-—–/"):
                return 0.6
            return (
                0.0
                if is_unit(text) or (text[0] == "(" and is_unit(text.strip("()")))
                else min(5.0, 1.0 + len(text) / 2)
            )
        case "attribute":
            return 0.0 if "预期" in text or "约束" in text else (1.0 if not text.strip("-—–/") else 4.0)
        case "value":
            if not text:
                return 1.5
            if looks_like_value(text):
                return 0.0
            if re.fullmatch(r"\(?(?:预期|约束)性\)?", text):
                return 4.0
            return 1.2 if len(text) <= 12 and not re.search(r"[(（]", text) and not is_unit(text) else 3.0
        case "category":
            if not text:
                return 0.0
            worth = 0.3 + (4.0 if looks_like_value(text) else 0.0) + (2.0 if is_unit(text) else 0.0)
            return worth + (2.0 if len(text) > 16 else 0.0) + (2.0 if text.endswith(")") else 0.0)
        case _:
            return 0.2 if not looks_like_value(text) else 1.0


def fit_row(
    cells: Sequence[str], columns: Sequence[Column], last_number: int, away: Callable[[int, int], float] | None = None
) -> tuple[float, tuple[str, ...]]:
    """The cheapest way to spread one row's cells over the columns: its cost and a text for each column.

    ``away(cell, column)`` adds a price for standing elsewhere on the line.
    """
    tokens = [Token(cell, 0) for cell in cells]
    rows, cost = _fit(tokens, columns, last_number, one_row=True, away=away)
    return (cost + _REWARD * len(tokens), rows[0].cells) if rows else (_NEVER, tuple(cells[: len(columns)]))


@dataclass(frozen=True)
class FittedRow:
    """A row cut out of a stream: a text for each column, its lines and how many cells it used up to its end."""

    cells: tuple[str, ...]
    lines: tuple[int, int]
    end: int


def fit_stream(tokens: Sequence[Token], columns: Sequence[Column]) -> tuple[tuple[FittedRow, ...], float]:
    """Cut a stream of cells into rows, and what that costs; cells after the last row that makes sense are left over."""
    return _fit(tokens, columns, 0, one_row=False, away=None)


def _fit(
    tokens: Sequence[Token],
    columns: Sequence[Column],
    last_number: int,
    *,
    one_row: bool,
    away: Callable[[int, int], float] | None,
) -> tuple[tuple[FittedRow, ...], float]:
    width, count = len(columns), len(tokens)
    # best[i][j]: i cells used, the next column is j; j == width stands for a finished row.
    best: list[list[_Path | None]] = [[None] * (width + 1) for _ in range(count + 1)]
    best[0][0] = _Path(0.0, last_number, None)
    uses_breaks = any(token.breaks for token in tokens)
    for i in range(count + 1):
        _skip_ahead(best[i], i, columns)
        if not one_row and i < count and (done := best[i][width]) is not None:
            _offer(best, i, 0, _Path(done.cost, done.number, (i, width, "row")))
            _skip_ahead(best[i], i, columns)
        for j in range(width + 1):
            here = best[i][j]
            if here is None or i == count:
                continue
            if j < width:
                _take(best, i, j, here, tokens[i], columns[j], uses_breaks=uses_breaks, away=away)
            if j > 0:
                _glue(best, i, j, here, tokens[i], columns[j - 1])
    ends = [count] if one_row else range(1, count + 1)
    finished = [(path.cost - _REWARD * i, i) for i in ends if (path := best[i][width]) is not None]
    if not finished:
        return (), _NEVER
    cost, end = min(finished, key=lambda pair: (pair[0], -pair[1]))
    if not one_row and cost >= 0:
        return (), _NEVER
    return _walk_back(best, tokens, width, end), cost


def _skip_ahead(row: list[_Path | None], i: int, columns: Sequence[Column]) -> None:
    """Leave columns empty; that never earns anything, so no path runs in a circle."""
    for j, column in enumerate(columns):
        here = row[j]
        if here is not None:
            cost = here.cost + _SKIP[column.role]
            there = row[j + 1]
            if there is None or cost < there.cost:
                row[j + 1] = _Path(cost, here.number, (i, j, "skip"))


def _offer(best: list[list[_Path | None]], i: int, j: int, path: _Path) -> None:
    there = best[i][j]
    if there is None or path.cost < there.cost:
        best[i][j] = path


def _take(
    best: list[list[_Path | None]],
    i: int,
    j: int,
    here: _Path,
    token: Token,
    column: Column,
    *,
    uses_breaks: bool,
    away: Callable[[int, int], float] | None,
) -> None:
    cost = price(token, column, here.number)
    if away is not None:
        cost += away(i, j)
    if token.continues:
        cost += 3.0
    # A blank line right where a column is left empty is that column's cell.
    blank_cell = token.breaks and here.back is not None and here.back[2] == "skip"
    if uses_breaks and token.breaks != (j == 0) and i > 0 and not blank_cell:
        cost += 0.7
    number = as_number(token.text) if column.role == "number" else None
    if column.role in ("name", "category") and (numbered := _NUMBERED.match(narrow(token.text))) is not None:
        next_name = here.number > 0 and int(numbered.group(1)) == here.number + 1
        cost += 3.0 if column.role == "category" and next_name else 0.0
        number = int(numbered.group(1)) if column.role == "name" else None
    _offer(best, i + 1, j + 1, _Path(here.cost + cost, here.number if number is None else number, (i, j, "take")))


def _glue(best: list[list[_Path | None]], i: int, j: int, here: _Path, token: Token, column: Column) -> None:
    """The cell goes on with the one before it: cheap where its line says so, dear in columns that hold one word."""
    if here.back is None or here.back[2] in ("skip", "row"):
        return
    cost = 0.2 if token.continues else _GLUE
    if column.role in ("number", "unit", "attribute"):
        cost += 2.0
    if _NUMBERED.match(narrow(token.text)) is not None:
        cost += 1.5
    if title_role(token.text) is not None or (looks_like_value(token.text) and column.role != "value"):
        cost += 1.5
    if column.role == "value" and looks_like_value(token.text) and not token.continues:
        cost += 2.0
    _offer(best, i + 1, j, _Path(here.cost + cost, here.number, (i, j, "glue")))


def _walk_back(best: list[list[_Path | None]], tokens: Sequence[Token], width: int, end: int) -> tuple[FittedRow, ...]:
    steps: list[tuple[int, int, str]] = []
    i, j = end, width
    while (path := best[i][j]) is not None and path.back is not None:
        steps.append(path.back)
        i, j = path.back[0], path.back[1]
    rows: list[FittedRow] = []
    cells: list[list[str]] = [[] for _ in range(width)]
    used: list[int] = []
    for i, j, how in [*reversed(steps), (end, width, "row")]:
        if how == "row":
            lines = (tokens[used[0]].line, tokens[used[-1]].line) if used else (0, 0)
            rows.append(FittedRow(tuple(" ".join(filter(None, cell)) for cell in cells), lines, i))
            cells, used = [[] for _ in range(width)], []
        elif how != "skip":
            cells[j if how == "take" else j - 1].append(tokens[i].text)
            used.append(i)
    return tuple(rows)
