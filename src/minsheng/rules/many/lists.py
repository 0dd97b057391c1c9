"""Lists of categories for many rows at once: one bit for each word."""

from __future__ import annotations

from dataclasses import dataclass

from minsheng.rules.many.masks import Array, Mask, Miss, spread, taken
from minsheng.rules.many.truth import Truth

MOST_WORDS = 64


@dataclass(frozen=True, eq=False, slots=True)
class Lists:
    """``bits`` has the bit of a word's place in ``names`` where the list holds the word."""

    bits: Array
    names: tuple[str, ...]
    unk: Mask = None
    miss: Miss = None

    def take(self, rows: Array) -> Lists:
        """Some of the rows."""
        return Lists(taken(self.bits, rows), self.names, taken(self.unk, rows), taken(self.miss, rows))

    def spread(self, counts: Array) -> Lists:
        """Each row as often as is said."""
        return Lists(spread(self.bits, counts), self.names, spread(self.unk, counts), spread(self.miss, counts))

    def holding(self, words: tuple[str, ...]) -> Truth:
        """Yes where the list holds one of the words."""
        wanted = sum(1 << self.names.index(word) for word in words)
        return self._told(self.bits & self.bits.dtype.type(wanted) != 0)

    def there(self) -> Truth:
        """Yes where the list holds anything."""
        return self._told(self.bits != 0)

    def _told(self, yes: Array) -> Truth:
        return Truth.sure(yes) if self.unk is None else Truth(yes, yes | self.unk, self.miss)
