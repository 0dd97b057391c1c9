"""The period that ended: targets missed, dropped, or without a result."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minsheng.packs.audit.figures import parts
from minsheng.packs.audit.past import missed
from minsheng.packs.audit.tests.samples import actual, audited, row, same, target
from minsheng.packs.model import DivisionValue, Value


def test_a_missed_target_the_new_plan_takes_up_again_is_only_missed() -> None:
    past = row("公共交通分担率", "%", actual("52.4"), target("60", 2020))
    again = row("公共交通分担率", "%", actual("52.4"), target("62"))
    assert [one.code for one in audited(past, again)] == ["missed-target"]
    (one,) = audited(past)
    assert (one.code, one.severity) == ("missed-and-dropped", "doubtful")
    assert one.message == ("公共交通分担率：上一期目标没有完成，2020年目标 60%，实绩 52.4%；新规划的指标里不再有它")


def test_a_refused_neighbour_in_the_new_plan_is_named() -> None:
    past = row("居民收入", "元", actual("61879"), target("63000", 2020), direction="higher")
    growth = row("居民收入平均增速", "%", actual("5"), target("6"), direction="higher")
    (one,) = audited(past, growth, matches=(same(past, growth, state="refused"),))
    assert one.message.endswith("不再有它，只有另一个指标“居民收入平均增速”")
    assert [clause.row for clause in one.clauses] == [past.id, growth.id]


@pytest.mark.parametrize(
    ("result", "goal"),
    [
        (actual("63000"), target("63000", 2020)),
        (actual("61879"), target("63000")),
        (actual("61879", cumulative=True), target("63000", 2020)),
    ],
    ids=["met", "of-another-year", "total-against-level"],
)
def test_a_target_that_was_not_surely_missed_is_left_alone(result: Value, goal: Value) -> None:
    findings = audited(row("居民收入", "元", result, goal, direction="higher"))
    assert not [one for one in findings if one.code.startswith("missed")]


def test_a_past_target_without_a_result_is_told_as_such_and_not_as_a_missing_baseline() -> None:
    result = Value("actual", 2020, "text", text="—", note="已不再统计")
    (one,) = audited(row("入境人次", "万人次", result, target("435", 2020), direction="higher"))
    assert one.code == "no-result"
    assert one.message == "入境人次：2020年的目标没有印出完成情况（注明已不再统计）"


@pytest.mark.parametrize(("lowest", "codes"), [("10584", []), ("10000", ["missed-and-dropped"])])
def test_a_result_given_by_district_is_held_against_the_target_district_by_district(
    lowest: str, codes: list[str]
) -> None:
    places = (DivisionValue("东区", Decimal(13224)), DivisionValue("西县", Decimal(lowest)))
    result = Value("actual", 2020, "text", text="东区13224，西县另定", by_division=places)
    indicator = row("生活补助标准", "元/人·年", result, target("10584", 2020), direction="higher")
    assert [one.code for one in audited(indicator)] == codes


def test_a_baseline_given_by_district_beside_one_target_is_noted() -> None:
    places = (DivisionValue("东区", Decimal(13224)), DivisionValue("西县", Decimal(10584)))
    start = Value("actual", 2020, "text", text="东区13224，西县10584", by_division=places)
    (one,) = audited(row("生活补助标准", "元/人·年", start, target("14000"), direction="higher"))
    assert (one.code, "基期按2个地区分列" in one.message) == ("two-figures", True)


_numbers = st.decimals(0, 1000, places=2)


@given(_numbers, _numbers)
def test_a_result_misses_its_target_exactly_when_it_is_on_the_wrong_side(one: Decimal, goal: Decimal) -> None:
    result, wanted = Value("actual", 2020, "=", one), Value("target", 2020, ">=", goal)
    assert missed(result, wanted, "higher") is (one < goal)


@given(st.lists(_numbers, min_size=2, max_size=5))
def test_the_figures_of_a_cell_are_read_back_as_they_are_printed(numbers: list[Decimal]) -> None:
    cell = Value("actual", 2020, "text", text=" / ".join(f"{number}%" for number in numbers))
    assert parts(cell) == tuple(numbers)


@given(st.text(max_size=20))
def test_any_text_of_a_cell_is_several_figures_or_none(said: str) -> None:
    assert len(parts(Value("actual", 2020, "text", text=said))) != 1
