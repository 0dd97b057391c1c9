"""Both compilers on random rules and random cities: the same to the fen, and on every answer that is not known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minsheng.packs.model import Benefit, Condition, Step
from minsheng.rules.answer import Assessor
from minsheng.rules.check import check_condition, check_total
from minsheng.rules.many.answer import MOST_AMOUNT, CityAssessor
from minsheng.rules.many.tests.city import said_by_many, said_by_one
from minsheng.rules.nodes import Compare, Const, FieldOf
from minsheng.rules.parameters import Figure, Figures
from minsheng.rules.program import Part, Program, Rule
from minsheng.rules.scope import Other, Scope
from minsheng.rules.situation import situation_of
from minsheng.rules.tests.expressions import DAY, amounts, conditions, homes, partly_known
from minsheng.rules.types import MONEY, YESNO
from minsheng.terms.citation import Citation
from minsheng.terms.errors import MinshengError
from minsheng.terms.fields import Entity, Field
from minsheng.terms.periods import Month

SINCE = date(2021, 1, 1)
LATER = Figure("330106", date(2024, 1, 1), Fraction(123456, 7))
LINE = Figures("line", "标准", "元/月", (Figure("3301", SINCE, 110200), Figure("330127", SINCE, 88200), LATER))
SOURCE = Citation("ls-2021")
MONTHS = st.sampled_from([Month(2021, 12), Month(2022, 2), Month(2024, 2), Month(2025, 11)])
OTHERS = {"aid": Other("person", True), "home": Other("household", True)}


def rule(name: str, serves: Entity, condition: str, amount: str) -> Rule:
    scope = Scope(serves, {"line": MONEY}, OTHERS)
    owed, total = check_condition(condition, scope), check_total(amount, scope)
    benefit = Benefit(
        name, "待遇", "work", "cash", "month", serves, SOURCE, SINCE, (Condition(condition),),
        amount=(Step("total", amount),),
    )  # fmt: skip
    parts = [Part(step, node, "", "ls-2021") for step, node in (("", owed), ("total", total))]
    return Rule(benefit, SOURCE, SINCE, None, None, (parts[0],), (parts[1],))


@st.composite
def rules(draw: st.DrawFn) -> tuple[Rule, ...]:
    """A benefit for a person, one for the household, and one that asks about both."""
    home = draw(conditions(2, members=False))
    amount = draw(amounts(2, members=False))
    glue = draw(st.sampled_from(["and", "or"]))
    asking = draw(st.sampled_from(["owed('aid')", "owed('home')", "amount_of('home') > 300", "not owed('aid')"]))
    total = draw(st.sampled_from(["amount_of('aid') + line / 7", "sum(members, amount_of('aid')) - 20", "12.345"]))
    return (
        rule("aid", "person", draw(conditions()), draw(amounts())),
        rule("home", "household", f"any(members, {home})", f"sum(members, {amount})"),
        rule("more", "person", f"{asking} {glue} {draw(conditions(1))}", total),
    )


@st.composite
def cities(draw: st.DrawFn) -> list[Any]:
    found = draw(st.lists(homes() | partly_known().map(lambda pair: pair[0]), min_size=1, max_size=4))
    for home in found:
        for person in home["persons"]:
            if draw(st.integers(0, 9)) == 0:
                person["birth_date"] = "1950-02-28"
                person["death_date"] = draw(st.sampled_from(["2021-11-30", "2021-12-01", "2020-02-29"]))
    return found


@settings(max_examples=250, deadline=None)
@given(rules(), cities(), MONTHS)
def test_one_and_many_agree_to_the_fen_and_on_every_unknown(
    made: tuple[Rule, ...], told: list[Any], month: Month
) -> None:
    program = Program("lakeside", made, {"line": LINE})
    found = [situation_of(home, DAY) for home in told]
    one, many = said_by_one(Assessor(program, month), found), CityAssessor(program, month)
    if any((amount or 0) > MOST_AMOUNT for _, amount, _ in one.values()):
        with pytest.raises(MinshengError, match="数额超出范围"):
            said_by_many(many, found)
    else:
        assert said_by_many(many, found) == one


def test_a_benefit_no_longer_in_force_is_owed_to_nobody_and_comes_to_nothing() -> None:
    ended = replace(rule("aid", "person", "true", "100"), until=date(2022, 12, 31))
    asking = rule("more", "person", "not owed('aid')", "amount_of('aid') + 7")
    program = Program("lakeside", (ended, asking), {"line": LINE})
    home = [situation_of({"household": {}, "persons": [{"person_id": "0"}]}, DAY)]
    expected = {2022: {("aid", "0", "0"): ("owed", 10000, ())}, 2023: {("more", "0", "0"): ("owed", 700, ())}}
    for year, told in expected.items():
        month = Month(year, 6)
        assert said_by_one(Assessor(program, month), home) == told
        assert said_by_many(CityAssessor(program, month), home) == told


def test_a_field_only_the_pack_knows_is_not_known_in_a_register_without_it() -> None:
    rent = Field("rent", "household", "money", "月租金", "rent", "personal", "元", low=0, high=10**6, scale=100)
    made = rule("aid", "household", "count(members) > 0", "100")
    owed = Compare(YESNO, ">", FieldOf(MONEY, "household", "rent"), Const(MONEY, 50000))
    made = replace(made, conditions=(Part("", owed, "", "ls-2021"),))
    program = Program("lakeside", (made,), {"line": LINE}, fields={"rent": rent})
    home = [situation_of({"household": {}, "persons": [{"person_id": "0"}]}, DAY)]
    told = {("aid", "0", None): ("unknown", None, ("rent",))}
    assert said_by_one(Assessor(program, Month(2021, 12)), home) == told
    assert said_by_many(CityAssessor(program, Month(2021, 12)), home) == told


def test_a_child_born_after_the_month_is_no_member_yet_and_is_owed_nothing() -> None:
    made = (
        rule("aid", "person", "true", "100"),
        rule("dead", "person", "has(death_date) or true", "5"),
        rule("home", "household", "count(members) == 1", "7"),
    )
    program = Program("lakeside", made, {"line": LINE})
    people = [{"person_id": "mother", "birth_date": "1990-05-01"}, {"person_id": "child", "birth_date": "2021-06-01"}]
    home = [situation_of({"household": {}, "persons": people}, DAY)]
    before = said_by_many(CityAssessor(program, Month(2021, 1)), home)
    assert before == {
        ("aid", "0", "mother"): ("owed", 10000, ()),
        ("dead", "0", "mother"): ("owed", 500, ()),
        ("home", "0", None): ("owed", 700, ()),
    }
    after = said_by_many(CityAssessor(program, Month(2021, 6)), home)
    assert ("aid", "0", "child") in after
    assert ("home", "0", None) not in after
