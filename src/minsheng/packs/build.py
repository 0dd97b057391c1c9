"""From a tree to the classes of the model, by their type hints, with every fault in words."""

from __future__ import annotations

import difflib
import re
import types
import typing
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import MISSING, dataclass, fields
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Literal

from minsheng.packs.tree import Entry, Mapping, Node, Scalar, Sequence
from minsheng.terms.citation import Citation
from minsheng.terms.errors import Fault

_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,10})?")
_WHOLE = re.compile(r"-?\d{1,9}")
CITATION_FORM = "hz-2021 表2.17、hz-2021 专栏10.14 或 hz-2021 三(一)1"


@dataclass(frozen=True)
class FieldPlan:
    """How one field of a class is written: its key, type, and whether it may be missing or empty."""

    attribute: str
    key: str
    hint: Any
    required: bool
    blank: bool
    doc: str
    form: str | None = None


@cache
def plan_of(kind: type) -> tuple[FieldPlan, ...]:
    """The fields of a model class in order.

    >>> from minsheng.packs.model import ServiceItem
    >>> [p.key for p in plan_of(ServiceItem) if p.attribute == "service_class"]
    ['class']
    """
    hints = typing.get_type_hints(kind)
    return tuple(
        FieldPlan(
            attribute=one.name,
            key=one.metadata.get("key") or one.name,
            hint=hints[one.name],
            required=one.default is MISSING and one.default_factory is MISSING,
            blank=bool(one.metadata.get("blank")),
            doc=one.metadata.get("doc", ""),
            form=one.metadata.get("form"),
        )
        for one in fields(kind)
    )


def optional_of(hint: Any) -> tuple[Any, bool]:
    """The type without None, and whether None was allowed."""
    if isinstance(hint, types.UnionType) or typing.get_origin(hint) is typing.Union:
        inner = [part for part in typing.get_args(hint) if part is not type(None)]
        return inner[0], True
    return hint, False


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word this one was probably meant to be.

    >>> nearest("sorce", ["source", "since"])
    'source'
    """
    found = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return found[0] if found else None


def instead(word: str, known: Iterable[str]) -> str:
    """What to write instead of an unknown word: the nearest one, else all there are."""
    known = list(known)
    near = nearest(word, known)
    if near is not None:
        return near
    shown = "、".join(known[:12]) + ("……" if len(known) > 12 else "")
    return shown or "（这里还没有可用的词）"


@dataclass(frozen=True)
class Row:
    """A row that was built, with the line of the row and of each of its fields (``values.0.unit``)."""

    value: Any
    file: str
    line: int
    lines: dict[str, int]

    def line_of(self, path: str) -> int:
        """The line of a field, or of the nearest field around it."""
        while path:
            if path in self.lines:
                return self.lines[path]
            path = path.rpartition(".")[0]
        return self.line


class Builder:
    """Builds rows of one file and keeps what is wrong."""

    def __init__(self, file: str, faults: list[Fault]) -> None:
        self.file = file
        self.faults = faults
        self._lines: dict[str, int] = {}

    def row(self, node: Node, kind: type) -> Row | None:
        """One row of the class, or None when it has a fault."""
        self._lines = {}
        value = self._record(node, kind, "")
        return None if value is None else Row(value, self.file, node.line, self._lines)

    def _fault(self, code: str, message: str, line: int, read: str | None, expected: str | None) -> None:
        self.faults.append(Fault(code, message, self.file, line, _short(read), expected))

    def _record(self, node: Node, kind: type, at: str) -> Any:
        if not isinstance(node, Mapping):
            self._fault("pack.type", f"{at or '这一行'}应是“键: 值”", node.line, _shape(node), _keys_told(kind))
            return None
        plans = {plan.key: plan for plan in plan_of(kind)}
        built: dict[str, Any] = {}
        good = True
        for entry in node.entries:
            plan = plans.get(entry.key)
            if plan is None:
                good = False
                self._fault(
                    "pack.unknown-field", f"没有 {entry.key} 这个字段", entry.line, entry.key, instead(entry.key, plans)
                )
                continue
            path = f"{at}.{plan.attribute}" if at else plan.attribute
            self._lines[path] = entry.line
            before = len(self.faults)
            value = self._value(entry.node, plan, path, entry.line)
            good = good and len(self.faults) == before
            if value is not None:
                built[plan.attribute] = value
            elif plan.required and len(self.faults) == before:
                good = False
                self._missing(plan, entry.line)
        written = {entry.key for entry in node.entries}
        for plan in plans.values():
            if plan.required and plan.key not in written:
                good = False
                self._missing(plan, node.line)
        return kind(**built) if good else None

    def _missing(self, plan: FieldPlan, line: int) -> None:
        self._fault("pack.missing-field", f"缺少 {plan.key}", line, None, f"{plan.key}: {example_of(plan)}")

    def _value(self, node: Node, plan: FieldPlan, path: str, line: int) -> Any:
        hint, _ = optional_of(plan.hint)
        if isinstance(node, Scalar) and node.empty and node.text not in typing.get_args(hint):
            return None  # a key with nothing behind it counts as left out; ~ is an op, not nothing
        if hint is str and not plan.blank and isinstance(node, Scalar) and not node.text.strip():
            self._fault("pack.empty", f"{plan.key} 是空的", line, node.text, f"{plan.key}: {example_of(plan)}")
            return None
        if plan.form == "conditions":
            node = self._conditions(node)
        elif plan.form == "steps":
            node = self._steps(node)
        return self._typed(node, hint, path, plan.key)

    def _conditions(self, node: Node) -> Node:
        """One expression, or a list of expressions and mappings, as a list of mappings."""
        parts = node.nodes if isinstance(node, Sequence) else (node,)
        told = (_mapping(part.line, when=part) if isinstance(part, Scalar) else part for part in parts)
        return Sequence(tuple(told), node.line)

    def _steps(self, node: Node) -> Node:
        """One expression, or names with expressions, as a list of mappings."""
        if isinstance(node, Scalar):
            return Sequence((_mapping(node.line, name=Scalar("total", node.line), value=node),), node.line)
        if not isinstance(node, Mapping):
            return node
        return Sequence(tuple(_step(one) for one in node.entries), node.line)

    def _typed(self, node: Node, hint: Any, path: str, key: str) -> Any:
        if typing.get_origin(hint) is tuple:
            return self._list(node, typing.get_args(hint)[0], path, key)
        if hasattr(hint, "__dataclass_fields__") and hint is not Citation:
            return self._record(node, hint, path)
        if not isinstance(node, Scalar):
            self._fault("pack.type", f"{key} 应是一个值", node.line, _shape(node), f"{key}: {example_text(hint, key)}")
            return None
        try:
            return _scalar(node, hint)
        except ValueError as error:
            self._fault(
                "pack.type", f"{key} {error}", node.line, node.text, f"{key}: {example_text(hint, key, node.text)}"
            )
            return None

    def _list(self, node: Node, inner: Any, path: str, key: str) -> tuple[Any, ...] | None:
        if not isinstance(node, Sequence):
            self._fault(
                "pack.type", f"{key} 应是一个列表", node.line, _shape(node), f"{key}: [{_shape(node)}]，或每行一个“- ”"
            )
            return None
        values = []
        for number, part in enumerate(node.nodes):
            self._lines[f"{path}.{number}"] = part.line
            if isinstance(part, Scalar) and not part.text.strip():
                self._fault(
                    "pack.empty", f"{key} 的第 {number + 1} 个是空的", part.line, part.text, "删去这一个，或写上内容"
                )
                continue
            values.append(self._typed(part, inner, f"{path}.{number}", key))
        return tuple(values)


def _mapping(line: int, **entries: Node) -> Mapping:
    return Mapping(tuple(Entry(key, line, node) for key, node in entries.items()), line)


def _step(entry: Entry) -> Mapping:
    named = _mapping(entry.line, name=Scalar(entry.key, entry.line)).entries
    if isinstance(entry.node, Mapping):
        return Mapping((*named, *entry.node.entries), entry.line)
    return Mapping((*named, Entry("value", entry.line, entry.node)), entry.line)


def _scalar(node: Scalar, hint: Any) -> Any:
    text = node.text.strip()
    if hint is str:
        return text
    if hint is bool:
        if text not in ("true", "false"):
            raise ValueError("应是 true 或 false")
        return text == "true"
    if hint is int:
        if not _WHOLE.fullmatch(text):
            raise ValueError("应是整数")
        return int(text)
    if hint is Decimal:
        if not _NUMBER.fullmatch(text):
            raise ValueError("应是数字，不带单位、逗号和百分号")
        return Decimal(text)
    if hint is date:
        try:
            if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
                return date.fromisoformat(text)
        except ValueError:
            pass
        raise ValueError("应是日期")
    if hint is Citation:
        try:
            return Citation.parse(text)
        except ValueError:
            raise ValueError("不是出处的写法") from None
    if typing.get_origin(hint) is Literal:
        if text not in typing.get_args(hint):
            raise ValueError("不在可用的词里")
        return text
    raise TypeError(f"the model has a type the loader does not know: {hint!r}")


def example_text(hint: Any, key: str, read: str = "") -> str:
    """What a value of the type looks like, near to what was read where that helps.

    >>> example_text(Decimal, "value", "1,200元"), example_text(date, "since", "2021年1月1日")
    ('1200', '2021-01-01')
    """
    if typing.get_origin(hint) is Literal:
        return instead(read, typing.get_args(hint)) if read else " | ".join(typing.get_args(hint))
    if typing.get_origin(hint) is tuple:
        return "[……]"
    if hint is Decimal or hint is int:
        digits = re.search(r"\d+(\.\d+)?" if hint is Decimal else r"\d{1,9}", read.replace(",", "").replace("，", ""))
        return digits[0] if digits and _NUMBER.fullmatch(digits[0]) else ("3.5" if hint is Decimal else "2025")
    if hint is date:
        parts = re.match(r"\D*(\d{4})\D+(\d{1,2})\D+(\d{1,2})", read)
        with suppress(ValueError):
            return date(int(parts[1]), int(parts[2]), int(parts[3])).isoformat() if parts else "2021-01-01"
        return "2021-01-01"
    if hint is bool:
        return {"yes": "true", "no": "false", "是": "true", "否": "false"}.get(read.lower(), "true 或 false")
    return CITATION_FORM if hint is Citation else "……"


def example_of(plan: FieldPlan) -> str:
    """What to write behind a key that is missing."""
    if plan.blank:
        return '……（没有就写 ""）'
    return example_text(optional_of(plan.hint)[0], plan.key)


def _keys_told(kind: type) -> str:
    return "、".join(plan.key for plan in plan_of(kind) if plan.required)


def _shape(node: Node) -> str:
    if isinstance(node, Scalar):
        return node.text
    return "列表" if isinstance(node, Sequence) else "键值"


def _short(text: str | None) -> str | None:
    if text is None:
        return None
    plain = " ".join(text.split())
    return plain if len(plain) <= 60 else plain[:59] + "…"
