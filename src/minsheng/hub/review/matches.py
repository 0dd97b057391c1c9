"""Matches of indicators as the reviewers decide them: those of the packs, and what the names propose besides.

A pair that no pack has yet is kept under the id ``<first row>--<second row>``. When one place lies above the other, the
lower pack can name both rows. When neither does, each pack gets a match of that id with its own row: the first one's,
the anchor, says that its row is the common indicator; the second one's says whether its row is, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from minsheng.hub.catalogue.store import Catalogue
from minsheng.hub.review.models import MatchDecision, Verdict
from minsheng.packs import family
from minsheng.packs.matching import Pair
from minsheng.packs.model import Indicator, Match, MatchState, Pack, ServiceItem
from minsheng.packs.names import Likeness, likeness

BETWEEN = "--"
STATES: tuple[MatchState, ...] = ("proposed", "confirmed", "refused")


@dataclass(frozen=True)
class Member:
    """A row that is, or is not, the common indicator, with its pack; ``alike`` is how alike the first row is to it."""

    pack: str
    row: Indicator | ServiceItem
    alike: Likeness | None = None
    own: bool = True

    @property
    def is_item(self) -> bool:
        """Whether the row is a service; such matches are only ever refused."""
        return isinstance(self.row, ServiceItem)


@dataclass(frozen=True)
class Entry:
    """A match to be looked at: of a pack, or proposed by the names alone (``written`` is False then).

    ``pack`` is the pack that holds or would hold it, ``anchor`` the pack of the first row where that is a place of its
    own. Members with ``own`` False stand in the match of the same id in another pack.
    """

    pack: str
    match: Match
    members: tuple[Member, ...]
    written: bool
    anchor: str | None = None
    decision: MatchDecision | None = None

    @property
    def key(self) -> str:
        """How the page names it."""
        return f"{self.pack}/{self.match.id}"

    @property
    def packs(self) -> frozenset[str]:
        """Every pack it speaks of."""
        return frozenset((self.pack, *(member.pack for member in self.members)))

    @property
    def own(self) -> tuple[str, ...]:
        """The ids the match itself names."""
        return tuple(member.row.id for member in self.members if member.own)

    @property
    def decided(self) -> bool:
        """Whether a decision made here is in force, so that it can be undone."""
        return self.decision is not None and self.decision.verdict != Verdict.UNDONE

    @property
    def version(self) -> int:
        """Grows with every decision; 0 before the first."""
        return self.decision.version if self.decision else 0

    @property
    def may_confirm(self) -> bool:
        """Services can be said not to be one, but not joined."""
        return not any(member.is_item for member in self.members)

    @property
    def may_narrow(self) -> bool:
        """Whether a part of its rows can be left out."""
        return len(self.own) > 2

    def matches(self, state: MatchState, members: Iterable[str], because: str, by: str, on: date) -> dict[str, Match]:
        """What each pack is to hold when a person says so; by pack, in the order of writing."""
        told = replace(self.match, members=tuple(members), state=state, because=because, by=by, on=on)
        if self.anchor is None:
            return {self.pack: told}
        why = because if state == "confirmed" else f"这一行就是“{self.match.name}”，供另一地的规则包用同一编号对照。"
        first = replace(told, members=(self.match.id.split(BETWEEN)[0],), state="confirmed", because=why)
        return {self.anchor: first, self.pack: told}

    def packs_written(self) -> tuple[str, ...]:
        """The packs a decision writes to, in that order."""
        return (self.pack,) if self.anchor is None else (self.anchor, self.pack)


def entries(catalogue: Catalogue) -> list[Entry]:
    """All matches, those that wait for a decision first, then in the order of packs and files."""
    decided = {(one.pack, one.match): one for one in MatchDecision.objects.select_related("by")}
    found = [*_written(catalogue), *(_proposed(catalogue, pair) for pair in catalogue.pairs if pair.match is None)]
    shown = [replace(one, decision=decided.get((one.pack, one.match.id))) for one in found]
    return sorted(shown, key=lambda one: one.match.state != "proposed")


def find(catalogue: Catalogue, pack: str, match: str) -> Entry | None:
    """The match of this pack and id."""
    return next((one for one in entries(catalogue) if (one.pack, one.match.id) == (pack, match)), None)


def narrowed(found: Iterable[Entry], state: str, pack: str) -> list[Entry]:
    """Those of a state and of a pack; unknown or empty values keep all."""
    return [
        one for one in found if (state not in STATES or one.match.state == state) and (not pack or pack in one.packs)
    ]


def _written(catalogue: Catalogue) -> Iterator[Entry]:
    sharing: dict[str, list[tuple[Pack, Match]]] = {}
    for pack in catalogue.packs.values():
        for match in pack.matches:
            sharing.setdefault(match.id, []).append((pack, match))
    for pack in catalogue.packs.values():
        for match in pack.matches:
            if _is_anchor(match):
                continue
            rows = [(_row(catalogue, pack, member), True) for member in match.members]
            for other, beside in sharing[match.id]:
                if other is not pack:
                    rows += [(_row(catalogue, other, member), False) for member in beside.members]
            anchor = _anchor(catalogue, match)
            if anchor:
                rows.reverse()
            yield Entry(pack.id, match, _members(rows), written=True, anchor=anchor)


def _is_anchor(match: Match) -> bool:
    return BETWEEN in match.id and match.members == (match.id.split(BETWEEN)[0],)


def _anchor(catalogue: Catalogue, match: Match) -> str | None:
    """The pack of the first row of a pair across two places; None for any other match."""
    first, _between, second = match.id.partition(BETWEEN)
    return catalogue.indicator_pack.get(first) if match.members == (second,) else None


def _proposed(catalogue: Catalogue, pair: Pair) -> Entry:
    first, second = ((catalogue.packs[catalogue.indicator_pack[one.id]], one) for one in (pair.first, pair.second))
    anchor = None
    if second[0] in family.lineage(first[0], catalogue.packs):
        home = first[0].id
    elif first[0] in family.lineage(second[0], catalogue.packs):
        home = second[0].id
    else:
        # By id, so that the pair keeps its name when a pack comes or goes.
        first, second = sorted((first, second), key=lambda one: one[0].id)
        anchor, home = first[0].id, second[0].id
    match = Match(
        id=f"{first[1].id}{BETWEEN}{second[1].id}",
        name=first[1].name,
        members=(second[1].id,) if anchor else (first[1].id, second[1].id),
        state=pair.state,
        because=pair.because,
    )
    rows = [((first[0].id, first[1]), anchor is None), ((second[0].id, second[1]), True)]
    return Entry(home, match, _members(rows), written=False, anchor=anchor)


def _row(catalogue: Catalogue, pack: Pack, member: str) -> tuple[str, Indicator | ServiceItem] | None:
    home = catalogue.indicator_pack.get(member)
    if home is not None:
        return home, catalogue.indicators[home, member]
    item = catalogue.items.get((pack.id, member))
    return (pack.id, item) if item else None


def _members(rows: Iterable[tuple[tuple[str, Any] | None, bool]]) -> tuple[Member, ...]:
    known = [(row, own) for row, own in rows if row is not None]
    first = known[0][0][1] if known else None
    return tuple(
        Member(pack, row, _likeness(first, row) if number else None, own)
        for number, ((pack, row), own) in enumerate(known)
    )


def _likeness(first: Any, row: Any) -> Likeness | None:
    if isinstance(first, Indicator) and isinstance(row, Indicator):
        return likeness(first.name, first.unit, row.name, row.unit)
    return None


def counts(found: Iterable[Entry]) -> Mapping[str, int]:
    """How many of each state there are."""
    states = [one.match.state for one in found]
    return {state: states.count(state) for state in STATES}
