"""Runs: one folder each with what was asked, how far it is and what it came to; worked out in a process of its own.

Nothing of a run is in the database, and nothing of it is written into a pack.
"""

from __future__ import annotations

import json
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from django.conf import settings

from minsheng.hub.whatif.work import ASKED, FAULTS, LOG, PROGRESS, RESULT, write_json

KEPT = 40
"""How many runs are kept; older ones make room."""
SILENT_SECONDS = 90
"""After so long without a word a run counts as broken off."""
_started: list[subprocess.Popen[bytes]] = []


@dataclass(frozen=True)
class Run:
    """One test of a change."""

    folder: Path

    @property
    def token(self) -> str:
        """Its name in addresses."""
        return self.folder.name

    @cached_property
    def asked(self) -> dict[str, Any]:
        """What was asked, by whom and when."""
        return _read(self.folder / ASKED) or {}

    @property
    def state(self) -> str:
        """``done``, ``failed``, ``running``, or ``broken`` off."""
        if (self.folder / RESULT).is_dir():
            return "done"
        if (self.folder / FAULTS).is_file():
            return "failed"
        try:
            silent = time.time() - (self.folder / PROGRESS).stat().st_mtime
        except OSError:
            return "broken"
        return "running" if silent < SILENT_SECONDS else "broken"

    @property
    def progress(self) -> tuple[int, int]:
        """Persons done, of how many; 0 of 0 before it is known."""
        told = _read(self.folder / PROGRESS) or {}
        return int(told.get("done", 0)), int(told.get("total", 0))

    @cached_property
    def outcome(self) -> dict[str, Any]:
        """What it came to."""
        return _read(self.folder / RESULT / "whatif.json") or {}

    @property
    def faults(self) -> list[dict[str, Any]]:
        """Why it failed."""
        return list(_read(self.folder / FAULTS) or [])

    def text(self, name: str) -> bytes | None:
        """One of its files: the changed copy, or a table of the result."""
        path = self.folder / name
        return path.read_bytes() if path.is_file() else None


def new_run(asked: Mapping[str, Any], files: Mapping[str, str]) -> Run:
    """A folder with what is asked, not started yet."""
    home = _home()
    home.mkdir(parents=True, exist_ok=True)
    folder = home / secrets.token_hex(8)
    folder.mkdir(mode=0o750)
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    write_json(folder / ASKED, {**asked, "files": sorted(files), "at": time.time()})
    return Run(folder)


def start(run: Run) -> None:
    """Work a run out in a process of its own, and make room for it."""
    write_json(run.folder / PROGRESS, {"done": 0, "total": 0})
    _started[:] = [one for one in _started if one.poll() is None]
    with (run.folder / LOG).open("wb") as log:
        _started.append(
            subprocess.Popen(
                [sys.executable, "-m", "minsheng.hub.whatif.work", str(run.folder)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        )
    for old in recent()[KEPT:]:
        if old.state != "running":
            drop(old)


def drop(run: Run) -> None:
    """Remove a run's folder."""
    shutil.rmtree(run.folder, ignore_errors=True)


def find(token: str) -> Run | None:
    """The run of that name, None when there is none."""
    folder = _home() / token
    return Run(folder) if token.isalnum() and (folder / ASKED).is_file() else None


def recent() -> list[Run]:
    """All runs, the latest first."""
    try:
        runs = [Run(path.parent) for path in _home().glob(f"*/{ASKED}")]
    except OSError:
        return []
    return sorted(runs, key=lambda run: -float(run.asked.get("at", 0)))


def running() -> Run | None:
    """A run that is being worked out: the machine does one at a time."""
    return next((run for run in recent() if run.state == "running"), None)


def _home() -> Path:
    return Path(settings.MINSHENG_DATA) / "whatif"


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
