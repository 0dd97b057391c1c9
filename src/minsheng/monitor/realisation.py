"""Realisation degree (实现度): how much of a target is there."""

from __future__ import annotations

from typing import Any

import numpy as np


def realisation(x: Any, low: Any, high: Any) -> Any:
    """The share of a target that is reached, from 0 to 1, for numbers or arrays of them.

    ``low`` and ``high`` are the ends of the target's interval (`minsheng.monitor.aim.Aim`); a floor has high = ∞, a
    ceiling low = −∞. With the figure x:

    - floor x*: min(1, x/x*); ceiling x*: min(1, x*/x); never below 0;
    - a range: 1 inside; below it falls on a straight line to 0 at low − w, above it to 0 at high + w, where w is the
      size of the end that was passed (so below it is x/low), and the width of the range when that end is 0 or negative;
    - a floor of 0 or a ceiling of 0 has no ratio: reached is 1, not reached 0;
    - a negative target is its mirror image: a floor of −5 is a ceiling of 5 for −x.

    NaN where x is not known, and for a range of no width at 0 that x is not in. Contract: docs/monitor.md; the two
    ratios are those of national monitoring reports on equal basic services (实现度 = 实际值/目标值).

    >>> round(float(realisation(52.4, 60, np.inf)), 4), round(float(realisation(5.0, -np.inf, 4.0)), 4)
    (0.8733, 0.8)
    >>> [float(realisation(x, 40, 60)) for x in (30, 50, 75)]
    [0.75, 1.0, 0.75]
    """
    x, low, high = np.broadcast_arrays(*(np.asarray(each, dtype=np.float64) for each in (x, low, high)))
    with np.errstate(all="ignore"):
        floor = np.where(low > 0, x / low, np.where(low < 0, np.where(x >= low, 1, low / x), 0))
        ceiling = np.where(high > 0, high / x, np.where(high < 0, np.where(x <= high, 1, x / high), 0))
        width = high - low
        below = np.where(low > 0, x / low, 1 - (low - x) / width)
        above = np.where(high > 0, 1 - (x - high) / high, 1 - (x - high) / width)
        outside = np.select([np.isinf(high), np.isinf(low), x < low], [floor, ceiling, below], above)
        found = np.where((x >= low) & (x <= high), 1, np.clip(outside, 0, 1))
    return np.where(np.isnan(x), np.nan, found)
