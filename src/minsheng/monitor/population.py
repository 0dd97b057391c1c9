"""How many people a division has, to weigh it by."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from minsheng.monitor.book import Book

NAMES = ("常住人口", "年末常住人口", "常住人口数", "年末常住人口数", "常住人口规模")
_CENSUS_YEAR = 2020
_PERSONS = {"人": 1.0, "万人": 10_000.0}


@dataclass(frozen=True)
class People:
    """A count of residents, of which year, and who says so."""

    division: str
    people: float
    year: int
    source: str


def population(division: str, year: int, book: Book | None = None) -> People | None:
    """The residents of a division in a year: the last figure observed by then, else the census of 2020, else None.

    ``book`` is looked through for an indicator named 常住人口 (人 or 万人) with a yearly figure of the division. The
    census figures are those of `minsheng.register` (杭州市第七次全国人口普查主要数据公报).

    >>> population("330106", 2023).people, population("330106", 2023).source[:3], population("110101", 2023)
    (1112992.0, '杭州市', None)
    """
    found = [one for one in _observed(book, division) if one.year <= year] if book is not None else []
    return max(found, key=lambda one: one.year) if found else _census().get(division)


def populations(divisions: Iterable[str], year: int, book: Book | None = None) -> dict[str, People | None]:
    """As `population`, for several divisions."""
    return {division: population(division, year, book) for division in divisions}


def _observed(book: Book, division: str) -> list[People]:
    found = []
    for one in book.indicators.values():
        scale = _PERSONS.get(one.unit)
        if one.name not in NAMES or scale is None:
            continue
        for row in book.observations(one.id, division):
            if row.period.kind == "year":
                found.append(People(division, float(row.value) * scale, row.period.year, row.source))
    return found


@cache
def _census() -> Mapping[str, People]:
    folder = files("minsheng.register").joinpath("data")
    found: dict[str, People] = {}
    for path in folder.iterdir():
        if path.name.endswith("-districts.csv"):
            for row in csv.DictReader(path.read_text("utf-8").splitlines()):
                found[row["division"]] = People(row["division"], float(row["people"]), _CENSUS_YEAR, row["source"])
    return found
