"""A checked expression in plain Chinese, for the reasons on the screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import singledispatchmethod

from minsheng.rules import nodes
from minsheng.terms.divisions import division_name
from minsheng.terms.fields import Field, field_of
from minsheng.terms.money import half_up, yuan_text

_COMPARISONS = {"==": "是", "!=": "不是", "<": "低于", "<=": "不高于", ">": "高于", ">=": "不低于"}
_AGES = {
    "==": "正好{}周岁",
    "!=": "不是{}周岁",
    "<": "未满{}周岁",
    "<=": "不超过{}周岁",
    ">": "超过{}周岁",
    ">=": "年满{}周岁",
}
_TURNED: Mapping[nodes.Comparison, nodes.Comparison] = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_DAYS = {"==": "就是", "!=": "不是", "<": "早于", "<=": "不晚于", ">": "晚于", ">=": "不早于"}
_SIGNS = {"+": "＋", "-": "－", "*": "×", "/": "÷"}


@dataclass(frozen=True)
class Words:
    """Words an expression; ``benefits``, ``parameters`` and ``steps`` give the Chinese names of those it calls.

    ``fields`` are those the pack declares beside the register's own.
    """

    benefits: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)
    steps: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, Field] = field(default_factory=dict)

    @singledispatchmethod
    def of(self, node: nodes.Node) -> str:
        """The node in words."""
        raise TypeError(f"no words for {type(node).__name__}")

    def _field_of(self, node: nodes.FieldOf) -> Field:
        return field_of(node.entity, node.name) or self.fields[node.name]

    def _inner(self, node: nodes.Node) -> str:
        """The node in words, in brackets when its parts would otherwise run together."""
        text = self.of(node)
        return f"（{text}）" if isinstance(node, nodes.And | nodes.Or | nodes.Choose | nodes.Arithmetic) else text

    @of.register
    def _const(self, node: nodes.Const) -> str:
        return said(node.value, node.type.kind)

    @of.register
    def _field(self, node: nodes.FieldOf) -> str:
        return self._field_of(node).label

    @of.register
    def _parameter(self, node: nodes.ParameterOf) -> str:
        return self.parameters.get(node.name, node.name)

    @of.register
    def _step(self, node: nodes.StepOf) -> str:
        return self.steps.get(node.name, node.name)

    @of.register
    def _last_day(self, node: nodes.LastDay) -> str:
        return "当月最后一天"

    @of.register
    def _and(self, node: nodes.And) -> str:
        return "，并且".join(self._inner(part) for part in node.parts)

    @of.register
    def _or(self, node: nodes.Or) -> str:
        return "，或者".join(self._inner(part) for part in node.parts)

    @of.register
    def _not(self, node: nodes.Not) -> str:
        return f"不是“{self.of(node.inner)}”"

    @of.register
    def _compare(self, node: nodes.Compare) -> str:
        op, left, right = node.op, node.left, node.right
        if isinstance(left, nodes.Const) and not isinstance(right, nodes.Const):
            op, left, right = _TURNED.get(op, op), right, left
        if isinstance(left, nodes.Elapsed) and isinstance(right, nodes.Const) and _is_age(left):
            return _AGES[op].format(right.value)
        words = _DAYS if left.type.kind == "date" else _COMPARISONS
        if isinstance(left, nodes.FieldOf) and isinstance(right, nodes.Const):
            unit = self._field_of(left).unit if left.type.is_number else ""
            return f"{self.of(left)}{words[op]}{_word(self._field_of(left), right)}{unit}"
        return f"{self._inner(left)}{words[op]}{self._inner(right)}"

    @of.register
    def _one_of(self, node: nodes.OneOf) -> str:
        held = self._field_of(node.item) if isinstance(node.item, nodes.FieldOf) else None
        texts = [_label(held, value) for value in node.among]
        unit = held.unit if held is not None and node.item.type.is_number else ""
        return f"{self._inner(node.item)}是{'、'.join(texts)}{unit}" + ("之一" if len(texts) > 1 else "")

    @of.register
    def _holds(self, node: nodes.Holds) -> str:
        held = self._field_of(node.items) if isinstance(node.items, nodes.FieldOf) else None
        return f"{self._inner(node.items)}有{'、'.join(_label(held, word) for word in node.words)}"

    @of.register
    def _within(self, node: nodes.Within) -> str:
        names = (division_name(prefix.ljust(6, "0")) or (prefix or "全国") for prefix in node.prefixes)
        return f"{self._inner(node.item)}在{'、'.join(names)}"

    @of.register
    def _has(self, node: nodes.Has) -> str:
        return f"有{self.of(node.item)}"

    @of.register
    def _arithmetic(self, node: nodes.Arithmetic) -> str:
        return f"{self._inner(node.left)}{_SIGNS[node.op]}{self._inner(node.right)}"

    @of.register
    def _yuan(self, node: nodes.Yuan) -> str:
        return f"{self._inner(node.inner)}（元）"

    @of.register
    def _rounded(self, node: nodes.Rounded) -> str:
        how = {"fen": "四舍五入到分", "floor": "舍去小数", "ceil": "进到整数"}[node.how]
        return f"{self._inner(node.inner)}（{how}）"

    @of.register
    def _extreme(self, node: nodes.Extreme) -> str:
        parts = "、".join(self._inner(part) for part in node.parts)
        return f"{parts}中{'较小' if node.how == 'min' else '较大'}的"

    @of.register
    def _choose(self, node: nodes.Choose) -> str:
        return f"{self._inner(node.test)}的，{self._inner(node.then)}；否则，{self._inner(node.otherwise)}"

    @of.register
    def _lookup(self, node: nodes.Lookup) -> str:
        held = self._field_of(node.subject) if isinstance(node.subject, nodes.FieldOf) else None
        unit = held.unit if held is not None and node.subject.type.is_number else ""
        rows = (
            f"{_label(held, key)}{unit} {self.of(value)}" for key, value in zip(node.keys, node.values, strict=True)
        )
        return f"按{self.of(node.subject)}：{'，'.join(rows)}"

    @of.register
    def _elapsed(self, node: nodes.Elapsed) -> str:
        if _is_age(node):
            return "年龄"
        return f"{self.of(node.since)}以来的{'月数' if node.unit == 'months' else '年数'}"

    @of.register
    def _sum(self, node: nodes.Sum) -> str:
        return f"全家{self._inner(node.of)}合计"

    @of.register
    def _count(self, node: nodes.Count) -> str:
        return "家庭人数" if node.where is None else f"家中“{self.of(node.where)}”的人数"

    @of.register
    def _exists(self, node: nodes.Exists) -> str:
        return f"家中有人“{self.of(node.where)}”"

    @of.register
    def _for_all(self, node: nodes.ForAll) -> str:
        return f"全家人都“{self.of(node.where)}”"

    @of.register
    def _owed(self, node: nodes.OwedOf) -> str:
        return f"享受{self.benefits.get(node.benefit, node.benefit)}"

    @of.register
    def _amount(self, node: nodes.AmountOf) -> str:
        return f"{self.benefits.get(node.benefit, node.benefit)}的数额"


def said(value: object, kind: str) -> str:
    """A value in words: money with 元, a share with %, a day as written.

    >>> said(75000, "money"), said(Fraction(3, 10), "ratio"), said(True, "yesno"), said(Fraction(1, 3), "ratio")
    ('750.00元', '30%', '是', '约0.3333')
    """
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, int | Fraction):
        return str(value)
    if kind == "money":
        exact = isinstance(value, int) or value.denominator == 1
        return f"{'' if exact else '约'}{yuan_text(half_up(value))}元"
    if isinstance(value, Fraction) and value.denominator > 1:
        percents = value * 100
        if percents.denominator == 1 and abs(value) < 1:
            return f"{percents.numerator}%"
        ten = value * 10_000
        return f"{'' if ten.denominator == 1 else '约'}{float(value):.4f}".rstrip("0").rstrip(".")
    return str(value)


def _is_age(node: nodes.Elapsed) -> bool:
    return node.unit == "years" and isinstance(node.since, nodes.FieldOf) and node.since.name == "birth_date"


def _word(held: Field, const: nodes.Const) -> str:
    return _label(held, const.value) if isinstance(const.value, str) else said(const.value, const.type.kind)


def _label(held: Field | None, value: object) -> str:
    if held is not None and isinstance(value, str) and value in held.categories:
        return held.category_labels[held.categories.index(value)]
    return str(value)
