"""Finding one resident's household among millions: a search in sorted files, two row groups read."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from minsheng.register.schema import NONE_WORD, as_written, stored_of
from minsheng.register.snapshot import Snapshot
from minsheng.register.store import INDEX
from minsheng.terms.errors import Fault, MinshengError
from minsheng.terms.fields import Entity, Field, field_of, fields_of


@dataclass(frozen=True)
class Home:
    """A household with its members, as the contract writes them: ``{field: text}``, empty texts left out."""

    household: dict[str, str]
    persons: tuple[dict[str, str], ...]

    def as_json(self) -> dict[str, Any]:
        """The one-household form of the contract; numbers stay text, so that no amount passes through a float."""
        return {
            "household": _values("household", self.household),
            "persons": [_values("person", p) for p in self.persons],
        }


class Finder:
    """Opens a snapshot once and answers by person or household; safe to use from one thread at a time."""

    def __init__(self, snapshot: Snapshot) -> None:
        index = snapshot.folder / INDEX
        if not index.is_file():
            raise MinshengError(Fault("register.no-entity", f"快照里没有 {INDEX}", str(snapshot.folder)))
        self._index = _Sorted(index, "person_id")
        self._persons = _Sorted(snapshot.file("person"), "household_id")
        self._households = _Sorted(snapshot.file("household"), "household_id")

    def home_of(self, person: str) -> Home | None:
        """The household the person is in, or None when the register does not know the person."""
        found = self._index.rows(person, there=True)
        return self.home(found.column("household_id")[0].as_py()) if found.num_rows else None

    def home(self, household: str) -> Home | None:
        """The household of that identifier, or None."""
        own = self._households.rows(household)
        if not own.num_rows:
            return None
        members = self._persons.rows(household, there=True)
        return Home(_texts("household", own)[0], tuple(_texts("person", members)))

    def homes(
        self,
        households: Iterable[str],
        fields: Mapping[Entity, Collection[str]],
        *,
        only: Collection[str] | None = None,
    ) -> Iterator[Home]:
        """Those of these households that there are, in rising order of identifiers, with these fields only.

        ``only`` are the persons wanted, when not all members are. Each part of the files is read once, so that
        thousands of households take seconds.
        """
        wanted = sorted(set(households))
        kept = {entity: _kept(entity, fields[entity]) for entity in ("household", "person")}
        own = self._households.runs(wanted, [one.name for one in kept["household"]])
        members = self._persons.runs(wanted, [one.name for one in kept["person"]])
        for home, persons in zip(own, members, strict=True):
            if home:
                rows = (row for row in persons if only is None or row["person_id"] in only)
                texts = tuple(_row_texts(kept["person"], row) for row in rows)
                yield Home(_row_texts(kept["household"], home[0]), texts)

    def close(self) -> None:
        """Close the files."""
        for part in (self._index, self._persons, self._households):
            part.close()

    def __enter__(self) -> Finder:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Sorted:
    """A Parquet file sorted by one text column; its row groups are told apart by their statistics."""

    def __init__(self, path: Path, key: str) -> None:
        self._file = pq.ParquetFile(path, memory_map=True)
        self._key = key
        metadata = self._file.metadata
        at = metadata.schema.to_arrow_schema().get_field_index(key)
        groups = [metadata.row_group(number).column(at).statistics for number in range(metadata.num_row_groups)]
        self._last: list[str] = [group.max for group in groups]

    def rows(self, key: str, *, there: bool = False) -> pa.Table:
        """The rows with this key; unless it is sure to be there, the key column alone is looked at first."""
        nothing = self._file.schema_arrow.empty_table()
        group = bisect_left(self._last, key)
        if group == len(self._last):
            return nothing
        if not there and pc.index(self._read(group, [self._key]).column(0), key).as_py() < 0:
            return nothing
        table = self._read(group, None)
        # The rows are sorted: those of one key lie together.
        keys = table.column(self._key)
        first = pc.index(keys, key).as_py()
        return table.slice(first, pc.sum(pc.equal(keys, key)).as_py()) if first >= 0 else nothing

    def runs(self, keys: Sequence[str], columns: list[str]) -> Iterator[list[dict[str, Any]]]:
        """The rows of each of these keys, which come in rising order; none for a key that is not there."""
        start = 0
        while start < len(keys):
            group = bisect_left(self._last, keys[start])
            if group == len(self._last):
                yield from ([] for _ in keys[start:])
                return
            end = bisect_right(keys, self._last[group], start)
            table = self._read(group, columns)
            held = table.column(self._key).to_pylist()
            bounds = [(bisect_left(held, key), bisect_right(held, key)) for key in keys[start:end]]
            places = [place for first, last in bounds for place in range(first, last)]
            rows = iter(table.take(pa.array(places, pa.int64())).to_pylist())
            yield from ([next(rows) for _ in range(first, last)] for first, last in bounds)
            start = end

    def _read(self, group: int, columns: list[str] | None) -> pa.Table:
        return self._file.read_row_group(group, columns=columns, use_threads=True)

    def close(self) -> None:
        self._file.close()


def _texts(entity: Entity, table: pa.Table) -> list[dict[str, str]]:
    """The rows as the contract writes them."""
    fields = fields_of(entity)
    return [_row_texts(fields, row) for row in table.to_pylist()]


def _kept(entity: Entity, names: Collection[str]) -> list[Field]:
    """These fields of an entity, and always those that say which row it is."""
    return [one for one in fields_of(entity) if one.name in names or one.required]


def _row_texts(fields: Iterable[Field], row: Mapping[str, Any]) -> dict[str, str]:
    texts = ((field.name, _text(field, row[field.name])) for field in fields)
    return {name: text for name, text in texts if text}


def _text(field: Field, value: Any) -> str:
    if value is None:
        return ""
    if field.type == "categories":
        return "|".join(value) or NONE_WORD
    if field.type == "category":
        return str(value)
    return as_written(field, stored_of(value))


def _values(entity: Entity, texts: dict[str, str]) -> dict[str, Any]:
    plain = {"true": True, "false": False}
    found: dict[str, Any] = {}
    for name, text in texts.items():
        field = field_of(entity, name)
        assert field is not None
        if field.type == "yesno":
            found[name] = plain[text]
        elif field.type == "categories":
            found[name] = [] if text == NONE_WORD else text.split("|")
        else:
            found[name] = int(text) if field.type == "whole" and text != NONE_WORD else text
    return found
