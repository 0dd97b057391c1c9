"""From baseline to target: there already, not moving, too far; and baselines another row prints."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minsheng.packs.audit.tests.samples import actual, audited, found, row, same, target, text
from minsheng.packs.model import Value


def test_a_baseline_in_one_row_meets_the_target_in_another_of_a_confirmed_match() -> None:
    past, goal = text("幼儿死亡率", "‰", actual("2.78")), text("幼年死亡率", "‰", target("4", op="<="))
    (one,) = audited(past, goal, matches=(same(past, goal),))
    assert (one.code, one.severity, one.state, one.because) == ("met-by-baseline", "doubtful", "confirmed", "口径一致")
    assert [clause.row for clause in one.clauses] == [past.id, goal.id]


def test_a_baseline_in_percent_is_converted_before_it_meets_a_target_per_mille() -> None:
    past, goal = text("幼儿死亡率", "%", actual("0.278")), text("幼年死亡率", "‰", target("4", op="<="))
    assert [one.code for one in audited(past, goal, matches=(same(past, goal),))] == ["met-by-baseline"]
    high = replace(past, values=(actual("2.78"),))
    assert audited(high, goal, matches=(same(high, goal),)) == ()


@pytest.mark.parametrize(("state", "count"), [("proposed", 1), ("refused", 0)])
def test_a_proposed_match_lends_its_baseline_and_a_refused_one_does_not(state: str, count: int) -> None:
    past, goal = text("水质优良率", "%", actual("99")), text("三类水体比例", "%", target("80"), direction="higher")
    assert len(found("met-by-baseline", audited(past, goal, matches=(same(past, goal, state=state),)))) == count


def test_a_target_without_a_year_is_for_the_end_of_its_plan() -> None:
    (one,) = found("met-by-baseline", audited(row("森林覆盖率", "%", actual("67"), target("66", year=None))))
    assert one.message.endswith("2020年已是 67%，目标（未写年份） 66%")


def test_a_target_repeated_in_the_text_is_told_once_with_the_table() -> None:
    table = row("森林覆盖率", "%", actual("67"), target("66"))
    assert len(audited(table, text("森林覆盖率", "%", target("66")))) == 1


def test_a_target_that_equals_its_baseline_does_not_move() -> None:
    (one,) = audited(row("县域就诊率", "%", actual("90", op=">"), target("90", op=">"), direction="higher"))
    assert (one.code, one.severity) == ("no-progress", "note")
    assert audited(row("县域就诊率", "%", actual("100"), target("100"), direction="higher")) == ()


def test_one_number_for_several_years_does_not_move_and_two_numbers_do() -> None:
    old = text("村镇参保率", "%", target("95", 2020, ">="), at="a-2016")
    new = text("村镇参保率", "%", target("95", op=">"))
    (one,) = found("no-progress", audited(old, new))
    assert one.message == "村镇参保率：2020年、2025年的目标是同一个数（≥95%、>95%），看不出进展"
    assert audited(old, replace(new, values=(target("96"),))) == ()
    assert audited(replace(old, values=(target("100", 2020),)), replace(new, values=(target("100"),))) == ()


@pytest.mark.parametrize(
    ("unit", "past", "goal", "severity"),
    [("亿次", "3.15", "80", "doubtful"), ("%", "10", "100", "note"), ("个", "18", "100", None), ("个", "0", "4", None)],
)
def test_a_target_ten_times_its_baseline_is_doubted_unless_it_is_a_share(
    unit: str, past: str, goal: str, severity: str | None
) -> None:
    told = found("jump", audited(row("直达兑付事项", unit, actual(past), target(goal), direction="higher")))
    assert [one.severity for one in told] == ([] if severity is None else [severity])


def test_a_row_without_a_baseline_points_to_the_row_that_has_it() -> None:
    gap = row("每千人口医师数（常住）", "人", Value("actual", 2020, "text", text="-"), target("4.8"))
    has = row("每千人口医师数", "人", actual("4.73"), target("4.8"), at="b-2021")
    (one,) = audited(gap, has)
    assert (one.code, [clause.row for clause in one.clauses]) == ("baseline-elsewhere", [gap.id, has.id])
    assert one.message == "每千人口医师数（常住）：这里没有基期值，另一份文件有：2020年 4.73人"
    assert [one.code for one in audited(gap)] == ["no-baseline"]


def test_two_figures_in_one_cell_against_one_target_are_told_and_against_two_are_compared() -> None:
    past = Value("actual", 2020, "text", text="98/98.75")
    assert [one.code for one in audited(row("两项补贴覆盖率", "%", past, target("99", op=">")))] == ["two-figures"]
    met, missed = (Value("target", 2020, "text", text=goals) for goals in ("98/98", "98/99"))
    assert audited(row("两项补贴覆盖率", "%", past, met)) == ()
    assert [one.code for one in audited(row("两项补贴覆盖率", "%", past, missed))] == ["missed-and-dropped"]


@given(st.integers(1, 1000), st.integers(1, 1000))
def test_a_jump_is_the_same_both_ways_and_starts_at_ten(one: int, other: int) -> None:
    told = [
        bool(found("jump", audited(row("事项", "亿次", actual(str(past)), target(str(goal)), direction="higher"))))
        for past, goal in ((one, other), (other, one))
    ]
    assert told == [max(one, other) >= 10 * min(one, other)] * 2
