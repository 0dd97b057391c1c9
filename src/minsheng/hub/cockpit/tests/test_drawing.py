"""Pictures: what they show for figures at their ends, and that text in them stays text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minsheng.hub.cockpit import drawing
from minsheng.hub.cockpit.drawing import Line
from minsheng.hub.cockpit.series import Path
from minsheng.hub.cockpit.shapes import city_map

figures = st.floats(-1e9, 1e9, allow_nan=False).map(lambda value: round(value, 6))


@given(figures, figures)
def test_round_figures_hold_the_lowest_and_the_highest(one: float, other: float) -> None:
    low, high = min(one, other), max(one, other)
    steps = drawing.steps(low, high)
    slack = 1e-6 * max(1.0, abs(low), abs(high))
    assert steps[0] <= low + slack
    assert steps[-1] >= high - slack
    assert 2 <= len(steps) <= 8
    assert steps == sorted(set(steps))


@given(st.lists(st.tuples(st.floats(2000, 2030), figures), min_size=1, max_size=30))
def test_every_point_of_a_line_lies_in_the_picture(points: list[tuple[float, float]]) -> None:
    drawn = drawing.lines([Line("figures", sorted(points), dots=True)])
    for x, y in re.findall(r'cx="([-\d.]+)" cy="([-\d.]+)"', drawn):
        assert -1 <= float(x) <= drawing.LINE_WIDTH + 1
        assert -1 <= float(y) <= drawing.LINE_HEIGHT + 1


def test_a_path_goes_straight_from_corner_to_corner() -> None:
    path = Path(((2020.0, 2.0), (2022.0, 3.0), (2025.0, 4.5)))
    assert [path.at(time) for time in (2019.5, 2020.0, 2021.0, 2022.0, 2023.0, 2025.0, 2026.0)] == [
        None,
        2.0,
        2.5,
        3.0,
        3.5,
        4.5,
        4.5,
    ]


def test_parts_of_a_bar_fill_it_and_an_empty_part_is_not_drawn() -> None:
    drawn = drawing.stacked([("met", 1), ("missed", 0), ("no_data", 3)])
    assert re.findall(r'class="(\w+)" x="([\d.]+)" width="([\d.]+)"', drawn) == [
        ("met", "0.0", "100.0"),
        ("no_data", "100.0", "300.0"),
    ]


def test_a_degree_beyond_the_ends_stays_in_its_bar() -> None:
    assert 'width="400.0"' in drawing.bullet(140.0)
    assert 'class="met"' not in drawing.bullet(None)


def test_a_unit_that_looks_like_markup_is_text() -> None:
    drawn = drawing.lines([Line("figures", [(2020, 1), (2021, 2)])], unit="<script>")
    assert "<script>" not in drawn


@pytest.mark.parametrize(("division", "count"), [("330100", 13), ("330800", 6), ("330000", 11)])
def test_a_map_has_every_district_once(division: str, count: int) -> None:
    found = city_map(division)
    assert found is not None
    assert len({one.division for one in found.whole.shapes}) == count
    for one in found.whole.shapes:
        assert 0 <= one.at[0] <= found.whole.width
        assert 0 <= one.at[1] <= found.whole.height


def test_there_is_no_map_of_a_district() -> None:
    assert city_map("330106") is None
