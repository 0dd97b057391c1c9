"""A table as it lies on the page: its caption, and stretches of rows each under a printed header."""

from __future__ import annotations

from dataclasses import dataclass

from minsheng.plans.model import Doubt, Lines


@dataclass(frozen=True)
class Row:
    """One row of cells as printed, its lines, and where each cell stands on the line when that matters.

    ``places`` are the first and last display column of each cell (a Chinese character is two wide); ``fitted``
    says that the cells already stand one to a column.
    """

    cells: tuple[str, ...]
    lines: Lines
    places: tuple[tuple[int, int], ...] = ()
    fitted: bool = False


@dataclass(frozen=True)
class Stretch:
    """Rows under one printing of the header; a page break starts the next one."""

    header: tuple[Row, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Table:
    """A table: where it stands, its caption as printed, and its stretches.

    Without stretches it is no indicator table: its lines are known, its rows are not read.
    """

    caption: str
    lines: Lines
    stretches: tuple[Stretch, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    unit: str = ""
    """The unit printed once above the table (单位：%), for rows that print none."""
