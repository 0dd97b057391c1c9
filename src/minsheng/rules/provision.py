"""Provisions (配置标准): what an institution or an area must offer, checked with the language of the rules.

A standard is a condition that says whom it is asked of, and one or several comparisons of what there is with what
there must be; it is met when one of them holds. Nodes are those of the rules, so one compiler serves both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Literal

from minsheng.packs.build import Row
from minsheng.packs.load import Loaded
from minsheng.packs.model import Provision
from minsheng.rules.check import check_condition
from minsheng.rules.nodes import Compare, FieldOf, Node, Or, ParameterOf, walk
from minsheng.rules.parameters import Figures
from minsheng.rules.program import MAX_CONDITIONS, MAX_RULES, Part, Reading, reads_of, rows_of
from minsheng.rules.scope import Scope
from minsheng.rules.syntax import Wrong
from minsheng.terms.citation import Citation
from minsheng.terms.errors import Fault, MinshengError

_FORM = "books >= population * 1.2，或 open_hours_week >= 60；有几种达标办法的用 or 连起来"


@dataclass(frozen=True)
class Measure:
    """One way to meet a standard: what there is against what there must be.

    With ``op`` "yes" there is nothing to compare: ``actual`` itself is yes or no.
    """

    actual: Node
    op: Literal[">=", "<=", "yes"]
    required: Node | None


@dataclass(frozen=True)
class Standard:
    """A provision, checked: conditions, the whole of what must hold, and each way to meet it."""

    provision: Provision
    applies: tuple[Part, ...]
    must: Part
    measures: tuple[Measure, ...]

    @property
    def source(self) -> Citation:
        """Where it is written."""
        return self.provision.source

    @property
    def nodes(self) -> Iterator[Node]:
        """Every node of it."""
        for part in (*self.applies, self.must):
            yield from walk(part.node)

    @property
    def inputs(self) -> tuple[str, ...]:
        """The register's fields it reads, in the order met."""
        return tuple(dict.fromkeys(node.name for node in self.nodes if isinstance(node, FieldOf)))

    @property
    def calls(self) -> tuple[str, ...]:
        """The parameters it calls, in the order met."""
        return tuple(dict.fromkeys(node.name for node in self.nodes if isinstance(node, ParameterOf)))


@dataclass(frozen=True)
class Provisions:
    """The provisions of a pack and of those above it, with the parameters there are."""

    pack: str
    standards: tuple[Standard, ...]
    parameters: Mapping[str, Figures]

    def on(self, day: date) -> tuple[Standard, ...]:
        """The standards that hold on a day."""
        return tuple(one for one in self.standards if holds(one.provision, day))


def holds(provision: Provision, day: date) -> bool:
    """Whether a provision holds on a day; one with a term yet to come holds already, and is short until it is met."""
    return provision.since <= day and (provision.until is None or day <= provision.until)


def load_provisions(pack: str, packs: Mapping[str, Loaded]) -> Provisions:
    """The provisions of a pack and of the levels above it; raises `MinshengError` with every fault of them.

    A lower level's own provision stands in the place of one above with the same id.
    """
    reading = Reading(pack, packs)
    standards = _standards(reading)
    if reading.faults:
        raise MinshengError.of(reading.faults)
    return Provisions(pack, standards, reading.parameters)


def provision_faults(pack: str, packs: Mapping[str, Loaded]) -> list[Fault]:
    """What is wrong with the provisions written in the pack itself."""
    reading = Reading(pack, packs)
    before = len(reading.faults)  # those of parameters and fields are told with the rules
    _standards(reading)
    own = {row.file for row in packs[pack].rows.get("provisions", ())}
    return [fault for fault in reading.faults[before:] if fault.file in own]


def _standards(reading: Reading) -> tuple[Standard, ...]:
    rows = rows_of(reading.line, "provisions")
    if len(rows) > MAX_RULES:
        row = next(iter(rows.values()))
        reading.faults.append(Fault("rule.too-many", f"超过 {MAX_RULES} 条配置标准", row.file, row.line))
        return ()
    # A standard is about what there is, never about what is owed.
    scope = replace(reading.scope("institution"), benefits={})
    found = (_standard(reading, row, scope) for row in rows.values())
    return tuple(one for one in found if one is not None)


def _standard(reading: Reading, row: Row, scope: Scope) -> Standard | None:
    provision: Provision = row.value
    if len(provision.applies_to) > MAX_CONDITIONS:
        said = f"{provision.id}：条件超过 {MAX_CONDITIONS} 个"
        reading.fault(row, "applies_to", Wrong("too-large", said, None, "拆成几项标准"))
        return None
    clause = str(provision.source)
    applies = reading.conditions(row, provision.applies_to, scope, "applies_to", clause)
    measures: list[Measure] = []
    check: Callable[[], Node] = partial(check_must, provision.must, scope, measures)
    node = reading.checked(row, "must", check)
    if node is None or len(applies) < len(provision.applies_to):
        return None
    must = Part("must", node, provision.text or reading.words.of(node), clause, reads_of(node))
    return Standard(provision, tuple(applies), must, tuple(measures))


def check_must(text: str, scope: Scope, measures: list[Measure]) -> Node:
    """The checked nodes of a standard, with each way to meet it put into ``measures``; raises `Wrong`.

    >>> found: list[Measure] = []
    >>> _ = check_must("books >= population * 1.2 or books >= 650000", Scope("institution"), found)
    >>> [measure.op for measure in found]
    ['>=', '>=']
    """
    node = check_condition(text, scope)
    measures += [_measure(one, text) for one in _ways(node)]
    kinds = {one.actual.type.kind == "money" for one in measures}
    if len(measures) > 1 and (len(kinds) > 1 or any(one.op == "yes" for one in measures)):
        raise Wrong("must", "几种达标办法量的不是同一类东西", text[:60], "分成几项标准")
    return node


def _ways(node: Node) -> Iterator[Node]:
    if isinstance(node, Or):
        for part in node.parts:
            yield from _ways(part)
    else:
        yield node


def _measure(node: Node, text: str) -> Measure:
    if isinstance(node, FieldOf):
        return Measure(node, "yes", None)
    fits = isinstance(node, Compare) and node.op in (">=", "<=") and node.left.type.is_amount
    if not fits or not isinstance(node, Compare) or not any(isinstance(one, FieldOf) for one in walk(node.left)):
        raise Wrong("must", "标准应写成“有的 >= 应有的”或“有的 <= 至多有的”，左边是登记的数", text[:60], _FORM)
    return Measure(node.left, ">=" if node.op == ">=" else "<=", node.right)
