"""Rows that passed on their own, gathered in a working folder, held against each other and sorted."""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Callable, Iterator, Set
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from minsheng.register.schema import ENTITIES, ENTITY_LABELS, Stored, plain_schema
from minsheng.register.store import INDEX, INDEX_ROWS, index_marks, write_entity, write_members
from minsheng.terms.fields import Entity, fields_of

MEMORY = "256MB"
"""What DuckDB may hold. With 128 MB three million people in random order could not be sorted: it pins their blocks."""
_LINES = 1 << 40
_BATCH = 8192
_AT = pa.field("_at", pa.int64())


def place_of(sheet: int, line: int) -> int:
    """A row's place in the import as one number, in the order of reading."""
    return sheet * _LINES + line


def sheet_and_line(place: int) -> tuple[int, int]:
    """The two that ``place_of`` joined.

    >>> sheet_and_line(place_of(2, 17))
    (2, 17)
    """
    return divmod(place, _LINES)


@dataclass(frozen=True)
class Later:
    """A row that only failed beside others: its place, why, and its values."""

    entity: Entity
    place: int
    code: str
    column: str
    message: str
    values: dict[str, Any]


def give_back() -> None:
    """Give memory that is no longer used back to the system: the C library and Arrow keep it for later."""
    gc.collect()
    pa.default_memory_pool().release_unused()
    with suppress(OSError, AttributeError):  # only Linux's library can be asked
        ctypes.CDLL(None).malloc_trim(0)


class Gathered:
    """The good rows of an import on disk; DuckDB compares and sorts them within a fixed memory."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._writers: dict[Entity, pq.ParquetWriter] = {}
        self._db = duckdb.connect(
            config={"memory_limit": MEMORY, "temp_directory": str(folder / "spill"), "threads": 2}
        )
        self._db.execute("SET enable_progress_bar = false")

    def add(self, entity: Entity, places: list[int], columns: dict[str, list[Stored]]) -> None:
        """Rows of one entity: their places and their plain columns; a field left out is not known."""
        schema = plain_schema(entity, _AT)
        arrays = [
            pa.array(columns[field.name], schema.field(field.name).type)
            if field.name in columns
            else pa.nulls(len(places), schema.field(field.name).type)
            for field in fields_of(entity)
        ]
        if entity not in self._writers:
            self._writers[entity] = pq.ParquetWriter(self._path(entity), schema, write_statistics=False)
        self._writers[entity].write_table(pa.table([*arrays, pa.array(places, pa.int64())], schema=schema))

    def _path(self, entity: Entity) -> Path:
        return self._folder / f"gathered-{entity}.parquet"

    def settle(self, listed: Set[Entity]) -> Iterator[Later]:
        """Finds rows that do not fit the others and leaves them out: doubles, persons and households alone.

        ``listed`` are the entities some file lists; they get a file even when no row of theirs is good, and persons and
        households always come together.
        """
        homes: set[Entity] = {"household", "person"}
        for entity in listed | (homes if listed & homes else set()):
            if entity not in self._writers:
                self.add(entity, [], {})
        for writer in self._writers.values():
            writer.close()
        for entity in self._writers:
            self._db.execute(f"CREATE VIEW {entity} AS SELECT * FROM read_parquet('{self._quoted(entity)}')")
        self._db.execute("CREATE TABLE bad (entity VARCHAR, place BIGINT)")
        for entity in self._writers:
            yield from self._twice(entity)
        if "person" in self._writers:
            yield from self._alone()

    def _quoted(self, entity: Entity) -> str:
        return str(self._path(entity)).replace("'", "''")

    def _left(self, entity: Entity) -> str:
        return f"(SELECT * FROM {entity} ANTI JOIN (FROM bad WHERE entity = '{entity}') b ON _at = b.place)"

    def _twice(self, entity: Entity) -> Iterator[Later]:
        key = f"{entity}_id"
        self._db.execute(
            f"CREATE OR REPLACE TABLE found AS SELECT _at, first_at FROM {entity} JOIN "
            f"(SELECT {key} AS k, min(_at) AS first_at FROM {entity} GROUP BY 1 HAVING count(*) > 1) ON {key} = k "
            "WHERE _at > first_at"
        )

        def message(first_at: int) -> str:
            return f"{ENTITY_LABELS[entity]}编号重复，已保留先出现的一行（第 {sheet_and_line(first_at)[1]} 行）"

        yield from self._leave_out(entity, "register.duplicate", key, message)

    def _alone(self) -> Iterator[Later]:
        self._db.execute(
            f"CREATE OR REPLACE TABLE found AS SELECT _at, 0 AS first_at FROM {self._left('person')} p "
            f"ANTI JOIN {self._left('household')} h ON p.household_id = h.household_id"
        )
        code = "register.person-without-household"
        yield from self._leave_out("person", code, "household_id", lambda _: "找不到这个人所在的户")
        self._db.execute(
            f"CREATE OR REPLACE TABLE found AS SELECT _at, 0 AS first_at FROM {self._left('household')} h "
            f"ANTI JOIN {self._left('person')} p ON p.household_id = h.household_id"
        )
        code = "register.household-without-members"
        yield from self._leave_out("household", code, "household_id", lambda _: "这一户没有成员")

    def _leave_out(self, entity: Entity, code: str, column: str, message: Callable[[int], str]) -> Iterator[Later]:
        self._db.execute(f"INSERT INTO bad SELECT '{entity}', _at FROM found")
        query = f"SELECT {entity}.*, first_at FROM {entity} JOIN found USING (_at) ORDER BY _at"
        for batch in self._db.sql(query).to_arrow_reader(_BATCH):
            for row in batch.to_pylist():
                place, first_at = row.pop("_at"), row.pop("first_at")
                yield Later(entity, place, code, column, message(first_at), row)

    def incomplete(self, households: Iterator[str]) -> int:
        """How many kept households have one of these numbers: a member of theirs was set aside."""
        if "household" not in self._writers:
            return 0
        table = pa.table({"household_id": pa.array(list(households), pa.string())})
        self._db.register("lost", table)
        query = f"SELECT count(*) FROM {self._left('household')} h SEMI JOIN lost USING (household_id)"
        return int(self._db.sql(query).fetchall()[0][0])

    def write(self, folder: Path, *, day: date, synthetic: bool, step: Callable[[str], None]) -> dict[Entity, int]:
        """Write the sorted files of the snapshot; the number of rows of each."""
        rows: dict[Entity, int] = {}
        bounds: list[str] | None = None
        for entity in ("person", "household", "institution"):
            if entity not in self._writers:
                continue
            step(f"整理{ENTITY_LABELS[entity]}")
            give_back()
            key = "household_id" if entity != "institution" else "institution_id"
            query = f"SELECT * FROM {self._left(entity)} ORDER BY {key}, _at"
            batches = self._db.sql(query).to_arrow_reader(_BATCH)
            last = write_entity(
                folder, entity, batches, day=day, synthetic=synthetic, bounds=bounds if entity == "household" else None
            )
            if entity == "person":
                bounds = last
            rows[entity] = pq.read_metadata(folder / f"{entity}.parquet").num_rows
        if "person" in rows:
            step("编索引")
            give_back()
            _write_index(self._db, folder, day=day, synthetic=synthetic)
            write_members(folder, day=day, synthetic=synthetic)
        return {entity: rows[entity] for entity in ENTITIES if entity in rows}

    def close(self) -> None:
        """Let go of the files."""
        for writer in self._writers.values():
            writer.close()
        self._db.close()


def _write_index(db: duckdb.DuckDBPyConnection, folder: Path, *, day: date, synthetic: bool) -> None:
    """Write which household each person is in, sorted by person."""
    marks = index_marks(day, synthetic)
    told = ", ".join(f"'{name}': '{value}'" for name, value in marks.items())
    person, index = (str(folder / name).replace("'", "''") for name in ("person.parquet", INDEX))
    db.execute(
        f"COPY (SELECT person_id, household_id FROM read_parquet('{person}') ORDER BY person_id) "
        f"TO '{index}' (FORMAT parquet, ROW_GROUP_SIZE {INDEX_ROWS}, KV_METADATA {{{told}}})"
    )
