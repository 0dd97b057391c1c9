"""Least walking with its proof: the p-median problem (Hakimi 1964)."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from minsheng.places.siting.branching import proved
from minsheng.places.siting.cover_all import affordable
from minsheng.places.siting.limits import Limits
from minsheng.places.siting.plan import Plan, Tick
from minsheng.places.siting.walk import Walks, exchanged, greedy


def least_walking(walks: Walks, limits: Limits, *, seconds: float, tick: Tick | None = None) -> Plan | None:
    """Build what makes all people together walk least; None when no choice within the limits gives all of them a
    way, or none was found in time.

    minimise Σ wᵢ dᵢⱼ xᵢⱼ subject to Σⱼ xᵢⱼ = 1, xᵢⱼ ≤ yⱼ, Σ yⱼ ≤ p and Σ cⱼ yⱼ ≤ B, y ∈ {0, 1}

    with w heads, d minutes, what exists always open. Greedy and exchange give a solution, a Lagrangean relaxation the
    first bound, branch and cut the proof, as far as ``seconds`` allow. ``tick`` is called now and then.

    >>> walks = Walks(np.array([2.0, 1.0]), np.array([[1.0, 5.0], [4.0, 0.0]]), np.array([np.inf, np.inf]))
    >>> least_walking(walks, Limits(candidates=2, number=1), seconds=1)
    Plan(chosen=(0,), bound=6.0)
    """
    until = time.monotonic() + seconds
    chosen = exchanged(walks, limits, greedy(walks, limits), until)
    if walks.must.any() and not walks.all_served(chosen):
        some, certain = affordable(_serving(walks), limits, seconds=max(until - time.monotonic(), 0.1))
        if some is None and certain:
            return None
        chosen = exchanged(walks, limits, chosen if some is None else some, until)
    plan = proved(walks, limits, chosen, until=until, tick=tick)
    return plan if not walks.must.any() or walks.all_served(plan.chosen) else None


def _serving(walks: Walks) -> Any:
    return csr_array(np.isfinite(walks.minutes[walks.must]).astype(np.float64))
