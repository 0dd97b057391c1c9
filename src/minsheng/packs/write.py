"""Rows as YAML a person likes to read: one order, one style, figures exactly as they were printed."""

from __future__ import annotations

import fcntl
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from minsheng.packs import tree
from minsheng.packs.build import Builder, plan_of
from minsheng.packs.load import ACCEPTED, LISTS, read_folder
from minsheng.packs.model import Indicator, Match, PackFile, ServiceItem
from minsheng.terms.citation import Citation
from minsheng.terms.errors import Fault, MinshengError

MATCHES = "matches"
WIDTH = 112
_Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_STR = "tag:yaml.org,2002:str"
_LAST = ("values", "amounts", "history", "outline", "classes")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]")
_resolver: Any = yaml.resolver.Resolver()

AcceptedRow = ServiceItem | Indicator | Match


def rows_text(lists: Mapping[str, Sequence[Any]], *, note: str | None = None) -> str:
    """The lists of rows as YAML; ``note`` becomes a comment above them.

    >>> from minsheng.packs.model import Term
    >>> print(rows_text({"groups": [Term("elderly", "老年人", "Older people")]}), end="")
    groups:
    - id: elderly
      name: 老年人
      name_en: Older people
    """
    head = "".join(f"# {line}\n" for line in (note or "").splitlines())
    pairs = [(_plain(key), _sequence([_record(row) for row in rows])) for key, rows in lists.items()]
    return head + _serialized(yaml.MappingNode("tag:yaml.org,2002:map", pairs, flow_style=False))


def row_data(row: Any) -> dict[str, Any]:
    """A row as plain texts, lists and mappings under the keys a file has, fields at their default left out.

    >>> from minsheng.packs.model import Amount
    >>> row_data(Amount(Decimal("4.50"), "元", per="次"))
    {'value': '4.50', 'unit': '元', 'per': '次'}
    """
    data = _data(_record(row))
    assert isinstance(data, dict)
    return data


def _data(node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return {key.value: _data(value) for key, value in node.value}
    return [_data(part) for part in node.value] if isinstance(node, yaml.SequenceNode) else node.value


def pack_file_text(about: PackFile) -> str:
    """A ``pack.yaml`` as text."""
    return _serialized(_record(about))


def write_rows(path: Path | str, key: str, rows: Iterable[Any], *, note: str | None = None) -> None:
    """Write one list of rows to a file: the whole of it or nothing."""
    write_whole(path, rows_text({key: list(rows)}, note=note))


def write_whole(path: Path | str, text: str) -> None:
    """Write a text file under a temporary name, then give it its own: a reader never sees half of it."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        os.chmod(name, path.stat().st_mode & 0o777 if path.exists() else 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def add_accepted(folder: Path | str, document: str, row: AcceptedRow) -> Path:
    """Put a row a person accepted into ``accepted/<document>.yaml`` of the pack; one with its id is replaced.

    Writers wait for each other. Raises `MinshengError` when the file has a fault, or when another file of the pack
    already has a row with this id. Returns the file written.
    """
    with _accepted(Path(folder), document) as lists:
        key = _key_of(row)
        _refuse_if_elsewhere(Path(folder), document, key, row.id)
        kept = [other for other in lists[key] if other.id != row.id]
        lists[key] = sorted([*kept, row], key=lambda one: natural(one.id))
    return accepted_file(folder, document)


def remove_accepted(folder: Path | str, document: str, row_id: str) -> bool:
    """Take an accepted row out again; False when it was not there."""
    found = False
    with _accepted(Path(folder), document) as lists:
        for key, rows in lists.items():
            kept = [row for row in rows if row.id != row_id]
            found = found or len(kept) < len(rows)
            lists[key] = kept
    return found


def put_match(folder: Path | str, match_id: str, match: Match | None) -> Match | None:
    """Make ``accepted/matches.yaml`` hold this decision about a match, or with None no decision about it.

    The loader lets a decided match stand in place of one written by hand under the same id, so that file is never
    touched and comes back into force when the decision is undone. Writers wait for each other; raises `MinshengError`
    when the file has a fault. Returns the decision that stood there before.
    """
    with _accepted(Path(folder), MATCHES) as lists:
        before = next((one for one in lists["matches"] if one.id == match_id), None)
        kept = [one for one in lists["matches"] if one.id != match_id]
        lists["matches"] = sorted([*kept, *([match] if match else ())], key=lambda one: natural(one.id))
    return before


def accepted_file(folder: Path | str, document: str) -> Path:
    """The file that holds the accepted rows of a document; raises `MinshengError` when the id cannot be one."""
    try:
        good = Citation.parse(document) == Citation(document)
    except ValueError:
        good = False
    if not good:
        expected = "小写字母、数字和连字符，如 hz-2021"
        raise MinshengError(Fault("pack.document-id", "文件的 id 不能用在出处里", read=document, expected=expected))
    return Path(folder) / ACCEPTED / f"{document}.yaml"


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """A sort key in which numbers count as numbers.

    >>> sorted(["hz.t2.10", "hz.c1", "hz.t2.9"], key=natural)
    ['hz.c1', 'hz.t2.9', 'hz.t2.10']
    """
    parts = re.findall(r"\d+|\D+", text)
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts)


@contextmanager
def _accepted(folder: Path, document: str) -> Iterator[dict[str, list[Any]]]:
    """The accepted lists of a document, held under a lock and written back when they changed."""
    path = accepted_file(folder, document)
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path.parent / ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        before = _read(path)
        lists = {key: list(rows) for key, rows in before.items()}
        yield lists
        if lists == before:
            return
        filled = {key: rows for key, rows in lists.items() if rows}
        if filled:
            write_whole(path, rows_text(filled, note="Rows a person accepted on the review page. Edits are kept."))
        else:
            path.unlink(missing_ok=True)


def _read(path: Path) -> dict[str, list[Any]]:
    lists: dict[str, list[Any]] = {"items": [], "indicators": [], "matches": []}
    if not path.exists():
        return lists
    node, faults = tree.read_tree(path, shown=str(path))
    builder = Builder(str(path), faults)
    for entry in node.entries if isinstance(node, tree.Mapping) else ():
        if entry.key not in lists or not isinstance(entry.node, tree.Sequence):
            said = f"没有 {entry.key} 这个列表"
            faults.append(Fault("pack.unknown-field", said, str(path), entry.line, entry.key, "、".join(lists)))
            continue
        rows = [builder.row(part, LISTS[entry.key]) for part in entry.node.nodes]
        lists[entry.key] = [row.value for row in rows if row is not None]
    if faults:
        raise MinshengError.of(faults)
    return lists


def _refuse_if_elsewhere(folder: Path, document: str, key: str, row_id: str) -> None:
    loaded, _ = read_folder(folder)
    own = str(Path(folder.name) / ACCEPTED / f"{document}.yaml")
    for row in () if loaded is None else loaded.rows[key]:
        if row.value.id == row_id and row.file != own:
            message = f"{row_id} 已在规则包里（{row.file}:{row.line}）"
            raise MinshengError(
                Fault("pack.duplicate-id", message, row.file, row.line, row_id, "改那一行，或换一个 id")
            )


def _key_of(row: AcceptedRow) -> str:
    return next(key for key, kind in LISTS.items() if type(row) is kind)


def _record(row: Any, *, inner: bool = False) -> yaml.MappingNode:
    """A row as a mapping, fields at their default left out; a record of scalars inside a row stands on one line."""
    defaults = {one.name: one.default for one in fields(row) if one.default is not MISSING}
    kind: Any = type(row)
    plans = sorted(plan_of(kind), key=lambda plan: plan.key in _LAST)
    pairs: list[tuple[yaml.Node, yaml.Node]] = []
    flat = True
    for plan in plans:
        value = getattr(row, plan.attribute)
        if plan.attribute in defaults and value == defaults[plan.attribute]:
            continue
        node = _node(value)
        flat = flat and isinstance(node, yaml.ScalarNode)
        pairs.append((_plain(plan.key), node))
    return yaml.MappingNode("tag:yaml.org,2002:map", pairs, flow_style=inner and flat)


def _node(value: Any) -> yaml.Node:
    if isinstance(value, tuple):
        records = any(is_dataclass(part) and not isinstance(part, Citation) for part in value)
        return _sequence([_node(part) for part in value], flow=not records)
    if isinstance(value, Citation):
        return _text(str(value))
    if is_dataclass(value):
        return _record(value, inner=True)
    if isinstance(value, bool):
        return _plain("true" if value else "false")
    if isinstance(value, Decimal):
        return _plain(format(value, "f"))
    if isinstance(value, date):
        return _plain(value.isoformat())
    return _plain(str(value)) if isinstance(value, int) else _text(str(value))


def _plain(text: str) -> yaml.ScalarNode:
    return yaml.ScalarNode(_resolver.resolve(yaml.ScalarNode, text, (True, False)), text)


def _text(text: str) -> yaml.ScalarNode:
    return yaml.ScalarNode(_STR, text, style='"' if _CONTROL.search(text) else None)


def _sequence(nodes: list[Any], *, flow: bool = False) -> yaml.SequenceNode:
    return yaml.SequenceNode("tag:yaml.org,2002:seq", nodes, flow_style=flow)


def _serialized(node: yaml.Node) -> str:
    return str(yaml.serialize(node, Dumper=_Dumper, allow_unicode=True, width=WIDTH))
