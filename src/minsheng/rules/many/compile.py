"""From checked nodes to functions over many rows, one for each node, with the meaning `minsheng.rules.one` gives it.

Parts that several rules share are worked out once for a batch.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from functools import singledispatchmethod
from itertools import count
from typing import Any

import numpy as np

from minsheng.rules import nodes
from minsheng.rules.many import members, number, truth, word
from minsheng.rules.many.calendar import elapsed
from minsheng.rules.many.lists import Lists
from minsheng.rules.many.number import Number
from minsheng.rules.many.rows import Rows, Run
from minsheng.rules.many.truth import Truth
from minsheng.rules.many.word import Words

_EPOCH = date(1970, 1, 1)
_CHEAP = (nodes.Const, nodes.FieldOf, nodes.StepOf, nodes.LastDay, nodes.OwedOf, nodes.AmountOf)


class Compiler:
    """Compiles the expressions of a program; equal ones become one function."""

    def __init__(self, expressions: Iterable[nodes.Node]) -> None:
        self._uses = Counter(part for one in expressions for part in nodes.walk(one))
        self._runs: dict[nodes.Node, Run] = {}
        self._slots = count()

    def run(self, node: nodes.Node) -> Run:
        """The function that works out the node."""
        found = self._runs.get(node)
        if found is None:
            found = self.of(node)
            if self._uses[node] > 1 and not any(isinstance(part, nodes.StepOf) for part in nodes.walk(node)):
                found = found if isinstance(node, _CHEAP) else _remembered(found, next(self._slots))
            self._runs[node] = found
        return found

    @singledispatchmethod
    def of(self, node: nodes.Node) -> Run:
        """The function of a node of its kind."""
        raise TypeError(f"no way to work out {type(node).__name__}")

    @of.register
    def _const(self, node: nodes.Const) -> Run:
        value = _constant(node.value)
        return lambda rows: value

    @of.register
    def _field(self, node: nodes.FieldOf) -> Run:
        entity, name = node.entity, node.name
        return lambda rows: rows.field(entity, name)

    @of.register
    def _parameter(self, node: nodes.ParameterOf) -> Run:
        name = node.name
        return lambda rows: rows.parameter(name)

    @of.register
    def _step(self, node: nodes.StepOf) -> Run:
        name = node.name
        return lambda rows: rows.steps[name]

    @of.register
    def _last_day(self, node: nodes.LastDay) -> Run:
        return lambda rows: _constant(rows.batch.day)

    @of.register
    def _owed(self, node: nodes.OwedOf) -> Run:
        benefit = node.benefit
        return lambda rows: rows.benefit("owed", benefit)

    @of.register
    def _amount(self, node: nodes.AmountOf) -> Run:
        benefit = node.benefit
        return lambda rows: rows.benefit("amount", benefit)

    @of.register
    def _and(self, node: nodes.And) -> Run:
        return self._joined(node.parts, truth.every)

    @of.register
    def _or(self, node: nodes.Or) -> Run:
        return self._joined(node.parts, truth.some)

    def _joined(self, parts: tuple[nodes.Node, ...], join: Callable[[list[Truth]], Truth]) -> Run:
        runs = [self.run(part) for part in parts]
        return lambda rows: join([run(rows) for run in runs])

    @of.register
    def _not(self, node: nodes.Not) -> Run:
        inner = self.run(node.inner)
        return lambda rows: truth.opposite(inner(rows))

    @of.register
    def _compare(self, node: nodes.Compare) -> Run:
        op, left, right = node.op, self.run(node.left), self.run(node.right)
        kinds = {node.left.type.kind, node.right.type.kind}
        if kinds <= {"yesno"}:
            return _equal(op, left, right, truth.same)
        if kinds <= {"category", "text", "division"}:
            return self._words(node, op, left, right)
        return lambda rows: number.compared(op, left(rows), right(rows))

    def _words(self, node: nodes.Compare, op: str, left: Run, right: Run) -> Run:
        for side, other in ((node.left, right), (node.right, left)):
            if isinstance(side, nodes.Const):
                wanted = str(side.value)

                def same(rows: Rows, run: Run = other, wanted: str = wanted) -> Truth:
                    value: Any = run(rows)
                    return word.holding(value, wanted.__eq__)

                def other_than(rows: Rows, run: Run = other, wanted: str = wanted) -> Truth:
                    value: Any = run(rows)
                    return word.holding(value, wanted.__ne__)

                return same if op == "==" else other_than
        if op == "==":
            return lambda rows: word.same(left(rows), right(rows))
        return lambda rows: word.differing(left(rows), right(rows))

    @of.register
    def _one_of(self, node: nodes.OneOf) -> Run:
        item, wanted = self.run(node.item), frozenset(node.among)

        def run(rows: Rows) -> Truth:
            value = item(rows)
            if isinstance(value, Words):
                return word.holding(value, wanted.__contains__)
            return truth.some([number.compared("==", value, _constant(one)) for one in node.among])

        return run

    @of.register
    def _holds(self, node: nodes.Holds) -> Run:
        items, words = self.run(node.items), node.words

        def run(rows: Rows) -> Truth:
            value: Lists = items(rows)
            return value.holding(words)

        return run

    @of.register
    def _within(self, node: nodes.Within) -> Run:
        item, prefixes = self.run(node.item), node.prefixes
        return lambda rows: word.holding(item(rows), lambda code: code.startswith(prefixes))

    @of.register
    def _has(self, node: nodes.Has) -> Run:
        item = self.run(node.item)

        def run(rows: Rows) -> Truth:
            value = item(rows)
            if isinstance(value, Words):
                return word.there(value)
            if isinstance(value, Lists):
                return value.there()
            return number.there(value, rows.size)

        return run

    @of.register
    def _arithmetic(self, node: nodes.Arithmetic) -> Run:
        op, left, right = node.op, self.run(node.left), self.run(node.right)
        return lambda rows: number.calculated(op, left(rows), right(rows))

    @of.register
    def _yuan(self, node: nodes.Yuan) -> Run:
        inner = self.run(node.inner)
        return lambda rows: number.scaled(inner(rows), 100)

    @of.register
    def _rounded(self, node: nodes.Rounded) -> Run:
        how, inner = node.how, self.run(node.inner)
        return lambda rows: number.rounded(how, inner(rows))

    @of.register
    def _extreme(self, node: nodes.Extreme) -> Run:
        how, parts = node.how, [self.run(part) for part in node.parts]
        dates = node.type.kind == "date"

        def run(rows: Rows) -> Number:
            found: Number = parts[0](rows)
            for part in parts[1:]:
                found = number.extreme(how, found, part(rows))
            return replace(found, floor=False) if dates else found

        return run

    @of.register
    def _choose(self, node: nodes.Choose) -> Run:
        test, then, otherwise = self.run(node.test), self.run(node.then), self.run(node.otherwise)
        choose: Any = truth.chosen if node.type.kind == "yesno" else number.chosen
        return lambda rows: choose(test(rows), then(rows), otherwise(rows))

    @of.register
    def _lookup(self, node: nodes.Lookup) -> Run:
        subject = self.run(node.subject)
        entries = [(key, self.run(value)) for key, value in zip(node.keys, node.values, strict=True)]

        def run(rows: Rows) -> Number:
            value = subject(rows)
            found = Number.of(0)
            for key, worth in entries:
                hit = (
                    word.among(value, [value.names.index(key)] if key in value.names else [])
                    if isinstance(value, Words)
                    else number.compared("==", number.bare(value), _constant(key)).yes
                )
                found = number.chosen(Truth.sure(hit), worth(rows), found)
            return number.unless_known(found, value.unk, value.miss)

        return run

    @of.register
    def _elapsed(self, node: nodes.Elapsed) -> Run:
        unit, since = node.unit, self.run(node.since)

        def run(rows: Rows) -> Number:
            days: Number = since(rows)
            num = elapsed(unit, np.asarray(days.num), rows.batch.day)
            return Number(num, -5000, 5000, unk=days.unk, gone=days.gone, miss=days.miss)

        return run

    @of.register
    def _sum(self, node: nodes.Sum) -> Run:
        of, slot = self.run(node.of), next(self._slots)
        return lambda rows: rows.of_members(slot, lambda people: members.summed(people, of(people)))

    @of.register
    def _count(self, node: nodes.Count) -> Run:
        where, slot = None if node.where is None else self.run(node.where), next(self._slots)
        return lambda rows: rows.of_members(
            slot, lambda people: members.counted(people, None if where is None else where(people))
        )

    @of.register
    def _exists(self, node: nodes.Exists) -> Run:
        where, slot = self.run(node.where), next(self._slots)
        return lambda rows: rows.of_members(slot, lambda people: members.exists(people, where(people)))

    @of.register
    def _for_all(self, node: nodes.ForAll) -> Run:
        where, slot = self.run(node.where), next(self._slots)
        return lambda rows: rows.of_members(slot, lambda people: members.for_all(people, where(people)))


def _constant(value: nodes.Constant) -> Any:
    if isinstance(value, bool):
        return Truth.sure(np.bool_(value))
    if isinstance(value, str):
        return Words(np.zeros((), np.int8), (value,), whole=True)
    return Number.of((value - _EPOCH).days if isinstance(value, date) else value)


def _equal(op: str, left: Run, right: Run, same: Callable[[Any, Any], Truth]) -> Run:
    if op == "==":
        return lambda rows: same(left(rows), right(rows))
    return lambda rows: truth.opposite(same(left(rows), right(rows)))


def _remembered(run: Run, slot: int) -> Run:
    def remembered(rows: Rows) -> Any:
        if slot not in rows.cache:
            rows.cache[slot] = run(rows)
        return rows.cache[slot]

    return remembered
