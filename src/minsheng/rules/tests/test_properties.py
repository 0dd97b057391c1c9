"""What holds of every rule: it loads or is refused in words, it answers, and knowing more never unsays an answer."""

from __future__ import annotations

import string
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from minsheng.packs.model import Benefit, Condition, Step
from minsheng.rules.answer import Answer, Assessor
from minsheng.rules.calls import FUNCTIONS
from minsheng.rules.check import check_condition, check_total
from minsheng.rules.parameters import Figure, Figures
from minsheng.rules.program import Part, Program, Rule
from minsheng.rules.scope import Scope
from minsheng.rules.situation import situation_of
from minsheng.rules.syntax import Wrong
from minsheng.rules.tests.expressions import DAY, amounts, conditions, homes, partly_known
from minsheng.rules.types import MONEY
from minsheng.rules.words import Words
from minsheng.terms.citation import Citation
from minsheng.terms.periods import Month

SCOPE = Scope("person", {"line": MONEY})
LINE = Figures("line", "标准", "元/月", (Figure("3301", date(2021, 1, 1), 110200), Figure("", date(2021, 1, 1), 88200)))
SOURCE = Citation("ls-2021")
FEW = settings(max_examples=80, deadline=None)


def assessor(condition: str, amount: str) -> Assessor:
    owed, total = check_condition(condition, SCOPE), check_total(amount, SCOPE)
    benefit = Benefit(
        "aid",
        "待遇",
        "work",
        "cash",
        "month",
        "person",
        SOURCE,
        date(2021, 1, 1),
        (Condition(condition),),
        amount=(Step("total", amount),),
    )
    words = Words(parameters={"line": "标准"})
    parts = [Part(name, node, words.of(node), "ls-2021") for name, node in (("", owed), ("total", total))]
    rule = Rule(benefit, SOURCE, benefit.since, None, None, (parts[0],), (parts[1],))
    return Assessor(Program("lakeside", (rule,), {"line": LINE}), Month(2021, 12))


def answers(ready: Assessor, home: dict[str, Any]) -> list[Answer]:
    return ready.answers(situation_of(home, DAY))


@FEW
@given(conditions(), amounts(), homes())
def test_with_everything_known_every_answer_is_yes_or_no_and_has_its_words(
    condition: str, amount: str, home: Any
) -> None:
    for answer in answers(assessor(condition, amount), home):
        assert answer.outcome in ("owed", "not_owed")
        assert (answer.amount is not None) == (answer.outcome == "owed")
        assert answer.as_json()["because"][0]["text"]


@FEW
@given(conditions(), amounts(), partly_known())
def test_knowing_more_never_unsays_an_answer(condition: str, amount: str, home: tuple[Any, Any]) -> None:
    ready = assessor(condition, amount)
    for before, after in zip(*(answers(ready, one) for one in home), strict=True):
        if before.outcome == "unknown":
            assert before.missing
        else:
            assert (before.outcome, before.amount) == (after.outcome, after.amount)


@FEW
@given(conditions(), partly_known())
def test_only_what_is_missing_needs_filling_in(condition: str, home: tuple[Any, Any]) -> None:
    """Filling in the fields an answer names is enough to settle it, asked again until none is named."""
    some, full = home
    ready = assessor(condition, "line")
    for _ in range(60):
        wanted = {pair for answer in answers(ready, some) if answer.unknown for pair in answer.unknown.fields}
        if not wanted:
            break
        for owner, name in wanted:
            rows = (
                [some["household"]]
                if owner in ("", "None")
                else [one for one in some["persons"] if one["person_id"] == owner]
            )
            whole = (
                full["household"]
                if rows[0] is some["household"]
                else next(one for one in full["persons"] if one["person_id"] == owner)
            )
            rows[0][name] = whole[name]
    assert all(answer.outcome != "unknown" for answer in answers(ready, some))


signs = st.sampled_from(
    [
        *string.printable,
        "（",
        "“",
        "年",
        "members",
        "age",
        " and ",
        " or ",
        " not ",
        " in ",
        " if ",
        " else ",
        "lambda ",
        "**",
        "//",
    ]
    + [f"{name}(" for name in FUNCTIONS]
    + [
        "monthly_income",
        "sex",
        "chronic",
        '"male"',
        "{full: 1}",
        "[care_dependence]",
        "==",
        "<=",
        "1.5",
        "0",
        "\x00",
        "\ud800",
    ]
)


def _refusal(check: Callable[[str, Scope], object], text: str) -> Wrong | None:
    """What the check says against the text; anything but a `Wrong` fails the test."""
    try:
        check(text, SCOPE)
    except Wrong as wrong:
        return wrong
    return None


@settings(max_examples=300, deadline=None)
@given(st.lists(signs, max_size=24).map("".join))
def test_whatever_is_written_is_a_rule_or_is_refused_in_words(text: str) -> None:
    for check in (check_condition, check_total):
        refused = _refusal(check, text)
        assert refused is None or (refused.message != "" and refused.code.startswith("rule."))


@FEW
@given(conditions(depth=2), st.data())
def test_a_rule_with_one_sign_changed_is_a_rule_or_is_refused(condition: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(condition) - 1))
    text = condition[:at] + data.draw(signs) + condition[at + 1 :]
    refused = _refusal(check_condition, text)
    assert refused is None or refused.message != ""


@FEW
@given(st.decimals(0, 10**6, places=2), st.integers(1, 12), st.integers(0, 100))
def test_money_is_exact_and_rounded_half_up_once(income: Decimal, parts: int, rate: int) -> None:
    ready = assessor("true", f"monthly_income / {parts} * percent({rate}) + 1")
    (answer,) = answers(ready, {"persons": [{"monthly_income": str(income)}]})
    fen = int(income * 100)
    assert answer.amount == 100 + (2 * fen * rate + parts * 100) // (2 * parts * 100)
