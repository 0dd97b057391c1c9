"""The state of targets from numbers alone: one definition, for one target as for a panel of a million."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from minsheng.monitor.aim import inside
from minsheng.monitor.path import expected
from minsheng.monitor.realisation import realisation

State = Literal["met", "missed", "on_track", "lagging", "no_data"]
STATES: tuple[State, ...] = ("no_data", "lagging", "missed", "on_track", "met")
"""The states in the order of their codes in arrays."""
NO_DATA, LAGGING, MISSED, ON_TRACK, MET = range(5)
_SLACK = 1e-9

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Question:
    """Targets with what is known of them, as arrays that broadcast together; NaN is not known.

    ``value`` is the figure, of a period that ends at ``when`` (in years, see `minsheng.monitor.path.point`). The
    target's interval is ``low`` to ``high``, with ``open_low`` and ``open_high`` where an end itself does not count.
    The path runs from ``baseline`` at ``start`` to the interval at ``year``. ``total`` marks totals over the plan's
    years. ``at`` is the time that is asked about.
    """

    value: Any
    when: Any
    low: Any
    high: Any
    open_low: Any
    open_high: Any
    baseline: Any
    start: Any
    year: Any
    total: Any
    at: Any


@dataclass(frozen=True, eq=False)
class Verdict:
    """What comes of it, in the common shape.

    ``codes`` are places in `STATES`; ``reached`` whether the figure satisfies the target; ``expected`` where the path
    is at ``when``, NaN for none; ``degree`` the realisation degree from 0 to 100, NaN for unknown.
    """

    codes: npt.NDArray[np.int8]
    reached: npt.NDArray[np.bool_]
    expected: Array
    degree: Array


def judge(asked: Question, path: Array | None = None) -> Verdict:
    """The state of each target.

    ========== =========== ==========================================================================================
    at         state       when
    ========== =========== ==========================================================================================
    any        no data     no figure, or no interval (NaN)
    year over  no data     the last figure does not run to the end of the target's year, unless it is a total that is
                           above its floor already
    year over  met         the figure is in the interval
    year over  missed      it is not
    before     on track    the figure is in the interval already, or is no farther from it than the path at its period
    before     lagging     it is farther
    before     no data     not in the interval, and there is no baseline to draw a path from
    ========== =========== ==========================================================================================

    ``path`` has where the path is for targets whose plan says so (`minsheng.monitor.path.by_milestones`), NaN for the
    others, whose path is straight.

    From 2.01 in 2020 to 4.6 in 2025 the path is at 3.564 in 2023; 3.5 lags, 3.6 does not, and in 2025 3.6 has missed:

    >>> asked = Question(np.array([3.5, 3.6, 3.6]), np.array([2023, 2023, 2025]), 4.6, np.inf, False, False, 2.01, 2020,
    ...                  2025, False, np.array([2023, 2023, 2025]))
    >>> [STATES[code] for code in judge(asked).codes]
    ['lagging', 'on_track', 'missed']
    """
    x, when, low, high, total = (
        np.asarray(each) for each in (asked.value, asked.when, asked.low, asked.high, asked.total)
    )
    total = total.astype(bool)
    known = ~np.isnan(x) & ~np.isnan(low) & ~np.isnan(high)
    reached = known & inside(x, low, high, np.asarray(asked.open_low), np.asarray(asked.open_high))
    floor, ceiling = np.isinf(high), np.isinf(low)
    goal = np.where(floor, low, high)
    if (band := ~(floor | ceiling)).any():
        goal = np.where(band, np.clip(asked.baseline, low, high), goal)
    where = expected(asked.baseline, asked.start, goal, asked.year, when)
    where = where if path is None else np.where(np.isnan(path), where, path)
    with np.errstate(invalid="ignore"):
        allowed = _short(where, low, high) + _SLACK * np.maximum(1, np.abs(where))
        along = reached | (_short(x, low, high) <= allowed)
        old = (when < asked.year) & ~(total & reached & floor)
    over = np.asarray(asked.at) >= asked.year
    codes = np.select(
        [~known, over & old, over & reached, over, reached, np.isnan(where), along],
        [NO_DATA, NO_DATA, MET, MISSED, ON_TRACK, NO_DATA, ON_TRACK],
        LAGGING,
    )
    shown = np.where(known & ~over, where, np.nan)
    degree = np.where(known, 100 * realisation(x, low, high), np.nan)
    shape = codes.shape
    return Verdict(
        codes.astype(np.int8),
        np.broadcast_to(reached, shape),
        np.broadcast_to(shown, shape),
        np.broadcast_to(degree, shape),
    )


def _short(x: Any, low: Any, high: Any) -> Any:
    """How far a figure is from the interval; 0 inside."""
    return np.maximum(np.maximum(low - x, x - high), 0)


def average_growth(baseline: Any, value: Any, years: Any) -> Any:
    """The average yearly growth in percent, to four decimals: g = 100·((x/b)^(1/n) − 1).

    From ``baseline`` b to ``value`` x in ``years`` n; NaN unless all three are above 0.

    From 100 to 121 in two years: 10 percent a year.

    >>> float(average_growth(100, 121, 2))
    10.0
    """
    b, x, n = np.broadcast_arrays(*(np.asarray(each, dtype=np.float64) for each in (baseline, value, years)))
    with np.errstate(invalid="ignore", divide="ignore"):
        found = 100 * ((x / b) ** (1 / n) - 1)
    return np.where((b > 0) & (x > 0) & (n > 0), np.round(found, 4), np.nan)
