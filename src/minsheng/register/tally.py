"""What each source of an import brought: rows read and refused, and of each field the cells filled and faulty."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from minsheng.register.check import RowFault
from minsheng.register.schema import Stored
from minsheng.register.sources import Sheet
from minsheng.terms.fields import field_of


class Tally:
    """Counts of one sheet, growing as its batches are checked."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.read = 0
        self.rejected = 0
        self._filled: Counter[str] = Counter()
        self._faulty: Counter[str] = Counter()

    def add(self, rows: int, columns: Mapping[str, Sequence[Stored]], faults: Iterable[RowFault]) -> None:
        """A batch of so many rows: its values, None where a cell was empty or could not be read, and its faults."""
        self.read += rows
        bad = {(fault.at, fault.column) for fault in faults if fault.column is not None}
        for name, column in columns.items():
            self._filled[name] += len(column) - column.count(None)
        for at, name in bad:
            if field_of(self.sheet.entity, name) is None:
                continue
            self._faulty[name] += 1
            if name in columns and columns[name][at] is None:
                self._filled[name] += 1

    def refuse(self, rows: int, column: str | None = None) -> None:
        """So many rows set aside, because of this column if because of one."""
        self.rejected += rows
        if column is not None:
            self._faulty[column] += rows

    def as_json(self) -> dict[str, Any]:
        """The counts as the manifest keeps them."""
        return {
            "source": self.sheet.title,
            "entity": self.sheet.entity,
            "read": self.read,
            "rejected": self.rejected,
            "fields": {
                name: {"filled": self._filled[name], "faulty": self._faulty[name]}
                for name in self._filled
                if field_of(self.sheet.entity, name) is not None
            },
        }
