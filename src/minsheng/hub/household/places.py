"""Where the calculator can answer: packs that have rules, the months they hold, and the divisions below."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from minsheng.packs.model import Pack
from minsheng.rules.program import Program
from minsheng.terms.divisions import division_name
from minsheng.terms.periods import Month


@dataclass(frozen=True)
class Place:
    """A pack with rules: its divisions by code, and the first and last month its rules hold; open when None."""

    pack: Pack
    divisions: Mapping[str, str]
    first: Month
    last: Month | None

    def default_month(self, today: date) -> Month:
        """The present month when the rules hold in it, else the nearest one in which they do."""
        now = Month(today.year, today.month)
        if now < self.first:
            return self.first
        return now if self.last is None or now <= self.last else self.last

    def holds(self, month: Month, today: date) -> bool:
        """Whether some rule holds in the month, and it is no later than the present one."""
        return self.first <= month <= (self.last or Month(today.year, today.month))

    def years(self, today: date) -> range:
        """The years a reader may choose."""
        return range(self.first.year, (self.last.year if self.last else today.year) + 1)


def place_of(pack: Pack, program: Program) -> Place:
    """The place of a pack whose program has rules."""
    first = min(rule.since for rule in program.rules)
    ends = [rule.until for rule in program.rules]
    last = max(end for end in ends if end is not None) if None not in ends else None
    return Place(pack, divisions_below(pack), _month(first), None if last is None else _month(last))


def each_in_one(places: Mapping[str, Place]) -> dict[str, Place]:
    """The places with every division in one only, that with the fewest: a city's rules stand before its province's."""
    order = sorted(places, key=lambda pack: len(places[pack].divisions))
    taken: set[str] = set()
    found = {}
    for pack in order:
        place = places[pack]
        own = {code: name for code, name in place.divisions.items() if code not in taken}
        taken |= own.keys()
        found[pack] = replace(place, divisions=own)
    return found


def divisions_below(pack: Pack) -> dict[str, str]:
    """The counties below a city by code, the division itself where it is a county.

    >>> from minsheng.packs.model import PackFile
    >>> below = divisions_below(Pack(PackFile("h", "杭州市", "Hangzhou", "330100", "city")))
    >>> len(below), below["330106"]
    (13, '西湖区')
    """
    code = pack.about.division
    if not code.endswith("00"):
        return {code: division_name(code) or pack.about.name}
    digits = 2 if code.endswith("0000") else 4
    codes = (f"{code[:digits]}{rest:0{6 - digits}}" for rest in range(1, 10 ** (6 - digits)))
    named = ((each, division_name(each)) for each in codes if not each.endswith("00"))
    return {each: name for each, name in named if name is not None}


def _month(day: date) -> Month:
    return Month(day.year, day.month)
