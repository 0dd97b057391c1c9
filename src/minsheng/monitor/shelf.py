"""The observations of a table put where they are found: by indicator, division and group, each in time order."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from minsheng.monitor.observation import Observation
from minsheng.terms.periods import Period

Places = npt.NDArray[np.intp]


class Shelf:
    """The rows of a table of `minsheng.monitor.observation.TABLE`; sorted once, then a cell's rows are a slice."""

    def __init__(self, table: pa.Table) -> None:
        self._table = table.unify_dictionaries().combine_chunks()
        self._made: dict[tuple[str, str, str], list[Observation]] = {}

    @property
    def divisions(self) -> list[str]:
        """The divisions that occur, in no order."""
        return sorted({division for cells in self._cells.values() for division, _ in cells})

    def rows(self, indicator: str, division: str | None, group: str | None) -> list[Observation]:
        """The observations of an indicator by division, group and period; None stands for all."""
        found = []
        for cell in self._cells.get(indicator, {}):
            if division in (None, cell[0]) and group in (None, cell[1]):
                found += self._of(indicator, *cell)
        return found

    def _of(self, indicator: str, division: str, group: str) -> list[Observation]:
        known = self._made.get((indicator, division, group))
        if known is None:
            start, end = self._cells[indicator][division, group]
            periods, values, sources, notes = self._columns
            known = [
                Observation(indicator, division, periods[at], values[at], sources[at], notes[at], group)
                for at in self._order[start:end].tolist()
            ]
            known.sort(key=lambda row: row.period)
            self._made[indicator, division, group] = known
        return known

    @cached_property
    def _columns(self) -> tuple[list[Period], list[Decimal], list[str], list[str]]:
        table = self._table
        words = {word: Period.parse(word) for word in table.column("period").unique().to_pylist()}
        periods = [words[word] for word in table.column("period").to_pylist()]
        columns = (table.column(name).to_pylist() for name in ("value", "source", "note"))
        values, sources, notes = columns
        return periods, [short(value) for value in values], sources, notes

    @cached_property
    def _sorted(self) -> tuple[Places, dict[str, dict[tuple[str, str], tuple[int, int]]]]:
        codes = [self._codes(name) for name in ("indicator", "division", "group")]
        order = np.lexsort(codes[::-1])
        columns = [column[order] for column in codes]
        change = np.zeros(len(order), bool)
        change[:1] = True
        for column in columns:
            change[1:] |= column[1:] != column[:-1]
        starts = np.flatnonzero(change)
        ends = np.append(starts[1:], len(order))[: len(starts)]  # a table without rows has neither
        words = [self._words(name) for name in ("indicator", "division", "group")]
        cells: dict[str, dict[tuple[str, str], tuple[int, int]]] = {}
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
            indicator, division, group = (word[column[start]] for word, column in zip(words, columns, strict=True))
            cells.setdefault(indicator, {})[division, group] = (start, end)
        return order, {indicator: dict(sorted(found.items())) for indicator, found in cells.items()}

    @property
    def _order(self) -> Places:
        return self._sorted[0]

    @property
    def _cells(self) -> dict[str, dict[tuple[str, str], tuple[int, int]]]:
        return self._sorted[1]

    def _codes(self, name: str) -> Places:
        column = self._table.column(name)
        if not len(column):
            return np.zeros(0, np.intp)
        return np.asarray(column.chunk(0).indices.to_numpy(zero_copy_only=False), np.intp)

    def _words(self, name: str) -> list[str]:
        column = self._table.column(name)
        words: list[str] = column.chunk(0).dictionary.to_pylist() if len(column) else []
        return words


def short(value: Decimal) -> Decimal:
    """The value without the zeros that only its type puts behind it.

    >>> short(Decimal("52.400000")), short(Decimal("100.000000"))
    (Decimal('52.4'), Decimal('100'))
    """
    plain = value.normalize()
    return plain if int(plain.as_tuple().exponent) <= 0 else plain.quantize(Decimal(1))
