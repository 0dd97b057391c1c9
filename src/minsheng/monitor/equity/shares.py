"""Which areas are known, and what part of the people each holds: what every measure of spread starts from.

Arrays end in the axis of the areas; axes before it are indicators, periods or whatever else is measured at once. An
unknown figure is NaN: its area is left out of the measure, which then speaks of the known areas only, and
`known_part` says of how much of the people that is. Nothing unknown is ever taken for 0.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Shares:
    """Values with the share of the known people that each area holds.

    ``values`` are 0 where unknown, and so are ``shares``, which otherwise sum to 1 over the areas (to 0 where nothing
    is known); ``count`` is the number of areas known, ``mean`` the mean over their people, NaN where there is none.
    """

    values: Array
    shares: Array
    known: Bools
    count: Counts
    mean: Array

    def defined(self, result: Array, *, positive: bool = False) -> Array:
        """The result where there are two areas to compare and their mean is above 0, NaN elsewhere.

        With ``positive`` also NaN where any known figure is below 0.
        """
        good = (self.count >= 2) & (self.mean > 0)
        if positive:
            good &= ~(self.known & (self.values < 0)).any(axis=-1)
        return np.where(good, result, np.nan)


def shares_of(values: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> Shares:
    """The known values with the share of each area.

    ``values`` has the shape (…, areas), ``weights`` (people, not negative) any shape that goes with it; left out, each
    area counts once. An area without people known, or with none, is not counted. Raises ``ValueError`` on a negative
    or infinite weight, and on an infinite value.

    >>> one = shares_of([10.0, np.nan, 40.0], [1.0, 5.0, 3.0])
    >>> one.shares.tolist(), int(one.count), float(one.mean)
    ([0.25, 0.0, 0.75], 2, 32.5)
    """
    figures = np.asarray(values, dtype=np.float64)
    people = np.ones_like(figures) if weights is None else np.asarray(weights, dtype=np.float64)
    if np.any(people < 0) or np.isinf(people).any() or np.isinf(figures).any():
        raise ValueError("a weight is negative, or a figure is infinite")
    people = np.broadcast_to(people, figures.shape)
    known = ~np.isnan(figures) & (people > 0)
    held = np.where(known, people, 0.0)
    total = held.sum(axis=-1, keepdims=True)
    shares = np.divide(held, total, out=np.zeros_like(held), where=total > 0)
    filled = np.where(known, figures, 0.0)
    count = known.sum(axis=-1)
    mean = np.where(count > 0, (shares * filled).sum(axis=-1), np.nan)
    return Shares(filled, shares, known, count, mean)


def known_part(values: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> Array:
    """The part of the people whose area has a figure, 0 to 1; of the areas when there are no weights.

    >>> float(known_part([10.0, np.nan, 40.0], [1.0, 4.0, 3.0]))
    0.5
    """
    one = shares_of(values, weights)
    people = np.ones_like(one.values) if weights is None else np.asarray(weights, dtype=np.float64)
    held = np.where(np.isnan(people), 0.0, np.broadcast_to(people, one.values.shape))
    total = held.sum(axis=-1)
    told = np.where(one.known, held, 0.0).sum(axis=-1)
    return divided(told, total, empty=0.0)


def mean(values: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> Array:
    """The mean over the people of the known areas; NaN when none is known.

    ȳ = Σ nᵢ yᵢ / Σ nᵢ over the known areas, nᵢ the people of area i.

    >>> float(mean([10.0, 40.0], [1.0, 3.0])), float(mean([np.nan]))
    (32.5, nan)
    """
    return shares_of(values, weights).mean


def divided(over: Array, under: Array, where: Bools | None = None, *, empty: float = np.nan) -> Array:
    """``over`` / ``under`` where ``under`` is above 0 and ``where`` holds, ``empty`` elsewhere.

    >>> divided(np.array([1.0, 1.0]), np.array([2.0, 0.0])).tolist()
    [0.5, nan]
    """
    over, under = np.broadcast_arrays(over, under)
    good = under > 0 if where is None else where & (under > 0)
    found: Array = np.divide(over, under, out=np.full(over.shape, empty), where=good)
    return found
