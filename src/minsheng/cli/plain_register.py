"""A register given as plain tables: read into a snapshot that lasts as long as the command."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from minsheng.register.schema import ENTITIES
from minsheng.register.snapshot import MANIFEST, Snapshot, days_of, open_snapshot

_SUFFIXES = (".csv", ".parquet", ".xlsx")


@contextmanager
def opened_register(folder: Path, day: date) -> Iterator[Snapshot]:
    """The snapshot in a folder, or one made of its ``household`` and ``person`` tables as of a day.

    Plain tables must be without a fault: nobody would see which rows were set aside. `MinshengError` names each.
    """
    tables = [] if (folder / MANIFEST).exists() or days_of(folder) else plain_tables(folder)
    if not tables:
        yield open_snapshot(folder)
        return
    from minsheng.register.importing import import_files  # only here: it takes as long to load as all else

    with tempfile.TemporaryDirectory(prefix="minsheng-register-") as scratch:
        yield open_snapshot(import_files(tables, day=day, register=Path(scratch) / "register", strict=True).folder)


def plain_tables(folder: Path) -> list[Path]:
    """The files of a folder that are named after what they list, such as ``person.csv``."""
    names = [f"{entity}{suffix}" for entity in ENTITIES for suffix in _SUFFIXES]
    return [folder / name for name in names if (folder / name).is_file()]
