"""OpenFisca's test files: what each test says, with the lines it stands in, before any name of it is looked up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from minsheng.packs import tree
from minsheng.packs.build import instead
from minsheng.rules.openfisca.values import Period, number_from, period_of
from minsheng.terms.errors import Fault, MinshengError

DEFAULT = "default"
MOST_TESTS = 10_000
_KEYS = ("name", "period", "input", "output", "reforms", "extensions", "parameters")
_MARGINS = ("absolute_error_margin", "relative_error_margin")
_CHOICES = ("only_variables", "ignore_variables")
_UNUSED = ("description", "keywords", "max_spiral_loops")
"""What says nothing about the answer: words for people, and how far OpenFisca's own machine may go round."""
KNOWN = (*_KEYS, *_MARGINS, *_CHOICES, *_UNUSED)
"""Every key a test may have."""


@dataclass(frozen=True)
class Test:
    """One test; ``absolute`` and ``relative`` margins are by variable, under ``default`` for all others."""

    __test__ = False  # none of pytest's

    name: str
    file: str
    line: int
    output: tree.Mapping
    input: tree.Mapping | None = None
    period: Period | None = None
    overlays: tuple[str, ...] = ()
    parameters: tree.Mapping | None = None
    absolute: Mapping[str, Fraction] = field(default_factory=dict)
    relative: Mapping[str, Fraction] = field(default_factory=dict)
    only: tuple[str, ...] | None = None
    ignored: tuple[str, ...] = ()

    def fault(self, message: str, line: int, read: str | None = None, expected: str | None = None) -> MinshengError:
        """What is wrong with the test, to be raised."""
        return MinshengError(Fault("openfisca.test", f"{self.name}：{message}", self.file, line, read, expected))


def yaml_files(path: Path) -> list[Path]:
    """The file, or every YAML file below the folder in order; raises `MinshengError` when there is none."""
    found = sorted(one for one in path.rglob("*") if one.suffix in (".yaml", ".yml")) if path.is_dir() else [path]
    if not found or not all(one.is_file() for one in found):
        raise MinshengError(Fault("openfisca.no-file", "没有测试文件", str(path), expected="一个 YAML 文件或文件夹"))
    return found


def read_tests(path: Path) -> list[Test]:
    """The tests of a file or folder, in order; raises `MinshengError` with every fault of their form."""
    faults: list[Fault] = []
    found: list[Test] = []
    for file in yaml_files(path):
        shown = str(file.relative_to(path)) if path.is_dir() else file.name
        node, wrong = tree.read_tree(file, shown=shown)
        faults += wrong
        if node is not None:
            found += _Reading(shown, faults).tests(node)
    if len(found) > MOST_TESTS:
        faults.append(Fault("openfisca.too-many", f"超过 {MOST_TESTS} 个测试", str(path), expected="分几次运行"))
    if faults:
        raise MinshengError.of(faults)
    return found


class _Reading:
    """One file of tests."""

    def __init__(self, file: str, faults: list[Fault]) -> None:
        self.file = file
        self.faults = faults

    def fault(self, message: str, line: int, read: str | None = None, expected: str | None = None) -> None:
        self.faults.append(Fault("openfisca.test", message, self.file, line, read, expected))

    def tests(self, node: tree.Node) -> Iterator[Test]:
        for one in node.nodes if isinstance(node, tree.Sequence) else (node,):
            before = len(self.faults)
            found = self.test(one)
            if found is not None and len(self.faults) == before:
                yield found

    def test(self, node: tree.Node) -> Test | None:
        if not isinstance(node, tree.Mapping):
            self.fault("每个测试应是“键: 值”", node.line, None, "name、period、input、output")
            return None
        told: dict[str, tree.Node] = {}
        for entry in node.entries:
            if entry.key not in KNOWN:
                self.fault(f"没有 {entry.key} 这个键", entry.line, entry.key, instead(entry.key, KNOWN))
            elif not (isinstance(entry.node, tree.Scalar) and entry.node.empty):
                told[entry.key] = entry.node
        output = self.mapping(told, "output")
        if output is None or not output.entries:
            self.fault("测试没有写 output", node.line, None, "output: {变量: 值}")
            return None
        name = told.get("name")
        return Test(
            name=name.text if isinstance(name, tree.Scalar) else f"第 {node.line} 行",
            file=self.file,
            line=node.line,
            output=output,
            input=self.mapping(told, "input"),
            period=self.period(told.get("period")),
            overlays=(*self.words(told.get("reforms")), *self.words(told.get("extensions"))),
            parameters=self.mapping(told, "parameters"),
            absolute=self.margins(told.get(_MARGINS[0])),
            relative=self.margins(told.get(_MARGINS[1])),
            only=self.words(told["only_variables"]) if "only_variables" in told else None,
            ignored=self.words(told.get("ignore_variables")),
        )

    def mapping(self, told: Mapping[str, tree.Node], key: str) -> tree.Mapping | None:
        node = told.get(key)
        if node is None or isinstance(node, tree.Mapping):
            return node
        self.fault(f"{key} 应是“键: 值”", node.line, None, f"{key}: {{变量: 值}}")
        return None

    def period(self, node: tree.Node | None) -> Period | None:
        if node is None:
            return None
        text = node.text if isinstance(node, tree.Scalar) else None
        try:
            return period_of(text or "")
        except ValueError as error:
            self.fault(f"period {error}", node.line, text, "2017、2017-01 或 month:2017-01:3")
            return None

    def words(self, node: tree.Node | None) -> tuple[str, ...]:
        if node is None:
            return ()
        parts = node.nodes if isinstance(node, tree.Sequence) else (node,)
        found = tuple(part.text for part in parts if isinstance(part, tree.Scalar))
        if len(found) < len(parts):
            self.fault("应是一个名字，或一列名字", node.line, None, "[名字, 名字]")
        return found

    def margins(self, node: tree.Node | None) -> dict[str, Fraction]:
        if node is None:
            return {}
        entries = node.entries if isinstance(node, tree.Mapping) else (tree.Entry(DEFAULT, node.line, node),)
        found = {}
        for entry in entries:
            if isinstance(entry.node, tree.Scalar) and entry.node.empty:
                continue
            text = entry.node.text if isinstance(entry.node, tree.Scalar) else ""
            try:
                found[entry.key] = number_from(text)
                if found[entry.key] < 0:
                    raise ValueError
            except ValueError:
                self.fault("误差应是不小于 0 的数", entry.line, text, "0.01")
        return found
