"""What a test asks: each value it expects, of which variable, of whom, when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from minsheng.packs import tree
from minsheng.packs.build import instead
from minsheng.rules.openfisca.mapping import Variable
from minsheng.rules.openfisca.people import Home, People, Person
from minsheng.rules.openfisca.reading import Test
from minsheng.rules.openfisca.values import Period, period_of
from minsheng.rules.openfisca.variant import Variant
from minsheng.terms.periods import Month


@dataclass(frozen=True)
class Question:
    """One value a test expects: of which variable, of whom, when; ``label`` says so for people."""

    variable: Variable
    whose: Person | Home
    label: str
    period: Period
    expected: tree.Scalar

    def month(self, day: str) -> Month:
        """The month to ask about: a year is asked in its first month, or its last when days are month ends."""
        months = list(self.period)
        return months[0] if day == "first" else months[-1]


def questions_of(test: Test, variant: Variant, people: People) -> list[Question]:
    """Everything the test asks, in the order written; raises `MinshengError` for what cannot be asked."""
    return list(_Questions(test, variant, people).all())


class _Questions:
    """What a test asks, laid out."""

    def __init__(self, test: Test, variant: Variant, people: People) -> None:
        self.test = test
        self.names = variant.names
        self.kinds = variant.kinds
        self.people = people

    def all(self) -> Iterator[Question]:
        for entry in self.test.output.entries:
            kind = self.names.kind(entry.key)
            if entry.key in self.names.variables:
                yield from self.variable(entry, None)
            elif kind is None:
                known = [*self.names.variables, *(one.plural for one in self.names.entities.values())]
                raise self.test.fault(f"对照表里没有 {entry.key}", entry.line, entry.key, instead(entry.key, known))
            elif entry.key == kind.name:
                for inner in self.entries(entry.node):
                    yield from self.variable(inner, None)
            else:
                yield from self.instances(kind.name, kind.kind, entry)

    def instances(self, name: str, kind: str, entry: tree.Entry) -> Iterator[Question]:
        known: dict[str, Person | Home] = {one.id: one for one in self.people.persons}
        if kind == "household":
            known = {one.ids[name]: one for one in self.people.homes if name in one.ids}
        for one in self.entries(entry.node):
            if one.key not in known:
                raise self.test.fault(f"input 里没有 {one.key}", one.line, one.key, instead(one.key, known))
            for inner in self.entries(one.node):
                yield from self.variable(inner, known[one.key])

    def entries(self, node: tree.Node) -> tuple[tree.Entry, ...]:
        if isinstance(node, tree.Mapping):
            return node.entries
        raise self.test.fault("应是“键: 值”", node.line, None, "{变量: 值}")

    def variable(self, entry: tree.Entry, whose: Person | Home | None) -> Iterator[Question]:
        variable = self.names.variables.get(entry.key)
        if variable is None:
            message, expected = f"对照表里没有 {entry.key}", instead(entry.key, self.names.variables)
            raise self.test.fault(message, entry.line, entry.key, expected)
        if variable.name in self.test.ignored or (self.test.only is not None and variable.name not in self.test.only):
            return
        is_person = self.kinds[variable.name] == "person"
        if whose is not None and isinstance(whose, Person) != is_person:
            expected = "人的变量写在人下面，户的写在户下面"
            raise self.test.fault(f"{entry.key} 不是它的变量", entry.line, entry.key, expected)
        everyone: Sequence[Person | Home] = self.people.persons if is_person else self.people.homes
        dated = entry.node.entries if isinstance(entry.node, tree.Mapping) else (entry,)
        for one in dated:
            period = self.period(one.key if one is not entry else None, variable, one.line)
            yield from self.values(variable, period, one.node, everyone if whose is None else (whose,), everyone)

    def values(
        self,
        variable: Variable,
        period: Period,
        node: tree.Node,
        asked: Sequence[Person | Home],
        everyone: Sequence[Person | Home],
    ) -> Iterator[Question]:
        """One value for all that are asked, or a list with one for each."""
        parts = node.nodes if isinstance(node, tree.Sequence) else (node,) * len(asked)
        if len(parts) != len(asked):
            message = f"{variable.name} 写了 {len(parts)} 个值，却有 {len(asked)} 个对象"
            raise self.test.fault(message, node.line, None, f"{len(asked)} 个值，或一个值")
        for one, part in zip(asked, parts, strict=True):
            if not isinstance(part, tree.Scalar):
                raise self.test.fault(f"{variable.name} 应是一个值", part.line, None, "0")
            who = "" if len(everyone) == 1 else f"{_called(one, everyone)}，"
            yield Question(variable, one, f"{variable.name}（{who}{period.text}）", period, part)

    def period(self, text: str | None, variable: Variable, line: int) -> Period:
        try:
            found = self.test.period if text is None else period_of(text)
        except ValueError as error:
            raise self.test.fault(f"{variable.name}：{error}", line, text, "2017-01 或 2017") from None
        if variable.each == "eternity" and (found is None or not found.months):
            found = self.test.period
        if found is None or not found.months:
            raise self.test.fault(f"{variable.name} 没有说是哪时的", line, text, "period: 2017-01")
        if variable.each == "month" and found.months != 1:
            raise self.test.fault(f"{variable.name} 是一月一个值", line, found.text, "一个月，如 2017-01")
        if variable.each == "year" and not found.is_year:
            raise self.test.fault(f"{variable.name} 是一年一个值", line, found.text, "一年，如 2017")
        return found


def _called(one: Person | Home, everyone: Sequence[Person | Home]) -> str:
    if isinstance(one, Person):
        return one.id
    return next(iter(one.ids.values()), str(everyone.index(one) + 1))
