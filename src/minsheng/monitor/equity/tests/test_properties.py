"""What must hold of every spread: unit, order and copies do not matter, parts sum up, unknown is never 0."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from minsheng.monitor.equity.convergence import beta_convergence, sigma_convergence
from minsheng.monitor.equity.entropy import entropy_weights, min_max, moves
from minsheng.monitor.equity.gini import gini
from minsheng.monitor.equity.index import development_index
from minsheng.monitor.equity.shares import Array, known_part, mean
from minsheng.monitor.equity.spread import best_to_worst, coefficient_of_variation, one_to_other
from minsheng.monitor.equity.theil import theil, theil_by_group

NAN = math.nan
Measure = Callable[..., Array]
Areas = list[tuple[float, float]]
MEASURES: list[Measure] = [coefficient_of_variation, theil, gini]
FIGURES = st.floats(0.001, 1e6)
AREAS = st.lists(st.tuples(FIGURES, st.floats(0.5, 1e4)), min_size=2, max_size=15)
each_measure = pytest.mark.parametrize("measure", MEASURES)


def columns(areas: Areas) -> tuple[Array, Array]:
    values, people = zip(*areas, strict=True)
    return np.array(values), np.array(people)


def close(one: npt.ArrayLike, other: npt.ArrayLike) -> None:
    assert np.asarray(one) == pytest.approx(np.asarray(other), rel=1e-6, abs=1e-9, nan_ok=True)


@each_measure
@given(areas=AREAS, factor=st.floats(0.01, 1000))
def test_another_unit_leaves_the_spread_as_it_is(measure: Measure, areas: Areas, factor: float) -> None:
    values, people = columns(areas)
    close(measure(values * factor, people), measure(values, people))


@each_measure
@given(areas=AREAS, copies=st.integers(2, 4))
def test_every_area_several_times_over_leaves_the_spread_as_it_is(measure: Measure, areas: Areas, copies: int) -> None:
    values, people = columns(areas)
    close(measure(np.tile(values, copies), np.tile(people, copies)), measure(values, people))


@each_measure
@given(areas=AREAS)
def test_an_area_split_into_two_alike_leaves_the_spread_as_it_is(measure: Measure, areas: Areas) -> None:
    values, people = columns(areas)
    split = np.append(people, people[0] / 2)
    split[0] /= 2
    close(measure(np.append(values, values[0]), split), measure(values, people))


@each_measure
@given(areas=AREAS, seed=st.randoms(use_true_random=False))
def test_the_order_of_areas_does_not_matter(measure: Measure, areas: Areas, seed: random.Random) -> None:
    shuffled = list(areas)
    seed.shuffle(shuffled)
    close(measure(*columns(shuffled)), measure(*columns(areas)))


@each_measure
@given(areas=AREAS)
def test_an_unknown_area_is_as_if_it_were_not_there(measure: Measure, areas: Areas) -> None:
    values, people = columns(areas)
    close(measure(np.append(values, NAN), np.append(people, 100.0)), measure(values, people))
    close(measure(np.append(values, 5.0), np.append(people, NAN)), measure(values, people))


@each_measure
@given(value=FIGURES, people=st.lists(st.floats(0.5, 1e4), min_size=2, max_size=10))
def test_areas_alike_have_no_spread(measure: Measure, value: float, people: list[float]) -> None:
    close(measure([value] * len(people), people), 0.0)


@given(AREAS)
def test_each_measure_stays_within_its_bounds(areas: Areas) -> None:
    values, people = columns(areas)
    least = people.min() / people.sum()
    assert 0 <= gini(values, people) <= 1 - least + 1e-9
    assert 0 <= theil(values, people) <= -math.log(least) + 1e-9
    assert 0 <= coefficient_of_variation(values, people) <= math.sqrt(1 / least - 1) + 1e-9
    assert values.min() * (1 - 1e-9) <= mean(values, people) <= values.max() * (1 + 1e-9)
    assert best_to_worst(values).ratio >= 1


@given(AREAS, st.data())
def test_theil_between_and_within_sum_to_the_whole(areas: Areas, data: st.DataObject) -> None:
    values, people = columns(areas)
    groups = data.draw(st.lists(st.sampled_from("城乡山"), min_size=len(values), max_size=len(values)))
    found = theil_by_group(values, groups, people)
    close(found.between + found.within, found.total)
    assert min(found.between, found.within) >= -1e-9


@given(AREAS)
def test_taking_from_the_poorer_for_the_richer_never_narrows_the_spread(areas: Areas) -> None:
    values, people = columns(areas)
    poor, rich = values.argmin(), values.argmax()
    if poor == rich:
        return
    moved = values.copy()
    moved[poor] -= values[poor] / 2
    moved[rich] += values[poor] / 2 * people[poor] / people[rich]
    for measure in MEASURES:
        assert measure(moved, people) >= measure(values, people) - 1e-7


@each_measure
def test_where_there_is_nothing_to_compare_the_spread_is_unknown_and_not_0(measure: Measure) -> None:
    for values in ([5.0], [5.0, NAN], [NAN, NAN], [], [0.0, 0.0]):
        assert math.isnan(measure(values))
    assert math.isnan(measure([5.0, 6.0], [1.0, 0.0]))


def test_figures_below_0_have_no_theil_and_no_gini() -> None:
    found = theil_by_group([-1.0, 5.0], ["城", "乡"])
    close([theil([-1.0, 5.0]), gini([-1.0, 5.0]), found.between, found.within, found.total], [NAN] * 5)


def test_one_area_at_0_makes_the_ratio_unknown_but_not_the_gap() -> None:
    found = best_to_worst([0.0, 5.0])
    assert math.isnan(found.ratio)
    close([found.gap, found.best, found.worst], [5, 1, 0])


def test_of_a_figure_better_when_lower_the_best_area_is_the_lowest() -> None:
    found = best_to_worst([3.0, NAN, 5.0], lower_is_better=True)
    close([found.best, found.worst], [0, 2])


def test_with_one_area_known_there_is_no_best_and_no_worst() -> None:
    found = best_to_worst([NAN, 5.0])
    close([found.best, found.worst], [-1, -1])
    close([found.ratio, found.gap], [NAN, NAN])


def test_urban_to_rural_is_unknown_where_one_of_them_is() -> None:
    ratio, gap = one_to_other([60.0, NAN, 10.0], [30.0, 30.0, 0.0])
    close(ratio, [2.0, NAN, NAN])
    close(gap, [30.0, NAN, 10.0])


@pytest.mark.parametrize("weights", [[-1.0, 2.0], [math.inf, 1.0]])
def test_weights_that_are_no_people_are_refused(weights: list[float]) -> None:
    with pytest.raises(ValueError, match="negative"):
        mean([1.0, 2.0], weights)


def test_many_indicators_at_once_come_out_as_one_by_one() -> None:
    rng = np.random.default_rng(4)
    values = rng.uniform(1, 100, (5, 7, 13))
    values[rng.random(values.shape) < 0.2] = NAN
    people = rng.uniform(1, 9, 13)
    groups = ["城"] * 8 + ["乡"] * 5
    for measure in MEASURES:
        close(measure(values, people), [[measure(one, people) for one in rows] for rows in values])
    every = theil_by_group(values, groups, people)
    close(every.within, [[theil_by_group(one, groups, people).within for one in rows] for rows in values])
    close(known_part(values, people), [[known_part(one, people) for one in rows] for rows in values])


SCORES = arrays.arrays(np.float64, st.tuples(st.integers(2, 8), st.integers(1, 5)), elements=st.floats(0, 100))


@given(SCORES)
def test_entropy_weights_sum_to_one_or_are_all_unknown(scores: Array) -> None:
    weights = entropy_weights(scores)
    assert np.isnan(weights).all() or np.nansum(weights) == pytest.approx(1.0)
    assert not (weights < 0).any()


@given(SCORES, st.integers(2, 1000))
def test_entropy_weights_do_not_ask_for_the_unit_of_a_score(scores: Array, factor: float) -> None:
    close(entropy_weights(scores * factor), entropy_weights(scores))


def test_an_indicator_nobody_has_figures_of_gets_no_weight_and_not_0() -> None:
    weights = entropy_weights([[1.0, NAN], [3.0, NAN]])
    close(weights, [1.0, NAN])


@given(SCORES)
def test_min_max_scores_lie_between_0_and_1_and_reach_both(values: Array) -> None:
    scores = min_max(values)
    for column, raw in zip(scores.T, values.T, strict=True):
        if raw.min() == raw.max():
            assert np.isnan(column).all()
        else:
            assert (column.min(), column.max()) == pytest.approx((0, 1))


def test_a_new_best_area_moves_the_scores_of_the_others() -> None:
    assert min_max([[10.0], [20.0], [40.0]])[1] != min_max([[10.0], [20.0]])[1]
    close(moves([[10.0], [20.0], [40.0]]).ravel(), [0, 2 / 3, 0])
    close(moves([[10.0], [40.0]]).ravel(), [NAN, NAN])


@given(arrays.arrays(np.float64, (3, 5), elements=FIGURES))
def test_the_base_period_of_the_index_is_100(values: Array) -> None:
    found = development_index(values, [1.0, 2.0, 3.0], base=2)
    close(found.known[2], 100)
    close(found.held[2:], found.known[2:])


def test_an_indicator_without_a_base_is_left_out_and_told() -> None:
    found = development_index([[NAN, 60.0], [8.0, 10.0]])
    close(found.known, [100, 125])
    close(found.covered, [0.5, 0.5])
    close(found.held, [NAN, NAN])


@pytest.mark.parametrize("weights", [[1.0], [1.0, -1.0], [0.0, 0.0], [1.0, NAN]])
def test_an_index_without_whole_weights_is_refused(weights: list[float]) -> None:
    with pytest.raises(ValueError, match="weights are needed"):
        development_index([[1.0, 2.0], [1.0, 2.0]], weights)


@given(st.lists(FIGURES, min_size=3, max_size=10, unique=True), st.floats(0.005, 0.2), st.integers(1, 20))
def test_gaps_that_close_at_a_known_speed_are_told_at_that_speed(start: list[float], speed: float, years: int) -> None:
    values = np.array(start)
    if values.max() / values.min() < 1.01:
        return
    end = 500 * (values / 500) ** math.exp(-speed * years)
    assert beta_convergence(values, end, years).speed == pytest.approx(speed, rel=1e-4)


def test_areas_that_drift_apart_have_no_speed_of_convergence() -> None:
    found = beta_convergence([10.0, 20.0, 40.0], [10.0, 30.0, 90.0], 5)
    assert found.slope > 0
    close([found.speed, found.half_life], [NAN, NAN])


@pytest.mark.parametrize(
    "start", [[10.0, 20.0], [10.0, NAN, 20.0], [10.0, 10.0, 10.0], [NAN, NAN, NAN], [0.0, 1.0, 2.0]]
)
def test_too_few_areas_or_all_alike_tell_nothing_of_convergence(start: list[float]) -> None:
    found = beta_convergence(start, [20.0] * len(start), 5)
    close([found.slope, found.speed], [NAN, NAN])


def test_the_trend_of_the_spread_skips_periods_without_figures() -> None:
    found = sigma_convergence([[10.0, 30], [NAN, 30], [15.0, 25]], [2020.0, 2021, 2022])
    close(found.trend, -math.log(2) / 2)
    assert math.isnan(sigma_convergence([[10.0, 30], [NAN, 30]], [2020.0, 2021]).trend)
