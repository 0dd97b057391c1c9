"""A batch of whole households, or of institutions, and the rows a rule looks at in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from minsheng.register.schema import stored_type
from minsheng.rules.many.column import Value, column_of, wanting
from minsheng.rules.many.masks import Array, Mask
from minsheng.rules.many.number import Number
from minsheng.rules.many.truth import Truth
from minsheng.rules.many.word import Words
from minsheng.rules.parameters import Figures
from minsheng.rules.values import Unknown
from minsheng.terms.fields import Entity, Field, field_of

Run = Callable[["Rows"], Any]


class Bits:
    """Which bit stands for which field or parameter that may be missing."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names
        self.words = max(1, -(-len(names) // 64))
        self._places = {name: place for place, name in enumerate(names)}

    def of(self, *names: str) -> Array:
        """A word in each row, with the bits of these names."""
        words = [0] * self.words
        for name in names:
            word, bit = divmod(self._places[name], 64)
            words[word] |= 1 << bit
        return np.array(words, np.uint64)

    def names_of(self, words: Array) -> tuple[str, ...]:
        """The names whose bits are set, in alphabetical order."""
        whole = sum(int(word) << (64 * place) for place, word in enumerate(words))
        return tuple(sorted(name for place, name in enumerate(self.names) if whole >> place & 1))


class Homes:
    """To which household each of some persons belongs: those of one household lie together.

    ``counts`` says how many each household has, ``ends`` where its last one stands. ``alive`` marks who is a member:
    did not die before the month and was born by its end, None when all are; ``born`` marks the latter alone.
    """

    __slots__ = ("alive", "born", "counts", "ends", "place")

    def __init__(self, counts: Array, alive: Mask) -> None:
        self.counts = counts
        self.ends = np.cumsum(counts)
        self.place = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
        self.alive = alive
        self.born: Mask = None


class Batch:
    """Households with their persons, or institutions, as Arrow tables; columns are read when a rule asks for them.

    The persons of a household lie together, in the order of ``tables["household"]``; ``counts`` says how many each has.
    `tell` keeps the answers that other rules ask about.
    """

    def __init__(
        self,
        tables: Mapping[Entity, pa.Table],
        counts: Array | None,
        *,
        day: date,
        first_day: date,
        figures: Mapping[str, Figures],
        resolved: dict[Any, Any],
        bits: Bits,
        field_of: Callable[[Entity, str], Field | None] = field_of,
    ) -> None:
        self.tables = tables
        self.day = day
        self.figures = figures
        self.bits = bits
        self._field_of = field_of
        self._resolved = resolved
        self.home: Entity = "household" if "household" in tables else "institution"
        self._values: dict[Any, Any] = {}
        self._frames: dict[tuple[Entity, bool], Rows] = {}
        self._answers: dict[tuple[str, str, bool], tuple[Entity, Any]] = {}
        self.homes = Homes(np.zeros(0, np.int64) if counts is None else counts, None)
        if "person" in tables:
            self.homes.born, living = self._born(), self._living(first_day)
            self.homes.alive = living if self.homes.born is None else self.homes.born
            if living is not None and self.homes.born is not None:
                self.homes.alive = living & self.homes.born

    def size(self, entity: Entity) -> int:
        """How many rows there are of an entity."""
        return int(self.tables[entity].num_rows)

    def rows(self, entity: Entity, *, asking: bool = False) -> Rows:
        """All rows of an entity; ``asking`` also for what is missing."""
        found = self._frames.get((entity, asking))
        if found is None:
            found = self._frames[entity, asking] = Rows(self, entity, None, asking=asking)
        return found

    def column(self, entity: Entity, name: str) -> Value:
        """A field's values in all rows of its entity."""
        found = self._values.get((entity, name))
        if found is None:
            field = self._field_of(entity, name)
            assert field is not None
            table = self.tables[entity]
            if name in table.column_names:
                found = column_of(field, table.column(name))
            else:  # a field the pack declares, or a snapshot older than the field: nobody knows
                found = column_of(field, pa.chunked_array([pa.nulls(table.num_rows, stored_type(field))]))
            self._values[entity, name] = found
        value: Value = found
        return value

    def parameter(self, name: str, *, asking: bool) -> Number:
        """A parameter's values in the divisions of all households or institutions."""
        key = ("parameter", name, asking)
        if key not in self._values:
            self._values[key] = self._worth(name, asking=asking)
        value: Number = self._values[key]
        return value

    def tell(self, benefit: str, entity: Entity, owed: Truth, amount: Number | None) -> None:
        """Keep a benefit's answers in all rows of the entity it serves; both say what is missing."""
        for what, value in (("owed", owed), ("amount", amount)):
            if value is not None:
                self._answers[what, benefit, True] = (entity, value)
                self._answers[what, benefit, False] = (entity, replace(value, miss=None))

    def answer(self, what: str, benefit: str, *, asking: bool) -> tuple[Entity, Any]:
        """Whether a benefit is ``owed``, or its ``amount``, in all rows of the entity it serves."""
        return self._answers[what, benefit, asking]

    def forget(self) -> None:
        """Let go of all that was worked out: rows and their batch know each other, and would wait for the collector."""
        self._frames.clear()
        self._values.clear()
        self._answers.clear()

    def shared(self, key: Any, work: Callable[[], Any]) -> Any:
        """What is worked out once for all rows of the batch."""
        if key not in self._values:
            self._values[key] = work()
        return self._values[key]

    def _living(self, first_day: date) -> Mask:
        died = self.column("person", "death_date")
        assert isinstance(died, Number)
        dead = died.num < (first_day - date(1970, 1, 1)).days
        for mask in (died.unk, died.gone):
            dead = dead if mask is None else dead & ~mask
        return ~dead if dead.any() else None

    def _born(self) -> Mask:
        births = self.column("person", "birth_date")
        assert isinstance(births, Number)
        later = births.num > (self.day - date(1970, 1, 1)).days
        for mask in (births.unk, births.gone):
            later = later if mask is None else later & ~mask
        return ~later if later.any() else None

    def _worth(self, name: str, *, asking: bool) -> Number:
        divisions = self.column(self.home, "division")
        assert isinstance(divisions, Words)
        found = self._table(name, divisions)
        if isinstance(found, Number):
            return found
        table, low, high, common, unknown, wanted = found
        # Numpy turns places of any other type into its own, for every array looked up anew.
        places = self.shared("places of divisions", lambda: divisions.codes.astype(np.intp))
        unk = None if unknown is None else unknown[places]
        unk = unk if unk is not None and unk.any() else None
        miss = wanted[:, places] if asking and unk is not None else None
        return Number(table[places], low, high, common, common, unk, miss=miss)

    def _table(self, name: str, divisions: Words) -> Any:
        """A parameter's value for each code of a division; one number when it is the same in all of them."""
        known = divisions.whole and bool((divisions.codes >= 0).all())
        key = (name, divisions.names, known)
        if key not in self._resolved:
            self._resolved[key] = self._tabled(name, divisions.names, known=known)
        return self._resolved[key]

    def _tabled(self, name: str, divisions: tuple[str, ...], *, known: bool) -> Any:
        values = [self._figure(name, division) for division in divisions]
        nowhere = values[0] if values and known else self._figure(name, None)
        values += [nowhere, nowhere]  # for the codes of what is not there and not known
        if all(value == values[0] for value in values) and not isinstance(values[0], Unknown):
            return Number.of(values[0])
        nums = [Number.of(0 if isinstance(value, Unknown) else value) for value in values]
        common = int(np.lcm.reduce([one.den for one in nums], dtype=object))
        whole = [one.num * (common // one.den) for one in nums]
        low, high = min(0, *whole), max(0, *whole)
        table = np.array(whole, np.int64 if max(-low, high) < 2**62 else object)
        unknown = np.array([isinstance(value, Unknown) for value in values])
        wanted = np.array([self._wanted(value) for value in values], np.uint64).T
        return table, low, high, common, unknown if unknown.any() else None, wanted

    def _wanted(self, value: Any) -> Array:
        return self.bits.of(*(name for _, name in value.fields) if isinstance(value, Unknown) else ())

    def _figure(self, name: str, division: str | None) -> Any:
        return self.figures[name].at(self.day, Unknown.of("", "division") if division is None else division)


class Rows:
    """Rows of an entity in a batch: all of them, or those picked; with what was already worked out for them."""

    __slots__ = ("_members", "asking", "batch", "cache", "entity", "homes", "picked", "size", "steps")

    def __init__(
        self, batch: Batch, entity: Entity, picked: Array | None, *, asking: bool, homes: Homes | None = None
    ) -> None:
        self.batch = batch
        self.entity = entity
        self.picked = picked
        self.size = batch.size(entity) if picked is None else len(picked)
        self.asking = asking
        self.cache: dict[int, Any] = {}
        self.steps: dict[str, Any] = {}
        self.homes = batch.homes if homes is None else homes
        self._members: tuple[Rows, Array] | None = None

    def pick(self, rows: Array, *, asking: bool) -> Rows:
        """Some of these rows, of all rows of the entity."""
        return Rows(self.batch, self.entity, rows, asking=asking)

    def field(self, entity: Entity, name: str) -> Any:
        """A field of each row, or of the household each is in."""
        value: Any = self.batch.column(entity, name)
        if entity != self.entity:
            value = self._of_household(value, (entity, name, "spread"))
        elif self.picked is not None:
            value = value.take(self.picked)
        return wanting(value, self.batch.bits.of(name)) if self.asking else value

    def parameter(self, name: str) -> Any:
        """A parameter, as it holds where each row is."""
        value = self.batch.parameter(name, asking=self.asking)
        if self.entity == "person":
            return self._of_household(value, ("parameter", name, self.asking, "spread"))
        return value if self.picked is None else value.take(self.picked)

    def of_members(self, slot: int, work: Callable[[Rows], Any]) -> Any:
        """What is worked out over the members of each household, for the household each row is in."""
        batch = self.batch
        if self.asking:
            people, place = self._people()
            return work(people).take(place)
        value = batch.shared(("members", slot), lambda: work(batch.rows("person")))
        if self.entity == "person":
            return self._of_household(value, ("members", slot, "spread"))
        return value if self.picked is None else value.take(self.picked)

    def _people(self) -> tuple[Rows, Array]:
        """All persons of the households of these rows, and at which of those households each row is."""
        if self._members is None:
            batch, every = self.batch, self.batch.homes
            own = np.arange(self.size) if self.picked is None else self.picked
            wanted, place = _told_apart(every.place[own] if self.entity == "person" else own)
            counts = every.counts[wanted]
            starts = every.ends[wanted] - counts
            rows = np.repeat(starts - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())
            homes = Homes(counts, None if every.alive is None else every.alive[rows])
            self._members = Rows(batch, "person", rows, asking=True, homes=homes), place
        return self._members

    def benefit(self, what: str, name: str) -> Any:
        """Another benefit's answer for each row: whether it is ``owed``, or its ``amount``."""
        entity, value = self.batch.answer(what, name, asking=self.asking)
        if entity != self.entity:
            return self._of_household(value, (what, name, self.asking, "spread"))
        return value if self.picked is None else value.take(self.picked)

    def _of_household(self, value: Any, key: Any) -> Any:
        if self.picked is not None:
            return value.take(self.batch.homes.place[self.picked])
        return self.batch.shared(key, lambda: value.spread(self.batch.homes.counts))


def _told_apart(ordered: Array) -> tuple[Array, Array]:
    """The values of an array in order, each once, and at which of them each stands."""
    new = np.concatenate([np.ones(min(len(ordered), 1), bool), ordered[1:] != ordered[:-1]])
    return ordered[new], np.cumsum(new) - 1
