"""Where an indicator is heading: a straight line or exponential smoothing, whichever did better when tried on its past.

A forecast carries its method, the error it made, an interval, and how likely it makes the target. What is too short to
be tried is not forecast at all.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from minsheng.monitor.aim import Aim
from minsheng.monitor.panel import Array
from minsheng.terms.periods import Period

Method = Literal["linear", "smoothing"]
METHODS: dict[Method, str] = {"linear": "线性趋势（最小二乘）", "smoothing": "指数平滑（霍尔特阻尼趋势）"}
"""The methods with the word shown for each."""
Outlook = Literal["likely", "open", "unlikely"]
OUTLOOKS: dict[Outlook, str] = {"likely": "可望达到", "open": "说不准", "unlikely": "难以达到"}

LEVEL = 0.8
"""How often the figure should fall inside the interval."""
FEWEST, FEWEST_SMOOTHED = 6, 10
"""A line needs six points: four to fit and two to be tried on. Smoothing has five parameters of its own."""
_FIRST_LINE, _FIRST_SMOOTHED = 4, 8
_FARTHEST = 4
_MOST_ORIGINS = 8
_SURE = 0.8

Points = Sequence[tuple[Period, float]]


@dataclass(frozen=True)
class Ahead:
    """A forecast figure with its interval, in the unit of the indicator."""

    period: Period
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Tried:
    """How a method did on the past: so many forecasts, mean error, mean error as a share, and against standing still.

    ``mae`` is in the unit; ``mape`` in percent, None where a figure is 0; ``mase`` divides by the mean change from one
    period to the next, so that 1 is what one would get by saying that nothing changes; None where nothing ever did.
    """

    method: Method
    forecasts: int
    mae: float
    mape: float | None
    mase: float | None


@dataclass(frozen=True)
class Forecast:
    """Where the figures are heading, or why nobody can say.

    ``method`` is None when there is no forecast, and then ``because`` says why. ``tried`` has every method that was,
    the chosen one first. ``probability`` is that of the last period's figure to reach the target, None without one.
    """

    method: Method | None
    ahead: tuple[Ahead, ...]
    tried: tuple[Tried, ...]
    because: str
    probability: float | None = None
    outlook: Outlook | None = None
    level: float = LEVEL


@dataclass(frozen=True)
class _Fit:
    """What a method says of the steps ahead: the figure, its standard error, and of how many degrees of freedom."""

    value: Array
    error: Array
    freedom: float


def forecast(
    points: Points, until: Period, *, aim: Aim | None = None, bounds: tuple[float, float] = (-math.inf, math.inf)
) -> Forecast:
    """The figures up to a period, from what is known so far.

    ``points`` are figures of one kind of period (years, quarters or months), each once; ``until`` is of that kind.
    ``aim`` is the target's interval, ``bounds`` the least and the most a figure can be. Of the methods there is enough
    for, the one with the smallest mean error over rolling origins is taken: fitted to the first m figures it forecasts
    the next up to four, for every m.

    The line through 1, 2, … 8 goes on to 10, without an error:

    >>> years = [(Period(2012 + n), float(n)) for n in range(1, 9)]
    >>> found = forecast(years, Period(2022))
    >>> found.method, round(found.ahead[-1].value, 6), found.tried[0].mae < 1e-9
    ('linear', 10.0, True)
    """
    known = sorted(points)
    if len(known) < FEWEST:
        return Forecast(None, (), (), f"只有{len(known)}个数，至少要{FEWEST}个才能试出准不准，不作预测")
    steps = np.array([_step(period) for period, _ in known])
    ahead = np.arange(steps[-1] + 1, _step(until) + 1)
    if not len(ahead):
        return Forecast(None, (), (), "要预测的时期已经有数")
    values = np.array([value for _, value in known], dtype=np.float64)
    whole = len(known) == steps[-1] - steps[0] + 1
    methods: list[Method] = ["linear"]
    if len(known) >= FEWEST_SMOOTHED and whole:
        methods.append("smoothing")
    first = _FIRST_SMOOTHED if "smoothing" in methods else _FIRST_LINE
    tried = sorted((_tried(method, steps, values, first) for method in methods), key=lambda one: one.mae)
    method = tried[0].method
    fit = _FITS[method](steps, values, ahead)
    told = _ahead(known[-1][0], ahead, fit, bounds)
    chance = None if aim is None else _probability(fit, aim)
    outlook: Outlook | None = None
    if chance is not None:
        outlook = "likely" if chance >= _SURE else "unlikely" if chance <= 1 - _SURE else "open"
    return Forecast(method, told, tuple(tried), _because(tried, whole), chance, outlook)


def _step(period: Period) -> int:
    """The number of a period among those of its kind."""
    each = {"quarter": 4, "month": 12}.get(period.kind, 1)
    return period.last_year * each + (period.number - 1 if each > 1 else 0)


def _period(step: int, like: Period) -> Period:
    each = {"quarter": 4, "month": 12}.get(like.kind, 1)
    return Period(step) if each == 1 else Period(step // each, like.kind, step % each + 1)


def _line(steps: npt.NDArray[np.int64], values: Array, ahead: npt.NDArray[np.int64]) -> _Fit:
    """Ordinary least squares on time, ŷ = ȳ + b(x − x̄), with the standard error of a new figure.

    s·√(1 + 1/n + (x − x̄)²/Σ(xᵢ − x̄)²), s² = Σe²/(n − 2), Student's t with n − 2 degrees of freedom: Montgomery, Peck
    and Vining (2012), Introduction to Linear Regression Analysis, §2.5.
    """
    x, n = steps.astype(np.float64), len(steps)
    away = x - x.mean()
    slope = (away * values).sum() / (away**2).sum()
    rest = values - values.mean() - slope * away
    spread = math.sqrt((rest**2).sum() / (n - 2))
    far = ahead - x.mean()
    return _Fit(values.mean() + slope * far, spread * np.sqrt(1 + 1 / n + far**2 / (away**2).sum()), n - 2)


def _smooth(steps: npt.NDArray[np.int64], values: Array, ahead: npt.NDArray[np.int64]) -> _Fit:
    """Exponential smoothing with a damped additive trend, ETS(A,Ad,N).

    ŷₕ = l + (φ + … + φʰ)b; its variance σ²(1 + Σⱼ₌₁ʰ⁻¹ cⱼ²) with cⱼ = α + β(φ + … + φʲ): Hyndman, Koehler, Ord and
    Snyder (2008), Forecasting with Exponential Smoothing, §6.2 and table 6.2. σ² = Σe²/(n − 5), five being fitted.
    """
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a search for parameters stopped early shows in the error on the past
        model = ETSModel(values, error="add", trend="add", damped_trend=True, initialization_method="estimated")
        fitted = model.fit(disp=False)
    alpha, beta, damping = (float(fitted.params[place]) for place in range(3))
    far = int(ahead[-1] - steps[-1])
    damped = np.cumsum(damping ** np.arange(1, far + 1))
    weights = np.concatenate([[0.0], (alpha + beta * damped[:-1]) ** 2])
    freedom = max(1, len(values) - 5)
    variance = (np.asarray(fitted.resid) ** 2).sum() / freedom * (1 + np.cumsum(weights))
    chosen = ahead - steps[-1] - 1
    value = float(fitted.level[-1]) + damped * float(fitted.slope[-1])
    return _Fit(value[chosen], np.sqrt(variance)[chosen], freedom)


_FITS: dict[Method, Callable[[npt.NDArray[np.int64], Array, npt.NDArray[np.int64]], _Fit]] = {
    "linear": _line,
    "smoothing": _smooth,
}


def _tried(method: Method, steps: npt.NDArray[np.int64], values: Array, first: int) -> Tried:
    """The errors of a method over rolling origins, the last few when there are many."""
    missed, shares = [], []
    for known in range(max(first, len(values) - _MOST_ORIGINS), len(values)):
        coming = slice(known, min(known + _FARTHEST, len(values)))
        told = _FITS[method](steps[:known], values[:known], steps[coming]).value
        missed += np.abs(told - values[coming]).tolist()
        with np.errstate(all="ignore"):
            shares += np.abs((told - values[coming]) / values[coming]).tolist()
    mae = float(np.mean(missed))
    still = float(np.abs(np.diff(values)).mean())
    mape = 100 * float(np.mean(shares)) if np.isfinite(shares).all() else None
    return Tried(method, len(missed), mae, mape, mae / still if still > 0 else None)


def _ahead(last: Period, steps: npt.NDArray[np.int64], fit: _Fit, bounds: tuple[float, float]) -> tuple[Ahead, ...]:
    from scipy.stats import t as student

    reach = float(student.ppf((1 + LEVEL) / 2, fit.freedom)) * fit.error
    value, low, high = (np.clip(each, *bounds).tolist() for each in (fit.value, fit.value - reach, fit.value + reach))
    return tuple(
        Ahead(_period(step, last), *each) for step, *each in zip(steps.tolist(), value, low, high, strict=True)
    )


def _probability(fit: _Fit, aim: Aim) -> float:
    """How likely the last figure falls into the target's interval, by Student's t about the forecast."""
    from scipy.stats import t as student

    low, high, _, _ = aim.ends
    value, error = float(fit.value[-1]), float(fit.error[-1])
    if error == 0:
        return 1.0 if low <= value <= high else 0.0
    ends = student.cdf([(low - value) / error, (high - value) / error], fit.freedom)
    return float(ends[1] - ends[0])


def _because(tried: Sequence[Tried], whole: bool) -> str:
    best = tried[0]
    said = f"{METHODS[best.method]}，拿过去的数试了{best.forecasts}次，平均差{best.mae:.4g}"
    said += "" if best.mape is None else f"，占{best.mape:.1f}%"
    if len(tried) > 1:
        said += f"；比{METHODS[tried[1].method]}（平均差{tried[1].mae:.4g}）准"
    elif not whole:
        said += "；中间有缺，没有试指数平滑"
    else:
        said += f"；不到{FEWEST_SMOOTHED}个数，没有试指数平滑"
    if best.mase is not None and best.mase > 1:
        said += "；还不如假定每期的数照旧不变，只可作参考"
    return said
