"""How far areas lie apart: coefficient of variation, best and worst, urban and rural, one group and another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from minsheng.monitor.equity.shares import Array, Counts, Shares, divided, shares_of


@dataclass(frozen=True)
class Extremes:
    """The areas that lie furthest apart.

    ``ratio`` is the larger figure over the smaller, 1 when equal, NaN when the smaller is not above 0; ``gap`` is their
    difference in the indicator's unit. ``best`` and ``worst`` are places on the axis of the areas, -1 when unknown.
    """

    ratio: Array
    gap: Array
    best: Counts
    worst: Counts


def coefficient_of_variation(values: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> Array:
    """The population-weighted coefficient of variation over areas (变异系数).

    CV = √( Σ (nᵢ/N)(yᵢ − ȳ)² ) / ȳ, with yᵢ the figure of area i, nᵢ its people, N = Σ nᵢ and ȳ = Σ (nᵢ/N) yᵢ. The
    standard deviation is that of a population, not of a sample. Williamson, J. G. (1965), Regional inequality and the
    process of national development, Economic Development and Cultural Change 13(4), his V_w.

    Shapes: values (…, areas), result (…). NaN where fewer than two areas are known, or where ȳ is not above 0: what is
    spread around nothing has no relative spread.

    Mean 5, deviation 2:

    >>> float(coefficient_of_variation([2.0, 4, 4, 4, 5, 5, 7, 9]))
    0.4

    One district of 30 and one of 10 with three times the people: ȳ = 15, σ² = ¼·15² + ¾·5² = 75, CV = 8.660/15:

    >>> round(float(coefficient_of_variation([30.0, 10.0], [1.0, 3.0])), 4)
    0.5774
    """
    return variation_of(shares_of(values, weights))


def variation_of(one: Shares) -> Array:
    """As `coefficient_of_variation`, of shares already worked out."""
    away = np.where(one.known, one.values - one.mean[..., None], 0.0)
    deviation = np.sqrt((one.shares * away**2).sum(axis=-1))
    return one.defined(divided(deviation, one.mean))


def best_to_worst(values: npt.ArrayLike, *, lower_is_better: bool = False) -> Extremes:
    """The best area against the worst (极值比、极差), without weights: the smallest district is a district too.

    ratio = max y / min y, gap = max y − min y, over the known areas. OECD, Regions at a Glance, sets
    the top beside the bottom region. NaN where fewer than two areas are known; the ratio also where min y is not above
    0. Of several equal areas the first is told.

    >>> found = best_to_worst([62.0, np.nan, 31.0, 80.0])
    >>> round(float(found.ratio), 3), float(found.gap), int(found.best), int(found.worst)
    (2.581, 49.0, 3, 2)
    """
    one = shares_of(values)
    high = np.where(one.known, one.values, -np.inf)
    low = np.where(one.known, one.values, np.inf)
    top, bottom = high.max(axis=-1), low.min(axis=-1)
    enough = one.count >= 2
    gap = np.subtract(top, bottom, out=np.full(top.shape, np.nan), where=enough)
    ratio = divided(top, bottom, enough)
    most, least = high.argmax(axis=-1), low.argmin(axis=-1)
    best, worst = (least, most) if lower_is_better else (most, least)
    return Extremes(ratio, gap, np.where(enough, best, -1), np.where(enough, worst, -1))


def one_to_other(one: npt.ArrayLike, other: npt.ArrayLike) -> tuple[Array, Array]:
    """The figure of one group over that of another, and their difference: urban to rural, women to men.

    ratio = y_a / y_b, gap = y_a − y_b, element by element; NaN where either is unknown, the ratio also where y_b is not
    above 0. National Bureau of Statistics, 城乡居民收入比: disposable income of urban over that of rural residents.

    Hangzhou 2020, 68,666 yuan urban and 38,700 yuan rural:

    >>> ratio, gap = one_to_other(68666.0, 38700.0)
    >>> round(float(ratio), 2), float(gap)
    (1.77, 29966.0)
    """
    a, b = np.broadcast_arrays(np.asarray(one, dtype=np.float64), np.asarray(other, dtype=np.float64))
    return divided(a, b), a - b
