"""Do areas come closer over time? Sigma: their spread falls. Beta: those behind grow faster."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from minsheng.monitor.equity.shares import Array, divided
from minsheng.monitor.equity.spread import coefficient_of_variation


@dataclass(frozen=True)
class Sigma:
    """The spread in each period and its trend.

    ``spread`` (…, periods) is the coefficient of variation; ``trend`` (…) the yearly rate at which it changes, negative
    when areas come closer, NaN with fewer than two periods known.
    """

    spread: Array
    trend: Array


@dataclass(frozen=True)
class Beta:
    """The growth of areas against where they started.

    ``slope`` b of the regression, negative when those behind grow faster; ``error`` its standard error; ``speed`` β a
    year and ``half_life`` in years, NaN when they do not converge; ``fit`` R²; ``areas`` how many were counted.
    """

    slope: float
    error: float
    speed: float
    half_life: float
    fit: float
    areas: int


def sigma_convergence(values: npt.ArrayLike, years: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> Sigma:
    """Sigma-convergence (σ 收敛): whether the spread between areas falls.

    CVₜ as in `coefficient_of_variation`; the trend g is the least-squares slope of ln CVₜ on t in years, over periods
    whose CV is known and above 0. Barro, R. J. & Sala-i-Martin, X. (1992), Convergence, Journal of Political Economy
    100(2), there with the deviation of logarithms.

    ``values`` (…, periods, areas), ``years`` (periods).

    Figures (10, 30) then (15, 25): CV = 0.5 then 0.25 two years later, a fall of ln 2 / 2 = 0.3466 a year:

    >>> found = sigma_convergence([[10.0, 30], [15.0, 25]], [2020.0, 2022])
    >>> found.spread.tolist(), round(float(found.trend), 4)
    ([0.5, 0.25], -0.3466)
    """
    spread = coefficient_of_variation(values, weights)
    there = spread > 0
    logs = np.log(spread, out=np.zeros_like(spread), where=there)
    time = np.asarray(years, dtype=np.float64)
    count = there.sum(axis=-1)
    safe = np.maximum(count, 1)
    from_middle = np.where(there, time - ((there * time).sum(axis=-1) / safe)[..., None], 0.0)
    above = np.where(there, logs - (logs.sum(axis=-1) / safe)[..., None], 0.0)
    square = (from_middle**2).sum(axis=-1)
    trend = divided((from_middle * above).sum(axis=-1), square, count >= 2)
    return Sigma(spread, trend)


def beta_convergence(start: npt.ArrayLike, end: npt.ArrayLike, years: float) -> Beta:
    """Beta-convergence (β 收敛): whether areas that started lower grew faster.

    (1/T) ln(y_iT/y_i0) = a + b ln y_i0 + u_i by least squares, each area once; b = −(1 − e^{−βT})/T, so the speed is
    β = −ln(1 + bT)/T a year and half a gap is closed in ln 2/β years. Barro & Sala-i-Martin (1992).

    ``start`` and ``end`` (areas) at both ends of ``years`` years. Areas with a figure unknown or not above 0 are left
    out. NaN with fewer than three areas, or all starting alike. Raises ``ValueError`` when ``years`` is not above 0.

    Gaps to 100 that close by the 2% a year found there, half in 35 years:

    >>> start = np.array([20.0, 40.0, 80.0])
    >>> end = 100 * (start / 100) ** math.exp(-0.02 * 10)
    >>> found = beta_convergence(start, end, 10)
    >>> round(found.speed, 6), round(found.half_life, 1), found.areas
    (0.02, 34.7, 3)
    """
    if not years > 0:
        raise ValueError("there must be time between start and end")
    y0, yt = np.asarray(start, dtype=np.float64), np.asarray(end, dtype=np.float64)
    good = (y0 > 0) & (yt > 0)
    count = int(good.sum())
    x, growth = np.log(y0[good]), np.log(yt[good] / y0[good]) / years
    across = x - x.mean() if count else x
    square = float((across**2).sum())
    if count < 3 or square <= _ALIKE * count:
        return Beta(math.nan, math.nan, math.nan, math.nan, math.nan, count)
    above = growth - growth.mean()
    slope = float((across * above).sum()) / square
    rest, whole = float(((above - slope * across) ** 2).sum()), float((above**2).sum())
    error = math.sqrt(rest / (count - 2) / square)
    left = 1 + slope * years
    speed = -math.log(left) / years if 0 < left < 1 else math.nan
    fit = 1 - rest / whole if whole > 0 else math.nan
    return Beta(slope, error, speed, math.log(2) / speed, fit, count)


_ALIKE = 1e-18
"""Below this mean square, starts differ by rounding only."""
