"""A register's snapshot cut into spans of whole households, each read when its turn comes."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from minsheng.register.snapshot import Snapshot
from minsheng.register.store import GROUP_ROWS, MEMBERS, members_of
from minsheng.terms.errors import Fault, MinshengError
from minsheng.terms.fields import Entity

CELLS = 4_000_000
"""Cells of persons read at a time: few enough to stay near the processor, enough that each step is worth its call."""
_KEYS: Mapping[Entity, tuple[str, ...]] = {
    "person": ("person_id",),
    "household": ("household_id",),
    "institution": ("institution_id",),
}


@dataclass(frozen=True, eq=False)
class Households:
    """Some of a register's households with their persons; ``counts`` says how many persons each has."""

    household: pa.Table
    person: pa.Table
    counts: npt.NDArray[Any]


class City:
    """The households and institutions of a snapshot, as far as these columns go.

    Safe to read from several threads at a time; each keeps its own open files.
    """

    def __init__(self, snapshot: Snapshot, columns: Mapping[Entity, Sequence[str]]) -> None:
        self.snapshot = snapshot
        self._columns = {entity: [*_KEYS[entity], *names] for entity, names in columns.items()}
        self._members = snapshot.folder / MEMBERS
        self._counted = self._members.is_file()
        self._own = threading.local()
        self._metadata: dict[str, pq.FileMetaData] = {}

    @cached_property
    def spans(self) -> tuple[range, ...]:
        """The row groups of each span of households; raises `MinshengError` when the two files do not go together."""
        groups = self._file("person").metadata.num_row_groups
        if groups != self._file("household").metadata.num_row_groups:
            raise _apart(self.snapshot)
        step = max(1, CELLS // (GROUP_ROWS * len(self._columns["person"])))
        return tuple(range(start, min(start + step, groups)) for start in range(0, groups, step))

    @property
    def persons(self) -> int:
        """How many persons there are."""
        return int(self._file("person").metadata.num_rows)

    def persons_in(self, span: range) -> int:
        """How many persons there are in a span."""
        metadata = self._file("person").metadata
        return sum(metadata.row_group(group).num_rows for group in span)

    @property
    def has_institutions(self) -> bool:
        """Whether the snapshot tells of institutions."""
        return "institution" in self.snapshot.entities

    def households(self, span: range) -> Households:
        """The households of a span; raises `MinshengError` when persons and households do not go together."""
        household, person = self._read("household", span), self._read("person", span)
        counts = self._counts(household, span)
        if counts is None or len(counts) != household.num_rows or counts.sum() != person.num_rows:
            raise _apart(self.snapshot)
        return Households(household, person, counts)

    def _counts(self, household: pa.Table, span: range) -> npt.NDArray[Any] | None:
        if self._counted:
            counts: npt.NDArray[Any] = (
                self._open("members", self._members).read_row_groups([*span]).column(0).to_numpy()
            )
            return counts
        people = self._file("person").read_row_groups([*span], columns=["household_id"], use_threads=False)
        return members_of(household.column("household_id"), people.column(0))

    def institutions(self) -> pa.Table:
        """All institutions."""
        return self._read("institution", range(self._file("institution").metadata.num_row_groups))

    def close(self) -> None:
        """Close this thread's files."""
        for file in vars(self._own).values():
            file.close()
        vars(self._own).clear()

    def _read(self, entity: Entity, groups: range) -> pa.Table:
        table = self._file(entity).read_row_groups([*groups], columns=self._columns[entity], use_threads=False)
        return table.combine_chunks()

    def _file(self, entity: Entity) -> pq.ParquetFile:
        return self._open(entity, self.snapshot.file(entity))

    def _open(self, name: str, path: Path) -> pq.ParquetFile:
        found = getattr(self._own, name, None)
        if found is None:
            # What a file says of its row groups grows with the city: it is read once for all threads.
            found = pq.ParquetFile(path, pre_buffer=False, metadata=self._metadata.get(name))
            self._metadata.setdefault(name, found.metadata)
            setattr(self._own, name, found)
        return found


def _apart(snapshot: Snapshot) -> MinshengError:
    said = "人员与户的文件对不上：同一户的人要排在一起，次序与户一致"
    return MinshengError(
        Fault("assess.apart", said, str(snapshot.folder), None, None, "重新运行 minsheng register import")
    )
