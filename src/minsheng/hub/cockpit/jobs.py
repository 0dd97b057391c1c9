"""Work around a board: a file of figures that is checked and then taken, a report that is written; a folder each.

A folder holds what was asked, the file that was given, and what it came to. Small files are worked out while the
request waits, large ones and reports beside the hub.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from minsheng.hub import background, jobs
from minsheng.hub.background import read_json, write_json
from minsheng.hub.cockpit.board import Board, store_folder
from minsheng.hub.cockpit.work import GIVEN, RESULT
from minsheng.hub.jobs import ASKED, Shelf, safe_name

KEPT = 60
SMALL = 600_000
"""Bytes of a workbook that are read in about a second."""
WAIT_SECONDS = 1.5
_LOOK_SECONDS = 0.05


@dataclass(frozen=True)
class Job(jobs.Job):
    """One piece of work; it is done as soon as its result is there, of which the same file may have several."""

    @property
    def state(self) -> str:
        """``done``, ``failed``, ``running``, or ``broken`` off."""
        if background.failure(self.folder) is not None:
            return "failed"
        if (self.folder / background.PROGRESS).exists():
            return "running" if background.working(self.folder) else "broken"
        return "done" if (self.folder / RESULT).is_file() else "broken"

    @cached_property
    def result(self) -> dict[str, Any]:
        """What it came to."""
        return read_json(self.folder / RESULT) or {}


def _home() -> Path:
    return Path(settings.MINSHENG_DATA) / "cockpit"


SHELF = Shelf(Job, _home, "minsheng.hub.cockpit.work", KEPT)


def new_job(board: Board, asked: Mapping[str, Any], upload: UploadedFile | None = None) -> Job:
    """A folder with what is asked and the file that was given, not started yet."""
    name = "" if upload is None else safe_name(upload.name or "", otherwise="figures")
    where = {"packs": str(settings.MINSHENG_PACKS), "pack": board.pack.id, "store": str(store_folder(board.pack.id))}
    job = SHELF.new({**asked, **where, "file": name})
    if upload is not None:
        (job.folder / GIVEN).mkdir()
        with (job.folder / GIVEN / name).open("wb") as out:
            shutil.copyfileobj(upload, out)
    return job


def change(job: Job, more: Mapping[str, Any]) -> None:
    """Ask for something else of the same file; what it came to before is forgotten."""
    write_json(job.folder / ASKED, {**job.asked, **more})
    (job.folder / RESULT).unlink(missing_ok=True)


def start(job: Job) -> None:
    """Work it out in a process of its own, and wait a moment: most is done by then."""
    SHELF.start(job)
    until = time.monotonic() + WAIT_SECONDS
    while job.state == "running" and time.monotonic() < until:
        time.sleep(_LOOK_SECONDS)


def find(token: str, user: Any, pack: str) -> Job | None:
    """The work of that name, None when there is none of this user's for this pack."""
    job = SHELF.find(token)
    if job is None or job.asked.get("pack") != pack:
        return None
    return job if user.is_superuser or job.asked.get("user") == user.pk else None
