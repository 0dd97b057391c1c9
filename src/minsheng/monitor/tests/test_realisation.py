from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minsheng.monitor.realisation import realisation

INF = math.inf
FIGURES = st.floats(-1e6, 1e6, allow_subnormal=False)


def degree(x: float, low: float, high: float) -> float:
    return float(realisation(x, low, high))


@pytest.mark.parametrize(
    ("x", "low", "high", "told"),
    [
        # A floor: min(1, x/x*).
        (52.4, 60, INF, 0.873333),
        (61879, 63000, INF, 0.982206),
        (81, 100, INF, 0.81),
        (100, 60, INF, 1),
        (60, 60, INF, 1),
        (0, 60, INF, 0),
        (-5, 60, INF, 0),
        # A ceiling: min(1, x*/x).
        (5, -INF, 4, 0.8),
        (2.42, -INF, 4, 1),
        (4, -INF, 4, 1),
        (0, -INF, 4, 1),
        (-1, -INF, 4, 1),
        # Nothing as a target: there or not.
        (0, 0, INF, 1),
        (-0.1, 0, INF, 0),
        (0, -INF, 0, 1),
        (0.1, -INF, 0, 0),
        # Below nothing: the mirror image. A floor of -5 is a ceiling of 5 for the fall.
        (-10, -5, INF, 0.5),
        (-4, -5, INF, 1),
        (3, -5, INF, 1),
        (-3.5, -INF, -7, 0.5),
        (-8, -INF, -7, 1),
        (1, -INF, -7, 0),
        # A range: 0 at nothing and at twice its upper end.
        (40, 40, 60, 1),
        (60, 40, 60, 1),
        (30, 40, 60, 0.75),
        (0, 40, 60, 0),
        (75, 40, 60, 0.75),
        (120, 40, 60, 0),
        (200, 40, 60, 0),
        # A range with an end below nothing, and one with an end at it: there 0 as far outside as it is wide.
        (-3, -2, 4, 0.5),
        (-4, -2, 4, 0),
        (6, -2, 4, 0.5),
        (-3, -4, -2, 1),
        (-1, -4, -2, 0.5),
        (-1, 0, 2, 0.5),
        # A range that is one figure.
        (45, 50, 50, 0.9),
        (55, 50, 50, 0.9),
        (50, 50, 50, 1),
        (0, 0, 0, 1),
        (1, 0, 0, 0),
        (-6, -5, -5, 0.8),
    ],
)
def test_worked_degrees(x: float, low: float, high: float, told: float) -> None:
    assert degree(x, low, high) == pytest.approx(told, abs=1e-6)


@pytest.mark.parametrize(("x", "low", "high"), [(math.nan, 60, INF), (math.nan, 40, 60)])
def test_what_is_not_known_has_no_degree(x: float, low: float, high: float) -> None:
    assert math.isnan(degree(x, low, high))


def test_no_interval_has_no_degree() -> None:
    assert math.isnan(degree(5, math.nan, math.nan))


@settings(deadline=None)
@given(FIGURES, FIGURES)
def test_a_degree_is_between_0_and_1_and_full_only_when_reached(x: float, target: float) -> None:
    floor, ceiling = degree(x, target, INF), degree(x, -INF, target)
    assert 0 <= floor <= 1
    assert 0 <= ceiling <= 1
    assert x < target or floor == 1
    assert x > target or ceiling == 1


@settings(deadline=None)
@given(FIGURES, FIGURES, FIGURES)
def test_nearer_is_never_worth_less(x: float, y: float, target: float) -> None:
    lower, higher = sorted((x, y))
    assert degree(lower, target, INF) <= degree(higher, target, INF)
    assert degree(higher, -INF, target) <= degree(lower, -INF, target)


@settings(deadline=None)
@given(FIGURES, FIGURES)
def test_the_mirror_image_of_a_negative_floor_is_a_ceiling(x: float, target: float) -> None:
    if target < 0:
        assert degree(x, target, INF) == degree(-x, -INF, -target)


@settings(deadline=None)
@given(st.lists(st.tuples(FIGURES, FIGURES, st.floats(0, 100)), min_size=1, max_size=6))
def test_arrays_give_what_each_gives_alone(cells: list[tuple[float, float, float]]) -> None:
    x, low, width = (np.array(each) for each in zip(*cells, strict=True))
    together = realisation(x, low, low + width)
    np.testing.assert_array_equal(together, [degree(*each) for each in zip(x, low, low + width, strict=True)])
