"""The city on the map: the operator's files of streets, people and facilities, read once and again when they change."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from django.conf import settings

from minsheng.places.boundaries.bundled import boundaries_of
from minsheng.places.boundaries.shapes import Boundaries
from minsheng.places.extent import extent_of
from minsheng.places.joining import Placed, place
from minsheng.places.network.open import open_ways
from minsheng.places.points import Facilities, People, Whole
from minsheng.places.reading.tables import How, Reading, read_candidates, read_facilities, read_people
from minsheng.terms.errors import MinshengError

MANIFEST = "city.json"
NETWORKS = ("network", "network.osm.pbf")
PEOPLE, FACILITIES, CANDIDATES = "people.csv", "facilities.csv", "candidates.csv"
STREET, DIVISION = "street", "division"


@dataclass(frozen=True)
class Name:
    """A street or quarter to look for: where its people live in the middle, and how many they are."""

    name: str
    division: str
    lon: float
    lat: float
    people: float


@dataclass(frozen=True, eq=False)
class City:
    """What the files say; ``stamp`` changes with them, ``note`` says what is made up."""

    folder: Path
    stamp: str
    division: str
    note: str
    synthetic: bool
    people: Reading[People]
    facilities: Reading[Facilities]
    candidates: Reading[Facilities] | None
    placed: Placed

    @cached_property
    def boundaries(self) -> Boundaries:
        """The districts, from a reviewed package."""
        return boundaries_of(self.division)

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """Streets and townships by name."""
        people = self.people.table
        streets, divisions = people.labels.get(STREET, ()), people.labels.get(DIVISION, ("",) * len(people))
        rows: dict[tuple[str, str], list[int]] = {}
        for row, key in enumerate(zip(streets, divisions, strict=False)):
            if key[0]:
                rows.setdefault(key, []).append(row)
        return tuple(self._name(name, division, np.array(own)) for (name, division), own in sorted(rows.items()))

    def _name(self, name: str, division: str, rows: Whole) -> Name:
        people = self.people.table
        weight = people.people[rows] + 1e-9
        lon, lat = (float(np.average(column[rows], weights=weight)) for column in (people.lon, people.lat))
        return Name(name, division, lon, lat, float(people.people[rows].sum()))

    def rows_of(self, kinds: Iterable[str]) -> Whole:
        """Facilities of these kinds."""
        wanted = frozenset(kinds)
        found = [row for row, kind in enumerate(self.facilities.table.kind) if kind in wanted]
        return np.array(found, dtype=np.int64)

    def candidates_for(self, kinds: Iterable[str]) -> Facilities | None:
        """The sites on which one of these kinds could be built: those of the kind, and those that tell none."""
        if self.candidates is None:
            return None
        wanted = {"", *kinds}
        rows = [row for row, kind in enumerate(self.candidates.table.kind) if kind in wanted]
        return self.candidates.table.take(np.array(rows, dtype=np.int64)) if rows else None


_kept: dict[Path, City] = {}
_lock = Lock()


def current() -> City | None:
    """The city of the settings, None when there are no files; raises `MinshengError` when they cannot be read.

    The last good city stays in use while faulty files lie in its place.
    """
    folder = Path(settings.MINSHENG_PLACES)
    stamp = _footprint(folder)
    if stamp is None:
        return None
    with _lock:
        found = _kept.get(folder)
        if found is not None and found.stamp == stamp:
            return found
        try:
            _kept[folder] = _read(folder, stamp)
        except MinshengError:
            if found is None:
                raise
            return found
        return _kept[folder]


def _footprint(folder: Path) -> str | None:
    network = next((folder / name for name in NETWORKS if (folder / name).exists()), None)
    files = [folder / name for name in (MANIFEST, PEOPLE, FACILITIES, CANDIDATES)]
    if network is None or not files[1].is_file() or not files[2].is_file():
        return None
    files += sorted(network.glob("*.csv")) if network.is_dir() else [network]
    told = [(path.name, path.stat().st_mtime_ns, path.stat().st_size) for path in files if path.is_file()]
    return repr(told)


def _read(folder: Path, stamp: str) -> City:
    network = next(folder / name for name in NETWORKS if (folder / name).exists())
    ways = open_ways(network)
    how = How(crs="wgs84")
    people, facilities = read_people(folder / PEOPLE, how), read_facilities(folder / FACILITIES, how)
    candidates = read_candidates(folder / CANDIDATES, how) if (folder / CANDIDATES).is_file() else None
    told = _manifest(folder)
    placed = place(ways, people.table, facilities.table)
    if "extent" in told:
        extent = extent_of(str(told["extent"]), people.table, facilities.table, file=FACILITIES)
        placed = replace(placed, extent=extent)
    return City(
        folder=folder,
        stamp=stamp,
        division=str(told.get("division") or _division(people.table)),
        note=str(told.get("label", "")),
        synthetic=bool(told.get("synthetic", False)),
        people=people,
        facilities=facilities,
        candidates=candidates,
        placed=placed,
    )


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        told = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def _division(people: People) -> str:
    """The city most people's division is in."""
    codes = [code[:4] + "00" for code in people.labels.get(DIVISION, ()) if len(code) >= 6]
    return max(set(codes), key=codes.count) if codes else "330100"
