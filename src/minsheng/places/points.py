"""Points with what stands there: people to be served, facilities that serve them, as frozen columns in WGS 84."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any, Self, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from minsheng.terms.errors import Fault, MinshengError

Floats: TypeAlias = npt.NDArray[np.float64]
Whole: TypeAlias = npt.NDArray[np.int64]
Truths: TypeAlias = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False, kw_only=True)
class Points:
    """Places on the earth, a row each: ``ids`` (n), ``lon`` and ``lat`` (n, degrees in WGS 84, float64, read-only).

    Raises :class:`MinshengError` when a position is no position on earth or an id comes twice, each with the number of
    such rows and an example; ``ValueError`` when the columns are not equally long.
    """

    ids: tuple[str, ...]
    lon: Floats
    lat: Floats

    def __post_init__(self) -> None:
        for one in fields(self):
            object.__setattr__(self, one.name, self._column(one.name, getattr(self, one.name)))
        if found := tuple(self._faults()):
            raise MinshengError.of(found)

    def __len__(self) -> int:
        return len(self.ids)

    def _column(self, name: str, value: Any) -> Any:
        """The column as it is kept: text as a tuple, numbers as a read-only array, as many as there are ids."""
        if isinstance(value, Mapping):
            return {key: self._column(f"{name}[{key}]", one) for key, one in value.items()}
        column = value if isinstance(value, tuple) else _frozen(value)
        if len(column) != len(self.ids):
            raise ValueError(f"{name} has {len(column)} rows, there are {len(self.ids)} ids")
        return column

    def _faults(self) -> list[Fault]:
        bad = ~((np.abs(self.lon) <= 180) & (np.abs(self.lat) <= 90))
        found = self._told("places.position", "处坐标不是地球上的位置", bad, np.stack([self.lon, self.lat], axis=1))
        if len(set(self.ids)) != len(self.ids):
            first: dict[str, int] = {}
            twice = np.fromiter((first.setdefault(one, at) != at for at, one in enumerate(self.ids)), bool, len(self))
            found += self._told("places.same-id", "处编号重复", twice, self.ids)
        return found

    def _told(self, code: str, said: str, bad: Truths, values: Sequence[str] | Floats) -> list[Fault]:
        """No fault, or one with how many rows are bad and the first of them as the example."""
        count = int(bad.sum())
        if not count:
            return []
        at = int(np.argmax(bad))
        return [
            Fault(
                code, f"有 {count:,} {said}，如 {self.ids[at]}", read=str(values[at]), data={"count": count, "row": at}
            )
        ]

    def take(self, rows: Whole | Truths) -> Self:
        """The rows named by number or by a mask, in that order."""
        at = np.flatnonzero(rows) if rows.dtype == np.bool_ else rows

        def picked(value: Any) -> Any:
            if isinstance(value, Mapping):
                return {key: picked(one) for key, one in value.items()}
            return tuple(value[row] for row in at.tolist()) if isinstance(value, tuple) else value[at]

        return type(self)(**{one.name: picked(getattr(self, one.name)) for one in fields(self)})


@dataclass(frozen=True, eq=False, kw_only=True)
class People(Points):
    """Where people live: ``people`` (n, heads, finite and not negative; a share of a head is allowed).

    ``ages`` holds heads by group, a column each under the name of its column (``65+``, ``0-2``); NaN is not known.
    ``labels`` holds what a point belongs to, a column each (``division``, ``district``, ``street``, ``area``), "" when
    not known. Further errors: people or ages below zero, people not known.

    >>> two = People(ids=("a", "b"), lon=[120.1, 120.2], lat=[30.2, 30.3], people=[10, 5], ages={"65+": [2, 1]})
    >>> two.people.sum(), two.ages["65+"].sum()
    (np.float64(15.0), np.float64(3.0))
    """

    people: Floats
    ages: Mapping[str, Floats] = field(default_factory=dict)
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def coded(self) -> Mapping[str, tuple[tuple[str, ...], Whole]]:
        """Each column of labels as its different labels, in order, and for each point (n) which of them it has."""
        return {column: numbered(labels) for column, labels in self.labels.items()}

    def _faults(self) -> list[Fault]:
        found = super()._faults()
        bad = ~((self.people >= 0) & np.isfinite(self.people))
        found += self._told("places.people", "处人数不是零或正数", bad, self.people)
        for name, heads in self.ages.items():
            bad = (heads < 0) | np.isinf(heads)
            found += self._told("places.people", f"处“{name}”人数不是零或正数", bad, heads)
        return found


@dataclass(frozen=True, eq=False, kw_only=True)
class Facilities(Points):
    """What serves people, or a place where it could be built (a candidate has the same columns).

    ``kind`` (text, "" when not told), ``capacity`` (n, in the unit of the kind: beds, places; NaN is not known),
    ``name`` and ``opening`` (text as written; a column left out is not known). Further errors: a capacity below zero.
    """

    kind: tuple[str, ...] = ()
    capacity: Floats = field(default_factory=lambda: np.empty(0))
    name: tuple[str, ...] = ()
    opening: tuple[str, ...] = ()

    def _column(self, name: str, value: Any) -> Any:
        if len(value) == 0 < len(self.ids) and name in ("kind", "capacity", "name", "opening"):
            value = np.full(len(self.ids), np.nan) if name == "capacity" else ("",) * len(self.ids)
        return super()._column(name, value)

    def _faults(self) -> list[Fault]:
        bad = (self.capacity < 0) | np.isinf(self.capacity)
        return super()._faults() + self._told("places.capacity", "处设施的容量是负数", bad, self.capacity)


def numbered(labels: Sequence[str]) -> tuple[tuple[str, ...], Whole]:
    """The different labels in order, and for each row which of them it has.

    >>> numbered(("西湖区", "上城区", "西湖区"))
    (('上城区', '西湖区'), array([1, 0, 1]))
    """
    coded = pa.array(labels, pa.string()).dictionary_encode()
    names = coded.dictionary.to_pylist()
    order = sorted(range(len(names)), key=names.__getitem__)
    place = np.empty(len(names), dtype=np.int64)
    place[order] = np.arange(len(names))
    return tuple(names[at] for at in order), place[np.asarray(coded.indices, dtype=np.int64)]


def _frozen(values: Any) -> Floats:
    """The numbers as float64 that nobody can change; a copy only when somebody else could."""
    given = np.asarray(values, dtype=np.float64)
    kept = given.copy() if given is values and given.flags.writeable else given.view()
    kept.flags.writeable = False
    return kept
