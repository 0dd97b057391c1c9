"""What if: a register answered by the rules as they are and as they would be, in one pass, and what differs."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from minsheng.assess.city import City
from minsheng.assess.tally import Divisions
from minsheng.assess.whatif.compared import Answers, Line, answers_of, lines_of
from minsheng.assess.whatif.deciles import Incomes
from minsheng.assess.whatif.pairing import INCOME, MEMBERS, Pair, Paired, paired
from minsheng.packs.model import Benefit
from minsheng.register.snapshot import Snapshot
from minsheng.rules.many.answer import CityAssessor, Found
from minsheng.rules.many.rows import Batch
from minsheng.rules.parameters import Figures
from minsheng.rules.program import Program
from minsheng.terms.errors import Fault, MinshengError
from minsheng.terms.fields import Entity, field_of
from minsheng.terms.periods import Month

Progress = Callable[[int, int], None]
"""Told after each span how many persons are done, of how many."""
MONTH = "month"
CASH = "cash"


@dataclass(frozen=True)
class Question:
    """The rules of a pack as they are and as they would be, with figures that stand in the place of the pack's.

    ``present`` figures hold both before and after, ``wanted`` ones only after.
    """

    now: Program
    changed: Program
    month: Month
    present: Mapping[str, Figures] | None = None
    wanted: Mapping[str, Figures] | None = None

    def before(self) -> dict[str, Figures]:
        """The figures as they are."""
        return {**self.now.parameters, **self.given(self.present)}

    def after(self) -> dict[str, Figures]:
        """The figures as they would be."""
        return {**self.changed.parameters, **self.given(self.present), **self.given(self.wanted)}

    def given(self, figures: Mapping[str, Figures] | None) -> dict[str, Figures]:
        """Those of some figures that are others than the pack's own."""
        known = self.now.parameters
        return {
            name: one
            for name, one in (figures or {}).items()
            if name not in known or known[name].figures != one.figures
        }

    def paired(self) -> Paired:
        """Both in one program."""
        return paired(self.now, self.changed, self.month.last_day, self.before(), self.after())


@dataclass
class Compared:
    """What differs: figures by benefit (in the order of ``pairs``) and division, and households by income."""

    pairs: tuple[Pair, ...]
    parameters: tuple[str, ...]
    persons: int
    incomes: Incomes
    lines: dict[tuple[str, str], Line] = field(default_factory=dict)

    def add(self, benefit: str, lines: Mapping[str, Line]) -> None:
        """Take the figures of a benefit by division in."""
        for division, line in lines.items():
            self.lines.setdefault((benefit, division), Line()).add(line)

    def of(self, benefit: str) -> Line:
        """The figures of a benefit in all divisions together."""
        found = Line()
        for (name, _), line in self.lines.items():
            if name == benefit:
                found.add(line)
        return found


def do_whatif(
    question: Question, snapshot: Snapshot, *, threads: int | None = None, progress: Progress | None = None
) -> Compared:
    """Answer a snapshot both ways, for the benefits that can differ and no others; raises `MinshengError`."""
    both = question.paired()
    assessor = CityAssessor(both.program, question.month)
    _all_there(assessor)
    city = City(snapshot, assessor.columns)
    kinds = tuple(dict.fromkeys([MONTH, *(pair.benefit.each for pair in both.pairs if _counted(pair))]))
    compared = Compared(both.pairs, both.parameters, city.persons, Incomes(kinds))
    done = 0
    for persons, span in _spans(assessor, city, both, threads or os.cpu_count() or 1):
        for benefit, lines in span.lines.items():
            compared.add(benefit, lines)
        if span.homes is not None:
            compared.incomes.add(*span.homes)
        done += persons
        if progress is not None:
            progress(done, city.persons)
    return compared


@dataclass(frozen=True, eq=False)
class Span:
    """The figures of one span; ``homes`` are what `Incomes.add` takes, None for institutions."""

    lines: dict[str, dict[str, Line]]
    homes: tuple[Any, ...] | None


def _spans(assessor: CityAssessor, city: City, both: Paired, threads: int) -> Iterator[tuple[int, Span]]:
    """The figures of every span in the order of the register, a few worked out ahead on threads."""

    def work(span: range) -> tuple[int, Span]:
        homes = city.households(span)
        batch = assessor.batch_of_households(homes.household, homes.person, homes.counts)
        return city.persons_in(span), compare_batch(assessor, batch, both, homes.counts)

    waiting: deque[Future[tuple[int, Span]]] = deque()
    with ThreadPoolExecutor(threads) as pool:
        try:
            for span in city.spans:
                waiting.append(pool.submit(work, span))
                if len(waiting) > threads + 1:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for one in waiting:
                one.cancel()
    if city.has_institutions and any(_serves(pair) == "institution" for pair in both.pairs):
        yield 0, compare_batch(assessor, assessor.batch_of_institutions(city.institutions()), both, None)


def compare_batch(assessor: CityAssessor, batch: Batch, both: Paired, counts: npt.NDArray[Any] | None) -> Span:
    """The figures of a batch; ``counts`` are the persons of each household, None for institutions."""
    found = {one.owed.rule.benefit.id: one for one in assessor.answers(batch)}
    divisions, lines = Divisions(batch), {}
    homes = None if counts is None else _Homes(counts)
    for pair, (before, after) in zip(both.pairs, both.names, strict=True):
        sides = [None if name is None else found.get(name) for name in (before, after)]
        if (_serves(pair) == "institution") == (homes is None):
            answers = answers_of(_serves(pair), batch.size(_serves(pair)), *sides)
            lines[pair.benefit.id] = lines_of(answers, divisions)
            if homes is not None and _counted(pair):
                homes.add(pair.benefit, answers)
    return Span(lines, None if homes is None else (*homes.incomes(found), homes.changes))


class _Homes:
    """What the households of a span gain and lose in cash, by kind of payment."""

    def __init__(self, counts: npt.NDArray[Any]) -> None:
        self.size = len(counts)
        self._place = np.repeat(np.arange(self.size), counts)
        self.changes: dict[str, tuple[npt.NDArray[Any], npt.NDArray[Any]]] = {}

    def add(self, benefit: Benefit, answers: Answers) -> None:
        """Count a benefit's answers in."""
        fen, undecided = self.changes.setdefault(
            benefit.each, (np.zeros(self.size, np.int64), np.zeros(self.size, bool))
        )
        rows = self._place[answers.rows] if answers.entity == "person" else answers.rows
        change = answers.change
        moved = np.flatnonzero(change)
        np.add.at(fen, rows[moved], change[moved])
        undecided[rows[answers.undecided]] = True

    def incomes(self, found: Mapping[str, Found]) -> tuple[npt.NDArray[Any], npt.NDArray[Any], npt.NDArray[Any]]:
        """Income in fen, whether it is known, and members of each household."""
        known = np.ones(self.size, bool)
        undecided = found[INCOME].undecided
        if undecided is not None:
            known[undecided.rows] = False
        return self._figure(found[INCOME]), known, self._figure(found[MEMBERS]) // 100

    def _figure(self, found: Found) -> npt.NDArray[Any]:
        values = np.zeros(self.size, np.int64)
        if found.owed.fen is not None:
            values[found.owed.rows] = found.owed.fen
        return values


def _serves(pair: Pair) -> Entity:
    return pair.benefit.serves


def _counted(pair: Pair) -> bool:
    """Whether it is cash of a household: what it gains and loses is money in hand."""
    return pair.benefit.kind == CASH and pair.benefit.serves != "institution" and pair.pays


def _all_there(assessor: CityAssessor) -> None:
    """Raise `MinshengError` when a rule reads a field the register does not keep."""
    faults = [
        Fault("whatif.field", f"登记数据里没有字段 {name}，整城测算用不了", read=name, expected="登记数据已有的字段")
        for entity, names in assessor.reads.items()
        for name in names
        if field_of(entity, name) is None
    ]
    if faults:
        raise MinshengError.of(faults)
