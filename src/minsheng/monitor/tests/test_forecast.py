from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.tsa.exponential_smoothing.ets import ETSModel

from minsheng.monitor.aim import Aim, aim_at
from minsheng.monitor.forecast import FEWEST, Forecast, _line, _smooth, _tried, forecast
from minsheng.monitor.outlook import forecast_of
from minsheng.monitor.tests.sheets import CITY, actual, book, indicator, number, seen, target
from minsheng.packs.model import Indicator, Operator
from minsheng.terms.periods import Period

RISING = [50, 51.2, 52.1, 53.4, 54.0, 55.2, 56.1, 57.3, 57.9, 59.2]
FADING = [10, 19, 26, 31.5, 36, 39.2, 41.9, 44, 45.6, 46.8, 47.9, 48.7, 49.2, 49.8]


def years(values: list[float], first: int = 2012) -> list[tuple[Period, float]]:
    return [(Period(first + place), value) for place, value in enumerate(values)]


def test_a_line_is_that_of_numpy_and_its_interval_that_of_statsmodels() -> None:
    steps, ahead = np.arange(2012, 2022), np.arange(2022, 2026)
    fit = _line(steps, np.array(RISING), ahead)
    np.testing.assert_allclose(fit.value, np.polyval(np.polyfit(steps - 2012, RISING, 1), ahead - 2012))
    told = sm.OLS(RISING, sm.add_constant(steps - 2012)).fit().get_prediction(sm.add_constant(ahead - 2012))
    frame = told.summary_frame(alpha=0.2)
    found = forecast(years(RISING), Period(2025))
    line = found if found.method == "linear" else None
    assert line is not None
    np.testing.assert_allclose([one.low for one in line.ahead], frame["obs_ci_lower"])
    np.testing.assert_allclose([one.high for one in line.ahead], frame["obs_ci_upper"])


def test_a_line_worked_out_by_hand() -> None:
    # x = 0…5, y = 1, 3, 2, 4, 6, 5: x̄ 2.5, ȳ 3.5, Sxy 15.5, Sxx 17.5, b = 0.8857; at x = 7 it is 3.5 + 4.5 b = 7.4857.
    found = forecast(years([1, 3, 2, 4, 6, 5]), Period(2019))
    assert [round(one.value, 4) for one in found.ahead] == [6.6, 7.4857]


def test_smoothing_goes_on_as_its_own_recursion_and_spreads_as_statsmodels_says() -> None:
    dates = pd.period_range("2008", periods=len(FADING), freq="Y")
    series = pd.Series(FADING, index=dates)
    model = ETSModel(series, error="add", trend="add", damped_trend=True, initialization_method="estimated")
    fitted = model.fit(disp=False)
    told = fitted.get_prediction(start=len(FADING), end=len(FADING) + 3)
    steps = np.arange(2008, 2008 + len(FADING))
    fit = _smooth(steps, np.array(FADING), np.arange(2022, 2026))
    np.testing.assert_allclose(fit.value, told.predicted_mean, rtol=1e-6)
    # Ours divides the squared errors by n − 5, not by n.
    wider = len(FADING) / (len(FADING) - 5)
    np.testing.assert_allclose(fit.error**2, told.forecast_variance * wider, rtol=1e-5)


def test_the_method_that_did_better_on_the_past_is_taken_and_both_errors_are_shown() -> None:
    found = forecast(years(FADING, 2008), Period(2025))
    assert found.method == "smoothing"
    assert [one.method for one in found.tried] == ["smoothing", "linear"]
    assert found.tried[0].mae < found.tried[1].mae
    assert "比线性趋势（最小二乘）" in found.because


def test_the_error_on_the_past_is_worked_out_from_every_origin() -> None:
    # Fitted to 0, 1, 2, 3 the line says 4 and 5, to 0…4 it says 5; the figures were 4 and 8: errors 0, 3 and 3.
    steps, values = np.arange(6), np.array([0.0, 1, 2, 3, 4, 8])
    told = _tried("linear", steps, values, 4)
    assert told.forecasts == 3
    errors = [told.mae, told.mape, told.mase]
    assert errors == pytest.approx([2, 100 * (0 + 3 / 8 + 3 / 8) / 3, 2 / 1.6])


@pytest.mark.parametrize("count", range(FEWEST))
def test_what_is_too_short_is_not_forecast_and_says_so(count: int) -> None:
    found = forecast(years(RISING[:count]), Period(2030), aim=Aim(low=number(60)))
    assert (found.method, found.ahead, found.probability) == (None, (), None)
    assert found.because == f"只有{count}个数，至少要6个才能试出准不准，不作预测"


def test_a_gap_keeps_smoothing_out_and_is_told() -> None:
    points = [one for one in years([*RISING, 60, 61.4]) if one[0] != Period(2015)]
    found = forecast(points, Period(2025))
    assert [one.method for one in found.tried] == ["linear"]
    assert found.because.endswith("中间有缺，没有试指数平滑")


@pytest.mark.parametrize(
    ("goal", "op", "outlook"),
    [(60, ">=", "likely"), (63.1, ">=", "open"), (70, ">=", "unlikely"), (60, "<", "unlikely")],
)
def test_the_probability_of_the_target_is_that_of_the_forecast_s_distribution(
    goal: float, op: Operator, outlook: str
) -> None:
    aim = aim_at(op, number(goal), None)
    found = forecast(years(RISING), Period(2025), aim=aim)
    assert (found.method, found.outlook) == ("linear", outlook)
    steps = sm.add_constant(np.arange(10.0))
    told = sm.OLS(RISING, steps).fit().get_prediction([[1, 13.0]])
    from scipy.stats import t

    above = 1 - t.cdf((goal - told.predicted_mean[0]) / told.se_obs[0], 8)
    assert found.probability == pytest.approx(above if op == ">=" else 1 - above)


@pytest.mark.parametrize("values", [[5.0] * 12, list(map(float, range(12))), [0.0] * 7])
def test_figures_without_noise_are_carried_on_without_an_error(values: list[float]) -> None:
    found = forecast(years(values), Period(2026), aim=Aim(low=number(4)))
    step = values[1] - values[0]
    last = found.ahead[-1]
    assert last.value == pytest.approx(values[-1] + step * len(found.ahead), abs=1e-4)
    assert found.probability in (0.0, 1.0)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.floats(0, 100), min_size=0, max_size=12), st.integers(0, 3))
def test_no_figures_break_it_and_intervals_hold_their_figure(values: list[float], more: int) -> None:
    found: Forecast = forecast(years(values), Period(2011 + len(values) + more), bounds=(0, 100))
    assert all(0 <= one.low <= one.value <= one.high <= 100 for one in found.ahead)
    assert len(found.ahead) == (more if found.method else 0)


def test_quarters_go_on_over_the_turn_of_the_year() -> None:
    points = [(Period(2021 + n // 4, "quarter", n % 4 + 1), 10.0 + n) for n in range(11)]
    found = forecast(points, Period.parse("2024Q1"))
    assert [str(one.period) for one in found.ahead] == ["2023Q4", "2024Q1"]
    assert [round(one.value, 6) for one in found.ahead] == [21, 22]


def test_a_target_s_forecast_starts_from_its_quarters_and_the_baseline_year() -> None:
    told = [seen(f"{2021 + n // 4}Q{n % 4 + 1}", 50 + n) for n in range(8)]
    held = book(indicator(actual("49"), target("70")), told=told)
    found = forecast_of(held, held.targets[0], CITY, Period(2022))
    assert found.method == "linear"
    # 49 at the end of 2020 and one more each quarter: 69 at the end of 2025.
    assert (str(found.ahead[-1].period), round(found.ahead[-1].value, 6)) == ("2025Q4", 69)
    assert found.outlook == "unlikely"


def test_a_share_is_not_forecast_beyond_its_whole() -> None:
    held = book(
        indicator(target("99"), name="签约率"),
        told=[seen(str(year), x) for year, x in zip(range(2015, 2024), range(60, 100, 4), strict=False)],
    )
    found = forecast_of(held, held.targets[0], CITY, Period(2023))
    assert (found.ahead[-1].value, found.ahead[-1].high) == (100, 100)


@pytest.mark.parametrize(
    "row", [indicator(target("100", cumulative=True)), indicator(target("保持领先", "text"))], ids=["total", "text"]
)
def test_what_is_no_level_is_not_forecast(row: Indicator) -> None:
    held = book(row, told=[seen(str(year), 5) for year in range(2012, 2024)])
    assert forecast_of(held, held.targets[0], CITY, Period(2023)).method is None


def test_a_level_to_keep_is_asked_of_the_forecast_too() -> None:
    told = [seen(str(year), 50 - (year - 2020)) for year in range(2015, 2024)]
    held = book(indicator(target("保持稳定", "text")), told=told)
    found = forecast_of(held, held.targets[0], CITY, Period(2023))
    # 50 in 2020, one less each year: 45 in 2025 is not kept.
    assert (round(found.ahead[-1].value, 6), found.outlook) == (45, "unlikely")
