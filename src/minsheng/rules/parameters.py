"""Parameters: figures by day and division, and the ones a user sets in their place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import Any

from minsheng.packs import tree
from minsheng.packs.build import instead
from minsheng.packs.model import Parameter
from minsheng.rules.calls import division_prefix
from minsheng.rules.types import Type, type_of_unit
from minsheng.rules.values import Unknown
from minsheng.terms.divisions import is_division
from minsheng.terms.errors import Fault, MinshengError

MOST = 10**9
"""No parameter is above a thousand million of its unit."""
MOST_DECIMALS = 12
"""No parameter has more decimals: a written exponent could ask for more than memory holds."""


@dataclass(frozen=True)
class Figure:
    """A parameter's value as rules calculate with it: fen, ratio or whole number, for the divisions of a prefix."""

    prefix: str
    since: date
    value: int | Fraction


@dataclass(frozen=True)
class Figures:
    """All values of one parameter."""

    id: str
    name: str
    unit: str
    figures: tuple[Figure, ...]

    @property
    def type(self) -> Type:
        """The type it has in rules."""
        return type_of_unit(self.unit)

    def at(self, day: date, division: str | Unknown) -> int | Fraction | Unknown:
        """The value that holds on a day in a division: the longest prefix wins, then the latest day.

        Not known when there is none; nor when the division is not known and would decide.
        """
        holding: dict[str, Figure] = {}
        for one in self.figures:
            if one.since <= day and (one.prefix not in holding or holding[one.prefix].since < one.since):
                holding[one.prefix] = one
        if isinstance(division, Unknown):
            values = {one.value for one in holding.values()}
            return values.pop() if len(values) == 1 and "" in holding else division if values else self._unknown()
        fitting = [one for prefix, one in holding.items() if division.startswith(prefix)]
        return max(fitting, key=lambda one: len(one.prefix)).value if fitting else self._unknown()

    def _unknown(self) -> Unknown:
        return Unknown.of("", self.id)


def figures_of(parameter: Parameter) -> Figures:
    """A pack's parameter as rules use it; raises ``ValueError`` for a value its unit cannot have."""
    figures = (
        Figure(division_prefix(one.division), one.since, in_rules(one.value, parameter.unit))
        for one in parameter.values
    )
    return Figures(parameter.id, parameter.name, parameter.unit, tuple(figures))


def in_rules(value: Decimal, unit: str) -> int | Fraction:
    """A figure as rules calculate with it; raises ``ValueError`` in Chinese.

    >>> in_rules(Decimal("1102.5"), "元/月"), in_rules(Decimal(30), "%"), in_rules(Decimal(16), "岁")
    (110250, Fraction(3, 10), 16)
    """
    if value.adjusted() > MOST_DECIMALS or abs(value) > MOST:
        raise ValueError(f"超过 {MOST}")
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -MOST_DECIMALS:
        raise ValueError(f"超过{MOST_DECIMALS}位小数")
    exact = Fraction(value)
    kind = type_of_unit(unit).kind
    if kind == "money":
        exact *= 100
        if exact.denominator != 1:
            raise ValueError("金额超过两位小数")
        return exact.numerator
    if kind == "ratio":
        return exact / 100 if unit == "%" else exact
    if exact.denominator != 1:
        raise ValueError("应是整数")
    return exact.numerator


def read_overrides(path: Path, known: Mapping[str, Figures]) -> dict[str, Figures]:
    """The parameters of a pack with those of a file in their place; raises `MinshengError`.

    The file names a parameter and its value, or values by division code::

        unemployment_benefit: 1824
        low_income_standard: {330100: 1102, 330127: 955}
    """
    node, faults = tree.read_tree(path, shown=path.name)
    if node is not None and not isinstance(node, tree.Mapping):
        faults.append(
            Fault("parameters.shape", "应是“参数: 数值”", path.name, node.line, expected="low_income_standard: 1102")
        )
    entries = node.entries if isinstance(node, tree.Mapping) else ()
    found = dict(known)
    for entry in entries:
        if entry.key not in known:
            said = f"没有名为 {entry.key} 的参数"
            faults.append(
                Fault("parameters.unknown", said, path.name, entry.line, entry.key, instead(entry.key, known))
            )
            continue
        figures = tuple(_overriding(entry, known[entry.key].unit, path.name, faults))
        found[entry.key] = replace(known[entry.key], figures=figures)
    if faults:
        raise MinshengError.of(faults)
    return found


def set_values(known: Mapping[str, Figures], values: Mapping[str, Any], *, file: str, line: int) -> dict[str, Figures]:
    """As `read_overrides`, from values already read: texts, or mappings from division code to text."""
    faults: list[Fault] = []
    found = dict(known)
    for name, value in values.items():
        if name not in known:
            said = f"没有名为 {name} 的参数"
            faults.append(Fault("parameters.unknown", said, file, line, name, instead(name, known)))
            continue
        by_division = value.items() if isinstance(value, Mapping) else [("100000", value)]
        figures = [_figure(str(code), str(text), known[name].unit, file, line, faults) for code, text in by_division]
        found[name] = replace(known[name], figures=tuple(one for one in figures if one is not None))
    if faults:
        raise MinshengError.of(faults)
    return found


def _overriding(entry: tree.Entry, unit: str, file: str, faults: list[Fault]) -> Iterable[Figure]:
    rows = (
        entry.node.entries if isinstance(entry.node, tree.Mapping) else (tree.Entry("100000", entry.line, entry.node),)
    )
    for row in rows:
        if not isinstance(row.node, tree.Scalar):
            faults.append(
                Fault("parameters.shape", f"{entry.key} 应是一个数，或按区划的数", file, row.line, expected="1102")
            )
            continue
        figure = _figure(row.key, row.node.text, unit, file, row.line, faults)
        if figure is not None:
            yield figure


def _figure(code: str, text: str, unit: str, file: str, line: int, faults: list[Fault]) -> Figure | None:
    if not (is_division(code) or (code.isascii() and code.isdecimal() and is_division(code.ljust(6, "0")))):
        expected = "GB/T 2260 的六位代码，如 330100"
        faults.append(Fault("parameters.division", f"{code} 不是行政区划代码", file, line, code, expected))
        return None
    try:
        number = Decimal(text)
        if not number.is_finite():
            raise InvalidOperation
        value = in_rules(number, unit)
        if value < 0:
            raise ValueError("不能是负数")
    except InvalidOperation:
        faults.append(Fault("parameters.value", "不是数字", file, line, text[:40], f"单位是 {unit or '1'} 的数"))
        return None
    except ValueError as error:
        faults.append(Fault("parameters.value", f"数值{error}", file, line, text[:40], f"单位是 {unit or '1'} 的数"))
        return None
    return Figure(division_prefix(code.ljust(6, "0")), date.min, value)
