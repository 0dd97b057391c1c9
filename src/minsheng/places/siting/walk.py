"""How far people walk, and choices of sites that make them walk little: greedy and exchange."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import csr_array

from minsheng.places.points import Floats, Truths, Whole
from minsheng.places.siting.limits import Limits

# Sums of person-minutes that differ by less than this share are equal; below it HiGHS cannot tell them apart either.
ROUNDING = 1e-7
_LOST = 1000.0


@dataclass(frozen=True, eq=False)
class Walks:
    """Minutes of each point (n) to each candidate (n, k) and to what exists (n), inf where there is no way; ``heads``.

    Points that have no way to anything at all, and points without people, are not to be in here.
    """

    heads: Floats
    minutes: Floats
    to_existing: Floats

    @cached_property
    def lost(self) -> Floats:
        """What a point without a way counts in heuristics, in person-minutes: far more than the longest way."""
        finite = self.minutes[np.isfinite(self.minutes)]
        longest = max(float(finite.max(initial=0.0)), 1.0)
        return self.heads * (_LOST * longest)

    @cached_property
    def existing(self) -> Floats:
        """Person-minutes (n) when nothing is built."""
        return np.where(np.isfinite(self.to_existing), self.heads * self.to_existing, self.lost)

    @cached_property
    def table(self) -> Floats:
        """Person-minutes (n, k) when everybody walks to the candidate, or to what exists where that is nearer."""
        # Infinite minutes are not multiplied: nobody times no way would not be a number.
        loads = np.where(np.isfinite(self.minutes), self.minutes, 0.0) * self.heads[:, None]
        loads = np.where(np.isfinite(self.minutes), loads, self.lost[:, None])
        return np.minimum(loads, self.existing[:, None])

    @cached_property
    def must(self) -> Truths:
        """Points (n) that nothing existing serves and that have a way to some candidates only."""
        some: Truths = ~np.isfinite(self.to_existing) & ~np.isfinite(self.minutes).all(axis=1)
        return some

    def each(self, chosen: Sequence[int]) -> Floats:
        """Person-minutes (n) when these are built."""
        told: Floats = self.table[:, list(chosen)].min(axis=1, initial=np.inf)
        return np.minimum(told, self.existing)

    def total(self, chosen: Sequence[int]) -> float:
        """Person-minutes of all when these are built."""
        return float(self.each(chosen).sum())

    def all_served(self, chosen: Sequence[int]) -> bool:
        """Whether every point has a way to what exists or to one of these."""
        ways = np.isfinite(self.minutes[:, list(chosen)]).any(axis=1) | np.isfinite(self.to_existing)
        return bool(ways.all())


def greedy(walks: Walks, limits: Limits, start: Sequence[int] = ()) -> list[int]:
    """Add what saves most walking, under a budget also most for its price, the better of both."""
    prices = [np.ones(limits.candidates)] + ([np.maximum(limits.price, 1e-12)] if limits.budget is not None else [])
    return min((_greedy_by(walks, limits, price, start) for price in prices), key=walks.total)


def _greedy_by(walks: Walks, limits: Limits, price: Floats, start: Sequence[int]) -> list[int]:
    chosen = list(start)
    now = walks.each(chosen)
    while (free := limits.addable(chosen)).any():
        saved = np.maximum(now[:, None] - walks.table, 0.0).sum(axis=0)
        worth = np.where(free, saved / price, -1.0)
        best = int(np.argmax(worth))
        chosen.append(best)
        now = np.minimum(now, walks.table[:, best])
    return chosen


def exchanged(walks: Walks, limits: Limits, chosen: Sequence[int], until: float = np.inf) -> list[int]:
    """Swap a site for a candidate as long as that saves walking (Teitz and Bart 1968): always the best swap.

    All swaps are weighed at once (Whitaker 1983): what the newcomer saves, less what the leaver's people lose, plus
    what of it the newcomer makes good. Ends at the clock's ``until``.
    """
    now = list(chosen)
    while now and time.monotonic() < until:
        if limits.addable(now).any():
            now = greedy(walks, limits, now)
        first, second, nearest = _two_nearest(walks, now)
        saved = np.maximum(first[:, None] - walks.table, 0.0).sum(axis=0)
        owner = csr_array((np.ones(len(first)), (nearest, np.arange(len(first)))), shape=(len(now), len(first)))
        good = np.maximum(second[:, None] - np.maximum(walks.table, first[:, None]), 0.0)
        worth = saved[None, :] - (owner @ (second - first))[:, None] + owner @ good
        worth = np.where(limits.swappable(now), worth, -np.inf)
        out, into = np.unravel_index(int(np.argmax(worth)), worth.shape)
        if not worth[out, into] > ROUNDING * float(first.sum()):
            break
        now[int(out)] = int(into)
    return now


def _two_nearest(walks: Walks, chosen: Sequence[int]) -> tuple[Floats, Floats, Whole]:
    """Person-minutes to the nearest and second nearest of these, what exists included, and which is nearest."""
    own = walks.table[:, list(chosen)]
    nearest: Whole = own.argmin(axis=1)
    rows = np.arange(len(own))
    first = own[rows, nearest]
    second = walks.existing
    if own.shape[1] > 1:
        rest = own.copy()
        rest[rows, nearest] = np.inf
        second = np.minimum(second, rest.min(axis=1))
    return first, second, nearest
