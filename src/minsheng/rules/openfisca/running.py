"""Runs OpenFisca's tests against a pack: what each variable should be, and what the rules make of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from minsheng.packs.load import Loaded
from minsheng.rules.answer import Answer, Assessor
from minsheng.rules.openfisca.figures import figures_of
from minsheng.rules.openfisca.given import Raw, Told, slot
from minsheng.rules.openfisca.mapping import Variable
from minsheng.rules.openfisca.people import Home, People, Person, people_of
from minsheng.rules.openfisca.questions import Question, questions_of
from minsheng.rules.openfisca.reading import DEFAULT, Test
from minsheng.rules.openfisca.values import TRUTHS, number_from
from minsheng.rules.openfisca.variant import ASKED, Variant, variant_of
from minsheng.rules.situation import Situation, situation_of
from minsheng.rules.types import Type
from minsheng.rules.values import NOTHING, Unknown
from minsheng.terms.errors import MinshengError
from minsheng.terms.fields import Field
from minsheng.terms.periods import Month

Value = Fraction | bool | str | date | Unknown | None
"""What a variable comes to: an amount in yuan or a number, yes or no, a word, a day; not known; not there at all."""
_BORN = "birth_date"


@dataclass(frozen=True)
class Outcome:
    """A test with what did not come out; none when it passed."""

    test: Test
    wrong: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether everything came out as the test says."""
        return not self.wrong


class Runner:
    """Runs tests against one pack; a pack with the same reforms is put together once.

    Raises `MinshengError` when the pack has no mapping, or one that does not fit its rules.
    """

    def __init__(self, pack: str, packs: Mapping[str, Loaded]) -> None:
        self.pack = pack
        self.packs = packs
        self._variants: dict[tuple[str, ...], Variant] = {(): variant_of(pack, packs, ())}

    def run(self, test: Test) -> Outcome:
        """What of the test did not come out; a test that cannot be run is told as one that did not pass."""
        try:
            variant = self.variant(test)
            people = people_of(test, variant.names, variant.kinds)
            asking = _Asking(test, variant, people)
            return Outcome(test, tuple(asking.differences()))
        except MinshengError as error:
            return Outcome(test, tuple(str(fault) for fault in error.faults))

    def variant(self, test: Test) -> Variant:
        """The pack with the test's reforms and parameters."""
        found = self._variants.get(test.overlays)
        if found is None:
            found = self._variants[test.overlays] = variant_of(self.pack, self.packs, test.overlays)
        if test.parameters is None:
            return found
        return replace(found, figures=figures_of(test, found))


class _Asking:
    """One test being asked."""

    def __init__(self, test: Test, variant: Variant, people: People) -> None:
        self.test = test
        self.variant = variant
        self.people = people
        self.keys = {id(one): f"p{number}" for number, one in enumerate(people.persons)}
        self.keys |= {id(one): f"h{number}" for number, one in enumerate(people.homes)}
        self._answers: dict[Month, dict[tuple[str, str], Answer]] = {}

    def differences(self) -> Iterator[str]:
        for question in questions_of(self.test, self.variant, self.people):
            value = self.value(question)
            if not self.fits(question, value):
                line, expected = question.expected.line, question.expected.text
                yield f"第 {line} 行：{question.label} 应为 {expected}，算得 {_shown(value)}"

    def value(self, question: Question) -> Value:
        variable, month = question.variable, question.month(self.variant.names.day)
        if variable.field is not None:
            return self.input(variable, question.whose.told, month)
        given = question.whose.told.get(variable.name, {}).get(slot(variable, month))
        if given is not None and variable.benefit is not None:
            return self.readable(given, self.variant.given_field(variable), variable)
        answer = self.answers(month).get(self.key(variable, question.whose))
        name = variable.step or ("value" if variable.value is not None else None)
        if answer is None:
            # Not in force; or nobody there yet.
            return Fraction(0) if variable.value is None and self.there(question.whose, month) else None
        if answer.outcome == "unknown" and answer.unknown is not None:
            return answer.unknown
        if name is None:
            if answer.rule.steps:
                return Fraction(answer.amount or 0, 100)
            return answer.outcome == "owed"
        steps = {part.name: (part, value) for part, value in zip(answer.rule.steps, answer.steps, strict=False)}
        if name not in steps:
            return Fraction(0)
        part, found = steps[name]
        return _outside(found, part.node.type)

    def fits(self, question: Question, value: Value) -> bool:
        """Whether a value is what is expected, within the margins."""
        text = question.expected.text.strip()
        if value is None or isinstance(value, Unknown):
            return False
        if isinstance(value, date):
            return value.isoformat() == text
        if isinstance(value, str):
            return question.variable.words.get(text, text) == value
        wanted = _number(text)
        if wanted is None:
            return False
        name, test = question.variable.name, self.test
        least = test.absolute.get(name, test.absolute.get(DEFAULT))
        share = test.relative.get(name, test.relative.get(DEFAULT))
        least = Fraction(0) if least is None and share is None else least
        apart = abs(wanted - Fraction(value))
        return (least is None or apart <= least) and (share is None or apart <= abs(share * wanted))

    def key(self, variable: Variable, whose: Person | Home) -> tuple[str, str]:
        benefit = variable.benefit if variable.benefit is not None else ASKED + variable.name
        return benefit, self.keys[id(whose)]

    def answers(self, month: Month) -> dict[tuple[str, str], Answer]:
        """Every answer of a month, by benefit and whose it is."""
        found = self._answers.get(month)
        if found is not None:
            return found
        day = self.day(month)
        given = [one for one in self.variant.names.variables.values() if one.benefit is not None]
        given = [one for one in given if self.is_given(one, month)]
        program = self.variant.with_given(given)
        ready = Assessor(program, month, self.variant.figures, day=day)
        found = self._answers[month] = {}
        for home in self.people.homes:
            data = self.situation(home, month, given)
            if not data["persons"]:
                continue
            situation: Situation = situation_of(data, day, file=self.test.file, fields=program.fields)
            for answer in ready.answers(situation):
                found[answer.rule.benefit.id, answer.person_id or self.keys[id(home)]] = answer
        return found

    def day(self, month: Month) -> date:
        return month.first_day if self.variant.names.day == "first" else month.last_day

    def is_given(self, variable: Variable, month: Month) -> bool:
        key = slot(variable, month)
        return any(key in told.get(variable.name, ()) for told in self.people.told(self.variant.kinds[variable.name]))

    def situation(self, home: Home, month: Month, given: Sequence[Variable]) -> dict[str, Any]:
        """The household as `situation_of` reads it; who is born later is no member yet."""
        household = {"household_id": self.keys[id(home)], **self.fields("household", home.told, month, given)}
        persons = []
        for person in home.people:
            if self.born(person, month):
                told = self.fields("person", person.told, month, given)
                persons.append({"person_id": self.keys[id(person)], **person.roles, **told})
        return {"household": household, "persons": persons}

    def there(self, whose: Person | Home, month: Month) -> bool:
        people = whose.people if isinstance(whose, Home) else [whose]
        return any(self.born(person, month) for person in people)

    def born(self, person: Person, month: Month) -> bool:
        born = self.fields("person", person.told, month, ()).get(_BORN)
        try:
            return born is None or date.fromisoformat(born) <= self.day(month)
        except ValueError:
            return True  # no day at all: reading the situation says so

    def fields(self, kind: str, told: Told, month: Month, given: Sequence[Variable]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for variable in self.variant.names.variables.values():
            if self.variant.kinds[variable.name] != kind:
                continue
            if variable.field is not None:
                raw = self.raw(variable, told, month)
                if raw is not None:
                    found[variable.field] = self.readable(raw, self.field(variable), variable)
            elif variable.age_of is not None and slot(variable, month) in told.get(variable.name, ()):
                birth = self.variant.names.variables[variable.age_of]
                found[birth.field or _BORN] = self.birth(told[variable.name][slot(variable, month)], variable, month)
            elif variable in given:
                raw = told.get(variable.name, {}).get(slot(variable, month), "0")
                field = self.variant.given_field(variable)
                found[field.name] = self.readable(raw, field, variable)
        return found

    def birth(self, raw: Raw, variable: Variable, month: Month) -> str:
        """A day of birth that makes the age on the day asked."""
        age, day = self.number(raw, variable), self.day(month)
        if age.denominator != 1 or not 0 <= age <= 150:
            raise self.test.fault(f"{variable.name} 应是 0 到 150 的整数", self.test.line, str(raw), "18")
        years = day.year - age.numerator
        return date(years, day.month, min(day.day, Month(years, day.month).last_day.day)).isoformat()

    def raw(self, variable: Variable, told: Told, month: Month) -> Raw | None:
        """What is given of a field in a month, else what it is by default."""
        at = Month(month.year, 1) if variable.as_of == "january" else month
        return told.get(variable.name, {}).get(slot(variable, at), variable.default)

    def field(self, variable: Variable) -> Field:
        kind = self.variant.kinds[variable.name]
        found = self.variant.program.field_of("person" if kind == "person" else "household", variable.field or "")
        assert found is not None  # checked when the variant was put together
        return found

    def readable(self, raw: Raw, field: Field, variable: Variable) -> Fraction | bool | str:
        """A value of OpenFisca's as the register writes it."""
        if field.type in ("money", "whole", "ratio"):
            return self.number(raw, variable)
        text = str(raw).strip()
        if field.type == "yesno":
            number = _number(text)
            return text if number is None else number != 0
        return variable.words.get(text, text)

    def number(self, raw: Raw, variable: Variable) -> Fraction:
        try:
            return number_from(raw) if isinstance(raw, str) else raw
        except ValueError:
            raise self.test.fault(f"{variable.name} 不是数", self.test.line, str(raw), "如 1200") from None

    def input(self, variable: Variable, told: Told, month: Month) -> Value:
        """What is given of a field, as an answer."""
        raw = told.get(variable.name, {}).get(slot(variable, month), variable.default)
        if raw is None:
            return Unknown.of("", variable.name)
        field = self.field(variable)
        found = self.readable(raw, field, variable)
        return TRUTHS.get(found.lower()) if field.type == "yesno" and isinstance(found, str) else found


def _number(text: str) -> Fraction | None:
    """A number, or yes and no as one and nothing; None for anything else."""
    if text.lower() in TRUTHS:
        return Fraction(TRUTHS[text.lower()])
    try:
        return number_from(text)
    except ValueError:
        return None


def _outside(value: Any, type_: Type) -> Value:
    """A step's value in yuan, or as it is."""
    if isinstance(value, Unknown | bool | str | date):
        return value
    if value is NOTHING:
        return None
    return Fraction(value) / 100 if type_.kind == "money" else Fraction(value)


def _shown(value: Value) -> str:
    if isinstance(value, Unknown):
        return f"说不准（缺 {'、'.join(sorted({name for _, name in value.fields}))}）"
    if value is None:
        return "没有（那时还没有这个人，或没有这个值）"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Fraction):
        return str(value.numerator) if value.denominator == 1 else f"{float(value):.6f}".rstrip("0").rstrip(".")
    return str(value)
