"""The language as one table: what may be written, what it means, and an example with its value.

The documentation is printed from it and the tests work it out, so neither can tell what the program does not do.
Every example is asked about the son in `HOME`, in December 2021.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from minsheng.rules.one import compiled
from minsheng.rules.scope import Other, Scope
from minsheng.rules.situation import situation_of
from minsheng.rules.syntax import parse
from minsheng.rules.types import MONEY
from minsheng.rules.values import NOTHING, Unknown
from minsheng.rules.view import View
from minsheng.terms.fields import fields_of
from minsheng.terms.money import half_up, yuan_text

DAY = date(2021, 12, 31)
HOME: Mapping[str, Any] = {
    "household": {"household_id": "h", "division": "330106", "area": "urban", "floor_area_m2": "60.5"},
    "persons": [
        {"person_id": "mother", "birth_date": "1959-05-01", "monthly_income": "800.50", "disability_kind": "none"},
        {
            "person_id": "son",
            "birth_date": "1990-02-28",
            "monthly_income": 0,
            "disability_kind": "hearing",
            "disability_grade": 1,
            "care_dependence": "partial",
            "chronic": ["diabetes"],
            "pregnancy_due": "none",
            "unemployed_since": "2021-10-31",
            "hukou_division": "330127",
        },
    ],
}
SCOPE = Scope("person", {"low_income_standard": MONEY}, {"minimum-living": Other("household", True)})


@dataclass(frozen=True)
class Entry:
    """One thing that may be written: the form, one sentence, and an example with its value."""

    form: str
    meaning: str
    example: str
    value: str


OPERATORS = (
    Entry("`a and b`", "Both hold; no as soon as one is no.", "disability_grade == 1 and destitute and age < 18", "no"),
    Entry("`a or b`", "At least one holds; yes as soon as one is yes.", "destitute or age >= 18", "yes"),
    Entry("`not a`", "The opposite.", "not destitute", "not known (destitute)"),
    Entry("`==` `!=`", "Equal, or not.", 'area == "urban"', "yes"),
    Entry("`<` `<=` `>` `>=`", "Less, at most, more, at least; may be chained.", "18 <= age < 60", "yes"),
    Entry("`x in (a, b)` `not in`", "Is one of these, or none.", "disability_grade in (1, 2)", "yes"),
    Entry("`word in list`", "The list has the word.", '"diabetes" in chronic', "yes"),
    Entry(
        "`+` `-`", "Sum and difference of money, or of numbers.", "low_income_standard - monthly_income", "1102.00 元"
    ),
    Entry("`*`", "Money times a number or ratio, or two numbers; exact.", "low_income_standard * 1.5", "1653.00 元"),
    Entry("`/`", "Exact quotient; nothing when divided by zero.", "count(members) / 3", "2/3"),
    Entry("`a if c else b`", "One value when the condition holds, else the other.", "300 if age < 18 else 200", "200"),
    Entry(
        "`{w: a, v: b}[x]`",
        "The value a table gives for a category or whole number; 0 for what it does not name.",
        "{full: 500, most: 250, partial: 125}[care_dependence]",
        "125",
    ),
    Entry("`500` `0.3`", "A figure, exact; yuan where it meets money.", "monthly_income < 1000.50", "yes"),
    Entry('`"word"`', "A category, a division, a text.", 'disability_kind == "hearing"', "yes"),
    Entry("`true` `false`", "Always, never; `owed: true` is for everyone.", "true or destitute", "yes"),
    Entry(
        "`field`",
        "A field of the person, household or institution the rule is about: the register's, or one the pack declares.",
        "floor_area_m2",
        "60.5",
    ),
    Entry("`parameter`", "A parameter, as it holds on the day in the division.", "low_income_standard", "1102.00 元"),
)
"""What is written with signs and names; a step of an amount is called by its name in the steps below it."""

FUNCTION_TABLE = (
    Entry("`age`", "Whole years (周岁) on the last day of the month.", "age", "31"),
    Entry("`last_day`", "The last day of the month.", 'last_day == date("2021-12-31")', "yes"),
    Entry("`date`", "A day.", 'birth_date < date("1990-03-01")', "yes"),
    Entry("`years_since`", "Whole years from a day to the last day of the month.", "years_since(birth_date)", "31"),
    Entry(
        "`months_since`", "Whole months from a day to the last day of the month.", "months_since(unemployed_since)", "2"
    ),
    Entry("`percent`", "What a clause prints with %.", "low_income_standard * percent(30)", "330.60 元"),
    Entry("`min`", "The smallest.", "min(500, low_income_standard)", "500.00 元"),
    Entry("`max`", "The greatest.", "max(0, 1000 - low_income_standard)", "0.00 元"),
    Entry("`to_fen`", "Money rounded half up to the fen.", "to_fen(low_income_standard / 3)", "367.33 元"),
    Entry("`floor`", "The whole number below.", "floor(count(members) / 3)", "0"),
    Entry("`ceil`", "The whole number above.", "ceil(count(members) / 3)", "1"),
    Entry("`within`", "The division is one of these, or below one.", 'within(hukou_division, "330100")', "yes"),
    Entry("`has`", "The field is known to hold something.", "has(pregnancy_due)", "no"),
    Entry("`count`", "How many members, or for how many a condition holds.", "count(members, age >= 60)", "1"),
    Entry("`sum`", "A figure added up over the members.", "sum(members.monthly_income)", "800.50 元"),
    Entry("`any`", "The condition holds for a member.", "any(members, age >= 60)", "yes"),
    Entry("`all`", "The condition holds for every member.", "all(members, age >= 60)", "no"),
    Entry(
        "`owed`", "Another benefit is owed; a household's may be asked by its people.", 'owed("minimum-living")', "yes"
    ),
    Entry(
        "`amount_of`", "What another benefit comes to; 0 when not owed.", 'amount_of("minimum-living") / 2', "701.75 元"
    ),
)


def value_of(example: str) -> str:
    """An example worked out, as the table shows it.

    >>> value_of("age + 1")
    '32'
    """
    from minsheng.rules.check import Checker

    node = Checker(example, SCOPE).node(parse(example))
    return shown_value(compiled(node)(_son()), node.type.kind)


def shown_value(value: Any, kind: str) -> str:
    """A value for the documentation."""
    if isinstance(value, Unknown):
        return f"not known ({', '.join(sorted(name for _, name in value.fields))})"
    if value is NOTHING:
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if kind == "money":
        return f"{yuan_text(half_up(value))} 元"
    if isinstance(value, Fraction) and kind == "ratio" and 1000 % value.denominator == 0:
        return f"{float(value):g}"
    return str(value)


def _son() -> View:
    situation = situation_of(HOME, DAY)
    parameters = {"low_income_standard": 110200}
    views = []
    for person in situation.persons:
        known = {**situation.household, **person}
        names = [one.name for entity in ("household", "person") for one in fields_of(entity)]
        values = {name: known.get(name, Unknown.of(person["person_id"], name)) for name in names}
        views.append(View(person["person_id"], values, parameters, DAY))
    son = views[1]
    son.members = views
    son.owed["minimum-living"], son.amounts["minimum-living"] = True, 140350
    return son


def language_table() -> str:
    """Every operator and function as Markdown tables."""
    parts = []
    for title, rows in (("### Operators", OPERATORS), ("### Functions", FUNCTION_TABLE)):
        lines = [title, "", "| write | means | example | is |", "|---|---|---|---|"]
        lines += (f"| {one.form} | {one.meaning} | `{one.example}` | {one.value} |" for one in rows)
        parts.append("\n".join(lines))
    return "\n\n".join(parts)
