"""Urban beside rural, and one group of people beside everyone, for one indicator in one division."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from minsheng.monitor.book import Book
from minsheng.monitor.equity.part import rounded
from minsheng.monitor.equity.spread import one_to_other
from minsheng.monitor.observation import EVERYONE, RURAL, URBAN, Observation
from minsheng.packs import family
from minsheng.terms.periods import Period

_NAMES = {URBAN: "城镇", RURAL: "农村", EVERYONE: "全体"}


@dataclass(frozen=True)
class Pair:
    """Two figures of one period: ``ratio`` is the first over the second (NaN when there is none), ``gap`` the rest."""

    first: Observation
    second: Observation
    names: tuple[str, str]
    ratio: float
    gap: float

    def as_json(self) -> dict[str, Any]:
        """The pair for JSON."""
        rows = [
            {"name": name, "value": float(row.value), "source": row.source}
            for name, row in zip(self.names, (self.first, self.second), strict=True)
        ]
        told = {"period": str(self.first.period), "division": self.first.division, "figures": rows}
        return {**told, "ratio": rounded(self.ratio), "gap": rounded(self.gap)}


def pairs(book: Book, indicator: str, division: str, at: Period) -> list[Pair]:
    """Urban to rural, then each other group to everyone, each at the last period both have a figure of, up to ``at``.

    A pair without a common period is not there: nobody knows.
    """
    rows = [row for row in book.observations(indicator, division, group=None) if row.period.last_day <= at.last_day]
    by_group: dict[str, dict[Period, Observation]] = {}
    for row in rows:
        by_group.setdefault(row.group, {})[row.period] = row
    names = {**_NAMES, **{key: one.name for key, one in family.groups(book.pack, book.packs).items()}}
    wanted = [(URBAN, RURAL), *((group, EVERYONE) for group in by_group if group not in _NAMES)]
    found = []
    for one, other in wanted:
        common = by_group.get(one, {}).keys() & by_group.get(other, {}).keys()
        if common:
            last = max(common)
            first, second = by_group[one][last], by_group[other][last]
            ratio, gap = one_to_other(float(first.value), float(second.value))
            words = (names.get(one, one), names.get(other, other))
            found.append(Pair(first, second, words, float(ratio), float(gap)))
    return found
