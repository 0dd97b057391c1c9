"""The sharing lists of the packs, derived once and again when a file changes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from django.conf import settings

from minsheng.hub.catalogue import programs, store
from minsheng.packs.load import load_all
from minsheng.rules.provision import load_provisions
from minsheng.rules.sharing import Shared, sharing_list
from minsheng.terms.errors import MinshengError
from minsheng.terms.fields import Entity


@dataclass(frozen=True)
class Lists:
    """The lists of one state of the packs, by pack; only packs with rules have one."""

    version: str
    by_pack: dict[str, list[Shared]]

    @property
    def uses(self) -> dict[tuple[Entity, str], int]:
        """By field, how many rules of any pack use it."""
        found: dict[tuple[Entity, str], set[str]] = {}
        for rows in self.by_pack.values():
            for row in rows:
                found.setdefault((row.field.entity, row.field.name), set()).update(use.id for use in row.uses)
        return {at: len(ids) for at, ids in found.items()}


_lock = Lock()
_kept: dict[Path, Lists] = {}


def current() -> Lists:
    """The lists as the packs stand; a pack whose rules are broken has none until they are repaired."""
    folder, version = Path(settings.MINSHENG_PACKS), store.current().version
    found = _kept.get(folder)
    if found is not None and found.version == version:
        return found
    with _lock:
        found = _kept.get(folder)
        if found is None or found.version != version:
            found = _kept[folder] = Lists(version, _derived(folder))
        return found


def _derived(folder: Path) -> dict[str, list[Shared]]:
    ready = programs.current().programs()
    try:
        packs = load_all(folder)
    except (MinshengError, OSError):
        return {}
    found = {}
    for pack, program in ready.items():
        try:
            found[pack] = sharing_list(program, load_provisions(pack, packs))
        except (MinshengError, KeyError):
            continue
    return found
