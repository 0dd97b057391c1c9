"""Hand-worked tables of what an expression is worth, known, not known and not there."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from minsheng.rules.answer import least_value
from minsheng.rules.check import check_condition, check_total
from minsheng.rules.nodes import Node
from minsheng.rules.one import compiled
from minsheng.rules.scope import Other, Scope
from minsheng.rules.types import MONEY
from minsheng.rules.values import NOTHING, Unknown
from minsheng.rules.view import View
from minsheng.terms.money import half_up

DAY = date(2021, 12, 31)
SCOPE = Scope("person", {"line": MONEY}, {"aid": Other("person", True)})
YES, NO = True, False


def view(owner: str = "p", **values: Any) -> View:
    named = "destitute left_behind monthly_income disability_grade birth_date unemployed_since chronic"
    fields = f"{named} care_dependence hukou_division disability_kind".split(" ")
    known = {name: values.get(name, Unknown.of(owner, name, least_value("person", name))) for name in fields}
    made = View(owner, known, {"line": 110200}, DAY)
    made.members = [made]
    made.owed["aid"], made.amounts["aid"] = YES, 5000
    return made


def worth(node: Node, asked: View) -> Any:
    """The value; of something unknown, the names of the fields that would settle it."""
    value = compiled(node)(asked)
    return sorted(name for _, name in value.fields) if isinstance(value, Unknown) else value


A, B = ["destitute"], ["left_behind"]


@pytest.mark.parametrize(
    ("one", "other", "both", "either"),
    [
        (YES, YES, YES, YES),
        (YES, NO, NO, YES),
        (NO, NO, NO, NO),
        (YES, None, B, YES),
        (NO, None, NO, B),
        (None, YES, A, YES),
        (None, NO, NO, A),
        (None, None, A + B, A + B),
    ],
)
def test_what_is_not_known_decides_only_where_it_can(one: Any, other: Any, both: Any, either: Any) -> None:
    known = {"destitute": one, "left_behind": other}
    asked = view(**{name: value for name, value in known.items() if value is not None})
    assert worth(check_condition("destitute and left_behind", SCOPE), asked) == both
    assert worth(check_condition("destitute or left_behind", SCOPE), asked) == either


@pytest.mark.parametrize(
    ("text", "known", "value"),
    [
        ("not destitute", {}, ["destitute"]),
        ("not destitute", {"destitute": YES}, NO),
        ("1 <= disability_grade <= 2", {"disability_grade": 2}, YES),
        ("1 <= disability_grade <= 2", {"disability_grade": 3}, NO),
        ("1 <= disability_grade <= 2", {}, ["disability_grade"]),
        ("disability_grade in (1, 2)", {"disability_grade": NOTHING}, NO),
        ("not disability_grade in (1, 2)", {"disability_grade": NOTHING}, YES),
        ("disability_grade > 1", {"disability_grade": NOTHING}, NO),
        ("disability_grade != 1", {"disability_grade": NOTHING}, NO),
        ("disability_grade + 1 > 0", {"disability_grade": NOTHING}, NO),
        ("monthly_income < 1000.50", {"monthly_income": 100049}, YES),
        ("monthly_income < 1000.50", {"monthly_income": 100050}, NO),
        ("monthly_income < line * percent(30)", {"monthly_income": 33059}, YES),
        ("monthly_income / 3 < 0.01", {"monthly_income": 2}, YES),
        ("monthly_income / monthly_income == 1", {"monthly_income": 7}, YES),
        ("monthly_income / monthly_income == 1", {"monthly_income": 0}, NO),
        ('"diabetes" in chronic', {"chronic": frozenset({"diabetes", "goitre"})}, YES),
        ('"diabetes" in chronic', {"chronic": frozenset()}, NO),
        ('"diabetes" not in chronic', {"chronic": frozenset()}, YES),
        ("has(chronic)", {"chronic": frozenset()}, NO),
        ("has(unemployed_since)", {"unemployed_since": NOTHING}, NO),
        ("has(unemployed_since)", {"unemployed_since": date(2021, 1, 1)}, YES),
        ("has(unemployed_since)", {}, ["unemployed_since"]),
        ("age >= 60", {"birth_date": date(1961, 12, 31)}, YES),
        ("age >= 60", {"birth_date": date(1962, 1, 1)}, NO),
        ("age >= 60", {}, ["birth_date"]),
        ("months_since(unemployed_since) >= 6", {"unemployed_since": date(2021, 6, 30)}, YES),
        ("months_since(unemployed_since) >= 6", {"unemployed_since": date(2021, 7, 1)}, NO),
        ("months_since(unemployed_since) < 6", {"unemployed_since": NOTHING}, NO),
        ('birth_date < date("2000-01-01")', {"birth_date": date(1999, 12, 31)}, YES),
        ("years_since(last_day) == 0", {}, YES),
        ('within(hukou_division, "330100")', {"hukou_division": "330127"}, YES),
        ('within(hukou_division, "330100", "330800")', {"hukou_division": "330802"}, YES),
        ('within(hukou_division, "330100")', {"hukou_division": "330200"}, NO),
        ('hukou_division == "330127"', {"hukou_division": "330127"}, YES),
        ('disability_kind == "hearing"', {"disability_kind": NOTHING}, NO),
        ('owed("aid") and amount_of("aid") == 50', {}, YES),
        ("true or destitute", {}, YES),
        ("disability_grade * 0 == 0", {}, ["disability_grade"]),
    ],
)
def test_a_condition_comes_out(text: str, known: dict[str, Any], value: Any) -> None:
    assert worth(check_condition(text, SCOPE), view(**known)) == value


@pytest.mark.parametrize(
    ("text", "known", "fen"),
    [
        ("500", {}, 50000),
        ("0.125", {}, Fraction(25, 2)),
        ("line - monthly_income", {"monthly_income": 110300}, -100),
        ("-line", {}, -110200),
        ("to_fen(line / 3) * 3", {}, 110199),
        ("line / 3 * 3", {}, 110200),
        ("100 if destitute else 100", {}, 10000),
        ("100 if destitute else 200", {}, ["destitute"]),
        ("100 if destitute else monthly_income", {"destitute": YES}, 10000),
        ("100 if destitute else monthly_income", {}, ["destitute", "monthly_income"]),
        ("{full: 500, most: 250}[care_dependence]", {"care_dependence": "most"}, 25000),
        ("{full: 500, most: 250}[care_dependence]", {"care_dependence": "none"}, 0),
        ("{full: 500, most: 250}[care_dependence]", {}, ["care_dependence"]),
        ("{1: 700, 2: line}[disability_grade]", {"disability_grade": 2}, 110200),
        ("{1: 700}[disability_grade]", {"disability_grade": NOTHING}, 0),
        ("max(0, line - monthly_income)", {"monthly_income": 999900}, 0),
        ("min(line, monthly_income, 300)", {"monthly_income": 40000}, 30000),
        ("min(line, monthly_income)", {"monthly_income": NOTHING}, NOTHING),
        ("floor(disability_grade / 2) * 100", {"disability_grade": 3}, 10000),
        ("ceil(disability_grade / 2) * 100", {"disability_grade": 3}, 20000),
    ],
)
def test_an_amount_comes_out_in_fen(text: str, known: dict[str, Any], fen: Any) -> None:
    assert worth(check_total(text, SCOPE), view(**known)) == fen


@pytest.mark.parametrize(
    ("text", "incomes", "value"),
    [
        ("sum(members.monthly_income) == 30", [1000, 2000], YES),
        ("sum(members.monthly_income) == 10", [1000, NOTHING], YES),
        ("sum(members.monthly_income) == 10", [1000, None], ["monthly_income"]),
        ("sum(members.monthly_income) == 5", [1000, None], NO),
        ("sum(members.monthly_income) < 10", [1000, None], NO),
        ("sum(members.monthly_income) <= 10", [1000, None], ["monthly_income"]),
        ("sum(members.monthly_income) >= 10", [1000, None], YES),
        ("sum(members.monthly_income) > 10", [1000, None], ["monthly_income"]),
        ("sum(members.monthly_income) != 9", [1000, None], YES),
        ("10 > sum(members.monthly_income)", [1000, None], NO),
        ("sum(members.monthly_income) / count(members) < 5", [1000, None], NO),
        ("sum(members.monthly_income) * 2 + 1 < 21", [1000, None], NO),
        ("sum(members.monthly_income) - 1 < 9", [1000, None], NO),
        ("20 - sum(members.monthly_income) > 10", [1000, None], ["monthly_income"]),
        ("max(5, sum(members.monthly_income)) < 10", [1000, None], NO),
        ("min(50, sum(members.monthly_income)) < 10", [1000, None], NO),
        ("to_fen(sum(members.monthly_income) / 3) < 3.33", [1000, None], NO),
        ("count(members, monthly_income > 15) >= 1", [2000, None], YES),
        ("count(members, monthly_income > 15) > 1", [2000, None], ["monthly_income"]),
        ("sum(members, monthly_income if monthly_income > 15 else 0) == 20", [1000, 2000], YES),
        ("sum(members.monthly_income) / count(members) < 15.01", [1000, 2000], YES),
        ("count(members) == 2", [None, None], YES),
        ("count(members, monthly_income > 15) == 1", [1000, 2000], YES),
        ("count(members, monthly_income > 15) == 1", [1000, None], ["monthly_income"]),
        ("any(members, monthly_income > 15)", [None, 2000], YES),
        ("any(members, monthly_income > 15)", [None, 1000], ["monthly_income"]),
        ("any(members, monthly_income > 15)", [1000, 1000], NO),
        ("all(members, monthly_income > 15)", [None, 1000], NO),
        ("all(members, monthly_income > 15)", [None, 2000], ["monthly_income"]),
        ("all(members, monthly_income > 15)", [2000, 2000], YES),
    ],
)
def test_a_household_is_added_up_and_counted(text: str, incomes: list[Any], value: Any) -> None:
    members = [view(str(n), **({} if one is None else {"monthly_income": one})) for n, one in enumerate(incomes)]
    members[0].members = members
    assert worth(check_condition(text, SCOPE), members[0]) == value


def test_the_one_whose_field_is_missing_is_named() -> None:
    members = [view("father", monthly_income=1000), view("son")]
    members[0].members = members
    value = compiled(check_condition("sum(members.monthly_income) == 10", SCOPE))(members[0])
    assert value.fields == {("son", "monthly_income")}


def test_rounding_waits_for_the_total() -> None:
    value = compiled(check_total("line / 7 * 3", SCOPE))(view())
    assert (value, half_up(value)) == (Fraction(330600, 7), 47229)


def test_a_lower_bound_of_what_decides_is_no_lower_bound_of_what_is_chosen() -> None:
    # Income is at least 0; the choice may come to nothing below that: 5 − 9 yuan.
    node = check_total("(5 if 100 < monthly_income else 4) - 9", SCOPE)
    value = compiled(node)(view())
    assert isinstance(value, Unknown)
    assert value.least is None
    looked_up = check_total("{1: 1, 2: -7}[count(members, destitute)] - 1", SCOPE)
    value = compiled(looked_up)(view())
    assert isinstance(value, Unknown)
    assert value.least is None
