"""The Gini coefficient over areas."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from minsheng.monitor.equity.shares import Array, Shares, shares_of


def gini(values: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> Array:
    """The population-weighted Gini coefficient over areas (基尼系数), 0 (even) to nearly 1.

    G = (1/2ȳ) Σᵢ Σⱼ (nᵢ/N)(nⱼ/N) |yᵢ − yⱼ| = (2/ȳ) Σ (nᵢ/N)(yᵢ − ȳ) Fᵢ, areas in the order of their figures,
    Fᵢ = Σ_{j<i} nⱼ/N + ½ nᵢ/N the middle of area i on the line of all people, ȳ the mean. Lerman, R. I. & Yitzhaki, S.
    (1989), Improving the accuracy of estimates of Gini coefficients, Journal of Econometrics 42(1). People inside an
    area are taken as alike, so it is never more than the coefficient over persons.

    Shapes: values (…, areas), result (…). NaN where fewer than two areas are known, where ȳ is not above 0, or where a
    figure is below 0: the coefficient could then pass 1.

    Mean difference 1.6 over five, ȳ = 3, so 1.6/6:

    >>> round(float(gini([1.0, 2, 3, 4, 5])), 3)
    0.267

    One quarter of the people at 30, the others at 10; ȳ = 15, 2·¼·¾·20/30:

    >>> float(gini([30.0, 10.0], [1.0, 3.0]))
    0.25
    """
    return gini_of(shares_of(values, weights))


def gini_of(one: Shares) -> Array:
    """As `gini`, of shares already worked out."""
    order = np.argsort(one.values, axis=-1, kind="stable")
    ranked = np.take_along_axis(one.values, order, axis=-1)
    shares = np.take_along_axis(one.shares, order, axis=-1)
    middle = np.cumsum(shares, axis=-1) - shares / 2
    mean = np.where(one.mean > 0, one.mean, 1.0)
    found = 2 * (shares * (ranked - mean[..., None]) * middle).sum(axis=-1) / mean
    # Rounding alone may take an even spread a hair below 0.
    return one.defined(np.maximum(found, 0.0), positive=True)
