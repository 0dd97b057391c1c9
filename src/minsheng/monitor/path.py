"""The path from a baseline to a target, and where on it one should be by now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from minsheng.terms.periods import Period


def point(period: Period) -> float:
    """When a period ends, in years: what a level reported for it is the level of.

    The end of 2023 is 2023.0, so that a figure for 2020 stands five years before one for 2025.

    >>> point(Period.parse("2023")), point(Period.parse("2023Q2")), point(Period.parse("2021-2023"))
    (2023.0, 2022.5, 2023.0)
    """
    return period.last_day.year - 1 + period.last_day.month / 12


def by_milestones(milestones: Sequence[tuple[int, float]], baseline: Any, start: Any, at: Any) -> Any:
    """The figure a path through these (year, figure) is at, straight between them; for numbers or arrays of them.

    From the baseline at ``start`` to the first; where that is not known, NaN before the first, and after the last.

    >>> [float(by_milestones([(2022, 3.0), (2025, 4.6)], 2.0, 2020, at)) for at in (2021, 2022, 2023.5)]
    [2.5, 3.0, 3.8]
    """
    years, figures = (np.array(each, dtype=np.float64) for each in zip(*milestones, strict=True))
    after = np.interp(at, years, figures, left=np.nan, right=np.nan)
    return np.where(np.asarray(at) < years[0], expected(baseline, start, figures[0], years[0], at), after)


def expected(baseline: Any, start: Any, goal: Any, end: Any, at: Any) -> Any:
    """The figure a straight path is at, for numbers or arrays of them.

    e = b + (g − b)·(t − s)/(y − s), with baseline b at s, goal g at y, time t; b before s and g after y. NaN where the
    baseline is not known; g where the path has no length.

    From 2.01 at the end of 2020 to 4.6 at the end of 2025, at the end of 2023: 2.01 + 2.59·3/5 = 3.564.

    >>> round(float(expected(2.01, 2020, 4.6, 2025, 2023)), 9)
    3.564
    """
    b, s, g, y, t = (np.asarray(each, dtype=np.float64) for each in (baseline, start, goal, end, at))
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.clip((t - s) / (y - s), 0, 1)
        found = b + (g - b) * np.where(y > s, share, 1)
    return np.where(np.isnan(b), np.nan, found)
