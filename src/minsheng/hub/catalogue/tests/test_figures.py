from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from minsheng.hub.catalogue import figures
from minsheng.packs.model import Indicator, Value
from minsheng.terms.citation import Citation


def indicator(*values: Value) -> Indicator:
    return Indicator(id="a.c1", name="床位", unit="张", source=Citation("a"), values=values)


PAST = Value(kind="actual", year=2020, value=Decimal("2"))
TARGET = Value(kind="target", year=2025, op=">=", value=Decimal("4"))


def test_baseline_is_the_last_past_result_and_goal_the_last_target():
    earlier = Value(kind="actual", year=2015, value=Decimal(1))
    middle = Value(kind="target", year=2023, value=Decimal(3))
    found = indicator(earlier, PAST, middle, TARGET)
    assert (figures.baseline(found), figures.goal(found)) == (PAST, TARGET)


def test_a_promised_growth_is_the_goal_when_there_is_no_target():
    growth = Value(kind="growth", value=Decimal(5))
    assert figures.goal(indicator(PAST, growth)) == growth


def test_the_picture_sets_figures_on_one_scale_from_zero():
    shown = figures.picture(indicator(TARGET, PAST))
    assert shown is not None
    assert [(bar.value.year, bar.length) for bar in shown.bars] == [(2020, 160.0), (2025, 320.0)]


def test_one_figure_or_unlike_measures_give_no_picture():
    total = Value(kind="target", year=2025, value=Decimal(100), cumulative=True)
    words = Value(kind="target", year=2025, op="text", text="保持领先")
    assert figures.picture(indicator(PAST)) is None
    assert figures.picture(indicator(PAST, total)) is None
    assert figures.picture(indicator(PAST, words)) is None
    assert figures.picture(indicator(*[Value(kind="actual", year=2020, value=Decimal(0))] * 2)) is None


@given(st.lists(st.decimals(0, 10**9, places=2), min_size=2, max_size=6))
def test_no_bar_is_longer_than_the_picture_and_the_largest_fills_it(sizes):
    shown = figures.picture(indicator(*(Value(kind="actual", year=2000, value=size) for size in sizes)))
    if shown is None:
        assert not any(sizes)
    else:
        assert max(bar.length for bar in shown.bars) == figures.WIDTH
        assert all(0 <= bar.length <= figures.WIDTH for bar in shown.bars)
