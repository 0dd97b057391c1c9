"""Which department keeps each field of the register: where it has to come from when registers are shared.

The departments are those whose national duties the field falls under; a city may divide them otherwise, and its own
data catalogue has the last word. An institution's measures are kept by whoever the institution is under.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from minsheng.terms.fields import FIELDS, Entity, Field


@dataclass(frozen=True)
class Owner:
    """A department, in Chinese and English."""

    id: str
    name: str
    name_en: str


OWNERS: Mapping[str, Owner] = {
    one.id: one
    for one in (
        Owner("security", "公安部门", "Public security"),
        Owner("civil", "民政部门", "Civil affairs"),
        Owner("labour", "人力资源和社会保障部门", "Human resources and social security"),
        Owner("insurance", "医疗保障部门", "Healthcare security"),
        Owner("disabled", "残疾人联合会", "Disabled Persons' Federation"),
        Owner("education", "教育部门", "Education"),
        Owner("health", "卫生健康部门", "Health"),
        Owner("veterans", "退役军人事务部门", "Veterans affairs"),
        Owner("land", "自然资源部门（不动产登记）", "Natural resources (property registration)"),
        Owner("housing", "住房和城乡建设部门", "Housing and construction"),
        Owner("statistics", "统计部门", "Statistics"),
        Owner("supervisor", "机构的主管部门", "The department the institution is under"),
    )
}
"""Every department by its short name."""

_KEPT: Mapping[Entity, Mapping[str, str]] = {
    "household": {
        "security": "household_id division",
        "statistics": "area",
        "land": "floor_area_m2 owns_home",
        "civil": "assets_over_limit sudden_hardship",
        "housing": "unsafe_house renewal_area",
    },
    "person": {
        "security": (
            "person_id household_id relation sex birth_date death_date hukou_division residence_division "
            "residence_status residence_since residence_points"
        ),
        "labour": "employment unemployment_insured_months unemployed_since hard_to_employ pension",
        "insurance": (
            "employer_avg_wage maternity_insured maternity_leave_days medical visit_kind eligible_medical_cost "
            "critical_illness_cost"
        ),
        "disabled": "disability_kind disability_grade care_dependence",
        "civil": (
            "monthly_income in_care_institution orphan_care child_hardship left_behind destitute elder_care_subsidy"
        ),
        "education": (
            "education_stage grade school_ownership school_division boarding special_major student_aid "
            "migrant_worker_child"
        ),
        "health": "chronic pregnancy_due family_planning complication_grade guardian_of_severe_mental",
        "veterans": "veteran martyr_family",
    },
    "institution": {"supervisor": " ".join(field.name for field in FIELDS if field.entity == "institution")},
}

_OWNER = {
    (entity, name): OWNERS[owner]
    for entity, kept in _KEPT.items()
    for owner, names in kept.items()
    for name in names.split()
}


def owner_of(field: Field) -> Owner | None:
    """The department that keeps the field; None for one a pack has added.

    >>> from minsheng.terms.fields import field_of
    >>> owner_of(field_of("person", "disability_grade")).name
    '残疾人联合会'
    """
    return _OWNER.get((field.entity, field.name))
