"""Rows of a table as lines of text: cells parted by tabs, whatever stood in them on one line."""

from __future__ import annotations

import re
from collections.abc import Sequence

_WIDE = r"[\u2e80-\u9fff\u3000-\u303f\uff00-\uffef]"
_BREAK = re.compile(r"\s*[\n\r\v\f\u2028]+\s*")
_LONG_CELL = 200


def cell_text(text: str) -> str:
    r"""A cell's text on one line: line breaks vanish between Chinese characters and become blanks elsewhere.

    >>> cell_text("托育照\n护服务"), cell_text("2020年\n基期值"), cell_text("GDP\ngrowth")
    ('托育照护服务', '2020年基期值', 'GDP growth')
    """
    text = _BREAK.sub("\n", text.strip())
    text = re.sub(rf"(?<={_WIDE})\n|\n(?={_WIDE})", "", text)
    return re.sub(r"[ \t\n\u00a0]+", " ", text).strip()


def is_frame(rows: Sequence[Sequence[str]]) -> bool:
    """Whether a table only frames running text (a box): one column, or a cell that holds whole paragraphs.

    >>> is_frame([["专栏1 托育"], ["1.扩大供给。"]]), is_frame([["指标", "2025年"], ["托位数", "4.6"]])
    (True, False)
    """
    widest = max((sum(bool(cell.strip()) for cell in row) for row in rows), default=0)
    if widest <= 1:
        return True
    cells = [cell for row in rows for cell in row if cell.strip()]
    return len(rows) <= 2 and any(len(cell) > _LONG_CELL for cell in cells)


def table_lines(rows: Sequence[Sequence[str]]) -> list[str]:
    """One line a row; a frame gives its paragraphs instead, and so does a row that is one long text."""
    if is_frame(rows):
        return [line.strip() for row in rows for cell in row for line in re.split(r"[\n\v]+", cell) if line.strip()]
    width = max(map(len, rows))
    lines = []
    for row in rows:
        filled = [cell for cell in row if cell.strip()]
        if not filled:
            continue
        if len(filled) == 1 and len(filled[0]) > _LONG_CELL:
            lines += [line.strip() for line in re.split(r"[\n\v]+", filled[0]) if line.strip()]
        else:
            lines.append("\t".join([cell_text(cell) for cell in row] + [""] * (width - len(row))))
    return lines
