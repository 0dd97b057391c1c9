"""A snapshot: the register as of one day, in a folder of its own with a manifest."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from minsheng.register.schema import ENTITIES
from minsheng.register.store import INDEX, MEMBERS
from minsheng.terms.errors import Fault, MinshengError
from minsheng.terms.fields import Entity

MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Snapshot:
    """A snapshot's folder with what its manifest says."""

    folder: Path
    day: date
    synthetic: bool
    manifest: dict[str, Any]

    def file(self, entity: Entity) -> Path:
        """The entity's Parquet file; MinshengError when the snapshot has none."""
        path = self.folder / f"{entity}.parquet"
        if not path.is_file():
            raise MinshengError(Fault("register.no-entity", f"快照里没有 {path.name}", str(self.folder)))
        return path

    @property
    def entities(self) -> tuple[Entity, ...]:
        """The entities it has files of."""
        return tuple(entity for entity in ENTITIES if (self.folder / f"{entity}.parquet").is_file())


def open_snapshot(folder: Path, day: date | None = None) -> Snapshot:
    """The snapshot in this folder, or of a register's folder the one of ``day``, the latest by default."""
    if (folder / MANIFEST).is_file():
        return _opened(folder)
    days = days_of(folder)
    if not days or (day is not None and day not in days):
        said = "没有快照" if day is None else f"没有 {day} 的快照"
        have = "、".join(map(str, days[-5:])) or None
        raise MinshengError(
            Fault("register.no-snapshot", said, str(folder), None, have, "先运行 minsheng register import")
        )
    return _opened(folder / (day or days[-1]).isoformat())


def days_of(folder: Path) -> list[date]:
    """The days of a register's snapshots, earliest first."""
    if not folder.is_dir():
        return []
    return sorted(date.fromisoformat(path.parent.name) for path in folder.glob(f"????-??-??/{MANIFEST}"))


def _opened(folder: Path) -> Snapshot:
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
        return Snapshot(folder, date.fromisoformat(manifest["date"]), bool(manifest["synthetic"]), manifest)
    except (OSError, ValueError, KeyError, TypeError):
        raise MinshengError(
            Fault("register.manifest", "快照的 manifest.json 读不出来", str(folder / MANIFEST))
        ) from None


@contextmanager
def new_snapshot(register: Path, day: date, *, replace: bool = False) -> Iterator[Path]:
    """A folder to write the day's snapshot in; it takes its place only when the block ends well.

    A snapshot of that day is an error unless ``replace``; the old one stays until the new one is whole.
    """
    target = register / day.isoformat()
    if target.exists() and not replace:
        raise MinshengError(
            Fault("register.exists", "这一天的快照已经有了", str(target), expected="另一天，或加 --replace")
        )
    try:
        register.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=f".{day}.", dir=register))
    except OSError as error:
        raise _unwritable(register, error) from None
    try:
        folder.chmod(0o750)
        yield folder
        if target.exists():
            old = Path(tempfile.mkdtemp(prefix=f".{day}.old.", dir=register))
            os.replace(target, old / "was")
            os.replace(folder, target)
            shutil.rmtree(old)
        else:
            os.replace(folder, target)
    except OSError as error:
        raise _unwritable(Path(error.filename or target), error) from None
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unwritable(path: Path, error: OSError) -> MinshengError:
    return MinshengError(Fault("register.io", "读写不了", str(path), None, error.strerror or str(error)[:80]))


def write_manifest(folder: Path, manifest: dict[str, Any], rows: dict[Entity, int]) -> dict[str, Any]:
    """Write the manifest with each file's size and SHA-256, and give it back as written."""
    files: dict[str, Any] = {}
    for name in (*(f"{entity}.parquet" for entity in ENTITIES), INDEX, MEMBERS):
        path = folder / name
        if path.is_file():
            files[name] = {"bytes": path.stat().st_size, "sha256": sha256_of(path)}
    for entity, count in rows.items():
        files[f"{entity}.parquet"]["rows"] = count
    manifest = {**manifest, "files": files}
    (folder / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return manifest


def sha256_of(path: Path) -> str:
    """The file's SHA-256 in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
