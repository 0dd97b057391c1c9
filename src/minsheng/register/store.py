"""Writing the register's Parquet files: sorted rows in groups that never part a household."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from minsheng.register.schema import REGISTER_MARK, SYNTHETIC_MARK, schema_of, store
from minsheng.terms.fields import Entity, fields_of

GROUP_ROWS = 16_384
INDEX = "index.parquet"
MEMBERS = "members.parquet"
"""How many persons each household has, in the household file's groups: saves reading whose household each is in."""
# Small groups: a look-up reads one of them.
INDEX_ROWS = 4096
_KEYS: dict[Entity, str] = {"household": "household_id", "person": "household_id", "institution": "institution_id"}
# Nearly every value of these is another one: a dictionary would only be built to be thrown away.
_NO_DICTIONARY = ("person_id", "household_id", "institution_id")


def write_entity(
    folder: Path,
    entity: Entity,
    batches: Iterable[pa.RecordBatch],
    *,
    day: date,
    synthetic: bool,
    bounds: Sequence[str] | None = None,
) -> list[str]:
    """Write plain rows, sorted by their key, to the entity's file; returns the last key of each row group.

    With ``bounds`` a group ends at each of them (its key included), so that the groups of two files hold the same
    households; else after about ``GROUP_ROWS`` rows, where a key ends.
    """
    schema = schema_of(entity, day=day, synthetic=synthetic)
    names = [name for name in schema.names if name not in _NO_DICTIONARY]
    key = _KEYS[entity]
    last: list[str] = []
    with pq.ParquetWriter(folder / f"{entity}.parquet", schema, use_dictionary=names) as writer:
        stored = (_stored(entity, batch, schema) for batch in batches)
        for group in _groups(stored, key, schema) if bounds is None else _bounded(stored, key, schema, bounds):
            writer.write_table(group.unify_dictionaries(), row_group_size=max(group.num_rows, 1))
            last.append(group.column(key)[-1].as_py())
    return last


def write_sorted_index(folder: Path, *, day: date, synthetic: bool) -> None:
    """Write which household each person is in, for persons whose identifiers are in order already."""
    schema = pa.schema([("person_id", pa.string()), ("household_id", pa.string())], index_marks(day, synthetic))
    with (
        pq.ParquetFile(folder / "person.parquet") as people,
        pq.ParquetWriter(folder / INDEX, schema, use_dictionary=False) as writer,
    ):
        for batch in people.iter_batches(INDEX_ROWS * 8, columns=schema.names):
            writer.write_table(pa.table(batch.columns, schema=schema), row_group_size=INDEX_ROWS)


def write_members(folder: Path, *, day: date, synthetic: bool) -> None:
    """Write how many persons each household of the two files beside has; `ValueError` when they do not go together."""
    schema = pa.schema([("members", pa.int32())], index_marks(day, synthetic, "members"))
    with (
        pq.ParquetFile(folder / "household.parquet") as homes,
        pq.ParquetFile(folder / "person.parquet") as people,
        pq.ParquetWriter(folder / MEMBERS, schema) as writer,
    ):
        for group in range(homes.num_row_groups):
            keys = (file.read_row_group(group, columns=["household_id"]).column(0) for file in (homes, people))
            counts = members_of(*keys)
            if counts is None:
                raise ValueError(f"row group {group}: persons and households do not go together")
            writer.write_table(pa.table([counts.astype(np.int32)], schema=schema), row_group_size=max(1, len(counts)))


def members_of(homes: pa.ChunkedArray, persons: pa.ChunkedArray) -> npt.NDArray[Any] | None:
    """How many persons each household has, both in the same order; None when a person's household is not there.

    >>> homes, persons = pa.chunked_array([["a", "b", "c"]]), pa.chunked_array([["a", "a", "c"]])
    >>> members_of(homes, persons).tolist()
    [2, 0, 1]
    """
    rows = len(persons)
    if not rows:
        return np.zeros(len(homes), np.int64)
    ids = persons.combine_chunks()
    borders = pc.not_equal(ids[1:], ids[:-1]).to_numpy(zero_copy_only=False)
    starts = np.concatenate([[0], np.flatnonzero(borders) + 1])
    counts = np.diff(starts, append=rows)
    firsts = ids.take(pa.array(starts))
    if len(firsts) == len(homes) and firsts.equals(homes.combine_chunks()):
        return counts
    places = pc.index_in(firsts, value_set=homes.combine_chunks())
    if places.null_count or not (np.diff(places.to_numpy()) > 0).all():
        return None
    found = np.zeros(len(homes), np.int64)
    found[places.to_numpy()] = counts
    return found


def index_marks(day: date, synthetic: bool, what: str = "index") -> dict[str, str]:
    """What a file made from the others says of itself."""
    return {
        REGISTER_MARK.decode(): what,
        "minsheng.date": day.isoformat(),
        SYNTHETIC_MARK.decode(): str(synthetic).lower(),
    }


def _stored(entity: Entity, batch: pa.RecordBatch, schema: pa.Schema) -> pa.Table:
    columns = [store(field, batch.column(field.name)) for field in fields_of(entity)]
    return pa.table(columns, schema=schema)


def _groups(tables: Iterable[pa.Table], key: str, schema: pa.Schema) -> Iterator[pa.Table]:
    held = schema.empty_table()
    for table in tables:
        held = pa.concat_tables([held, table])
        while held.num_rows > GROUP_ROWS and (cut := _cut(held.column(key))):
            yield held.slice(0, cut)
            held = held.slice(cut)
    if held.num_rows:
        yield held


def _cut(keys: pa.ChunkedArray) -> int:
    """Where the group of at least GROUP_ROWS rows ends; 0 when its last key goes on to the end of what is held."""
    at = GROUP_ROWS
    held = keys[GROUP_ROWS - 1]
    while at < len(keys) and keys[at] == held:
        at += 1
    return 0 if at == len(keys) else at


def _bounded(tables: Iterable[pa.Table], key: str, schema: pa.Schema, bounds: Sequence[str]) -> Iterator[pa.Table]:
    held = schema.empty_table()
    ahead = list(bounds)
    for table in tables:
        held = pa.concat_tables([held, table])
        keys = held.column(key).to_pylist()
        taken = 0
        while len(ahead) > 1 and keys and keys[-1] > ahead[0]:
            cut = bisect_right(keys, ahead.pop(0))
            if cut > taken:
                yield held.slice(taken, cut - taken)
            taken = cut
        held = held.slice(taken)
    if held.num_rows:
        yield held
