"""Everything known about a pack's indicators at one time: its targets, and every figure in force with its source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from pathlib import Path

import pyarrow as pa

from minsheng.monitor.history import BOUNDS, history
from minsheng.monitor.inforce import in_force
from minsheng.monitor.observation import EVERYONE, TABLE, Observation, observations_table
from minsheng.monitor.panel import Panel, panel_of
from minsheng.monitor.series import Series, converted, series_of
from minsheng.monitor.shelf import Shelf
from minsheng.monitor.store import Store
from minsheng.monitor.target import Target, targets_of
from minsheng.packs import family
from minsheng.packs.model import Indicator, Pack
from minsheng.terms.divisions import division_ancestors
from minsheng.terms.errors import Fault, MinshengError

STORES = "observations"
"""The folder of all packs' observations, in the folder of the program's data."""


@dataclass(frozen=True)
class Told:
    """A figure as a target of ``indicator`` sees it: converted into its unit, with where it really stands.

    ``observation`` has the indicator, the value and the source as they were reported. ``edge`` is 1 for a result that
    is printed only as above the figure, -1 for one below it, 0 for the figure itself.
    """

    observation: Observation
    value: Decimal

    @property
    def edge(self) -> int:
        """Whether the result lies above or below the figure."""
        return edge_of(self.observation.note)


def edge_of(note: str) -> int:
    """Which side of its figure a result lies that a plan prints as a bound: 1 above, -1 below, 0 for no bound.

    >>> edge_of("原文写作低于此数"), edge_of("2019年数据")
    (-1, 0)
    """
    return 1 if note.startswith(BOUNDS[">"]) else -1 if note.startswith(BOUNDS["<"]) else 0


@dataclass(frozen=True, eq=False)
class Book:
    """A pack, its targets, and the observations that speak of them.

    ``table`` has the figures in force: what was imported stands over what the plans print for the same cell.
    ``printed`` has everything the plans print, also where something imported stands over it. Both are of `TABLE`.
    """

    pack: Pack
    packs: Mapping[str, Pack]
    series: Mapping[str, Series]
    targets: tuple[Target, ...]
    table: pa.Table
    printed: pa.Table = field(default_factory=TABLE.empty_table)
    version: int = 0

    @cached_property
    def indicators(self) -> Mapping[str, Indicator]:
        """The indicators in reach by id: the pack's own and those of the levels above."""
        return family.indicators(self.pack, self.packs)

    @cached_property
    def divisions(self) -> tuple[str, ...]:
        """The pack's division, then those below it that have a figure, by code."""
        home = self.pack.about.division
        found = set(self._shelf.divisions) - {home}
        return (home, *sorted(one for one in found if home in division_ancestors(one) or one.startswith(home)))

    def panel(self, *, joined: bool = True, group: str = EVERYONE) -> Panel:
        """The figures in force as a panel: keys are series, or with ``joined`` false the indicators as reported."""
        return panel_of(self.table, series=self.series if joined else None, group=group)

    def observations(
        self, indicator_id: str, division: str | None = None, *, group: str | None = EVERYONE
    ) -> list[Observation]:
        """The figures in force of one indicator, earliest first; ``division`` or ``group`` None stands for all."""
        return self._shelf.rows(indicator_id, division, group)

    def told(self, indicator_id: str, division: str, *, group: str = EVERYONE) -> list[Told]:
        """What is known of an indicator under any of its names, in its unit: its own figures first, then by member."""
        asked = (indicator_id, division, group)
        if asked not in self._told:
            self._told[asked] = tuple(
                Told(row, converted(row.value, factor))
                for member, factor in self._names(indicator_id)
                for row in self.observations(member, division, group=group)
            )
        return list(self._told[asked])

    def _names(self, indicator_id: str) -> tuple[tuple[str, Decimal], ...]:
        """The indicator, then the others of its series whose figures can be its, each with the factor to its unit."""
        if indicator_id not in self._factors:
            one = self.series.get(indicator_id)
            others = () if one is None else tuple(member.id for member in one.members if member.id != indicator_id)
            scaled = ((other, one.factor(other, into=indicator_id)) for other in others if one is not None)
            known = ((other, factor) for other, factor in scaled if factor is not None)
            self._factors[indicator_id] = ((indicator_id, Decimal(1)), *known)
        return self._factors[indicator_id]

    @cached_property
    def _told(self) -> dict[tuple[str, str, str], tuple[Told, ...]]:
        return {}

    @cached_property
    def _factors(self) -> dict[str, tuple[tuple[str, Decimal], ...]]:
        return {}

    def overridden(self, indicator_id: str) -> list[Observation]:
        """The figures plans print for an indicator where something imported for the same cell says otherwise."""
        held = {row.cell: row.value for row in self.observations(indicator_id, group=None)}
        printed = self._printed.rows(indicator_id, None, None)
        return [row for row in printed if held.get(row.cell, row.value) != row.value]

    @cached_property
    def _shelf(self) -> Shelf:
        return Shelf(self.table)

    @cached_property
    def _printed(self) -> Shelf:
        return Shelf(self.printed)


def open_book(pack_id: str, packs: Mapping[str, Pack], folder: Path | None = None) -> Book:
    """The book of a pack: what the plans print, and over it what was imported into the store at ``folder``.

    ``folder`` is the store of this pack, ``MINSHENG_DATA/observations/<pack>``; None for the plans alone. Raises
    `MinshengError` on an unknown pack or an unreadable store.
    """
    if pack_id not in packs:
        others = "、".join(packs)
        raise MinshengError(Fault("pack.unknown", f"没有名为 {pack_id} 的规则包", read=pack_id, expected=others))
    pack = packs[pack_id]
    store = None if folder is None else Store(folder)
    version = 0 if store is None else store.version
    return book_of(pack, packs, TABLE.empty_table() if store is None else store.table(), version=version)


def book_of(pack: Pack, packs: Mapping[str, Pack], imported: pa.Table, *, version: int = 0) -> Book:
    """The book of a pack with these imported figures, of the schema `TABLE`, over what the plans print."""
    family_line = family.lineage(pack, packs)
    printed = _first_of_each(history(family_line))
    table = in_force([printed, imported])
    return Book(pack, packs, series_of(family_line), targets_of(pack), table, printed, version)


def _first_of_each(rows: Sequence[Observation]) -> pa.Table:
    """As a table, of rows for one cell the first: a plan that prints a figure twice prints it in its table first."""
    cells: dict[tuple[str, str, str, str], Observation] = {}
    for row in rows:
        cells.setdefault(row.cell, row)
    return observations_table(list(cells.values()))
