"""Parameters a test sets, by OpenFisca's paths."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation

from minsheng.packs import tree
from minsheng.packs.build import instead
from minsheng.rules.openfisca.reading import Test
from minsheng.rules.openfisca.variant import Variant
from minsheng.rules.parameters import Figure, Figures, in_rules

_NODE_WORDS = ("description", "documentation", "metadata", "reference", "unit", "label")


def figures_of(test: Test, variant: Variant) -> dict[str, Figures]:
    """The figures with those a test sets in their place, whole parameters at a time."""
    found = dict(variant.figures)
    for path, dated in () if test.parameters is None else _leaves("", test.parameters):
        name = variant.names.parameters.get(path)
        if name is None:
            expected = instead(path, variant.names.parameters)
            raise test.fault(f"对照表的 parameters 里没有 {path}", dated.line, path, expected)
        figures = tuple(_figure(test, path, entry, found[name].unit) for entry in dated.entries)
        found[name] = replace(found[name], figures=figures)
    return found


def _leaves(path: str, node: tree.Node) -> Iterator[tuple[str, tree.Mapping]]:
    """The parameters of a tree by their path, each with its figures by day."""
    if isinstance(node, tree.Sequence):
        for number, part in enumerate(node.nodes):
            yield from _leaves(f"{path}[{number}]", part)
    elif isinstance(node, tree.Mapping):
        values = next((one.node for one in node.entries if one.key == "values"), None)
        if isinstance(values, tree.Mapping):
            yield path, values
        elif node.entries and all(_day(one.key) is not None for one in node.entries):
            yield path, node
        else:
            for one in node.entries:
                if one.key not in _NODE_WORDS:
                    yield from _leaves(f"{path}.{one.key}" if path else one.key, one.node)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def _figure(test: Test, path: str, entry: tree.Entry, unit: str) -> Figure:
    node: tree.Node | None = entry.node
    if isinstance(node, tree.Mapping):
        node = next((one.node for one in node.entries if one.key == "value"), None)
    text, day = node.text if isinstance(node, tree.Scalar) else "", _day(entry.key)
    try:
        number = Decimal(text)
        if day is None or not number.is_finite():
            raise InvalidOperation
        return Figure("", day, in_rules(number, unit))
    except (InvalidOperation, ValueError):
        read, expected = f"{entry.key}: {text}", "2017-01-01: {value: 0.1}"
        raise test.fault(f"{path} 的数值读不了", entry.line, read, expected) from None
