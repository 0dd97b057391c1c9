"""Work around a board: a file of figures that is checked and then taken, a report that is written; a folder each.

A folder holds what was asked, the file that was given, and what it came to. It is its owner's and makes room after
`KEPT` more. The work is done by a process beside the hub; the request waits a moment, as most is done by then.
"""

from __future__ import annotations

import re
import secrets
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from minsheng.hub import background
from minsheng.hub.background import read_json, write_json
from minsheng.hub.cockpit.board import Board, store_folder
from minsheng.hub.cockpit.work import ASKED, GIVEN, RESULT

KEPT = 60
WAIT_SECONDS = 1.5
_LOOK_SECONDS = 0.05


@dataclass(frozen=True)
class Job:
    """One piece of work."""

    folder: Path

    @property
    def token(self) -> str:
        """Its name in addresses."""
        return self.folder.name

    @property
    def asked(self) -> dict[str, Any]:
        """What was asked, by whom and when."""
        return read_json(self.folder / ASKED) or {}

    @property
    def state(self) -> str:
        """``done``, ``failed``, ``running``, or ``broken`` off."""
        if background.failure(self.folder) is not None:
            return "failed"
        if (self.folder / background.PROGRESS).exists():
            return "running" if background.working(self.folder) else "broken"
        return "done" if (self.folder / RESULT).is_file() else "broken"

    @property
    def progress(self) -> dict[str, Any]:
        """What is being done, how much of how much."""
        return background.progress(self.folder)

    @cached_property
    def result(self) -> dict[str, Any]:
        """What it came to."""
        return read_json(self.folder / RESULT) or {}

    @property
    def failure(self) -> list[dict[str, Any]]:
        """Why it failed."""
        return background.failure(self.folder) or []


def new_job(board: Board, asked: Mapping[str, Any], upload: UploadedFile | None = None) -> Job:
    """A folder with what is asked and the file that was given, not started yet."""
    home = _home()
    home.mkdir(parents=True, exist_ok=True)
    folder = home / secrets.token_hex(8)
    folder.mkdir(mode=0o750)
    name = ""
    if upload is not None:
        name = safe_name(upload.name or "")
        (folder / GIVEN).mkdir()
        with (folder / GIVEN / name).open("wb") as out:
            shutil.copyfileobj(upload, out)
    where = {"packs": str(settings.MINSHENG_PACKS), "pack": board.pack.id, "store": str(store_folder(board.pack.id))}
    write_json(folder / ASKED, {**asked, **where, "file": name, "at": time.time()})
    return Job(folder)


def change(job: Job, more: Mapping[str, Any]) -> None:
    """Ask for something else of the same file; what it came to before is forgotten."""
    write_json(job.folder / ASKED, {**job.asked, **more})
    (job.folder / RESULT).unlink(missing_ok=True)


def start(job: Job) -> None:
    """Work it out in a process of its own, and wait a moment: most is done by then."""
    background.begin("minsheng.hub.cockpit.work", job.folder)
    until = time.monotonic() + WAIT_SECONDS
    while job.state == "running" and time.monotonic() < until:
        time.sleep(_LOOK_SECONDS)
    for old in everyone()[KEPT:]:
        if old.state != "running":
            drop(old)


def drop(job: Job) -> None:
    """Remove it with everything in it."""
    shutil.rmtree(job.folder, ignore_errors=True)


def find(token: str, user: Any, pack: str) -> Job | None:
    """The work of that name, None when there is none of this user's for this pack."""
    folder = _home() / token
    job = Job(folder)
    if not token.isalnum() or not (folder / ASKED).is_file() or job.asked.get("pack") != pack:
        return None
    return job if user.is_superuser or job.asked.get("user") == user.pk else None


def everyone() -> list[Job]:
    """All work, the latest first."""
    if not _home().is_dir():
        return []
    found = [Job(path) for path in _home().iterdir() if (path / ASKED).is_file()]
    return sorted(found, key=lambda job: -float(job.asked.get("at", 0)))


def safe_name(name: str) -> str:
    """A file's own name as far as it makes no mischief; it stands in the source of each figure.

    >>> safe_name("../2024Q1 民政局.XLSX"), safe_name("")
    ('2024Q1_民政局.xlsx', 'figures')
    """
    path = Path(name.replace("\\", "/").rpartition("/")[2])
    return (re.sub(r"[^\w-]+", "_", path.stem)[:60] or "figures") + re.sub(r"[^.a-z]", "", path.suffix.lower())[:10]


def _home() -> Path:
    return Path(settings.MINSHENG_DATA) / "cockpit"
