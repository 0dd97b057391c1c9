"""What a reader of the calculator has told so far; it travels in the form itself, signed, and is kept nowhere.

A value is the text the register's contract writes; an empty one means asked and not known. Answers stay in the order
they were given, so that going back takes the last ones away.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.core import signing

from minsheng.rules.situation import IMPLIED, Situation, situation_of
from minsheng.terms.periods import Month, years_between

HOME = "home"
GATE = "has_disability"
"""Not a field of the register: whether somebody has a disability certificate, asked before what stands in it."""
MOST_PEOPLE = 40
MOST_TEXT = 60_000
_SALT = "minsheng.household"

Key = tuple[str, str]
"""Whose, and which field: ``("2", "sex")``; the household is `HOME`."""


@dataclass(frozen=True)
class Member:
    """Somebody of the household, as told on the page of who lives there; what is not known is empty."""

    relation: str
    sex: str = ""
    birth_date: str = ""

    def age(self, day: date) -> int | None:
        """Whole years on a day, None when the birth is not known."""
        return years_between(date.fromisoformat(self.birth_date), day) if self.birth_date else None


@dataclass(frozen=True)
class Told:
    """All a reader has told: where and when, who lives there, and the answers, one entry a page."""

    pack: str
    month: Month
    division: str = ""
    members: tuple[Member, ...] = ()
    answers: tuple[Mapping[Key, str], ...] = ()

    def values(self) -> dict[Key, str]:
        """Every answer, the later of two counting; what contradicts a "none" told later is dropped."""
        found: dict[Key, str] = {}
        for page in self.answers:
            found.update(page)
        for (owner, name), text in list(found.items()):
            gone = ("disability_kind", "disability_grade") if name == GATE and text == "no" else ()
            for other in (*gone, *IMPLIED.get((name, text), ())):
                found.pop((owner, other), None)
        return found

    def with_answer(self, page: Mapping[Key, str]) -> Told:
        """As this, with one page of answers more."""
        return replace(self, answers=(*self.answers, dict(page)))

    def without_last(self) -> Told:
        """As before the last page of answers."""
        return replace(self, answers=self.answers[:-1])

    @property
    def owners(self) -> tuple[str, ...]:
        """The identifiers of the members: "1" is the reader."""
        return tuple(str(number + 1) for number in range(len(self.members)))

    def member(self, owner: str) -> Member:
        """The member of that identifier."""
        return self.members[int(owner) - 1]

    def as_json(self, presumed: Mapping[Key, str] | None = None, extra: Mapping[Key, Any] | None = None) -> Any:
        """The household in the contract's form; ``presumed`` fills what was not asked, ``extra`` stands above all."""
        rows: dict[str, dict[str, Any]] = {HOME: {"household_id": HOME, "division": self.division}}
        for owner, member in zip(self.owners, self.members, strict=True):
            rows[owner] = {"person_id": owner, "relation": member.relation, "sex": member.sex}
            rows[owner] |= {"birth_date": member.birth_date, "residence_division": self.division}
        given = {**(presumed or {}), **self.values(), **(extra or {})}
        for (owner, name), text in given.items():
            if name == GATE:
                if text == "no":
                    rows[owner]["disability_kind"] = "none"
            else:
                rows[owner][name] = text
        persons = [{name: value for name, value in rows[owner].items() if value != ""} for owner in self.owners]
        household = {name: value for name, value in rows[HOME].items() if value != ""}
        return {"household": household, "persons": persons}

    def situation(self, presumed: Mapping[Key, str], extra: Mapping[Key, Any] | None = None) -> Situation:
        """The household as rules take it."""
        return situation_of(self.as_json(presumed, extra), self.month.last_day)


class Spoilt(Exception):
    """The form's hidden field is not one of ours: cut off, changed, or of an older key."""


def sealed(told: Told) -> str:
    """The state as a signed, compressed text for a form's hidden field."""
    people = [[each.relation, each.sex, each.birth_date] for each in told.members]
    pages = [[[owner, name, text] for (owner, name), text in page.items()] for page in told.answers]
    plain = {"p": told.pack, "m": str(told.month), "d": told.division, "w": people, "a": pages}
    return signing.dumps(plain, salt=_SALT, compress=True, serializer=_Plain)


def opened(text: str) -> Told:
    """The state a hidden field holds; raises `Spoilt`."""
    if len(text) > MOST_TEXT:
        raise Spoilt
    try:
        plain = signing.loads(text, salt=_SALT, serializer=_Plain)
        pages = tuple({(owner, name): said for owner, name, said in page} for page in plain["a"])
        members = tuple(Member(*each) for each in plain["w"])
        return Told(plain["p"], Month.parse(plain["m"]), plain["d"], members, pages)
    except (signing.BadSignature, ValueError, KeyError, TypeError):
        raise Spoilt from None


class _Plain:
    """JSON in UTF-8: Django's own form writes each Chinese character as six."""

    def dumps(self, value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

    def loads(self, data: bytes) -> Any:
        return json.loads(data)


def presumed(told: Told) -> dict[Key, str]:
    """What is not asked of somebody because of age or sex, and the value taken instead; shown beside the result.

    A child below 16 is in no work and pays no pension (Labour Law, art. 15); nobody below 17 serves; and so on.
    """
    day, asked = told.month.last_day, told.values()
    found: dict[Key, str] = {}
    for owner, member in zip(told.owners, told.members, strict=True):
        age = member.age(day)
        for name, text in (*_of_age(age), *_of_birth(age, member.sex)):
            if (owner, name) not in asked:
                found[owner, name] = text
    return found


_NO_WORK = (
    ("employment", "none"),
    ("hard_to_employ", "false"),
    ("unemployment_insured_months", "0"),
    ("maternity_insured", "false"),
    ("pension", "none"),
)
_NO_CHILD = (("orphan_care", "none"), ("child_hardship", "none"), ("left_behind", "false"))


def _of_age(age: int | None) -> Sequence[tuple[str, str]]:
    if age is None:
        return ()
    found = list(_NO_WORK) if age < 16 else []
    found += [("veteran", "none")] if age < 17 else []
    found += [("guardian_of_severe_mental", "false"), ("family_planning", "none")] if age < 18 else _NO_CHILD
    found += [("education_stage", "none")] if age < 2 or age >= 30 else []
    found += [("elder_care_subsidy", "false")] if age < 60 else []
    found += [("hard_to_employ", "false")] if age >= 60 else []
    return found


def _of_birth(age: int | None, sex: str) -> Sequence[tuple[str, str]]:
    if sex == "male" or (age is not None and not 15 <= age < 55):
        return (("pregnancy_due", "none"), ("maternity_leave_days", "0"))
    return ()
