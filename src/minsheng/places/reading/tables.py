"""Reading people, facilities and candidate sites: one way in, whatever the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

import numpy as np

from minsheng.places.boundaries.shapes import Boundaries
from minsheng.places.coordinates.detect import Verdict, settle, verdict_lines
from minsheng.places.coordinates.evidence import Evidence
from minsheng.places.coordinates.systems import AUTO, SHIFTS, system_name
from minsheng.places.points import Facilities, Floats, People, Points
from minsheng.places.reading.batches import Progress, Told, batches_of
from minsheng.places.reading.collect import Rows, collect
from minsheng.places.reading.columns import Kind, age_group
from minsheng.places.reading.faults import FaultTally
from minsheng.places.reading.placing import badly_placed, outside
from minsheng.terms.errors import Fault, MinshengError

Table = TypeVar("Table", bound=Points)

_LABELS = ("division", "district", "street", "area")
_MORE = ("free", "phone", "address", "cost", *_LABELS)


@dataclass(frozen=True, eq=False)
class Reading(Generic[Table]):
    """What a file gave: the ``table`` in WGS 84, how its positions were read, and what was wrong with it.

    ``faults`` and ``set_aside`` (rows) are empty unless faulty rows were to be set aside. ``notes`` are Chinese
    sentences for the user, among them how the positions were read. ``more`` has the file's other known columns as text
    (``free``, ``phone``, ``address``, ``cost``, ``division``, ``district``, ``street``), a row each.
    """

    table: Table
    verdict: Verdict
    faults: tuple[Fault, ...] = ()
    set_aside: int = 0
    notes: tuple[str, ...] = ()
    more: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, eq=False, kw_only=True)
class How:
    """How to read: ``crs`` of the file, ``evidence`` against which ``auto`` decides, and what else to hold against it.

    ``within``: every point should lie in these divisions; points outside are told, and all outside is a fault.
    ``strict``: a faulty row is an error; else it is set aside and told. ``columns`` names the columns of a text file
    without a header.
    """

    crs: str = AUTO
    evidence: Evidence = field(default_factory=Evidence)
    within: Boundaries | None = None
    strict: bool = True
    columns: Sequence[str] | None = None
    progress: Progress | None = None


def read_people(path: Path, how: How | None = None) -> Reading[People]:
    """People from CSV, Excel, Parquet, GeoJSON or Shapefile: a row a point, a grid cell or an area, with its heads.

    Columns ``id,lon,lat,people`` and any of age groups (``65+``, ``0-2``), ``division``, ``district``, ``street``,
    ``area`` (urban|rural), or their Chinese names. A grid cell is its centre, an area a point inside it. Raises
    MinshengError with file and line of every fault.
    """
    read = _read(path, "people", how or How())
    ages = {}
    for name, values in read.rows.numbers.items():
        group = age_group(name)
        if group is not None:
            ages[group] = values
    labels = {name: read.rows.texts[name] for name in _LABELS if name in read.rows.texts}
    people = People(
        ids=read.rows.ids, lon=read.lon, lat=read.lat, people=read.rows.numbers["people"], ages=ages, labels=labels
    )
    return read.done(people)


def read_facilities(path: Path, how: How | None = None) -> Reading[Facilities]:
    """Facilities from the same kinds of file: ``id,lon,lat,kind,capacity``, and ``name``, ``opening``, ``free`` …

    Only the position has to be there; an empty capacity is not known. Raises MinshengError as `read_people` does.
    """
    return _facilities(path, "facilities", how or How())


def read_candidates(path: Path, how: How | None = None) -> Reading[Facilities]:
    """Candidate sites: points or parcels with the columns of facilities."""
    return _facilities(path, "candidates", how or How())


def _facilities(path: Path, kind: Kind, how: How) -> Reading[Facilities]:
    read = _read(path, kind, how)
    texts, count = read.rows.texts, len(read.rows.ids)
    table = Facilities(
        ids=read.rows.ids,
        lon=read.lon,
        lat=read.lat,
        capacity=read.rows.numbers.get("capacity", np.full(count, np.nan)),
        kind=texts.get("kind", ()),
        name=texts.get("name", ()),
        opening=texts.get("opening", ()),
    )
    return read.done(table)


@dataclass(frozen=True, eq=False)
class _Placed:
    """Rows whose positions are settled."""

    rows: Rows
    lon: Floats
    lat: Floats
    verdict: Verdict
    tally: FaultTally
    notes: tuple[str, ...]
    read: int

    def done(self, table: Table) -> Reading[Table]:
        more = {name: cells for name, cells in self.rows.texts.items() if name in _MORE}
        aside = self.read - len(table)
        return Reading(table, self.verdict, self.tally.faults, aside, self.notes, more)


def _read(path: Path, kind: Kind, how: How) -> _Placed:
    told, tally = Told(), FaultTally(path.name)
    rows = collect(batches_of(path, kind, told, columns=how.columns, progress=how.progress), tally)
    name = system_name(how.crs)
    declared = told.crs if name == AUTO else name
    degrees = declared in ("", AUTO, "wgs84") or declared in SHIFTS
    bad = badly_placed(rows, tally, degrees=degrees) | rows.bad
    if how.strict:
        tally.raise_any()
    read = len(rows.ids) + rows.ragged
    rows = rows.take(~bad) if bad.any() else rows
    if not rows.ids:
        raise MinshengError.of(tally.faults or [Fault("places.no-rows", "文件里没有一行能用的数据", path.name)])
    crs = name if name != AUTO or degrees else declared
    lon, lat, verdict = settle(
        rows.lon,
        rows.lat,
        crs=crs,
        evidence=how.evidence,
        file=path.name,
        claims=rows.texts.get("division", ()),
        texts=_told_places(rows),
    )
    notes = (*told.notes, *_own_notes(rows), *verdict_lines(verdict), *outside(rows, lon, lat, how.within, path.name))
    return _Placed(rows, lon, lat, verdict, tally, notes, read)


def _own_notes(rows: Rows) -> tuple[str, ...]:
    return () if rows.numbered else ("没有编号列，以行号为编号",)


def _told_places(rows: Rows) -> tuple[str, ...]:
    """What each row says of where it is, in words; nothing when it says so by a code."""
    if "division" in rows.texts:
        return ()
    said = [rows.texts[name] for name in ("district", "address", "name") if name in rows.texts]
    return tuple(" ".join(one) for one in zip(*said, strict=True)) if said else ()
