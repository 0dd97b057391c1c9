"""A checked rule as a tree of frozen nodes: every compiler and every rendering starts from these, never from text.

A value that is not known, and a thing known not to exist (a date of death), may come out of any node; what each does
with them is said in docs/rules.md and shown by `minsheng.rules.one`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from fractions import Fraction
from typing import Literal

from minsheng.rules.types import Type
from minsheng.terms.fields import Entity

Comparison = Literal["==", "!=", "<", "<=", ">", ">="]
Operation = Literal["+", "-", "*", "/"]
Constant = int | Fraction | str | bool | date


@dataclass(frozen=True)
class Node:
    """Any part of a checked expression."""

    type: Type


@dataclass(frozen=True)
class Const(Node):
    """A value written in the rule; money is in fen."""

    value: Constant


@dataclass(frozen=True)
class FieldOf(Node):
    """A field of the person or institution the rule asks about, or of the household."""

    entity: Entity
    name: str


@dataclass(frozen=True)
class ParameterOf(Node):
    """A parameter, as it holds on the assessed day in the household's division."""

    name: str


@dataclass(frozen=True)
class StepOf(Node):
    """A step of the amount that stands above."""

    name: str


@dataclass(frozen=True)
class LastDay(Node):
    """The last day of the assessed month."""


@dataclass(frozen=True)
class And(Node):
    """All of the parts."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Or(Node):
    """At least one of the parts."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Not(Node):
    """The opposite."""

    inner: Node


@dataclass(frozen=True)
class Compare(Node):
    """Two values side by side; no, when one of them is known not to exist."""

    op: Comparison
    left: Node
    right: Node


@dataclass(frozen=True)
class OneOf(Node):
    """Whether a value is among those listed."""

    item: Node
    among: tuple[Constant, ...]


@dataclass(frozen=True)
class Holds(Node):
    """Whether a list of categories holds at least one of the words."""

    items: Node
    words: tuple[str, ...]


@dataclass(frozen=True)
class Within(Node):
    """Whether a division is one of these or below it, by the shortened codes."""

    item: Node
    prefixes: tuple[str, ...]


@dataclass(frozen=True)
class Has(Node):
    """Whether a field is known to hold something."""

    item: Node


@dataclass(frozen=True)
class Arithmetic(Node):
    """Exact sum, difference, product or quotient."""

    op: Operation
    left: Node
    right: Node


@dataclass(frozen=True)
class Yuan(Node):
    """A figure of the rule taken for yuan, in fen."""

    inner: Node


@dataclass(frozen=True)
class Rounded(Node):
    """A number made whole: ``fen`` (half up, money), ``floor`` or ``ceil``."""

    how: Literal["fen", "floor", "ceil"]
    inner: Node


@dataclass(frozen=True)
class Extreme(Node):
    """The smallest or the greatest of the parts."""

    how: Literal["min", "max"]
    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Choose(Node):
    """One value when the test holds, else the other."""

    test: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True)
class Lookup(Node):
    """The value a table gives for a category or whole number; 0 for what the table does not name."""

    subject: Node
    keys: tuple[str | int, ...]
    values: tuple[Node, ...]


@dataclass(frozen=True)
class Elapsed(Node):
    """Whole months or years from a day to the last day of the assessed month."""

    unit: Literal["months", "years"]
    since: Node


@dataclass(frozen=True)
class Sum(Node):
    """A figure added up over the members of the household."""

    of: Node


@dataclass(frozen=True)
class Count(Node):
    """How many members there are, or for how many the condition holds."""

    where: Node | None


@dataclass(frozen=True)
class Exists(Node):
    """Whether the condition holds for any member."""

    where: Node


@dataclass(frozen=True)
class ForAll(Node):
    """Whether the condition holds for every member."""

    where: Node


@dataclass(frozen=True)
class OwedOf(Node):
    """Whether another benefit is owed."""

    benefit: str


@dataclass(frozen=True)
class AmountOf(Node):
    """How much another benefit comes to, in fen; 0 when it is not owed."""

    benefit: str


def children(node: Node) -> Iterator[Node]:
    """The nodes directly inside a node."""
    for one in fields(node):
        value = getattr(node, one.name)
        if isinstance(value, Node):
            yield value
        elif isinstance(value, tuple):
            yield from (part for part in value if isinstance(part, Node))


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it."""
    yield node
    for child in children(node):
        yield from walk(child)
