"""The coordinate systems a file may be in, by name, and the way from each to WGS 84."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from minsheng.places.coordinates.shifts import (
    Pair,
    Step,
    bd09_to_wgs84,
    gcj02_to_wgs84,
    wgs84_to_bd09,
    wgs84_to_gcj02,
)
from minsheng.places.points import Floats
from minsheng.terms.errors import Fault, MinshengError

AUTO = "auto"
EXPECTED = "auto、wgs84、gcj02、bd09、gcj02x2（两次 GCJ-02），或 EPSG:4549 这样的编号"
PROJECTED_EXAMPLE = "--crs EPSG:4549（CGCS2000 三度带，中央经线 120°，杭州一带常用）"


@dataclass(frozen=True)
class Shift:
    """What was done to positions in WGS 84 before they were written: ``done`` step by step, ``undo`` the way back."""

    name: str
    label: str
    done: tuple[Step, ...]
    undo: tuple[Step, ...]

    def undone(self, lon: Floats, lat: Floats) -> Pair:
        """Back to WGS 84 (n and n)."""
        for step in self.undo:
            lon, lat = step(lon, lat)
        return lon, lat

    def applied(self, lon: Floats, lat: Floats) -> Pair:
        """From WGS 84 to what such a file holds (n and n)."""
        for step in self.done:
            lon, lat = step(lon, lat)
        return lon, lat


SHIFTS = {
    one.name: one
    for one in (
        Shift("wgs84", "WGS 84（没有偏移）", (), ()),
        Shift("gcj02", "GCJ-02（火星坐标）", (wgs84_to_gcj02,), (gcj02_to_wgs84,)),
        Shift("bd09", "BD-09（百度坐标）", (wgs84_to_bd09,), (bd09_to_wgs84,)),
        Shift("gcj02x2", "偏移了两次的 GCJ-02", (wgs84_to_gcj02,) * 2, (gcj02_to_wgs84,) * 2),
        Shift("bd09x2", "偏移了两次的 BD-09", (wgs84_to_bd09,) * 2, (bd09_to_wgs84,) * 2),
        Shift(
            "gcj02+bd09",
            "先偏移成 GCJ-02，又当作 WGS 84 转成 BD-09",
            (wgs84_to_gcj02, wgs84_to_bd09),
            (bd09_to_wgs84, gcj02_to_wgs84),
        ),
    )
}
"""The shifts that detection tells apart, by name. CGCS2000 (EPSG:4490) is WGS 84 here, less than a metre off."""

_EPSG = re.compile(r"(?i)(?:urn:ogc:def:crs:)?epsg:(?::|[0-9.]+:)?([0-9]{4,6})")
_SAME = {"4326", "4490", "4979"}


def system_name(crs: str) -> str:
    """The system's name as this room writes it; MinshengError when nobody knows it.

    >>> system_name("GCJ-02"), system_name("epsg:4326"), system_name("urn:ogc:def:crs:EPSG::4549")
    ('gcj02', 'wgs84', 'EPSG:4549')
    """
    text = crs.strip()
    short = text.lower().replace("-", "").replace("_", "").replace(" ", "")
    if short == AUTO or short in SHIFTS:
        return short
    if short in ("cgcs2000", "crs84", "urn:ogc:def:crs:ogc:1.3:crs84", "urn:ogc:def:crs:ogc::crs84"):
        return "wgs84"
    match = _EPSG.fullmatch(text)
    if match is None:
        raise MinshengError(Fault("places.crs", "不认识这个坐标系", read=crs, expected=EXPECTED))
    return "wgs84" if match.group(1) in _SAME else f"EPSG:{match.group(1)}"


def to_wgs84(x: Floats, y: Floats, crs: str) -> Pair:
    """Positions of a named system (n and n) → degrees in WGS 84; ``crs`` is no ``auto``.

    Raises MinshengError when nobody knows the system, or when a position is beyond what the projection can hold.

    >>> lon, lat = to_wgs84(np.array([519260.0]), np.array([3342303.0]), "EPSG:4549")
    >>> round(float(lon[0]), 4), round(float(lat[0]), 4)
    (120.2, 30.2)
    """
    name = system_name(crs)
    if name in SHIFTS:
        return SHIFTS[name].undone(x, y)
    return _projected(x, y, name)


def _projected(x: Floats, y: Floats, name: str) -> Pair:
    import pyproj

    try:
        system = pyproj.CRS.from_user_input(name)
    except pyproj.exceptions.CRSError:
        raise MinshengError(Fault("places.crs", "没有这个坐标系编号", read=name, expected=EXPECTED)) from None
    turn = pyproj.Transformer.from_crs(system, "EPSG:4326", always_xy=True)
    lon, lat = turn.transform(x, y)
    east, north = np.asarray(lon, np.float64), np.asarray(lat, np.float64)
    bad = ~(np.isfinite(east) & np.isfinite(north)) & np.isfinite(x) & np.isfinite(y)
    if bad.any():
        at = int(np.argmax(bad))
        raise MinshengError(
            Fault(
                "places.crs-range",
                f"有 {int(bad.sum()):,} 处坐标不在 {name} 能表示的范围里",
                read=f"{x[at]}, {y[at]}",
                expected=EXPECTED,
            )
        )
    return east, north


def system_of_wkt(text: str) -> str | None:
    """The name of the system that a .prj file describes (``wgs84`` or ``EPSG:n``), None when it has no number."""
    import pyproj

    try:
        system = pyproj.CRS.from_wkt(text)
    except pyproj.exceptions.CRSError:
        return None
    code = system.to_epsg(min_confidence=25)
    return None if code is None else system_name(f"EPSG:{code}")
