"""Every measure of spread at once, for every indicator and period of a panel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from minsheng.monitor.equity.gini import gini_of
from minsheng.monitor.equity.shares import Array, Counts, known_part, shares_of
from minsheng.monitor.equity.spread import best_to_worst, variation_of
from minsheng.monitor.equity.theil import theil_of


@dataclass(frozen=True)
class Spreads:
    """The measures, each of the shape (indicators, periods); NaN where not defined.

    ``covered`` is the part of the people whose division has a figure, ``count`` the number of such divisions; ``best``
    and ``worst`` are places on the axis of divisions, -1 when unknown.
    """

    mean: Array
    covered: Array
    count: Counts
    variation: Array
    theil: Array
    between: Array
    within: Array
    gini: Array
    ratio: Array
    gap: Array
    best: Counts
    worst: Counts


def spreads(
    values: npt.ArrayLike,
    people: npt.ArrayLike | None = None,
    *,
    groups: Sequence[str] | None = None,
    lower_is_better: Sequence[bool] | None = None,
) -> Spreads:
    """The spread over divisions of each indicator in each period.

    ``values`` has the shape (indicators, divisions, periods), NaN for none, as a panel holds them; ``people``
    (divisions), or (divisions, periods) where they change; ``groups`` a label for each division, left out one group;
    ``lower_is_better`` one for each indicator. The formulas are those of the functions called.

    >>> found = spreads([[[10.0, 15], [30, 25]]], [1.0, 1.0])
    >>> found.mean.tolist(), found.variation.tolist(), found.ratio.round(3).tolist()
    ([[20.0, 20.0]], [[0.5, 0.25]], [[3.0, 1.667]])
    """
    by_area = np.ascontiguousarray(np.moveaxis(np.asarray(values, dtype=np.float64), 1, -1))
    weights = None if people is None else np.asarray(people, dtype=np.float64).T
    base = shares_of(by_area, weights)
    labels = ["" for _ in range(by_area.shape[-1])] if groups is None else groups
    parts = theil_of(base, labels)
    ends = best_to_worst(by_area)  # a division whose people are not known is a division too
    turned = np.zeros(len(by_area), bool) if lower_is_better is None else np.asarray(lower_is_better, bool)
    return Spreads(
        mean=base.mean,
        covered=known_part(by_area, weights),
        count=base.count,
        variation=variation_of(base),
        theil=parts.total,
        between=parts.between,
        within=parts.within,
        gini=gini_of(base),
        ratio=ends.ratio,
        gap=ends.gap,
        best=np.where(turned[:, None], ends.worst, ends.best),
        worst=np.where(turned[:, None], ends.best, ends.worst),
    )
