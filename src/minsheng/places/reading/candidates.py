"""Candidate sites from a grid, where the user has no parcels of their own."""

from __future__ import annotations

import numpy as np
import shapely

from minsheng.places.boundaries.shapes import METRES_A_DEGREE, Boundaries
from minsheng.places.coordinates.evidence import Water
from minsheng.places.points import Facilities, Floats, Whole
from minsheng.terms.errors import Fault, MinshengError

MOST_SITES = 200_000


def candidate_grid(
    within: Boundaries,
    *,
    spacing: float,
    kind: str = "",
    capacity: float = np.nan,
    near: Floats | None = None,
    reach: float = 500.0,
    water: tuple[Water, ...] = (),
) -> Facilities:
    """Sites every ``spacing`` metres inside the boundaries, off the water, each with this kind and capacity.

    ``near`` (n, 2: longitude, latitude, WGS 84): only sites within ``reach`` metres of one of these, as of crossings or
    of where people live. Ids are ``g`` with row and column from the south-west corner. Raises MinshengError when there
    would be none, or more than 200,000.

    >>> from minsheng.places.boundaries.shapes import Boundary
    >>> square = Boundaries((Boundary("", "", shapely.box(120.0, 30.0, 120.02, 30.02)),), "")
    >>> len(candidate_grid(square, spacing=1000))
    4
    """
    if not spacing > 0:
        raise MinshengError(Fault("places.spacing", "格距要大于零", read=f"{spacing:g}", expected="米数，如 500"))
    west, south, east, north = within.bounds
    up = spacing / METRES_A_DEGREE
    across = up / np.cos(np.radians((south + north) / 2))
    rows, columns = int((north - south) / up) + 1, int((east - west) / across) + 1
    if rows * columns > 100 * MOST_SITES:
        raise _too_many(f"{rows:,} × {columns:,}")
    row, column = (one.ravel() for one in np.mgrid[0:rows, 0:columns])
    lon, lat = west + (column + 0.5) * across, south + (row + 0.5) * up
    keep = within.holds(lon, lat)
    for one in water:
        shapely.prepare(one.shape)
        keep &= ~shapely.contains_xy(one.shape, lon, lat)
    lon, lat, row, column = lon[keep], lat[keep], row[keep], column[keep]
    if near is not None:
        close = _close(lon, lat, near, reach)
        lon, lat, row, column = lon[close], lat[close], row[close], column[close]
    if not len(lon):
        raise MinshengError(
            Fault("places.no-sites", "边界里一个备选点也放不下", read=f"格距 {spacing:g} 米", expected="小一点的格距")
        )
    if len(lon) > MOST_SITES:
        raise _too_many(f"{len(lon):,}")
    ids = tuple(f"g{one:04d}-{other:04d}" for one, other in zip(row.tolist(), column.tolist(), strict=True))
    return Facilities(
        ids=ids,
        lon=np.round(lon, 6),
        lat=np.round(lat, 6),
        kind=(kind,) * len(ids),
        capacity=np.full(len(ids), capacity),
    )


def _close(lon: Floats, lat: Floats, near: Floats, reach: float) -> Whole:
    from scipy.spatial import KDTree

    scale = np.array([np.cos(np.radians(float(lat.mean()) if len(lat) else 0.0)), 1.0]) * METRES_A_DEGREE
    far, _ = KDTree(near * scale).query(np.column_stack([lon, lat]) * scale, distance_upper_bound=reach)
    return np.flatnonzero(np.isfinite(far))


def _too_many(read: str) -> MinshengError:
    return MinshengError(
        Fault("places.too-many-sites", "备选点太多", read=read, expected=f"不超过 {MOST_SITES:,} 个，请加大格距")
    )
