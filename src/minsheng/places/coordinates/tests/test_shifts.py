from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from minsheng.places.coordinates import shifts
from minsheng.places.coordinates.systems import SHIFTS, Shift, system_name, to_wgs84
from minsheng.terms.errors import MinshengError


def at(lon: float, lat: float) -> tuple[np.ndarray, np.ndarray]:
    return np.array([lon]), np.array([lat])


def test_a_known_place_in_gcj02_is_where_other_converters_put_it() -> None:
    # eviltransform's own test: 31.1774276, 121.5272106 in WGS 84 is 31.17530398364597, 121.531541859215 in GCJ-02.
    lon, lat = shifts.wgs84_to_gcj02(*at(121.5272106, 31.1774276))
    assert lon[0] == pytest.approx(121.531541859215, abs=1e-6)
    assert lat[0] == pytest.approx(31.17530398364597, abs=1e-6)


@pytest.mark.parametrize("shift", SHIFTS.values(), ids=SHIFTS)
@given(lon=st.floats(74, 134), lat=st.floats(4, 53))
def test_every_shift_undone_is_exact_to_a_billionth_of_a_degree(shift: Shift, lon: float, lat: float) -> None:
    back = shift.undone(*shift.applied(*at(lon, lat)))
    assert abs(back[0][0] - lon) < 1e-9
    assert abs(back[1][0] - lat) < 1e-9


@pytest.mark.parametrize(
    "step",
    [
        shifts.wgs84_to_gcj02,
        shifts.gcj02_to_wgs84,
        shifts.gcj02_to_bd09,
        shifts.bd09_to_gcj02,
        shifts.wgs84_to_bd09,
        shifts.bd09_to_wgs84,
    ],
)
@given(lon=st.floats(-180, 71), lat=st.floats(-90, 90))
def test_outside_china_nothing_moves(step: Callable[..., shifts.Pair], lon: float, lat: float) -> None:
    there = step(*at(lon, lat))
    assert (there[0][0], there[1][0]) == (lon, lat)


@given(lon=st.floats(-180, 180), lat=st.floats(-90, 90))
def test_undoing_a_shift_always_ends_with_a_number(lon: float, lat: float) -> None:
    for shift in SHIFTS.values():
        assert np.isfinite(shift.undone(*at(lon, lat))).all()


def test_a_projected_position_is_told_in_degrees() -> None:
    # EPSG:4549 has its central meridian at 120° with a false easting of 500 km.
    lon, lat = to_wgs84(*at(500_000.0, 3_320_000.0), "EPSG:4549")
    assert lon[0] == pytest.approx(120.0, abs=1e-9)
    assert 29.9 < lat[0] < 30.1


@pytest.mark.parametrize("name", ["mars", "EPSG:12", "EPSG:999999", "", "epsg:four"])
def test_a_system_nobody_knows_is_a_fault_with_an_example(name: str) -> None:
    with pytest.raises(MinshengError) as caught:
        to_wgs84(*at(120.0, 30.0), name)
    assert caught.value.faults[0].code == "places.crs"
    assert "EPSG:4549" in (caught.value.faults[0].expected or "")


def test_cgcs2000_in_degrees_is_taken_as_wgs84() -> None:
    assert {system_name(one) for one in ("EPSG:4490", "CGCS2000", "WGS84", "urn:ogc:def:crs:OGC:1.3:CRS84")} == {
        "wgs84"
    }
