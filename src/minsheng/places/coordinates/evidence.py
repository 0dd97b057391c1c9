"""What can be held against positions to see whether they are shifted: roads, water, and what each row claims."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np
import shapely

from minsheng.places.boundaries.bundled import boundaries_of
from minsheng.places.boundaries.shapes import METRES_A_DEGREE, Boundaries
from minsheng.places.points import Floats, Truths, Whole
from minsheng.terms.divisions import COUNTRY

_FAR, _OFF = 1000.0, 150.0
"""Metres from the nearest road that are not told apart any more, and at which a point is off the network."""
_CLOSER = 5.0
"""Metres by which a position has to be closer to a road than another to count for it."""
_CELL = 0.003
"""Degrees, some 300 m: of all points in a cell one is asked, for neighbours say the same of a shift of 500 m."""
_NEAR_DEGREES = 0.1


@dataclass(frozen=True)
class Water:
    """A stretch of water where nothing stands: its name, and a polygon or several in WGS 84."""

    name: str
    shape: Any


@dataclass(frozen=True, eq=False)
class Evidence:
    """What is known to be in WGS 84: ``roads`` (m, 4: longitude, latitude of both ends), ``water``, ``boundaries``.

    Without ``boundaries`` the package's districts are used, without ``water`` the rivers that this room knows.
    """

    roads: Floats | None = None
    water: tuple[Water, ...] | None = None
    boundaries: Boundaries | None = None


@dataclass(frozen=True, eq=False)
class Tally:
    """One kind of evidence over some points: ``score`` by shift (n, lower is better), in ``unit``, ``margin`` decides.

    ``told`` is the figure by shift that a person is shown: points in the wrong place, or the median distance.
    ``fine``: a matter of metres, that counts only where nothing coarser speaks.
    """

    kind: str
    unit: str
    points: int
    score: Mapping[str, Floats]
    margin: float
    told: Mapping[str, float]
    fine: bool = False


def apart(lon: Floats, lat: Floats, most: int) -> Whole:
    """Rows of points (n and n, degrees) that lie in different cells of 300 m, the same ones each time, at most so many.

    >>> apart(np.array([120.0, 120.0001, 120.01]), np.array([30.0, 30.0001, 30.0]), 10).tolist()
    [0, 2]
    """
    cells = np.floor(lon / _CELL).astype(np.int64) * 1_000_000 + np.floor(lat / _CELL).astype(np.int64)
    _, first = np.unique(cells, return_index=True)
    rows: Whole = np.sort(first)
    return rows[:: max(1, -(-len(rows) // most))]


def on_roads(positions: Mapping[str, tuple[Floats, Floats]], roads: Floats) -> tuple[Tally, ...]:
    """Which points are off the network, and how far the others are from the nearest road, by shift.

    Nothing when all are off the network under every shift: it is another town's.
    """
    stretch = float(np.cos(np.radians(np.median(roads[:, 1]))))
    scale = np.array([stretch, 1.0]) * METRES_A_DEGREE
    tree = shapely.STRtree(shapely.linestrings(roads.reshape(-1, 2, 2) * scale))
    away = {}
    for name, (lon, lat) in positions.items():
        points = shapely.points(np.column_stack([lon, lat]) * scale)
        away[name] = np.full(len(points), _FAR)
        rows, far = tree.query_nearest(points, max_distance=_FAR, return_distance=True, all_matches=False)
        away[name][rows[0]] = far
    near = np.min(list(away.values()), axis=0) <= _OFF
    if not near.any():
        return ()
    score = {name: far[near] for name, far in away.items()}
    told = {name: float(np.median(far)) for name, far in score.items()}
    close = Tally("道路", "离最近道路的中位数，米", int(near.sum()), score, _CLOSER, told, fine=True)
    off = _places_tally("路网", f"离道路超过 {_OFF:.0f} 米的点数", {name: far > _OFF for name, far in score.items()})
    return (close,) if off is None else (off, close)


def in_water(positions: Mapping[str, tuple[Floats, Floats]], water: Sequence[Water]) -> Tally | None:
    """Which points would stand in water, by shift; None when none would under any."""
    shape = shapely.union_all([one.shape for one in water])
    shapely.prepare(shape)
    wrong = {name: shapely.contains_xy(shape, lon, lat) for name, (lon, lat) in positions.items()}
    label = "水面（" + "、".join(one.name for one in water) + "）"
    return _places_tally(label, "落在水里的点数", wrong)


def as_claimed(
    positions: Mapping[str, tuple[Floats, Floats]], claims: Sequence[str], boundaries: Boundaries
) -> Tally | None:
    """Which points lie outside the division they claim, by shift; None when nobody claims a division that is known.

    ``claims`` (n) are division codes, "" for none; of a code below county the county counts, of a city any district.
    """
    codes = np.array([one.code for one in boundaries.all] + ["-"])
    asked = np.array([_prefix(one) for one in claims])
    known = np.array([one != "" and any(code.startswith(one) for code in codes) for one in asked], dtype=bool)
    if not known.any():
        return None
    wrong = {}
    for name, (lon, lat) in positions.items():
        there = codes[boundaries.rows_at(lon[known], lat[known])]
        wrong[name] = ~np.char.startswith(there, asked[known])
    return _places_tally("所称区划", "不在自称区划里的点数", wrong)


def _prefix(code: str) -> str:
    return code[:2] if code[2:6] == "0000" else code[:4] if code[4:6] == "00" else code[:6]


def _places_tally(kind: str, unit: str, wrong: Mapping[str, Truths]) -> Tally | None:
    if not any(one.any() for one in wrong.values()):
        return None
    told = {name: float(one.sum()) for name, one in wrong.items()}
    score = {name: one.astype(np.float64) for name, one in wrong.items()}
    return Tally(kind, unit, len(next(iter(score.values()))), score, 0.5, told)


def claims_of_names(texts: Sequence[str], boundaries: Boundaries) -> tuple[str, ...]:
    """The division that a name or address tells by its full name (滨江区政府 → 滨江区), "" where it tells none or two.

    Short names are not taken: 余杭塘路 is a road, and no longer in 余杭.
    """
    codes: dict[str, set[str]] = {}
    for one in boundaries.all:
        if len(one.name) >= 3:
            codes.setdefault(one.name, set()).add(one.code)
    sure = {name: next(iter(found)) for name, found in codes.items() if len(found) == 1}

    def told(text: str) -> str:
        found = {code for name, code in sure.items() if name in text}
        return found.pop() if len(found) == 1 else ""

    cache = {text: told(text) for text in set(texts)}
    return tuple(cache[text] for text in texts)


def boundaries_near(lon: Floats, lat: Floats) -> Boundaries:
    """The package's districts that come within a few kilometres of these points."""
    country = boundaries_of(COUNTRY)
    west, east = np.nanmin(lon) - _NEAR_DEGREES, np.nanmax(lon) + _NEAR_DEGREES
    south, north = np.nanmin(lat) - _NEAR_DEGREES, np.nanmax(lat) + _NEAR_DEGREES
    box = shapely.box(west, south, east, north)
    near = tuple(one for one in country.all if shapely.intersects(one.shape, box))
    return Boundaries(near, country.source)


def rivers_near(boundaries: Boundaries) -> tuple[Water, ...]:
    """The rivers that divisions of these boundaries meet in, as ``data/rivers.csv`` tells: strips along the line."""
    text = files("minsheng.places").joinpath("data/rivers.csv").read_text("utf-8")
    found = []
    for row in csv.DictReader(text.splitlines()):
        lines = [
            shapely.intersection(here.shape.boundary, there.shape.boundary)
            for here in map(boundaries.named, row["one_bank"].split("|"))
            for there in map(boundaries.named, row["other_bank"].split("|"))
            if here is not None and there is not None
        ]
        middle = shapely.union_all(lines)
        if not middle.is_empty:
            found.append(Water(row["name"], _strip(middle, float(row["half_width_m"]))))
    return tuple(found)


def _strip(line: Any, half_width: float) -> Any:
    """All within so many metres of the line, in degrees."""
    at = line.centroid
    scale = np.array([np.cos(np.radians(at.y)), 1.0]) * METRES_A_DEGREE
    wide = shapely.buffer(shapely.transform(line, lambda xy: xy * scale), half_width)
    return shapely.transform(wide, lambda xy: xy / scale)
