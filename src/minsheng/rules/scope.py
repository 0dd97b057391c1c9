"""What a name in a rule may stand for, where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from minsheng.packs.build import nearest
from minsheng.rules.nodes import FieldOf, LastDay, Node, ParameterOf, StepOf
from minsheng.rules.syntax import Wrong
from minsheng.rules.types import DATE, Type, type_of_field
from minsheng.terms.fields import Entity, Field, field_of, fields_of

AGE = "age"
LAST_DAY = "last_day"
MEMBERS = "members"
TRUTHS = {"true": True, "false": False, "True": True, "False": False}
RESERVED = frozenset({AGE, LAST_DAY, MEMBERS, *TRUTHS})


@dataclass(frozen=True)
class Other:
    """What a rule may know of another benefit."""

    serves: Entity
    pays: bool


@dataclass(frozen=True)
class Scope:
    """The names in reach of an expression: fields, parameters, steps above, other benefits.

    ``member`` is true inside `count(members, …)` and the like, where names are those of each member. ``fields`` are
    those the pack declares beside the register's own, by name.
    """

    serves: Entity
    parameters: Mapping[str, Type] = field(default_factory=dict)
    benefits: Mapping[str, Other] = field(default_factory=dict)
    steps: Mapping[str, Type] = field(default_factory=dict)
    member: bool = False
    fields: Mapping[str, Field] = field(default_factory=dict)

    @property
    def of_person(self) -> bool:
        """Whether plain names are fields of a person."""
        return self.member or self.serves == "person"

    def inside(self) -> Scope:
        """The scope of one member of the household."""
        return replace(self, member=True)

    def entities(self) -> tuple[Entity, ...]:
        """The tables plain names are looked up in, nearest first."""
        if self.serves == "institution":
            return ("institution",)
        return ("person", "household") if self.of_person else ("household",)

    def field_of(self, entity: Entity, name: str) -> Field | None:
        """The field of that name, the register's own or one the pack declares."""
        found = field_of(entity, name)
        if found is None:
            declared = self.fields.get(name)
            found = declared if declared is not None and declared.entity == entity else None
        return found

    def names(self) -> Iterator[str]:
        """Every name in reach."""
        yield from self.steps
        for entity in self.entities():
            yield from (one.name for one in fields_of(entity) if one.type != "text" or one.is_division)
            yield from (name for name, one in self.fields.items() if one.entity == entity)
        yield from self.parameters
        yield from (AGE, LAST_DAY) if self.of_person else (LAST_DAY,)

    def find(self, name: str) -> Node:
        """The node a plain name stands for; raises `Wrong` with the nearest name there is."""
        if name in self.steps:
            return StepOf(self.steps[name], name)
        for entity in self.entities():
            found = self.field_of(entity, name)
            if found is not None:
                if found.required:
                    raise Wrong("identifier", f"{found.label}只用来认人，不能写进规则", name, "别的字段")
                return FieldOf(type_of_field(found), entity, name)
        if name in self.parameters:
            return ParameterOf(self.parameters[name], name)
        if name == LAST_DAY:
            return LastDay(DATE)
        raise self._unknown(name)

    def _unknown(self, name: str) -> Wrong:
        if self.serves == "household" and not self.member and (name == AGE or self.field_of("person", name)):
            return Wrong(
                "one-of-many",
                f"{name} 是每个人的，这条规则问的是一户",
                name,
                f"sum(members.{name}) 或 any(members, {name} …)",
            )
        if name == MEMBERS:
            return Wrong("members", "members 要放在 sum、count、any、all 里", name, "count(members)")
        return Wrong("unknown-name", f"没有 {name} 这个名字", name, _instead(name, [*self.names()]))


def _instead(word: str, known: list[str]) -> str:
    near = nearest(word, known)
    return near if near is not None else "docs/rules.md 里列出的字段，或本包 parameters 里的参数"
