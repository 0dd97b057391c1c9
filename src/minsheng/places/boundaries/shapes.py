"""Shapes of divisions in WGS 84: which one a point lies in, and their outlines for maps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import shapely

from minsheng.places.points import Floats, Truths, Whole

Ring: TypeAlias = Floats
"""A closed line, (n, 2): longitude and latitude in degrees."""

METRES_A_DEGREE = 111_195.0
"""Of latitude, on a sphere of 6,371 km; a degree of longitude is that times the cosine of the latitude."""


@dataclass(frozen=True)
class Boundary:
    """One division: its code (``""`` when the file gave none), its name, and its shape, a polygon or several."""

    code: str
    name: str
    shape: Any


@dataclass(frozen=True)
class Boundaries:
    """Divisions side by side, with the source that every map has to name (``source``, Chinese)."""

    all: tuple[Boundary, ...]
    source: str

    def __len__(self) -> int:
        return len(self.all)

    def named(self, code: str) -> Boundary | None:
        """The division with this code."""
        return next((one for one in self.all if one.code == code), None)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees."""
        west, south, east, north = shapely.total_bounds([one.shape for one in self.all]).tolist()
        return west, south, east, north

    @property
    def whole(self) -> Any:
        """All of them as one shape; slivers between neighbours are closed."""
        return shapely.union_all([one.shape for one in self.all], grid_size=1e-6)

    def rows_at(self, lon: Floats, lat: Floats) -> Whole:
        """Which boundary each point lies in: its place in ``all`` (n), -1 outside; on a shared line the first.

        Millions of points take seconds: points are sorted by longitude once, and each shape is asked only about the
        strip that it spans.
        """
        order = np.argsort(lon, kind="stable")
        east, north = lon[order], lat[order]
        found = np.full(len(order), -1, np.int64)
        for at, one in enumerate(self.all):
            shapely.prepare(one.shape)
            low, south, high, top = one.shape.bounds
            begin, end = np.searchsorted(east, low, "left"), np.searchsorted(east, high, "right")
            strip = np.arange(begin, end)
            strip = strip[(found[begin:end] < 0) & (north[begin:end] >= south) & (north[begin:end] <= top)]
            found[strip[shapely.intersects_xy(one.shape, east[strip], north[strip])]] = at
        rows = np.empty_like(found)
        rows[order] = found
        return rows

    def codes_at(self, lon: Floats, lat: Floats) -> tuple[str, ...]:
        """The code of the division each point lies in (n), "" outside all of them."""
        codes = [one.code for one in self.all] + [""]
        return tuple(codes[row] for row in self.rows_at(lon, lat).tolist())

    def holds(self, lon: Floats, lat: Floats) -> Truths:
        """Whether each point lies in one of them (n)."""
        inside: Truths = self.rows_at(lon, lat) >= 0
        return inside

    def outlines(self, tolerance: float) -> tuple[tuple[Ring, ...], ...]:
        """The rings of each division simplified to ``tolerance`` metres; neighbours keep the line they share.

        Outer rings first, holes after each; a division smaller than the tolerance keeps its shape.
        Visvalingam and Whyatt (1993) on the shared lines (GEOS ``CoverageSimplifyVW``).
        """
        shapes = [one.shape for one in self.all]
        degrees = tolerance / METRES_A_DEGREE
        simpler = shapely.coverage_simplify(shapes, degrees) if degrees > 0 else shapes
        return tuple(_rings(one) for one in simpler)


def _rings(shape: Any) -> tuple[Ring, ...]:
    rings: list[Ring] = []
    for part in shapely.get_parts(shape):
        rings.extend(shapely.get_coordinates(ring) for ring in shapely.get_rings(part))
    return tuple(rings)


def outline(shape: Any, tolerance: float = 0.0) -> tuple[Ring, ...]:
    """The rings of one shape simplified to ``tolerance`` metres, at least a triangle each (for an SVG path).

    >>> [ring.shape for ring in outline(shapely.box(120.0, 30.0, 120.1, 30.1))]
    [(5, 2)]
    """
    return _rings(shapely.simplify(shape, tolerance / METRES_A_DEGREE, preserve_topology=True) if tolerance else shape)


def metres(lon: Floats, lat: Floats, *, at: Sequence[float]) -> Floats:
    """Degrees → metres east and north of ``at`` (longitude, latitude): (n, 2), flat; good to 0.1% within a city."""
    east = (lon - at[0]) * METRES_A_DEGREE * np.cos(np.radians(at[1]))
    return np.column_stack([east, (lat - at[1]) * METRES_A_DEGREE])
