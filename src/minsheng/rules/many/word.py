"""Categories, divisions and texts for many rows at once: codes, and the words they stand for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from minsheng.rules.many.masks import Array, Mask, Miss, kept, merged, spread, taken
from minsheng.rules.many.truth import Truth

UNKNOWN, GONE = -1, -2


@dataclass(frozen=True, eq=False, slots=True)
class Words:
    """``codes`` are places in ``names``; `UNKNOWN` where nobody knows, `GONE` where there is none."""

    codes: Array
    names: tuple[str, ...]
    miss: Miss = None
    whole: bool = False

    @property
    def unk(self) -> Mask:
        """Where it is not known; None when it is everywhere (``whole``)."""
        return None if self.whole else self.codes == UNKNOWN

    def take(self, rows: Array) -> Words:
        """Some of the rows."""
        return Words(taken(self.codes, rows), self.names, taken(self.miss, rows), self.whole)

    def spread(self, counts: Array) -> Words:
        """Each row as often as is said."""
        return Words(spread(self.codes, counts), self.names, spread(self.miss, counts), self.whole)


def holding(one: Words, holds: Callable[[str], bool]) -> Truth:
    """Yes where the word is one of which something holds; no where there is none."""
    return _told(one, among(one, [code for code, name in enumerate(one.names) if holds(name)]))


def among(one: Words, codes: list[int]) -> Array:
    """Where the code is one of these: by comparing when they are few, by a table when they are many."""
    if not codes:
        return np.zeros(one.codes.shape, bool)
    if len(codes) <= 6:
        found: Array = one.codes == codes[0]
        for code in codes[1:]:
            found = found | (one.codes == code)
        return found
    if len(codes) == len(one.names):
        return one.codes >= 0
    table = np.zeros(len(one.names) + 2, bool)
    table[codes] = True
    return table[one.codes]


def there(one: Words) -> Truth:
    """Yes where there is a word at all."""
    return _told(one, one.codes >= 0)


def same(one: Words, other: Words) -> Truth:
    """Yes where both words are alike; no where one of them is known not to exist."""
    places = {name: place for place, name in enumerate(dict.fromkeys([*one.names, *other.names]))}
    first, second = _common(one, places), _common(other, places)
    yes = (first == second) & (first >= 0)
    if one.whole and other.whole:
        return Truth.sure(yes)
    unk = ((first == UNKNOWN) | (second == UNKNOWN)) & (first != GONE) & (second != GONE)
    return Truth(yes, yes | unk, kept(merged(one.miss, other.miss), unk))


def _common(one: Words, places: dict[str, int]) -> Array:
    table = np.array([*(places[name] for name in one.names), GONE, UNKNOWN], np.int32)
    return table[one.codes]


def _told(one: Words, yes: Array) -> Truth:
    unk = one.unk
    return Truth.sure(yes) if unk is None else Truth(yes, yes | unk, one.miss)


def coded(codes: Array, told: Iterable[str], names: tuple[str, ...], none: str | None) -> Array:
    """Codes into ``told`` as codes into ``names``; the word for none becomes `GONE`."""
    told = tuple(told)
    if told[: len(names)] == names and told[len(names) :] == ((none,) if none and len(told) > len(names) else ()):
        # As the register writes them: only the word for none is another code.
        return np.where(codes == len(names), np.int8(GONE), codes) if len(told) > len(names) else codes
    places = {name: place for place, name in enumerate(names)}
    table = np.array([GONE if word == none else places[word] for word in told] + [UNKNOWN], np.int8)
    return table[codes]


def differing(one: Words, other: Words) -> Truth:
    """Yes where both are there and not alike."""
    found = same(one, other)
    apart = (one.codes != GONE) & (other.codes != GONE)
    yes = ~found.may & apart
    return Truth.sure(yes) if found.known else Truth(yes, yes | (found.may & ~found.yes), found.miss)
