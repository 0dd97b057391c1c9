"""One pack with its observations, as the pages of the cockpit look at it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from minsheng.hub.catalogue.store import Catalogue
from minsheng.monitor.store import Store
from minsheng.packs.model import Pack


@dataclass(frozen=True)
class Board:
    """A pack and its store of observations; ``version`` changes whenever either does."""

    catalogue: Catalogue
    pack: Pack
    store: Store
    version: str


def boarded(catalogue: Catalogue) -> list[Pack]:
    """The packs that have targets, the one with most of them first."""
    found = [pack for pack in catalogue.packs.values() if pack.indicators]
    return sorted(found, key=lambda pack: -len(pack.indicators))


def board_of(catalogue: Catalogue, name: str) -> Board | None:
    """The board of the pack of that name, None when it has no targets."""
    pack = catalogue.packs.get(name)
    if pack is None or not pack.indicators:
        return None
    store = Store(Path(settings.MINSHENG_DATA) / "observations" / name)
    return Board(catalogue, pack, store, f"{catalogue.version}-{store.version}")
