"""The answers of one span as Arrow tables and as a tally."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from minsheng.assess.tally import Divisions, Tally
from minsheng.rules.many.answer import Found
from minsheng.rules.many.rows import Batch
from minsheng.terms.fields import Entity

_ENTITIES: tuple[Entity, ...] = ("person", "household", "institution")
_WORD = pa.dictionary(pa.int16(), pa.string())
ENTITLEMENTS = pa.schema(
    [
        *((f"{entity}_id", pa.dictionary(pa.int32(), pa.string())) for entity in _ENTITIES),
        ("benefit", _WORD),
        ("amount_fen", pa.int64()),
        ("each", _WORD),
    ]
)
UNKNOWN = pa.schema(
    [
        *((f"{entity}_id", pa.dictionary(pa.int32(), pa.string())) for entity in _ENTITIES),
        ("benefit", _WORD),
        ("missing", pa.list_(pa.string())),
    ]
)


@dataclass(frozen=True)
class Benefits:
    """The benefits of a program by their places, as the tables store them."""

    ids: tuple[str, ...]
    each: tuple[str, ...]

    def place(self, benefit: str) -> int:
        """Where a benefit stands."""
        return self.ids.index(benefit)


@dataclass(frozen=True, eq=False)
class Results:
    """What one span comes to."""

    entitlements: pa.Table
    unknown: pa.Table
    tally: Tally


def results_of(batch: Batch, answers: Iterable[Found], benefits: Benefits) -> Results:
    """The tables and the tally of a batch's answers."""
    owed, undecided = _Gathered(batch), _Gathered(batch)
    fen: list[npt.NDArray[Any]] = []
    pays: list[bool] = []
    wanted: list[tuple[str, ...]] = []
    which: list[npt.NDArray[Any]] = []
    tally, divisions = Tally(), Divisions(batch)
    for one in answers:
        benefit = one.owed.rule.benefit
        place = benefits.place(benefit.id)
        if len(one.owed.rows):
            owed.add(benefit.serves, one.owed.rows, place)
            pays.append(one.owed.fen is not None)
            fen.append(np.zeros(len(one.owed.rows), np.int64) if one.owed.fen is None else one.owed.fen)
        if one.undecided is not None:
            undecided.add(benefit.serves, one.undecided.rows, place)
            which.append(one.undecided.which + len(wanted))
            wanted += one.undecided.wanted
        tally.add(one, divisions)
    amounts = pa.array(_joined(fen, np.int64), mask=~np.repeat(np.array(pays, bool), [len(one) for one in fen]))
    # A word twice in a dictionary would have the writer take it apart again, row by row.
    words = tuple(dict.fromkeys(benefits.each))
    said = [(words.index(benefits.each[place]), count) for place, count in owed.places]
    each = pa.DictionaryArray.from_arrays(_repeats(said), pa.array(words, pa.string()), safe=False)
    lists = pa.array([list(names) for names in wanted], pa.list_(pa.string())).take(_joined(which, np.int64))
    ids = pa.array(benefits.ids)
    return Results(
        pa.table([*owed.columns(ids), amounts, each], schema=ENTITLEMENTS),
        pa.table([*undecided.columns(ids), lists], schema=UNKNOWN),
        tally,
    )


class _Gathered:
    """Rows of persons, households and institutions, one after the other, each with the place of a benefit."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self.parts: list[tuple[Entity, npt.NDArray[Any]]] = []
        self.places: list[tuple[int, int]] = []

    def add(self, entity: Entity, rows: npt.NDArray[Any], place: int) -> None:
        self.parts.append((entity, rows))
        self.places.append((place, len(rows)))

    def columns(self, benefits: pa.Array) -> list[pa.Array]:
        """Person, household, institution and benefit of each row."""
        own = [self._ids(entity) for entity in _ENTITIES]
        return [*own, pa.DictionaryArray.from_arrays(_repeats(self.places), benefits, safe=False)]

    @property
    def size(self) -> int:
        """How many rows there are."""
        return sum(count for _, count in self.places)

    def _ids(self, entity: Entity) -> pa.Array:
        """The identifiers of the entity's rows, each stored once; none for rows of others."""
        if entity not in self.batch.tables:
            return pa.nulls(self.size, pa.string()).dictionary_encode()
        names = self.batch.tables[entity].column(f"{entity}_id").combine_chunks()
        places, others = [], []
        for served, rows in self.parts:
            of_home = entity == "household" and served == "person"
            places.append(self.batch.homes.place[rows] if of_home else rows)
            others.append(served != entity and not of_home)
        rows = np.concatenate(places, dtype=np.int32, casting="unsafe") if places else np.zeros(0, np.int32)
        mask = np.repeat(others, [len(one) for one in places]) if any(others) else None
        used = np.zeros(len(names), bool)
        used[rows if mask is None else rows[~mask]] = True
        if not used.all():
            names, rows = names.filter(used), (np.cumsum(used, dtype=np.int32) - 1)[rows]
        return pa.DictionaryArray.from_arrays(pa.array(rows, mask=mask), names, safe=False)


def _joined(parts: Sequence[npt.NDArray[Any]], kind: Any) -> npt.NDArray[Any]:
    return np.concatenate(parts) if parts else np.zeros(0, kind)


def _repeats(places: Sequence[tuple[int, int]]) -> pa.Array:
    """Each place as often as it is said."""
    counts = [count for _, count in places]
    return pa.array(np.repeat(np.array([place for place, _ in places], np.int16), counts))
