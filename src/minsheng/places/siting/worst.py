"""Fairest: the longest way anyone has is as short as can be, the p-center problem."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from minsheng.places.siting.cover_all import affordable
from minsheng.places.siting.limits import Limits
from minsheng.places.siting.plan import Plan, Tick
from minsheng.places.siting.walk import Walks, exchanged, greedy


def shortest_worst(walks: Walks, limits: Limits, *, seconds: float, tick: Tick | None = None) -> Plan | None:
    """Make the longest way short; None when no choice within the limits gives everybody a
    way, or none was found in time.

    minimise r subject to every point having something existing or built within r, Σ yⱼ ≤ p and Σ cⱼ yⱼ ≤ B

    r is one of the minutes there are; a binary search over them asks each time whether the limits suffice to cover all
    within r (Minieka 1970), exactly. The bound is the least r not ruled out within ``seconds``. Of the choices with
    that r one with little walking is taken, by exchanges.

    >>> walks = Walks(np.array([2.0, 1.0]), np.array([[1.0, 5.0], [4.0, 0.0]]), np.array([np.inf, np.inf]))
    >>> shortest_worst(walks, Limits(candidates=2, number=1), seconds=1)
    Plan(chosen=(0,), bound=4.0)
    """
    until = time.monotonic() + seconds
    nearest = np.minimum(walks.minutes.min(axis=1, initial=np.inf), walks.to_existing)
    possible = np.unique(np.r_[walks.minutes[np.isfinite(walks.minutes)], walks.to_existing])
    # Nobody is nearer to anything than to what is nearest, nor need anybody walk further than today.
    possible = possible[(possible >= nearest.max()) & (possible <= walks.to_existing.max()) & np.isfinite(possible)]
    low, high = 0, len(possible) - 1
    best: list[int] | None = None
    while low <= high:
        # First the longest: when even that cannot be done, nothing can.
        middle = high if best is None else (low + high) // 2
        ones = _within(walks, float(possible[middle]))
        some, certain = affordable(ones, limits, seconds=max(until - time.monotonic(), 0.05), tick=tick)
        if some is not None:
            best = some
            high = int(np.searchsorted(possible, worst_of(walks, some))) - 1
        elif best is None or not certain:
            break
        else:
            low = middle + 1
    if best is None:
        return None
    return Plan(tuple(sorted(_less_walking(walks, limits, best, until))), float(possible[low]))


def worst_of(walks: Walks, chosen: Sequence[int]) -> float:
    """The longest way anyone has when these are built, in minutes."""
    return float(np.minimum(walks.minutes[:, list(chosen)].min(axis=1, initial=np.inf), walks.to_existing).max())


def _within(walks: Walks, radius: float) -> Any:
    """Which candidates reach which points within so many minutes; points that what exists reaches are left out."""
    return csr_array((walks.minutes[walks.to_existing > radius] <= radius).astype(np.float64))


def _less_walking(walks: Walks, limits: Limits, chosen: list[int], until: float) -> list[int]:
    """Use what the limits still allow, and exchange, so that all walk less and nobody further than now."""
    radius = worst_of(walks, chosen)
    near = Walks(
        walks.heads,
        np.where(walks.minutes <= radius, walks.minutes, np.inf),
        np.where(walks.to_existing <= radius, walks.to_existing, np.inf),
    )
    better = exchanged(near, limits, greedy(near, limits, chosen), until)
    return better if worst_of(walks, better) <= radius else chosen
