"""Yes, no or not known, for many rows at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from minsheng.rules.many.masks import Array, Miss, kept, merged, spread, taken


@dataclass(frozen=True, eq=False, slots=True)
class Truth:
    """Where it is yes, and where it may be: the same array when every row is known.

    Both may be a single value that holds for all rows. ``miss`` says what would settle the rows not known, and is kept
    only when somebody asks for it.
    """

    yes: Any
    may: Any
    miss: Miss = None

    @classmethod
    def sure(cls, yes: Any) -> Truth:
        """Known in every row."""
        return cls(yes, yes)

    @property
    def known(self) -> bool:
        """Whether every row is known."""
        return self.yes is self.may

    @property
    def unk(self) -> Any:
        """Where it is not known; None when it is everywhere."""
        return None if self.known else self.may & ~self.yes

    def take(self, rows: Array) -> Truth:
        """Some of the rows."""
        yes = taken(self.yes, rows)
        return Truth(yes, yes if self.known else taken(self.may, rows), taken(self.miss, rows))

    def spread(self, counts: Array) -> Truth:
        """Each row as often as is said."""
        yes = spread(self.yes, counts)
        return Truth(yes, yes if self.known else spread(self.may, counts), spread(self.miss, counts))

    def full(self, rows: int) -> Truth:
        """With a value for each row."""
        if isinstance(self.yes, np.ndarray) and self.yes.ndim:
            return self
        yes = np.full(rows, self.yes)
        return Truth(yes, yes if self.known else np.full(rows, self.may), self.miss)


def every(parts: Sequence[Truth]) -> Truth:
    """Yes where all are, no where one is."""
    yes, may = parts[0].yes, parts[0].may
    sure = parts[0].known
    for part in parts[1:]:
        sure = sure and part.known
        yes = yes & part.yes
        may = yes if sure else may & part.may
    return _wanting(yes, may, parts, sure=sure)


def some(parts: Sequence[Truth]) -> Truth:
    """Yes where one is, no where all are."""
    yes, may = parts[0].yes, parts[0].may
    sure = parts[0].known
    for part in parts[1:]:
        sure = sure and part.known
        yes = yes | part.yes
        may = yes if sure else may | part.may
    return _wanting(yes, may, parts, sure=sure)


def opposite(one: Truth) -> Truth:
    """Yes where it is no."""
    yes = ~one.may
    return Truth(yes, yes if one.known else ~one.yes, one.miss)


def chosen(test: Truth, then: Truth, otherwise: Truth) -> Truth:
    """One where the test holds, else the other; where the test is not known, what both agree on."""
    if test.known:
        yes = np.where(test.yes, then.yes, otherwise.yes)
        if then.known and otherwise.known:
            return Truth(yes, yes)
        may = np.where(test.yes, then.may, otherwise.may)
        miss = merged(kept(then.miss, test.yes), kept(otherwise.miss, ~test.yes))
        return Truth(yes, may, miss)
    sure_yes, sure_no = test.yes, ~test.may
    yes = (sure_yes & then.yes) | (sure_no & otherwise.yes) | (then.yes & otherwise.yes)
    may = (sure_yes & then.may) | (sure_no & otherwise.may) | (~sure_yes & ~sure_no & (then.may | otherwise.may))
    return _wanting(yes, may, (_where_asked(then, ~sure_no), _where_asked(otherwise, ~sure_yes), test), sure=False)


def same(one: Truth, other: Truth) -> Truth:
    """Yes where both are known and alike."""
    if one.known and other.known:
        return Truth.sure(one.yes == other.yes)
    unk = (one.yes ^ one.may) | (other.yes ^ other.may)
    yes = (one.yes == other.yes) & ~unk
    return _wanting(yes, yes | unk, (one, other), sure=False)


def _where_asked(one: Truth, mask: Any) -> Truth:
    return one if one.miss is None else Truth(one.yes, one.may, kept(one.miss, mask))


def _wanting(yes: Any, may: Any, parts: Sequence[Truth], *, sure: bool) -> Truth:
    if sure:
        return Truth(yes, yes)
    miss = merged(*[part.miss for part in parts])
    return Truth(yes, may, None if miss is None else kept(miss, may & ~yes))
