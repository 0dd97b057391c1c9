"""Who lives on: a life table after Gompertz, set so that life expectancy is as stated."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from scipy.optimize import brentq

from minsheng.places.points import Floats

AGES = 101
"""Ages 0 to 99 one by one, and 100 and over together."""
_SLOPE = 0.105
_INFANT = 0.002


def survival(expectancy: float) -> Floats:
    """The share of each age that lives to the next a year later, for people who can expect so many years.

    Gompertz (1825): the force of mortality at age x is μ(x) = a e^(bx), and l(x) = (1 - q₀) e^(-(a/b)(e^(bx) - 1)) with
    b = 0.105 a year and q₀ = 2‰ in the first year; a is found so that e₀ = ½ + Σ l(x) is the expectancy stated. Returns
    s(x) = l(x+1)/l(x) for ages 0 to 99, and for 100 and over together the share of them that lives on. Raises
    ``ValueError`` outside 40 to 100 years.

    >>> round(expectancy_of(survival(83.12)), 2), round(float(1 - survival(83.12)[70]), 3)
    (83.12, 0.015)
    """
    if not 40 <= expectancy <= 100:
        raise ValueError(f"life expectancy {expectancy} is not between 40 and 100")
    return _survival(expectancy)


def expectancy_of(shares: Floats) -> float:
    """The life expectancy these shares give."""
    alive = np.concatenate([[1.0], np.cumprod(shares[:-1])])
    last = alive[-1] * shares[-1] / (1 - shares[-1])
    return float(0.5 + alive[1:].sum() + last)


@lru_cache(maxsize=256)
def _survival(expectancy: float) -> Floats:
    scale = brentq(lambda a: expectancy_of(_shares(a)) - expectancy, 1e-9, 1e-2, xtol=1e-15)
    shares = _shares(scale)
    shares.flags.writeable = False
    return shares


def _shares(scale: float) -> Floats:
    ages = np.arange(AGES + 1)
    hazard = scale / _SLOPE * (np.exp(_SLOPE * (ages + 1)) - np.exp(_SLOPE * ages))
    shares: Floats = np.exp(-hazard[:AGES])
    shares[0] *= 1 - _INFANT
    return shares
