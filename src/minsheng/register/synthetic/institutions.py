"""The institutions of a made-up city: numbers in proportion to people, measures around what plans ask for.

How many there are says ``data/institutions.csv``. How large they are and how many miss a standard says
``data/measures.csv``: ``good`` is the share that lies between ``from`` and ``to``, the rest lies between ``low`` and
the nearer of them; ``of`` names the measure (or the people) the figures are multiples of; without figures ``good`` is
the share of yes.
Nothing here is drawn from the streams of the people.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import pyarrow as pa

from minsheng.register.schema import EPOCH, NONE_DATE, plain_schema
from minsheng.register.synthetic.margins import Margins, largest_remainders
from minsheng.terms.fields import field_of

STREAM = 10**6
"""Where the streams of institutions begin: the numbers below are those of the people's areas."""
AREAS = ("city", "district", "county")
STREETS = ("subdistrict", "township")
_SUMS = {
    "beds": ("elder_home", "beds"),
    "nursing_beds": ("elder_home", "nursing_beds"),
    "places_under_3": ("nursery", "places_under_3"),
    "staff": ("nursery", "staff"),
    "certified_staff": ("nursery", "certified_staff"),
}
"""What a district adds up from its institutions: its own measure, their kind and measure."""
_PRIVATE = ("museum", "hospital", "nursery", "elder_home")
_RURAL = ("township", "village", "farm_library")
_NEVER_EMPTY = ("institution_id", "kind", "division", "ownership", "rural")


@dataclass(frozen=True)
class Density:
    """How many of a kind: one for each ``each`` of ``of``."""

    kind: str
    each: int
    of: str


@dataclass(frozen=True)
class Spread:
    """How a measure is drawn for some kinds."""

    kinds: tuple[str, ...]
    measure: str
    good: float
    low: float
    start: float
    end: float
    of: str

    @property
    def yesno(self) -> bool:
        """Whether it is yes or no."""
        return not self.end


@dataclass
class Place:
    """A district with its people, and the institutions made for it so far."""

    division: str
    kind: str
    people: int
    rural: int
    elderly: int
    made: list[dict[str, Any]] = field(default_factory=list)


def institutions_of(
    margins: Margins, *, people: int, day: date, seed: int, share: Mapping[str, float]
) -> pa.RecordBatch:
    """The institutions of a made-up city of this many people, plain and sorted by identifier.

    Every district has at least one of each kind it can have, however few its people are.
    """
    places = places_of(margins, people)
    for number, place in enumerate(places):
        _fill(place, np.random.default_rng([seed, STREAM + number]), day, share)
    whole = Place(
        margins.division,
        "city",
        sum(one.people for one in places),
        sum(one.rural for one in places),
        sum(one.elderly for one in places),
    )
    chance = np.random.default_rng([seed, STREAM + len(places)])
    for kind in ("city", "city_library"):
        whole.made.append(_institution(whole, kind, 1, whole.people, chance, day, share))
    _add_up(whole, [row for one in places for row in one.made])
    rows = [_with_gaps(row, chance, share["institution_not_known"]) for one in (*places, whole) for row in one.made]
    rows.sort(key=lambda row: row["institution_id"])
    schema = plain_schema("institution")
    return pa.record_batch([pa.array([row.get(one.name) for row in rows], one.type) for one in schema], schema)


def places_of(margins: Margins, people: int) -> list[Place]:
    """The districts with their people in a city of this many, in proportion, the same as the made-up people's."""
    found = []
    for area, cells in zip(margins.areas, margins.scaled(people), strict=True):
        count = int(cells.sum())
        old = int(cells[area.ages_from >= 60].sum())
        rural = round(count * area.figures["rural"] / area.people)
        weights = np.array([one[2] for one in area.districts])
        shares = (largest_remainders(weights, each).tolist() for each in (count, rural, old))
        for (code, name, _), heads, farmers, elders in zip(area.districts, *shares, strict=True):
            found.append(Place(code, "district" if name.endswith("区") else "county", heads, farmers, elders))
    return found


def _fill(place: Place, chance: np.random.Generator, day: date, share: Mapping[str, float]) -> None:
    counts: dict[str, int] = {}
    for density in densities():
        counts[density.kind] = _count(density, place, counts)
        sizes = _sizes(density.kind, place, counts[density.kind], chance, share)
        for number, people in enumerate(sizes, 1):
            place.made.append(_institution(place, density.kind, number, people, chance, day, share))
    _add_up(place, place.made)


def _count(density: Density, place: Place, counts: Mapping[str, int]) -> int:
    """How many of a kind a district has: by its own people, streets or villages; at least one where there can be."""
    if density.of == "city" or (density.kind in AREAS and density.kind != place.kind):
        return 0
    if density.of in ("district", "county"):
        return 1
    if density.of in ("street", "village"):
        return sum(counts.get(kind, 0) for kind in (STREETS if density.of == "street" else ("village",)))
    of = {"people": place.people, "rural": place.rural, "urban": place.people - place.rural}[density.of]
    return max(1, round(of / density.each)) if of else 0


def _sizes(kind: str, place: Place, count: int, chance: np.random.Generator, share: Mapping[str, float]) -> list[int]:
    """How many people each of a kind serves; together all it can serve."""
    if not count:
        return []
    urban = place.people - place.rural
    whole = {"subdistrict": urban, "township": place.rural, "village": place.rural, "farm_library": place.rural}
    spread = np.exp(chance.normal(0, share["village_spread"], count)) * 1000
    shares = largest_remainders(np.maximum(spread.astype(np.int64), 1), whole.get(kind, place.people))
    return [int(one) for one in shares]


def _institution(
    place: Place,
    kind: str,
    number: int,
    people: int,
    chance: np.random.Generator,
    day: date,
    share: Mapping[str, float],
) -> dict[str, Any]:
    private = kind in _PRIVATE and chance.random() < share["institution_private"]
    row: dict[str, Any] = {
        "institution_id": f"{place.division}-{kind}-{number:04d}",
        "kind": kind,
        "division": place.division,
        "ownership": "private" if private else "public",
        "rural": kind in _RURAL or (kind not in STREETS and chance.random() * place.people < place.rural),
        "population": people,
    }
    if kind in AREAS:
        row["elderly"] = place.elderly
    for spread in spreads_of(kind):
        row[spread.measure] = _drawn(spread, row, chance)
    if kind == "village":
        _hall(row, chance, day, share)
    return row


def _drawn(spread: Spread, row: Mapping[str, Any], chance: np.random.Generator) -> Any:
    good = chance.random() < spread.good
    at = chance.random()
    if spread.yesno:
        return bool(good)
    near, far = (spread.start, spread.low) if spread.low <= spread.start else (spread.end, spread.low)
    figure = spread.start + (spread.end - spread.start) * at if good else near + (far - near) * max(at, 0.05)
    figure *= row[spread.of] if spread.of else 1
    found = field_of("institution", spread.measure)
    assert found is not None
    # What is met stays met when it is rounded, what is missed stays missed: there is no half of a bed.
    step = 1 if found.scale == 1 else 2
    rounded = math.ceil if good == (spread.low <= spread.start) else math.floor
    return rounded(round(figure * step, 9)) * found.scale // step


def _hall(row: dict[str, Any], chance: np.random.Generator, day: date, share: Mapping[str, float]) -> None:
    """When the cultural hall was built; where there is none, it has no day and no area."""
    if row["cultural_halls"]:
        new = chance.random() < share["hall_new"]
        first, last = (date(day.year, 1, 1), day) if new else (date(2013, 1, 1), date(2020, 12, 31))
        row["built_on"] = int(chance.integers(first.toordinal(), last.toordinal() + 1)) - EPOCH.toordinal()
    else:
        row["built_on"], row["hall_area_m2"] = NONE_DATE, None


def _add_up(place: Place, rows: Iterable[Mapping[str, Any]]) -> None:
    """Give a district or city what its institutions have together."""
    area = next(row for row in place.made if row["kind"] in AREAS)
    for name, (kind, measure) in _SUMS.items():
        area[name] = sum(row[measure] for row in rows if row["kind"] == kind)


def _with_gaps(row: dict[str, Any], chance: np.random.Generator, share: float) -> dict[str, Any]:
    """The institution with a few of its measures not known."""
    lost = chance.random(len(row)) < share
    return {
        name: None if gone and name not in _NEVER_EMPTY else value
        for (name, value), gone in zip(row.items(), lost.tolist(), strict=True)
    }


@cache
def densities() -> tuple[Density, ...]:
    """How many there are of each kind; ``data/institutions.csv`` says where it comes from."""
    return tuple(Density(row["kind"], int(row["each"]), row["of"]) for row in _rows("institutions"))


@cache
def spreads() -> tuple[Spread, ...]:
    """How the measures are drawn, all assumed."""
    return tuple(
        Spread(
            tuple(row["kinds"].split("|")),
            row["measure"],
            float(row["good"]),
            float(row["low"] or 0),
            float(row["from"] or 0),
            float(row["to"] or 0),
            row["of"],
        )
        for row in _rows("measures")
    )


@cache
def spreads_of(kind: str) -> tuple[Spread, ...]:
    """How the measures of a kind are drawn, in order."""
    return tuple(one for one in spreads() if kind in one.kinds)


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = files("minsheng.register").joinpath(f"data/{name}.csv").read_text("utf-8")
    yield from csv.DictReader(text.splitlines())
