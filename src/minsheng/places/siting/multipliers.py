"""How little walking there can be at least: the Lagrangean relaxation of the p-median problem."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from minsheng.places.points import Floats, Truths, Whole
from minsheng.places.siting.limits import Limits
from minsheng.places.siting.walk import Walks

_ROUNDS = 400
_PATIENCE = 20
_LEAST_STEP = 1e-3


@dataclass(frozen=True, eq=False)
class Relaxed:
    """A ``bound`` that no choice goes below, the ``prices`` (n) it comes from, the candidates it would build."""

    bound: float
    prices: Floats
    suggested: list[int]


def relaxed(walks: Walks, limits: Limits, known: float, *, until: float) -> Relaxed:
    """Raise the bound by subgradient steps (Held, Wolfe and Crowder 1974), at most until the clock says ``until``.

    L(λ) = Σ λᵢ + min { Σ ρⱼ yⱼ : y within the limits },  ρⱼ = Σᵢ min(0, cᵢⱼ − λᵢ)

    with c person-minutes and λᵢ ≤ those to what exists (Cornuéjols, Fisher and Nemhauser 1977). Every λ gives a bound;
    ``known`` is the walking of a known solution, towards which the steps are measured.
    """
    places, near = _nearest(walks.table, limits.most)
    most = np.minimum(near.max(axis=1), walks.existing)
    prices = np.minimum(np.partition(near, min(1, near.shape[1] - 1), axis=1)[:, min(1, near.shape[1] - 1)], most)
    best = Relaxed(-np.inf, prices, [])
    step, patience = 2.0, _PATIENCE
    for _ in range(_ROUNDS):
        below = np.minimum(near - prices[:, None], 0.0)
        worth = np.asarray(np.bincount(places.ravel(), below.ravel(), limits.candidates), dtype=np.float64)
        least, built = _cheapest(worth, limits)
        bound = float(prices.sum()) + least
        patience = _PATIENCE if bound > best.bound + 1e-5 * abs(best.bound) or best.bound == -np.inf else patience - 1
        if bound > best.bound:
            best = Relaxed(bound, prices, np.flatnonzero(built).tolist())
        if not patience:
            step, patience, prices = step / 2, _PATIENCE, best.prices
        short = 1.0 - (built[places] & (below < 0)).sum(axis=1)
        short[(prices >= most) & (short > 0)] = 0.0
        length = float((short * short).sum())
        if not length or step < _LEAST_STEP or known - best.bound <= 0 or time.monotonic() > until:
            break
        prices = np.minimum(prices + step * max(known - bound, 0.0) / length * short, most)
    return Relaxed(min(best.bound, known), best.prices, best.suggested)


def _nearest(table: Floats, most: int) -> tuple[Whole, Floats]:
    """Each point's nearest candidates, several times as many as can matter: λ need not be above the last of them."""
    count = table.shape[1]
    kept = min(count, max(20, 4 * count // max(most, 1)))
    if kept == count:
        return np.tile(np.arange(count), (len(table), 1)), table
    places = np.sort(np.argpartition(table, kept - 1, axis=1)[:, :kept], axis=1)
    return places, np.take_along_axis(table, places, axis=1)


def _cheapest(worth: Floats, limits: Limits) -> tuple[float, Truths]:
    """A value below every choice's sum of ``worth`` (none is above zero), and candidates that come near it."""
    built = np.zeros(len(worth), dtype=np.bool_)
    order = np.argsort(worth, kind="stable")[: limits.most]
    built[order] = True
    least = float(worth[order].sum())
    if limits.budget is None or limits.cost is None:
        return least, built
    # Under a budget also what fits it, the last one in part (Dantzig 1957): that is below every whole choice.
    rate = np.argsort(worth / np.maximum(limits.cost, 1e-12), kind="stable")
    spent = np.cumsum(limits.cost[rate])
    whole = spent <= limits.budget * (1 + 1e-9)
    part = float(worth[rate][whole].sum())
    if not whole.all():
        at = int(np.argmin(whole))
        room = limits.budget - (spent[at] - limits.cost[rate[at]])
        part += float(worth[rate[at]]) * max(room, 0.0) / float(limits.cost[rate[at]])
    if part > least:
        built[:] = False
        built[rate[whole]] = True
    return max(least, part), built
