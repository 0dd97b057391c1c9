"""One figure as somebody reported it: of what, where, for when, how much, and by whose word."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pyarrow as pa

from minsheng.terms.periods import Period

EVERYONE = ""
"""The group of a figure that is for everyone of its division."""
URBAN, RURAL = "urban", "rural"
MOST_DIGITS, MOST_DECIMALS = 15, 6
"""A value has at most so many significant digits, and so many after the point, so that a double holds it exactly enough
to tell any two apart."""

TABLE = pa.schema(
    [
        pa.field("indicator", pa.dictionary(pa.int32(), pa.string()), nullable=False),
        pa.field("division", pa.dictionary(pa.int32(), pa.string()), nullable=False),
        pa.field("period", pa.dictionary(pa.int32(), pa.string()), nullable=False),
        pa.field("group", pa.dictionary(pa.int32(), pa.string()), nullable=False),
        pa.field("value", pa.decimal128(24, MOST_DECIMALS), nullable=False),
        pa.field("source", pa.string(), nullable=False),
        pa.field("note", pa.string(), nullable=False),
    ]
)
"""Observations as columns, one row a figure; no two rows are for the same cell."""


@dataclass(frozen=True)
class Observation:
    """A figure in the unit of its indicator.

    ``indicator`` is the id of a pack's indicator, ``division`` a code. A total over the years of a plan has those years
    as its period (``2016-2020``). ``group`` is empty for everyone, ``urban``, ``rural``, or a group of the pack.
    ``source`` says who says so: a citation (``hzs-2021 表1.7``), a bulletin, a file with its cell.
    """

    indicator: str
    division: str
    period: Period
    value: Decimal
    source: str
    note: str = ""
    group: str = EVERYONE

    @property
    def cell(self) -> tuple[str, str, str, str]:
        """What no two figures in force may share: indicator, division, period, group."""
        return (self.indicator, self.division, str(self.period), self.group)


def observations_table(rows: list[Observation]) -> pa.Table:
    """The observations as columns of `TABLE`.

    >>> one = Observation("a.t1.1", "330100", Period.parse("2020"), Decimal("52.4"), "a 表1.1")
    >>> observations_table([one])["value"].to_pylist()
    [Decimal('52.400000')]
    """
    columns = {
        "indicator": [row.indicator for row in rows],
        "division": [row.division for row in rows],
        "period": [str(row.period) for row in rows],
        "group": [row.group for row in rows],
        "value": [row.value for row in rows],
        "source": [row.source for row in rows],
        "note": [row.note for row in rows],
    }
    typed = {name: pa.array(column).cast(TABLE.field(name).type) for name, column in columns.items()}
    return pa.table(typed, schema=TABLE)
