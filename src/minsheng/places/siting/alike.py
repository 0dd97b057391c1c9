"""Points that the same sites can serve are one point to a model of coverage."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.sparse import csr_array

from minsheng.places.points import Floats, Truths, Whole

# Beyond so many rows comparing all with all takes more than it saves.
_MOST_COMPARED = 5000


def merged(ones: Any, heads: Floats) -> tuple[Any, Floats]:
    """The distinct rows of a sparse (points, sites) matrix of ones, and the heads of each; rows without a site go.

    >>> rows, heads = merged(csr_array([[1.0, 0.0], [1.0, 0.0], [0.0, 0.0]]), np.array([3.0, 4.0, 9.0]))
    >>> rows.toarray(), heads
    (array([[1., 0.]]), array([7.]))
    """
    first, sites = ones.indptr, ones.indices.astype(np.int64)
    place: dict[bytes, int] = {}
    kept: list[int] = []
    total: list[float] = []
    for row in range(ones.shape[0]):
        low, high = first[row], first[row + 1]
        if low == high:
            continue
        at = place.setdefault(sites[low:high].tobytes(), len(kept))
        if at == len(kept):
            kept.append(row)
            total.append(0.0)
        total[at] += float(heads[row])
    return ones[kept] if kept else csr_array((0, ones.shape[1])), np.array(total)


def needed(rows: Any, price: Floats) -> tuple[Any, Whole]:
    """The rows and columns of a covering that decide it, and which columns those are.

    A point that more sites reach than some other point's is covered with that one; a site that reaches no more than
    another that is not dearer need not be built (Toregas and ReVelle 1972). Of equals the first stays.
    """
    table, columns = rows.toarray().astype(np.float32), np.arange(rows.shape[1])
    if not table.size or len(table) > _MOST_COMPARED:
        return rows, columns
    while True:
        before = table.shape
        size = table.sum(axis=1)
        inside = table @ table.T == size[None, :]
        table = table[~_spare(inside)]
        size, cost = table.sum(axis=0), price[columns]
        inside = ((table.T @ table) == size[:, None]) & (cost[None, :] <= cost[:, None])
        kept = ~_spare(inside)
        table, columns = table[:, kept], columns[kept]
        if table.shape == before:
            return csr_array(table.astype(np.float64)), columns


def _spare(replaceable: Truths) -> Truths:
    """Which of n can go when ``replaceable[i, k]`` says that k does for i: of those alike all but the first."""
    alike = replaceable & replaceable.T
    at = np.arange(len(replaceable))
    return np.asarray(((replaceable & ~alike) | (alike & (at[None, :] < at[:, None]))).any(axis=1))
