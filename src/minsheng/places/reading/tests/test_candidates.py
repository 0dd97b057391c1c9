from __future__ import annotations

import numpy as np
import pytest
import shapely

from minsheng.places.boundaries.bundled import boundaries_of
from minsheng.places.coordinates.evidence import Water
from minsheng.places.reading.candidates import candidate_grid
from minsheng.terms.errors import MinshengError


def test_a_grid_lies_inside_the_district_at_the_spacing_asked() -> None:
    west_lake = boundaries_of("330106")
    sites = candidate_grid(west_lake, spacing=1000, kind="elder_care", capacity=40)
    assert west_lake.holds(sites.lon, sites.lat).all()
    # 西湖区 covers about 309 square kilometres, one site each.
    assert 290 < len(sites) < 330
    assert set(sites.kind) == {"elder_care"}
    assert len(set(sites.ids)) == len(sites)


def test_sites_stay_off_the_water_and_near_what_is_named() -> None:
    district = boundaries_of("330108")
    whole = candidate_grid(district, spacing=500)
    lake = Water("湖", shapely.box(120.0, 30.0, 120.2, 31.0))
    assert 0 < len(candidate_grid(district, spacing=500, water=(lake,))) < len(whole)
    near = candidate_grid(district, spacing=100, near=np.array([[120.2, 30.18]]), reach=300)
    # A circle of 300 m holds 28 squares of 100 m.
    assert 24 <= len(near) <= 32


@pytest.mark.parametrize(
    ("spacing", "code"), [(0, "spacing"), (-5, "spacing"), (1, "too-many-sites"), (1e6, "no-sites")]
)
def test_a_spacing_that_gives_none_or_too_many_is_a_fault(spacing: float, code: str) -> None:
    with pytest.raises(MinshengError) as caught:
        candidate_grid(boundaries_of("330100"), spacing=spacing)
    assert caught.value.faults[0].code == f"places.{code}"
