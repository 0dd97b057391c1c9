"""What a program answers for a batch of many households or institutions: who is owed what, and who cannot be told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

from minsheng.rules.many import number, truth
from minsheng.rules.many.compile import Compiler
from minsheng.rules.many.masks import Array, merged
from minsheng.rules.many.number import Number
from minsheng.rules.many.rows import Batch, Bits, Rows, Run
from minsheng.rules.many.truth import Truth
from minsheng.rules.parameters import Figures
from minsheng.rules.program import Program, Rule, called_parameters, fields_read
from minsheng.terms.errors import Fault, MinshengError
from minsheng.terms.fields import Entity
from minsheng.terms.periods import Month

MOST_AMOUNT = 2**63 - 1


@dataclass(frozen=True, eq=False)
class Owed:
    """Who is owed a benefit in a batch: rows of the entity it serves, and fen for each where it pays."""

    rule: Rule
    rows: Array
    fen: Array | None


@dataclass(frozen=True, eq=False)
class Undecided:
    """Who cannot be told: rows of the entity, and for each which of the ``wanted`` lists of names would settle it."""

    rule: Rule
    rows: Array
    which: Array
    wanted: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, eq=False)
class Found:
    """The answers of a batch to one rule."""

    owed: Owed
    undecided: Undecided | None


class CityAssessor:
    """A program ready to answer for many households at once, for one month; the same answers as `Assessor` gives.

    Safe to use from several threads at a time. ``parameters`` stand in the place of the program's own.
    """

    def __init__(self, program: Program, month: Month, parameters: Mapping[str, Figures] | None = None) -> None:
        self.program = program
        self.month = month
        self.day = month.last_day
        self.rules = program.on(self.day)
        known = program.parameters if parameters is None else parameters
        self._figures = {name: known[name] for name in called_parameters(self.rules)}
        self.reads = fields_read(self.rules)
        names = [*(name for fields in self.reads.values() for name in fields), "division", *self._figures]
        self.bits = Bits(tuple(dict.fromkeys(names)))
        compiler = Compiler(part.node for rule in self.rules for part in rule.parts)
        asked_about = {name for rule in self.rules for name in rule.needs}
        held = {rule.benefit.id for rule in self.rules}
        self._ended = {
            rule.benefit.id: rule.benefit.serves
            for rule in program.rules
            if rule.benefit.id in asked_about and rule.benefit.id not in held
        }
        self._compiled = [_Compiled(rule, compiler, needed=rule.benefit.id in asked_about) for rule in self.rules]
        self._resolved: dict[Any, Any] = {}

    def __reduce__(self) -> tuple[type[CityAssessor], tuple[Program, Month, Mapping[str, Figures]]]:
        """It is pickled as what it was made of, and compiled again where it arrives."""
        return CityAssessor, (self.program, self.month, self._figures)

    @cached_property
    def columns(self) -> dict[Entity, tuple[str, ...]]:
        """The register's columns it reads of each entity, the identifiers left out."""
        more: dict[Entity, tuple[str, ...]] = {
            "person": ("birth_date", "death_date"),
            "household": ("division",),
            "institution": ("division",),
        }
        return {entity: tuple(dict.fromkeys([*self.reads[entity], *names])) for entity, names in more.items()}

    def batch_of_households(self, household: pa.Table, person: pa.Table, counts: Array) -> Batch:
        """Households with their persons, in the same order; ``counts`` are the persons of each."""
        return self._batch({"household": household, "person": person}, counts)

    def batch_of_institutions(self, institution: pa.Table) -> Batch:
        """Institutions."""
        return self._batch({"institution": institution}, None)

    def answers(self, batch: Batch) -> Iterator[Found]:
        """The answers for a batch, rule by rule."""
        try:
            self._tell_ended(batch)
            for one in self._compiled:
                if (one.entity == "institution") == (batch.home == "institution"):
                    yield one.answer(batch)
        finally:
            batch.forget()

    def _tell_ended(self, batch: Batch) -> None:
        """What is no longer in force is owed to nobody and comes to nothing."""
        for benefit, entity in self._ended.items():
            if (entity == "institution") == (batch.home == "institution"):
                size = batch.size(entity)
                nobody = Truth.sure(np.zeros(size, bool))
                batch.tell(benefit, entity, nobody, Number(np.zeros(size, np.int64), 0, 0))

    def _batch(self, tables: Mapping[Entity, pa.Table], counts: Array | None) -> Batch:
        return Batch(
            tables,
            counts,
            day=self.day,
            first_day=self.month.first_day,
            figures=self._figures,
            resolved=self._resolved,
            bits=self.bits,
            field_of=self.program.field_of,
        )


_FEW = 8


class _Compiled:
    """One rule with its functions over many rows."""

    def __init__(self, rule: Rule, compiler: Compiler, *, needed: bool) -> None:
        self.rule = rule
        self.entity: Entity = rule.benefit.serves
        self.needed = needed
        self.dead_too = "death_date" in rule.inputs
        self.conditions: list[Run] = [compiler.run(part.node) for part in rule.conditions]
        self.steps: list[tuple[str, Run]] = [(part.name, compiler.run(part.node)) for part in rule.steps]

    def answer(self, batch: Batch) -> Found:
        rows = batch.rows(self.entity)
        due, open_ = self._met(rows)
        fen: Array | None = None
        if self.steps and len(due):
            due, fen, unsure = self._paid(batch, due)
            open_ = np.sort(np.concatenate([open_, unsure])) if len(unsure) else open_
        elif self.steps:
            fen = np.zeros(0, np.int64)
        miss = self._wanting(rows, open_) if len(open_) else None
        if self.needed:
            self._tell(batch, rows.size, due, fen, open_, miss)
        found = None if miss is None else self._undecided(batch.bits, open_, miss)
        return Found(Owed(self.rule, due, fen), found)

    def _met(self, rows: Rows) -> tuple[Array, Array]:
        """The rows that meet every condition, and those of which nobody can tell."""
        batch, narrowed = rows.batch, rows
        living = batch.homes.born if self.dead_too else batch.homes.alive
        found = None if self.entity != "person" or living is None else Truth.sure(living)
        for condition in self.conditions:
            value = condition(narrowed)
            found = value if found is None else truth.every([found, value])
            may = found.may
            left = np.count_nonzero(may) if np.ndim(may) else int(may) * narrowed.size
            if not left:
                break
            if left * _FEW < narrowed.size:
                # So few are left that the other conditions are cheaper asked of them alone.
                kept = np.flatnonzero(may)
                found = found.take(kept)
                narrowed = rows.pick(kept if narrowed.picked is None else narrowed.picked[kept], asking=False)
        found = (found or Truth.sure(np.True_)).full(narrowed.size)
        due = np.flatnonzero(found.yes)
        open_ = due[:0] if found.known else np.flatnonzero(found.may & ~found.yes)
        at = narrowed.picked
        return (due, open_) if at is None else (at[due], at[open_])

    def _met_asking(self, rows: Rows) -> Truth:
        found = Truth.sure(np.True_)
        for number_, condition in enumerate(self.conditions):
            value = condition(rows)
            found = truth.every([found, value]) if number_ else value
            if not np.any(found.may):
                break
        return found

    def _paid(self, batch: Batch, due: Array) -> tuple[Array, Array, Array]:
        """Who is paid, how much, and for whom the amount is not known."""
        rows = batch.rows(self.entity).pick(due, asking=False)
        total = number.rounded("fen", self._total(rows)).full(rows.size)
        positive = total.num > 0
        if total.gone is not None:
            positive = positive & ~total.gone
        unsure = due[:0]
        if total.unk is not None:
            unsure = due[total.unk]
            positive = positive & ~total.unk
        fen = total.num if positive.all() else total.num[positive]
        if total.high > MOST_AMOUNT and len(fen) and max(map(int, fen)) > MOST_AMOUNT:
            said = f"{self.rule.benefit.id}：数额超出范围"
            raise MinshengError(Fault("assess.amount", said, expected=f"不超过 {MOST_AMOUNT} 分；检查参数和收入"))
        return (due if positive.all() else due[positive]), fen.astype(np.int64), unsure

    def _total(self, rows: Rows) -> Number:
        total = Number.of(0)
        for name, step in self.steps:
            total = rows.steps[name] = step(rows)
        return total

    def _wanting(self, rows: Rows, open_: Array) -> Array:
        """What is missing for each of these rows, as bits."""
        asked = rows.pick(open_, asking=True)
        met = self._met_asking(asked).full(asked.size)
        miss = met.miss
        if self.steps and np.any(met.yes):
            total = self._total(asked)
            if total.miss is not None:
                miss = merged(miss, np.where(met.yes, total.miss, np.uint64(0)))
        if miss is None:
            return np.zeros((rows.batch.bits.words, len(open_)), np.uint64)
        return np.broadcast_to(miss, (rows.batch.bits.words, len(open_)))

    def _tell(self, batch: Batch, size: int, due: Array, fen: Array | None, open_: Array, miss: Array | None) -> None:
        """Keep the answer for the rules that ask about it."""
        benefit = self.rule.benefit.id
        yes = np.zeros(size, bool)
        yes[due] = True
        may, lost, unk = yes, None, None
        if miss is not None:
            unk = np.zeros(size, bool)
            unk[open_] = True
            may = yes | unk
            lost = np.zeros((batch.bits.words, size), np.uint64)
            lost[:, open_] = miss
        amount = None
        if fen is not None:
            paid = np.zeros(size, np.int64)
            paid[due] = fen
            amount = Number(paid, 0, int(fen.max()) if len(fen) else 0, unk=unk, floor=True, miss=lost)
        batch.tell(benefit, self.entity, Truth(yes, may, lost), amount)

    def _undecided(self, bits: Bits, open_: Array, miss: Array) -> Undecided:
        if (miss == miss[:, :1]).all():
            return Undecided(self.rule, open_, np.zeros(len(open_), np.int64), (bits.names_of(miss[:, 0]),))
        which = np.zeros(len(open_), np.int64)
        for word in miss:
            found = pa.array(word).dictionary_encode()
            which = which * len(found.dictionary) + found.indices.to_numpy()
        patterns = pa.array(which).dictionary_encode()
        places = patterns.indices.to_numpy()
        first = np.zeros(len(patterns.dictionary), np.int64)
        first[places[::-1]] = np.arange(len(places))[::-1]
        return Undecided(self.rule, open_, places, tuple(bits.names_of(miss[:, row]) for row in first))
