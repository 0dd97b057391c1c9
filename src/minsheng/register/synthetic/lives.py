"""What a made-up person does, owns and is entitled to: every field drawn from the stated shares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from minsheng.register.synthetic.homes import CHILD, COLLECTIVE, MATE, Homes
from minsheng.register.synthetic.margins import FEMALE, MALE, Ints
from minsheng.terms.fields import field_of

Mask = NDArray[np.bool_]
Column = NDArray[Any]
NOT_KNOWN = -(10**9)
NONE = NOT_KNOWN + 1
"""Known not to exist, until it is stored as the field says."""
_SOMETIMES_EMPTY = (
    "monthly_income",
    "employment",
    "care_dependence",
    "education_stage",
    "pension",
    "medical",
    "disability_kind",
    "family_planning",
)
# Where one is not known, nor is what depends on it.
_WITH_IT = {
    "education_stage": ("grade", "school_ownership"),
    "disability_kind": ("disability_grade",),
    "family_planning": ("complication_grade",),
    "employment": ("unemployed_since",),
}


@dataclass(frozen=True)
class Lives:
    """Columns by field name; categories as places, ``NOT_KNOWN`` for an empty cell, lists as one mask a disease.

    ``NONE`` is what there is not: no grade without a disability, no date of birth expected.
    """

    columns: dict[str, Column]
    chronic: dict[str, Mask]


@dataclass(frozen=True)
class Town:
    """What of a person's surroundings the draw needs, by person: rural, moved here from elsewhere, the day."""

    rural: Mask
    moved: Mask
    day: int


def lives_of(homes: Homes, town: Town, share: Mapping[str, float], chance: np.random.Generator) -> Lives:
    """Every field of a person that is drawn from shares, for all people of the block."""
    draw = _Draw(homes, town, share, chance)
    draw.work()
    draw.disability()
    draw.school()
    draw.hardship()
    draw.health()
    draw.cover()
    draw.gaps()
    return Lives(draw.columns, draw.chronic)


class _Draw:
    """The draws, one method an area of life; later ones look at what earlier ones drew."""

    def __init__(self, homes: Homes, town: Town, share: Mapping[str, float], chance: np.random.Generator) -> None:
        self.share, self.town, self._chance = share, town, chance
        self.age, self.role, self.home = homes.age, homes.role, homes.home
        self.men, self.women = homes.sex == MALE, homes.sex == FEMALE
        self.collective = homes.kind[homes.home] == COLLECTIVE
        self.size = len(homes.age)
        self.columns: dict[str, Column] = {}
        self.chronic: dict[str, Mask] = {}
        self.pupil = np.zeros(self.size, bool)

    def _flip(self, among: Mask, share: float) -> Mask:
        return among & (self._chance.random(self.size) < share)

    def _pick(self, among: Mask, shares: Sequence[float]) -> Ints:
        """Places 0, 1, … with these shares; one past the last for the rest; NOT_KNOWN where not asked."""
        edges = np.cumsum(shares)
        return np.where(among, np.searchsorted(edges, self._chance.random(self.size), "right"), NOT_KNOWN)

    def _set(self, name: str, **where: Mask) -> None:
        """A category: the first whose mask holds; without any, none."""
        field = field_of("person", name)
        assert field is not None
        column = np.full(self.size, NONE)
        for category, mask in reversed(where.items()):
            column[mask] = field.categories.index(category)
        self.columns[name] = column

    def _dates(self, among: Mask, low: int, high: int) -> Ints:
        """Days from the day of the register, as days since 1970; none for everyone else."""
        return np.where(among, self.town.day + self._chance.integers(low, high, self.size), NONE)

    def work(self) -> None:
        """Employment, income and what comes with a job."""
        share, age = self.share, self.age
        prime = (self.men & (age >= 20) & (age < 60)) | (self.women & (age >= 20) & (age < 55))
        rate = np.where(self.men, share["employed_men"], share["employed_women"])
        works = prime & ((self._chance.random(self.size) < rate) | self.collective)
        jobless = self._flip(works, share["unemployed"])
        works &= ~jobless
        own = self._flip(works, share["self_employed"])
        flexible = self._flip(works & ~own, share["flexible"] / (1 - share["self_employed"]))
        staff = works & ~own & ~flexible
        retired = ~prime & (age >= 55) & ~self.town.rural
        everyone = np.ones(self.size, bool)
        self._set(
            "employment",
            employed=staff,
            self_employed=own,
            flexible=flexible,
            unemployed=jobless,
            retired=retired,
            none=everyone,
        )
        self._income(works, jobless, retired)
        insured = np.where(staff | jobless, self._chance.integers(0, 12 * np.clip(age - 20, 1, 25) + 1), 0)
        self.columns["unemployment_insured_months"] = insured
        self.columns["unemployed_since"] = self._dates(jobless, -720, 0)
        self.columns["hard_to_employ"] = self._flip(jobless, share["hard_to_employ"])
        wage = share["employer_wage"] * 100 * np.exp(self._chance.normal(0, 0.35, self.size))
        self.columns["employer_avg_wage"] = np.where(staff, wage.astype(np.int64), NOT_KNOWN)
        self.columns["maternity_insured"] = staff
        away = self._flip(staff & self.women & (age >= 22) & (age < 40), share["maternity_leave"])
        first = self._flip(away, share["first_child"])
        days = np.where(first, share["leave_days_first"], share["leave_days_later"])
        self.columns["maternity_leave_days"] = np.where(away, days, 0).astype(np.int64)

    def _income(self, works: Mask, jobless: Mask, retired: Mask) -> None:
        """Fen a month, such that the mean is the published one; earners earn, others live on pensions or on nothing."""
        share = self.share
        elder = self.age >= 60
        level = np.select([works, retired, elder, jobless], [1.0, 0.55, 0.12, 0.15], 0.0)
        level = np.where(self.town.rural, level * share["income_rural_ratio"], level)
        spread = np.exp(self._chance.normal(-(share["income_sigma"] ** 2) / 2, share["income_sigma"], self.size))
        fen = share["income_per_head"] * 100 / 12 * share["income_level"] * level * spread
        self.columns["monthly_income"] = (fen / 100).astype(np.int64) * 100

    def disability(self) -> None:
        """Kind, grade, dependence on care; who is well depends on nobody and has no grade."""
        share, age = self.share, self.age
        rate = np.select(
            [age < 18, age < 60], [share["disabled_under_18"], share["disabled_18_59"]], share["disabled_60_plus"]
        )
        disabled = self._chance.random(self.size) < rate
        kinds = ("visual", "hearing", "speech", "physical", "intellectual", "mental")
        self.columns["disability_kind"] = self._pick(disabled, [share[f"kind_{kind}"] for kind in kinds])
        self.columns["disability_kind"][~disabled] = NONE
        grades = self._pick(disabled, [share["grade_1"], share["grade_2"], share["grade_3"]])
        self.columns["disability_grade"] = np.where(disabled, grades + 1, NONE)
        severe = disabled & (grades <= 1)
        care = self._pick(severe, [share["care_full"], share["care_most"], share["care_partial"]])
        frail = self._flip((age >= 80) & ~severe, share["care_over_80"])
        care = np.where(frail, self._pick(frail, [0.2, 0.3, 0.5 + 1e-9]), care)
        field = field_of("person", "care_dependence")
        assert field is not None
        none = field.categories.index("none")
        self.columns["care_dependence"] = np.where(care == NOT_KNOWN, none, np.minimum(care, none))
        self.columns["in_care_institution"] = self._flip((age >= 80) | severe, share["in_institution"])

    def school(self) -> None:
        """The stage by age, and what belongs to a school."""
        share, age = self.share, self.age
        teen = (age >= 15) & (age <= 17)
        senior = self._flip(teen, share["senior"])
        vocational = self._flip(teen & ~senior, share["vocational"] / (1 - share["senior"]))
        stages = {
            "nursery": self._flip(age < 3, share["nursery"]),
            "kindergarten": self._flip((age >= 3) & (age <= 5), share["kindergarten"]),
            "primary": (age >= 6) & (age <= 11),
            "junior": (age >= 12) & (age <= 14),
            "senior": senior,
            "vocational": vocational,
            "college": self._flip((age >= 18) & (age <= 21), share["college"]),
        }
        self._set("education_stage", **stages, none=np.ones(self.size, bool))
        begins = {"kindergarten": 3, "primary": 6, "junior": 12, "senior": 15, "vocational": 15, "college": 18}
        grade = np.full(self.size, NONE)
        for stage, first in begins.items():
            grade = np.where(stages[stage], age - first + 1, grade)
        self.columns["grade"] = grade
        pupil = np.logical_or.reduce(list(stages.values()))
        private = self._flip(pupil, share["private_school"])
        self._set("school_ownership", private=private, public=pupil)
        teens = senior | vocational | stages["college"]
        self.columns["boarding"] = self._flip(stages["primary"] | stages["junior"], share["boarding"]) | self._flip(
            teens, share["boarding_senior"]
        )
        self.columns["special_major"] = self._flip(vocational, share["special_major"])
        disabled = self.columns["disability_grade"] > 0
        rate = np.where(disabled, share["student_aid_disabled"], share["student_aid"])
        self.columns["student_aid"] = pupil & (self._chance.random(self.size) < rate)
        self.columns["migrant_worker_child"] = self.town.moved & (age < 16)
        self.pupil = pupil

    def hardship(self) -> None:
        """Children in hardship, people in destitution, old people with a subsidy."""
        share, minor = self.share, self.age < 18
        orphan = self._flip(minor, share["orphan"])
        inside = self._flip(orphan, 0.3)
        everyone = np.ones(self.size, bool)
        self._set("orphan_care", institution=inside, dispersed=orphan, none=everyone)
        alone = self._flip(minor & ~orphan, share["unattended"])
        ill = self._flip(minor & ~orphan & ~alone, share["low_income_serious"])
        self._set("child_hardship", unattended=alone, low_income_serious=ill, none=everyone)
        child = minor & (self.role == CHILD)
        self.columns["left_behind"] = self._flip(child & self.town.rural, share["left_behind"])
        self.columns["destitute"] = self._flip((self.age >= 60) & (self.role == MATE), share["destitute"] * 10)
        self.columns["elder_care_subsidy"] = self._flip(self.age >= 60, share["elder_care_subsidy"])

    def health(self) -> None:
        """Diseases, expected births, what family planning gives."""
        share, age = self.share, self.age
        adult, middle, old = age >= 18, (age >= 40) & (age < 60), age >= 60
        for disease in ("hypertension", "diabetes"):
            young = self._flip(middle, share[f"{disease}_40_59"])
            self.chronic[disease] = young | self._flip(old, share[f"{disease}_60_plus"])
        for disease in ("severe_mental", "tuberculosis", "schistosomiasis"):
            self.chronic[disease] = self._flip(adult, share[disease])
        fertile = self.women & (age >= 22) & (age < 40)
        self.columns["pregnancy_due"] = self._dates(self._flip(fertile, share["pregnant"]), 1, 280)
        bereaved = self._flip(age >= 49, share["bereaved"])
        hurt = self._flip(self.women & (age >= 45) & ~bereaved, share["complication"])
        self._set("family_planning", bereaved=bereaved, complication=hurt, none=np.ones(self.size, bool))
        self.columns["complication_grade"] = np.where(hurt, self._chance.integers(1, 4, self.size), NONE)
        self.columns["guardian_of_severe_mental"] = self._flip(adult, share["guardian"])

    def cover(self) -> None:
        """Pension and medical insurance, service in the forces."""
        share = self.share
        adult = (self.age >= 18) & ~((self.age < 22) & self.pupil)
        public = self._flip(adult & (self.age < 60), share["pension_public"])
        rate = np.where(self.town.rural, share["pension_employee_rural"], share["pension_employee"])
        employee = adult & ~public & (self._chance.random(self.size) < rate)
        everyone = np.ones(self.size, bool)
        self._set("pension", public=public, employee=employee, resident=adult, none=everyone)
        bare = self._flip(everyone, share["uninsured"])
        self._set("medical", none=bare, employee=public | employee, resident=everyone)
        served = self._flip(self.men & (self.age >= 18), share["veteran"])
        serving = self._flip(served & (self.age < 40), 0.1)
        placed, hurt = self._flip(served, 0.1), self._flip(served, 0.02)
        self._set("veteran", serving=serving, disabled=hurt, placed=placed, demobilised=served, none=everyone)
        self.columns["martyr_family"] = self._flip(everyone, share["martyr_family"])

    def gaps(self) -> None:
        """Cells that real registers leave empty."""
        for name in _SOMETIMES_EMPTY:
            empty = self._flip(np.ones(self.size, bool), self.share["not_known"])
            for one in (name, *_WITH_IT.get(name, ())):
                self.columns[one] = np.where(empty, NOT_KNOWN, self.columns[one])
