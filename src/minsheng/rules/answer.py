"""What a program answers for one household or institution: each benefit's outcome, amount and reasons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, Literal

from minsheng.rules.one import Run, compiled
from minsheng.rules.parameters import Figures
from minsheng.rules.program import Part, Program, Rule, called_parameters, fields_read
from minsheng.rules.situation import Situation
from minsheng.rules.values import NOTHING, Unknown, joined
from minsheng.rules.view import View
from minsheng.terms.fields import Entity, Field, field_of
from minsheng.terms.money import half_up, yuan_text
from minsheng.terms.periods import Month

Outcome = Literal["owed", "not_owed", "unknown"]
_YES, _NOT_KNOWN = 1, 2
_VALUES = (False, True, None)
_MOST_PATTERNS = 1000


class Answer:
    """The answer to one benefit for one person, household or institution.

    ``amount`` is in fen, None for services and where nothing is owed. ``steps`` has the value of each step, in order;
    they are worked out only when the conditions hold.
    """

    __slots__ = ("_code", "_rule", "amount", "outcome", "person_id", "steps", "unknown", "view")

    def __init__(
        self,
        rule: _Compiled,
        view: View,
        person_id: str | None,
        outcome: Outcome,
        code: int,
        steps: Sequence[Any] = (),
        amount: int | None = None,
        unknown: Unknown | None = None,
    ) -> None:
        self._rule = rule
        self.view = view
        self.person_id = person_id
        self.outcome = outcome
        self._code = code
        self.steps = steps
        self.amount = amount
        self.unknown = unknown

    @property
    def rule(self) -> Rule:
        """The rule that answered."""
        return self._rule.rule

    @property
    def missing(self) -> tuple[str, ...]:
        """The fields and parameters that would settle an unknown answer."""
        return () if self.unknown is None else tuple(sorted({name for _, name in self.unknown.fields}))

    def because(self) -> list[Mapping[str, Any]]:
        """The reasons: each condition and step with its clause, its words and its value; not to be changed."""
        rule = self._rule
        reasons: list[Mapping[str, Any]] = rule.told(self._code)["because"]
        return [*reasons, *map(_step_reason, rule.rule.steps, self.steps)] if self.steps else reasons

    def inputs(self) -> dict[str, Any]:
        """What the register says in the fields the rule reads: null for what is not known, none for what there is not.

        Fields read of each member of a household are left out.
        """
        values = self.view.values
        return {name: _told(values[name], kind) for name, kind in self._rule.reads if name in values}

    def as_json(self) -> dict[str, Any]:
        """The answer as `minsheng explain` prints it."""
        rule, view = self._rule, self.view
        # Copying what is the same for everyone costs a third of putting it together.
        told = rule.told(self._code).copy()
        if rule.serves == "institution":
            told["institution_id"] = view.owner
        else:
            told["person_id"], told["household_id"] = self.person_id, view.household
        told["outcome"], told["missing"] = self.outcome, []
        if self.amount is not None:
            told["amount"] = yuan_text(self.amount)
        if self.steps:
            told["because"] = self.because()
        if self.unknown is not None:
            wanted = sorted(self.unknown.fields)
            told["missing"] = [wanted[0][1]] if len(wanted) == 1 else sorted({name for _, name in wanted})
            told["missing_of"] = [{"of": owner, "field": name} for owner, name in wanted]
        return told


class _Compiled:
    """One rule with its functions, and all of its answer that is the same for everyone."""

    __slots__ = ("benefit", "conditions", "dead_too", "head", "pays", "reads", "rule", "said", "serves", "steps")

    def __init__(self, rule: Rule) -> None:
        one = rule.benefit
        self.rule = rule
        self.benefit = one.id
        self.serves = one.serves
        self.conditions: tuple[Run, ...] = tuple(compiled(part.node) for part in rule.conditions)
        self.steps = tuple((part.name, compiled(part.node)) for part in rule.steps)
        self.pays = bool(self.steps)
        self.dead_too = "death_date" in rule.inputs
        self.reads = tuple(dict.fromkeys(read for part in rule.parts for read in part.reads))
        whose = ("institution_id",) if one.serves == "institution" else ("person_id", "household_id")
        head: dict[str, Any] = dict.fromkeys(whose)
        head |= {"benefit": one.id, "name": one.name, "source": rule.source.as_json(), "each": one.each}
        head |= {"kind": one.kind, "payer": one.payer}
        self.head = head if rule.assumed is None else head | {"assumed": rule.assumed}
        self.said: dict[int, dict[str, Any]] = {}

    def told(self, code: int) -> dict[str, Any]:
        """The answer as JSON as far as it follows from the values of the conditions, digits to the base of three.

        The same few patterns come back for most people, so each is laid out once; not to be changed.
        """
        found = self.said.get(code)
        if found is None:
            reasons, rest = [], code
            for part in reversed(self.rule.conditions):
                rest, digit = divmod(rest, 3)
                reasons.append({"clause": part.clause, "text": part.text, "value": _VALUES[digit]})
            reasons.reverse()
            found = {**self.head, "outcome": None, "amount": None, "because": reasons, "missing": None}
            if len(self.said) < _MOST_PATTERNS:
                self.said[code] = found
        return found

    def answer(self, view: View, person: str | None) -> Answer:
        code = 0
        no = False
        unknown: list[Unknown] = []
        for condition in self.conditions:
            value = condition(view)
            code *= 3
            if value is False:
                no = True
            elif value is True:
                code += _YES
            else:
                code += _NOT_KNOWN
                unknown.append(value)
        if no:
            return self.not_owed(view, person, code)
        if unknown:
            return self._unknown(view, person, code, joined(unknown))
        if not self.pays:
            view.owed[self.benefit] = True
            return Answer(self, view, person, "owed", code)
        return self._amount(view, person, code)

    def _amount(self, view: View, person: str | None, code: int) -> Answer:
        steps = view.steps = {}
        total: Any = NOTHING
        for name, step in self.steps:
            total = steps[name] = step(view)
        found = list(steps.values())
        if type(total) is Unknown:
            return self._unknown(view, person, code, total, found)
        amount = found[-1] = 0 if total is NOTHING else half_up(total)
        if amount <= 0:
            return self.not_owed(view, person, code, found)
        view.owed[self.benefit] = True
        view.amounts[self.benefit] = amount
        return Answer(self, view, person, "owed", code, found, amount)

    def not_owed(self, view: View, person: str | None, code: int, steps: Sequence[Any] = ()) -> Answer:
        view.owed[self.benefit] = False
        view.amounts[self.benefit] = 0
        return Answer(self, view, person, "not_owed", code, steps)

    def _unknown(
        self, view: View, person: str | None, code: int, unknown: Unknown, steps: Sequence[Any] = ()
    ) -> Answer:
        view.owed[self.benefit] = unknown
        view.amounts[self.benefit] = Unknown(None, (unknown,), 0)
        return Answer(self, view, person, "unknown", code, steps, None, unknown)


class Assessor:
    """A program ready to answer for one month: compiled once, asked as often as one likes.

    A person who died before the month is no member of the household, and is asked only about benefits whose rule reads
    ``death_date``. ``parameters`` stand in the place of the program's own. ``day`` is the day of the month asked
    about, its last when none is said; parameters and editions are those that hold on it.
    """

    def __init__(
        self,
        program: Program,
        month: Month,
        parameters: Mapping[str, Figures] | None = None,
        *,
        day: date | None = None,
    ) -> None:
        self.program = program
        self.month = month
        self.day = month.last_day if day is None else day
        self.rules = tuple(_Compiled(rule) for rule in program.on(self.day))
        in_force = [one.rule for one in self.rules]
        held = {one.benefit for one in self.rules}
        # What another rule asks about, but no edition holds on the day: nobody is owed it.
        self._ended = tuple(dict.fromkeys(need for rule in in_force for need in rule.needs if need not in held))
        self._read = {
            entity: tuple((name, _least_of(program.field_of(entity, name))) for name in names)
            for entity, names in fields_read(in_force).items()
        }
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
        shared = self._filled("household", household, home)
        parameters = self._parameters(household.get("division"), home)
        told = household.get("household_id")
        top = View(home, shared, parameters, self.day, told)
        views: list[tuple[View, bool]] = []
        for person in situation.persons:
            owner = person["person_id"]
            view = View(owner, {**shared, **self._filled("person", person, owner)}, parameters, self.day, told)
            # What the household is owed, each of its people may ask about: one answer, seen from both.
            died = person.get("death_date")
            alive = not isinstance(died, date) or died >= self.month.first_day
            views.append((view, alive))
        members = [view for view, alive in views if alive]
        top.members = members
        for view, _ in views:
            view.members = members
        if self._ended:
            self._without_ended(top, *(view for view, _ in views))
        for rule in self.rules:
            if rule.serves == "household":
                yield self._shared(rule, top, views)
            elif rule.serves == "person":
                for view, alive in views:
                    if alive or rule.dead_too:
                        yield rule.answer(view, view.owner)
                    else:
                        rule.not_owed(view, view.owner, 0)

    def _shared(self, rule: _Compiled, top: View, views: list[tuple[View, bool]]) -> Answer:
        answer = rule.answer(top, None)
        for view, _ in views:
            view.owed[rule.benefit] = top.owed[rule.benefit]
            if rule.pays:
                view.amounts[rule.benefit] = top.amounts[rule.benefit]
        return answer

    def _without_ended(self, *views: View) -> None:
        for view in views:
            view.owed.update(dict.fromkeys(self._ended, False))
            view.amounts.update(dict.fromkeys(self._ended, 0))

    def _institution(self, values: Mapping[str, Any]) -> View:
        owner = str(values.get("institution_id", ""))
        parameters = self._parameters(values.get("division"), owner)
        view = View(owner, self._filled("institution", values, owner), parameters, self.day)
        self._without_ended(view)
        return view

    def _filled(self, entity: Entity, values: Mapping[str, Any], owner: str) -> dict[str, Any]:
        """The fields the rules read, what is not known as `Unknown`."""
        return {
            name: values[name] if name in values else Unknown.of(owner, name, least)
            for name, least in self._read[entity]
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


def least_value(entity: Entity, name: str) -> int | None:
    """What a field that is not known cannot be below; None where it might not exist, or has no order.

    >>> least_value("person", "monthly_income"), least_value("person", "disability_grade")
    (0, None)
    """
    return _least_of(field_of(entity, name))


def _least_of(field: Field | None) -> int | None:
    return field.low if field is not None and field.type in ("money", "ratio") and field.low == 0 else None


def _step_reason(part: Part, value: Any) -> dict[str, Any]:
    told = _told(value, part.node.type.kind)
    return {"clause": part.clause, "text": part.text, "value": told, "step": part.name}


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
