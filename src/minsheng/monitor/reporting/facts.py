"""What a report is about, worked out once: every sentence, table and picture takes its numbers from here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import pyarrow.compute as pc

from minsheng.monitor import inventory
from minsheng.monitor.book import Book
from minsheng.monitor.equity.overview import Equity, equity
from minsheng.monitor.equity.realised import NO_AREA, NO_AREA_NAME
from minsheng.monitor.example import SYNTHETIC, is_synthetic
from minsheng.monitor.reporting.owners import owner_of
from minsheng.monitor.reporting.scope import period_before, targets_at
from minsheng.monitor.state import State, Status, statuses_of
from minsheng.monitor.target import Target
from minsheng.monitor.warnings.desk import Alert
from minsheng.monitor.warnings.signals import Signal, signals
from minsheng.monitor.warnings.words import LEVELS
from minsheng.packs import family
from minsheng.packs.model import Document
from minsheng.terms.divisions import division_name
from minsheng.terms.periods import Period

BEHIND: tuple[State, ...] = ("missed", "lagging")
GOOD: tuple[State, ...] = ("met", "on_track")


@dataclass(frozen=True)
class Line:
    """One target of the report: its state now and in the period before, who answers for it, for which part it is."""

    target: Target
    status: Status
    before: State | None
    owner: str
    place: str = ""

    @property
    def state(self) -> State:
        """Where it stands."""
        return self.status.status

    @property
    def synthetic(self) -> bool:
        """Whether a figure it is judged by is made up."""
        return any(map(is_synthetic, self.status.figures))

    @property
    def degree(self) -> float | None:
        """The realisation degree, 0 to 100, of a target that has a figure."""
        return None if self.state == "no_data" else self.status.degree

    @property
    def area(self) -> str:
        """The service area it belongs to (id)."""
        return self.status.area or NO_AREA


@dataclass(frozen=True)
class Change:
    """Targets whose state is another than in the period before; ``known`` have a figure now and had none."""

    since: Period
    worse: tuple[Line, ...]
    better: tuple[Line, ...]
    known: tuple[Line, ...]


@dataclass(frozen=True, eq=False)
class Facts:
    """Everything a report says: the targets of the plans that run at ``at``, and how evenly they are reached."""

    book: Book
    at: Period
    lines: tuple[Line, ...]
    equity: Equity
    earlier: Period | None
    signals: tuple[Signal, ...] = ()
    alerts: tuple[Alert, ...] = ()
    stock: tuple[inventory.Line, ...] = ()

    @property
    def calling(self) -> tuple[Signal, ...]:
        """The warnings whose condition holds, the gravest first."""
        grave = list(LEVELS)
        return tuple(
            sorted(
                (one for one in self.signals if one.outcome == "opens"), key=lambda one: -grave.index(one.rule.level)
            )
        )

    def alert(self, signal: Signal) -> Alert | None:
        """The warning that was opened for the same cause, the last of several."""
        return next((one for one in reversed(self.alerts) if (one.rule, one.division) == signal.cause), None)

    @cached_property
    def areas(self) -> Mapping[str, str]:
        """The service areas that have targets, by id, in the order of the frame."""
        names = {key: area.name for key, area in family.areas(self.book.pack, self.book.packs).items()}
        found = {line.area for line in self.lines}
        ordered = [key for key in names if key in found] + sorted(found - set(names))
        return {key: names.get(key, NO_AREA_NAME if key == NO_AREA else key) for key in ordered}

    @cached_property
    def documents(self) -> Mapping[str, Document]:
        """The plans the targets are from, by id, in the order of the pack."""
        cited = {line.status.source.document for line in self.lines}
        known = family.documents(self.book.pack, self.book.packs)
        return {key: document for key, document in known.items() if key in cited}

    @cached_property
    def counts(self) -> Mapping[State, int]:
        """How many targets are in each state."""
        return counted(self.lines)

    @cached_property
    def synthetic_whole(self) -> bool:
        """Whether a figure of the targets is made up."""
        return any(line.synthetic for line in self.lines)

    @cached_property
    def synthetic_parts(self) -> bool:
        """Whether a figure up to ``at`` of a division below is made up."""
        table = self.book.table.filter(pc.match_substring(self.book.table["source"], SYNTHETIC))
        table = table.filter(pc.not_equal(table["division"].cast("string"), self.book.pack.about.division))
        return any(Period.parse(text).last_day <= self.at.last_day for text in set(table["period"].to_pylist()))

    @property
    def synthetic(self) -> bool:
        """Whether the report uses any figure that is made up."""
        return self.synthetic_whole or self.synthetic_parts

    @cached_property
    def behind(self) -> tuple[Line, ...]:
        """The targets missed or lagging, furthest from their target first."""
        return tuple(sorted(self.with_state(*BEHIND), key=lambda line: (line.degree or 0.0, line.status.indicator)))

    @cached_property
    def change(self) -> Change | None:
        """What changed since the period before; None where there is none in the same plan, or nothing was known."""
        if self.earlier is None:
            return None
        both = [line for line in self.lines if "no_data" not in (line.state, line.before)]
        worse = tuple(line for line in both if line.before in GOOD and line.state in BEHIND)
        better = tuple(line for line in both if line.before in BEHIND and line.state in GOOD)
        known = tuple(line for line in self.lines if line.before == "no_data" and line.state != "no_data")
        if not both and not known:
            return None
        return Change(self.earlier, worse, better, known)

    def of(self, area: str) -> tuple[Line, ...]:
        """The targets of a service area."""
        return tuple(line for line in self.lines if line.area == area)

    def with_state(self, *states: State) -> tuple[Line, ...]:
        """The targets in these states, in the order of the pack."""
        return tuple(line for line in self.lines if line.state in states)

    def degree(self, area: str) -> float | None:
        """The realisation degree of a service area, None where nothing is known."""
        return next((part.value for part in self.equity.city.areas if part.key == area), None)


def counted(lines: Sequence[Line]) -> Mapping[State, int]:
    """How many of the targets are in each state."""
    return Counter(line.state for line in lines)


def facts_of(book: Book, at: Period, *, alerts: Iterable[Alert] = (), stock: Iterable[inventory.Line] = ()) -> Facts:
    """Work out the facts of a pack at a time.

    ``alerts`` are the warnings opened so far, later ones are left out; ``stock`` is the year's inventory of items.
    """
    targets = targets_at(book, at)
    asked = [(target, target.division) for target in targets]
    now = statuses_of(book, asked, at)
    earlier = period_before(at, targets)
    before = [None] * len(now) if earlier is None else [one.status for one in statuses_of(book, asked, earlier)]
    lines = tuple(
        Line(target, status, state, owner_of(book, target.indicator), _place(book, target))
        for target, status, state in zip(targets, now, before, strict=True)
    )
    known = tuple(one for one in alerts if one.seen.last_day <= at.last_day)
    return Facts(
        book, at, lines, equity(book, at, targets=targets), earlier, tuple(signals(book, at)), known, tuple(stock)
    )


def _place(book: Book, target: Target) -> str:
    home = book.pack.about.division
    return "" if target.division == home else division_name(target.division) or target.division
