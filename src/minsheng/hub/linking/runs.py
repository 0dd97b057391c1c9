"""Runs: a row in the database for who and when, a folder below MINSHENG_DATA for the lists and what came of them."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from minsheng.hub import background
from minsheng.hub.accounts.officers import may_look
from minsheng.hub.background import read_json, write_json
from minsheng.hub.jobs import safe_name
from minsheng.hub.linking.example import NAMES
from minsheng.hub.linking.models import LinkRun
from minsheng.hub.linking.services import standing
from minsheng.hub.linking.work import ASKED, DONE, GIVEN, LINKS, PAIRS, SAID, SIDES
from minsheng.terms.errors import Fault, MinshengError

KEPT, KEPT_EXAMPLES = 40, 10
"""How many runs are kept. Old made-up ones make room by themselves, real ones only when somebody drops them."""
_MODULE = "minsheng.hub.linking.work"


@dataclass(frozen=True)
class Run:
    """A run with its folder."""

    row: LinkRun

    @property
    def folder(self) -> Path:
        """Where its files are."""
        return _home() / self.row.token

    @property
    def state(self) -> str:
        """``running``, ``done``, ``failed``, or ``broken`` off; a result once there stays ``done``."""
        if background.working(self.folder):
            return "running"
        if self.done is not None:
            return "done"
        return "broken" if background.failure(self.folder) is None else "failed"

    @cached_property
    def done(self) -> dict[str, Any] | None:
        """The counts of the result that stands, and which decisions are in it."""
        found = read_json(self.folder / DONE)
        return found if isinstance(found, dict) else None

    @cached_property
    def pairs(self) -> list[dict[str, Any]]:
        """The doubtful pairs, those that no longer are among them."""
        return [] if self.done is None else read_json(self.folder / self.done["result"] / PAIRS) or []

    @property
    def links(self) -> Path | None:
        """The file of links."""
        return None if self.done is None else self.folder / self.done["result"] / LINKS

    @property
    def progress(self) -> dict[str, Any]:
        """What is being done, how much of how much."""
        return background.progress(self.folder)

    @property
    def failure(self) -> list[dict[str, Any]] | None:
        """Why the last attempt failed; empty when it broke off, None when it did neither."""
        return [] if background.broken_off(self.folder) else background.failure(self.folder)

    def faults(self, side: str) -> dict[str, Any]:
        """What was wrong with cells of a list."""
        return read_json(self.folder / f"{side}-faults.json") or {"total": 0, "first": []}

    @property
    def fresh(self) -> int:
        """On how many pairs people have decided otherwise than the result knows."""
        known = {} if self.done is None else {(one, other): same for one, other, same, _by in self.done["decisions"]}
        now = {key: one.same for key, one in standing(self.row).items() if one.same is not None}
        return sum(known.get(key) is not now.get(key) for key in known.keys() | now.keys())


def new_run(user: Any, uploads: Sequence[UploadedFile] | None) -> Run:
    """A run of two lists, or of the made-up ones; raises `MinshengError` when too many are kept."""
    synthetic = uploads is None
    given = [] if uploads is None else [safe_name(one.name or "") for one in uploads]
    names = NAMES if uploads is None else [f"{side}-{name}" for side, name in enumerate(given, start=1)]
    folder = _home() / secrets.token_hex(8)
    with transaction.atomic():
        _room(synthetic=synthetic)
        row = LinkRun.objects.create(token=folder.name, left=names[0], right=names[1], synthetic=synthetic, by=user)
        _home().mkdir(parents=True, exist_ok=True, mode=0o750)
        folder.mkdir(mode=0o750)
        for side, name, upload in zip(SIDES, names, uploads or (), strict=bool(uploads)):
            _keep(upload, folder / GIVEN / side, name)
        write_json(folder / ASKED, {"names": [*names], "example": synthetic})
    return Run(row)


def _keep(upload: UploadedFile, folder: Path, name: str) -> None:
    folder.mkdir(parents=True, mode=0o750)
    with open(os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        shutil.copyfileobj(upload, out)


def _room(*, synthetic: bool) -> None:
    kept = [Run(row) for row in LinkRun.objects.filter(dropped=None, synthetic=synthetic)]
    if synthetic:
        for old in kept[KEPT_EXAMPLES - 1 :]:
            if old.state != "running":
                drop(old)
    elif len(kept) >= KEPT:
        said = _("保存的比对已有 %(num)s 次，请先删掉用不着的") % {"num": KEPT}
        raise MinshengError(Fault("linking.too-many", said))


def start(run: Run) -> None:
    """Match in a process of its own, with what people have decided by now; a run under way is left alone."""
    with transaction.atomic():
        row = LinkRun.objects.select_for_update(of=("self",)).get(pk=run.row.pk)
        if row.dropped is not None or background.working(run.folder):
            return
        said = [[*key, one.same, one.by.get_username()] for key, one in standing(row).items() if one.same is not None]
        write_json(run.folder / SAID, {"decisions": said})
        background.begin(_MODULE, run.folder)


def drop(run: Run) -> None:
    """Remove the lists and the result; who decided what about which records stays in the database."""
    LinkRun.objects.filter(pk=run.row.pk).update(dropped=timezone.now())
    shutil.rmtree(run.folder, ignore_errors=True)


def find(token: str, user: Any) -> Run | None:
    """The run of that name, None when there is none this account may look at."""
    row = LinkRun.objects.filter(token=token, dropped=None).select_related("by").first()
    return Run(row) if row is not None and may_look(user, synthetic=row.synthetic) else None


def everyone(user: Any) -> list[Run]:
    """The runs this account may look at, the latest first: officers decide together."""
    rows = LinkRun.objects.filter(dropped=None).select_related("by")
    return [Run(row) for row in rows if may_look(user, synthetic=row.synthetic)]


def _home() -> Path:
    return Path(settings.MINSHENG_DATA) / "linking"
