"""What looks like a table but was not read as one: such places need a person's eye."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from minsheng.plans.layout.marks import is_caption, narrow
from minsheng.plans.model import Block, Doubt

# Cells parted by tabs, bars or wide gaps.
_ROW = re.compile(r"\t|\|[^|]*\||\S {2,}\S+ {2,}\S")
# The same with single blanks: a row number, words, and at least two cells more, the last of them a figure.
_NUMBERED_ROW = re.compile(r"\d{1,3} [^\s\d]\S*(?: \S+)* \S+ [\d.]+(?: [\d.—–~-]+)?$")
_DIGIT = re.compile(r"\d")
# Group lines and blank lines may stand between rows of one table.
_NEAR = 4


def is_row(text: str) -> bool:
    """Whether a paragraph is a row of a table rather than a sentence.

    >>> is_row("1  托位数  个  2.0  4.6"), is_row("到2025年，托位数达到4.6个。")
    (True, False)
    """
    plain = narrow(text)
    rowlike = _ROW.search(plain) is not None or _NUMBERED_ROW.match(plain) is not None
    return rowlike and not any(stop in text for stop in "。；")


def unread_tables(blocks: Sequence[Block]) -> Iterator[Doubt]:
    """A doubt for each run of rows that no table was made of, and for each table's caption that stands alone."""
    run: list[Block] = []
    for block in blocks:
        if block.kind == "note" and is_caption(narrow(block.text)) and not block.text.startswith("图"):
            yield Doubt("table.caption-alone", f"表名下没有找到表格：{block.text[:40]}", block.lines)
        if block.kind not in ("paragraph", "heading", "note") or not is_row(block.text):
            continue
        if run and block.lines[0] - run[-1].lines[1] > _NEAR:
            yield from _unread(run)
            run = []
        run.append(block)
    yield from _unread(run)


def _unread(run: Sequence[Block]) -> Iterator[Doubt]:
    if any(_DIGIT.search(narrow(row.text)) for row in run):
        lines = (run[0].lines[0], run[-1].lines[1])
        text = " ".join(run[0].text.split())
        yield Doubt("table.rows-unread", f"像表格的行未读成指标：{text[:40]}", lines)
