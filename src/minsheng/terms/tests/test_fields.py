from __future__ import annotations

import pytest

from minsheng.terms.fields import FIELDS, MOST_FEN, Field, field_of, fields_of

HOUSEHOLD = "household_id division area floor_area_m2 owns_home assets_over_limit"
PERSON = """person_id household_id relation sex birth_date death_date hukou_division residence_division
residence_status residence_since monthly_income employment unemployment_insured_months unemployed_since hard_to_employ
employer_avg_wage maternity_insured maternity_leave_days disability_kind disability_grade care_dependence
in_care_institution education_stage grade school_ownership school_division boarding special_major student_aid
migrant_worker_child orphan_care child_hardship left_behind destitute elder_care_subsidy chronic pregnancy_due
family_planning complication_grade guardian_of_severe_mental pension medical veteran martyr_family"""
INSTITUTION = """institution_id kind division lon lat ownership capacity pupils boarders special_pupils rural
open_hours_week books periodicals new_books_year beds nursing_beds places_under_3 staff certified_staff"""


ADDED = {
    "household": "unsafe_house renewal_area sudden_hardship",
    "person": "residence_points visit_kind eligible_medical_cost critical_illness_cost",
}


def test_fields_are_those_of_the_contract_in_its_order_then_those_added_to_it() -> None:
    assert [field.name for field in fields_of("household")] == [*HOUSEHOLD.split(), *ADDED["household"].split()]
    assert [field.name for field in fields_of("person")] == [*PERSON.split(), *ADDED["person"].split()]
    measured = [field.name for field in fields_of("institution")]
    assert measured[: len(INSTITUTION.split())] == INSTITUTION.split()
    assert {"population", "hall_area_m2", "food_traceability", "free_entry", "built_on"} <= set(measured)


@pytest.mark.parametrize(
    ("name", "categories"),
    [
        ("relation", "head|spouse|child|parent|grandchild|grandparent|sibling|other"),
        ("sex", "male|female"),
        ("residence_status", "registered|permit|none"),
        ("employment", "employed|self_employed|flexible|unemployed|none|retired"),
        ("disability_kind", "visual|hearing|speech|physical|intellectual|mental|multiple"),
        ("care_dependence", "full|most|partial|none"),
        ("education_stage", "nursery|kindergarten|primary|junior|senior|vocational|college|none"),
        ("school_ownership", "public|private"),
        ("orphan_care", "institution|dispersed|none"),
        ("child_hardship", "unattended|low_income_serious|other|none"),
        (
            "chronic",
            "hypertension|diabetes|severe_mental|tuberculosis|keshan|kashin_beck|fluorosis|arsenic|cretinism|goitre"
            "|schistosomiasis",
        ),
        ("family_planning", "bereaved|complication|none"),
        ("pension", "employee|resident|public|none"),
        ("medical", "employee|resident|none"),
        ("veteran", "none|serving|demobilised|placed|disabled"),
    ],
)
def test_categories_of_a_person_are_those_of_the_contract(name: str, categories: str) -> None:
    field = field_of("person", name)
    assert field is not None
    assert "|".join(field.categories) == categories


def test_exactly_the_category_fields_have_categories_and_each_is_said_in_chinese() -> None:
    for field in FIELDS:
        assert bool(field.categories) == (field.type in ("category", "categories")), field.name
        assert len(field.category_labels) == len(field.categories), field.name
        assert all("\u4e00" <= said[0] <= "\u9fff" for said in (field.label.lstrip("3"), *field.category_labels))


def test_numbers_are_bounded_and_fit_their_scale_in_64_bits() -> None:
    for field in FIELDS:
        if field.type in ("money", "whole", "ratio"):
            assert field.low is not None, field.name
            assert field.high is not None, field.name
            assert field.high * field.scale <= MOST_FEN, field.name
        else:
            assert (field.low, field.high, field.scale) == (None, None, 1), field.name


def test_only_identifiers_and_a_persons_household_are_required() -> None:
    required = [(field.entity, field.name) for field in FIELDS if field.required]
    assert required == [
        ("household", "household_id"),
        ("person", "person_id"),
        ("person", "household_id"),
        ("institution", "institution_id"),
    ]


def test_names_are_unique_within_an_entity_and_an_unknown_name_is_none() -> None:
    assert len({(field.entity, field.name) for field in FIELDS}) == len(FIELDS)
    assert field_of("person", "nickname") is None
    assert isinstance(field_of("institution", "division"), Field)
