"""How types meet: arithmetic, common types, and the call of each function of the language."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from minsheng.packs.build import nearest
from minsheng.rules.nodes import (
    AmountOf,
    Arithmetic,
    Const,
    Count,
    Elapsed,
    Exists,
    Extreme,
    FieldOf,
    ForAll,
    Has,
    Node,
    Operation,
    OwedOf,
    Rounded,
    Sum,
    Within,
    Yuan,
)
from minsheng.rules.scope import MEMBERS, Other
from minsheng.rules.syntax import Wrong, shown
from minsheng.rules.types import DATE, MONEY, WHOLE, YESNO, Type
from minsheng.terms.divisions import is_division

if TYPE_CHECKING:
    from minsheng.rules.check import Checker


def yuan(node: Node) -> Node:
    """A figure taken for yuan; what is money already stays."""
    if node.type.kind == "money":
        return node
    if isinstance(node, Const) and isinstance(node.value, int | Fraction):
        return Const(MONEY, node.value * 100)
    return Yuan(MONEY, node)


def alike(one: Node, other: Node) -> tuple[Node, Node]:
    """Both sides, with a figure taken for yuan where the other is money."""
    if one.type.kind == "money" and other.type.figure:
        return one, yuan(other)
    if other.type.kind == "money" and one.type.figure:
        return yuan(one), other
    return one, other


def common(nodes: Sequence[Node], read: str) -> tuple[list[Node], Type]:
    """The nodes brought to one type; raises `Wrong` when there is none."""
    kinds = {node.type.kind for node in nodes}
    if kinds <= {"whole", "ratio"}:
        kind: Literal["ratio", "whole"] = "ratio" if "ratio" in kinds else "whole"
        return list(nodes), Type(kind, figure=all(node.type.figure for node in nodes))
    if "money" in kinds and all(node.type.kind == "money" or node.type.figure for node in nodes):
        return [yuan(node) for node in nodes], MONEY
    if len(kinds) == 1 and kinds <= {"yesno", "date"}:
        return list(nodes), nodes[0].type
    names = "、".join(dict.fromkeys(node.type.name for node in nodes))
    raise Wrong("type", f"各处应是同一类的值，这里有{names}", read, "都是钱，或都是数")


def arithmetic(op: Operation, left: Node, right: Node, read: str) -> Node:
    """The checked operation; raises `Wrong` when the types do not go together."""
    folded = _folded(op, left, right)
    if folded is not None:
        return folded
    if op in ("+", "-"):
        (left, right), type_ = common([left, right], read)
        return Arithmetic(type_, op, left, right)
    kinds = (left.type.kind, right.type.kind)
    if op == "*":
        if kinds == ("money", "money"):
            raise Wrong("type", "钱不能乘以钱", read, "其中一个应是数或比例")
        if "money" in kinds:
            return Arithmetic(MONEY, op, left, right)
        kind: Literal["ratio", "whole"] = "ratio" if "ratio" in kinds else "whole"
        return Arithmetic(Type(kind, figure=left.type.figure or right.type.figure), op, left, right)
    if isinstance(right, Const) and right.value == 0:
        raise Wrong("zero", "不能除以零", read, "别的除数")
    if kinds[1] == "money" and kinds[0] != "money":
        left = yuan(left) if left.type.figure else left
        if left.type.kind != "money":
            raise Wrong("type", "数不能除以钱", read, "钱除以钱，或钱除以数")
    if kinds[0] == "money" and kinds[1] != "money":
        return Arithmetic(MONEY, op, left, right)
    return Arithmetic(Type("ratio", figure=left.type.figure and right.type.figure), op, left, right)


def _folded(op: Operation, left: Node, right: Node) -> Node | None:
    """Two figures of the rule, calculated at once."""
    if not (isinstance(left, Const) and isinstance(right, Const)):
        return None
    one, other = left.value, right.value
    if isinstance(one, bool) or isinstance(other, bool) or not left.type.figure or not right.type.figure:
        return None
    if not (isinstance(one, int | Fraction) and isinstance(other, int | Fraction)):
        return None
    if op == "/":
        return None if other == 0 else Const(Type("ratio", figure=True), Fraction(one) / other)
    value = one + other if op == "+" else one - other if op == "-" else one * other
    whole = left.type.kind == right.type.kind == "whole"
    return Const(Type("whole" if whole else "ratio", figure=True), value)


def unknown_word(word: str, words: Sequence[str], tree: ast.expr) -> Wrong:
    """The fault of a word that is none of the categories."""
    near = nearest(word, words)
    return Wrong("unknown-word", f"没有“{word}”这一类", shown(tree), near or "、".join(words))


def call(checker: Checker, tree: ast.Call) -> Node:
    """The checked call of a function; raises `Wrong`."""
    if not isinstance(tree.func, ast.Name) or tree.func.id not in FUNCTIONS:
        name = shown(tree.func)
        near = nearest(name, FUNCTIONS)
        raise Wrong("unknown-function", f"没有 {name} 这个函数", name, near or "、".join(FUNCTIONS))
    least, most, build = FUNCTIONS[tree.func.id]
    if tree.keywords or not least <= len(tree.args) <= most:
        many = f"{least}" if least == most else f"{least} 到 {most}"
        raise Wrong("arguments", f"{tree.func.id} 的括号里应有 {many} 个值", shown(tree), "参见 docs/rules.md")
    return build(checker, tree.args, tree)


def _extreme(how: Literal["min", "max"]) -> Callable[[Checker, list[ast.expr], ast.Call], Node]:
    def build(checker: Checker, args: list[ast.expr], tree: ast.Call) -> Node:
        parts, type_ = common([checker.node(arg) for arg in args], shown(tree))
        if not type_.is_amount and type_.kind != "date":
            raise Wrong("type", f"{type_.name}没有大小", shown(tree), "钱、数或日期")
        return Extreme(type_, how, tuple(parts))

    return build


def _percent(checker: Checker, args: list[ast.expr], tree: ast.Call) -> Node:
    node = checker.node(args[0])
    if not (isinstance(node, Const) and node.type.is_number and isinstance(node.value, int | Fraction)):
        raise Wrong("type", "percent 的括号里应直接写数", shown(tree), "percent(30)")
    return Const(Type("ratio"), Fraction(node.value) / 100)


def _date(checker: Checker, args: list[ast.expr], tree: ast.Call) -> Node:
    text = args[0].value if isinstance(args[0], ast.Constant) else None
    try:
        if isinstance(text, str) and len(text) == 10 and text.isascii():
            return Const(DATE, date.fromisoformat(text))
    except ValueError:
        pass
    raise Wrong("date", "不是日期", shown(args[0]), 'date("2021-01-01")')


def _rounded(how: Literal["fen", "floor", "ceil"]) -> Callable[[Checker, list[ast.expr], ast.Call], Node]:
    def build(checker: Checker, args: list[ast.expr], tree: ast.Call) -> Node:
        node = checker.node(args[0])
        if how == "fen":
            node = yuan(node) if node.type.figure else node
            if node.type.kind != "money":
                raise Wrong("type", f"to_fen 的括号里应是钱，这里是{node.type.name}", shown(tree), "to_fen(一笔钱)")
            return Rounded(MONEY, how, node)
        if not node.type.is_number:
            raise Wrong("type", f"{how} 的括号里应是数，这里是{node.type.name}", shown(tree), f"{how}(a / b)")
        return Rounded(replace(WHOLE, figure=node.type.figure), how, node)

    return build


def _elapsed(unit: Literal["months", "years"]) -> Callable[[Checker, list[ast.expr], ast.Call], Node]:
    def build(checker: Checker, args: list[ast.expr], tree: ast.Call) -> Node:
        node = checker.node(args[0])
        if node.type.kind != "date":
            raise Wrong(
                "type", f"{shown(args[0])} 是{node.type.name}，不是日期", shown(tree), f"{unit}_since(birth_date)"
            )
        return Elapsed(WHOLE, unit, node)

    return build


def _within(checker: Checker, args: list[ast.expr], tree: ast.Call) -> Node:
    item = checker.node(args[0])
    if item.type.kind != "division":
        raise Wrong(
            "type", f"{shown(args[0])} 是{item.type.name}，不是区划", shown(tree), 'within(hukou_division, "330100")'
        )
    prefixes = []
    for arg in args[1:]:
        code = arg.value if isinstance(arg, ast.Constant) else None
        if not isinstance(code, str) or not is_division(code):
            raise Wrong("division", f"{shown(arg)} 不是行政区划代码", shown(arg), '引号里的六位代码，如 "330100"')
        prefixes.append(division_prefix(code))
    return Within(YESNO, item, tuple(prefixes))


def division_prefix(code: str) -> str:
    """The part of a division's code that all below it share.

    >>> division_prefix("330100"), division_prefix("330000"), division_prefix("100000"), division_prefix("330127")
    ('3301', '33', '', '330127')
    """
    if code == "100000":
        return ""
    if len(code) == 6:
        return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code
    return code.rstrip("0").ljust(9, "0") if code.endswith("000") else code


def _has(checker: Checker, args: list[ast.expr], tree: ast.Call) -> Node:
    item = checker.node(args[0])
    if not isinstance(item, FieldOf) or item.type.kind == "yesno":
        raise Wrong("type", "has 的括号里应是一个字段", shown(tree), "has(pregnancy_due)")
    return Has(YESNO, item)


def _members(checker: Checker, tree: ast.expr, whole: ast.Call) -> ast.expr | None:
    """The field in ``members.field``, or None for plain ``members``."""
    if checker.scope.serves == "institution":
        raise Wrong("members", "机构没有家庭成员", shown(whole), "机构的字段")
    if checker.scope.member:
        raise Wrong("members", "成员里面不能再数成员", shown(whole), "在 amount 里另起一步")
    if isinstance(tree, ast.Name) and tree.id == MEMBERS:
        return None
    if isinstance(tree, ast.Attribute) and isinstance(tree.value, ast.Name) and tree.value.id == MEMBERS:
        return ast.copy_location(ast.Name(tree.attr, ast.Load()), tree)
    raise Wrong(
        "members", "第一个值应是 members", shown(whole), "sum(members.monthly_income)、count(members, age < 18)"
    )


def _sum(checker: Checker, args: list[ast.expr], tree: ast.Call) -> Node:
    field = _members(checker, args[0], tree)
    if (field is None) == (len(args) == 1):
        expected = "sum(members.monthly_income) 或 sum(members, 表达式)"
        raise Wrong("arguments", "sum 要说清加的是什么", shown(tree), expected)
    node = checker.inside().node(field if field is not None else args[1])
    if not node.type.is_amount:
        raise Wrong("type", f"{node.type.name}不能相加", shown(tree), "钱或数；数人用 count(members, 条件)")
    return Sum(node.type, node)


def _count(checker: Checker, args: list[ast.expr], tree: ast.Call) -> Node:
    where = _where(checker, args, tree) if len(args) == 2 else None
    if where is None:
        _plain(checker, args, tree)
    return Count(WHOLE, where)


def _where(checker: Checker, args: list[ast.expr], tree: ast.Call) -> Node:
    _plain(checker, args, tree)
    return checker.inside().condition(args[1])


def _plain(checker: Checker, args: list[ast.expr], tree: ast.Call) -> None:
    field = _members(checker, args[0], tree)
    if field is not None:
        expected = f"{shown(tree.func)}(members, {shown(field)})"
        raise Wrong("members", "这里写 members，条件放在后面", shown(tree), expected)


def _exists(checker: Checker, args: list[ast.expr], tree: ast.Call) -> Node:
    return Exists(YESNO, _where(checker, args, tree))


def _for_all(checker: Checker, args: list[ast.expr], tree: ast.Call) -> Node:
    return ForAll(YESNO, _where(checker, args, tree))


def _owed(checker: Checker, args: list[ast.expr], tree: ast.Call) -> Node:
    return OwedOf(YESNO, _benefit(checker, args, tree)[0])


def _amount_of(checker: Checker, args: list[ast.expr], tree: ast.Call) -> Node:
    name, other = _benefit(checker, args, tree)
    if not other.pays:
        raise Wrong("amount", f"{name} 没有数额", shown(tree), f'owed("{name}")')
    return AmountOf(MONEY, name)


def _benefit(checker: Checker, args: list[ast.expr], tree: ast.Call) -> tuple[str, Other]:
    name = args[0].value if isinstance(args[0], ast.Constant) else None
    known = checker.scope.benefits
    if not isinstance(name, str) or name not in known:
        near = nearest(name, known) if isinstance(name, str) else None
        raise Wrong("unknown-benefit", "没有这项待遇", shown(args[0]), f'"{near}"' if near else "引号里的待遇 id")
    serves, scope = known[name].serves, checker.scope
    if (serves == "institution") != (scope.serves == "institution"):
        raise Wrong("serves", f"{name} 发给的对象与这条规则不同", shown(tree), "同一类对象的待遇")
    if serves == "person" and not scope.of_person:
        raise Wrong(
            "one-of-many", f"{name} 是每个人的，这条规则问的是一户", shown(tree), f"any(members, {shown(tree)})"
        )
    return name, known[name]


Build = Callable[["Checker", list[ast.expr], ast.Call], Node]

FUNCTIONS: dict[str, tuple[int, int, Build]] = {
    "min": (2, 8, _extreme("min")),
    "max": (2, 8, _extreme("max")),
    "percent": (1, 1, _percent),
    "to_fen": (1, 1, _rounded("fen")),
    "floor": (1, 1, _rounded("floor")),
    "ceil": (1, 1, _rounded("ceil")),
    "date": (1, 1, _date),
    "years_since": (1, 1, _elapsed("years")),
    "months_since": (1, 1, _elapsed("months")),
    "within": (2, 17, _within),
    "has": (1, 1, _has),
    "count": (1, 2, _count),
    "sum": (1, 2, _sum),
    "any": (2, 2, _exists),
    "all": (2, 2, _for_all),
    "owed": (1, 1, _owed),
    "amount_of": (1, 1, _amount_of),
}
"""Every function: the fewest and most values in its brackets, and how its call is checked."""
