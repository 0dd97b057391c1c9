"""YAML as a tree that knows its lines: mappings, lists and plain text, nothing else.

The tree is built from parser events, so that nothing is constructed, expanded or run: anchors, aliases and tags are
faults, nesting has an end, and every fault of a file is listed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from stat import S_ISREG
from typing import Any

import yaml

from minsheng.terms.errors import Fault

MAX_BYTES = 5_000_000
MAX_DEPTH = 12
MAX_TABS = 500
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NOTHING = ("", "~", "null")


@dataclass(frozen=True)
class Scalar:
    """A text; ``plain`` when it stood without quotes."""

    text: str
    line: int
    plain: bool = True

    @property
    def empty(self) -> bool:
        """Whether it stands for nothing: no text, ``~`` or ``null``, without quotes."""
        return self.plain and self.text in _NOTHING


@dataclass(frozen=True)
class Entry:
    """A key of a mapping with its line and what it holds."""

    key: str
    line: int
    node: Node


@dataclass(frozen=True)
class Mapping:
    """Keys in the order written, none twice."""

    entries: tuple[Entry, ...]
    line: int


@dataclass(frozen=True)
class Sequence:
    """A list."""

    nodes: tuple[Node, ...]
    line: int


Node = Scalar | Mapping | Sequence


def read_tree(path: Path, *, shown: str) -> tuple[Node | None, list[Fault]]:
    """The file as a tree, and everything that is wrong with it as YAML; no tree when it cannot be read.

    ``shown`` is the name faults call the file by. Never raises on what the file holds.
    """
    try:
        stat = path.stat()
        if not S_ISREG(stat.st_mode):
            # A pipe would be waited for without end, a device read without end.
            return None, [Fault("pack.not-a-file", "这不是普通文件，没有读", file=shown)]
        size = stat.st_size
        if size > MAX_BYTES:
            said = f"文件有 {size:,} 字节，太大了"
            return None, [
                Fault("pack.too-large", said, file=shown, expected=f"不超过 {MAX_BYTES:,} 字节，可拆成几个文件")
            ]
        raw = path.read_bytes()
    except OSError as error:
        return None, [Fault("pack.unreadable", f"文件打不开：{error.strerror}", file=shown)]
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        read = raw[error.start : error.start + 8].hex(" ")
        return None, [Fault("pack.encoding", "不是 UTF-8 文本", shown, line, read, "把文件另存为 UTF-8 编码")]
    return parse_tree(text, shown=shown)


def parse_tree(text: str, *, shown: str) -> tuple[Node | None, list[Fault]]:
    r"""The text as a tree, with its faults.

    >>> parse_tree("a: 1\nb: [x, y]\n", shown="t.yaml")[0].entries[1].node.nodes[0]
    Scalar(text='x', line=2, plain=True)
    >>> print(parse_tree("a: &x 1\nb: *x\n", shown="t.yaml")[1][0])
    t.yaml:1: 不能用 YAML 锚点或引用（读到：&x；应为：把内容直接写出来） [pack.anchor]
    """
    tabs = (
        Fault("pack.tab", "行首有制表符（Tab）", shown, number, expected="用空格缩进")
        for number, line in enumerate(text.split("\n"), 1)
        if "\t" in line[: len(line) - len(line.lstrip())] and line.strip()
    )
    faults = list(islice(tabs, MAX_TABS))
    if faults:
        return None, faults
    builder = _Builder(shown, faults)
    try:
        return builder.document(yaml.parse(text, Loader=_Loader)), faults
    except _Stop:
        return None, faults
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = None if mark is None else mark.line + 1
        said = " ".join(filter(None, (error.context, error.problem)))
        lines = text.split("\n")
        read = (lines[line - 1].strip()[:60] or None) if line is not None and line <= len(lines) else None
        faults.append(
            Fault("pack.yaml", f"不是合法的 YAML（{said}）", shown, line, read, "检查缩进、冒号后的空格和引号")
        )
    except yaml.YAMLError as error:
        faults.append(Fault("pack.yaml", f"不是合法的 YAML（{str(error).splitlines()[0]}）", shown))
    return None, faults


def _line(event: yaml.Event) -> int:
    return 1 if event.start_mark is None else event.start_mark.line + 1


class _Stop(Exception):
    """The file cannot be read any further."""


class _Builder:
    """Puts events together; depth is bounded, so recursion is."""

    def __init__(self, shown: str, faults: list[Fault]) -> None:
        self.shown = shown
        self.faults = faults

    def fault(self, code: str, message: str, line: int, read: str | None, expected: str | None) -> None:
        self.faults.append(Fault(code, message, self.shown, line, read, expected))

    def document(self, events: Iterator[yaml.Event]) -> Node | None:
        root: Node | None = None
        seen = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                seen += 1
                if seen == 2:
                    line = _line(event)
                    self.fault(
                        "pack.two-documents", "一个文件里有两份 YAML 文档", line, "---", "拆成两个文件，或去掉分隔线"
                    )
            elif not isinstance(event, yaml.StreamStartEvent | yaml.StreamEndEvent | yaml.DocumentEndEvent):
                node = self.node(event, events, 0)
                root = node if seen == 1 else root
        return root

    def node(self, event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Node:
        line = _line(event)
        anchor = getattr(event, "anchor", None)
        if anchor is not None:
            mark = "*" if isinstance(event, yaml.AliasEvent) else "&"
            self.fault("pack.anchor", "不能用 YAML 锚点或引用", line, f"{mark}{anchor}", "把内容直接写出来")
        tag = getattr(event, "tag", None)
        if tag is not None:
            self.fault("pack.tag", "不能用 YAML 标签", line, str(tag), "只写文字、列表和键值")
        if depth > MAX_DEPTH:
            self.fault("pack.too-deep", f"嵌套超过 {MAX_DEPTH} 层", line, None, "照 docs/packs.md 里的样子写")
            raise _Stop
        if isinstance(event, yaml.ScalarEvent):
            return Scalar(event.value, line, event.style in (None, ""))
        if isinstance(event, yaml.SequenceStartEvent):
            nodes = []
            while not isinstance(inner := next(events), yaml.SequenceEndEvent):
                nodes.append(self.node(inner, events, depth + 1))
            return Sequence(tuple(nodes), line)
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(events, line, depth)
        return Scalar("", line)

    def mapping(self, events: Iterator[yaml.Event], line: int, depth: int) -> Mapping:
        entries: dict[str, Entry] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            at = _line(event)
            key = self.node(event, events, depth + 1)
            value = self.node(next(events), events, depth + 1)
            if not isinstance(key, Scalar):
                self.fault("pack.key", "键应是一个词", at, None, "名称: 内容")
            elif key.text in entries:
                first = entries[key.text].line
                self.fault(
                    "pack.duplicate-key",
                    f"同一处写了两个 {key.text}（前一个在第 {first} 行）",
                    at,
                    key.text,
                    "只留一个",
                )
            else:
                entries[key.text] = Entry(key.text, at, value)
        return Mapping(tuple(entries.values()), line)
