"""The language's own table, worked out over columns: every example is worth what the documentation says."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from minsheng.rules.check import Checker
from minsheng.rules.many.compile import Compiler
from minsheng.rules.many.number import Number
from minsheng.rules.many.rows import Batch, Bits
from minsheng.rules.many.tests.city import city
from minsheng.rules.many.truth import Truth
from minsheng.rules.parameters import Figure, Figures
from minsheng.rules.situation import situation_of
from minsheng.rules.syntax import parse
from minsheng.rules.table import DAY, FUNCTION_TABLE, HOME, OPERATORS, SCOPE, Entry, shown_value
from minsheng.rules.values import NOTHING, Unknown
from minsheng.terms.fields import fields_of

LINE = Figures("low_income_standard", "低保标准", "元/月", (Figure("", date(2021, 1, 1), 110200),))
NAMES = tuple(field.name for entity in ("household", "person") for field in fields_of(entity))
SON = 1


def worth(expression: str) -> str:
    """What the expression is worth for the son, worked out over the columns of a city of one home."""
    node = Checker(expression, SCOPE).node(parse(expression))
    household, person, counts = city([situation_of(HOME, DAY)])
    batch = Batch(
        {"household": household, "person": person},
        counts,
        day=DAY,
        first_day=DAY.replace(day=1),
        figures={"low_income_standard": LINE},
        resolved={},
        bits=Bits((*NAMES, "low_income_standard")),
    )
    owed, amount = Truth.sure(np.ones(1, bool)), Number(np.array([140350]), 0, 140350)
    batch.tell("minimum-living", "household", owed, amount)
    rows = batch.rows("person").pick(np.array([SON]), asking=True)
    found = Compiler([node]).run(node)(rows)
    return shown_value(_of_one(found, batch.bits), node.type.kind)


def _of_one(found: Any, bits: Bits) -> Any:
    if isinstance(found, Truth):
        full = found.full(1)
        if full.may[0] == full.yes[0]:
            return bool(full.yes[0])
    else:
        full = found.full(1)
        if full.gone is not None and full.gone[0]:
            return NOTHING
        if full.unk is None or not full.unk[0]:
            den = full.den if isinstance(full.den, int) else full.den[0]
            exact = Fraction(int(full.num[0]), int(den))
            return exact.numerator if exact.denominator == 1 else exact
    assert full.miss is not None
    return Unknown(frozenset(("son", name) for name in bits.names_of(full.miss[:, 0])))


@pytest.mark.parametrize(
    "entry", [one for one in (*OPERATORS, *FUNCTION_TABLE) if "word" not in one.form], ids=lambda entry: entry.form
)
def test_an_example_is_worth_the_same_over_columns(entry: Entry) -> None:
    assert worth(entry.example) == entry.value


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("destitute and age < 18", "no"),  # not known, but under 18 he is not
        ("destitute or age >= 18", "yes"),
        ("not destitute", "not known (destitute)"),
        ("destitute and left_behind", "not known (destitute, left_behind)"),
        ("pregnancy_due < last_day", "no"),  # there is none
        ("months_since(pregnancy_due) > 1", "no"),
        ("count(members) / count(members, age > 90)", "nothing"),
        ("sum(members.monthly_income) < 800", "no"),
        ("sum(members.employer_avg_wage) + 900 > 800", "yes"),  # nobody tells, but wages are not below nothing
        ("sum(members.employer_avg_wage) + 700 > 800", "not known (employer_avg_wage)"),
        ("count(members, destitute) >= 0", "yes"),
        ("max(500, employer_avg_wage) >= 500", "yes"),
        ("300 if destitute else 300", "300"),
        ("300 if destitute else 200", "not known (destitute)"),
        ("{1: 5, 2: 7}[disability_grade]", "5"),
        ("to_fen(0.125 * 10)", "1.25 元"),
        ("to_fen(low_income_standard / 16 / 100)", "0.69 元"),  # 0.68875
    ],
)
def test_what_is_not_known_and_not_there_over_columns(expression: str, expected: str) -> None:
    assert worth(expression) == expected
