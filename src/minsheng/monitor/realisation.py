"""Realisation degree (实现度): how much of a target is there."""

from __future__ import annotations

from typing import Any

import numpy as np


def realisation(x: Any, low: Any, high: Any) -> Any:
    """The share of a target that is reached, from 0 to 1, for numbers or arrays of them.

    ``low`` and ``high`` are the ends of the target's interval (`minsheng.monitor.aim.Aim`); a floor has high = ∞, a
    ceiling low = −∞. With the figure x:

    - floor x*: min(1, x/x*); ceiling x*: min(1, x*/x); never below 0;
    - a range: 1 inside; outside it falls on a straight line to 0, which it is at a distance of w from the end that was
      passed, where w is how far that end is from 0 (so below a range it is x/low), the width of the range when it is 0;
    - a floor of 0 or a ceiling of 0 has no ratio: reached is 1, not reached 0;
    - a negative target is its mirror image: a floor of −5 is a ceiling of 5 for −x.

    NaN where any of the three is not known. The ratio is that of the contract and of what plans call 实现度 (hzs-2021
    十(一)); ranges and targets at or below 0, which they leave open, are this project's.

    >>> round(float(realisation(52.4, 60, np.inf)), 4), round(float(realisation(5.0, -np.inf, 4.0)), 4)
    (0.8733, 0.8)
    >>> [float(realisation(x, 40, 60)) for x in (30, 50, 75)]
    [0.75, 1.0, 0.75]
    """
    x, low, high = (np.asarray(each, dtype=np.float64) for each in (x, low, high))
    floor, ceiling = np.isinf(high), np.isinf(low)
    rare = ~((floor & (low > 0)) | (ceiling & (high > 0)))
    with np.errstate(all="ignore"):
        share = np.where(ceiling, high, x) / np.where(ceiling, x, low)
        if rare.any():
            share = np.where(rare, _rare(x, low, high), share)
    found = np.where((x >= low) & (x <= high), 1, np.clip(share, 0, 1))
    return np.where(np.isnan(x) | np.isnan(low) | np.isnan(high), np.nan, found)


def _rare(x: Any, low: Any, high: Any) -> Any:
    """The share of ranges, and of floors and ceilings at or below 0, for figures that do not reach them."""
    floor = np.where(low < 0, low / x, 0)
    ceiling = np.where(high < 0, x / high, 0)
    end, away = np.where(x < low, low, high), np.where(x < low, low - x, x - high)
    outside = 1 - away / np.where(end == 0, high - low, np.abs(end))
    return np.select([np.isinf(high), np.isinf(low)], [floor, ceiling], outside)
