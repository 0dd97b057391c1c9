"""The faults of one file: counted by code, the first of each kept with its line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np

from minsheng.places.points import Truths, Whole
from minsheng.terms.errors import Fault, MinshengError

_SHOWN = 10
"""Faults of one code that are told with their line; of the others how many they are."""


class FaultTally:
    """Collects faults of the rows of a file."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.counts: Counter[str] = Counter()
        self._first: list[Fault] = []

    def add(
        self, code: str, message: str, line: int | None, read: str | None = None, expected: str | None = None
    ) -> None:
        """One fault of one row."""
        self.counts[code] += 1
        if self.counts[code] <= _SHOWN:
            shown = None if read is None else read[:80].encode("utf-8", "backslashreplace").decode()
            self._first.append(Fault(code, message, self.file, line, shown, expected))

    def add_rows(
        self, code: str, message: str, bad: Truths, lines: Whole, read: Iterable[str], expected: str | None = None
    ) -> None:
        """A fault for each bad row; ``read`` has what to show of each bad row, asked for the first ones only."""
        rows = np.flatnonzero(bad)
        shown = iter(read)
        for row in rows[:_SHOWN].tolist():
            self.add(code, message, int(lines[row]), next(shown), expected)
        if len(rows) > _SHOWN:
            self.counts[code] += len(rows) - _SHOWN

    @property
    def total(self) -> int:
        """How many there are."""
        return self.counts.total()

    @property
    def faults(self) -> tuple[Fault, ...]:
        """The first faults of each code by line, then how many more there are of each."""
        told = sorted(self._first, key=lambda one: (one.line is None, one.line or 0))
        shown = Counter(one.code for one in told)
        more = [
            Fault(code, f"同类问题另有 {count - shown[code]:,} 处，共 {count:,} 处", self.file, data={"count": count})
            for code, count in self.counts.items()
            if count > shown[code]
        ]
        return (*told, *more)

    def raise_any(self) -> None:
        """MinshengError when there is a fault."""
        if self.counts:
            raise MinshengError.of(self.faults)
