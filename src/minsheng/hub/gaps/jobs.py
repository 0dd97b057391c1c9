"""Comparisons: one folder each with what was asked, how far it is and what it came to; worked out beside the hub.

The list that was uploaded is gone once it is compared; a comparison is its owner's, and makes room after `KEPT` more.
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

from minsheng.assess.missing.run import FAULTS_FILE
from minsheng.hub import background
from minsheng.hub.background import read_json, write_json
from minsheng.hub.gaps.work import ASKED, GIVEN, RESULT

KEPT = 40
"""How many comparisons are kept; older ones make room."""


@dataclass(frozen=True)
class Job:
    """One comparison."""

    folder: Path

    @property
    def token(self) -> str:
        """Its name in addresses."""
        return self.folder.name

    @cached_property
    def asked(self) -> dict[str, Any]:
        """What was asked, by whom and when."""
        return read_json(self.folder / ASKED) or {}

    @property
    def state(self) -> str:
        """``done``, ``failed``, ``running``, or ``broken`` off."""
        if (self.folder / RESULT).is_dir():
            return "done"
        if background.failure(self.folder) is not None:
            return "failed"
        return "running" if background.working(self.folder) else "broken"

    @property
    def progress(self) -> dict[str, Any]:
        """What is being done, how much of how much."""
        return background.progress(self.folder)

    @cached_property
    def summary(self) -> dict[str, Any]:
        """What it came to."""
        return read_json(self.folder / RESULT / "summary.json") or {}

    @property
    def failure(self) -> list[dict[str, Any]]:
        """Why it failed."""
        return background.failure(self.folder) or []

    def file(self, name: str) -> Path:
        """One of the files it came to."""
        return self.folder / RESULT / name

    @property
    def faults(self) -> Path:
        """What was wrong with the list, line by line."""
        return self.file(FAULTS_FILE)


def new_job(asked: Mapping[str, Any], upload: UploadedFile | None) -> Job:
    """A folder with what is asked and the list to compare, not started yet; without a list one is made up."""
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
    told = {**asked, "file": name, "at": time.time(), "packs": str(settings.MINSHENG_PACKS)}
    write_json(folder / ASKED, {**told, "keep": str(_home().parent / "results")})
    return Job(folder)


def safe_name(name: str) -> str:
    """A file's own name as far as it makes no mischief.

    >>> safe_name("../低保 名单.CSV"), safe_name("")
    ('低保_名单.csv', 'list')
    """
    path = Path(name.replace("\\", "/").rpartition("/")[2])
    return (re.sub(r"[^\w-]+", "_", path.stem)[:60] or "list") + re.sub(r"[^.a-z]", "", path.suffix.lower())[:10]


def start(job: Job) -> None:
    """Work a comparison out in a process of its own, and make room for it."""
    background.begin("minsheng.hub.gaps.work", job.folder)
    for old in everyone()[KEPT:]:
        if old.state != "running":
            drop(old)


def drop(job: Job) -> None:
    """Remove a comparison."""
    shutil.rmtree(job.folder, ignore_errors=True)


def find(token: str, user: Any) -> Job | None:
    """The comparison of that name, None when there is none of this user's."""
    folder = _home() / token
    job = Job(folder)
    if not token.isalnum() or not (folder / ASKED).is_file():
        return None
    return job if user.is_superuser or job.asked.get("by") == user.pk else None


def recent(user: Any) -> list[Job]:
    """The user's comparisons, the latest first."""
    return [job for job in everyone() if job.asked.get("by") == user.pk]


def everyone() -> list[Job]:
    """All comparisons, the latest first."""
    if not _home().is_dir():
        return []
    found = [Job(path) for path in _home().iterdir() if (path / ASKED).is_file()]
    return sorted(found, key=lambda job: -float(job.asked.get("at", 0)))


def _home() -> Path:
    return Path(settings.MINSHENG_DATA) / "gaps" / "lists"
