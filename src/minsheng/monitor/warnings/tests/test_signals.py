"""Conditions over an indicator's figures, each worked out by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minsheng.monitor.equity.tests.lakeside import BEDS, HOME, INNER, JOBLESS, OUTER, PLACES, seen
from minsheng.monitor.observation import Observation
from minsheng.monitor.warnings.language import check_warning
from minsheng.monitor.warnings.signals import signals
from minsheng.monitor.warnings.steps import before, last_of, year_before
from minsheng.monitor.warnings.tests.samples import RULE, rule, signal, watched
from minsheng.rules.syntax import Wrong
from minsheng.terms.errors import MinshengError
from minsheng.terms.periods import Period


def quarters(**figures: str) -> list[Observation]:
    """Figures by quarter of 2023: q1="4.4"."""
    return [seen(JOBLESS, value, HOME, f"2023{quarter.upper()}") for quarter, value in figures.items()]


@pytest.mark.parametrize(
    ("figures", "outcome"),
    [
        ({"q2": "4.6", "q3": "4.7"}, "opens"),
        ({"q2": "4.5", "q3": "4.7"}, "quiet"),  # 4.5 is not above 4.5
        ({"q1": "4.9", "q2": "4.9", "q3": "4.4"}, "quiet"),
        ({"q1": "4.9", "q3": "4.9"}, "unknown"),  # nobody knows the second quarter
        ({"q3": "4.9"}, "unknown"),
        ({}, "unknown"),
    ],
)
def test_above_a_limit_two_quarters_running(figures: dict[str, str], outcome: str) -> None:
    assert signal(RULE, "2023Q3", *quarters(**figures)).outcome == outcome


def test_a_gap_further_back_than_what_decides_changes_nothing() -> None:
    assert signal(RULE, "2023Q4", *quarters(q1="9", q3="4.6", q4="4.6")).outcome == "opens"


def test_what_is_missing_is_named_and_what_was_read_leads_to_its_source() -> None:
    found = signal(RULE, "2023Q3", *quarters(q1="4.9", q3="4.9"))
    assert found.missing == ("2023Q2",)
    assert [(str(row.period), row.source) for row in found.used] == [("2023Q3", "统计局 2023Q3")]


def test_a_figure_a_quarter_late_is_looked_at_and_one_older_than_a_year_is_not() -> None:
    found = signal(rule("value > 4"), "2023Q4", *quarters(q3="5"))
    assert (found.outcome, str(found.period)) == ("opens", "2023Q3")
    assert signal(rule("value > 4"), "2024Q4", *quarters(q3="5")).outcome == "unknown"


@pytest.mark.parametrize(
    ("when", "outcome"),
    [
        ("value > previous", "opens"),
        ("value - previous > 0.5", "quiet"),  # 4.9 - 4.4 is exactly 0.5
        ("value - previous >= 0.5", "opens"),
        ("value > year_before", "unknown"),
        ("value > year_before or value > 4", "opens"),
        ("value > year_before and value > 5", "quiet"),
        ("value > previous * (1 + percent(11))", "opens"),
        ("max(value, previous) < 5", "opens"),
    ],
)
def test_against_the_period_before(when: str, outcome: str) -> None:
    assert signal(rule(when), "2023Q3", *quarters(q2="4.4", q3="4.9")).outcome == outcome


def test_below_the_path_to_the_target() -> None:
    # from 2 at the end of 2020 to 4 at the end of 2025: 3.2 at the end of 2023
    behind = rule("value < expected", watches=PLACES, every="year")
    for value, outcome in (("3.1", "opens"), ("3.2", "quiet"), ("3.3", "quiet")):
        assert signal(behind, "2023", seen(PLACES, value), indicators=(PLACES,)).outcome == outcome


def test_a_years_level_may_be_that_of_its_last_quarter_but_a_count_may_not() -> None:
    behind = rule("value < expected", watches=PLACES, every="year")
    rows = [seen(PLACES, "3.3", HOME, "2023Q3"), seen(PLACES, "3.1", HOME, "2023Q4")]
    assert signal(behind, "2023", *rows, indicators=(PLACES,)).outcome == "opens"
    few = rule("value < 900", watches=BEDS, every="year")
    assert signal(few, "2023", seen(BEDS, "800", HOME, "2023Q4"), indicators=(BEDS,)).outcome == "unknown"
    assert signal(few, "2023", seen(BEDS, "800"), indicators=(BEDS,)).outcome == "opens"


def test_against_the_target_itself() -> None:
    assert signal(rule("value > target"), "2023Q3", *quarters(q3="5.1")).outcome == "opens"
    assert signal(rule("value > target"), "2023Q3", *quarters(q3="5")).outcome == "quiet"


def test_a_district_far_below_the_middle_of_the_districts() -> None:
    # seven of thirteen districts have a figure; the middle of 1 2.4 3 3 3 4 5 is 3
    figures = {INNER: "3", OUTER: "1", "330105": "3", "330106": "4", "330108": "2.4", "330109": "5", "330110": "3"}
    rows = [seen(PLACES, value, code) for code, value in figures.items()]
    one = rule("value < median * percent(80)", watches=PLACES, every="year", of="parts")
    found = signals(watched(one, *rows, indicators=(PLACES,)), Period.parse("2023"))
    outcomes = {each.division: each.outcome for each in found}
    assert {code: outcomes[code] for code in figures} == {**dict.fromkeys(figures, "quiet"), OUTER: "opens"}
    assert (len(outcomes), outcomes["330182"]) == (13, "unknown")


def test_the_middle_of_districts_is_unknown_when_most_have_no_figure() -> None:
    rows = [seen(PLACES, "1", OUTER), seen(PLACES, "3", INNER, "2022"), seen(PLACES, "3", "330106", "2022")]
    one = rule("value < median", watches=PLACES, every="year", of="parts")
    found = {each.division: each for each in signals(watched(one, *rows, indicators=(PLACES,)), Period.parse("2023"))}
    assert found[OUTER].outcome == "unknown"
    assert found[OUTER].missing == ("2023各区县（1 个有数）",)


def test_a_rule_that_is_over_is_not_asked() -> None:
    assert signals(watched(RULE), Period.parse("2020Q4")) == []


@pytest.mark.parametrize(
    ("when", "code", "expected"),
    [
        ("vlaue > 4", "rule.unknown-name", "value"),
        ("runing(value > 4) > 1", "rule.unknown-function", "running"),
        ("value + 1", "rule.condition", "value + 1 与什么相比"),
        ("running(value) > 1", "rule.condition", "value 与什么相比"),
        ("running(running(value > 1) > 2) > 1", "rule.members", "拆成两条预警"),
        ("running(value > 1, 2) > 1", "rule.arguments", "running(value > 4.5)"),
        ("true", "rule.condition", "value > 4.5"),
        ("value > population", "rule.unknown-name", None),
        ("__import__('os')", "rule.unknown-function", None),
        ("value > 4 if", "rule.syntax", None),
    ],
)
def test_a_condition_that_is_none_is_told_with_what_to_write(when: str, code: str, expected: str | None) -> None:
    with pytest.raises(Wrong) as caught:
        check_warning(when)
    assert caught.value.code == code
    if expected is not None:
        assert caught.value.expected == expected


def test_a_book_with_a_faulty_warning_says_which() -> None:
    with pytest.raises(MinshengError, match="jobless：没有 vlaue 这个名字"):
        signal(rule("vlaue > 4"), "2023Q4")


LIMIT = Decimal("4.5")


@given(st.lists(st.one_of(st.none(), st.integers(300, 600).map(lambda cents: Decimal(cents) / 100)), max_size=9))
def test_running_counts_as_by_hand_whatever_the_figures(values: list[Decimal | None]) -> None:
    last = Period.parse("2023Q4")
    rows, period = [], last
    for value in values:
        if value is not None:
            rows.append(seen(JOBLESS, str(value), HOME, str(period)))
        period = before(period)
    if not values or values[0] is None:
        return
    count = 0
    while count < len(values) and (value := values[count]) is not None and value > LIMIT:
        count += 1
    known = count < len(values) and values[count] is not None
    wanted = "opens" if count >= 2 else "quiet" if known else "unknown"
    assert signal(RULE, "2023Q4", *rows).outcome == wanted


@given(st.integers(1950, 2100), st.sampled_from(["month", "quarter", "year"]), st.integers(1, 12))
def test_a_year_back_is_as_many_steps_as_a_year_has(year: int, kind: str, number: int) -> None:
    steps = {"month": 12, "quarter": 4, "year": 1}[kind]
    one = (
        Period(year) if kind == "year" else Period(year, "month" if kind == "month" else "quarter", min(number, steps))
    )
    back = one
    for _ in range(steps):
        assert before(back) < back
        back = before(back)
    assert back == year_before(one)
    assert last_of("month", one).last_day == one.last_day
