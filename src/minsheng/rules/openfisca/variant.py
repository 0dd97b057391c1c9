"""A program as a test wants it: with its reforms, with what it gives in the place of what would be worked out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from minsheng.packs.build import instead
from minsheng.packs.load import Loaded
from minsheng.packs.model import Benefit, Entity
from minsheng.rules.check import Checker
from minsheng.rules.nodes import Const, FieldOf, Node
from minsheng.rules.openfisca.mapping import FILE, Names, Overlay, Variable, names_of
from minsheng.rules.parameters import Figures, read_overrides
from minsheng.rules.program import Part, Program, Rule, lineage_of, load_program
from minsheng.rules.scope import Other, Scope
from minsheng.rules.syntax import Wrong, parse
from minsheng.rules.types import MONEY, YESNO
from minsheng.terms.citation import Citation
from minsheng.terms.errors import Fault, MinshengError
from minsheng.terms.fields import MOST_FEN, Field, fields_of
from minsheng.terms.fields import Type as FieldType

ASKED = "openfisca:"
"""Before the names of expressions that are asked as if they were benefits."""
VALUE = "value"
_SOURCE = Citation("openfisca")
_ENTITIES: tuple[Entity, ...] = ("person", "household")


@dataclass(frozen=True)
class Variant:
    """A pack with some reforms, checked against its mapping.

    ``kinds`` says of each variable whether it is a person's or a household's; ``values`` are the checked expressions.
    """

    program: Program
    names: Names
    figures: Mapping[str, Figures]
    kinds: Mapping[str, str]
    values: Mapping[str, Node]

    def rule(self, variable: Variable) -> Rule:
        """A rule of the variable's benefit."""
        return next(rule for rule in self.program.rules if rule.benefit.id == variable.benefit)

    def with_given(self, given: Iterable[Variable]) -> Program:
        """The program with the variables read from fields of their own instead of worked out, and expressions asked."""
        rules, fields = list(self.program.rules), dict(self.program.fields)
        for variable in sorted(given, key=lambda one: one.step in (None, "total")):  # a total leaves no other step
            field = self.given_field(variable)
            fields[field.name] = field
            rules = _replaced(rules, variable, field)
        asked = (_asked(name, self.kinds[name], node) for name, node in self.values.items())
        return replace(self.program, rules=(*rules, *asked), fields=fields)

    def given_field(self, variable: Variable) -> Field:
        """The field that holds what a test gives of a benefit's amount, or of one of its steps."""
        rule = self.rule(variable)
        step = next((part for part in rule.steps if part.name == (variable.step or "total")), None)
        kind: FieldType = "yesno"
        if step is not None and step.node.type.kind in ("money", "whole", "ratio"):
            kind = step.node.type.kind
        unit = "元" if kind == "money" else ""
        most = None if kind == "yesno" else MOST_FEN // 100
        least = None if most is None else -most
        entity, said = rule.benefit.serves, variable.name
        return Field(f"given:{said}", entity, kind, said, said, "personal", unit, low=least, high=most, scale=100)


def variant_of(pack: str, packs: Mapping[str, Loaded], overlays: Sequence[str]) -> Variant:
    """The pack with the reforms and extensions of these names, each on top of the one before.

    Raises `MinshengError` for a name no mapping knows, and for a mapping that does not fit the rules.
    """
    reach = dict(packs)
    top, names = pack, names_of(lineage_of(pack, reach))
    files: list[Path] = []
    for name in overlays:
        if name not in names.overlays:
            expected = instead(name, names.overlays)
            raise MinshengError(Fault("openfisca.reform", f"对照表里没有 {name}", FILE, read=name, expected=expected))
        overlay, folder = names.overlays[name]
        if overlay.parameters is not None:
            files.append(folder / overlay.parameters)
        if overlay.pack is not None:
            reach[overlay.pack] = _on_top(overlay, top, reach)
            top, names = overlay.pack, names_of(lineage_of(overlay.pack, reach))
    program = load_program(top, reach)
    figures = dict(program.parameters)
    for path in files:
        figures = read_overrides(path, figures)
    return _checked(program, names, figures)


def _on_top(overlay: Overlay, top: str, packs: Mapping[str, Loaded]) -> Loaded:
    """The overlay's pack, put on the one that is on top so far."""
    pack = overlay.pack or ""
    if pack not in packs or pack in (one.pack.id for one in lineage_of(top, packs)):
        said = f"没有名为 {pack} 的规则包，或用了两次"
        raise MinshengError(Fault("openfisca.reform", said, FILE, read=pack, expected=instead(pack, packs)))
    loaded = packs[pack]
    about = replace(loaded.pack.about, parent=top)
    return replace(loaded, pack=replace(loaded.pack, about=about))


def _checked(program: Program, names: Names, figures: Mapping[str, Figures]) -> Variant:
    faults: list[Fault] = []
    kinds: dict[str, str] = {}
    values: dict[str, Node] = {}
    serves: dict[str, Entity] = {rule.benefit.id: rule.benefit.serves for rule in program.rules}
    pays = {rule.benefit.id: bool(rule.benefit.amount) for rule in program.rules}
    others = {name: Other(entity, pays[name]) for name, entity in serves.items()}
    types = {name: one.type for name, one in program.parameters.items()}
    for variable in names.variables.values():
        try:
            if variable.value is not None and variable.entity is not None:
                scope = Scope(variable.entity, types, others, fields=program.fields)
                values[variable.name] = Checker(variable.value, scope).node(parse(variable.value))
                kinds[variable.name] = variable.entity
                _one_value(values[variable.name], variable, names)
            elif variable.benefit is not None:
                kinds[variable.name] = _served(variable, program, serves)
            else:
                kinds[variable.name] = _owner(variable, program)
        except Wrong as wrong:
            said = f"{variable.name}：{wrong.message}"
            faults.append(Fault("openfisca.mapping", said, variable.file, variable.line, wrong.read, wrong.expected))
    faults += _unmatched(program, names, figures)
    if faults:
        raise MinshengError.of(faults)
    return Variant(program, names, figures, kinds, values)


def _unmatched(program: Program, names: Names, figures: Mapping[str, Figures]) -> Iterator[Fault]:
    """Parameters and roles of the mapping that the pack does not have."""
    for path, parameter in names.parameters.items():
        if parameter not in figures:
            said = f"{path}：没有名为 {parameter} 的参数"
            yield Fault("openfisca.mapping", said, FILE, None, parameter, instead(parameter, figures))
    for kind in names.entities.values():
        for field, word in (pair for role in kind.roles.values() for pair in role.items()):
            found = program.field_of("person", field)
            if found is None or (found.categories and word not in found.categories):
                said = f"{kind.name}：人没有 {field} 这个字段，或字段没有 {word} 这个词"
                yield Fault("openfisca.mapping", said, FILE, None, f"{field}: {word}", "人的字段和它的词")


def _one_value(node: Node, variable: Variable, names: Names) -> None:
    if node.type.kind == "categories":
        expected = '与其中一个词相比，如 "diabetes" in chronic'
        raise Wrong("value", "一组类别没有一个值", variable.value, expected)
    if variable.age_of is not None:
        other = names.variables.get(variable.age_of)
        if other is None or other.field is None:
            known = [name for name, one in names.variables.items() if one.field is not None]
            raise Wrong("age-of", "age_of 应是一个日期变量", variable.age_of, instead(variable.age_of, known))


def _served(variable: Variable, program: Program, serves: Mapping[str, Entity]) -> str:
    benefit = variable.benefit or ""
    if benefit not in serves or serves[benefit] == "institution":
        raise Wrong("benefit", "没有这项待遇", benefit, instead(benefit, serves))
    steps = [{part.name for part in rule.steps} for rule in program.rules if rule.benefit.id == benefit]
    if variable.step is not None and not all(variable.step in names for names in steps):
        raise Wrong("step", f"{benefit} 没有这一步", variable.step, instead(variable.step, set.union(*steps)))
    return serves[benefit]


def _owner(variable: Variable, program: Program) -> str:
    name = variable.field or ""
    for entity in _ENTITIES:
        found = program.field_of(entity, name)
        if found is not None and not found.required:
            if unknown := [word for word in variable.words.values() if word not in found.categories]:
                raise Wrong("word", f"{name} 没有这个词", unknown[0], instead(unknown[0], found.categories))
            return entity
    known = [one.name for entity in _ENTITIES for one in fields_of(entity) if not one.required]
    raise Wrong("field", "没有这个字段", name, instead(name, [*program.fields, *known]))


def _replaced(rules: Sequence[Rule], variable: Variable, field: Field) -> list[Rule]:
    """The rules with those of the variable's benefit replaced by one that holds always and reads the field."""
    found: list[Rule] = []
    done = False
    for rule in rules:
        if rule.benefit.id != variable.benefit:
            found.append(rule)
        elif not done:
            done = True
            found.append(_given(rule, variable, field))
    return found


def _given(rule: Rule, variable: Variable, field: Field) -> Rule:
    if not rule.steps:
        reads = Part("", FieldOf(YESNO, field.entity, field.name), field.label, str(rule.source))
        return replace(rule, conditions=(reads,), since=date.min, until=None)
    wanted = variable.step or "total"
    old = next(part for part in rule.steps if part.name == wanted)
    part = Part(wanted, FieldOf(old.node.type, field.entity, field.name), field.label, old.clause)
    steps = (part,) if wanted == "total" else tuple(part if one.name == wanted else one for one in rule.steps)
    return replace(rule, conditions=(), steps=steps, since=date.min, until=None)


def _asked(name: str, kind: str, node: Node) -> Rule:
    """An expression as a rule whose first step is its value, whatever its type."""
    serves: Entity = "person" if kind == "person" else "household"
    benefit = Benefit(ASKED + name, name, "", "cash", "month", serves, _SOURCE, date.min, ())
    steps = (Part(VALUE, node, name, ""), Part("total", Const(MONEY, 1), "", ""))
    return Rule(benefit, _SOURCE, date.min, None, None, (), steps)
