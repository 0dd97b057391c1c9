"""Which figures are in force: of each cell the one that was entered last."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from minsheng.monitor.observation import TABLE

_CELL = ("indicator", "division", "period", "group")


def as_read(table: pa.Table) -> pa.Table:
    """The batch's columns in the schema of `TABLE`, without what is said about the batch."""
    return table.select(TABLE.names).cast(TABLE).replace_schema_metadata(None)


def in_force(batches: Sequence[pa.Table]) -> pa.Table:
    """Of batches, oldest first, the last row of each cell, in the order the cells were first filled.

    No batch may hold a cell twice. Works on the codes of the columns' dictionaries, so that a million rows take a
    fraction of a second.
    """
    whole = [batch for batch in batches if batch.num_rows]
    if not whole:
        return TABLE.empty_table()
    table = pa.concat_tables(whole).unify_dictionaries().combine_chunks()
    if len(whole) == 1:
        return table  # a batch never holds a cell twice
    keys = np.zeros(table.num_rows, np.int64)
    for name in _CELL:
        column = table.column(name).chunk(0)
        keys = keys * max(len(column.dictionary), 1) + column.indices.to_numpy(zero_copy_only=False)
    _, first = np.unique(keys, return_index=True)
    if len(first) == len(keys):
        return table
    _, from_end = np.unique(keys[::-1], return_index=True)
    last = len(keys) - 1 - from_end
    return table.take(pa.array(last[np.argsort(first)]))


def same_indicators(table: pa.Table, indicators: Sequence[str]) -> pa.Table:
    """The rows of these indicators."""
    return table.filter(pc.is_in(table.column("indicator"), value_set=pa.array(indicators, pa.string())))
