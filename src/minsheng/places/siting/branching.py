"""From a good choice of sites to the best, with its proof: branch and bound over the cuts of `Cuts`."""

from __future__ import annotations

import heapq
import time

import numpy as np

from minsheng.places.points import Floats
from minsheng.places.siting.limits import Limits
from minsheng.places.siting.multipliers import relaxed
from minsheng.places.siting.plan import Plan, Tick
from minsheng.places.siting.walk import ROUNDING, Walks, exchanged
from minsheng.places.siting.walk_cuts import WHOLE, Cuts, Relaxation

# What of the time the bound by multipliers may take: it is there when the proof does not come to an end.
_RELAXING = 0.3
# A rounded choice is bettered by exchanges when it is as good as this, and always at the first nodes.
_NEAR = 1.02
_FIRST = 12


def proved(
    walks: Walks, limits: Limits, chosen: list[int], *, until: float, tick: Tick | None = None, step: float = 0.0
) -> Plan:
    """From a choice to the best, with the bound that was proved when the clock says ``until``.

    ``step``: what all choices need is a multiple of it, as heads are of 1 (0: any number).
    """
    search = _Search(walks, limits, chosen, until, tick, step)
    bound = search.run()
    return Plan(tuple(sorted(search.chosen)), bound)


class _Gains:
    """What fixing a candidate raised the bound by, for each part of it, so far: where to branch (Bénichou 1971)."""

    def __init__(self, candidates: int) -> None:
        self._sum, self._count = np.zeros((2, candidates)), np.zeros((2, candidates))
        self.parent: dict[int, tuple[int, float, float, float]] = {}

    def learn(self, parent: tuple[int, float, float, float], bound: float) -> None:
        """Note the bound of a child whose parent branched on a candidate, with the part that was taken away."""
        branch, value, part, before = parent
        self._sum[int(value), branch] += max(bound - before, 0.0) / part
        self._count[int(value), branch] += 1

    def best(self, built: Floats) -> int | None:
        """The candidate on which to branch: both sides should rise; None when all are whole."""
        part = np.minimum(built, 1 - built)
        if part.max() < WHOLE:
            return None
        known = self._count > 0
        usual = self._sum.sum(axis=1) / np.maximum(self._count.sum(axis=1), 1)
        each = np.where(known, self._sum / np.maximum(self._count, 1), usual[:, None]) + 1e-9
        worth = (each[0] * built) * (each[1] * (1 - built))
        return int(np.argmax(np.where(part >= WHOLE, worth, -1.0)))


class _Search:
    """The best choice so far, and the open nodes: each with its bound and the candidates it fixes."""

    def __init__(
        self, walks: Walks, limits: Limits, chosen: list[int], until: float, tick: Tick | None, step: float
    ) -> None:
        self.walks, self.limits, self.chosen, self._until, self._tick = walks, limits, chosen, until, tick
        self._step = step
        self.total = walks.total(chosen)
        self._seen: set[tuple[int, ...]] = set()

    def run(self) -> float:
        """Search until the best is proved or time is up; a value that no choice goes below."""
        if not self.total:
            return 0.0
        began = time.monotonic()
        first = relaxed(self.walks, self.limits, self.total, until=began + _RELAXING * (self._until - began))
        if first.suggested and self.limits.allow(first.suggested):
            self._offered(first.suggested, always=True)
        if first.bound >= self._enough or time.monotonic() >= self._until:
            return self._proved(first.bound)
        cuts = Cuts(self.walks, self.limits, self.total / len(self.walks.heads))
        cuts.start(first.prices)
        low, high = np.zeros(cuts.candidates), np.ones(cuts.candidates)
        nodes: list[tuple[float, int, Floats, Floats]] = [(first.bound, 0, low, high)]
        made, gains = 0, _Gains(cuts.candidates)
        while nodes and nodes[0][0] < self._enough:
            bound, number, low, high = heapq.heappop(nodes)
            if self._tick is not None:
                self._tick()
            try:
                left = self._until - time.monotonic()
                found = cuts.solved(low, high, self._enough, deep=number == 0, seconds=max(left, 0.0))
            except TimeoutError:
                return self._proved(bound)
            if (parent := gains.parent.pop(number, None)) is not None:
                gains.learn(parent, self._enough if found is None else found.bound)
            if found is None:
                continue
            self._offered(self._rounded(found), always=number <= _FIRST)
            low, high = self._fixed(found, low, high)
            branch = gains.best(found.built)
            if branch is None:
                # Whole, and its cuts all kept: nothing below this node is better than what it says.
                continue
            for value in (0.0, 1.0):
                made += 1
                child_low, child_high = low.copy(), high.copy()
                child_low[branch] = child_high[branch] = value
                gains.parent[made] = (branch, value, abs(value - float(found.built[branch])), found.bound)
                heapq.heappush(nodes, (max(found.bound, bound), made, child_low, child_high))
            cuts.tidied()
        return self.total

    @property
    def _enough(self) -> float:
        return min(self.total * (1 - ROUNDING), self.total - 0.999 * self._step)

    def _proved(self, bound: float) -> float:
        return self.total if bound >= self._enough else bound

    def _rounded(self, found: Relaxation) -> list[int]:
        """The candidates of which the relaxation builds most, as many as the limits allow."""
        chosen: list[int] = []
        for site in np.argsort(-found.built, kind="stable").tolist():
            if found.built[site] <= 0 or len(chosen) >= self.limits.most:
                break
            if self.limits.addable(chosen)[site]:
                chosen.append(site)
        return chosen

    def _offered(self, chosen: list[int], *, always: bool = False) -> None:
        """Take the choice, after exchanges, when it is better; exchanges are tried when it is nearly as good."""
        rounded = tuple(sorted(chosen))
        if rounded not in self._seen and (always or self.walks.total(chosen) < self.total * _NEAR):
            self._seen.add(rounded)
            chosen = exchanged(self.walks, self.limits, chosen, self._until)
            total = self.walks.total(chosen)
            if total < self.total * (1 - 1e-12) and (not self.walks.must.any() or self.walks.all_served(chosen)):
                self.chosen, self.total = chosen, total

    def _fixed(self, found: Relaxation, low: Floats, high: Floats) -> tuple[Floats, Floats]:
        """Bounds in which candidates whose reduced cost says so are out, or in, for every better solution below."""
        room = self._enough - found.bound + ROUNDING * self.total
        low, high = low.copy(), high.copy()
        high[(found.worth > room) & (found.built < 0.5) & (low < 0.5)] = 0.0
        low[(-found.worth > room) & (found.built > 0.5) & (high > 0.5)] = 1.0
        return low, high
