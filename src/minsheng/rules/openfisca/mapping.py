"""What OpenFisca's names are called in a pack: ``openfisca/mapping.yaml`` of the pack and of those above it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeVar

from minsheng.packs import tree
from minsheng.packs.build import Builder, instead
from minsheng.packs.load import OPENFISCA, Loaded
from minsheng.packs.model import Entity
from minsheng.terms.errors import Fault, MinshengError

FILE = f"{OPENFISCA}/mapping.yaml"
KEYS = ("day", "entities", "variables", "parameters", "reforms", "extensions")
T = TypeVar("T")


@dataclass(frozen=True)
class VariableRow:
    """A variable as it is written; `Variable` says what each key is."""

    field: str | None = None
    benefit: str | None = None
    step: str | None = None
    value: str | None = None
    entity: Entity | None = None
    each: Literal["month", "year", "eternity"] = "month"
    default: str | None = None
    spread: Literal["divide", "repeat"] | None = None
    as_of: Literal["january"] | None = None
    age_of: str | None = None


@dataclass(frozen=True)
class Variable(VariableRow):
    """One of OpenFisca's variables, and what it is here.

    ``field`` is what an input fills, ``benefit`` (with ``step``) or the expression ``value`` of an ``entity`` what an
    output asks; ``each`` is how long a value of it holds. ``default`` is what an input is when a test does not give it:
    left out, it is not known. ``spread`` says what a figure for several months means for each. ``as_of`` january reads
    the field as it was in January. ``age_of`` names the date variable that makes a given age. ``words`` are OpenFisca's
    words with ours.
    """

    name: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    file: str = ""
    line: int = 0


@dataclass(frozen=True)
class Kind:
    """One of OpenFisca's entities: ``roles`` are the lists its members stand in, each with the field and its word."""

    name: str
    plural: str
    kind: Literal["person", "household"]
    roles: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Overlay:
    """What a reform or an extension is here: a pack whose parent is this one, and figures set, or either."""

    pack: str | None = None
    parameters: str | None = None


@dataclass(frozen=True)
class Names:
    """All a mapping says; ``folders`` are where the files of overlays lie, by overlay."""

    day: Literal["first", "last"] = "last"
    entities: Mapping[str, Kind] = field(default_factory=dict)
    variables: Mapping[str, Variable] = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)
    overlays: Mapping[str, tuple[Overlay, Path]] = field(default_factory=dict)

    def kind(self, name: str) -> Kind | None:
        """The entity of that name, singular or plural."""
        return self.entities.get(name) or next((one for one in self.entities.values() if one.plural == name), None)


def names_of(line: Sequence[Loaded]) -> Names:
    """The mapping of a pack and those above it, nearest first; what a lower one says stands in the place of the upper.

    Raises `MinshengError` when none of them has one, and with every fault of those there are.
    """
    found = Names()
    faults: list[Fault] = []
    read = 0
    for level in reversed(line):
        path = level.folder / FILE
        if path.is_file():
            read += 1
            found = _Reading(path, f"{level.folder.name}/{FILE}", faults).onto(found)
    if not read and not faults:
        raise MinshengError(
            Fault("openfisca.no-mapping", "规则包里没有对照表", f"{line[0].folder.name}/{FILE}", expected=FILE)
        )
    if faults:
        raise MinshengError.of(faults)
    return found


class _Reading:
    """One mapping file."""

    def __init__(self, path: Path, shown: str, faults: list[Fault]) -> None:
        self.path = path
        self.shown = shown
        self.faults = faults

    def fault(self, message: str, line: int, read: str | None = None, expected: str | None = None) -> None:
        self.faults.append(Fault("openfisca.mapping", message, self.shown, line, read, expected))

    def onto(self, above: Names) -> Names:
        node, wrong = tree.read_tree(self.path, shown=self.shown)
        self.faults += wrong
        if node is None:
            return above
        told = {entry.key: entry for entry in self.entries(node, "、".join(KEYS))}
        for key, entry in told.items():
            if key not in KEYS:
                self.fault(f"没有 {key} 这个键", entry.line, key, instead(key, KEYS))
        day = self.day(told["day"], above) if "day" in told else above.day
        overlays = {**self.each(told, "reforms", self.overlay), **self.each(told, "extensions", self.overlay)}
        return Names(
            day,
            {**above.entities, **self.each(told, "entities", self.kind)},
            {**above.variables, **self.each(told, "variables", self.variable)},
            {**above.parameters, **self.each(told, "parameters", self.parameter)},
            {**above.overlays, **overlays},
        )

    def entries(self, node: tree.Node, expected: str) -> tuple[tree.Entry, ...]:
        if isinstance(node, tree.Mapping):
            return node.entries
        if not (isinstance(node, tree.Scalar) and node.empty):
            self.fault("应是“键: 值”", node.line, None, expected)
        return ()

    def each(self, told: Mapping[str, tree.Entry], key: str, read: Callable[[tree.Entry], T | None]) -> dict[str, T]:
        if key not in told:
            return {}
        rows = ((entry.key, read(entry)) for entry in self.entries(told[key].node, "名字: 对照"))
        return {name: row for name, row in rows if row is not None}

    def day(self, entry: tree.Entry, above: Names) -> Literal["first", "last"]:
        text = entry.node.text if isinstance(entry.node, tree.Scalar) else ""
        if text == "first" or text == "last":
            return "first" if text == "first" else "last"
        self.fault("day 应是 first 或 last", entry.line, text, "first（月初）或 last（月末）")
        return above.day

    def parameter(self, entry: tree.Entry) -> str | None:
        if isinstance(entry.node, tree.Scalar) and not entry.node.empty:
            return entry.node.text
        self.fault(f"{entry.key} 应写本包的参数", entry.line, None, "housing_tax_rate")
        return None

    def overlay(self, entry: tree.Entry) -> tuple[Overlay, Path] | None:
        row = Builder(self.shown, self.faults).row(entry.node, Overlay)
        if row is None:
            return None
        if row.value.pack is row.value.parameters is None:
            self.fault(f"{entry.key} 没有写换成什么", entry.line, None, "pack: 规则包，或 parameters: 文件")
        return row.value, self.path.parent

    def words(self, node: tree.Node, expected: str) -> dict[str, str]:
        found = {}
        for entry in self.entries(node, expected):
            if isinstance(entry.node, tree.Scalar):
                found[entry.key] = entry.node.text
            else:
                self.fault(f"{entry.key} 应是一个词", entry.line, None, expected)
        return found

    def kind(self, entry: tree.Entry) -> Kind | None:
        told = {one.key: one for one in self.entries(entry.node, "plural、is、roles")}
        for key, one in told.items():
            if key not in ("plural", "is", "roles"):
                self.fault(f"没有 {key} 这个键", one.line, key, "plural、is、roles")
        text = {key: one.node.text for key, one in told.items() if isinstance(one.node, tree.Scalar)}
        kind = text.get("is")
        if kind not in ("person", "household"):
            self.fault(f"{entry.key} 没有说是什么", entry.line, kind, "is: person 或 is: household")
            return None
        roles: dict[str, Mapping[str, str]] = {}
        if "roles" in told:
            for role in self.entries(told["roles"].node, "adults: {字段: 词}"):
                roles[role.key] = self.words(role.node, "{字段: 词}")
        whose: Literal["person", "household"] = "person" if kind == "person" else "household"
        return Kind(entry.key, text.get("plural", entry.key + "s"), whose, roles)

    def variable(self, entry: tree.Entry) -> Variable | None:
        inner = self.entries(entry.node, "field、benefit 或 value")
        words = next((one for one in inner if one.key == "words"), None)
        rest = tree.Mapping(tuple(one for one in inner if one is not words), entry.line)
        row = Builder(self.shown, self.faults).row(rest, VariableRow)
        if row is None:
            return None
        told: VariableRow = row.value
        said = {} if words is None else self.words(words.node, "{OpenFisca 的词: 本包的词}")
        wrong = _inconsistent(told)
        if wrong is not None:
            self.fault(f"{entry.key}：{wrong[0]}", entry.line, None, wrong[1])
            return None
        return Variable(**vars(told), name=entry.key, words=said, file=self.shown, line=entry.line)


def _inconsistent(one: VariableRow) -> tuple[str, str] | None:
    """What does not go together, and what would."""
    outputs = [kind for kind in (one.benefit, one.value) if kind is not None]
    if len(outputs) > 1 or (one.field is not None and outputs) or (one.field is None and not outputs):
        return "field、benefit、value 里写一个", "field: 字段，benefit: 待遇，或 value: 表达式"
    if one.step is not None and one.benefit is None:
        return "step 跟着 benefit", "benefit: 待遇，step: 步骤"
    if (one.value is None) != (one.entity is None):
        return "value 要说清是谁的", "entity: person 或 household"
    if one.entity == "institution":
        return "这里没有机构", "entity: person 或 household"
    if one.field is None and (one.spread or one.as_of or one.default is not None):
        return "default、spread、as_of 跟着 field", "field: 字段"
    if one.age_of is not None and one.value is None:
        return "age_of 跟着 value", "value: age，entity: person，age_of: 生日变量"
    return None
