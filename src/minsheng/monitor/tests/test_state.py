"""The state of targets, each worked out by hand: what is promised, what was reported, where that leaves it."""

from __future__ import annotations

from typing import Any

import pytest

from minsheng.monitor.state import Status, statuses
from minsheng.monitor.tests.sheets import CITY, EAST, WEST, actual, book, indicator, named, number, seen, target
from minsheng.packs.model import DivisionValue, Match, Milestone, Value
from minsheng.terms.periods import Period


def one_state(*told: Any, at: str = "2025", row: Any = None, **kwargs: Any) -> Status:
    found = statuses(book(row, told=told), Period.parse(at), **kwargs)
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    ("op", "printed", "direction", "figure", "state"),
    [
        (">", 98, "higher", 98, "missed"),
        (">", 98, "higher", 98.01, "met"),
        (">=", 99.5, "higher", 99.5, "met"),
        (">=", 99.5, "higher", 99.49, "missed"),
        ("<", 4, "lower", 4, "missed"),
        ("<", 4, "lower", 3.99, "met"),
        ("<=", 45, "lower", 45, "met"),
        ("<=", 45, "lower", 45.01, "missed"),
        ("=", 60, "higher", 52.4, "missed"),
        ("=", 60, "higher", 60, "met"),
        ("=", 60, "higher", 61, "met"),
        ("=", 5, "lower", 5, "met"),
        ("=", 5, "lower", 4.9, "met"),
        ("=", 5, "lower", 5.1, "missed"),
        ("~", 7.5, "higher", 7.35, "met"),
        ("~", 7.5, "higher", 7.34, "missed"),
        ("~", 7.5, "higher", 9, "met"),
        ("~", 5, "lower", 5.1, "met"),
        ("~", 5, "lower", 5.11, "missed"),
        ("~", 50, None, 51, "met"),
        ("~", 50, None, 51.1, "missed"),
        ("<=", 60, "higher", 61, "missed"),
        (">", 90, None, 91, "met"),
        ("=", 90, None, 91, "no_data"),
        ("=", 90, "range", 91, "no_data"),
    ],
)
def test_each_operator_in_the_target_year(op: str, printed: float, direction: str, figure: float, state: str) -> None:
    row = indicator(target(printed, op), direction=direction)
    assert one_state(seen("2025", figure), row=row).status == state


@pytest.mark.parametrize(("figure", "state"), [(39.9, "missed"), (40, "met"), (60, "met"), (60.1, "missed")])
def test_a_range_has_both_its_ends(figure: float, state: str) -> None:
    row = indicator(Value("target", 2025, "range", low=number(40), high=number(60)), direction="range")
    assert one_state(seen("2025", figure), row=row).status == state


@pytest.mark.parametrize(
    ("at", "figure", "state", "expected"),
    [
        ("2023", ("2023", 3.563), "lagging", 3.564),
        ("2023", ("2023", 3.564), "on_track", 3.564),
        ("2023", ("2023", 4.6), "on_track", 3.564),
        ("2023Q2", ("2023Q2", 3.305), "on_track", 3.305),
        ("2023Q2", ("2023Q2", 3.304), "lagging", 3.305),
        ("2025", ("2025", 4.59), "missed", None),
        ("2025Q3", ("2025Q3", 4.4704), "lagging", 4.4705),
    ],
)
def test_the_path_runs_straight_from_the_baseline_to_the_target(
    at: str, figure: tuple[str, float], state: str, expected: float | None
) -> None:
    # 2.01 at the end of 2020 and 4.6 at the end of 2025: 0.518 a year.
    found = one_state(seen(*figure), at=at, row=indicator(actual("2.01"), target("4.6")))
    assert found.status == state
    assert found.expected == (None if expected is None else pytest.approx(expected))


def test_a_figure_that_satisfies_the_target_before_its_year_is_on_track_and_says_so() -> None:
    found = one_state(seen("2022", 4.7), at="2023", row=indicator(actual("2.01"), target("4.6")))
    assert (found.status, found.reached, found.degree) == ("on_track", True, 100.0)


def test_a_lower_is_better_path_falls() -> None:
    row = indicator(actual("67.5"), target("62.5", "<"), direction="lower")
    assert [one_state(seen("2023", x), at="2023", row=row).status for x in (64.5, 64.51)] == ["on_track", "lagging"]


def test_nothing_since_the_baseline_is_no_data_not_on_track() -> None:
    found = one_state(at="2023", row=indicator(actual("2.01"), target("4.6")))
    assert (found.status, found.value, found.degree) == ("no_data", None, None)
    assert found.because == "2021年以来没有数，之前有2020年的2.01%"


def test_no_figure_at_all_is_no_data() -> None:
    found = one_state(row=indicator(target("4.6")))
    assert (found.status, found.because) == ("no_data", "没有数")


def test_in_the_target_year_an_older_figure_decides_nothing() -> None:
    found = one_state(seen("2024", 4.7), row=indicator(target("4.6")))
    assert (found.status, found.because) == ("no_data", "2025年底还没有数，最近的是2024年的4.7%")


def test_in_the_target_year_a_figure_before_its_end_decides_nothing_either() -> None:
    row = indicator(actual("2.01"), target("4.6"))
    found = one_state(seen("2025Q2", 4.7), row=row)
    assert (found.status, found.reached) == ("no_data", True)
    assert one_state(seen("2025Q2", 4.7), seen("2025Q4", 4.5), row=row).status == "missed"
    assert one_state(seen("2025-12", 4.7), row=row).status == "met"


def test_a_later_year_s_figure_does_not_rescue_a_missed_target() -> None:
    row = indicator(target("60"))
    assert one_state(seen("2025", 52.4), seen("2026", 61), at="2026", row=row).status == "missed"


def test_without_a_baseline_the_path_starts_at_the_plan_s_first_figure() -> None:
    # From 10 at the end of 2021 to 50 at the end of 2025 the path is at 30 in 2023.
    row = indicator(target("50"))
    states = [one_state(seen("2021", 10), seen("2023", x), at="2023", row=row).status for x in (30, 29)]
    assert states == ["on_track", "lagging"]
    alone = one_state(seen("2023", 30), at="2023", row=row)
    assert (alone.status, str(alone.value)) == ("no_data", "30")
    assert alone.because == "有2023年的30%，没有更早的数，画不出路径"


def test_what_was_reported_last_counts_and_what_comes_after_is_not_looked_at() -> None:
    row = indicator(actual("2.01"), target("4.6"))
    told = [seen("2021", 2.5), seen("2023Q4", 3.9), seen("2023", 3.5), seen("2024", 4.5)]
    found = one_state(*told, at="2023Q4", row=row)
    assert (found.value, str(found.period)) == (number("3.5"), "2023")


TOTAL = indicator(actual("199.7", cumulative=True), target("125", cumulative=True), unit="万人")


@pytest.mark.parametrize(
    ("told", "at", "value", "period", "state"),
    [
        ([("2021", 30), ("2022", 30), ("2023", 15)], "2023", 75, "2021-2023", "on_track"),
        ([("2021", 30), ("2022", 30), ("2023", 14.9)], "2023", 74.9, "2021-2023", "lagging"),
        ([("2021-2023", 80), ("2021", 30), ("2022", 30), ("2023", 15)], "2023", 80, "2021-2023", "on_track"),
        ([("2021", 30), ("2022", 30), ("2023Q2", 7)], "2023Q2", 67, "2023Q2", "on_track"),
        ([("2021", 30), ("2022Q4", 30), ("2023", 15)], "2023", 75, "2021-2023", "on_track"),
        ([("2021", 30), ("2023", 60)], "2023", 30, "2021", "on_track"),
        ([("2022", 90)], "2023", None, None, "no_data"),
        ([(str(year), 25) for year in range(2021, 2026)], "2025", 125, "2021-2025", "met"),
        ([(str(year), 24) for year in range(2021, 2026)], "2025", 120, "2021-2025", "missed"),
        ([(str(year), 24) for year in range(2021, 2025)], "2025", 96, "2021-2024", "no_data"),
        ([(str(year), 32) for year in range(2021, 2025)], "2025", 128, "2021-2024", "met"),
        ([("2021-2025", 126)], "2025", 126, "2021-2025", "met"),
        ([("2016-2020", 199.7)], "2023", None, None, "no_data"),
    ],
)
def test_a_total_is_the_sum_of_the_plan_s_years_so_far(
    told: list[tuple[str, float]], at: str, value: float | None, period: str | None, state: str
) -> None:
    found = one_state(*(seen(*each) for each in told), at=at, row=TOTAL)
    assert (None if found.value is None else float(found.value)) == value
    assert (None if found.period is None else str(found.period), found.status) == (period, state)


def test_a_ceiling_on_a_total_is_not_met_before_its_last_year_is_in() -> None:
    row = indicator(target("100", "<=", cumulative=True), direction="lower", unit="件")
    told = [seen(str(year), 10) for year in range(2021, 2025)]
    assert one_state(*told, row=row).status == "no_data"
    assert one_state(*told, seen("2025", 61), row=row).status == "missed"


def test_sums_are_exact_where_doubles_are_not() -> None:
    row = indicator(target("0.3", ">", cumulative=True, year=2023), unit="万件")
    assert one_state(*(seen(str(year), "0.1") for year in (2021, 2022, 2023)), at="2023", row=row).status == "missed"


@pytest.mark.parametrize(
    ("values", "direction", "figure", "state"),
    [
        ([actual("98.85"), target("保持稳定", "text")], "higher", 98.845, "met"),
        ([actual("98.85"), target("保持稳定", "text")], "higher", 98.84, "missed"),
        ([actual("2.4"), target("保持", "text")], "lower", 2.45, "met"),
        ([actual("2.4"), target("保持", "text")], "lower", 2.46, "missed"),
        ([actual("50"), target("持平", "text")], "keep", 51, "met"),
        ([actual("50"), target("持平", "text")], "keep", 48.9, "missed"),
        ([target("保持", "text")], "higher", 50, "no_data"),
        ([actual("50"), target("保持", "text")], None, 50, "no_data"),
        ([actual("50"), target("不下降", "text")], None, 49.4, "missed"),
        ([actual("50"), target("力争不下降", "text")], None, 60, "met"),
        ([actual("50"), target("不上升", "text")], None, 60, "missed"),
        ([actual("50"), target("力争", "text")], "higher", 50, "no_data"),
        ([target("50")], "keep", 49, "met"),
        ([target("50")], "keep", 51.1, "missed"),
    ],
)
def test_a_kept_level_may_not_be_worse_than_the_baseline_shows(
    values: list[Value], direction: str | None, figure: float, state: str
) -> None:
    assert one_state(seen("2025", figure), row=indicator(*values, direction=direction)).status == state


def test_a_level_to_keep_is_judged_by_what_the_name_says_is_worse() -> None:
    row = named(indicator(actual("1.69"), target("保持", "text"), direction="keep"), "孕产妇死亡率", "/10万")
    assert [one_state(seen("2025", x), row=row).status for x in (1.2, 1.8)] == ["met", "missed"]


@pytest.mark.parametrize("text", ["保持全省领先", "与经济增长基本同步", "省下达指标", "100/98"])
def test_words_no_figure_can_be_held_against_are_no_data(text: str) -> None:
    found = one_state(seen("2025", 5), row=indicator(target(text, "text")))
    assert (found.status, found.because) == ("no_data", f"目标写作“{text}”，不是一个可以比较的数")


def test_a_dash_is_no_target_and_growth_stands_in_for_it() -> None:
    dash = target("—", "text", year=2020)
    assert statuses(book(indicator(dash, Value("growth", text="—", op="text"))), Period(2020)) == []
    total = Value("growth", value=number("21.1"), cumulative=True)
    row = indicator(dash, actual("55", cumulative=True), total, unit="万套")
    found = one_state(at="2020", row=row)
    assert (found.status, found.target_text, str(found.period)) == ("met", "[21.1]", "2016-2020")


@pytest.mark.parametrize(("figure", "state", "grown"), [(121, "met", 10), (120, "missed", 9.5445)])
def test_average_growth_is_worked_out_from_the_baseline(figure: float, state: str, grown: float) -> None:
    row = indicator(actual("100", 2020), Value("growth", 2022, "text", text="10%"), unit="元")
    found = one_state(seen("2022", figure), at="2022", row=row)
    assert (found.status, float(found.value or 0), found.unit) == (state, grown, "%")


def test_a_fall_that_is_promised_as_growth_is_a_ceiling() -> None:
    row = indicator(actual("100"), Value("growth", 2022, "text", text="-7%"), direction="lower", unit="")
    assert [one_state(seen("2022", x), at="2022", row=row).status for x in (86, 87)] == ["met", "missed"]


@pytest.mark.parametrize(
    ("note", "printed", "op", "state"),
    [("<", "0.011", "<", "met"), ("=", "0.011", "<", "missed"), (">", "0.011", "<", "missed")],
)
def test_a_result_printed_as_a_bound_lies_beyond_its_figure(note: str, printed: str, op: str, state: str) -> None:
    row = indicator(actual(printed, 2025, op=note), target(printed, op), direction="lower", unit="人/亿元")
    assert one_state(row=row).status == state


def test_a_target_without_a_year_is_for_the_end_of_its_plan() -> None:
    found = one_state(seen("2025", 5), row=indicator(target("4.6", year=None)))
    assert (found.status, found.year) == ("met", 2025)
    assert found.because.endswith("原文没有写年份，按规划期末2025年")


def test_what_is_promised_for_every_year_has_no_path() -> None:
    row = named(indicator(actual("10"), target("20", year=None)), "每年培训人次", "万人次")
    assert [one_state(seen("2022", x), at="2022", row=row).status for x in (19, 20)] == ["lagging", "on_track"]
    # A part of a year says nothing about a yearly promise.
    assert one_state(seen("2022Q2", 12), at="2022", row=row).status == "no_data"


def test_a_target_of_2020_in_a_plan_for_2021_to_2025_belongs_to_the_plan_before() -> None:
    row = indicator(actual("50", 2015), target("60", year=2020))
    found = one_state(seen("2018", 56), at="2018", row=row)
    assert found.status == "on_track"
    assert found.expected == pytest.approx(56)


def test_targets_of_plans_that_do_not_run_yet_are_left_out() -> None:
    assert statuses(book(indicator(target("4.6"))), Period(2020)) == []


def test_a_total_of_the_city_is_not_asked_of_a_district() -> None:
    rows = named(indicator(target("100")), "康养联合体", "个"), named(indicator(target("60"), row=2), "覆盖率")
    told = [seen("2025", 12, division=EAST), seen("2025", 61, division=EAST, row=2)]
    found = statuses(book(*rows, told=told), Period(2025), divisions=[EAST, WEST])
    assert [(one.name, one.division, one.status) for one in found] == [
        ("康养联合体", EAST, "no_data"),
        ("康养联合体", WEST, "no_data"),
        ("覆盖率", EAST, "met"),
        ("覆盖率", WEST, "no_data"),
    ]
    assert found[0].because == "目标是杭州市的总量，没有分到这里"
    assert found[0].degree is None


def test_figures_per_division_are_each_division_s_own_target() -> None:
    parts = (("桐庐县", "10584"), ("淳安县", "11460"), ("主城区", "13224"))
    by_division = tuple(DivisionValue(name, number(figure)) for name, figure in parts)
    row = indicator(Value("target", 2025, "text", text="见各地", by_division=by_division), unit="元/人·年")
    told = [seen("2025", 11000, division="330122"), seen("2025", 11000, division="330127")]
    found = statuses(book(row, told=told), Period(2025))
    assert [(one.division, one.status) for one in found] == [
        ("330122", "met"),
        ("330127", "missed"),
        ("主城区", "no_data"),
    ]


def test_the_target_s_own_figure_comes_first_and_the_other_is_told() -> None:
    first, second = indicator(target("42")), indicator(target("45"), row=2)
    same = Match("x", "锻炼", ("p-2021.t1.1", "p-2021.t1.2"), "confirmed", "同一个")
    told = [seen("2025", 44.2, row=2), seen("2025", 44.7), seen("2024", 43, row=2)]
    found = statuses(book(first, second, told=told, matches=[same]), Period(2025))
    assert [(str(one.value), one.status) for one in found] == [("44.7", "met"), ("44.2", "missed")]
    assert [row.value for row in found[0].differing] == [number("44.2")]
    assert found[0].because == "2025年44.7%，目标42%，已完成；另有不同的数：44.2（统计公报2025）"


def test_a_later_figure_of_a_confirmed_other_name_is_taken_in_the_target_s_unit() -> None:
    first, second = indicator(target("5"), unit="‰"), indicator(target("1"), row=2, unit="%")
    state: Any
    for state, value in (("confirmed", "6"), ("proposed", None)):
        same = Match("x", "同", ("p-2021.t1.1", "p-2021.t1.2"), state, "同一个")
        found = statuses(book(first, second, told=[seen("2025", "0.6", row=2)], matches=[same]), Period(2025))
        assert (None if found[0].value is None else str(found[0].value)) == value


def test_what_was_imported_stands_over_what_the_plan_prints() -> None:
    row = indicator(actual("50", 2025), target("60"))
    held = book(row, told=[seen("2025", 61)])
    assert statuses(held, Period(2025))[0].status == "met"
    assert [one.source for one in held.overridden("p-2021.t1.1")] == ["p-2021 表1.1"]


def test_groups_have_their_own_state() -> None:
    row = indicator(target("60"))
    told = [seen("2025", 61, group="urban"), seen("2025", 59, group="rural")]
    held = book(row, told=told)
    states = {group: statuses(held, Period(2025), group=group)[0].status for group in ("urban", "rural", "")}
    assert states == {"urban": "met", "rural": "missed", "": "no_data"}


def test_json_has_numbers_and_the_places_of_the_figures() -> None:
    told = one_state(seen("2025", "52.40"), row=indicator(target("60"))).as_json()
    assert told["source"] == {"document": "p-2021", "table": 1, "row": 1}
    assert (told["target"], told["op"], told["value"], told["period"]) == ("60", "=", 52.4, "2025")
    assert (told["status"], told["degree"], told["division"]) == ("missed", 87.3333, CITY)


@pytest.mark.parametrize(
    ("period", "figure", "state", "expected"),
    [
        # 2.0 in 2020, then 3.0 by 2022 and 4.6 by 2025 as the pack says, straight between them.
        ("2021", 2.49, "lagging", 2.5),
        ("2021", 2.5, "on_track", 2.5),
        ("2022", 3.0, "on_track", 3.0),
        ("2024", 4.06, "lagging", 3.0 + 1.6 * 2 / 3),
        ("2024", 4.07, "on_track", 3.0 + 1.6 * 2 / 3),
    ],
)
def test_a_path_the_pack_says_is_followed(period: str, figure: float, state: str, expected: float) -> None:
    row = indicator(actual("2.0"), target("4.6", path=(Milestone(2022, number("3.0")),)))
    found = one_state(seen(period, figure), at=period, row=row)
    assert found.status == state
    assert found.expected == pytest.approx(expected)


@pytest.mark.parametrize(
    ("figure", "said"),
    [
        (3.5, "2023年3.5个，按路径应到3.56个，还差0.06个，目标4.6个"),
        (3.56, "2023年3.56个，按路径应到3.564个，还差0.004个，目标4.6个"),
        (3.6, "2023年3.6个，按路径应到3.56个，目标4.6个"),
        (4.7, "2023年4.7个，目标4.6个，已经达到"),
    ],
)
def test_the_reason_is_told_in_figures_that_agree(figure: float, said: str) -> None:
    row = indicator(actual("2.01"), target("4.6"), name="每千人口托位数", unit="个")
    assert one_state(seen("2023", figure), at="2023", row=row).because == said


def test_reasons_of_totals_growth_and_kept_levels() -> None:
    told = [seen("2021", 30), seen("2022", 20), seen("2023Q2", 5)]
    assert one_state(*told, at="2023Q2", row=TOTAL).because == (
        "2021年到2023年二季度累计55万人，按路径应到62.5万人，还差7.5万人，目标[125]万人"
    )
    grown = indicator(actual("100"), Value("growth", 2022, "text", text="10%"), unit="元", name="人均收入")
    assert one_state(seen("2022", 120), at="2022", row=grown).because == (
        "2020年到2022年年均增长9.5445%，目标年均增长10%，还差0.4555个百分点"
    )
    kept = indicator(actual("2.4"), target("保持", "text"), direction="lower")
    assert one_state(seen("2025", 2.6), row=kept).because == "2025年2.6%，目标是保持2020年的2.4%，高出0.2个百分点"


def test_a_baseline_that_is_told_differently_elsewhere_is_said_where_the_path_starts_from_it() -> None:
    first, second = indicator(actual("44.7"), target("50")), indicator(actual("44.2"), row=2)
    same = Match("x", "锻炼", ("p-2021.t1.1", "p-2021.t1.2"), "confirmed", "同一个")
    held = book(first, second, told=[seen("2023", 46), seen("2025", 51)], matches=[same])
    assert [statuses(held, Period(year))[0].because for year in (2023, 2025)] == [
        "2023年46%，按路径应到47.88%，还差1.88个百分点，目标50%；基期另有不同的数：44.2（p-2021 表1.2）",
        "2025年51%，目标50%，已完成",
    ]
