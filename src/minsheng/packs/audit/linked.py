"""The rows of a pack under audit, with the rows that say the same elsewhere and the figures those print."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from minsheng.packs import family
from minsheng.packs.audit.figures import single
from minsheng.packs.direction import direction_of
from minsheng.packs.matching import Pair, pairs
from minsheng.packs.model import Direction, Document, Indicator, Pack, Value
from minsheng.packs.names import parse_name


@dataclass(frozen=True)
class Link:
    """Another row of the same pack that is the same indicator; ``factor`` brings its figures to the row's terms."""

    pair: Pair
    other: Indicator
    factor: Decimal | None

    @property
    def trusted(self) -> bool:
        """Whether a person said so, even with a doubt, or the names are the same."""
        return self.pair.match is not None or self.pair.sure


@dataclass(frozen=True)
class Linked:
    """A pack under audit with the packs above it."""

    pack: Pack
    packs: Mapping[str, Pack]

    @cached_property
    def levels(self) -> tuple[Pack, ...]:
        """The pack, then those above it."""
        return family.lineage(self.pack, self.packs)

    @cached_property
    def documents(self) -> dict[str, Document]:
        """The documents of every level by id."""
        return family.documents(self.pack, self.packs)

    @cached_property
    def home(self) -> dict[int, str]:
        """The pack of each row, by the row's identity."""
        return {id(one): level.id for level in self.levels for one in level.indicators}

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """Every pair of rows that are one, refused ones among them, within the pack and with the levels above."""
        rows = [one for level in self.levels for one in level.indicators]
        return pairs(rows, [match for level in self.levels for match in level.matches])

    @cached_property
    def own(self) -> tuple[Pair, ...]:
        """The pairs within the pack."""
        return tuple(pair for pair in self.pairs if {self.home[id(pair.first)], self.home[id(pair.second)]} == self._me)

    @cached_property
    def _me(self) -> set[str]:
        return {self.pack.id}

    @cached_property
    def _links(self) -> dict[str, list[Link]]:
        found: dict[str, list[Link]] = defaultdict(list)
        for pair in self.own:
            back = None if pair.factor is None else 1 / pair.factor
            found[pair.first.id].append(Link(pair, pair.second, pair.factor))
            found[pair.second.id].append(Link(pair, pair.first, back))
        return found

    def links(self, indicator: Indicator, *, refused: bool = False) -> list[Link]:
        """The rows of the pack that are the same as this one; or those that are said not to be."""
        return [one for one in self._links.get(indicator.id, ()) if (one.pair.state == "refused") is refused]

    def groups(self, *, sure: bool) -> Iterator[tuple[list[Indicator], list[Pair]]]:
        """Rows of the pack that are one indicator in one scale, with the pairs that say so.

        Either only what is sure, or with it what a person wrote down as probable.
        """
        seen: set[str] = set()
        for start in self.pack.indicators:
            rows, found = [start], list[Pair]()
            if start.id not in seen:
                seen.add(start.id)
                for row in rows:
                    for link in self.links(row):
                        good = link.pair.sure if sure else link.trusted
                        if good and link.factor == 1 and link.other.id not in seen:
                            seen.add(link.other.id)
                            rows.append(link.other)
                            found.append(link.pair)
            if found:
                yield rows, found

    def year_of(self, indicator: Indicator, value: Value) -> int | None:
        """The year a figure is for: the printed one; for a target without one, the last year of its plan."""
        document = self.documents.get(indicator.source.document)
        if value.year is None and value.kind == "target" and document is not None:
            return document.until.year
        return value.year

    def direction(self, indicator: Indicator) -> tuple[Direction | None, str | None]:
        """The direction written in the row or in one linked to it, else the inferred one with its reason."""
        own, reason = direction_of(indicator)
        if own is None or reason is not None:
            written = {one.other.direction for one in self.links(indicator) if one.pair.sure} - {None}
            if len(written) == 1:
                return written.pop(), None
        return own, reason

    def baselines(self, indicator: Indicator, before: int) -> Iterator[tuple[Link, Value]]:
        """Past results other rows print for this indicator before a year.

        Those of the same document come first, then the newest, then those of the name most like this one.
        """
        found = [
            (link, value)
            for link in self.links(indicator)
            if link.trusted and link.factor is not None
            for value in link.other.values
            if value.kind == "actual" and value.year is not None and value.year < before and single(value) is not None
        ]
        here = indicator.source.document
        yield from sorted(
            found,
            key=lambda one: (
                one[0].other.source.document != here,
                -(one[1].year or 0),
                parse_name(one[0].other.name) != parse_name(indicator.name),
                -one[0].pair.likeness.score,
            ),
        )
