from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from minsheng.places.network.earth import chords, geocentric


def test_the_equator_and_the_pole_are_where_the_ellipsoid_has_them() -> None:
    at = geocentric(np.array([0.0, 90.0, 0.0]), np.array([0.0, 0.0, 90.0]))
    expected = [[6378137, 0, 0], [0, 6378137, 0], [0, 0, 6356752.314245]]
    assert at == pytest.approx(np.array(expected), abs=1e-6)


@given(
    lon=st.floats(-180, 180),
    lat=st.floats(-89, 89),
    east=st.floats(-0.01, 0.01),
    north=st.floats(-0.01, 0.01),
)
def test_a_short_straight_line_is_the_geodesic(lon: float, lat: float, east: float, north: float) -> None:
    lons, lats = np.array([lon, lon + east]), np.array([lat, lat + north])
    at = geocentric(lons, lats)
    _, _, geodesic = Geod(ellps="WGS84").inv(lons[0], lats[0], lons[1], lats[1])
    assert chords(at[:1], at[1:])[0] == pytest.approx(geodesic, abs=1e-3)
