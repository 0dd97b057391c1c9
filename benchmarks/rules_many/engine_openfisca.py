"""The twelve rules in OpenFisca: ``python engine_openfisca.py told.json``; needs OpenFisca-Core and Polars (to read).

A tax-benefit system of our own: two entities, a variable a field, a variable a benefit, every formula on whole arrays.
OpenFisca knows no *unknown*: an empty field takes its variable's default, which is the easier job. Amounts are float32,
as OpenFisca's are. Categories come as their codes and households by their place, so that no text is ever compared. The
whole city is one simulation: parts of half a million would take a tenth more of the processor, and less memory.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum, EnumArray
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import Simulation
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

HOUSEHOLD = build_entity("household", "households", "", roles=[{"key": "member", "plural": "members"}])
PERSON = build_entity("person", "persons", "", is_person=True)
WORDS = {
    "employment": ("employed", "self_employed", "flexible", "unemployed", "none", "retired"),
    "disability_kind": ("visual", "hearing", "speech", "physical", "intellectual", "mental", "multiple", "none"),
    "care_dependence": ("none", "full", "most", "partial"),
    "education_stage": (
        "none", "nursery", "kindergarten", "primary", "junior", "senior", "vocational", "college",
    ),
    "orphan_care": ("none", "institution", "dispersed"),
    "family_planning": ("none", "bereaved", "complication"),
}  # fmt: skip
ENUMS = {name: Enum(name, {word: word for word in words}) for name, words in WORDS.items()}
EMPLOYMENT, KIND, CARE = ENUMS["employment"], ENUMS["disability_kind"], ENUMS["care_dependence"]
STAGE, ORPHAN, FAMILY = ENUMS["education_stage"], ENUMS["orphan_care"], ENUMS["family_planning"]
YESNO = (
    "maternity_insured", "student_aid", "boarding", "elder_care_subsidy", "destitute", "in_care_institution",
)  # fmt: skip
WHOLE = ("maternity_leave_days", "unemployment_insured_months", "complication_grade", "disability_grade")
MONEY = ("employer_avg_wage", "monthly_income")
DATES = ("birth_date", "unemployed_since")


def variable(name: str, entity: Any, value_type: Any, formula: Callable[..., Any] | None = None) -> type[Variable]:
    """A variable by the month."""
    body: dict[str, Any] = {"entity": entity, "value_type": value_type, "definition_period": DateUnit.MONTH}
    if value_type is Enum:
        body |= {"possible_values": ENUMS[name], "default_value": ENUMS[name].none}
    if formula is not None:
        body["formula"] = formula
    return type(name, (Variable,), body)


def inputs() -> Iterator[type[Variable]]:
    """A variable for each field that is read."""
    yield from (variable(name, PERSON, bool) for name in YESNO)
    yield from (variable(name, PERSON, int) for name in WHOLE)
    yield from (variable(name, PERSON, float) for name in MONEY)
    yield from (variable(name, PERSON, date) for name in DATES)
    yield from (variable(name, PERSON, Enum) for name in WORDS)
    yield variable("low_income_standard", HOUSEHOLD, float)
    yield variable("assets_over_limit", HOUSEHOLD, bool)


def benefits(told: dict[str, Any]) -> dict[str, tuple[Any, Callable[..., Any]]]:
    """Each benefit's entity and formula: the amount in yuan, 1 for a service."""
    adult_by = np.datetime64(told["born_by"]["adult"])
    elder_by = np.datetime64(told["born_by"]["elder"])

    def minimum_living(household, period):
        heads = household.nb_persons()
        income = household.sum(household.members("monthly_income", period))
        standard = household("low_income_standard", period)
        owed = (income / heads < standard) * ~household("assets_over_limit", period)
        each = np.floor(np.maximum(standard - income / heads, standard * 0.3) * 100 + 0.5) / 100
        return owed * each * heads

    def severe_disability_minimum_living(person, period):
        grade, employment = person("disability_grade", period), person("employment", period)
        income, standard = person("monthly_income", period), person.household("low_income_standard", period)
        owed = (
            ((grade == 1) + (grade == 2))
            * ((employment == EMPLOYMENT.unemployed) + (employment == EMPLOYMENT.none))
            * (person("birth_date", period) <= adult_by)
            * (person.household("minimum_living", period) == 0)
            * (income < standard)
        )
        return owed * np.maximum(standard - income, standard * 0.3)

    def disabled_living_allowance(person, period):
        allowance = (person.household("minimum_living", period) > 0) + (
            person("severe_disability_minimum_living", period) > 0
        )
        return (
            (person("disability_grade", period) > 0) * allowance * person.household("low_income_standard", period) * 0.3
        )

    def severe_disability_care(person, period):
        grade, care, kind = (
            person(name, period) for name in ("disability_grade", "care_dependence", "disability_kind")
        )
        mild = (care == CARE.partial) * ((kind == KIND.hearing) + (kind == KIND.speech))
        base = np.where(mild, 50, np.array([0, 500, 250, 125])[np.asarray(care)])
        total = np.where(person("in_care_institution", period), base * 1.5 + 200, base)
        return ((grade == 1) + (grade == 2)) * (care != CARE.none) * total

    def orphan_support(person, period):
        rates = np.array([0, told["orphan_institution"], told["orphan_dispersed"]]) / 100
        child = person("birth_date", period) > adult_by
        return child * rates[np.asarray(person("orphan_care", period))]

    def destitute_support(person, period):
        return person("destitute", period) * (told["destitute"] / 100)

    def family_planning_special_support(person, period):
        family, grade = person("family_planning", period), person("complication_grade", period)
        young = np.where(person("care_dependence", period) != CARE.none, 800, 600)
        old = np.where(person("elder_care_subsidy", period), 600, 800)
        bereaved = np.where(person("birth_date", period) <= elder_by, old, young)
        harm = np.array([0, 700, 500, 300])[np.maximum(grade, 0)]
        return (family == FAMILY.bereaved) * bereaved + (family == FAMILY.complication) * harm

    def elder_welfare_subsidy(person, period):
        poor = person("destitute", period) + (person.household("minimum_living", period) > 0)
        return (person("birth_date", period) <= elder_by) * (person("elder_care_subsidy", period) + poor)

    def compulsory_education_living_allowance(person, period):
        stage, boards = person("education_stage", period), person("boarding", period)
        rate = (stage == STAGE.primary) * np.where(boards, 1000, 500) + (stage == STAGE.junior) * np.where(
            boards, 1250, 625
        )
        return person("student_aid", period) * rate

    def school_nutrition(person, period):
        stage = person("education_stage", period)
        return person("student_aid", period) * ((stage == STAGE.primary) + (stage == STAGE.junior)) * 1000

    def unemployment_insurance(person, period):
        insured = person("unemployment_insured_months", period)
        since = person("unemployed_since", period).astype("datetime64[M]").astype(np.int32)
        most = np.select([insured < 60, insured < 120], [12, 18], 24)
        lasting = (told["months"] - 12 * 1970 - 1) - since < most
        owed = (person("employment", period) == EMPLOYMENT.unemployed) * (insured >= 12) * lasting
        return owed * np.maximum(told["unemployment"] / 100, person.household("low_income_standard", period))

    def maternity_insurance(person, period):
        days = person("maternity_leave_days", period)
        return person("maternity_insured", period) * (days > 0) * person("employer_avg_wage", period) / 30 * days

    return {
        "minimum_living": (HOUSEHOLD, minimum_living),
        "severe_disability_minimum_living": (PERSON, severe_disability_minimum_living),
        "disabled_living_allowance": (PERSON, disabled_living_allowance),
        "severe_disability_care": (PERSON, severe_disability_care),
        "orphan_support": (PERSON, orphan_support),
        "destitute_support": (PERSON, destitute_support),
        "family_planning_special_support": (PERSON, family_planning_special_support),
        "elder_welfare_subsidy": (PERSON, elder_welfare_subsidy),
        "compulsory_education_living_allowance": (PERSON, compulsory_education_living_allowance),
        "school_nutrition": (PERSON, school_nutrition),
        "unemployment_insurance": (PERSON, unemployment_insurance),
        "maternity_insurance": (PERSON, maternity_insurance),
    }


def system_of(told: dict[str, Any]) -> TaxBenefitSystem:
    """The tax-benefit system with its variables."""
    system = TaxBenefitSystem([PERSON, HOUSEHOLD])
    for one in inputs():
        system.add_variable(one)
    for name, (entity, formula) in benefits(told).items():
        system.add_variable(variable(name, entity, float, formula))
    return system


def living(told: dict[str, Any]) -> pl.DataFrame:
    """Everyone who had not died before the month; the first day of the year 1 says that there is no such day."""
    death = pl.col("death_date")
    return (
        pl.scan_parquet(told["persons"])
        .select(told["person_columns"])
        .filter(death.is_null() | (death >= date.fromisoformat(told["first_day"])) | (death == date(1, 1, 1)))
        .collect()
    )


def simulation_of(system: TaxBenefitSystem, month: str, people: pl.DataFrame, homes: pl.DataFrame) -> Simulation:
    """A simulation of these people; those of a household lie together, so its place is a count of changes."""
    place = people["household_id"].rle_id()
    known = pl.DataFrame({"household_id": people["household_id"].filter(place.diff().fill_null(1) == 1)}).join(
        homes, on="household_id", how="left", maintain_order="left"
    )
    populations = system.instantiate_entities()
    person, household = populations["person"], populations["household"]
    person.count, person.ids = people.height, np.arange(people.height)
    household.count, household.ids = known.height, known["household_id"]
    household.members_entity_id = place.to_numpy()
    simulation = Simulation(system, populations)
    for name in (*YESNO, *WHOLE):
        simulation.set_input(name, month, people[name].fill_null(0).to_numpy())
    for name in MONEY:
        simulation.set_input(name, month, (people[name].fill_null(0) / 100).to_numpy())
    for name in DATES:
        simulation.set_input(name, month, people[name].fill_null(date(1, 1, 1)).to_numpy())
    for name, words in WORDS.items():
        codes = people[name].cast(pl.Enum(words)).to_physical().fill_null(words.index("none"))
        simulation.set_input(name, month, EnumArray(codes.to_numpy().astype(np.uint8), ENUMS[name]))
    simulation.set_input("low_income_standard", month, known["standard"].fill_null(0).to_numpy())
    simulation.set_input("assets_over_limit", month, known["assets_over_limit"].fill_null(True).to_numpy())
    return simulation


def rows_of(simulation: Simulation, told: dict[str, Any], month: str, people: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """A row for each benefit that is owed."""
    for benefit in told["benefits"]:
        yuan = simulation.calculate(benefit.replace("-", "_"), month)
        owed = np.flatnonzero(yuan >= 0.005)
        fen = np.floor(yuan[owed].astype(np.float64) * 100 + 0.5).astype(np.int64)
        if benefit == "minimum-living":
            households = simulation.household.ids[owed]
            persons = pl.repeat(None, len(owed), dtype=pl.String, eager=True)
        else:
            households, persons = people["household_id"][owed], people["person_id"][owed]
        yield pl.DataFrame(
            {"person_id": persons, "household_id": households, "amount_fen": fen},
        ).with_columns(benefit=pl.lit(benefit), outcome=pl.lit("owed"))


def main() -> None:
    """Read what is told, answer, and write ``answers.parquet``."""
    told = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    system = system_of(told)
    month = told["first_day"][:7]
    homes = (
        pl.scan_parquet(told["households"])
        .select(
            "household_id",
            "assets_over_limit",
            standard=pl.col("division").cast(pl.String).replace_strict(told["standards"], default=None) / 100,
        )
        .collect()
    )
    people = living(told)
    rows = rows_of(simulation_of(system, month, people, homes), told, month, people)
    pl.concat(rows).write_parquet(Path(told["out"]) / "answers.parquet", compression="snappy")


main()
