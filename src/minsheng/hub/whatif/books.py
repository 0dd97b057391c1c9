"""The packs as the form shows them: figures with their sources, rules as they are written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from threading import Lock

import pyarrow.parquet as pq
from django.conf import settings

from minsheng.assess.whatif.outcome import figures_on
from minsheng.hub.catalogue import store
from minsheng.packs.build import Row
from minsheng.packs.load import Loaded, load_all
from minsheng.packs.model import Benefit, Parameter
from minsheng.register.snapshot import Snapshot
from minsheng.rules.program import Program, called_parameters, load_program
from minsheng.terms.citation import Citation
from minsheng.terms.divisions import division_ancestors
from minsheng.terms.errors import Fault, MinshengError

_LOOKED_AT = 1000


@dataclass(frozen=True)
class Present:
    """A value of a parameter that holds: where, how much, and where that is written."""

    division: str
    division_name: str
    value: str
    source: Citation | None


@dataclass(frozen=True)
class Offered:
    """A parameter that can be changed: its values as they hold, and the benefits that call it."""

    parameter: Parameter
    present: tuple[Present, ...]
    used_by: tuple[Benefit, ...]


@dataclass(frozen=True)
class Book:
    """A pack with its rules, as they stand."""

    pack: str
    packs: Mapping[str, Loaded]
    root: Path

    @cached_property
    def program(self) -> Program:
        """Its program; raises `MinshengError`."""
        return load_program(self.pack, self.packs)

    def benefits(self, day: date) -> list[Benefit]:
        """The benefits whose rules hold on a day, in the order they are written."""
        holding = {rule.benefit.id for rule in self.program.on(day)}
        return [row.value for row in self._rows("benefits").values() if row.value.id in holding]

    def offered(self, day: date) -> list[Offered]:
        """The parameters that rules of the day call."""
        rules = self.program.on(day)
        uses = {name: [rule.benefit for rule in rules if name in called_parameters([rule])] for name in self._figures}
        found = []
        for name, row in self._rows("parameters").items():
            if uses.get(name):
                present = tuple(self._present(row.value, day))
                found.append(Offered(row.value, present, tuple(uses[name])))
        return found

    def rule_text(self, benefit: str) -> str | None:
        """A rule as it is written in the pack, to be changed in a copy; None when there is none of that name."""
        row = self._rows("benefits").get(benefit)
        if row is None:
            return None
        lines = (self.root / row.file).read_text("utf-8-sig").splitlines()
        starts = {one.line for loaded in self.packs.values() for one in _written(loaded) if one.file == row.file}
        end = min((line for line in starts if line > row.line), default=len(lines) + 1)
        own = lines[row.line - 1 : end - 1]
        while own and (not own[-1].strip() or own[-1].lstrip().startswith("#") or own[-1][0] not in " -"):
            own.pop()
        return "\n".join(own) + "\n"

    @property
    def _figures(self) -> tuple[str, ...]:
        return tuple(self._rows("parameters"))

    def _present(self, parameter: Parameter, day: date) -> Iterator[Present]:
        for one in figures_on(self.program.parameters[parameter.id], day):
            written = [value for value in parameter.values if value.since <= day]
            own = [value for value in written if value.division == one["division"]]
            source = max(own, key=lambda value: value.since).source if own else None
            yield Present(one["division"], one["division_name"], one["value"], source)

    def _rows(self, key: str) -> dict[str, Row]:
        found: dict[str, Row] = {}
        following: str | None = self.pack
        line = []
        while following is not None and following in self.packs:
            line.append(self.packs[following])
            following = self.packs[following].pack.about.parent
        for loaded in reversed(line):
            found |= {row.value.id: row for row in loaded.rows.get(key, ())}
        return found


def _written(loaded: Loaded) -> Iterator[Row]:
    for rows in loaded.rows.values():
        yield from rows


_lock = Lock()
_kept: dict[Path, tuple[str, dict[str, Book]]] = {}


def books() -> dict[str, Book]:
    """The packs that have rules, by id, read again when a file changes.

    A pack whose rules are broken is left out; raises `MinshengError` when the packs cannot be read, or none is whole.
    """
    root, version = Path(settings.MINSHENG_PACKS), store.current().version
    found = _kept.get(root)
    if found is None or found[0] != version:
        with _lock:
            found = _kept.get(root)
            if found is None or found[0] != version:
                found = _kept[root] = (version, _whole(root))
    return found[1]


def _whole(root: Path) -> dict[str, Book]:
    packs = load_all(root)
    found: dict[str, Book] = {}
    faults: list[Fault] = []
    for name in packs:
        book = Book(name, packs, root)
        try:
            if book.program.rules:
                found[name] = book
        except MinshengError as error:
            faults += error.faults
    if faults and not found:
        raise MinshengError.of(faults)
    return found


def division_of(snapshot: Snapshot) -> str:
    """The division of the first household that tells one; empty when none of the first thousand does."""
    with pq.ParquetFile(snapshot.file("household")) as file:
        batch = next(file.iter_batches(_LOOKED_AT, columns=["division"]), None)
    told = () if batch is None else batch.column(0).to_pylist()
    return next((one for one in told if one), "")


def nearest(found: Mapping[str, Book], division: str) -> str | None:
    """The pack for a register: that of its jurisdiction, or of the nearest one above; else the first."""
    for code in (division[:6], *division_ancestors(division[:6])):
        for name, book in found.items():
            if book.packs[name].pack.about.division == code:
                return name
    return next(iter(found), None)
