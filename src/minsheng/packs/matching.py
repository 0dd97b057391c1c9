"""Which indicators are one: what people confirmed or refused in the pack, and what the names propose."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, product

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
        """Whether a person confirmed it, or the names say the same and nobody wrote down a doubt."""
        return self.state == "confirmed" or (self.match is None and self.likeness.strength == "same")


def pairs(indicators: Iterable[Indicator], matches: Iterable[Match] = ()) -> tuple[Pair, ...]:
    """Every pair of indicators that are one, with the state a person gave it; refused pairs are among them.

    Matches of two packs that have one id speak of one common indicator, so their members are one across the packs; a
    refused match with a single member says that this row is not that common indicator. Pairs come in the order of the
    indicators; a thousand names take well under a second.
    """
    rows, matches = tuple(indicators), tuple(matches)
    order = {row.id: number for number, row in enumerate(rows)}
    found: dict[tuple[int, int], Pair] = {}
    for match in matches:
        inside = sorted(order[member] for member in set(match.members) if member in order)
        for first, second in combinations(inside, 2):
            alike = _likeness(rows[first], rows[second])
            found[first, second] = Pair(rows[first], rows[second], match.state, match.because, alike, match.id)
    for (first, second), (one, other) in _by_shared_id(order, matches).items():
        if (first, second) not in found:
            state, because = _both(one, other)
            alike = _likeness(rows[first], rows[second])
            found[first, second] = Pair(rows[first], rows[second], state, because, alike, one.id)
    for first, second in _candidates(rows):
        if (first, second) in found:
            continue
        alike = _likeness(rows[first], rows[second])
        if alike.one and not _far_apart(rows[first], rows[second], alike):
            found[first, second] = Pair(rows[first], rows[second], "proposed", alike.because, alike)
    return tuple(found[key] for key in sorted(found))


def _by_shared_id(order: Mapping[str, int], matches: Sequence[Match]) -> dict[tuple[int, int], tuple[Match, Match]]:
    """Pairs of rows whose matches stand in two packs under one id, each pair with both matches."""
    sharing: dict[str, list[Match]] = defaultdict(list)
    for match in matches:
        if match.state != "refused" or len(match.members) == 1:
            sharing[match.id].append(match)
    found: dict[tuple[int, int], tuple[Match, Match]] = {}
    for alike in sharing.values():
        for one, other in combinations(alike, 2):
            if one.state == other.state == "refused":
                continue  # two rows that are not the common indicator may still be one
            for member, beside in product(one.members, other.members):
                if member in order and beside in order and member != beside:
                    first, second = sorted((order[member], order[beside]))
                    found.setdefault((first, second), (one, other))
    return found


def _both(one: Match, other: Match) -> tuple[MatchState, str]:
    """What two packs together say: sure only when both are; and why."""
    states = {one.state, other.state}
    state: MatchState = "refused" if "refused" in states else "proposed" if "proposed" in states else "confirmed"
    reasons = dict.fromkeys((one.because, other.because))
    kind = "不是同一个指标" if state == "refused" else "是同一个指标"
    return state, f"两份规则包用“{one.name}”说明{kind}：" + " ".join(reasons)


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
