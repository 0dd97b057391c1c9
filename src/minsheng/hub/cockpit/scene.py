"""Where everything stands at one moment: the states of all targets in all divisions, counted as the pages show them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import chain

from minsheng.hub.catalogue import store
from minsheng.hub.cockpit.board import Board, board_of, boarded
from minsheng.monitor.book import Book
from minsheng.monitor.equity.realised import NO_AREA, Realised, realised_in
from minsheng.monitor.reporting.scope import period_before, targets_at
from minsheng.monitor.state import Status, statuses_of
from minsheng.monitor.target import Target
from minsheng.packs.model import Area, Document
from minsheng.terms.errors import MinshengError
from minsheng.terms.periods import Period

STATES = ("met", "on_track", "lagging", "missed", "no_data")
RED = ("missed", "lagging")


@dataclass(frozen=True)
class Domain:
    """A service area: how many of its targets stand where, and its realisation degree."""

    area: Area | None
    tally: Mapping[str, int]
    degree: float | None

    @property
    def id(self) -> str:
        """How addresses name it."""
        return self.area.id if self.area else "none"


@dataclass(frozen=True)
class District:
    """A division below the city: how many targets stand where in it, and its realisation degree."""

    division: str
    name: str
    tally: Mapping[str, int]
    degree: float | None

    @property
    def red(self) -> int:
        """How many targets are missed or lag."""
        return self.tally["missed"] + self.tally["lagging"]


@dataclass(frozen=True)
class Scene:
    """All states at a moment, of one plan or of all that run then."""

    board: Board
    at: Period
    plan: str
    documents: tuple[Document, ...]
    targets: tuple[Target, ...]

    @cached_property
    def here(self) -> tuple[Status, ...]:
        """Every promise where it was made, for the place or for one of its parts, in the order of the plans."""
        return tuple(statuses_of(self.board.book, [(one, one.division) for one in self.targets], self.at))

    @cached_property
    def by_division(self) -> Mapping[str, tuple[Status, ...]]:
        """The states in each division below, of the targets that can be held against a part of the place."""
        return {
            code: tuple(self._states[id(one), code] for one in self.targets if self.holds(one, code))
            for code in self.board.below
        }

    @cached_property
    def _states(self) -> Mapping[tuple[int, str], Status]:
        """All states by the target's id and the division."""
        known = {(id(one), one.division): state for one, state in zip(self.targets, self.here, strict=True)}
        asked = [(one, code) for code in self.board.below for one in self.targets if self.holds(one, code)]
        asked = [(one, code) for one, code in asked if (id(one), code) not in known]
        found = statuses_of(self.board.book, asked, self.at)
        return known | {(id(one), code): state for (one, code), state in zip(asked, found, strict=True)}

    def holds(self, target: Target, division: str) -> bool:
        """Whether a target is one of the division, or one of the whole place that a part of it can be held to."""
        if target.division == division:
            return True
        return target.division == self.board.place and not target.whole and not self._own_figure(target, division)

    def _own_figure(self, target: Target, division: str) -> bool:
        return (target.indicator.id, target.year, division) in self._given

    @cached_property
    def _given(self) -> frozenset[tuple[str, int, str]]:
        return frozenset((one.indicator.id, one.year, one.division) for one in self.targets)

    def state(self, target: Target, division: str, at: Period | None = None) -> Status:
        """The state of one target in a division, at the scene's moment or at another."""
        return statuses_of(self.board.book, [(target, division)], at or self.at)[0]

    def below(self, target: Target) -> Mapping[str, Status]:
        """The state of one target in each division below that can be held to it, worked out at once."""
        asked = [(target, code) for code in self.board.below if self.holds(target, code)]
        return {one.division: one for one in statuses_of(self.board.book, asked, self.at)}

    @cached_property
    def everywhere(self) -> tuple[Status, ...]:
        """All states: the place itself, then each division below."""
        own = (one for one in self.here if one.division == self.board.place)
        return tuple(chain(own, *self.by_division.values()))

    @cached_property
    def choices(self) -> tuple[Period, ...]:
        """The moments to choose from, the latest first."""
        return moments(self.board)

    @cached_property
    def before(self) -> Scene | None:
        """The same a period before, None when that was before the plan."""
        earlier = period_before(self.at, self.targets) if self.at.kind != "span" else None
        return None if earlier is None else scene_of(self.board, earlier, self.plan)

    @cached_property
    def _newly_red(self) -> frozenset[tuple[str, str, str]]:
        """The promises that are red where they were made, and were not in the period before."""
        if self.before is None:
            return frozenset()
        then = {key_of(one) for one in self.before.here if one.status in RED}
        return frozenset(key_of(one) for one in self.here if one.status in RED) - then

    @cached_property
    def tally(self) -> Mapping[str, int]:
        """How many of the place's own targets stand where."""
        return tally(self.here)

    @cached_property
    def early(self) -> int:
        """How many of the place's targets are reached before their year."""
        return sum(one.reached and one.status == "on_track" for one in self.here)

    @cached_property
    def realised(self) -> Mapping[str, Realised]:
        """The realisation degree of the place and of each division below, by code."""
        return realised_in(
            self.board.book, self.at, (self.board.place, *self.board.below), self.targets, known=self._states
        )

    def degree(self, division: str, area: str | None = None) -> float | None:
        """How far a division is, in percent, in a service area or in all; None when nothing is known."""
        found = self.realised[division]
        return found.total.value if area is None else next((one.value for one in found.areas if one.key == area), None)

    @cached_property
    def domains(self) -> tuple[Domain, ...]:
        """The service areas that have targets, in the order of the national frame."""
        areas: dict[str | None, list[Status]] = {}
        for one in self.here:
            areas.setdefault(self.board.area_of(one.indicator), []).append(one)
        order = {name: number for number, name in enumerate(self.board.catalogue.areas)}
        return tuple(
            Domain(
                self.board.catalogue.areas.get(area or ""), tally(rows), self.degree(self.board.place, area or NO_AREA)
            )
            for area, rows in sorted(areas.items(), key=lambda pair: order.get(pair[0] or "", len(order)))
        )

    @cached_property
    def districts(self) -> tuple[District, ...]:
        """The divisions below, by their codes."""
        return tuple(
            District(code, self.board.below[code], tally(rows), self.degree(code))
            for code, rows in self.by_division.items()
        )

    @cached_property
    def has_districts(self) -> bool:
        """Whether any figure of a division below is at hand."""
        return any(one.degree is not None for one in self.districts)

    @cached_property
    def red(self) -> tuple[Status, ...]:
        """The place's targets that are missed or lag: those that turned so since the period before come first."""
        found = [one for one in self.here if one.status in RED]
        return tuple(sorted(found, key=lambda one: (not self.is_new(one), one.status != "missed", _degree(one))))

    def is_new(self, one: Status) -> bool:
        """Whether a promise is red where it was made, and was not in the period before."""
        return key_of(one) in self._newly_red


def targets_of(board: Board, indicator: str, at: Period) -> tuple[Target, ...]:
    """The targets of one indicator whose plan runs at a moment or is over, also where another plan states the same."""
    mine = [one for one in board.book.targets if one.indicator.id == indicator and one.since <= at.last_year]
    coming = [one.year for one in mine if one.year >= at.last_year]
    year = min(coming) if coming else max((one.year for one in mine), default=0)
    return tuple(one for one in mine if one.year == year)


def warm() -> None:
    """Work out where the first place stands now, so that its first reader need not wait."""
    with suppress(MinshengError):
        catalogue = store.current()
        for pack in boarded(catalogue)[:1]:
            board = board_of(catalogue, pack.id)
            if board is not None:
                scene = scene_of(board)
                _ = scene.districts, scene.domains, scene.red


def moments(board: Board) -> tuple[Period, ...]:
    """The periods figures end with, the latest first; of those that end together the longest."""
    by_end: dict[date, Period] = {}
    latest = max(board.documents.values(), key=lambda one: one.until)
    if not board.periods or board.periods[0].last_day < latest.since:
        # Nothing is known of the plan that runs: at its end every promise of it is there to be seen.
        by_end[latest.until] = Period(latest.until.year)
    for one in board.periods:
        by_end.setdefault(one.last_day, one)
    return tuple(by_end.values())


def scene_of(board: Board, at: Period | None = None, plan: str = "") -> Scene:
    """Where everything stands at a moment, by default the latest; of one document where it names one that runs."""
    choices = moments(board)
    at = at or choices[0]
    return board.scene((at, plan), lambda: _made(board, at, plan))


def _made(board: Board, at: Period, plan: str) -> Scene:
    running = targets_then(board.book, at)
    cited = {one.indicator.source.document for one in running}
    documents = tuple(one for name, one in board.documents.items() if name in cited)
    if plan not in cited:
        return Scene(board, at, "", documents, running)
    own = tuple(one for one in board.book.targets if one.indicator.source.document == plan)
    return Scene(board, at, plan, documents, targets_then(replace(board.book, targets=own), at))


def targets_then(book: Book, at: Period) -> tuple[Target, ...]:
    """The targets whose plan runs at a moment, as reports choose them; after the last plan's end those of its end."""
    found = targets_at(book, at)
    if not found:
        over = [one.year for one in book.targets if one.year <= at.last_year]
        found = targets_at(book, Period(max(over))) if over else []
    return tuple(found)


def key_of(one: Status) -> tuple[str, str, str]:
    """What tells a target from any other: indicator, division, and which of the indicator's targets."""
    return (one.indicator, one.division, f"{one.year} {one.target_text}")


def tally(rows: Iterable[Status]) -> dict[str, int]:
    """How many there are of each state, none left out."""
    counts = Counter(one.status for one in rows)
    return {name: counts[name] for name in STATES}


def _degree(one: Status) -> float:
    return 0.0 if one.degree is None else one.degree
