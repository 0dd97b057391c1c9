"""Comparisons, worked out beside the hub.

The list that was uploaded is gone once it is compared; a comparison is its owner's, and makes room after some more.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from minsheng.assess.missing.run import FAULTS_FILE
from minsheng.hub import jobs
from minsheng.hub.background import read_json
from minsheng.hub.gaps.work import GIVEN
from minsheng.hub.jobs import Shelf, safe_name


@dataclass(frozen=True)
class Job(jobs.Job):
    """One comparison."""

    @cached_property
    def summary(self) -> dict[str, Any]:
        """What it came to."""
        return read_json(self.file("summary.json")) or {}

    @property
    def faults(self) -> Path:
        """What was wrong with the list, line by line."""
        return self.file(FAULTS_FILE)


def _home() -> Path:
    return Path(settings.MINSHENG_DATA) / "gaps" / "lists"


SHELF = Shelf(Job, _home, "minsheng.hub.gaps.work")


def new_job(asked: Mapping[str, Any], upload: UploadedFile | None) -> Job:
    """A folder with what is asked and the list to compare, not started yet; without a list one is made up."""
    name = "" if upload is None else safe_name(upload.name or "")
    told = {**asked, "file": name, "packs": str(settings.MINSHENG_PACKS), "keep": str(_home().parent / "results")}
    job = SHELF.new(told)
    if upload is not None:
        (job.folder / GIVEN).mkdir()
        with (job.folder / GIVEN / name).open("wb") as out:
            shutil.copyfileobj(upload, out)
    return job


def find(token: str, user: Any) -> Job | None:
    """The comparison of that name, None when there is none of this user's."""
    job = SHELF.find(token)
    return job if job is not None and (user.is_superuser or job.asked.get("by") == user.pk) else None


def recent(user: Any) -> list[Job]:
    """The user's comparisons, the latest first."""
    return [job for job in SHELF.everyone() if job.asked.get("by") == user.pk]
