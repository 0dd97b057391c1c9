"""Writing the register's Parquet files: sorted rows in groups that never part a household."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from minsheng.register.schema import REGISTER_MARK, SYNTHETIC_MARK, schema_of, store
from minsheng.terms.fields import Entity, fields_of

GROUP_ROWS = 16_384
INDEX = "index.parquet"
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


def index_marks(day: date, synthetic: bool) -> dict[str, str]:
    """What the index file says of itself."""
    return {
        REGISTER_MARK.decode(): "index",
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
