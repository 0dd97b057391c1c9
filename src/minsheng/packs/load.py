"""From a folder of YAML to a pack, with the file and line of every row kept."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from minsheng.packs import tree
from minsheng.packs.build import Builder, Row, instead, plan_of
from minsheng.packs.model import (
    Area,
    Benefit,
    DeclaredField,
    Document,
    Indicator,
    Match,
    Pack,
    PackFile,
    Parameter,
    Provision,
    ServiceItem,
    Term,
)
from minsheng.packs.nearby import Circle, Quota
from minsheng.packs.watching import WarningRule, Weight
from minsheng.terms.errors import Fault, MinshengError

PACK_FILE = "pack.yaml"
DRAFTS = "drafts"
CASES = "cases"
"""Tests of the rules: they belong to the pack but are none of its rows."""
OPENFISCA = "openfisca"
"""How variables of OpenFisca's tests are called here, and what its reforms change: none of the pack's rows either."""
_BESIDE = (DRAFTS, CASES, OPENFISCA)
ACCEPTED = "accepted"
MAX_FILES = 500
MAX_TOTAL = 50_000_000
MAX_FAULTS = 5000
"""From here on a pack is not read any further: nobody repairs that by hand."""

LISTS: Mapping[str, type] = {
    "documents": Document,
    "areas": Area,
    "groups": Term,
    "life_stages": Term,
    "items": ServiceItem,
    "indicators": Indicator,
    "matches": Match,
    "parameters": Parameter,
    "fields": DeclaredField,
    "benefits": Benefit,
    "provisions": Provision,
    "weights": Weight,
    "warnings": WarningRule,
    "circles": Circle,
    "quotas": Quota,
}
"""The lists a pack's files may hold, with the class of their rows."""


@dataclass(frozen=True)
class Place:
    """Where a row is written: file (relative to the folder the pack stands in) and line."""

    file: str
    line: int


@dataclass(frozen=True)
class Loaded:
    """A pack with the place of each of its rows, and what was wrong with its files.

    ``rows`` are in the order of the pack's tuples. With faults the pack holds the rows that are whole.
    """

    pack: Pack
    folder: Path
    about: Row
    rows: Mapping[str, tuple[Row, ...]]
    faults: tuple[Fault, ...] = ()

    def where(self, key: str, row_id: str, field: str = "") -> Place | None:
        """The place of a row, or of one of its fields (``source``, ``values.0.unit``); None when there is none."""
        for row in self.rows.get(key, ()):
            if row.value.id == row_id:
                return Place(row.file, row.line_of(field))
        return None


def load_pack(folder: Path | str) -> Pack:
    """The pack in the folder; raises `MinshengError` with every fault of its files."""
    return load(folder).pack


def load(folder: Path | str) -> Loaded:
    """The pack with its places; raises `MinshengError` with every fault of its files."""
    loaded, faults = read_folder(folder)
    if faults or loaded is None:
        raise MinshengError.of(faults)
    return loaded


def load_packs(root: Path | str) -> dict[str, Pack]:
    """Every pack in the folder by id, each after its parent; raises `MinshengError` with the faults of all."""
    return {pack_id: loaded.pack for pack_id, loaded in load_all(root).items()}


def load_all(root: Path | str) -> dict[str, Loaded]:
    """As `load_packs`, with places."""
    found: dict[str, Loaded] = {}
    faults: list[Fault] = []
    for folder in pack_folders(root):
        loaded, wrong = read_folder(folder)
        faults += wrong
        if loaded is None:
            continue
        if loaded.pack.id in found:
            first = found[loaded.pack.id].about.file
            line = loaded.about.line_of("id")
            faults.append(
                Fault("pack.duplicate-id", f"两个包都叫 {loaded.pack.id}（另一个是 {first}）", loaded.about.file, line)
            )
        found.setdefault(loaded.pack.id, loaded)
    faults += [fault for loaded in found.values() for fault in parent_faults(loaded, found)]
    if faults:
        raise MinshengError.of(faults)
    return {pack_id: found[pack_id] for pack_id in _parents_first(found)}


def load_line(pack_id: str, root: Path | str, *, only: Collection[str] | None = None) -> dict[str, Loaded]:
    """A pack of the folder and the levels above it, the highest first; raises `MinshengError` with their faults.

    With ``only`` files in which none of these lists can be are left unread: rules are found without every indicator.
    """
    heads: dict[str, Loaded] = {}
    for folder in pack_folders(root):
        head, _ = read_folder(folder, only=())
        if head is not None:
            heads.setdefault(head.pack.id, head)
    if pack_id not in heads:
        raise MinshengError(Fault("pack.unknown", "没有这个规则包", read=pack_id, expected=instead(pack_id, heads)))
    line: list[str] = []
    above: str | None = pack_id
    while above in heads and above not in line:
        line.append(above)
        above = heads[above].pack.about.parent
    found: dict[str, Loaded] = {}
    faults: list[Fault] = []
    for name in reversed(line):
        loaded, wrong = read_folder(heads[name].folder, only=only)
        faults += wrong
        if loaded is not None:
            found[name] = loaded
    faults += [fault for loaded in found.values() for fault in parent_faults(loaded, found)]
    if faults:
        raise MinshengError.of(faults)
    return found


def pack_folders(root: Path | str) -> list[Path]:
    """The folders below ``root`` that hold a pack, by name; raises `MinshengError` when ``root`` is no folder."""
    root = Path(root)
    if not root.is_dir():
        raise MinshengError(Fault("pack.no-folder", "没有这个文件夹", str(root), expected="放着各个规则包的文件夹"))
    return sorted(folder for folder in root.iterdir() if (folder / PACK_FILE).is_file())


def parent_faults(loaded: Loaded, packs: Mapping[str, Loaded]) -> list[Fault]:
    """What is wrong with the pack's line of parents: one that is missing, or a circle."""
    seen = [loaded.pack.id]
    parent = loaded.pack.about.parent
    while parent is not None:
        wrong = None
        if parent in seen:
            wrong = Fault(
                "pack.parent-circle", f"上级成了一个圈：{' → '.join([*seen, parent])}", expected="去掉其中一个 parent"
            )
        elif parent not in packs:
            others = [pack_id for pack_id in packs if pack_id != loaded.pack.id]
            wrong = Fault("pack.parent", f"没有名为 {parent} 的上级包", read=parent, expected=instead(parent, others))
        if wrong is not None:
            line = loaded.about.line_of("parent")
            return [Fault(wrong.code, wrong.message, loaded.about.file, line, wrong.read, wrong.expected)]
        seen.append(parent)
        parent = packs[parent].pack.about.parent
    return []


def _parents_first(found: Mapping[str, Loaded]) -> Iterator[str]:
    done: set[str] = set()
    waiting = list(found)
    while waiting:
        for pack_id in list(waiting):
            parent = found[pack_id].pack.about.parent
            if parent is None or parent in done:
                done.add(pack_id)
                waiting.remove(pack_id)
                yield pack_id


def read_folder(folder: Path | str, *, only: Collection[str] | None = None) -> tuple[Loaded | None, list[Fault]]:
    """What can be read of a pack folder, and all its faults; no pack when ``pack.yaml`` itself has one.

    ``only`` is as for `load_line`.
    """
    folder = Path(folder)
    faults: list[Fault] = []
    if not (folder / PACK_FILE).is_file():
        expected = f"{PACK_FILE}，写明 " + "、".join(plan.key for plan in plan_of(PackFile) if plan.required)
        return None, [Fault("pack.no-pack-file", f"文件夹里没有 {PACK_FILE}", str(folder), expected=expected)]
    about: Row | None = None
    rows: dict[str, list[Row]] = {key: [] for key in LISTS}
    left = MAX_TOTAL
    for path in _files(folder, faults):
        left -= path.stat().st_size if path.is_file() else 0
        shown = str(Path(folder.name) / path.relative_to(folder))
        if left < 0:
            expected = f"总共不超过 {MAX_TOTAL:,} 字节"
            faults.append(Fault("pack.too-large", "规则包太大，从这个文件起没有再读", shown, expected=expected))
            break
        if not path.resolve().is_relative_to(folder.resolve()):
            faults.append(Fault("pack.link", "这是指向规则包外面的链接，没有读", shown, expected="把文件本身放进来"))
            continue
        is_pack_file = path == folder / PACK_FILE
        if only is not None and not is_pack_file and not _may_hold(path, only):
            continue
        node, wrong = tree.read_tree(path, shown=shown)
        faults += wrong
        if node is None:
            if not wrong and is_pack_file:
                faults.append(Fault("pack.empty", f"{PACK_FILE} 是空的", shown, 1))
            continue
        if not isinstance(node, tree.Mapping):
            said = "文件的最外层应是键值"
            faults.append(Fault("pack.type", said, shown, node.line, expected="、".join(f"{key}:" for key in LISTS)))
            continue
        builder = Builder(shown, faults)
        about = builder.row(_without_lists(node), PackFile) if is_pack_file else about
        _read_lists(node, builder, rows, is_pack_file=is_pack_file)
        if len(faults) >= MAX_FAULTS:
            faults.append(Fault("pack.too-many-faults", "错误太多，后面没有再查", shown, expected="先改前面的错误"))
            break
    rows["matches"] = _decided(rows["matches"], str(Path(folder.name) / ACCEPTED))
    faults += _duplicates(rows)
    if about is None:
        return None, faults
    kept: dict[str, Any] = {key: tuple(row.value for row in rows[key]) for key in LISTS}
    pack = Pack(about=about.value, **kept)
    held = {key: tuple(found) for key, found in rows.items()}
    return Loaded(pack, folder, about, held, tuple(faults)), faults


def _may_hold(path: Path, lists: Collection[str]) -> bool:
    """Whether one of these lists may be in a file: its key is nowhere else to be looked for than in the text."""
    if not lists:
        return False
    try:
        text = path.read_bytes()
    except OSError:
        return True  # what is wrong with it is told where it is read
    return any(name.encode() in text for name in lists)


def _files(folder: Path, faults: list[Fault]) -> list[Path]:
    found = []
    for where, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in _BESIDE and not name.startswith("."))
        for name in sorted(names):
            if name.endswith(".yaml") and not name.startswith("."):
                found.append(Path(where) / name)
            elif name.endswith(".yml"):
                faults.append(Fault("pack.file-name", "文件名应以 .yaml 结尾", str(Path(where) / name), read=name))
        if len(found) > MAX_FILES:
            faults.append(Fault("pack.too-large", f"规则包里超过 {MAX_FILES} 个文件", str(folder)))
            return found[:MAX_FILES]
    first = folder / PACK_FILE
    return [first, *(path for path in found if path != first)]


def _without_lists(node: tree.Mapping) -> tree.Mapping:
    return tree.Mapping(tuple(entry for entry in node.entries if entry.key not in LISTS), node.line)


def _read_lists(node: tree.Mapping, builder: Builder, rows: dict[str, list[Row]], *, is_pack_file: bool) -> None:
    for entry in node.entries:
        kind = LISTS.get(entry.key)
        if kind is None:
            if not is_pack_file:
                message = f"没有 {entry.key} 这个列表"
                builder.faults.append(
                    Fault("pack.unknown-field", message, builder.file, entry.line, entry.key, instead(entry.key, LISTS))
                )
        elif isinstance(entry.node, tree.Sequence):
            for part in entry.node.nodes:
                row = builder.row(part, kind)
                if row is not None:
                    rows[entry.key].append(row)
                if len(builder.faults) >= MAX_FAULTS:
                    break
        elif not (isinstance(entry.node, tree.Scalar) and entry.node.empty):
            builder.faults.append(
                Fault("pack.type", f"{entry.key} 应是一个列表", builder.file, entry.line, expected="每行以“- ”开头")
            )


def _decided(matches: list[Row], accepted: str) -> list[Row]:
    """The matches without those that a person's decision of the same id, kept below ``accepted``, stands in for."""
    decided = {row.value.id for row in matches if _is_below(row.file, accepted)}
    return [row for row in matches if row.value.id not in decided or _is_below(row.file, accepted)]


def _is_below(file: str, folder: str) -> bool:
    return Path(folder) in Path(file).parents


def _duplicates(rows: Mapping[str, list[Row]]) -> Iterator[Fault]:
    for found in rows.values():
        first: dict[str, Row] = {}
        for row in found:
            other = first.setdefault(row.value.id, row)
            if other is not row:
                message = f"{row.value.id} 用了两次（前一个在 {other.file}:{other.line}）"
                yield Fault("pack.duplicate-id", message, row.file, row.line_of("id"), row.value.id, "另起一个")
