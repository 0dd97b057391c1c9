"""Drafts on the disk: what was read from a plan, laid beside its text below a pack's folder.

A draft lies in ``<packs>/<pack>/drafts/<document>/``; the command line and the hub's upload both put it there, so both
show in one list, and the pack's loader passes the folder over. A pack's folder is named like the pack.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from minsheng.hub.review.models import Kind
from minsheng.packs.load import DRAFTS, PACK_FILE

TEXT = "text.txt"
ROWS = "rows.yaml"
READ = {Kind.INDICATOR: "indicators.jsonl", Kind.COMMITMENT: "commitments.jsonl", Kind.ITEM: "items.jsonl"}
log = logging.getLogger(__name__)
_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # every scalar a string, as it is written


@dataclass(frozen=True)
class Doubt:
    """A place that needs an eye: why, and its first and last line."""

    reason: str
    lines: tuple[int, int]


@dataclass(frozen=True)
class DraftRow:
    """A row that waits: its key in this draft, its lines in the text, why it needs an eye, and what is known of it.

    ``known`` holds the fields of the pack's row as strings; ``read`` what the reader said, as its JSON lines have it.
    """

    key: str
    kind: Kind
    lines: tuple[int, int]
    doubts: tuple[str, ...]
    known: Mapping[str, Any]
    read: Mapping[str, Any]

    @property
    def name(self) -> str:
        """What the row is called."""
        return str(self.known.get("name", ""))

    @property
    def source(self) -> str:
        """The written form of its citation."""
        return str(self.known.get("source", ""))

    @property
    def clause(self) -> str:
        """The words to be marked in the text."""
        return str(self.read.get("span" if self.kind == Kind.COMMITMENT else "name", ""))


@dataclass(frozen=True)
class DraftFolder:
    """A draft as it lies on the disk; ``doubts`` are places that yielded no row."""

    pack: str
    document: str
    folder: Path
    digest: str
    lines: tuple[str, ...]
    rows: tuple[DraftRow, ...]
    doubts: tuple[Doubt, ...]

    @property
    def pack_folder(self) -> Path:
        """The folder of the pack the draft is for."""
        return self.folder.parent.parent

    @cached_property
    def _by_key(self) -> dict[str, DraftRow]:
        return {row.key: row for row in self.rows}

    def row(self, key: str) -> DraftRow | None:
        """The row of this key."""
        return self._by_key.get(key)


def find(pack: str, document: str) -> DraftFolder | None:
    """The draft of this document, or None; only folders found by listing are opened, whatever the names say."""
    return next(
        (_opened(folder) for folder in _folders() if (folder.parent.parent.name, folder.name) == (pack, document)), None
    )


def drafts() -> list[DraftFolder]:
    """All drafts that can be read, by pack and document."""
    return [found for folder in _folders() if (found := _opened(folder)) is not None]


def broken() -> list[str]:
    """Pack and document of each draft that cannot be read."""
    return [f"{folder.parent.parent.name}/{folder.name}" for folder in _folders() if _opened(folder) is None]


def _folders() -> Iterator[Path]:
    for pack_file in sorted(Path(settings.MINSHENG_PACKS).glob(f"*/{PACK_FILE}")):
        for rows in sorted((pack_file.parent / DRAFTS).glob(f"*/{ROWS}")):
            if not rows.parent.name.startswith(".") and (rows.parent / TEXT).is_file():
                yield rows.parent


def _opened(folder: Path) -> DraftFolder | None:
    try:
        return _read(folder, *((folder / name).stat().st_mtime_ns for name in (TEXT, ROWS)))
    except (OSError, yaml.YAMLError, KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        # Somebody edited the file by hand, or is replacing it this very moment.
        log.warning("cannot read the draft %s: %r", folder, error)
        return None


@lru_cache(maxsize=16)
def _read(folder: Path, _text_changed: int, _rows_changed: int) -> DraftFolder:
    text = (folder / TEXT).read_bytes()
    held = yaml.load((folder / ROWS).read_text(encoding="utf-8"), Loader=_Loader)
    read = {kind: _json_lines(folder / name) for kind, name in READ.items()}
    rows = [_row(each, read) for each in held.get("rows") or ()]
    return DraftFolder(
        pack=folder.parent.parent.name,
        document=folder.name,
        folder=folder,
        digest=hashlib.sha256(text).hexdigest(),
        lines=tuple(text.decode("utf-8").removesuffix("\n").split("\n")),
        rows=tuple(sorted(rows, key=lambda row: row.lines)),
        doubts=tuple(Doubt(each["reason"], _lines(each)) for each in held.get("doubts") or ()),
    )


def _json_lines(file: Path) -> list[Mapping[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []


def _lines(told: Mapping[str, Any]) -> tuple[int, int]:
    return int(told["lines"][0]), int(told["lines"][1])


def _row(told: Mapping[str, Any], read: Mapping[Kind, list[Mapping[str, Any]]]) -> DraftRow:
    kind, index = Kind(told["kind"]), int(told["index"])
    return DraftRow(
        key=told["key"],
        kind=kind,
        lines=_lines(told),
        doubts=tuple(each["reason"] for each in told["doubts"]),
        known=told["row"],
        read=read[kind][index] if index < len(read[kind]) else {},
    )
