"""From Python's syntax tree to checked nodes: every name is known, every type fits, or it is said in words."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from fractions import Fraction

from minsheng.rules import calls
from minsheng.rules.nodes import (
    And,
    Arithmetic,
    Choose,
    Compare,
    Comparison,
    Const,
    Constant,
    Elapsed,
    Holds,
    Lookup,
    Node,
    Not,
    OneOf,
    Operation,
    Or,
)
from minsheng.rules.scope import AGE, MEMBERS, TRUTHS, Scope
from minsheng.rules.syntax import Wrong, number_of, parse, shown
from minsheng.rules.types import MONEY, WHOLE, YESNO, Type

_COMPARISONS: dict[type[ast.cmpop], Comparison] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
_OPERATIONS: dict[type[ast.operator], Operation] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_ORDERED = ("money", "whole", "ratio", "date")


def check_condition(text: str, scope: Scope) -> Node:
    """The checked nodes of a condition; raises `Wrong` when it is none.

    >>> check_condition("age >= 60", Scope("person")).op
    '>='
    """
    return Checker(text, scope).condition(parse(text))


def check_step(text: str, scope: Scope) -> Node:
    """The checked nodes of a step of an amount: money or a number; raises `Wrong`."""
    node = Checker(text, scope).node(parse(text))
    if not node.type.is_amount:
        raise Wrong(
            "amount",
            f"数额应是钱或数，这里是{node.type.name}",
            text[:60],
            "如 500 或 low_income_standard * percent(30)",
        )
    return node


def check_total(text: str, scope: Scope) -> Node:
    """The checked nodes of a total: money, or figures that are yuan; raises `Wrong`."""
    node = check_step(text, scope)
    if node.type.kind == "money":
        return node
    if not node.type.figure:
        raise Wrong("amount", f"总额应是钱，这里是{node.type.name}", text[:60], "乘上一个金额，如 count(members) * 100")
    return calls.yuan(node)


class Checker:
    """Checks one expression in its scope."""

    def __init__(self, text: str, scope: Scope) -> None:
        self.text = text
        self.scope = scope

    def inside(self) -> Checker:
        """A checker for what is said of each member of the household."""
        return Checker(self.text, self.scope.inside())

    def condition(self, tree: ast.expr) -> Node:
        """A part that must be yes or no."""
        node = self.node(tree)
        if node.type.kind != "yesno":
            raise Wrong(
                "condition",
                f"条件应是“是或否”，{shown(tree)} 是{node.type.name}",
                shown(tree),
                f"{shown(tree)} 与什么相比",
            )
        return node

    def node(self, tree: ast.expr) -> Node:
        """Any part."""
        kinds: dict[type[ast.expr], Callable[..., Node]] = {
            ast.BoolOp: self._bool,
            ast.UnaryOp: self._unary,
            ast.Compare: self._compare,
            ast.BinOp: self._arithmetic,
            ast.IfExp: self._choose,
            ast.Subscript: self._lookup,
            ast.Call: self._call,
            ast.Name: self._name,
            ast.Constant: self._constant,
        }
        found = kinds.get(type(tree))
        if found is None:
            raise Wrong("not-allowed", "这里不能这样写", shown(tree), self._instead_of(tree))
        return found(tree)

    def _instead_of(self, tree: ast.expr) -> str:
        if isinstance(tree, ast.Dict):
            return f"{shown(tree)}[字段]"
        if isinstance(tree, ast.Attribute):
            inner = shown(tree.value)
            return f"sum(members.{tree.attr})" if inner == MEMBERS else tree.attr
        return (
            "列表只用在 in 后面：x in (a, b)"
            if isinstance(tree, ast.Tuple | ast.List)
            else "docs/rules.md 里列出的写法"
        )

    def _bool(self, tree: ast.BoolOp) -> Node:
        kind = And if isinstance(tree.op, ast.And) else Or
        return kind(YESNO, tuple(self.condition(part) for part in tree.values))

    def _unary(self, tree: ast.UnaryOp) -> Node:
        if isinstance(tree.op, ast.Not):
            return Not(YESNO, self.condition(tree.operand))
        node = self._amount(tree.operand, "-")
        if isinstance(node, Const) and isinstance(node.value, int | Fraction):
            return Const(node.type, -node.value)
        zero = Const(Type("whole", figure=True) if node.type.kind != "money" else MONEY, 0)
        return Arithmetic(node.type, "-", zero, node)

    def _amount(self, tree: ast.expr, op: str) -> Node:
        node = self.node(tree)
        if not node.type.is_amount:
            raise Wrong("type", f"{shown(tree)} 是{node.type.name}，不能用 {op} 计算", shown(tree), "钱或数")
        return node

    def _name(self, tree: ast.Name) -> Node:
        if tree.id in TRUTHS:
            return Const(YESNO, TRUTHS[tree.id])
        if tree.id == AGE and self.scope.of_person and AGE not in self.scope.steps:
            return Elapsed(WHOLE, "years", self.scope.find("birth_date"))
        return self.scope.find(tree.id)

    def _constant(self, tree: ast.Constant) -> Node:
        value = tree.value
        if isinstance(value, bool):
            return Const(YESNO, value)
        if isinstance(value, str):
            return Const(Type("text"), value)
        if isinstance(value, int | float):
            written = number_of(tree, self.text)
            if "." in written:
                return Const(Type("ratio", figure=True), Fraction(written))
            return Const(Type("whole", figure=True), int(written))
        raise Wrong("constant", "规则里不能写这样的值", shown(tree), "数、引号里的文字，或 true、false")

    def _compare(self, tree: ast.Compare) -> Node:
        parts: list[Node] = []
        left = tree.left
        for op, right in zip(tree.ops, tree.comparators, strict=True):
            if isinstance(op, ast.In | ast.NotIn):
                found = self._in(left, right)
                parts.append(Not(YESNO, found) if isinstance(op, ast.NotIn) else found)
            else:
                parts.append(self._pair(left, _COMPARISONS[type(op)], right))
            left = right
        return parts[0] if len(parts) == 1 else And(YESNO, tuple(parts))

    def _pair(self, left: ast.expr, op: Comparison, right: ast.expr) -> Node:
        one, other = self.node(left), self.node(right)
        one, other = calls.alike(one, other)
        words = [*(one.type.words or other.type.words)]
        for side, tree in ((one, left), (other, right)):
            if isinstance(side, Const) and isinstance(side.value, str) and words and side.value not in words:
                raise calls.unknown_word(side.value, words, tree)
        texts = {"category", "text", "division"}
        fits = one.type.kind == other.type.kind or (one.type.is_number and other.type.is_number)
        fits = fits or ({one.type.kind, other.type.kind} <= texts and "text" in (one.type.kind, other.type.kind))
        if not fits or one.type.kind == "categories":
            raise _unfit(one, left, op, other, right)
        if op not in ("==", "!=") and one.type.kind not in _ORDERED:
            raise Wrong("type", f"{one.type.name}没有大小，不能用 {op} 比较", shown(left), "==、!= 或 in")
        return Compare(YESNO, op, one, other)

    def _in(self, left: ast.expr, right: ast.expr) -> Node:
        if not isinstance(right, ast.Tuple | ast.List):
            items = self.node(right)
            if items.type.kind != "categories":
                expected = f"{shown(left)} == {shown(right)}，或 {shown(left)} in (…, …)"
                raise Wrong("type", f"{shown(right)} 是{items.type.name}，里面没有可找的东西", shown(right), expected)
            return Holds(YESNO, items, (self._word(left, items.type.words),))
        item = self.node(left)
        if not right.elts:
            raise Wrong("empty", "括号里没有可选的值", shown(right), "至少写一个")
        if item.type.kind not in ("category", "whole", "text", "division"):
            raise Wrong("type", f"{item.type.name}不能用 in 判断", shown(left), "==、< 或 >")
        return OneOf(YESNO, item, tuple(self._choice(part, item.type) for part in right.elts))

    def _choice(self, tree: ast.expr, wanted: Type) -> Constant:
        if wanted.kind == "whole":
            node = self.node(tree)
            if isinstance(node, Const) and node.type.kind == "whole" and isinstance(node.value, int):
                return node.value
            raise Wrong("type", f"{shown(tree)} 不是整数", shown(tree), shown(tree).strip("'\"") or "1")
        return self._word(tree, wanted.words)

    def _word(self, tree: ast.expr, words: Sequence[str]) -> str:
        if not (isinstance(tree, ast.Constant) and isinstance(tree.value, str)):
            raise Wrong("type", f"{shown(tree)} 应是引号里的文字", shown(tree), f'"{shown(tree)}"')
        if words and tree.value not in words:
            raise calls.unknown_word(tree.value, words, tree)
        return tree.value

    def _arithmetic(self, tree: ast.BinOp) -> Node:
        op = _OPERATIONS[type(tree.op)]
        left, right = self._amount(tree.left, op), self._amount(tree.right, op)
        return calls.arithmetic(op, left, right, shown(tree))

    def _choose(self, tree: ast.IfExp) -> Node:
        test = self.condition(tree.test)
        then, otherwise = self.node(tree.body), self.node(tree.orelse)
        (then, otherwise), type_ = calls.common([then, otherwise], shown(tree))
        return Choose(type_, test, then, otherwise)

    def _lookup(self, tree: ast.Subscript) -> Node:
        if not isinstance(tree.value, ast.Dict):
            raise Wrong("not-allowed", "方括号只用在对照表后面", shown(tree), "{full: 500, most: 250}[care_dependence]")
        subject = self.node(tree.slice)
        if subject.type.kind not in ("category", "whole", "text"):
            raise Wrong(
                "type", f"{shown(tree.slice)} 是{subject.type.name}，不能用来查表", shown(tree.slice), "类别或整数"
            )
        keys: list[str | int] = []
        for key in tree.value.keys:
            keys.append(self._key(key, subject.type, tree))
        if len(set(keys)) < len(keys) or not keys:
            raise Wrong("lookup", "对照表是空的，或同一个值写了两次", shown(tree.value), "每个值写一次")
        values, type_ = calls.common([self.node(value) for value in tree.value.values], shown(tree.value))
        if not type_.is_amount:
            raise Wrong("type", f"对照表里应是钱或数，这里是{type_.name}", shown(tree.value), "{full: 500, most: 250}")
        return Lookup(type_, subject, tuple(keys), tuple(values))

    def _key(self, key: ast.expr | None, wanted: Type, tree: ast.Subscript) -> str | int:
        if key is None:
            raise Wrong("not-allowed", "对照表里不能用 **", shown(tree), "值: 数额")
        if isinstance(key, ast.Name) and wanted.kind != "whole":
            key = ast.copy_location(ast.Constant(key.id), key)
        found = self._choice(key, wanted)
        assert isinstance(found, str | int)
        return found

    def _call(self, tree: ast.Call) -> Node:
        return calls.call(self, tree)


def _unfit(one: Node, left: ast.expr, op: str, other: Node, right: ast.expr) -> Wrong:
    said = f"{shown(left)} 是{one.type.name}，{shown(right)} 是{other.type.name}，不能用 {op} 比较"
    expected = f"同一类的值：{one.type.name}"
    for side, tree, partner in ((other, right, one), (one, left, other)):
        text = side.value if isinstance(side, Const) else None
        if isinstance(text, str) and partner.type.is_amount and text.replace(".", "", 1).isdecimal():
            expected = f"{shown(left)} {op} {text}" if tree is right else f"{text} {op} {shown(right)}"
        elif isinstance(text, str) and partner.type.kind == "date":
            expected = f'{shown(left)} {op} date("2021-01-01")'
        elif isinstance(text, str) and partner.type.kind == "yesno":
            expected = shown(left) if tree is right else shown(right)
    if other.type.kind == "money" and one.type.is_number:
        expected = "两边都是钱，或一边直接写元数"
    if one.type.kind == "categories":
        expected = f'"…" in {shown(left)}'
    return Wrong("type", said, f"{shown(left)} {op} {shown(right)}", expected)
