"""Runs: what was asked, how far it is and what it came to; worked out beside the hub, and never written into a pack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from django.conf import settings

from minsheng.hub.background import read_json
from minsheng.hub.jobs import Job, Shelf


@dataclass(frozen=True)
class Run(Job):
    """One test of a change."""

    @cached_property
    def outcome(self) -> dict[str, Any]:
        """What it came to."""
        return read_json(self.file("whatif.json")) or {}

    def text(self, name: str) -> bytes | None:
        """One of its files: the changed copy, or a table of the result."""
        path = self.folder / name
        return path.read_bytes() if path.is_file() else None


def _home() -> Path:
    return Path(settings.MINSHENG_DATA) / "whatif"


SHELF = Shelf(Run, _home, "minsheng.hub.whatif.work")


def new_run(asked: Mapping[str, Any], files: Mapping[str, str]) -> Run:
    """A folder with what is asked, not started yet."""
    run = SHELF.new({**asked, "files": sorted(files)})
    for name, text in files.items():
        (run.folder / name).write_text(text, "utf-8")
    return run
