"""A development index: how far several indicators together have moved since a base year of 100."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from minsheng.monitor.equity.shares import Array, divided


@dataclass(frozen=True)
class Development:
    """The index for each period, with what is missing left out and with it held at its last figure.

    ``known`` counts only the indicators with a figure in the period, weights made to sum to 1 over them; ``covered`` is
    the part of the weights they hold. ``held`` counts a missing figure at its last known one, NaN where some indicator
    has none yet. All have the shape (…, periods).
    """

    known: Array
    covered: Array
    held: Array


def relatives(values: npt.ArrayLike, *, base: int = 0, lower_is_better: Sequence[bool] | None = None) -> Array:
    """Each figure against that of its base period, 1 = as then.

    rᵢₜ = xᵢₜ/xᵢ₀; for an indicator that is better when lower xᵢ₀/xᵢₜ. ``values`` (…, indicators, periods), ``base`` the
    place of the base period. NaN where either is unknown or not above 0.

    >>> relatives([[50.0, 60], [8.0, 4]], lower_is_better=[False, True]).tolist()
    [[1.0, 1.2], [1.0, 2.0]]
    """
    x = np.asarray(values, dtype=np.float64)
    start = np.broadcast_to(x[..., base, None], x.shape)
    turned = np.zeros(x.shape[-2], bool) if lower_is_better is None else np.asarray(lower_is_better, bool)
    over, under = np.where(turned[:, None], start, x), np.where(turned[:, None], x, start)
    return divided(over, under, (x > 0) & (start > 0))


def development_index(
    values: npt.ArrayLike,
    weights: npt.ArrayLike | None = None,
    *,
    base: int = 0,
    lower_is_better: Sequence[bool] | None = None,
) -> Development:
    """The development index (发展指数), base period = 100.

    Iₜ = 100 Σᵢ wᵢ rᵢₜ / Σᵢ wᵢ, the weighted mean of the relatives rᵢₜ of `relatives`, wᵢ the weight of indicator i: the
    form of the innovation index of the National Bureau of Statistics (中国创新指数, 2013), with one base.

    ``values`` (…, indicators, periods); ``weights`` (indicators), none negative, left out equal. Raises ``ValueError``
    on a negative or unknown weight.

    r = 1.2 and 2, w = ¾ and ¼: 100 (0.9 + 0.5) = 140. In the third period the first is missing: 200 over what is
    known, a quarter of the weights; 140 with it held:

    >>> found = development_index([[50.0, 60, np.nan], [8.0, 4, 4]], [3.0, 1.0], lower_is_better=[False, True])
    >>> found.known.round(6).tolist(), found.covered.tolist(), found.held.round(6).tolist()
    ([100.0, 140.0, 200.0], [1.0, 1.0, 0.25], [100.0, 140.0, 140.0])
    """
    moved = relatives(values, base=base, lower_is_better=lower_is_better)
    shares = _normalised(weights, moved.shape[-2])
    known = ~np.isnan(moved)
    covered = np.minimum((shares[:, None] * known).sum(axis=-2), 1.0)
    told = (shares[:, None] * np.where(known, moved, 0.0)).sum(axis=-2)
    index = 100 * divided(told, covered)
    held = 100 * (shares[:, None] * np.where(shares[:, None] > 0, _held(moved), 0.0)).sum(axis=-2)
    return Development(index, covered, held)


def _normalised(weights: npt.ArrayLike | None, count: int) -> Array:
    given = np.ones(count) if weights is None else np.asarray(weights, dtype=np.float64)
    if given.shape != (count,) or not np.all(given >= 0) or not 0 < given.sum() < np.inf:
        raise ValueError(f"{count} weights are needed, none negative, not all 0")
    shares: Array = given / given.sum()
    return shares


def _held(moved: Array) -> Array:
    """Each relative, or the last known one before it."""
    places = np.where(np.isnan(moved), -1, np.arange(moved.shape[-1]))
    last = np.maximum.accumulate(places, axis=-1)
    taken = np.take_along_axis(moved, np.maximum(last, 0), axis=-1)
    return np.where(last >= 0, taken, np.nan)
