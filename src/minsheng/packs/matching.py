"""Which indicators are one: what people confirmed or refused in the pack, and what the names propose."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from minsheng.packs.model import Indicator, Match, MatchState
from minsheng.packs.names import Likeness, likeness, parse_name

_FAR_APART = 20
"""Figures of one year that differ by more than this factor are not of one indicator: one is a total, one a rate."""


@dataclass(frozen=True)
class Pair:
    """Two indicators taken for one, or said not to be.

    ``state`` is a person's word where the pack has it, else proposed. ``match`` is the id of the pack's match.
    ``factor`` brings figures of ``second`` to the terms of ``first``; None when units do not allow it.
    """

    first: Indicator
    second: Indicator
    state: MatchState
    because: str
    likeness: Likeness
    match: str | None = None

    @property
    def factor(self) -> Decimal | None:
        """What a figure of ``second`` is multiplied with to stand beside one of ``first``."""
        return self.likeness.factor

    @property
    def sure(self) -> bool:
        """Whether a person confirmed it, or the names say the same."""
        return self.state == "confirmed" or self.likeness.strength == "same"


def pairs(indicators: Iterable[Indicator], matches: Iterable[Match] = ()) -> tuple[Pair, ...]:
    """Every pair of indicators that are one, with the state a person gave it; refused pairs are among them.

    Pairs come in the order of the indicators; a thousand names take well under a second.
    """
    rows = tuple(indicators)
    order = {row.id: number for number, row in enumerate(rows)}
    found: dict[tuple[int, int], Pair] = {}
    for match in matches:
        inside = sorted(order[member] for member in set(match.members) if member in order)
        for first, second in combinations(inside, 2):
            alike = _likeness(rows[first], rows[second])
            found[first, second] = Pair(rows[first], rows[second], match.state, match.because, alike, match.id)
    for first, second in _candidates(rows):
        if (first, second) in found:
            continue
        alike = _likeness(rows[first], rows[second])
        if alike.one and not _far_apart(rows[first], rows[second], alike):
            found[first, second] = Pair(rows[first], rows[second], "proposed", alike.because, alike)
    return tuple(found[key] for key in sorted(found))


def _likeness(first: Indicator, second: Indicator) -> Likeness:
    return likeness(first.name, first.unit, second.name, second.unit)


def _candidates(rows: Sequence[Indicator]) -> Iterator[tuple[int, int]]:
    """Pairs whose cores share at least a third of the shorter one's neighbouring characters."""
    pieces = [_pieces(parse_name(row.name).core) for row in rows]
    having: dict[str, list[int]] = defaultdict(list)
    for number, parts in enumerate(pieces):
        shared: Counter[int] = Counter()
        for part in parts:
            shared.update(having[part])
            having[part].append(number)
        for other, count in shared.items():
            if 3 * count >= min(len(parts), len(pieces[other])):
                yield other, number


def _pieces(core: str) -> frozenset[str]:
    return frozenset(core[at : at + 2] for at in range(len(core) - 1)) or frozenset((core,))


def _far_apart(first: Indicator, second: Indicator, alike: Likeness) -> bool:
    if alike.strength == "same" and alike.score == 1:
        return False
    one = {value.year: value.value for value in first.values if value.value}
    other = {value.year: value.value for value in second.values if value.value}
    factor = alike.factor or 1
    ratios = [abs(one[year] / (other[year] * factor)) for year in one.keys() & other.keys()]
    return any(ratio > _FAR_APART or ratio < Decimal(1) / _FAR_APART for ratio in ratios)
