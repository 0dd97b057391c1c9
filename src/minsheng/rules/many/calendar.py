"""Whole months and years to one day, for every day a register can hold: worked out once, then looked up."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from functools import lru_cache
from typing import Literal

import numpy as np

from minsheng.rules.many.masks import Array

EARLIEST = date(1850, 1, 1)
LATEST = date(2200, 12, 31)
_EPOCH = date(1970, 1, 1)
FIRST = (EARLIEST - _EPOCH).days
LAST = (LATEST - _EPOCH).days


@lru_cache(maxsize=32)
def elapsed_table(unit: Literal["months", "years"], day: date) -> Array:
    """Whole months or years from each day of 1850–2200 to a day, by the rule of `minsheng.terms.periods`.

    >>> table = elapsed_table("years", date(2018, 2, 28))
    >>> int(table[(date(2000, 2, 29) - EARLIEST).days]), int(table[(date(2000, 3, 1) - EARLIEST).days])
    (18, 17)
    """
    days = np.arange(FIRST, LAST + 1).astype("datetime64[D]")
    months = days.astype("datetime64[M]")
    in_month = (days - months).astype(np.int32) + 1
    lengths = ((months + 1).astype("datetime64[D]") - months).astype(np.int32)
    apart = (day.year - 1970) * 12 + day.month - 1 - months.astype(np.int32)
    # The last day of a shorter month stands for the day it does not have: Civil Code, art. 202.
    reached = (in_month <= day.day) | (day.day == monthrange(day.year, day.month)[1])
    reached_back = (day.day <= in_month) | (in_month == lengths)
    found = np.where(days <= np.datetime64(day), apart - ~reached, apart + ~reached_back)
    if unit == "years":
        found = np.where(found < 0, -(-found // 12), found // 12)
    return np.asarray(found, np.int16)


def elapsed(unit: Literal["months", "years"], days: Array, day: date) -> Array:
    """Whole months or years from days since 1970 to a day; what lies outside 1850–2200 counts as its edge."""
    return np.asarray(elapsed_table(unit, day)[np.clip(days, FIRST, LAST) - FIRST])
