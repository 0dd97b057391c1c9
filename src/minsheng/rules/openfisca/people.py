"""Who a test is about: its persons and households, and what it gives of each, by variable and time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from minsheng.packs import tree
from minsheng.packs.build import instead
from minsheng.rules.openfisca.given import Given, Told
from minsheng.rules.openfisca.mapping import Kind, Names, Variable
from minsheng.rules.openfisca.reading import Test

MOST_PEOPLE = 1000


@dataclass
class Person:
    """One person of a test: the id, what is given, and the fields roles set."""

    id: str
    told: Told = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)


@dataclass
class Home:
    """One household of a test: its ids (one for each of OpenFisca's groups it is), its people, and what is given."""

    ids: dict[str, str]
    people: list[Person]
    told: Told = field(default_factory=dict)


@dataclass(frozen=True)
class People:
    """Everyone in a test, in the order written."""

    persons: Sequence[Person]
    homes: Sequence[Home]

    def told(self, kind: str) -> list[Told]:
        """What is given of all of one kind."""
        return [one.told for one in (self.persons if kind == "person" else self.homes)]


def people_of(test: Test, names: Names, kinds: Mapping[str, str]) -> People:
    """Who the test is about; ``kinds`` says of each variable whose it is. Raises `MinshengError`."""
    reading = _Reading(test, names, kinds)
    entries = () if test.input is None else test.input.entries
    whole = any(names.kind(entry.key) is not None for entry in entries)
    people = reading.written(entries) if whole else reading.plain(entries)
    reading.given.lay_out({kind: people.told(kind) for kind in ("person", "household")}, kinds)
    return people


class _Reading:
    def __init__(self, test: Test, names: Names, kinds: Mapping[str, str]) -> None:
        self.test = test
        self.names = names
        self.kinds = kinds
        self.given = Given(test)

    def plain(self, entries: Sequence[tree.Entry]) -> People:
        """Variables alone: as many persons as the longest list has values, each in a household of its own."""
        many = [*_lists(entry.node for entry in entries)]
        count = max((len(one.nodes) for one in many), default=1)
        if any(len(one.nodes) not in (1, count) for one in many) or not 1 <= count <= MOST_PEOPLE:
            raise self.test.fault("几个列表长短不一，或太长", self.test.line, None, f"都写 {count} 个值")
        persons = [Person(str(number + 1)) for number in range(count)]
        homes = [Home({}, [person]) for person in persons]
        self.default_roles(persons, {})
        for entry in entries:
            variable = self.variable(entry, "", self.kinds)
            whose: Sequence[Person | Home] = persons if self.kinds[variable.name] == "person" else homes
            for number, one in enumerate(whose):
                self.given.add(one.told, variable, _nth(entry.node, number))
        return People(persons, homes)

    def written(self, entries: Sequence[tree.Entry]) -> People:
        """Entities with their members."""
        by_kind: dict[str, tuple[Kind, tree.Entry, tuple[tree.Entry, ...]]] = {}
        for entry in entries:
            kind = self.names.kind(entry.key)
            if kind is None:
                known = [one.plural for one in self.names.entities.values()]
                raise self.test.fault(f"没有 {entry.key} 这种对象", entry.line, entry.key, instead(entry.key, known))
            single = entry.key == kind.name and entry.key != kind.plural
            told = (tree.Entry(kind.name, entry.line, entry.node),) if single else self.entries(entry.node)
            by_kind[kind.name] = (kind, entry, told)
        persons: dict[str, Person] = {}
        for kind, _, told in by_kind.values():
            if kind.kind == "person":
                persons |= {one.key: self.person(one) for one in told}
        if not 1 <= len(persons) <= MOST_PEOPLE:
            raise self.test.fault("input 里没有人，或太多", self.test.line, None, "persons: {名字: {变量: 值}}")
        homes: list[Home] = []
        placed: dict[str, set[str]] = {}
        for kind, entry, told in by_kind.values():
            if kind.kind == "household":
                placed[kind.name] = self.groups(kind, entry, told, persons, homes)
        self.default_roles(persons.values(), placed)
        lodged = {person.id for home in homes for person in home.people}
        homes += (Home({}, [person]) for person in persons.values() if person.id not in lodged)
        return People(list(persons.values()), homes)

    def person(self, entry: tree.Entry) -> Person:
        found = Person(entry.key)
        for inner in self.entries(entry.node):
            self.given.add(found.told, self.variable(inner, "person", self.kinds), inner.node)
        return found

    def groups(
        self, kind: Kind, at: tree.Entry, told: Sequence[tree.Entry], persons: Mapping[str, Person], homes: list[Home]
    ) -> set[str]:
        """The households OpenFisca's groups of one kind make, or give more of, when another kind has made them."""
        placed: set[str] = set()
        for entry in told:
            members, told_of = self.group(kind, entry, persons)
            twice = placed & set(members)
            if twice:
                message = f"{at.key} 里 {'、'.join(sorted(twice))} 写了两次"
                raise self.test.fault(message, entry.line, None, "每人在一处")
            placed |= set(members)
            home = next((one for one in homes if {person.id for person in one.people} == set(members)), None)
            lodged = {person.id for one in homes for person in one.people}
            if home is None and members and not lodged & set(members):
                home = Home({}, list(members.values()))
                homes.append(home)
            if home is None:
                message = f"{entry.key} 里没有人" if not members else f"{at.key} 与别的对象不是同样的一家人"
                raise self.test.fault(message, entry.line, None, "一户就是一家：有成员，各种对象的成员相同")
            home.ids[kind.name] = entry.key
            for variable, node in told_of:
                self.given.add(home.told, variable, node)
        return placed

    def group(
        self, kind: Kind, entry: tree.Entry, persons: Mapping[str, Person]
    ) -> tuple[dict[str, Person], list[tuple[Variable, tree.Node]]]:
        """The members of one group, with the fields of their roles set, and what is given of it."""
        members: dict[str, Person] = {}
        told_of: list[tuple[Variable, tree.Node]] = []
        for inner in self.entries(entry.node):
            if inner.key not in kind.roles:
                known = {**self.kinds, **dict.fromkeys(kind.roles, "household")}
                told_of.append((self.variable(inner, "household", known), inner.node))
                continue
            for name in self.members(inner):
                if name not in persons or name in members:
                    message = f"{entry.key} 里的 {name} 不在 persons 里，或写了两次"
                    raise self.test.fault(message, inner.line, name, instead(name, persons))
                members[name] = persons[name]
                persons[name].roles |= kind.roles[inner.key]
        return members, told_of

    def members(self, entry: tree.Entry) -> list[str]:
        parts = entry.node.nodes if isinstance(entry.node, tree.Sequence) else (entry.node,)
        found = [part.text for part in parts if isinstance(part, tree.Scalar) and not part.empty]
        if len(found) < len(parts) and not (len(parts) == 1 and isinstance(parts[0], tree.Scalar)):
            raise self.test.fault(f"{entry.key} 应是名字的列表", entry.line, None, "[名字, 名字]")
        return found

    def default_roles(self, persons: Iterable[Person], placed: Mapping[str, set[str]]) -> None:
        """In each kind of group a person is in none of, the first role: OpenFisca makes them one of their own."""
        for person in persons:
            for kind in self.names.entities.values():
                if person.id not in placed.get(kind.name, ()):
                    person.roles |= next(iter(kind.roles.values()), {})

    def entries(self, node: tree.Node) -> tuple[tree.Entry, ...]:
        if isinstance(node, tree.Mapping):
            return node.entries
        if isinstance(node, tree.Scalar) and node.empty:
            return ()
        raise self.test.fault("应是“键: 值”", node.line, None, "{变量: 值}")

    def variable(self, entry: tree.Entry, kind: str, kinds: Mapping[str, str]) -> Variable:
        variable = self.names.variables.get(entry.key)
        known = [name for name, whose in kinds.items() if kind in ("", whose)]
        if variable is None or (kind and self.kinds[variable.name] != kind):
            message = f"对照表里没有 {entry.key}" if variable is None else f"{entry.key} 不是它的变量"
            raise self.test.fault(message, entry.line, entry.key, instead(entry.key, known))
        return variable


def _lists(nodes: Iterable[tree.Node]) -> Iterable[tree.Sequence]:
    for node in nodes:
        if isinstance(node, tree.Sequence):
            yield node
        elif isinstance(node, tree.Mapping):
            yield from _lists(entry.node for entry in node.entries)


def _nth(node: tree.Node, number: int) -> tree.Node:
    """What the n-th person is given: one value of each list, all else as it is."""
    if isinstance(node, tree.Sequence):
        return node.nodes[number if len(node.nodes) > 1 else 0]
    if isinstance(node, tree.Mapping):
        return tree.Mapping(tuple(tree.Entry(one.key, one.line, _nth(one.node, number)) for one in node.entries), 0)
    return node
