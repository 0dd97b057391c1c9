"""Random rules, changes and cities: what differs is the difference of two full assessments, household by household."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from minsheng.assess.whatif.compared import MOST_FEN
from minsheng.assess.whatif.deciles import Incomes
from minsheng.assess.whatif.run import Question, compare_batch
from minsheng.packs.model import Benefit, Condition, Step
from minsheng.rules.answer import Assessor
from minsheng.rules.check import check_condition, check_total
from minsheng.rules.many.answer import CityAssessor
from minsheng.rules.many.tests.city import city, said_by_one
from minsheng.rules.parameters import Figure, Figures
from minsheng.rules.program import Part, Program, Rule
from minsheng.rules.scope import Other, Scope
from minsheng.rules.situation import situation_of
from minsheng.rules.tests.expressions import DAY, amounts, conditions, homes, partly_known
from minsheng.rules.types import MONEY
from minsheng.terms.citation import Citation
from minsheng.terms.fields import Entity
from minsheng.terms.periods import Month

MONTH = Month(2021, 12)
SINCE = DAY.replace(month=1, day=1)
SOURCE = Citation("ls-2021")
OTHERS = {"aid": Other("person", True), "home": Other("household", True)}


def rule(name: str, serves: Entity, condition: str, amount: str) -> Rule:
    scope = Scope(serves, {"line": MONEY}, OTHERS)
    owed, total = check_condition(condition, scope), check_total(amount, scope)
    benefit = Benefit(
        name, "待遇", "work", "cash", "month", serves, SOURCE, SINCE, (Condition(condition),),
        amount=(Step("total", amount),),
    )  # fmt: skip
    return Rule(benefit, SOURCE, SINCE, None, None, (Part("", owed, "", ""),), (Part("total", total, "", ""),))


def of_home(condition: str, amount: str) -> Rule:
    return rule("home", "household", f"any(members, {condition})", f"sum(members, {amount})")


@st.composite
def changes(draw: st.DrawFn) -> Question:
    """A program of four benefits, and the same with a rule, a figure, both or nothing changed."""
    low = conditions(1, members=False)
    aid = rule("aid", "person", draw(conditions(2)), draw(amounts(2)))
    home = of_home(draw(low), draw(amounts(1, members=False)))
    asking = draw(st.sampled_from(["owed('aid')", "owed('home')", "amount_of('home') > 300", "not owed('aid')"]))
    total = draw(st.sampled_from(["amount_of('aid') + line / 7", "sum(members, amount_of('aid')) - 20", "12.345"]))
    more = rule("more", "person", f"{asking} or {draw(low)}", total)
    apart = rule("apart", "person", "age >= 18", "100")
    line = Figures("line", "标准", "元/月", (Figure("3301", SINCE, 110200), Figure("330127", SINCE, 88200)))
    now = Program("lakeside", (aid, home, more, apart), {"line": line})
    what = draw(st.sampled_from(["rule", "figure", "both", "nothing", "gone"]))
    changed, wanted = now.rules, {}
    if what in ("rule", "both"):
        other = draw(st.sampled_from([0, 1]))
        new = rule("aid", "person", draw(conditions(2)), draw(amounts(2))) if other == 0 else None
        new = new or of_home(draw(low), draw(amounts(1, members=False)))
        changed = tuple(new if place == other else one for place, one in enumerate(now.rules))
    if what in ("figure", "both"):
        wanted = {"line": replace(line, figures=(Figure("", SINCE, draw(st.integers(0, 400_000))),))}
    if what == "gone":
        changed = (*now.rules[:2], now.rules[3])
    return Question(now, replace(now, rules=changed), MONTH, wanted=wanted)


@settings(max_examples=120, deadline=None)
@given(changes(), st.lists(homes() | partly_known().map(lambda pair: pair[0]), min_size=1, max_size=5))
def test_what_differs_is_the_difference_of_two_full_assessments(asked: Question, made: list[Any]) -> None:
    found = [situation_of(home, DAY) for home in made]
    before = said_by_one(Assessor(asked.now, MONTH, asked.before()), found)
    after = said_by_one(Assessor(asked.changed, MONTH, asked.after()), found)
    if any((amount or 0) > MOST_FEN for told in (before, after) for _, amount, _ in told.values()):
        return
    both = asked.paired()
    assessor = CityAssessor(both.program, MONTH)
    household, person, counts = city(found)
    span = compare_batch(assessor, assessor.batch_of_households(household, person, counts), both, counts)

    names = {key[0] for key in {**before, **after} if before.get(key, ("no",))[:2] != after.get(key, ("no",))[:2]}
    assert names <= set(span.lines)
    assert "apart" not in span.lines
    for name, lines in span.lines.items():
        assert _added(lines) == _expected(name, before, after)
    _check_incomes(span.homes, before, after, len(found), {pair.benefit.id for pair in both.pairs})


def _added(lines: Mapping[str, Any]) -> dict[str, int]:
    total: dict[str, int] = defaultdict(int)
    for line in lines.values():
        for name, value in vars(line).items():
            total[name] += value
    return {name: value for name, value in total.items() if value}


def _expected(name: str, before: Mapping[Any, Any], after: Mapping[Any, Any]) -> dict[str, int]:
    total: dict[str, int] = defaultdict(int)
    for key in {key for key in {**before, **after} if key[0] == name}:
        was, had, _ = before.get(key, ("no", 0, ()))
        is_, has, _ = after.get(key, ("no", 0, ()))
        for when, state, amount in (("before", was, had), ("after", is_, has)):
            total[f"count_{when}"] += state == "owed"
            total[f"fen_{when}"] += amount or 0
            total[f"unknown_{when}"] += state == "unknown"
        total["newly"] += (was, is_) == ("no", "owed")
        total["no_longer"] += (was, is_) == ("owed", "no")
        total["more"] += was == is_ == "owed" and has > had
        total["less"] += was == is_ == "owed" and has < had
        total["became_unknown"] += was != "unknown" and is_ == "unknown"
        total["became_known"] += was == "unknown" and is_ != "unknown"
        total["owed_to_unknown"] += (was, is_) == ("owed", "unknown")
        total["unknown_to_owed"] += (was, is_) == ("unknown", "owed")
    return {name: value for name, value in total.items() if value}


def _check_incomes(
    homes: Any, before: Mapping[Any, Any], after: Mapping[Any, Any], count: int, asked: set[str]
) -> None:
    change, doubt = [0] * count, [False] * count
    for key in {key for key in {**before, **after} if key[0] in asked}:
        sides = before.get(key, ("no", 0, ())), after.get(key, ("no", 0, ()))
        if "unknown" in (sides[0][0], sides[1][0]):
            doubt[int(key[1])] = True
        else:
            change[int(key[1])] += sides[1][1] - sides[0][1]
    members = homes[2]
    living = [place for place in range(count) if members[place]]
    incomes = Incomes(("month",))
    incomes.add(*homes)
    tenths = incomes.tenths("month")
    sure = [change[place] for place in living if not doubt[place]]
    assert sum(one.winners.households for one in tenths) == sum(fen > 0 for fen in sure)
    assert sum(one.losers.households for one in tenths) == sum(fen < 0 for fen in sure)
    assert sum(one.winners.fen + one.losers.fen for one in tenths) == sum(sure)
    assert sum(one.undecided for one in tenths) == sum(doubt[place] for place in living)
    assert sum(one.persons for one in tenths) == int(members.sum())
