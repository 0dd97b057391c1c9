"""One target looked at observation by observation, and a panel walked along as a whole, come to the same."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minsheng.monitor.aim import Aim, inside
from minsheng.monitor.history import BOUNDS
from minsheng.monitor.judge import STATES
from minsheng.monitor.many import states
from minsheng.monitor.observation import Observation
from minsheng.monitor.state import statuses_of
from minsheng.monitor.tests.sheets import CITY, EAST, WEST, actual, book, indicator, seen, target
from minsheng.packs.model import DivisionValue, Indicator, Match, Milestone, Value
from minsheng.terms.periods import Period

FIGURES = st.decimals(-30, 130, places=2) | st.sampled_from([Decimal(n) for n in (0, 49, 50, 51, 60, 100)])
EXACT = st.decimals(-(10**8), 10**8, places=6)
YEARS = ("2015", "2019", "2020", "2021", "2022", "2023", "2024", "2025")
PARTS = ("2020Q4", "2021Q1", "2021Q4", "2021-12", "2022Q2", "2022-06", "2023Q4", "2023-11")
SPANS = ("2016-2020", "2020-2022", "2021-2022", "2021-2023", "2021-2025")
PERIODS = YEARS + PARTS + SPANS
TIMES = [Period.parse(text) for text in ("2020", "2021Q1", "2022Q2", "2023-11", "2023Q4", "2024", "2025", "2026")]
PLACES = (CITY, EAST, WEST, "330122")


@st.composite
def values(draw: st.DrawFn) -> Value:
    kind = draw(st.sampled_from(["plain", "range", "total", "keep", "growth", "text", "by_division"]))
    year = draw(st.sampled_from([2023, 2025, None]))
    if kind == "range":
        low, high = sorted((draw(FIGURES), draw(FIGURES)))
        return Value("target", year, "range", low=low, high=high)
    if kind == "by_division":
        parts = (DivisionValue("桐庐县", draw(FIGURES)), DivisionValue("某新区", draw(FIGURES)))
        return Value("target", year, "text", text="见各地", by_division=parts)
    if kind == "growth":
        return Value("growth", year, "text", text=draw(st.sampled_from(["3%", "-7%", "5%以上", "全国领先"])))
    if kind in ("keep", "text"):
        return target("保持稳定" if kind == "keep" else "保持领先", "text", year=year)
    op = draw(st.sampled_from([">", ">=", "<", "<=", "~", "="]))
    way = (Milestone(2022, draw(FIGURES)),) if draw(st.booleans()) else ()
    return target(draw(FIGURES), op, year=year, cumulative=kind == "total", path=way)


@st.composite
def indicators(draw: st.DrawFn, row: int) -> Indicator:
    direction = draw(st.sampled_from(["higher", "lower", "keep", "range", None]))
    told = [draw(values())]
    if draw(st.booleans()):
        past = st.sampled_from([2015, 2020, 2023])
        told.insert(0, actual(draw(FIGURES), draw(past), op=draw(st.sampled_from(["=", ">", "<", "~"]))))
    name = draw(st.sampled_from(["康养联合体", "覆盖率", "每年培训人次", "人均面积"]))
    return indicator(*told, row=row, name=name, unit=draw(st.sampled_from(["%", "‰", "个"])), direction=direction)


@st.composite
def observed(draw: st.DrawFn, rows: int) -> list[Observation]:
    cells = st.tuples(st.integers(1, rows), st.sampled_from(PLACES), st.sampled_from(PERIODS), FIGURES)
    found = {}
    for row, place, period, figure in draw(st.lists(cells, max_size=25)):
        one = seen(period, figure, row=row, division=place)
        found[one.cell] = one
    return list(found.values())


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_both_ways_give_the_same_state_value_path_and_degree(data: st.DataObject) -> None:
    rows = [data.draw(indicators(row)) for row in (1, 2, 3)]
    same = Match("x", "同", tuple(one.id for one in rows[:2]), "confirmed", "同")
    held = book(*rows, told=data.draw(observed(3)), matches=[same] if data.draw(st.booleans()) else [])
    at = data.draw(st.sampled_from(TIMES))
    many = states(held, [at], divisions=PLACES)
    pairs = [(one, place) for one in held.targets for place in PLACES]
    single = statuses_of(held, pairs, at)
    assert [STATES[code] for code in many.verdict.codes.ravel()] == [one.status for one in single]
    np.testing.assert_array_equal(many.verdict.reached.ravel(), [one.reached for one in single])
    for told, name in ((many.verdict.degree, "degree"), (many.verdict.expected, "expected"), (many.value, "value")):
        one_by_one = [np.nan if getattr(one, name) is None else float(getattr(one, name)) for one in single]
        np.testing.assert_allclose(told.ravel(), one_by_one, rtol=1e-9, atol=1e-9)


@settings(deadline=None)
@given(EXACT, EXACT, EXACT, st.booleans(), st.booleans())
def test_doubles_tell_decimals_apart_as_decimals_do(
    x: Decimal, a: Decimal, b: Decimal, left: bool, right: bool
) -> None:
    aim = Aim(min(a, b), max(a, b), left, right)
    exact = (aim.low < x or (not left and aim.low == x)) and (x < aim.high or (not right and x == aim.high))
    assert bool(inside(float(x), *aim.ends)) == exact
    assert inside(np.array([float(x)]), *aim.ends).tolist() == [exact]


def test_all_times_at_once_are_those_one_by_one() -> None:
    row = indicator(actual("2.01"), target("4.6"))
    held = book(row, told=[seen("2022Q2", 2.8), seen("2023", 3.5), seen("2025", 4.6)])
    together = states(held, TIMES)
    apart = [states(held, [time]).verdict.codes[0, 0, 0] for time in TIMES]
    assert together.verdict.codes[0, 0].tolist() == apart
    assert [STATES[code] for code in apart] == [
        "no_data",
        "no_data",
        "on_track",
        "on_track",
        "lagging",
        "lagging",
        "met",
        "met",
    ]
    assert together.asked[0, 0].tolist() == [False] + [True] * 7


def test_a_bound_is_a_bound_in_a_panel_too() -> None:
    row = indicator(actual("90", 2025, op=">"), target("90", ">"))
    assert row.values[0].op == ">"
    assert BOUNDS[">"]
    assert STATES[states(book(row), [Period(2025)]).verdict.codes[0, 0, 0]] == "met"


def test_a_book_without_any_figure_has_no_data_everywhere() -> None:
    found = states(book(indicator(target("60"))), [Period(2023), Period(2025)], divisions=[CITY, EAST])
    assert found.verdict.codes.shape == (1, 2, 2)
    assert set(found.verdict.codes.ravel().tolist()) == {STATES.index("no_data")}


@pytest.mark.parametrize("times", [[], [Period(2023)]])
def test_no_targets_or_no_times_give_empty_arrays(times: list[Any]) -> None:
    found = states(book(indicator(actual("60"))), times)
    assert found.verdict.codes.shape == (0, 1, len(times))
