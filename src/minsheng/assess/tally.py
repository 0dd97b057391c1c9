"""How many are owed a benefit and what it comes to, by benefit and division: kept as sums that add up."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from minsheng.rules.many.answer import Found
from minsheng.rules.many.rows import Batch
from minsheng.rules.many.word import Words
from minsheng.terms.fields import Entity

NOWHERE = ""
"""The division of those whose division is not known."""


@dataclass
class Line:
    """How many are owed, fen in all, and how many cannot be told."""

    count: int = 0
    fen: int = 0
    unknown: int = 0

    def add(self, other: Line) -> None:
        """Take another's figures in."""
        self.count += other.count
        self.fen += other.fen
        self.unknown += other.unknown


class Divisions:
    """In which division (six digits) each row of a batch is; `NOWHERE` where nobody knows."""

    def __init__(self, batch: Batch) -> None:
        home = batch.column(batch.home, "division")
        assert isinstance(home, Words)
        self.names = tuple(dict.fromkeys([*(name[:6] for name in home.names), NOWHERE]))
        table = np.array([*(self.names.index(name[:6]) for name in home.names), -1, -1], np.int64) % len(self.names)
        own = table[home.codes]
        self._of: dict[Entity, npt.NDArray[Any]] = {batch.home: own}
        if batch.home == "household":
            self._of["person"] = np.repeat(own, batch.homes.counts)

    def of(self, entity: Entity, rows: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """The places in ``names`` of these rows of an entity."""
        return np.asarray(self._of[entity][rows])


@dataclass
class Tally:
    """Lines by benefit and division (six digits)."""

    lines: dict[tuple[str, str], Line] = field(default_factory=dict)

    def add(self, found: Found, divisions: Divisions) -> None:
        """Count a rule's answers in."""
        benefit, size = found.owed.rule.benefit, len(divisions.names)
        where = divisions.of(benefit.serves, found.owed.rows)
        counts = np.bincount(where, minlength=size)
        sums = _sums(where, found.owed.fen, size)
        unknown = np.zeros(size, np.int64)
        if found.undecided is not None:
            unknown = np.bincount(divisions.of(benefit.serves, found.undecided.rows), minlength=size)
        for place in np.flatnonzero(counts + unknown):
            self._line(benefit.id, divisions.names[place]).add(
                Line(int(counts[place]), sums[place], int(unknown[place]))
            )

    def merge(self, other: Tally) -> None:
        """Take another tally's lines in."""
        for (benefit, division), line in other.lines.items():
            self._line(benefit, division).add(line)

    def _line(self, benefit: str, division: str) -> Line:
        return self.lines.setdefault((benefit, division), Line())


def _sums(where: npt.NDArray[Any], fen: npt.NDArray[Any] | None, size: int) -> list[int]:
    """The sum for each place; in Python's own numbers where 64 bits might not do."""
    if fen is None or not len(fen):
        return [0] * size
    large = int(fen.max()) > 2**62 // len(fen)
    sums = np.zeros(size, object if large else np.int64)
    np.add.at(sums, where, fen.astype(object) if large else fen)
    return [int(one) for one in sums]
