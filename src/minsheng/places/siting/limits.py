"""How much may be built: a number of sites, a budget, or both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from minsheng.places.points import Floats, Truths

# Costs are sums of decimal fractions: what is over by less than this share of the budget is not over.
_ROUNDING = 1e-9


@dataclass(frozen=True, eq=False, kw_only=True)
class Limits:
    """Among ``candidates`` (k) at most ``number`` are built, for at most ``budget`` when each costs ``cost`` (k)."""

    candidates: int
    number: int | None = None
    budget: float | None = None
    cost: Floats | None = None

    @property
    def price(self) -> Floats:
        """What a site takes of the scarcer thing: its cost under a budget, else 1."""
        return np.ones(self.candidates) if self.budget is None or self.cost is None else self.cost

    @property
    def most(self) -> int:
        """No more sites than this can be built."""
        most = self.candidates if self.number is None else min(self.number, self.candidates)
        if self.budget is not None and self.cost is not None:
            spent = np.cumsum(np.sort(self.cost))
            most = min(most, int((spent <= self._purse).sum()))
        return most

    @property
    def _purse(self) -> float:
        assert self.budget is not None
        return self.budget + _ROUNDING * abs(self.budget)

    def allow(self, chosen: Sequence[int]) -> bool:
        """Whether these can all be built."""
        return self.spent_by(chosen, 0.0)[1] and len(chosen) <= self.most

    def spent_by(self, chosen: Sequence[int], more: float) -> tuple[float, bool]:
        """What these cost, and whether so much more still fits the budget."""
        if self.budget is None or self.cost is None:
            return 0.0, True
        spent = float(self.cost[list(chosen)].sum())
        return spent, spent + more <= self._purse

    def addable(self, chosen: Sequence[int]) -> Truths:
        """Which candidates may be built beside these (k)."""
        free = np.ones(self.candidates, dtype=np.bool_)
        free[list(chosen)] = False
        if len(chosen) >= self.most:
            free[:] = False
        if self.budget is not None and self.cost is not None:
            free &= self.spent_by(chosen, 0.0)[0] + self.cost <= self._purse
        return free

    def swappable(self, chosen: Sequence[int]) -> Truths:
        """Which candidates may be built instead of which of these (len(chosen), k)."""
        free = np.ones((len(chosen), self.candidates), dtype=np.bool_)
        free[:, list(chosen)] = False
        if self.budget is not None and self.cost is not None:
            left = self.spent_by(chosen, 0.0)[0] - self.cost[list(chosen)]
            free &= left[:, None] + self.cost[None, :] <= self._purse
        return free

    def rows(self) -> tuple[Any, Floats]:
        """The limits as rows of a model over the candidates: a dense (rows, k) matrix and the most of each row."""
        rows, most = [], []
        if self.number is not None:
            rows.append(np.ones(self.candidates))
            most.append(float(self.number))
        if self.budget is not None and self.cost is not None:
            rows.append(self.cost)
            most.append(self._purse)
        return np.array(rows).reshape(len(rows), self.candidates), np.array(most)
