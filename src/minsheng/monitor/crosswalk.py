"""Figures of districts as they were drawn before, brought to the districts of today as far as that can be known.

``terms/data/restated-divisions.csv`` has, for each change, the day, which part went where, and how many people lived
in the part at the census of 1 November 2020. Hangzhou 2021: 《浙江省人民政府关于调整杭州市部分行政区划的通知》 of
11 March 2021, published on 9 April 2021, after 国函〔2021〕29号. 上城 and 江干 but for 下沙街道 and 白杨街道 became
上城; 下城 and 拱墅 became 拱墅; 余杭 was parted in 余杭 and 临平; the two streets of 江干 and five of 萧山 became 钱塘.
People of a whole old district are those of the census tables by county (``whole``), of a new one those of
《杭州市第七次全国人口普查主要数据公报》 (``new``); what is left of one without the other is a ``remainder``, and all
remainders agree.

A total is the sum of the parts, a rate their mean weighted by people. A part of an old district has no figure of its
own: what needs one is unknown, and nothing is ever divided by area.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files

from minsheng.terms.divisions import division_name

_CITY = "city"


@dataclass(frozen=True)
class Part:
    """People who lived in ``old`` as it was drawn before and live in ``new`` since."""

    old: str
    old_name: str
    new: str
    people: int


@dataclass(frozen=True)
class Restated:
    """A figure for a district of today; None with the reason when it cannot be known."""

    division: str
    value: Decimal | None
    because: str


@dataclass(frozen=True)
class Crosswalk:
    """One change of a city's districts: the day it held from, and which parts went where."""

    city: str
    since: date
    parts: tuple[Part, ...]

    @property
    def former(self) -> dict[str, str]:
        """The codes of the districts as they were drawn before, by name."""
        return {part.old_name: part.old for part in self.parts}

    @property
    def redrawn(self) -> tuple[str, ...]:
        """The codes of today whose districts are not what bore the code before."""
        return tuple(sorted({part.new for part in self.parts}))

    def successors(self, old: str) -> tuple[str, ...]:
        """Where an old district went."""
        return tuple(sorted({part.new for part in self.parts if part.old == old}))

    def told(self, old: str) -> str:
        """Where an old district went, in words."""
        names = "、".join(name for one in self.successors(old) if (name := division_name(one)))
        went = "并入" if len(self.successors(old)) == 1 else "分入"
        return f"{self.since} 起{went}{names}"

    def restate(self, figures: Mapping[str, Decimal], new: str, *, adds_up: bool) -> Restated:
        """The figure of a district of today from those of the old ones: their sum, or a mean weighted by people.

        >>> walk = crosswalks("330100")[-1]
        >>> old = {"330103": Decimal("90"), "330105": Decimal("80")}
        >>> walk.restate(old, "330105", adds_up=True).value
        Decimal('170')
        >>> round(walk.restate(old, "330105", adds_up=False).value, 4)
        Decimal('84.3341')
        >>> walk.restate({"330110": Decimal("90")}, "330113", adds_up=True).because
        '临平区是从原余杭区分出来的，分不清各占多少'
        """
        parts = [part for part in self.parts if part.new == new]
        name = division_name(new) or new
        split = [part.old_name for part in parts if len(self.successors(part.old)) > 1]
        if split:
            olds = "、".join(f"原{one}" for one in split)
            return Restated(new, None, f"{name}是从{olds}分出来的，分不清各占多少")
        return _joined(new, parts, figures, adds_up=adds_up)

    def together(self, figures: Mapping[str, Decimal], *, adds_up: bool) -> dict[tuple[str, ...], Restated]:
        """The figures of the smallest groups of today's districts that are the same land as a group of old ones.

        >>> walk = crosswalks("330100")[-1]
        >>> found = walk.together({"330110": Decimal("35")}, adds_up=True)
        >>> found["330110", "330113"].value, found["330105",].value
        (Decimal('35'), None)
        """
        found = {}
        for group in self.groups():
            parts = [part for part in self.parts if part.new in group]
            found[group] = _joined("+".join(group), parts, figures, adds_up=adds_up)
        return found

    def groups(self) -> list[tuple[str, ...]]:
        """The smallest groups of today's districts that are made of whole old ones, by code."""
        groups: list[set[str]] = []
        for old in dict.fromkeys(part.old for part in self.parts):
            group = set(self.successors(old))
            apart = []
            for other in groups:
                if other & group:
                    group |= other
                else:
                    apart.append(other)
            groups = [*apart, group]
        return sorted(tuple(sorted(group)) for group in groups)


def _joined(name: str, parts: Iterable[Part], figures: Mapping[str, Decimal], *, adds_up: bool) -> Restated:
    people: dict[str, int] = {}
    names: dict[str, str] = {}
    for part in parts:
        people[part.old] = people.get(part.old, 0) + part.people
        names[part.old] = part.old_name
    gone = [names[old] for old in people if old not in figures]
    if gone:
        return Restated(name, None, f"没有{'、'.join(f'原{one}' for one in gone)}的数")
    olds = "、".join(f"原{one}" for one in names.values())
    if adds_up:
        return Restated(
            name, sum((figures[old] for old in people), Decimal(0)), f"{olds}之和" if len(names) > 1 else f"就是{olds}"
        )
    weighted = sum((figures[old] * count for old, count in people.items()), Decimal(0))
    said = f"{olds}按2020年普查人口加权平均" if len(people) > 1 else f"就是{olds}"
    return Restated(name, weighted / sum(people.values()), said)


@cache
def crosswalks(city: str) -> tuple[Crosswalk, ...]:
    """The changes of a city's districts, earliest first; none where none is known here."""
    text = files("minsheng.terms").joinpath("data/restated-divisions.csv").read_text("utf-8")
    found: dict[date, list[Part]] = {}
    for row in csv.DictReader(text.splitlines()):
        if row[_CITY] == city:
            part = Part(row["old"], row["old_name"], row["new"], int(row["people"]))
            found.setdefault(date.fromisoformat(row["since"]), []).append(part)
    return tuple(Crosswalk(city, since, tuple(found[since])) for since in sorted(found))
