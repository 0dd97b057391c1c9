"""Work asked for on a page: one folder each with what was asked, how far it is and what it came to.

`minsheng.hub.background` does the work beside the hub; here is what the pages see of it. Nothing is in the database.
"""

from __future__ import annotations

import re
import secrets
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from minsheng.hub import background
from minsheng.hub.background import read_json, write_json

ASKED, RESULT = "asked.json", "result"


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
        if (self.folder / RESULT).is_dir():
            return "done"
        if background.failure(self.folder) is not None:
            return "failed"
        return "running" if background.working(self.folder) else "broken"

    @property
    def progress(self) -> dict[str, Any]:
        """What is being done, how much of how much."""
        return background.progress(self.folder)

    @property
    def failure(self) -> list[dict[str, Any]]:
        """Why it failed; empty when it cannot say."""
        return background.failure(self.folder) or []

    def file(self, name: str) -> Path:
        """One of the files it came to."""
        return self.folder / RESULT / name


J = TypeVar("J", bound=Job)


@dataclass(frozen=True)
class Shelf(Generic[J]):
    """Where the jobs of one kind are kept: ``module`` works them out, and all but the latest ``kept`` make room."""

    kind: type[J]
    home: Callable[[], Path]
    module: str
    kept: int = 40

    def new(self, told: Mapping[str, Any]) -> J:
        """A folder with what is asked, not started yet."""
        self.home().mkdir(parents=True, exist_ok=True)
        folder = self.home() / secrets.token_hex(8)
        folder.mkdir(mode=0o750)
        write_json(folder / ASKED, {**told, "at": time.time()})
        return self.kind(folder)

    def start(self, job: J) -> None:
        """Work a job out in a process of its own, and make room for it."""
        background.begin(self.module, job.folder)
        for old in self.everyone()[self.kept :]:
            if old.state != "running":
                self.drop(old)

    def drop(self, job: J) -> None:
        """Remove a job."""
        shutil.rmtree(job.folder, ignore_errors=True)

    def find(self, token: str) -> J | None:
        """The job of that name, None when there is none."""
        folder = self.home() / token
        return self.kind(folder) if token.isalnum() and (folder / ASKED).is_file() else None

    def everyone(self) -> list[J]:
        """The jobs of everyone, the latest first."""
        try:
            found = [self.kind(path.parent) for path in self.home().glob(f"*/{ASKED}")]
        except OSError:
            return []
        return sorted(found, key=lambda job: -float(job.asked.get("at", 0)))

    def running(self) -> J | None:
        """A job that is being worked out."""
        return next((job for job in self.everyone() if job.state == "running"), None)


def safe_name(name: str, *, otherwise: str = "list") -> str:
    """A file's own name as far as it makes no mischief; ``otherwise`` when there is nothing left of it.

    >>> safe_name("../低保 名单.CSV"), safe_name("")
    ('低保_名单.csv', 'list')
    """
    path = Path(name.replace("\\", "/").rpartition("/")[2])
    return (re.sub(r"[^\w-]+", "_", path.stem)[:60] or otherwise) + re.sub(r"[^.a-z]", "", path.suffix.lower())[:10]
