"""Two answers to one benefit side by side, as figures that add up over spans, threads and divisions."""

from __future__ import annotations

from dataclasses import astuple, dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from minsheng.assess.tally import Divisions
from minsheng.rules.many.answer import Found
from minsheng.terms.errors import Fault, MinshengError
from minsheng.terms.fields import Entity

Array = npt.NDArray[Any]
MOST_FEN = 10**15
"""The largest amount compared, that of a register's money: sums of them fit 64 bits in every household."""
_OWED, _UNKNOWN = 1, 2
_AFTER = 2
"""How many bits the state after the change stands to the left of the one before."""


@dataclass
class Line:
    """How many are owed, fen in all, and how many cannot be told, before and after; and what became of them.

    ``newly`` and ``no_longer`` went between owed and not owed, ``more`` and ``less`` are owed both times;
    ``became_unknown`` and ``became_known`` count everyone whose answer was lost or found, ``owed_to_unknown`` and
    ``unknown_to_owed`` those of them who were, or now are, owed. So ``count_after`` is ``count_before + newly -
    no_longer - owed_to_unknown + unknown_to_owed``.
    """

    count_before: int = 0
    fen_before: int = 0
    unknown_before: int = 0
    count_after: int = 0
    fen_after: int = 0
    unknown_after: int = 0
    newly: int = 0
    no_longer: int = 0
    more: int = 0
    less: int = 0
    became_unknown: int = 0
    became_known: int = 0
    owed_to_unknown: int = 0
    unknown_to_owed: int = 0

    @property
    def fen(self) -> int:
        """What it costs more, in fen."""
        return self.fen_after - self.fen_before

    @property
    def count(self) -> int:
        """How many more are owed it."""
        return self.count_after - self.count_before

    def add(self, other: Line) -> None:
        """Take another's figures in."""
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))

    def __bool__(self) -> bool:
        """Whether there is anything but zeros."""
        return any(astuple(self))


@dataclass(frozen=True, eq=False)
class Answers:
    """Both answers for the rows about which at least one says something.

    ``states`` holds two bits for before and two for after (`_OWED`, `_UNKNOWN`); fen are 0 where nothing is owed.
    """

    entity: Entity
    rows: Array
    states: Array
    before: Array
    after: Array

    @property
    def undecided(self) -> Array:
        """Where at least one of the two answers is not known."""
        return (self.states & (_UNKNOWN | _UNKNOWN << _AFTER)) > 0

    @property
    def change(self) -> Array:
        """By how many fen the amount rises, where both are known."""
        return np.where(self.undecided, 0, self.after - self.before)


def answers_of(entity: Entity, size: int, before: Found | None, after: Found | None) -> Answers:
    """Two answers of a batch brought together; ``size`` is how many rows the entity has there."""
    marks = np.zeros(size, np.uint8)
    for shift, found in ((0, before), (_AFTER, after)):
        if found is not None:
            marks[found.owed.rows] |= _OWED << shift
            if found.undecided is not None:
                marks[found.undecided.rows] |= _UNKNOWN << shift
    rows = np.flatnonzero(marks)
    return Answers(entity, rows, marks[rows], _fen(rows, before), _fen(rows, after))


def _fen(rows: Array, found: Found | None) -> Array:
    fen = np.zeros(len(rows), np.int64)
    if found is not None and found.owed.fen is not None and len(found.owed.rows):
        if int(found.owed.fen.max()) > MOST_FEN:
            said = f"{found.owed.rule.benefit.name}：数额超出范围"
            raise MinshengError(Fault("assess.amount", said, expected=f"不超过 {MOST_FEN} 分；检查参数和收入"))
        fen[np.searchsorted(rows, found.owed.rows)] = found.owed.fen
    return fen


def lines_of(answers: Answers, divisions: Divisions) -> dict[str, Line]:
    """The figures of a benefit in each division of the batch, by its six digits."""
    size = len(divisions.names)
    where = divisions.of(answers.entity, answers.rows)
    table = np.bincount(where * 16 + answers.states, minlength=16 * size).reshape(size, 16)
    both = answers.states == (_OWED | _OWED << _AFTER)
    more = np.bincount(where[both & (answers.after > answers.before)], minlength=size)
    less = np.bincount(where[both & (answers.after < answers.before)], minlength=size)
    before, after = exact_sums(where, answers.before, size), exact_sums(where, answers.after, size)
    found = {}
    for place in np.flatnonzero(table.any(axis=1)):
        line = _line(table[place].tolist(), before[place], after[place])
        line.more, line.less = int(more[place]), int(less[place])
        found[divisions.names[place]] = line
    return found


def _line(states: list[int], before: int, after: int) -> Line:
    def of(was: int, is_: int) -> int:
        return states[was | is_ << _AFTER]

    owed, unknown, no = _OWED, _UNKNOWN, 0
    return Line(
        count_before=of(owed, owed) + of(owed, no) + of(owed, unknown),
        fen_before=before,
        unknown_before=of(unknown, unknown) + of(unknown, no) + of(unknown, owed),
        count_after=of(owed, owed) + of(no, owed) + of(unknown, owed),
        fen_after=after,
        unknown_after=of(unknown, unknown) + of(no, unknown) + of(owed, unknown),
        newly=of(no, owed),
        no_longer=of(owed, no),
        became_unknown=of(no, unknown) + of(owed, unknown),
        became_known=of(unknown, no) + of(unknown, owed),
        owed_to_unknown=of(owed, unknown),
        unknown_to_owed=of(unknown, owed),
    )


def exact_sums(where: Array, values: Array, size: int) -> list[int]:
    """The sum of whole numbers for each place, whatever their size: halves of 32 bits cannot run over.

    >>> exact_sums(np.array([1, 1, 0]), np.array([2**62, 2**62, -1]), 2) == [-1, 2**63]
    True
    """
    high, low = np.zeros(size, np.int64), np.zeros(size, np.int64)
    np.add.at(high, where, values >> 32)
    np.add.at(low, where, values & 0xFFFFFFFF)
    return [(int(one) << 32) + int(other) for one, other in zip(high, low, strict=True)]
