"""A batch of whole households, or of institutions, and the rows a rule looks at in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from minsheng.rules.many.column import Value, column_of, wanting
from minsheng.rules.many.masks import Array, Mask, Miss
from minsheng.rules.many.number import Number
from minsheng.rules.many.truth import Truth
from minsheng.rules.many.word import Words
from minsheng.rules.parameters import Figures
from minsheng.rules.values import Unknown
from minsheng.terms.fields import Entity, field_of

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
        resolved: dict[tuple[str, str | None], Any],
        bits: Bits,
    ) -> None:
        self.tables = tables
        self.day = day
        self.figures = figures
        self.bits = bits
        self._resolved = resolved
        self.home: Entity = "household" if "household" in tables else "institution"
        self.counts = np.zeros(0, np.int64) if counts is None else counts
        self.ends = np.cumsum(self.counts)
        self._place: Array | None = None
        self._alive: Mask = None
        self._values: dict[Any, Any] = {}
        self._frames: dict[tuple[Entity, bool], Rows] = {}
        self._answers: dict[tuple[str, str, bool], tuple[Entity, Any]] = {}
        if "person" in tables:
            self._alive = self._living(first_day)

    def size(self, entity: Entity) -> int:
        """How many rows there are of an entity."""
        return int(self.tables[entity].num_rows)

    @property
    def place(self) -> Array:
        """In which household each person is."""
        if self._place is None:
            self._place = np.repeat(np.arange(len(self.counts)), self.counts)
        return self._place

    @property
    def alive(self) -> Mask:
        """Who did not die before the month; None when nobody did."""
        return self._alive

    def rows(self, entity: Entity, *, asking: bool = False) -> Rows:
        """All rows of an entity; ``asking`` also for what is missing."""
        found = self._frames.get((entity, asking))
        if found is None:
            found = self._frames[entity, asking] = Rows(self, entity, None, asking=asking)
        return found

    def column(self, entity: Entity, name: str, *, asking: bool) -> Value:
        """A field's values in all rows of its entity."""
        found = self._values.get((entity, name))
        if found is None:
            field = field_of(entity, name)
            assert field is not None
            found = self._values[entity, name] = column_of(field, self.tables[entity].column(name))
        if asking and found.unk is not None:
            key = (entity, name, "asking")
            if key not in self._values:
                self._values[key] = wanting(found, self.bits.of(name))
            found = self._values[key]
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

    def shared(self, key: Any, work: Callable[[], Any]) -> Any:
        """What is worked out once for all rows of the batch."""
        if key not in self._values:
            self._values[key] = work()
        return self._values[key]

    def _living(self, first_day: date) -> Mask:
        died = self.column("person", "death_date", asking=False)
        assert isinstance(died, Number)
        dead = died.num < (first_day - date(1970, 1, 1)).days
        for mask in (died.unk, died.gone):
            dead = dead if mask is None else dead & ~mask
        return ~dead if dead.any() else None

    def _worth(self, name: str, *, asking: bool) -> Number:
        divisions = self.column(self.home, "division", asking=False)
        assert isinstance(divisions, Words)
        values = [self._figure(name, division) for division in divisions.names]
        nowhere = values[0] if values and divisions.whole and (divisions.codes >= 0).all() else self._figure(name, None)
        values += [nowhere, nowhere]  # for the codes of what is not there and not known
        if all(value == values[0] for value in values) and not isinstance(values[0], Unknown):
            return Number.of(values[0])
        nums = [Number.of(0 if isinstance(value, Unknown) else value) for value in values]
        common = int(np.lcm.reduce([one.den for one in nums], dtype=object))
        whole = [one.num * (common // one.den) for one in nums]
        low, high = min(0, *whole), max(0, *whole)
        table = np.array(whole, np.int64 if max(-low, high) < 2**62 else object)
        unknown = np.array([isinstance(value, Unknown) for value in values])
        unk = unknown[divisions.codes]
        miss: Miss = None
        if asking and unknown.any():
            wanted = [self._wanted(value) for value in values]
            miss = np.array(wanted, np.uint64).T[:, divisions.codes]
        return Number(table[divisions.codes], low, high, common, common, unk if unk.any() else None, miss=miss)

    def _wanted(self, value: Any) -> Array:
        return self.bits.of(*(name for _, name in value.fields) if isinstance(value, Unknown) else ())

    def _figure(self, name: str, division: str | None) -> Any:
        key = (name, division)
        if key not in self._resolved:
            at = Unknown.of("", "division") if division is None else division
            self._resolved[key] = self.figures[name].at(self.day, at)
        return self._resolved[key]


class Rows:
    """Rows of an entity in a batch: all of them, or those picked; with what was already worked out for them."""

    __slots__ = ("asking", "batch", "cache", "entity", "picked", "size", "steps")

    def __init__(self, batch: Batch, entity: Entity, picked: Array | None, *, asking: bool) -> None:
        self.batch = batch
        self.entity = entity
        self.picked = picked
        self.size = batch.size(entity) if picked is None else len(picked)
        self.asking = asking
        self.cache: dict[int, Any] = {}
        self.steps: dict[str, Any] = {}

    def pick(self, rows: Array, *, asking: bool) -> Rows:
        """Some of these rows, of all rows of the entity."""
        return Rows(self.batch, self.entity, rows, asking=asking)

    def field(self, entity: Entity, name: str) -> Any:
        """A field of each row, or of the household each is in."""
        value = self.batch.column(entity, name, asking=self.asking)
        if entity != self.entity:
            return self._of_household(value, (entity, name, self.asking, "spread"))
        return value if self.picked is None else value.take(self.picked)

    def parameter(self, name: str) -> Any:
        """A parameter, as it holds where each row is."""
        value = self.batch.parameter(name, asking=self.asking)
        if self.entity == "person":
            return self._of_household(value, ("parameter", name, self.asking, "spread"))
        return value if self.picked is None else value.take(self.picked)

    def of_members(self, slot: int, work: Callable[[Rows], Any]) -> Any:
        """What is worked out over the members of each household, for the household each row is in."""
        batch, asking = self.batch, self.asking
        value = batch.shared(("members", slot, asking), lambda: work(batch.rows("person", asking=asking)))
        if self.entity == "person":
            return self._of_household(value, ("members", slot, asking, "spread"))
        return value if self.picked is None else value.take(self.picked)

    def benefit(self, what: str, name: str) -> Any:
        """Another benefit's answer for each row: whether it is ``owed``, or its ``amount``."""
        entity, value = self.batch.answer(what, name, asking=self.asking)
        if entity != self.entity:
            return self._of_household(value, (what, name, self.asking, "spread"))
        return value if self.picked is None else value.take(self.picked)

    def _of_household(self, value: Any, key: Any) -> Any:
        if self.picked is not None:
            return value.take(self.batch.place[self.picked])
        return self.batch.shared(key, lambda: value.spread(self.batch.counts))
