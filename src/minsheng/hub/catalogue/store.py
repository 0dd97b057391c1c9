"""The packs in memory: loaded once, loaded again when a file changes, never half-loaded.

Views ask `current()` and get a `Catalogue`: one consistent state of all packs. When a pack on the disk is broken, the
last good state stays in use and carries the faults, so that a page can show them.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from threading import Lock

from django.conf import settings

from minsheng.hub.catalogue.search import Index
from minsheng.packs import matching
from minsheng.packs.audit import Finding, audit
from minsheng.packs.load import load_packs
from minsheng.packs.matching import Pair
from minsheng.packs.model import Area, Document, Indicator, Pack, ServiceClass, ServiceItem, Term
from minsheng.terms.errors import Fault, MinshengError

LOOK_EVERY = 1.0
"""Seconds between two looks at the disk."""


@dataclass(frozen=True)
class Catalogue:
    """One state of all packs, the national frame first; ``version`` changes whenever a file does."""

    packs: Mapping[str, Pack] = field(default_factory=dict)
    version: str = "empty"
    faults: tuple[Fault, ...] = ()

    @cached_property
    def areas(self) -> dict[str, Area]:
        """Service areas of all packs by id, those of the national frame first."""
        return {area.id: area for pack in self.packs.values() for area in pack.areas}

    @cached_property
    def classes(self) -> dict[str, ServiceClass]:
        """Service classes by id."""
        return {each.id: each for area in self.areas.values() for each in area.classes}

    @cached_property
    def groups(self) -> dict[str, Term]:
        """Groups of people by id."""
        return {term.id: term for pack in self.packs.values() for term in pack.groups}

    @cached_property
    def life_stages(self) -> dict[str, Term]:
        """Stages of life by id."""
        return {term.id: term for pack in self.packs.values() for term in pack.life_stages}

    @cached_property
    def documents(self) -> dict[str, tuple[Pack, Document]]:
        """Documents by id, each with its pack."""
        return {document.id: (pack, document) for pack in self.packs.values() for document in pack.documents}

    @cached_property
    def items(self) -> dict[tuple[str, str], ServiceItem]:
        """Service items by pack and id, in the packs' own order."""
        return {(pack.id, item.id): item for pack in self.packs.values() for item in pack.items}

    @cached_property
    def indicators(self) -> dict[tuple[str, str], Indicator]:
        """Indicators by pack and id, in the packs' own order."""
        return {(pack.id, each.id): each for pack in self.packs.values() for each in pack.indicators}

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """Indicators taken for one under two names, across all packs, refused ones among them."""
        matches = [match for pack in self.packs.values() for match in pack.matches]
        return tuple(matching.pairs(self.indicators.values(), matches))

    @cached_property
    def pairs_of(self) -> dict[str, tuple[Pair, ...]]:
        """The pairs an indicator is part of, by its id."""
        found: dict[str, list[Pair]] = {}
        for pair in self.pairs:
            found.setdefault(pair.first.id, []).append(pair)
            found.setdefault(pair.second.id, []).append(pair)
        return {indicator: tuple(pairs) for indicator, pairs in found.items()}

    @cached_property
    def _findings(self) -> dict[str, tuple[Finding, ...]]:
        return {}

    def findings(self, pack: str) -> tuple[Finding, ...]:
        """What the audit of a pack finds; worked out on first use."""
        found = self._findings.get(pack)
        if found is None:
            found = self._findings[pack] = audit(pack, self.packs)
        return found

    @cached_property
    def indicator_pack(self) -> dict[str, str]:
        """The pack an indicator id stands in."""
        return {indicator: pack for pack, indicator in self.indicators}

    @cached_property
    def index(self) -> Index:
        """The search index over everything."""
        return Index.build(self.packs)

    @cached_property
    def jurisdictions(self) -> tuple[Pack, ...]:
        """Packs that promise something, the frame packs left out."""
        return tuple(pack for pack in self.packs.values() if pack.items or pack.indicators)


def _footprint(folder: Path) -> str:
    """A digest of names, sizes and change times of all pack files."""
    digest = hashlib.blake2s(str(folder).encode(), digest_size=8)
    for file in sorted(folder.rglob("*.yaml")):
        stat = file.stat()
        digest.update(f"{file.relative_to(folder)}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


class Store:
    """Keeps the catalogue of one folder up to date; safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = Lock()
        self._state: Catalogue | None = None
        self._looked = 0.0

    def current(self) -> Catalogue:
        """The newest good state; readers do not wait while another thread loads, except for the very first."""
        state = self._state
        if state is not None and time.monotonic() - self._looked < LOOK_EVERY:
            return state
        if self._lock.acquire(blocking=state is None):
            try:
                return self._refreshed()
            finally:
                self._lock.release()
        assert state is not None
        return state

    def fresh(self) -> Catalogue:
        """The state of the disk at this moment, for those who are about to change it; waits for a running load."""
        with self._lock:
            return self._refreshed()

    def _refreshed(self) -> Catalogue:
        before = self._state
        try:
            version = _footprint(self._folder)
        except OSError:
            # A file went away while we looked: somebody is writing, the next look sees the outcome.
            version = before.version if before else "unreadable"
        if before is None or version != before.version:
            self._state = self._loaded(version, before or Catalogue())
        self._looked = time.monotonic()
        assert self._state is not None
        return self._state

    def _loaded(self, version: str, before: Catalogue) -> Catalogue:
        try:
            packs = load_packs(self._folder)
        except MinshengError as error:
            return replace(before, version=version, faults=error.faults)
        except OSError as error:
            fault = Fault("store.unreadable", "规则包文件读不了", file=error.filename, read=error.strerror)
            return replace(before, version=version, faults=(fault,))
        return Catalogue(packs=packs, version=version)


_stores: dict[Path, Store] = {}


def _store() -> Store:
    folder = Path(settings.MINSHENG_PACKS)
    store = _stores.get(folder)
    return store if store is not None else _stores.setdefault(folder, Store(folder))


def current() -> Catalogue:
    """The catalogue of the folder the settings name."""
    return _store().current()


def fresh() -> Catalogue:
    """The same, read again now if a file changed; for pages that show what their reader just wrote."""
    return _store().fresh()
