"""From packs to a program: every rule of a pack and of those above it checked, worded and put in order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, partial

from minsheng.packs.build import Row
from minsheng.packs.load import Loaded
from minsheng.packs.model import Benefit, BenefitEdition, Condition, Parameter, Step
from minsheng.rules.calls import FUNCTIONS
from minsheng.rules.check import check_condition, check_step, check_total
from minsheng.rules.declared import ENTITIES, field_from
from minsheng.rules.nodes import (
    AmountOf,
    Count,
    Exists,
    FieldOf,
    ForAll,
    Node,
    OwedOf,
    ParameterOf,
    Sum,
    children,
    walk,
)
from minsheng.rules.parameters import Figures, figures_of
from minsheng.rules.scope import RESERVED, Other, Scope
from minsheng.rules.syntax import Wrong
from minsheng.rules.types import Type
from minsheng.rules.words import Words
from minsheng.terms.citation import Citation
from minsheng.terms.errors import Fault, MinshengError
from minsheng.terms.fields import Entity, Field, field_of

MAX_STEPS = 20
MAX_CONDITIONS = 40
MAX_RULES = 1000
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True)
class Part:
    """One checked expression of a rule, its Chinese words, and the clause it comes from.

    ``reads`` are the fields the expression itself reads, with their types; those of household members are left out.
    """

    name: str
    node: Node
    text: str
    clause: str
    reads: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Rule:
    """One edition of a benefit, checked."""

    benefit: Benefit
    source: Citation
    since: date
    until: date | None
    assumed: str | None
    conditions: tuple[Part, ...]
    steps: tuple[Part, ...]

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Conditions, then steps."""
        return (*self.conditions, *self.steps)

    @property
    def nodes(self) -> Iterable[Node]:
        """Every node of the rule."""
        for part in self.parts:
            yield from walk(part.node)

    @property
    def inputs(self) -> tuple[str, ...]:
        """The register's fields the rule itself reads, in the order met."""
        return tuple(dict.fromkeys(node.name for node in self.nodes if isinstance(node, FieldOf)))

    @property
    def needs(self) -> tuple[str, ...]:
        """The benefits it asks about."""
        found = (node.benefit for node in self.nodes if isinstance(node, OwedOf | AmountOf))
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True)
class Program:
    """The rules of a pack, each after those it asks about, with the parameters they call.

    ``fields`` are those the pack and the levels above it declare beside the register's own, by name.
    """

    pack: str
    rules: tuple[Rule, ...]
    parameters: Mapping[str, Figures]
    fields: Mapping[str, Field] = field(default_factory=dict)

    def field_of(self, entity: Entity, name: str) -> Field | None:
        """The field a rule's `FieldOf` node reads: the register's own, or one the pack declares."""
        found = field_of(entity, name) or self.fields.get(name)
        return found if found is not None and found.entity == entity else None

    def on(self, day: date) -> tuple[Rule, ...]:
        """The editions that hold on a day."""
        return tuple(rule for rule in self.rules if rule.since <= day and (rule.until is None or day <= rule.until))


def load_program(pack: str, packs: Mapping[str, Loaded]) -> Program:
    """The program of a pack and the levels above it; raises `MinshengError` with every fault of the rules."""
    found = Reading(pack, packs)
    program = found.program()
    if found.faults:
        raise MinshengError.of(found.faults)
    return program


def rule_faults(pack: str, packs: Mapping[str, Loaded]) -> list[Fault]:
    """What is wrong with the rules written in the pack itself; those of the levels above are only referred to."""
    found = Reading(pack, packs)
    found.program()
    own = {row.file for rows in packs[pack].rows.values() for row in rows}
    return [fault for fault in found.faults if fault.file in own]


class Reading:
    """One pack being read with those above it: what its rules may call, and every fault met."""

    def __init__(self, pack: str, packs: Mapping[str, Loaded]) -> None:
        self.pack = pack
        self.faults: list[Fault] = []
        self.line = line = lineage_of(pack, packs)
        self.fields = self._declared(rows_of(line, "fields"))
        self.parameters = self._figures(rows_of(line, "parameters"))
        self.rows = rows_of(line, "benefits")
        self.benefits = {name: row.value for name, row in self.rows.items()}
        self.words = Words(
            {name: one.name for name, one in self.benefits.items()},
            {name: one.name for name, one in self.parameters.items()},
            fields=self.fields,
        )

    def program(self) -> Program:
        """The program; what is wrong is kept in ``faults``."""
        if len(self.rows) > MAX_RULES:
            row = next(iter(self.rows.values()))
            self.faults.append(Fault("rule.too-many", f"超过 {MAX_RULES} 条规则", row.file, row.line))
            return Program(self.pack, (), self.parameters, self.fields)
        rules = {name: self._rules(row) for name, row in self.rows.items()}
        order = self._order(rules)
        return Program(self.pack, tuple(rule for name in order for rule in rules[name]), self.parameters, self.fields)

    def _declared(self, rows: Mapping[str, Row]) -> dict[str, Field]:
        found = {}
        for name, row in rows.items():
            try:
                if name in RESERVED or name in FUNCTIONS:
                    raise Wrong("field-id", "规则里这个名字另有意思", name, "另起一个名字")
                found[name] = field_from(row.value)
            except Wrong as wrong:
                wrong.message = f"{name}：{wrong.message}"
                self.fault(row, "id", wrong)
        return found

    def _figures(self, rows: Mapping[str, Row]) -> dict[str, Figures]:
        found = {}
        for name, row in rows.items():
            parameter: Parameter = row.value
            taken = name in RESERVED or name in FUNCTIONS or name in self.fields
            taken = taken or any(field_of(entity, name) for entity in ENTITIES)
            if taken or not _NAME.fullmatch(name):
                said = f"{name}：参数的 id 与字段、函数同名，或不是小写字母、数字和下划线"
                self.fault(row, "id", Wrong("parameter-id", said, name, "如 low_income_standard"))
                continue
            try:
                found[name] = figures_of(parameter)
            except ValueError as error:
                self.fault(
                    row, "values", Wrong("parameter-value", f"{name}：数值{error}", None, f"单位 {parameter.unit}")
                )
        return found

    def scope(self, serves: Entity) -> Scope:
        """What a rule that serves these may call by name."""
        others = {name: Other(one.serves, bool(one.amount)) for name, one in self.benefits.items()}
        types = {name: one.type for name, one in self.parameters.items()}
        return Scope(serves, types, others, fields=self.fields)

    def fault(self, row: Row, at: str, wrong: Wrong) -> None:
        """Keep what is wrong with a field of a row."""
        self.faults.append(Fault(wrong.code, wrong.message, row.file, row.line_of(at), wrong.read, wrong.expected))

    def _rules(self, row: Row) -> list[Rule]:
        benefit: Benefit = row.value
        return [
            self._rule(row, benefit, benefit, ""),
            *(self._rule(row, benefit, one, f"editions.{number}.") for number, one in enumerate(benefit.editions)),
        ]

    def _rule(self, row: Row, benefit: Benefit, edition: Benefit | BenefitEdition, at: str) -> Rule:
        scope = self.scope(benefit.serves)
        clause = str(edition.source)
        if len(edition.owed) > MAX_CONDITIONS or len(edition.amount) > MAX_STEPS:
            said = f"{benefit.id}：条件超过 {MAX_CONDITIONS} 个，或步骤超过 {MAX_STEPS} 个"
            self.fault(row, f"{at}owed", Wrong("too-large", said, None, "拆成几项待遇"))
            conditions, steps = [], []
        else:
            conditions = self.conditions(row, edition.owed, scope, f"{at}owed", clause)
            steps = self._steps(row, edition.amount, scope, f"{at}amount", clause)
        source, since, until = edition.source, edition.since, edition.until
        return Rule(benefit, source, since, until, edition.assumed, tuple(conditions), tuple(steps))

    def conditions(self, row: Row, owed: Sequence[Condition], scope: Scope, at: str, clause: str) -> list[Part]:
        """The conditions that stand at a field of the row, checked and worded."""
        parts = []
        for number, one in enumerate(owed):
            node = self.checked(row, f"{at}.{number}.when", partial(check_condition, one.when, scope))
            if node is not None:
                parts.append(Part("", node, one.text or self.words.of(node), one.source or clause, reads_of(node)))
        return parts

    def _steps(self, row: Row, amount: Sequence[Step], scope: Scope, at: str, clause: str) -> list[Part]:
        parts: list[Part] = []
        types: dict[str, Type] = {}
        names: dict[str, str] = {}
        for number, one in enumerate(amount):
            place = f"{at}.{number}"
            last = number == len(amount) - 1
            if not self._step_name(row, place, one.name, types, last=last, scope=scope):
                return parts
            inner = replace(scope, steps=dict(types))
            check = check_total if last else check_step
            node = self.checked(row, f"{place}.value", partial(check, one.value, inner))
            if node is None:
                return parts
            words = replace(self.words, steps=dict(names))
            text = words.of(node)
            parts.append(Part(one.name, node, f"{one.text}：{text}" if one.text else text, clause, reads_of(node)))
            types[one.name], names[one.name] = node.type, one.text or f"“{one.name}”"
        return parts

    def _step_name(self, row: Row, at: str, name: str, types: Mapping[str, Type], *, last: bool, scope: Scope) -> bool:
        known = name in types or name in RESERVED or name in FUNCTIONS or name in scope.parameters
        known = known or any(scope.field_of(entity, name) is not None for entity in scope.entities())
        if known or not _NAME.fullmatch(name):
            said = f"{row.value.id}：步骤 {name} 与别的名字相同，或不是小写字母、数字和下划线"
            self.fault(row, at, Wrong("step-name", said, name, "另起一个名字，如 base"))
            return False
        if (name == "total") != last:
            said = f"{row.value.id}：最后一步应叫 total，且只有一个"
            self.fault(row, at, Wrong("step-name", said, name, "total: 总额"))
            return False
        return True

    def checked(self, row: Row, at: str, check: Callable[[], Node]) -> Node | None:
        """What the check gives; None, and a fault, when something is wrong."""
        try:
            return check()
        except Wrong as wrong:
            wrong.message = f"{row.value.id}：{wrong.message}"
            self.fault(row, at, wrong)
            return None

    def _order(self, rules: Mapping[str, list[Rule]]) -> list[str]:
        """The benefits, each after those it asks about; a circle is a fault that names its chain."""
        needs = {name: dict.fromkeys(need for rule in found for need in rule.needs) for name, found in rules.items()}
        done: dict[str, None] = {}
        for start in needs:
            path, waiting = [start], [iter(needs[start])]
            while path:
                following = next((name for name in waiting[-1] if name not in done), None)
                if following is None:
                    done[path.pop()] = None
                    waiting.pop()
                elif following in path:
                    chain = " → ".join([*path[path.index(following) :], following])
                    row = self.rows[following]
                    said = f"{following}：规则绕成了一个圈：{chain}"
                    self.fault(row, "owed", Wrong("circle", said, None, "去掉其中一处 owed 或 amount_of"))
                    return []
                else:
                    path.append(following)
                    waiting.append(iter(needs[following]))
        return list(done)


def reads_of(node: Node) -> tuple[tuple[str, str], ...]:
    """The fields an expression itself reads, with their types; those of household members are left out."""
    found: dict[str, str] = {}
    waiting = [node]
    while waiting:
        one = waiting.pop(0)
        if isinstance(one, FieldOf):
            found.setdefault(one.name, one.type.kind)
        elif not isinstance(one, Sum | Count | Exists | ForAll):
            waiting += children(one)
    return tuple(found.items())


def lineage_of(pack: str, packs: Mapping[str, Loaded]) -> list[Loaded]:
    """The pack and those above it, nearest first; a missing or circular parent ends the line."""
    line: list[Loaded] = []
    following: str | None = pack
    while following is not None and following in packs and packs[following] not in line:
        line.append(packs[following])
        following = packs[following].pack.about.parent
    return line


def rows_of(line: Sequence[Loaded], key: str) -> dict[str, Row]:
    """The rows by id, from the top down; a lower level's own row stands in the place of one above."""
    return {row.value.id: row for level in reversed(line) for row in level.rows.get(key, ())}


def called_parameters(rules: Iterable[Rule]) -> tuple[str, ...]:
    """The parameters these rules call, in the order met."""
    return tuple(dict.fromkeys(node.name for rule in rules for node in rule.nodes if isinstance(node, ParameterOf)))


def fields_read(rules: Iterable[Rule]) -> dict[Entity, tuple[str, ...]]:
    """The register's fields these rules read, by the table they stand in."""
    found: dict[Entity, dict[str, None]] = {"person": {}, "household": {}, "institution": {}}
    for rule in rules:
        for node in rule.nodes:
            if isinstance(node, FieldOf):
                found[node.entity].setdefault(node.name)
    return {entity: tuple(names) for entity, names in found.items()}
