"""Who can get to which site, and in how many minutes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from minsheng.places.points import Floats, Truths, Whole


@dataclass(frozen=True, eq=False)
class Reach:
    """Minutes from demand points to sites, only where there is a way: pairs in order of ``point``, then ``site``.

    ``shape`` is (points, sites). Zero minutes is a way, a pair that is not there is none. Raises `ValueError` when a
    pair comes twice or minutes are below zero or not finite. Build one with :func:`reach_of` from a matrix.
    """

    shape: tuple[int, int]
    point: Whole
    site: Whole
    minutes: Floats

    def __post_init__(self) -> None:
        key = self.point * self.shape[1] + self.site
        if len(key) > 1 and not bool(np.all(key[1:] > key[:-1])):
            order = np.argsort(key, kind="stable")
            if not bool(np.all(np.diff(key[order]) > 0)):
                raise ValueError("a pair of point and site comes twice")
            for name in ("point", "site", "minutes"):
                object.__setattr__(self, name, getattr(self, name)[order])
        if not bool(np.all((self.minutes >= 0) & np.isfinite(self.minutes))):
            raise ValueError("minutes must be finite and not below zero")

    @cached_property
    def dense(self) -> Floats:
        """Minutes as (points, sites), inf where there is no way."""
        told = np.full(self.shape, np.inf)
        told[self.point, self.site] = self.minutes
        return told

    def within(self, minutes: float) -> Reach:
        """The pairs that are at most so many minutes apart."""
        near = self.minutes <= minutes
        return Reach(self.shape, self.point[near], self.site[near], self.minutes[near])

    def take(self, points: Whole, sites: Whole) -> Reach:
        """Some points and some sites, renumbered in the order given."""
        row, column = (_places(wanted, count) for wanted, count in zip((points, sites), self.shape, strict=True))
        kept = (row[self.point] >= 0) & (column[self.site] >= 0)
        pairs = row[self.point[kept]], column[self.site[kept]], self.minutes[kept]
        return Reach((len(points), len(sites)), *pairs)

    @cached_property
    def ones(self) -> Any:
        """A sparse (points, sites) matrix with 1 wherever there is a way."""
        first = np.searchsorted(self.point, np.arange(self.shape[0] + 1))
        return csr_array((np.ones(len(self.site)), self.site, first), shape=self.shape)

    def nearest(self, open_sites: Whole) -> tuple[Floats, Whole]:
        """Minutes from each point to the nearest of these sites and which, inf and -1 without one.

        Of sites equally near, the one named first.
        """
        rank = _places(open_sites, self.shape[1])
        kept = np.flatnonzero(rank[self.site] >= 0)
        order = kept[np.lexsort((rank[self.site[kept]], self.minutes[kept], self.point[kept]))]
        point, first = np.unique(self.point[order], return_index=True)
        minutes, which = np.full(self.shape[0], np.inf), np.full(self.shape[0], -1, dtype=np.int64)
        minutes[point], which[point] = self.minutes[order[first]], self.site[order[first]]
        return minutes, which

    def reached(self, open_sites: Whole) -> Truths:
        """Which points have a way to any of these sites."""
        some = np.zeros(self.shape[1], dtype=np.bool_)
        some[open_sites] = True
        told = np.zeros(self.shape[0], dtype=np.bool_)
        told[self.point[some[self.site]]] = True
        return told


def reach_of(minutes: Any) -> Reach:
    """From a matrix (points, sites): dense with inf where there is no way, or sparse, where what is stored is a way.

    >>> reach_of([[0.0, float("inf")], [3.0, 4.0]]).nearest(np.array([1]))
    (array([inf,  4.]), array([-1,  1]))
    """
    if hasattr(minutes, "tocoo"):
        pairs = minutes.tocoo()
        row, column = (np.asarray(one, dtype=np.int64) for one in (pairs.row, pairs.col))
        return Reach(tuple(minutes.shape), row, column, np.asarray(pairs.data, dtype=np.float64))
    table = np.asarray(minutes, dtype=np.float64)
    if np.isnan(table).any():
        raise ValueError("minutes must be known; inf says that there is no way")
    row, column = np.nonzero(np.isfinite(table) | (table < 0))
    return Reach((table.shape[0], table.shape[1]), row, column, table[row, column])


def _places(wanted: Whole, count: int) -> Whole:
    """Where each of ``count`` numbers stands among those wanted, -1 when it does not."""
    told = np.full(count, -1, dtype=np.int64)
    told[wanted] = np.arange(len(wanted))
    return told
