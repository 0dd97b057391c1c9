"""The p-median problem with one variable a candidate and one a point: cuts tell how far a point walks at least."""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np

from minsheng.places.points import Floats, Truths, Whole
from minsheng.places.siting.limits import Limits
from minsheng.places.siting.mip import INF, quiet_highs
from minsheng.places.siting.walk import ROUNDING, Walks

_KEEP_ROWS = 2.2
# Parts of sites below this are none.
WHOLE = 1e-6


@dataclass(frozen=True, eq=False)
class Relaxation:
    """A solution with parts of sites: its value is a ``bound``; ``built`` (k) and their reduced costs ``worth`` (k)."""

    bound: float
    built: Floats
    worth: Floats


class Cuts:
    """A linear programme that grows by the cuts that its solutions break (Benders 1962).

    minimise Σ θᵢ subject to θᵢ ≥ d − Σⱼ max(0, d − cᵢⱼ) yⱼ for every point i and every d among its cᵢ

    and y within the limits: with whole y, θᵢ is what point i walks to the nearest site built (Cornuéjols, Nemhauser
    and Wolsey 1980; as cuts Duran-Mateluna, Ales and Elloumi 2023). Person-minutes are scaled to a mean of 1 a point.
    """

    def __init__(self, walks: Walks, limits: Limits, scale: float) -> None:
        self._scale = scale
        self._loads = np.column_stack([walks.table, walks.existing]) / scale
        self._order = np.argsort(self._loads, axis=1, kind="stable").astype(np.int32)
        self._sorted = np.take_along_axis(self._loads, self._order, axis=1)
        self.points, self.candidates = walks.table.shape
        self._highs = quiet_highs(INF)
        count = self.points + self.candidates
        self._highs.addVars(count, np.zeros(count), np.r_[np.ones(self.candidates), np.full(self.points, INF)])
        own = np.arange(self.candidates, count, dtype=np.int32)
        self._highs.changeColsCost(self.points, own, np.ones(self.points))
        rows, most = limits.rows()
        self._add(rows, np.full(len(most), -INF), most)
        must = np.unique(np.isfinite(walks.minutes[walks.must]), axis=0).astype(np.float64)
        self._add(must, np.ones(len(must)), np.full(len(must), INF))
        self._fixed = len(most) + len(must)

    def start(self, prices: Floats) -> None:
        """Add for each point the cuts on both sides of its price in the Lagrangean relaxation: they carry its bound."""
        at = (self._sorted <= prices[:, None] / self._scale + 1e-12).sum(axis=1)
        every = np.arange(self.points)
        for place in (at - 1, at):
            self._cut(every, self._sorted[every, np.clip(place, 0, self.candidates)])

    def solved(self, low: Floats, high: Floats, enough: float, *, deep: bool, seconds: float) -> Relaxation | None:
        """The relaxation with candidates between ``low`` and ``high``, None when its bound is ``enough`` to stop.

        With ``deep`` all cuts are found, otherwise until they bring little. Raises `TimeoutError` when time is up.
        """
        every = np.arange(self.candidates, dtype=np.int32)
        self._highs.changeColsBounds(self.candidates, every, low, high)
        ends = self._highs.getRunTime() + seconds
        last, little = -np.inf, 0
        while True:
            self._highs.setOptionValue("time_limit", ends)
            self._highs.run()
            status = self._highs.getModelStatus()
            if status == highspy.HighsModelStatus.kInfeasible:
                return None
            if status != highspy.HighsModelStatus.kOptimal:
                raise TimeoutError
            bound = float(self._highs.getInfo().objective_function_value) * self._scale
            if bound >= enough:
                return None
            solution = self._highs.getSolution()
            values = np.array(solution.col_value)
            built = np.clip(values[: self.candidates], 0.0, 1.0)
            relaxation = Relaxation(bound, built, np.array(solution.col_dual)[: self.candidates] * self._scale)
            little = little + 1 if bound - last < 0.02 * (enough - bound) else 0
            last = bound
            level, broken = self._broken(built, values[self.candidates :])
            # A whole solution is only what it says once it keeps all cuts.
            whole = float(np.minimum(built, 1 - built).max()) < WHOLE
            if not len(broken) or (little > 3 and not deep and not whole):
                return relaxation
            self._cut(broken, level[broken])

    def tidied(self) -> None:
        """Drop the cuts that do not bind, once there are many."""
        if self._highs.getNumRow() < _KEEP_ROWS * self.points + self._fixed:
            return
        basic = highspy.HighsBasisStatus.kBasic
        slack = np.array([one == basic for one in self._highs.getBasis().row_status])
        slack[: self._fixed] = False
        drop = np.flatnonzero(slack).astype(np.int32)
        self._highs.deleteRows(len(drop), drop)

    def _broken(self, built: Floats, walked: Floats) -> tuple[Floats, Whole]:
        """For each point the level of the cut that asks most of it, and the points that walk less than that."""
        there = np.r_[built, 1.0][self._order]
        at = np.minimum((np.cumsum(there, axis=1) < 1 - 1e-9).sum(axis=1), self.candidates)
        level = self._sorted[np.arange(self.points), at]
        least = level - (np.maximum(level[:, None] - self._sorted, 0.0) * there).sum(axis=1)
        short: Truths = least - walked > ROUNDING
        return level, np.flatnonzero(short)

    def _cut(self, points: Whole, level: Floats) -> None:
        near = np.maximum(level[:, None] - self._loads[points, :-1], 0.0)
        row, site = np.nonzero(near)
        rows, columns = np.r_[row, np.arange(len(points))], np.r_[site, self.candidates + points]
        order = np.argsort(rows, kind="stable")
        first = np.searchsorted(rows[order], np.arange(len(points)))
        values = np.r_[near[row, site], np.ones(len(points))][order]
        self._highs.addRows(
            len(points), level, np.full(len(points), INF), len(values), first.astype(np.int32),
            columns[order].astype(np.int32), values,
        )  # fmt: skip

    def _add(self, rows: Floats, least: Floats, most: Floats) -> None:
        row, site = np.nonzero(rows)
        first = np.searchsorted(row, np.arange(len(rows))).astype(np.int32)
        self._highs.addRows(len(rows), least, most, len(row), first, site.astype(np.int32), rows[row, site])
