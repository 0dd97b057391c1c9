"""All residents covered with the fewest sites: the location set covering problem (Toregas and others 1971)."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
from scipy.sparse import csr_array, vstack

from minsheng.places.points import Floats
from minsheng.places.siting.alike import merged, needed
from minsheng.places.siting.cover import exchanged
from minsheng.places.siting.limits import Limits
from minsheng.places.siting.mip import INF, Programme, chosen_of, minimised
from minsheng.places.siting.plan import Plan, Tick


def fewest(ones: Any, price: Floats, *, seconds: float, tick: Tick | None = None) -> Plan:
    """Cover every point as cheaply as can be.

    minimise Σ cⱼ yⱼ subject to Σ aᵢⱼ yⱼ ≥ 1 for every point i, y ∈ {0, 1}

    with c the ``price`` (1 each: as few sites as can be) and aᵢⱼ = 1 when candidate j reaches point i (``ones``,
    sparse, points × candidates). Greedy (Chvátal 1979) without what it turns out not to need, then
    exactly by HiGHS within ``seconds``. Points that no candidate reaches are left out.

    >>> fewest(csr_array([[1.0, 0, 1], [0, 1, 1], [0, 1, 0]]), np.ones(3), seconds=1)
    Plan(chosen=(0, 1), bound=2.0)
    """
    began = time.monotonic()
    rows, columns = needed(merged(ones, np.ones(ones.shape[0]))[0], price)
    price = price[columns]
    chosen = _fewer(rows, price, greedy(rows, price))
    spent, bound = float(price[chosen].sum()), _least(rows, price)
    left = seconds - (time.monotonic() - began)
    if bound < spent and left > 0:
        found = minimised(_programme(rows, price), seconds=left, start=_built(len(price), chosen), tick=tick)
        if found.values is not None:
            better = chosen_of(found.values, len(price))
            if float(price[better].sum()) < spent * (1 - 1e-9):
                chosen, spent = better, float(price[better].sum())
        bound = spent if found.ended else max(found.bound, bound)
    return Plan(tuple(int(columns[site]) for site in sorted(chosen)), min(bound, spent))


def affordable(ones: Any, limits: Limits, *, seconds: float, tick: Tick | None = None) -> tuple[list[int] | None, bool]:
    """Some candidates within the limits that cover every point, or None; and whether that is certain."""
    if not ones.shape[0]:
        return [], True
    if not bool(np.all(np.diff(ones.indptr) > 0)):
        return None, True
    rows, columns = needed(merged(ones, np.ones(ones.shape[0]))[0], limits.price)
    few = Limits(
        candidates=len(columns),
        number=limits.number,
        budget=limits.budget,
        cost=None if limits.cost is None else limits.cost[columns],
    )
    for price in (few.price, np.ones(len(columns))):
        if few.allow(chosen := _fewer(rows, price, greedy(rows, price))):
            return sorted(int(columns[site]) for site in chosen), True
    found = minimised(_programme(rows, few.price, few), seconds=seconds, target=INF / 2, tick=tick)
    if found.values is not None:
        return [int(columns[site]) for site in chosen_of(found.values, len(columns))], True
    return None, found.ended


def greedy(rows: Any, price: Floats) -> list[int]:
    """Add what covers most points not yet covered for its price; then take away, dearest first, what is not needed."""
    chosen: list[int] = []
    left = np.ones(rows.shape[0])
    cheap = np.maximum(price, 1e-12)
    while left.any():
        best = int(np.argmax((rows.T @ left) / cheap))
        chosen.append(best)
        left[rows[:, [best]].nonzero()[0]] = 0.0
    count = rows @ _built(len(price), chosen)
    for site in sorted(chosen, key=lambda site: (-price[site], -chosen.index(site))):
        own = rows[:, [site]].nonzero()[0]
        if (count[own] > 1).all():
            chosen.remove(site)
            count[own] -= 1
    return chosen


def _fewer(rows: Any, price: Floats, chosen: list[int]) -> list[int]:
    """The same with a site less, as long as exchanges find one that still covers all; for equal prices only."""
    every = np.ones(rows.shape[0])
    while len(chosen) > 1 and bool(np.all(price == price[0])):
        limits = Limits(candidates=len(price), number=len(chosen) - 1)
        fewer = exchanged(rows, every, limits, chosen[:-1])
        if not (rows @ _built(len(price), fewer)).all():
            break
        chosen = fewer
    return chosen


def _programme(rows: Any, price: Floats, limits: Limits | None = None) -> Programme:
    points, candidates = rows.shape
    extra, most = (np.empty((0, candidates)), np.empty(0)) if limits is None else limits.rows()
    return Programme(
        cost=price,
        low=np.zeros(candidates),
        high=np.ones(candidates),
        rows=csr_array(vstack([rows, csr_array(extra)])) if len(most) else csr_array(rows),
        least=np.concatenate([np.ones(points), np.full(len(most), -INF)]),
        most=np.concatenate([np.full(points, INF), most]),
        whole=np.ones(candidates, dtype=np.bool_),
        step=1.0 if bool(np.all(price == np.round(price))) else 0.0,
    )


def _least(rows: Any, price: Floats) -> float:
    """What covering the point costs that is dearest to cover: no choice can be cheaper."""
    cheapest = [price[rows.indices[low:high]].min() for low, high in zip(rows.indptr, rows.indptr[1:], strict=False)]
    return float(max(cheapest, default=0.0))


def _built(candidates: int, chosen: list[int]) -> Floats:
    built = np.zeros(candidates)
    built[chosen] = 1.0
    return built
