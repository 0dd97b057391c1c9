"""Plan file in, everything it promises out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from minsheng.plans.commitments import read_commitments
from minsheng.plans.items import read_items
from minsheng.plans.layout import split_blocks
from minsheng.plans.layout.unread import unread_tables
from minsheng.plans.model import Reading, SourceText
from minsheng.plans.source import read_source
from minsheng.plans.tables import find_tables, indicators_of

_STEPS = 5

Progress = Callable[[str, int, int], None]
"""Called with what is being read (页 or 步), how many are done and how many there are."""


def read_plan(path: str | Path, *, progress: Progress | None = None) -> Reading:
    """Read a plan file; `read_text` says what comes out, `read_source` what is refused."""
    pages = None if progress is None else partial(progress, "页")
    return read_text(read_source(path, progress=pages), progress=progress)


def read_text(source: SourceText, *, progress: Progress | None = None) -> Reading:
    """Everything a plan's text yields, each row with its lines and its doubts; never raises on any text.

    >>> lines = ("表1 指标", "指标\\t单位\\t2020年\\t2025年", "托位数\\t个\\t2.0\\t≥4.6")
    >>> [(row.name, str(row.values["2025"].value)) for row in read_text(SourceText(lines, "txt")).indicators]
    [('托位数', '4.6')]
    """
    steps = iter(range(1, _STEPS + 1))

    def step() -> None:
        if progress is not None:
            progress("步", next(steps), _STEPS)

    tables = find_tables(source.lines)
    step()
    blocks = split_blocks(source.lines, tuple(table.lines for table in tables))
    step()
    indicators, table_doubts = indicators_of(tables)
    step()
    commitments, commitment_doubts = read_commitments(blocks)
    step()
    items, item_doubts = read_items(blocks)
    step()
    doubts = (*source.doubts, *table_doubts, *unread_tables(blocks), *commitment_doubts, *item_doubts)
    return Reading(source, blocks, indicators, commitments, items, doubts)
