"""A reading as the three files of the contract, and as a summary for the screen."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from minsheng.plans.model import Doubt, Lines, Reading
from minsheng.terms.errors import Fault, MinshengError

FILES = ("indicators.jsonl", "commitments.jsonl", "items.jsonl")


class Counts(NamedTuple):
    """What a reading holds, by number."""

    chapters: int
    tables: int
    rows: int
    commitments: int
    boxes: int
    items: int
    to_check: int


class Place(NamedTuple):
    """A place that needs a person's eye."""

    lines: Lines
    reason: str
    what: str


class _Row(Protocol):
    def as_json(self) -> dict[str, Any]: ...


def counts_of(reading: Reading) -> Counts:
    """Chapters, tables, rows, commitments, boxes, items, and places that need a person's eye."""
    chapters = {block.path[0] for block in reading.blocks if block.kind == "heading" and len(block.path) == 1}
    return Counts(
        chapters=len(chapters),
        tables=sum(block.kind == "table" for block in reading.blocks),
        rows=len(reading.indicators),
        commitments=len(reading.commitments),
        boxes=sum(block.kind == "box" for block in reading.blocks),
        items=len(reading.items),
        to_check=len(places_of(reading)),
    )


def places_of(reading: Reading) -> tuple[Place, ...]:
    """Every doubt of a reading, those of its rows with the row's name, in the order of the text."""
    found = [Place(doubt.lines, doubt.reason, "") for doubt in reading.doubts]
    named: list[tuple[str, tuple[Doubt, ...]]] = [
        *((row.name, row.doubts) for row in reading.indicators),
        *((row.subject, row.doubts) for row in reading.commitments),
        *((row.name, row.doubts) for row in reading.items),
    ]
    found += [Place(doubt.lines, doubt.reason, name) for name, doubts in named for doubt in doubts]
    return tuple(sorted(found))


def summary_of(reading: Reading) -> str:
    """The summary table, one line a count.

    >>> from minsheng.plans.model import SourceText
    >>> print(summary_of(Reading(SourceText((), "txt"), ())).splitlines()[0])
    章节            0
    """
    counts = counts_of(reading)
    names = ("章节", "表格", "指标行", "数字承诺", "专栏", "专栏项目", "需人工核对")
    return "\n".join(
        name + " " * (12 - 2 * len(name)) + f"{count:>5}" for name, count in zip(names, counts, strict=True)
    )


def write_reading(reading: Reading, folder: str | Path) -> None:
    """Write the three files into a folder, all or none; files of an earlier reading there are replaced.

    Raises `MinshengError` when the folder cannot be written.
    """
    folder = Path(folder)
    rows: tuple[Iterable[_Row], ...] = (reading.indicators, reading.commitments, reading.items)
    contents = dict(zip(FILES, map(_lines, rows), strict=True))
    made = not folder.exists()
    staging: Path | None = None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=".reading-", dir=folder))
        for name, text in contents.items():
            (staging / name).write_text(text, "utf-8", newline="\n")
        _swap(staging, folder)
    except OSError as error:
        if made and staging is None:
            shutil.rmtree(folder, ignore_errors=True)
        raise MinshengError(
            Fault("output.unwritable", f"写不进输出文件夹：{error.strerror or error}", file=str(folder))
        ) from error
    finally:
        if staging is not None:
            shutil.rmtree(staging, ignore_errors=True)


def _lines(rows: Iterable[_Row]) -> str:
    return "".join(json.dumps(row.as_json(), ensure_ascii=False) + "\n" for row in rows)


def _swap(staging: Path, folder: Path) -> None:
    """Put the new files in place; on a fault put the old ones back, so that no mixture of two readings stays."""
    kept = staging / "before"
    kept.mkdir()
    done: list[str] = []
    try:
        for name in FILES:
            if (folder / name).exists():
                os.replace(folder / name, kept / name)
            done.append(name)
            os.replace(staging / name, folder / name)
    except OSError:
        for name in done:
            (folder / name).unlink(missing_ok=True)
            if (kept / name).exists():
                os.replace(kept / name, folder / name)
        raise
