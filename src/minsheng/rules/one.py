"""The compiler for one household: each checked node becomes a Python function of what is known of someone.

Every function returns a value, `Unknown` (a field that is not known and decides) or `NOTHING` (known not to exist).
Logic is Kleene's: *no and unknown* is no, *yes or unknown* is yes. Calculating with something unknown is unknown, but
money and counts keep what they cannot be below (`Unknown.least`), and a comparison which that decides is known.
A comparison with `NOTHING` is no; calculating with it is `NOTHING`; a sum leaves it out.
Money is in fen and exact (a fraction where a rate makes one); it is rounded where `to_fen` says, and at the total.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from functools import singledispatch
from typing import Any

from minsheng.rules import nodes
from minsheng.rules.values import NOTHING, Unknown, joined, least_of
from minsheng.rules.view import MONTHS, YEARS, View
from minsheng.terms.money import half_up

Run = Callable[[View], Any]


@singledispatch
def compiled(node: nodes.Node) -> Run:
    """The function that works out the node."""
    raise TypeError(f"no way to work out {type(node).__name__}")


@compiled.register
def _(node: nodes.Const) -> Run:
    value = node.value
    return lambda view: value


@compiled.register
def _(node: nodes.FieldOf) -> Run:
    name = node.name
    return lambda view: view.values[name]


@compiled.register
def _(node: nodes.ParameterOf) -> Run:
    name = node.name
    return lambda view: view.parameters[name]


@compiled.register
def _(node: nodes.StepOf) -> Run:
    name = node.name
    return lambda view: view.steps[name]


@compiled.register
def _(node: nodes.LastDay) -> Run:
    return lambda view: view.day


@compiled.register
def _(node: nodes.OwedOf) -> Run:
    benefit = node.benefit
    return lambda view: view.owed[benefit]


@compiled.register
def _(node: nodes.AmountOf) -> Run:
    benefit = node.benefit
    return lambda view: view.amounts[benefit]


@compiled.register
def _(node: nodes.And) -> Run:
    parts = tuple(compiled(part) for part in node.parts)

    def run(view: View) -> Any:
        unknown = None
        for part in parts:
            value = part(view)
            if value is False:
                return False
            if value is not True:
                unknown = value if unknown is None else joined((unknown, value))
        return True if unknown is None else unknown

    return run


@compiled.register
def _(node: nodes.Or) -> Run:
    parts = tuple(compiled(part) for part in node.parts)

    def run(view: View) -> Any:
        unknown = None
        for part in parts:
            value = part(view)
            if value is True:
                return True
            if value is not False:
                unknown = value if unknown is None else joined((unknown, value))
        return False if unknown is None else unknown

    return run


@compiled.register
def _(node: nodes.Not) -> Run:
    inner = compiled(node.inner)

    def run(view: View) -> Any:
        value = inner(view)
        return value if type(value) is Unknown else not value

    return run


_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


_MIRRORED = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def _by_least(op: str, least: Any, other: Any) -> bool | None:
    """What comes of comparing something not below ``least`` with a known value; None when it depends."""
    if least is None or type(other) is Unknown:
        return None
    if least > other or (least == other and op in ("<", ">=")):
        return op in (">", ">=", "!=")
    return None


@compiled.register
def _(node: nodes.Compare) -> Run:
    op, left, right = node.op, compiled(node.left), compiled(node.right)
    compare = _COMPARE[op]
    if isinstance(node.right, nodes.Const):
        return _compared(op, node.left, node.right.value)

    def run(view: View) -> Any:
        one, other = left(view), right(view)
        if one is NOTHING or other is NOTHING:
            return False
        if type(one) is Unknown:
            decided = _by_least(op, one.least, other)
            return joined((one, other)) if decided is None else decided
        if type(other) is Unknown:
            decided = _by_least(_MIRRORED[op], other.least, one)
            return other if decided is None else decided
        return compare(one, other)

    return run


def _compared(op: str, node: nodes.Node, other: nodes.Constant) -> Run:
    """As for two values, where the second is always there and the same: most of what rules ask."""
    compare = _COMPARE[op]

    def holds(one: Any) -> Any:
        if one is NOTHING:
            return False
        if type(one) is Unknown:
            decided = _by_least(op, one.least, other)
            return joined((one,)) if decided is None else decided
        return compare(one, other)

    return _asked(node, holds)


def _asked(node: nodes.Node, holds: Callable[[Any], Any]) -> Run:
    """Something about one value; of a field, it saves a call to get it."""
    if isinstance(node, nodes.FieldOf):
        name = node.name
        return lambda view: holds(view.values[name])
    item = compiled(node)
    return lambda view: holds(item(view))


def _test(node: nodes.Node, holds: Callable[[Any], bool]) -> Run:
    """Yes or no by one value that may not be known or not exist."""

    def told(value: Any) -> Any:
        if type(value) is Unknown:
            return value
        return value is not NOTHING and holds(value)

    return _asked(node, told)


@compiled.register
def _(node: nodes.OneOf) -> Run:
    return _test(node.item, frozenset(node.among).__contains__)


@compiled.register
def _(node: nodes.Holds) -> Run:
    words = frozenset(node.words)
    return _test(node.items, lambda held: not words.isdisjoint(held))


@compiled.register
def _(node: nodes.Within) -> Run:
    prefixes = node.prefixes
    return _test(node.item, lambda code: code.startswith(prefixes))


@compiled.register
def _(node: nodes.Has) -> Run:
    return _test(node.item, lambda value: value != frozenset())


_CALCULATE: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": lambda one, other: NOTHING if other == 0 else Fraction(one) / other,
}


def _least(op: str, one: Any, other: Any) -> Any:
    """What a calculation with something unknown cannot come below; None when nobody can tell."""
    low = least_of(one)
    if op == "-":
        return None if low is None or type(other) is Unknown else low - other
    high = least_of(other)
    if low is None or high is None:
        return None
    if op == "+":
        return low + high
    if op == "*":
        return low * high if low >= 0 and high >= 0 else None
    return Fraction(low) / other if type(other) is not Unknown and other > 0 else None


@compiled.register
def _(node: nodes.Arithmetic) -> Run:
    op, left, right = node.op, compiled(node.left), compiled(node.right)
    calculate = _CALCULATE[op]

    def run(view: View) -> Any:
        one, other = left(view), right(view)
        if one is NOTHING or other is NOTHING:
            return NOTHING
        if type(one) is Unknown or type(other) is Unknown:
            return joined((one, other), _least(op, one, other))
        return calculate(one, other)

    return run


def _mapped(inner: Run, change: Callable[[Any], Any]) -> Run:
    """A value changed in a way that keeps the order of values, so that the least changes alike."""

    def run(view: View) -> Any:
        value = inner(view)
        if value is NOTHING:
            return value
        if type(value) is Unknown:
            return value if value.least is None else joined((value,), change(value.least))
        return change(value)

    return run


@compiled.register
def _(node: nodes.Yuan) -> Run:
    return _mapped(compiled(node.inner), lambda value: value * 100)


_ROUND: dict[str, Callable[[Any], int]] = {"fen": half_up, "floor": math.floor, "ceil": math.ceil}


@compiled.register
def _(node: nodes.Rounded) -> Run:
    return _mapped(compiled(node.inner), _ROUND[node.how])


@compiled.register
def _(node: nodes.Extreme) -> Run:
    pick: Callable[[Any], Any] = min if node.how == "min" else max
    parts = tuple(compiled(part) for part in node.parts)

    def run(view: View) -> Any:
        values = [part(view) for part in parts]
        if NOTHING in values:
            return NOTHING
        if not any(type(value) is Unknown for value in values):
            return pick(values)
        known = [low for value in values if (low := least_of(value)) is not None]
        sure = known and (pick is max or len(known) == len(values)) and not isinstance(known[0], date)
        return joined(values, pick(known) if sure else None)

    return run


@compiled.register
def _(node: nodes.Choose) -> Run:
    test, then, otherwise = compiled(node.test), compiled(node.then), compiled(node.otherwise)

    def run(view: View) -> Any:
        value = test(view)
        if value is True:
            return then(view)
        if value is False:
            return otherwise(view)
        one, other = then(view), otherwise(view)
        if type(one) is Unknown or type(other) is Unknown:
            return joined((value, one, other))
        return one if one is other or one == other else joined((value,))

    return run


@compiled.register
def _(node: nodes.Lookup) -> Run:
    subject = compiled(node.subject)
    table = dict(zip(node.keys, (compiled(value) for value in node.values), strict=True))

    def run(view: View) -> Any:
        value = subject(view)
        if type(value) is Unknown:
            return joined((value,))
        found = table.get(value)
        return 0 if found is None else found(view)

    return run


@compiled.register
def _(node: nodes.Elapsed) -> Run:
    if node.unit == "years" and isinstance(node.since, nodes.FieldOf) and node.since.name == "birth_date":
        return lambda view: view.age
    between = MONTHS if node.unit == "months" else YEARS
    since = compiled(node.since)

    def run(view: View) -> Any:
        value = since(view)
        return value if value is NOTHING or type(value) is Unknown else between(value, view.day)

    return run


@compiled.register
def _(node: nodes.Sum) -> Run:
    of = compiled(node.of)

    def run(view: View) -> Any:
        values = [value for member in view.members if (value := of(member)) is not NOTHING]
        if any(type(value) is Unknown for value in values):
            lows = [least_of(value) for value in values]
            return joined(values, None if None in lows else sum(lows))
        return sum(values)

    return run


@compiled.register
def _(node: nodes.Count) -> Run:
    if node.where is None:
        return lambda view: len(view.members)
    where = compiled(node.where)

    def run(view: View) -> Any:
        values = [where(member) for member in view.members]
        count = values.count(True)
        return joined(values, count) if any(type(value) is Unknown for value in values) else count

    return run


@compiled.register
def _(node: nodes.Exists) -> Run:
    where = compiled(node.where)

    def run(view: View) -> Any:
        values = [where(member) for member in view.members]
        if True in values:
            return True
        return joined(values) if any(type(value) is Unknown for value in values) else False

    return run


@compiled.register
def _(node: nodes.ForAll) -> Run:
    where = compiled(node.where)

    def run(view: View) -> Any:
        values = [where(member) for member in view.members]
        if False in values:
            return False
        return joined(values) if any(type(value) is Unknown for value in values) else True

    return run
