"""One pack with its observations, as the pages of the cockpit look at it; kept until a pack or a figure changes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

import pyarrow.compute as pc
from django.conf import settings

from minsheng.hub.catalogue.store import Catalogue
from minsheng.monitor.book import STORES, Book, open_book
from minsheng.monitor.store import Store
from minsheng.monitor.warnings.desk import FILE
from minsheng.packs.model import Document, Indicator, Pack
from minsheng.terms.divisions import divisions_below
from minsheng.terms.periods import Period

SYNTHETIC = "合成"
"""What the source of a made-up figure says."""
_KEPT = 6
_KEPT_SCENES = 24
Made = TypeVar("Made")


@dataclass(frozen=True, eq=False)
class Board:
    """A pack, its store of observations and the book of both; ``version`` changes whenever either does."""

    catalogue: Catalogue
    pack: Pack
    store: Store
    book: Book
    version: str

    @cached_property
    def _scenes(self) -> dict[object, Any]:
        return {}

    def scene(self, key: object, make: Callable[[], Made]) -> Made:
        """What was made under this key before, or is made now and kept as long as the board; a few at a time."""
        found = self._scenes.get(key)
        if found is None:
            if len(self._scenes) >= _KEPT_SCENES:
                self._scenes.pop(next(iter(self._scenes)), None)
            found = self._scenes[key] = make()
        made: Made = found
        return made

    @property
    def stamp(self) -> str:
        """Changes with every step of a warning, which the pages show and the board itself does not hold."""
        try:
            return f"{self.version}-{(self.store.folder / FILE).stat().st_mtime_ns}"
        except OSError:
            return self.version

    @property
    def place(self) -> str:
        """The code of the pack's own division."""
        return self.pack.about.division

    @cached_property
    def below(self) -> Mapping[str, str]:
        """The names of the divisions one step below, by code."""
        found = {code: name for name, code in divisions_below(self.place).items()}
        if self.place.endswith("0000"):
            found = {code: name for code, name in found.items() if code.endswith("00")}
        return dict(sorted(found.items()))

    @cached_property
    def places(self) -> Mapping[str, str]:
        """The names of the pack's own division and of those below, by code."""
        return {self.place: self.pack.about.name, **self.below}

    @cached_property
    def documents(self) -> Mapping[str, Document]:
        """The pack's own documents that state targets, the latest first."""
        cited = {one.source.document for one in self.pack.indicators}
        found = sorted(self.pack.documents, key=lambda one: one.since, reverse=True)
        return {one.id: one for one in found if one.id in cited}

    @cached_property
    def indicators(self) -> Mapping[str, Indicator]:
        """The pack's own indicators by id."""
        return {one.id: one for one in self.pack.indicators}

    def area_of(self, indicator: str) -> str | None:
        """The service area of an indicator, its own or that of the same one elsewhere."""
        return self._areas[indicator]

    @cached_property
    def _areas(self) -> Mapping[str, str | None]:
        series = self.book.series
        return {key: one.area or (series[key].area if key in series else None) for key, one in self.indicators.items()}

    @cached_property
    def periods(self) -> tuple[Period, ...]:
        """The years, quarters and months somebody reported a figure for, or a plan prints one for, latest first."""
        words = set(self.book.table.column("period").unique().to_pylist())
        read = (Period.parse(word) for word in words)
        return tuple(sorted({one for one in read if one.kind != "span"}, reverse=True))

    @cached_property
    def synthetic(self) -> bool:
        """Whether any figure in force is made up."""
        return bool(pc.any(pc.match_substring(self.book.table.column("source"), SYNTHETIC)).as_py())


_boards: OrderedDict[tuple[str, str, str], Board] = OrderedDict()
_lock = Lock()


def boarded(catalogue: Catalogue) -> list[Pack]:
    """The packs that have targets: cities first, of these the one with most targets."""
    found = [pack for pack in catalogue.packs.values() if pack.indicators]
    return sorted(found, key=lambda pack: (pack.about.level != "city", -len(pack.indicators)))


def store_folder(pack: str) -> Path:
    """Where the observations of a pack are."""
    return Path(settings.MINSHENG_DATA) / STORES / pack


def board_of(catalogue: Catalogue, name: str) -> Board | None:
    """The board of the pack of that name, None when it has no targets. Raises `MinshengError` on a broken store."""
    pack = catalogue.packs.get(name)
    if pack is None or not pack.indicators:
        return None
    folder = store_folder(name)
    store = Store(folder)
    key = (str(folder), catalogue.version, str(store.version))
    with _lock:
        found = _boards.get(key)
        if found is None:
            book = open_book(name, catalogue.packs, folder)
            found = _boards[key] = Board(catalogue, pack, store, book, f"{catalogue.version}-{name}-{store.version}")
            while len(_boards) > _KEPT:
                _boards.popitem(last=False)
        _boards.move_to_end(key)
        return found
