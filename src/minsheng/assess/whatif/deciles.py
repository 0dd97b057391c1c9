"""Households by income a head, in tenths of the persons, and how each tenth fares.

Incomes are kept in a histogram of whole yuan a head and month: the tenths are exact to the yuan, everything counted in
them is exact, and nothing grows with the city. Who earns the same stands in the same tenth, so a tenth may hold more
or fewer persons than the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
TENTHS = 10
STEP_FEN = 100
"""Resolution of the histogram: one yuan a head and month."""
TOP = 100_000
"""From this many yuan a head on, incomes are not told apart."""
_UNKNOWN = TOP + 1
_BINS = TOP + 2


@dataclass(frozen=True)
class Side:
    """Households whose total goes one way: how many, and by how many fen together."""

    households: int
    fen: int

    @property
    def mean_fen(self) -> int | None:
        """The mean change in fen, rounded half up; None when there is nobody."""
        if not self.households:
            return None
        size = (2 * abs(self.fen) + self.households) // (2 * self.households)
        return size if self.fen >= 0 else -size


@dataclass(frozen=True)
class Tenth:
    """A tenth of the persons by their household's income a head; ``number`` is None for incomes not known.

    ``low`` and ``high`` are whole yuan a head and month. ``undecided`` households have an answer, before or after, that
    is not known; they are on neither side.
    """

    number: int | None
    low: int | None
    high: int | None
    persons: int
    households: int
    winners: Side
    losers: Side
    undecided: int


class Incomes:
    """Persons and households by income a head, and for each kind of payment who gains and who loses."""

    def __init__(self, kinds: tuple[str, ...]) -> None:
        self.persons = np.zeros(_BINS, np.int64)
        self.households = np.zeros(_BINS, np.int64)
        self.kinds = {kind: _Changes() for kind in kinds}

    def add(self, income: Array, known: Array, members: Array, changes: Mapping[str, tuple[Array, Array]]) -> None:
        """Count households in: income in fen, whether it is known, members, and by kind of payment fen and doubt."""
        there = members > 0
        bins = np.where(known, np.minimum(income // (np.maximum(members, 1) * STEP_FEN), TOP), _UNKNOWN)
        self.households += np.bincount(bins[there], minlength=_BINS)
        np.add.at(self.persons, bins[there], members[there])
        for kind, (fen, undecided) in changes.items():
            self.kinds[kind].add(bins[there], fen[there], undecided[there])

    def tenths(self, kind: str) -> list[Tenth]:
        """The tenths from the poorest, then those whose income is not known."""
        ends = _ends(self.persons[:_UNKNOWN])
        found, start = [], 0
        for number, end in enumerate(ends, 1):
            found.append(self._tenth(kind, number, start, end))
            start = max(start, end)
        return [*found, self._tenth(kind, None, _UNKNOWN, _BINS)]

    def _tenth(self, kind: str, number: int | None, start: int, end: int) -> Tenth:
        part, changes = slice(start, max(start, end)), self.kinds[kind]
        held = np.flatnonzero(self.persons[part])
        told = number is not None and len(held)
        return Tenth(
            number,
            start + int(held[0]) if told else None,
            start + int(held[-1]) if told else None,
            int(self.persons[part].sum()),
            int(self.households[part].sum()),
            changes.side(part, gain=True),
            changes.side(part, gain=False),
            int(changes.undecided[part].sum()),
        )


def _ends(persons: Array) -> list[int]:
    """Where each tenth ends: behind the bin of the person who stands last in it when all stand in a row.

    >>> _ends(np.array([5, 0, 3, 2]))
    [1, 1, 1, 1, 1, 3, 3, 3, 4, 4]
    """
    running = np.cumsum(persons)
    total = int(running[-1])
    places = [-(-total * number // TENTHS) for number in range(1, TENTHS + 1)]
    ends = [int(np.searchsorted(running, place)) + 1 if total else 0 for place in places]
    return [*ends[:-1], len(persons)]


class _Changes:
    """What households gain and lose, by bin; sums of fen in two halves of 32 bits, so that none runs over."""

    def __init__(self) -> None:
        self.undecided = np.zeros(_BINS, np.int64)
        self._heads = {gain: np.zeros(_BINS, np.int64) for gain in (True, False)}
        self._high = {gain: np.zeros(_BINS, np.int64) for gain in (True, False)}
        self._low = {gain: np.zeros(_BINS, np.int64) for gain in (True, False)}

    def add(self, bins: Array, fen: Array, undecided: Array) -> None:
        np.add.at(self.undecided, bins[undecided], 1)
        for gain in (True, False):
            rows = np.flatnonzero(((fen > 0) if gain else (fen < 0)) & ~undecided)
            np.add.at(self._heads[gain], bins[rows], 1)
            np.add.at(self._high[gain], bins[rows], fen[rows] >> 32)
            np.add.at(self._low[gain], bins[rows], fen[rows] & 0xFFFFFFFF)

    def side(self, part: slice, *, gain: bool) -> Side:
        fen = (int(self._high[gain][part].sum()) << 32) + int(self._low[gain][part].sum())
        return Side(int(self._heads[gain][part].sum()), fen)
