"""The user's own boundaries: streets, communities, service areas, from GeoJSON or Shapefile."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import shapely

from minsheng.places.boundaries.shapes import Boundaries, Boundary
from minsheng.places.coordinates.systems import AUTO, PROJECTED_EXAMPLE, system_name, to_wgs84
from minsheng.places.points import Floats
from minsheng.places.reading.columns import layout_of
from minsheng.places.reading.faults import FaultTally
from minsheng.places.reading.features import Feature, read_features
from minsheng.terms.errors import Fault, MinshengError


def read_boundaries(path: Path, *, crs: str = AUTO, repair: bool = False, source: str | None = None) -> Boundaries:
    """Divisions from a .geojson, .json or .shp file: a polygon each, with ``id`` or 区划代码, and ``name`` or 名称.

    ``crs`` ``auto`` is the system that the file declares, else WGS 84: shapes have nothing to hold a shift against, so
    that GCJ-02 has to be said. ``source`` is what maps have to name, by default the file. Raises MinshengError for
    every shape that is none, that crosses itself (with the place where it does; mended instead when ``repair`` says
    so), or that lies outside the earth, and for codes that come twice.
    """
    features = read_features(path)
    layout = layout_of("boundaries", features.titles, path.name, shaped=True)
    titles = {name: title for title, name in zip(features.titles, layout.names, strict=True) if name}
    name = system_name(crs)
    system = name if name != AUTO else features.crs or "wgs84"
    tally = FaultTally(path.name)
    found: list[Boundary] = []
    lines: dict[str, int] = {}
    for one in features.all:
        shape = _polygon(one, system, tally, repair=repair)
        code = one.cells.get(titles.get("id", ""), "").strip()
        if code in lines:
            tally.add("places.same-id", "区划代码重复", one.line, f"{code}（第 {lines[code]} 行已有）")
        elif code:
            lines[code] = one.line
        if shape is not None:
            found.append(Boundary(code, one.cells.get(titles.get("name", ""), "").strip() or code, shape))
    tally.raise_any()
    return Boundaries(tuple(found), source or f"边界：{path.name}（用户提供）")


def _polygon(one: Feature, system: str, tally: FaultTally, *, repair: bool) -> Any:
    shape = one.shape
    if shape is None or shape.geom_type not in ("Polygon", "MultiPolygon"):
        read = "没有形状" if shape is None else shape.geom_type
        tally.add("places.not-area", "边界要素不是面", one.line, read, "Polygon 或 MultiPolygon")
        return None
    if not system.startswith("EPSG:") and not _on_earth(shape):
        raise MinshengError(
            Fault(
                "places.projection",
                "坐标像是投影坐标（米），没有说明是哪种投影",
                tally.file,
                one.line,
                "{:.10g}, {:.10g}".format(*shapely.get_coordinates(shape)[0]),
                PROJECTED_EXAMPLE,
            )
        )
    if system != "wgs84":
        shape = shapely.transform(shape, lambda xy: _turned(xy, system))
    if shapely.is_valid(shape):
        return shape
    if repair:
        mended = _areas(shapely.make_valid(shape))
        if mended is None:
            tally.add("places.not-area", "边界修复后没有面积", one.line, _where(shape), "有面积的面")
        return mended
    tally.add(
        "places.crossing",
        f"边界自相交（{_reason(shape)}）",
        one.line,
        _where(shape),
        "不自相交的面，或用 --repair 修复",
    )
    return None


def _on_earth(shape: Any) -> bool:
    west, south, east, north = shape.bounds
    return bool(west >= -180 and east <= 180 and south >= -90 and north <= 90)


def _turned(xy: Floats, system: str) -> Floats:
    lon, lat = to_wgs84(xy[:, 0].copy(), xy[:, 1].copy(), system)
    return np.column_stack([lon, lat])


_REASONS = {
    "Self-intersection": "两条边相交",
    "Ring Self-intersection": "环碰到自己",
    "Hole lies outside shell": "洞在外面",
}


def _reason(shape: Any) -> str:
    told = str(shapely.is_valid_reason(shape)).split("[")[0].strip()
    return _REASONS.get(told, told)


def _where(shape: Any) -> str:
    """Where it is not valid, as GEOS says in brackets."""
    _, _, place = shapely.is_valid_reason(shape).partition("[")
    return "在 " + place.rstrip("]").replace(" ", ", ") if place else ""


def _areas(shape: Any) -> Any:
    """What of a mended shape is an area; lines and points that fell off are none."""
    parts = [one for one in shapely.get_parts(shape) if one.geom_type in ("Polygon", "MultiPolygon")]
    return shapely.union_all(parts) if parts else None
