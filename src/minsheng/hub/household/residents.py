"""The register behind the happiness list: the latest snapshot, opened once, and residents worth looking at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Any

import pyarrow.parquet as pq
from django.conf import settings

from minsheng.register.find import Finder, Home
from minsheng.register.snapshot import MANIFEST, Snapshot, days_of, open_snapshot
from minsheng.terms.errors import MinshengError
from minsheng.terms.periods import years_between

_LOOKED_AT = ["person_id", "birth_date", "sex", "disability_grade", "education_stage", "employment"]
_MOST_ROWS = 4000


@dataclass(frozen=True)
class Sample:
    """A resident to look at, with why; of a synthetic register only."""

    person_id: str
    kind: str
    age: int


class Residents:
    """One snapshot, open; answers from one thread at a time, as its finder asks for."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.samples: tuple[Sample, ...] = tuple(_samples(snapshot)) if snapshot.synthetic else ()
        self._finder = Finder(snapshot)
        self._lock = Lock()

    def home_of(self, person: str) -> Home | None:
        """The household of a person, None when the register does not know the person."""
        with self._lock:
            return self._finder.home_of(person)

    def close(self) -> None:
        """Close the files."""
        with self._lock:
            self._finder.close()


def masked(person: str) -> str:
    """An identifier with all but its last four characters hidden.

    >>> masked("330106195905010027"), masked("P12")
    ('**************0027', '***')
    """
    kept = person[-4:] if len(person) > 4 else ""
    return "*" * (len(person) - len(kept)) + kept


_opening = Lock()
_open: dict[Path, tuple[tuple[Any, ...], Residents]] = {}


def current() -> Residents | None:
    """The latest snapshot of the register the settings name; None when there is none. Raises `MinshengError`."""
    folder = Path(settings.MINSHENG_REGISTER)
    stamp = _stamp(folder)
    if stamp is None:
        return None
    found = _open.get(folder)
    if found is not None and found[0] == stamp:
        return found[1]
    with _opening:
        found = _open.get(folder)
        if found is None or found[0] != stamp:
            # The one before is left to the garbage collector: another thread may be reading in it.
            found = _open[folder] = (stamp, Residents(open_snapshot(folder)))
        return found[1]


def _stamp(folder: Path) -> tuple[Any, ...] | None:
    """What changes when there is another snapshot, or the same day's was replaced."""
    try:
        days = days_of(folder)
        latest = folder / days[-1].isoformat() / MANIFEST if days else folder / MANIFEST
        stat = latest.stat()
    except OSError:
        return None
    return latest, stat.st_mtime_ns, stat.st_ino


def _samples(snapshot: Snapshot) -> Iterator[Sample]:
    """Residents of different kinds among the first rows."""
    file = pq.ParquetFile(snapshot.file("person"), memory_map=True)
    with file:
        batch = next(file.iter_batches(_MOST_ROWS, columns=_LOOKED_AT), None)
    rows = [] if batch is None else batch.to_pylist()
    wanted = {
        "elder": lambda row, age: age >= 80,
        "disabled": lambda row, age: row["disability_grade"] in (1, 2),
        "pupil": lambda row, age: row["education_stage"] in ("primary", "junior"),
        "infant": lambda row, age: age < 3,
        "jobless": lambda row, age: row["employment"] == "unemployed",
        "adult": lambda row, age: 25 <= age < 50,
    }
    for kind, fits in wanted.items():
        for row in rows:
            age = _age(row["birth_date"], snapshot.day)
            if age is not None and fits(row, age):
                yield Sample(row["person_id"], kind, age)
                break


def _age(born: date | None, day: date) -> int | None:
    return None if born is None else years_between(born, day)


@contextmanager
def readable() -> Iterator[None]:
    """Turn what a half-written or vanished snapshot raises into `MinshengError`."""
    try:
        yield
    except (OSError, ValueError) as error:
        if isinstance(error, MinshengError):
            raise
        raise MinshengError() from error
