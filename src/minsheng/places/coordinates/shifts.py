"""GCJ-02 and BD-09, the two shifts that maps published in China carry, there and exactly back.

Neither is published; the formulas are the ones every open converter uses, found by fitting (``eviltransform``, and the
Baidu step after ``coordTransform``). Back is not a formula of its own but the forward one solved by iteration, so that
there and back again meets to a billionth of a degree.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from minsheng.places.points import Floats, Truths

Pair: TypeAlias = tuple[Floats, Floats]
Step: TypeAlias = Callable[[Floats, Floats], Pair]

_AXIS = 6378245.0
_ECCENTRICITY = 0.00669342162296594323
"""Krasovsky 1940, the ellipsoid that the shift is computed on."""
_WEST, _EAST, _SOUTH, _NORTH = 72.004, 137.8347, 0.8293, 55.8271
_BAIDU = np.pi * 3000.0 / 180.0
_CLOSE = 1e-12
_MOST_STEPS = 60
_AT_ONCE = 20_000


def in_shifted_area(lon: Floats, lat: Floats) -> Truths:
    """Where the shifts apply: inside the box round China that the converters use (n). It holds neighbours too.

    >>> in_shifted_area(np.array([120.2, -51.2]), np.array([30.2, -30.0])).tolist()
    [True, False]
    """
    inside: Truths = (lon >= _WEST) & (lon <= _EAST) & (lat >= _SOUTH) & (lat <= _NORTH)
    return inside


def wgs84_to_gcj02(lon: Floats, lat: Floats) -> Pair:
    """Degrees in WGS 84 → degrees in GCJ-02 (n and n); outside China as they were.

    >>> lon, lat = wgs84_to_gcj02(np.array([120.2]), np.array([30.2]))
    >>> round(float(lon[0]), 6), round(float(lat[0]), 6)
    (120.204558, 30.197585)
    """
    inside = in_shifted_area(lon, lat)
    east, north = _gcj02_offset(np.where(inside, lon, 105.0), np.where(inside, lat, 35.0))
    return np.where(inside, lon + east, lon), np.where(inside, lat + north, lat)


def gcj02_to_wgs84(lon: Floats, lat: Floats) -> Pair:
    """Degrees in GCJ-02 → degrees in WGS 84, to 1e-9 degrees; outside China as they were."""
    return _undone(wgs84_to_gcj02, lon, lat)


def gcj02_to_bd09(lon: Floats, lat: Floats) -> Pair:
    """Degrees in GCJ-02 → degrees in BD-09; outside China as they were.

    >>> lon, lat = gcj02_to_bd09(np.array([116.404]), np.array([39.915]))
    >>> round(float(lon[0]), 8), round(float(lat[0]), 8)
    (116.41036949, 39.92133699)
    """
    inside = in_shifted_area(lon, lat)
    far = np.hypot(lon, lat) + 0.00002 * np.sin(lat * _BAIDU)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * _BAIDU)
    east, north = far * np.cos(angle) + 0.0065, far * np.sin(angle) + 0.006
    return np.where(inside, east, lon), np.where(inside, north, lat)


def bd09_to_gcj02(lon: Floats, lat: Floats) -> Pair:
    """Degrees in BD-09 → degrees in GCJ-02, to 1e-9 degrees; outside China as they were."""
    return _undone(gcj02_to_bd09, lon, lat)


def wgs84_to_bd09(lon: Floats, lat: Floats) -> Pair:
    """Degrees in WGS 84 → degrees in BD-09, which is GCJ-02 shifted once more in its own way."""
    return gcj02_to_bd09(*wgs84_to_gcj02(lon, lat))


def bd09_to_wgs84(lon: Floats, lat: Floats) -> Pair:
    """Degrees in BD-09 → degrees in WGS 84, to 1e-9 degrees."""
    return gcj02_to_wgs84(*bd09_to_gcj02(lon, lat))


def _gcj02_offset(lon: Floats, lat: Floats) -> Pair:
    """How far east and north the shift moves, in degrees."""
    x, y = lon - 105.0, lat - 35.0
    wave = (20.0 * np.sin(6.0 * x * np.pi) + 20.0 * np.sin(2.0 * x * np.pi)) * 2.0 / 3.0
    root = np.sqrt(np.abs(x))
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + wave
    north += (20.0 * np.sin(y * np.pi) + 40.0 * np.sin(y / 3.0 * np.pi)) * 2.0 / 3.0
    north += (160.0 * np.sin(y / 12.0 * np.pi) + 320.0 * np.sin(y / 30.0 * np.pi)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + wave
    east += (20.0 * np.sin(x * np.pi) + 40.0 * np.sin(x / 3.0 * np.pi)) * 2.0 / 3.0
    east += (150.0 * np.sin(x / 12.0 * np.pi) + 300.0 * np.sin(x / 30.0 * np.pi)) * 2.0 / 3.0
    magic = 1 - _ECCENTRICITY * np.sin(np.radians(lat)) ** 2
    north = np.degrees(north / (_AXIS * (1 - _ECCENTRICITY) / magic**1.5))
    east = np.degrees(east / (_AXIS / np.sqrt(magic) * np.cos(np.radians(lat))))
    return east, north


def _undone(step: Step, lon: Floats, lat: Floats) -> Pair:
    """The positions that the step brings to these, some at a time: what is worked on stays in the processor's cache."""
    east, north = lon.copy(), lat.copy()
    for begin in range(0, len(lon), _AT_ONCE):
        some = slice(begin, begin + _AT_ONCE)
        east[some], north[some] = _solved(step, lon[some], lat[some])
    return east, north


def _solved(step: Step, lon: Floats, lat: Floats) -> Pair:
    """By p ← p + (wanted − step(p)), which shrinks the error fifty-fold."""
    east, north = lon, lat
    inside = in_shifted_area(lon, lat)
    for _ in range(_MOST_STEPS):
        there = step(east, north)
        # A position by the edge may have come from inside although the guess has left it: it stays as it is.
        off_east, off_north = np.where(inside, lon - there[0], 0.0), np.where(inside, lat - there[1], 0.0)
        if np.max(np.abs(off_east), initial=0.0) < _CLOSE and np.max(np.abs(off_north), initial=0.0) < _CLOSE:
            break
        east, north = east + off_east, north + off_north
    return east, north
