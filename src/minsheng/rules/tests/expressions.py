"""Random conditions and amounts of the language, and random homes to ask them of."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from minsheng.terms.fields import Field, fields_of

DAY = date(2021, 12, 31)
MONEY_FIELDS = ("monthly_income", "employer_avg_wage")
WHOLE_FIELDS = ("disability_grade", "grade", "unemployment_insured_months", "age", "months_since(unemployed_since)")
YES_FIELDS = ("destitute", "in_care_institution", "owns_home", "has(pregnancy_due)")
CATEGORY_FIELDS = {
    "care_dependence": ("full", "most", "partial", "none"),
    "disability_kind": ("hearing", "speech", "mental"),
    "area": ("urban", "rural"),
}
SAYINGS = (
    "disability_kind != 'mental'",
    "area == 'rural'",
    "hukou_division == division",
    "hukou_division != division",
    "destitute == owns_home",
    "destitute != in_care_institution",
    "birth_date < date('1990-02-28')",
    "max(birth_date, unemployed_since) >= date('2001-03-01')",
    "has(chronic)",
    "has(disability_kind)",
    "has(disability_grade)",
    "disability_grade in (1, 2)",
    "(destitute if owns_home else in_care_institution)",
    "years_since(birth_date if destitute else unemployed_since) > 20",
)
COMPARISONS = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])


def _in(names: dict[str, tuple[str, ...]]) -> st.SearchStrategy[str]:
    def among(name: str) -> st.SearchStrategy[str]:
        words = st.lists(st.sampled_from(names[name]), min_size=1, max_size=3, unique=True)
        return words.map(lambda found: f"{name} in ({', '.join(repr(word) for word in found)},)")

    return st.sampled_from(sorted(names)).flatmap(among)


@st.composite
def conditions(draw: st.DrawFn, depth: int = 3, members: bool = True) -> str:
    """A condition about a person."""
    kinds = ["yes", "in", "whole", "money", "list", "within", "said"]
    kinds += ["and", "or", "not"] if depth else []
    kinds += ["any", "all", "count"] if members and depth else []
    kind = draw(st.sampled_from(kinds))

    def inner(members: bool = members) -> str:
        return draw(conditions(depth - 1, members))

    if kind in ("and", "or"):
        return f"({inner()} {kind} {inner()})"
    if kind == "not":
        return f"(not {inner()})"
    if kind in ("any", "all"):
        return f"{kind}(members, {inner(False)})"
    if kind == "count":
        return f"count(members, {inner(False)}) {draw(COMPARISONS)} {draw(st.integers(0, 3))}"
    if kind == "yes":
        return draw(st.sampled_from(YES_FIELDS))
    if kind == "said":
        return draw(st.sampled_from(SAYINGS))
    if kind == "in":
        return draw(_in(CATEGORY_FIELDS))
    if kind == "list":
        return f"{draw(st.sampled_from(['diabetes', 'hypertension']))!r} in chronic"
    if kind == "within":
        return 'within(hukou_division, "330100")'
    maker = wholes if kind == "whole" else amounts
    least = max(depth - 1, 0)
    return f"({draw(maker(least, members))} {draw(COMPARISONS)} {draw(maker(least, members))})"


@st.composite
def wholes(draw: st.DrawFn, depth: int = 2, members: bool = True) -> str:
    """A whole number about a person."""
    kinds = ["field", "figure", *(["sum", "floor"] if depth else []), *(["count"] if members else [])]
    kind = draw(st.sampled_from(kinds))
    if kind == "sum":
        return f"({draw(wholes(depth - 1, members))} {draw(st.sampled_from('+-*'))} {draw(wholes(depth - 1, members))})"
    if kind == "floor":
        return f"floor({draw(wholes(depth - 1, members))} / {draw(wholes(depth - 1, members))})"
    if kind == "count":
        return "count(members)"
    return draw(st.sampled_from(WHOLE_FIELDS)) if kind == "field" else str(draw(st.integers(1, 100)))


@st.composite
def amounts(draw: st.DrawFn, depth: int = 3, members: bool = True) -> str:
    """Money about a person."""
    kinds = ["field", "parameter"]
    kinds += ["sum", "rate", "share", "per", "min", "fen", "if", "lookup", "table"] if depth else []
    kinds += ["members"] if members and depth else []
    kind = draw(st.sampled_from(kinds))

    def inner(members: bool = members) -> str:
        return draw(amounts(depth - 1, members))

    if kind == "sum":
        return f"({inner()} {draw(st.sampled_from('+-'))} {inner()})"
    if kind == "rate":
        return f"({inner()} * {draw(st.sampled_from(['0.3', 'percent(80)', '1.5', '3']))})"
    if kind == "share":
        return f"({inner()} / {draw(wholes(0, members))})"
    if kind == "per":
        return f"({inner()} * ({inner()} / {inner()}))"
    if kind == "table":
        return f"({{1: {inner()}, 2: 250}}[disability_grade])"
    if kind == "min":
        return f"{draw(st.sampled_from(['min', 'max']))}({inner()}, {inner()})"
    if kind == "fen":
        return f"to_fen({inner()})"
    if kind == "if":
        return f"({inner()} if {draw(conditions(depth - 1, members))} else {inner()})"
    if kind == "lookup":
        return f"({{full: {inner()}, most: 250, partial: 12.5}}[care_dependence])"
    if kind == "members":
        return f"sum(members, {inner(False)})"
    return "line" if kind == "parameter" else draw(st.sampled_from(MONEY_FIELDS))


USED = (
    "monthly_income",
    "employer_avg_wage",
    "disability_grade",
    "grade",
    "unemployment_insured_months",
    "birth_date",
    "unemployed_since",
    "destitute",
    "in_care_institution",
    "care_dependence",
    "disability_kind",
    "chronic",
    "hukou_division",
    "pregnancy_due",
)


def _value(field: Field) -> st.SearchStrategy[Any]:
    if field.type == "money":
        usual, huge = st.integers(0, 300_000), st.integers(10**14, 10**15)
        return (usual | usual | usual | huge).map(lambda fen: f"{fen // 100}.{fen % 100:02}")
    if field.type == "whole":
        return st.integers(field.low or 0, min(field.high or 0, 100)) | st.just("none")
    if field.type == "date":
        days = st.integers(0, 80 * 366).map(lambda back: (DAY - timedelta(days=back)).isoformat())
        return days if field.name == "birth_date" else days | st.just("none")
    if field.type == "yesno":
        return st.booleans()
    if field.type == "category":
        words = (*field.categories, "none") if field.can_be_none else field.categories
        return st.sampled_from(words)
    if field.type == "categories":
        return st.lists(st.sampled_from(field.categories), max_size=2)
    return st.sampled_from(["330106", "330127", "330800"])


@st.composite
def homes(draw: st.DrawFn, most: int = 3) -> dict[str, Any]:
    """A home in which every field the expressions use is known."""
    people = []
    for number in range(draw(st.integers(1, most))):
        known = {one.name: draw(_value(one)) for one in fields_of("person") if one.name in USED}
        if known["disability_kind"] == "none":
            known["disability_grade"] = "none"
        people.append({"person_id": str(number), **known})
    house = {
        one.name: draw(_value(one)) for one in fields_of("household") if one.name in ("area", "owns_home", "division")
    }
    return {"household": house, "persons": people}


@st.composite
def partly_known(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """A home with some fields left out, and the same with all of them."""
    full = draw(homes())

    def thinned(row: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in row.items() if name == "person_id" or draw(st.booleans())}

    return {"household": thinned(full["household"]), "persons": [thinned(one) for one in full["persons"]]}, full
