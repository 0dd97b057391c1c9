"""What a program answers for one household or institution: each benefit's outcome, amount and reasons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal

from minsheng.rules.one import Run, View, compiled
from minsheng.rules.parameters import Figures
from minsheng.rules.program import Part, Program, Rule, called_parameters, fields_read
from minsheng.rules.situation import Situation
from minsheng.rules.values import NOTHING, Unknown, joined
from minsheng.terms.fields import Entity
from minsheng.terms.money import half_up, yuan_text
from minsheng.terms.periods import Month

Outcome = Literal["owed", "not_owed", "unknown"]


@dataclass(frozen=True)
class Answer:
    """The answer to one benefit for one person, household or institution.

    ``amount`` is in fen, None for services and where nothing is owed. ``found`` has the value of each condition and
    step, in order; steps are worked out only when the conditions hold.
    """

    rule: Rule
    view: View
    person_id: str | None
    outcome: Outcome
    amount: int | None
    unknown: Unknown | None
    found: tuple[Any, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """The fields and parameters that would settle an unknown answer."""
        return () if self.unknown is None else tuple(sorted({name for _, name in self.unknown.fields}))

    def because(self) -> list[dict[str, Any]]:
        """The reasons: each condition and step with its clause, words, value and the fields it read."""
        values = self.view.values
        return [_reason(part, value, values) for part, value in zip(self.rule.parts, self.found, strict=False)]

    def as_json(self) -> dict[str, Any]:
        """The answer as `minsheng explain` prints it."""
        benefit = self.rule.benefit
        told: dict[str, Any] = {}
        if benefit.serves == "institution":
            told["institution_id"] = self.view.owner
        else:
            told = {"person_id": self.person_id, "household_id": self.view.values.get("household_id")}
        told |= {"benefit": benefit.id, "name": benefit.name, "source": dict(self.rule.place)}
        told |= {"outcome": self.outcome, "amount": None if self.amount is None else yuan_text(self.amount)}
        told |= {"each": benefit.each, "kind": benefit.kind, "payer": benefit.payer}
        told |= {"because": self.because(), "missing": list(self.missing)}
        if self.unknown is not None:
            told["missing_of"] = [{"of": owner, "field": name} for owner, name in sorted(self.unknown.fields)]
        if self.rule.assumed is not None:
            told["assumed"] = self.rule.assumed
        return told


class _Compiled:
    """One rule with its functions."""

    __slots__ = ("benefit", "conditions", "dead_too", "pays", "rule", "serves", "steps")

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.benefit = rule.benefit.id
        self.serves = rule.benefit.serves
        self.conditions: tuple[Run, ...] = tuple(compiled(part.node) for part in rule.conditions)
        self.steps = tuple((part.name, compiled(part.node)) for part in rule.steps)
        self.pays = bool(self.steps)
        self.dead_too = "death_date" in rule.inputs

    def answer(self, view: View, person: str | None) -> Answer:
        found = [condition(view) for condition in self.conditions]
        if False in found:
            return self._not_owed(view, person, found)
        if any(type(value) is Unknown for value in found):
            return self._unknown(view, person, found, joined(found))
        if not self.pays:
            view.owed[self.benefit] = True
            return Answer(self.rule, view, person, "owed", None, None, tuple(found))
        steps = view.steps = {}
        total: Any = NOTHING
        for name, step in self.steps:
            total = steps[name] = step(view)
            found.append(total)
        if type(total) is Unknown:
            return self._unknown(view, person, found, total)
        amount = 0 if total is NOTHING else half_up(total)
        found[-1] = amount
        if amount <= 0:
            return self._not_owed(view, person, found)
        view.owed[self.benefit] = True
        view.amounts[self.benefit] = amount
        return Answer(self.rule, view, person, "owed", amount, None, tuple(found))

    def _not_owed(self, view: View, person: str | None, found: list[Any]) -> Answer:
        view.owed[self.benefit] = False
        view.amounts[self.benefit] = 0
        return Answer(self.rule, view, person, "not_owed", None, None, tuple(found))

    def _unknown(self, view: View, person: str | None, found: list[Any], unknown: Unknown) -> Answer:
        view.owed[self.benefit] = view.amounts[self.benefit] = unknown
        return Answer(self.rule, view, person, "unknown", None, unknown, tuple(found))


class Assessor:
    """A program ready to answer for one month: compiled once, asked as often as one likes.

    A person who died before the month is no member of the household, and is asked only about benefits whose rule reads
    ``death_date``. ``parameters`` stand in the place of the program's own.
    """

    def __init__(self, program: Program, month: Month, parameters: Mapping[str, Figures] | None = None) -> None:
        self.program = program
        self.month = month
        self.day = month.last_day
        self.rules = tuple(_Compiled(rule) for rule in program.on(self.day))
        in_force = [one.rule for one in self.rules]
        self._read = fields_read(in_force)
        known = program.parameters if parameters is None else parameters
        self._figures = {name: known[name] for name in called_parameters(in_force)}
        self._resolved: dict[str, dict[str, Any]] = {}

    def answers(self, situation: Situation) -> list[Answer]:
        """Every benefit in force for the household and each of its persons, or for the institution."""
        if situation.institution is not None:
            view = self._institution(situation.institution)
            return [rule.answer(view, None) for rule in self.rules if rule.serves == "institution"]
        return list(self._household(situation))

    def _household(self, situation: Situation) -> Iterator[Answer]:
        household = situation.household
        home = str(household.get("household_id", ""))
        shared = {"household_id": household.get("household_id"), **self._filled("household", household, home)}
        parameters = self._parameters(household.get("division"), home)
        top = View(home, shared, parameters, self.day)
        views: list[tuple[View, bool]] = []
        for person in situation.persons:
            owner = person["person_id"]
            view = View(owner, {**shared, **self._filled("person", person, owner)}, parameters, self.day)
            # What the household is owed, each of its people may ask about: one answer, seen from both.
            died = person.get("death_date")
            alive = not isinstance(died, date) or died >= self.month.first_day
            views.append((view, alive))
        members = [view for view, alive in views if alive]
        top.members = members
        for view, _ in views:
            view.members = members
        for rule in self.rules:
            if rule.serves == "household":
                yield self._shared(rule, top, views)
            elif rule.serves == "person":
                for view, alive in views:
                    if alive or rule.dead_too:
                        yield rule.answer(view, view.owner)
                    else:
                        rule._not_owed(view, view.owner, [])

    def _shared(self, rule: _Compiled, top: View, views: list[tuple[View, bool]]) -> Answer:
        answer = rule.answer(top, None)
        for view, _ in views:
            view.owed[rule.benefit] = top.owed[rule.benefit]
            if rule.pays:
                view.amounts[rule.benefit] = top.amounts[rule.benefit]
        return answer

    def _institution(self, values: Mapping[str, Any]) -> View:
        owner = str(values.get("institution_id", ""))
        parameters = self._parameters(values.get("division"), owner)
        return View(owner, self._filled("institution", values, owner), parameters, self.day)

    def _filled(self, entity: Entity, values: Mapping[str, Any], owner: str) -> dict[str, Any]:
        """The fields the rules read, what is not known as `Unknown`."""
        return {
            name: values[name] if name in values else Unknown(frozenset([(owner, name)])) for name in self._read[entity]
        }

    def _parameters(self, division: Any, owner: str) -> dict[str, Any]:
        if not isinstance(division, str):
            unknown = Unknown.of(owner, "division")
            return {name: one.at(self.day, unknown) for name, one in self._figures.items()}
        found = self._resolved.get(division)
        if found is None:
            if len(self._resolved) > 10_000:
                self._resolved.clear()
            found = {name: one.at(self.day, division) for name, one in self._figures.items()}
            self._resolved[division] = found
        return found

    @cached_property
    def inputs(self) -> Mapping[Entity, tuple[str, ...]]:
        """The register's fields the rules in force read, by table."""
        return self._read


def _reason(part: Part, value: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {"clause": part.clause, "text": part.text, "value": _told(value, part.node.type.kind)}
    if part.name:
        told["step"] = part.name
    if part.reads:
        told["inputs"] = {name: _told(values[name], kind) for name, kind in part.reads if name in values}
    return told


def _told(value: Any, kind: str) -> Any:
    """A value for JSON: money as yuan with two decimals, what is not known as null, what does not exist as none."""
    if value is True or value is False or type(value) is str:
        return value
    if type(value) is Unknown:
        return None
    if value is NOTHING:
        return "none"
    if kind == "money":
        return yuan_text(half_up(value))
    if isinstance(value, Fraction):
        return str(value.numerator) if value.denominator == 1 else f"{float(value):.6f}".rstrip("0").rstrip(".")
    if isinstance(value, frozenset):
        return sorted(value)
    return value.isoformat() if isinstance(value, date) else value
