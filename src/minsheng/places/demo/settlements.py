"""Towns and villages of the demonstration city: where they lie, how many live there, how far they reach."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np
import shapely

from minsheng.places.boundaries.bundled import boundaries_of
from minsheng.places.boundaries.shapes import METRES_A_DEGREE, Boundaries, Boundary
from minsheng.places.coordinates.evidence import rivers_near
from minsheng.places.points import Floats, Truths, Whole
from minsheng.register.synthetic.margins import Area, Margins, largest_remainders

URBAN_STREET, RURAL_STREET = 70_000, 12_000
"""Residents of one subdistrict and of one township."""
_URBAN_DENSITY, _RURAL_DENSITY = 10_000.0, 1_800.0
"""Residents a square kilometre where people live."""
_TRIES = 40


@dataclass(frozen=True)
class Settlement:
    """One subdistrict or township: its place in metres on the plane, its people, and how far its streets reach."""

    district: int
    name: str
    urban: bool
    people: int
    x: float
    y: float

    @property
    def radius(self) -> float:
        """Metres."""
        density = _URBAN_DENSITY if self.urban else _RURAL_DENSITY
        return float(np.sqrt(self.people / density / np.pi) * 1000)


@dataclass(frozen=True)
class Plane:
    """Metres east and north of a point, flat: what the city is drawn on."""

    lon: float
    lat: float

    def to_metres(self, lonlat: Floats) -> Floats:
        """Degrees (n, 2) → metres (n, 2)."""
        metres: Floats = (lonlat - np.array([self.lon, self.lat])) * self._scale
        return metres

    def to_degrees(self, metres: Floats) -> Floats:
        """Metres (n, 2) → degrees (n, 2)."""
        lonlat: Floats = metres / self._scale + np.array([self.lon, self.lat])
        return lonlat

    def flat(self, shape: Any) -> Any:
        """A shape in degrees → in metres."""
        return shapely.transform(shape, self.to_metres)

    @property
    def _scale(self) -> Floats:
        return np.array([np.cos(np.radians(self.lat)), 1.0]) * METRES_A_DEGREE


@dataclass(frozen=True, eq=False)
class Ground:
    """What the city stands on, in metres: the district shapes, the water, and the settlements."""

    division: str
    boundaries: Boundaries
    plane: Plane
    shapes: tuple[Any, ...]
    water: Any
    settlements: tuple[Settlement, ...]


def ground_of(margins: Margins, stream: np.random.Generator) -> Ground:
    """The settlements of a city, district by district, from its published totals (MinshengError without boundaries)."""
    boundaries = boundaries_of(margins.division)
    west, south, east, north = boundaries.bounds
    plane = Plane((west + east) / 2, (south + north) / 2)
    shapes = tuple(plane.flat(one.shape) for one in boundaries.all)
    water = shapely.union_all([plane.flat(one.shape) for one in rivers_near(boundaries)])
    shapely.prepare(water)
    seats = _seats(margins.division)
    rural = rural_people(margins)
    people = {code: count for area in margins.areas for code, _, count in area.districts}
    names = _names(stream)
    found: list[Settlement] = []
    for at, one in enumerate(boundaries.all):
        if one.code in people:
            seat = plane.to_metres(np.array([seats.get(one.code, _middle(one))]))[0]
            here = _District(at, shapes[at], water, seat)
            found += _settlements(here, people[one.code], rural[one.code], names, stream)
    return Ground(margins.division, boundaries, plane, shapes, water, tuple(found))


def stays(ground: Ground, district: Whole, xy: Floats) -> Truths:
    """Which places (n, 2) in metres lie on land in the district (n) they belong to."""
    dry: Truths = ~shapely.contains_xy(ground.water, xy)
    for at in np.unique(district).tolist():
        here = district == at
        shapely.prepare(ground.shapes[at])
        dry[here] &= shapely.contains_xy(ground.shapes[at], xy[here])
    return dry


def _middle(one: Boundary) -> tuple[float, float]:
    point = shapely.point_on_surface(one.shape)
    return float(point.x), float(point.y)


def _seats(division: str) -> Mapping[str, tuple[float, float]]:
    file = files("minsheng.places").joinpath(f"data/{division}-demo-seats.csv")
    if not file.is_file():
        return {}
    rows = csv.DictReader(file.read_text("utf-8").splitlines())
    return {row["division"]: (float(row["lon"]), float(row["lat"])) for row in rows}


def rural_people(margins: Margins) -> Mapping[str, int]:
    """Rural residents by district: the census counts them by its areas.

    Where an area is several districts of today, its rural residents are shared out by people; the district of the
    city's seat, whose code comes first, has none (assumed).
    """
    core = min(code for area in margins.areas for code, _, _ in area.districts)
    return {code: count for area in margins.areas for code, count in _rural(area, core)}


def _rural(area: Area, core: str) -> list[tuple[str, int]]:
    weights = np.array([0 if code == core else count for code, _, count in area.districts], np.int64)
    rural = int(area.figures["rural"])
    shares = largest_remainders(weights, rural) if rural and weights.any() else np.zeros(len(weights), np.int64)
    return [(code, int(share)) for (code, _, _), share in zip(area.districts, shares, strict=True)]


@dataclass(frozen=True, eq=False)
class _District:
    """One district: its place among the boundaries, its shape, all water, and its seat (2), in metres."""

    at: int
    shape: Any
    water: Any
    seat: Floats


def _settlements(
    here: _District, people: int, rural: int, names: list[str], stream: np.random.Generator
) -> list[Settlement]:
    """The town round the seat, then the townships all over the district; names are taken from the list."""
    shapely.prepare(here.shape)
    found: list[Settlement] = []
    for urban, count, each in ((True, people - rural, URBAN_STREET), (False, rural, RURAL_STREET)):
        if count <= 0:
            continue
        many = max(1, round(count / each))
        reach = float(np.sqrt(count / _URBAN_DENSITY / np.pi) * 1000) * 1.35 if urban else np.inf
        spots = _spots(here, many, reach, [(one.x, one.y) for one in found], stream)
        far = np.hypot(*(spots - here.seat).T)
        weights = stream.lognormal(0, 0.3, many) * (np.exp(-far / (2 * reach)) if urban else 1.0)
        shares = largest_remainders((weights / weights.sum() * 1e9).astype(np.int64) + 1, count)
        for spot, share in zip(spots, shares, strict=True):
            name = names.pop() + ("街道" if urban else "乡" if share < RURAL_STREET else "镇")
            found.append(Settlement(here.at, name, urban, int(share), float(spot[0]), float(spot[1])))
    return found


def _spots(
    here: _District, many: int, reach: float, taken: list[tuple[float, float]], stream: np.random.Generator
) -> Floats:
    """So many places inside the district, off the water, each the one of many tries that is furthest from the others.

    Within ``reach`` metres of the seat; the first of a town is the seat itself. Mitchell (1991), best candidate.
    """
    seat = (float(here.seat[0]), float(here.seat[1]))
    found = [*taken, seat] if np.isfinite(reach) else list(taken)
    low, high = np.array(here.shape.bounds).reshape(2, 2)
    while len(found) < len(taken) + many:
        tries = stream.uniform(np.maximum(low, here.seat - reach), np.minimum(high, here.seat + reach), (_TRIES, 2))
        good = shapely.contains_xy(here.shape, tries) & ~shapely.contains_xy(here.water, tries)
        tries = tries[good & (np.hypot(*(tries - here.seat).T) <= reach)]
        if not len(tries):
            reach *= 1.1
            continue
        gaps = np.hypot(*(tries[:, None] - np.array(found or [seat])[None]).transpose(2, 0, 1)).min(axis=1)
        best = tries[int(np.argmax(gaps))]
        found.append((float(best[0]), float(best[1])))
    return np.array(found[len(taken) :])


SYLLABLES = tuple("安和康宁乐福泰祥瑞庆景明嘉永长兴文春云溪")
"""What made-up names consist of."""


def _names(stream: np.random.Generator) -> list[str]:
    """Made-up names of two syllables, each once, in random order."""
    pairs = [one + other for one in SYLLABLES for other in SYLLABLES if one != other]
    return [pairs[at] for at in stream.permutation(len(pairs))]
