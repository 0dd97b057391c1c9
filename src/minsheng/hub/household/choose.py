"""What to ask next: the page that settles the most undecided benefits, and never one that can change no answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from minsheng.hub.household.asks import TOPICS, Ask, Topic, ask_of
from minsheng.hub.household.state import GATE, HOME, Key, Told, presumed
from minsheng.rules.answer import Answer, Assessor
from minsheng.terms.fields import Entity, field_of

_BEHIND_GATE = ("disability_kind", "disability_grade")
_MONEY = 4
_FEW = 6
"""Up to so many people each is tried alone."""
_YEARS = (0, 0.2, 0.7, 1.5, 3, 8, 15, 17, 30, 55, 59, 62, 70, 90)


@dataclass(frozen=True)
class Row:
    """One field to ask of one person, or of the household."""

    owner: str
    ask: Ask

    @property
    def key(self) -> Key:
        """Whose, and which field."""
        return self.owner, self.ask.field

    @property
    def name(self) -> str:
        """Its name in a form."""
        return f"{self.owner}.{self.ask.field}"


@dataclass(frozen=True)
class Page:
    """A topic with the rows that still matter."""

    topic: Topic
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Standing:
    """What the rules make of what is told so far."""

    told: Told
    assessor: Assessor

    @cached_property
    def presumed(self) -> dict[Key, str]:
        """What was not asked because of age or sex."""
        return presumed(self.told)

    @cached_property
    def answers(self) -> tuple[Answer, ...]:
        """Every benefit for the household and each of its people."""
        return tuple(self.assessor.answers(self.told.situation(self.presumed)))

    @cached_property
    def undecided(self) -> tuple[frozenset[Key], ...]:
        """For each unknown answer, whose and which fields it wants; those of parameters have an empty owner."""
        return tuple(frozenset(each.unknown.fields) for each in self.answers if each.unknown is not None)

    @cached_property
    def weights(self) -> tuple[int, ...]:
        """What each undecided answer counts for in the order of questions: money first."""
        return tuple(_MONEY if each.rule.steps else 1 for each in self.answers if each.unknown is not None)

    @cached_property
    def values(self) -> dict[Key, str]:
        """What was answered, "not known" among it."""
        return self.told.values()

    def pages(self) -> list[Page]:
        """The pages that could be asked now, the best first; not yet tried whether they matter."""
        wanted = frozenset().union(*self.undecided) if self.undecided else frozenset()
        found = []
        for number, topic in enumerate(TOPICS):
            rows = tuple(self._rows(topic, wanted))
            if rows:
                covered = frozenset(key for row in rows for key in _settled_by(row))
                found.append((-_worth(covered, self.undecided, self.weights), number, Page(topic, rows)))
        return [page for _, _, page in sorted(found, key=lambda each: each[:2])]

    def next_page(self) -> Page | None:
        """The page to ask next, its rows those that can change an answer; None when nothing more can."""
        for page in self.pages():
            rows = tuple(row for row in page.rows if self._matters_among(row, page.rows))
            if rows:
                return replace(page, rows=rows)
        return None

    def _matters_among(self, row: Row, beside: Sequence[Row]) -> bool:
        """As `matters`; in a large household everybody is tried at once, as each trial runs all rules for all."""
        alike = tuple(each for each in beside if each.ask.field == row.ask.field)
        if len(alike) <= _FEW:
            return self.matters(row, beside)
        found = self._tried.get(row.ask.field)
        if found is None:
            found = self._tried[row.ask.field] = self._changes(alike)
        return found

    @cached_property
    def _tried(self) -> dict[str, bool]:
        return {}

    def matters(self, row: Row, beside: Sequence[Row] = ()) -> bool:
        """Whether some value of the row, alone or with the same one for the rows beside it, changes an answer.

        To change is to have another outcome, amount, or other fields wanting than before, itself aside. An answer that
        wants nothing else is settled by it, and needs no trial.
        """
        if any(wanted <= {*_settled_by(row)} for wanted in self.undecided):
            return True
        alike = [each for each in beside if each.ask.field == row.ask.field]
        return self._changes([row]) or (len(alike) > 1 and self._changes(alike))

    def _changes(self, rows: Sequence[Row]) -> bool:
        """Whether one value for all these rows of one field changes an answer."""
        ask = rows[0].ask
        keys = frozenset(key for row in rows for key in _settled_by(row))
        before = _signature(self.answers, keys)
        name = "disability_kind" if ask.field == GATE else ask.field
        for value in _samples(rows[0], self.told.month.last_day, self.told.division):
            extra = {(row.owner, name): value for row in rows}
            after = self.assessor.answers(self.told.situation(self.presumed, extra))
            if _signature(after, keys) != before:
                return True
        return False

    def page_for(self, owner: str, field: str) -> Page | None:
        """The page on which a field somebody wants to answer stands, with that owner's row alone."""
        name = GATE if field in _BEHIND_GATE and self.values.get((owner, GATE)) != "yes" else field
        ask = ask_of(owner == HOME, name)
        if ask is None or owner not in (HOME, *self.told.owners):
            return None
        rows = (Row(owner, ask),)
        topic = topic_of(rows)
        return None if topic is None else Page(topic, rows)

    def _rows(self, topic: Topic, wanted: frozenset[Key]) -> Iterator[Row]:
        for owner in (HOME,) if topic.of_home else self.told.owners:
            gate = self.values.get((owner, GATE))
            if topic.id == "certificate" and gate != "yes":
                continue
            if topic.id == "care" and gate is None and (owner, "disability_grade") in wanted:
                continue
            for name in topic.fields:
                ask = ask_of(topic.of_home, name)
                row = Row(owner, ask) if ask is not None else None
                if row is not None and row.key not in self.values and any(key in wanted for key in _settled_by(row)):
                    yield row


def topic_of(rows: Sequence[Row]) -> Topic | None:
    """The topic that has all these rows; None when none has, or there are none."""
    names = {row.ask.field for row in rows}
    of_home = bool(rows) and rows[0].owner == HOME
    return next((topic for topic in TOPICS if names and names <= {*topic.fields} and topic.of_home == of_home), None)


def _settled_by(row: Row) -> tuple[Key, ...]:
    """The register's fields a row settles, at least in part."""
    if row.ask.field == GATE:
        return tuple((row.owner, name) for name in _BEHIND_GATE)
    return (row.key,)


def _worth(covered: frozenset[Key], undecided: Sequence[frozenset[Key]], weights: Sequence[int]) -> float:
    """How much of what is undecided these fields settle; what is near a decision counts more."""
    pairs = zip(undecided, weights, strict=True)
    return sum(weight * (len(covered & wanted) / len(wanted)) ** 2 for wanted, weight in pairs if covered & wanted)


def _signature(answers: Sequence[Answer], keys: frozenset[Key]) -> list[tuple[Any, ...]]:
    return [
        (each.outcome, each.amount, frozenset() if each.unknown is None else each.unknown.fields - keys)
        for each in answers
    ]


def _samples(row: Row, day: date, division: str) -> Iterator[Any]:
    """Values that between them take every branch a rule is likely to have."""
    if row.ask.field == GATE:
        yield "none"
        yield from (word for word, _ in (ask_of(False, "disability_kind") or row.ask).choices)
        return
    entity: Entity = "household" if row.owner == HOME else "person"
    field = field_of(entity, row.ask.field)
    assert field is not None
    if row.ask.choices and field.type != "categories":
        yield from (value for value, _ in row.ask.choices)
    elif field.type == "categories":
        yield []
        yield from ([word] for word in field.categories)
    elif field.type == "date":
        yield from ((day - timedelta(days=int(365.25 * years))).isoformat() for years in _YEARS)
        yield "none"
    elif field.is_division:
        yield from (code for code in (division, "100000") if code)
    else:
        numbers = (0, 1, 12, 30, 60, 120, 1000, 1_000_000)
        low, high = field.low or 0, field.high if field.high is not None else 10**9
        yield from (str(number) for number in numbers if low <= number <= high)


def counts_of(answers: Sequence[Answer]) -> Mapping[str, int]:
    """How many answers there are of each outcome."""
    found = {"owed": 0, "not_owed": 0, "unknown": 0}
    for each in answers:
        found[each.outcome] += 1
    return found
