"""Most residents covered: the maximal covering location problem (Church and ReVelle 1974)."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_array, eye_array, hstack, vstack

from minsheng.places.points import Floats, Whole
from minsheng.places.siting.alike import merged
from minsheng.places.siting.branching import proved
from minsheng.places.siting.limits import Limits
from minsheng.places.siting.mip import INF, Programme, chosen_of, minimised
from minsheng.places.siting.plan import Plan, Tick
from minsheng.places.siting.walk import Walks

# Sums of heads that differ by less than this share are equal.
_ROUNDING = 1e-9
# The proof by cuts holds dense tables of points × candidates; this many cells are 160 MB each.
_MOST_CELLS = 20_000_000


def most_covered(ones: Any, heads: Floats, limits: Limits, *, seconds: float, tick: Tick | None = None) -> Plan:
    """Cover the most heads.

    maximise Σ wᵢ zᵢ subject to zᵢ ≤ Σ aᵢⱼ yⱼ, Σ yⱼ ≤ p and Σ cⱼ yⱼ ≤ B, y ∈ {0, 1}, 0 ≤ z ≤ 1

    with w heads, aᵢⱼ = 1 when candidate j reaches point i (``ones``, sparse, points × candidates), p and B the limits.
    Greedy, then exchanges (Teitz and Bart 1968), then by branch
    and cut as far as ``seconds`` allow. Points that something
    existing covers are not to be in ``ones``. Of equally good candidates the first is taken.

    >>> most_covered(csr_array([[1.0, 0, 1], [0, 1, 1], [0, 1, 0]]), np.array([5.0, 3, 4]),
    ...              Limits(candidates=3, number=1), seconds=1)
    Plan(chosen=(2,), bound=8.0)
    """
    until = time.monotonic() + seconds
    ones, heads = merged(ones, heads)
    if not ones.shape[0]:
        return Plan((), 0.0)
    chosen = exchanged(ones, heads, limits, greedy(ones, heads, limits))
    step = 1.0 if bool(np.all(heads == np.round(heads))) else 0.0
    every = float(heads.sum())
    if ones.shape[0] * ones.shape[1] <= _MOST_CELLS:
        # Who is covered walks nothing, everybody else one minute: then most covered is least walking.
        walks = Walks(heads, 1.0 - ones.toarray(), np.ones(len(heads)))
        plan = proved(walks, limits, chosen, until=until, tick=tick, step=step)
        chosen, bound = list(plan.chosen), every - plan.bound
    else:
        chosen, bound = _by_highs(ones, heads, limits, chosen, step, until, tick)
    return Plan(tuple(sorted(chosen)), max(bound, _covered(ones, heads, chosen)))


def _by_highs(
    ones: Any, heads: Floats, limits: Limits, chosen: list[int], step: float, until: float, tick: Tick | None
) -> tuple[list[int], float]:
    """The whole model at once, sparse, for more points than the proof by cuts has room for."""
    rows, most = limits.rows()
    points, candidates = ones.shape
    programme = Programme(
        cost=np.concatenate([np.zeros(candidates), heads]),
        low=np.zeros(candidates + points),
        high=np.ones(candidates + points),
        rows=csr_array(vstack([hstack([ones, eye_array(points)]), hstack([rows, csr_array((len(most), points))])])),
        least=np.concatenate([np.ones(points), np.full(len(most), -INF)]),
        most=np.concatenate([np.full(points, INF), most]),
        whole=np.arange(candidates + points) < candidates,
        step=step,
    )
    start = np.concatenate([_built(candidates, chosen), np.where(_counts(ones, chosen) > 0, 0.0, 1.0)])
    found = minimised(programme, seconds=until - time.monotonic(), start=start, tick=tick)
    if found.values is not None:
        better = chosen_of(found.values, candidates)
        if _covered(ones, heads, better) > _covered(ones, heads, chosen) and limits.allow(better):
            chosen = better
    covered = _covered(ones, heads, chosen)
    return chosen, covered if found.ended else float(heads.sum()) - max(found.bound, 0.0)


def greedy(ones: Any, heads: Floats, limits: Limits) -> list[int]:
    """Add what covers most of those not yet covered; under a budget also most for its price, the better of both.

    With a number of sites at least 63% of the optimum (Nemhauser, Wolsey and Fisher 1978), with a budget at least 31%
    (Khuller, Moss and Naor 1999).
    """
    prices = [np.ones(limits.candidates)] + ([np.maximum(limits.price, 1e-12)] if limits.budget is not None else [])
    runs = [_greedy_by(ones, heads, limits, price) for price in prices]
    return max(runs, key=lambda chosen: _covered(ones, heads, chosen))


def _greedy_by(ones: Any, heads: Floats, limits: Limits, price: Floats) -> list[int]:
    chosen: list[int] = []
    left = heads.copy()
    while (free := limits.addable(chosen)).any():
        gain = ones.T @ left
        worth = np.where(free & (gain > 0), gain / price, 0.0)
        best = int(np.argmax(worth))
        if worth[best] <= 0:
            break
        chosen.append(best)
        left[_rows_of(ones, best)] = 0.0
    return chosen


def exchanged(ones: Any, heads: Floats, limits: Limits, chosen: Sequence[int]) -> list[int]:
    """Swap a site for a candidate, or add one, as long as that covers more: always the best swap."""
    now = list(chosen)
    least = _ROUNDING * float(heads.sum())
    while now:
        count = _counts(ones, now)
        gain = ones.T @ np.where(count == 0, heads, 0.0)
        free = limits.addable(now)
        if free.any() and float(np.max(gain * free)) > least:
            now.append(int(np.argmax(gain * free)))
            continue
        once = np.where(count == 1, heads, 0.0)
        own = ones[:, now]
        both = (own.T @ (ones * once[:, None])).toarray()
        worth = np.where(limits.swappable(now), gain[None, :] - (own.T @ once)[:, None] + both, -np.inf)
        out, into = np.unravel_index(int(np.argmax(worth)), worth.shape)
        if not worth[out, into] > least:
            break
        now[int(out)] = int(into)
    return now


def _rows_of(ones: Any, site: int) -> Whole:
    return np.asarray(ones[:, [site]].nonzero()[0])


def _built(candidates: int, chosen: Sequence[int]) -> Floats:
    built = np.zeros(candidates)
    built[list(chosen)] = 1.0
    return built


def _counts(ones: Any, chosen: Sequence[int]) -> Floats:
    """By how many of these each point is covered."""
    counts: Floats = ones @ _built(ones.shape[1], chosen)
    return counts


def _covered(ones: Any, heads: Floats, chosen: Sequence[int]) -> float:
    return float(heads[_counts(ones, chosen) > 0].sum())
