"""From the text of an expression to Python's syntax tree, with limits and without running anything."""

from __future__ import annotations

import ast
import re
import warnings
from typing import NoReturn

MAX_LENGTH = 2000
MAX_NODES = 400
MAX_DEPTH = 24
MAX_DIGITS = 9
MAX_DECIMALS = 6

_NUMBER = re.compile(rf"\d{{1,{MAX_DIGITS}}}(\.\d{{1,{MAX_DECIMALS}}})?")
_OPENING = re.compile(r"[(\[{]")
_ALLOWED = (
    ast.Expression,
    ast.BoolOp,
    ast.And,
    ast.Or,
    ast.UnaryOp,
    ast.Not,
    ast.USub,
    ast.Compare,
    ast.cmpop,
    ast.BinOp,
    ast.Add,
    ast.Sub,
    ast.Mult,
    ast.Div,
    ast.IfExp,
    ast.Dict,
    ast.Subscript,
    ast.Call,
    ast.Attribute,
    ast.Name,
    ast.Constant,
    ast.Tuple,
    ast.List,
    ast.expr_context,
)
_INSTEAD = {
    "Lambda": "去掉 lambda，直接写表达式",
    "ListComp": "count(members, 条件)、sum(members.字段) 这样的写法",
    "GeneratorExp": "count(members, 条件)、any(members, 条件) 这样的写法",
    "BitAnd": "and",
    "BitOr": "or",
    "Invert": "not",
    "UAdd": "去掉加号",
    "Pow": "* 连乘",
    "FloorDiv": "floor(a / b)",
    "Mod": "去掉 %；百分之三十写作 percent(30)",
    "Set": "(a, b) 圆括号",
    "JoinedStr": "普通的引号文字",
    "keyword": "括号里只写值，比较相等用 ==",
    "NamedExpr": "在 amount 里另起一步",
}
_ODD = dict(
    zip(
        "（），：＝＞＜“”‘’【】｛｝≥≤≠×÷、",
        ["(", ")", ",", ":", "==", ">", "<", *'""', *"''", *"[]{}", ">=", "<=", "!=", "*", "/", ","],
        strict=True,
    )
)


class Wrong(Exception):
    """What is wrong with an expression; whoever knows the file and line makes a fault of it."""

    def __init__(self, code: str, message: str, read: str | None = None, expected: str | None = None) -> None:
        super().__init__(message)
        self.code = f"rule.{code}"
        self.message = message
        self.read = read
        self.expected = expected


def parse(text: str) -> ast.expr:
    """The syntax tree of an expression; raises `Wrong` for whatever is not in the language.

    >>> parse("age >= 60 and sex == 'female'").__class__.__name__
    'BoolOp'
    """
    plain = text.strip()
    if not plain:
        raise Wrong("empty", "表达式是空的", None, "如 age >= 60")
    if len(plain) > MAX_LENGTH:
        raise Wrong(
            "too-long", f"表达式有 {len(plain)} 个字符，太长了", None, f"不超过 {MAX_LENGTH} 个，可拆成几条或几步"
        )
    if len(_OPENING.findall(plain)) > MAX_NODES or _deepest(plain) > MAX_DEPTH:
        raise Wrong("too-deep", f"括号套得超过 {MAX_DEPTH} 层", None, "拆成几条或几步")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            tree = ast.parse(f"(\n{plain}\n)", mode="eval")
    except (SyntaxError, Warning, ValueError, RecursionError, MemoryError) as error:
        _refuse_syntax(plain, error)
    _limit(tree.body)
    return tree.body


def number_of(node: ast.Constant, text: str) -> str:
    """A number as it is written, so that 0.1 stays a tenth; raises `Wrong` when it is no plain number."""
    written = ast.get_source_segment(f"(\n{text.strip()}\n)", node) or ""
    if not _NUMBER.fullmatch(written):
        expected = f"普通数字，如 0.3；整数不超过 {MAX_DIGITS} 位，小数不超过 {MAX_DECIMALS} 位"
        raise Wrong("number", "数字的写法不对", written[:40], expected)
    return written


def shown(node: ast.AST) -> str:
    """A part of the expression, as it reads."""
    text = ast.unparse(node)
    return text if len(text) <= 60 else text[:59] + "…"


def _deepest(text: str) -> int:
    depth = most = 0
    for sign in text:
        if sign in "([{":
            depth += 1
            most = max(most, depth)
        elif sign in ")]}":
            depth -= 1
    return most


def _limit(root: ast.expr) -> None:
    """Bound size and depth without recursion, and let only known kinds of node through."""
    waiting: list[tuple[ast.AST, int]] = [(root, 1)]
    seen = 0
    while waiting:
        node, depth = waiting.pop()
        seen += 1
        if seen > MAX_NODES:
            raise Wrong("too-large", f"表达式超过 {MAX_NODES} 个部分", None, "拆成几条或几步")
        if depth > MAX_DEPTH:
            raise Wrong("too-deep", f"表达式套得超过 {MAX_DEPTH} 层", None, "拆成几条或几步")
        if not isinstance(node, _ALLOWED) or isinstance(node, ast.Is | ast.IsNot | ast.Starred | ast.Slice):
            kind = type(node).__name__
            said = shown(node) if isinstance(node, ast.expr) else kind
            raise Wrong("not-allowed", "规则里不能这样写", said, _INSTEAD.get(kind, "docs/rules.md 里列出的写法"))
        waiting += ((child, depth + 1) for child in ast.iter_child_nodes(node))


def _refuse_syntax(text: str, error: BaseException) -> NoReturn:
    odd = next((sign for sign in text if sign in _ODD), None)
    if odd is not None:
        raise Wrong("syntax", "用了键盘上没有的符号或全角符号", odd, _ODD[odd]) from None
    if re.search(r"(?<![=!<>])=(?!=)", text) and "(" not in text:
        raise Wrong(
            "syntax", "比较相等要用两个等号", text[:60], re.sub(r"(?<![=!<>])=(?!=)", "==", text)[:60]
        ) from None
    if isinstance(error, SyntaxError) and error.lineno is not None:
        lines = text.split("\n")
        at = min(max(error.lineno - 2, 0), len(lines) - 1)
        raise Wrong("syntax", "表达式读不懂", lines[at].strip()[:60], "检查括号、引号和运算符是否成对、齐全") from None
    raise Wrong("syntax", "表达式读不懂", text[:60], "检查括号、引号和运算符是否成对、齐全") from None
