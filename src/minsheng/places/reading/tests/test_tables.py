from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import openpyxl
import pytest
import shapefile
from hypothesis import given
from hypothesis import strategies as st

from minsheng.places.boundaries.bundled import boundaries_of
from minsheng.places.coordinates.shifts import wgs84_to_gcj02
from minsheng.places.reading.numbers import read_numbers
from minsheng.places.reading.tables import How, read_candidates, read_facilities, read_people
from minsheng.terms.errors import Fault, MinshengError

SAID = How(crs="wgs84")


def written(folder: Path, text: str, name: str = "people.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def faults_of(path: Path, how: How = SAID) -> tuple[Fault, ...]:
    with pytest.raises(MinshengError) as caught:
        read_people(path, how) if "people" in path.name else read_facilities(path, how)
    return caught.value.faults


def test_people_come_with_ages_and_labels(tmp_path: Path) -> None:
    text = "id,lon,lat,people,65+,0-2,division,area\na,120.1,30.2,10,2,,330106,urban\nb,120.2,30.3,5.5,1,1,,rural\n"
    read = read_people(written(tmp_path, text), SAID)
    assert read.table.ids == ("a", "b")
    assert read.table.lon.tolist() == [120.1, 120.2]
    assert read.table.people.tolist() == [10, 5.5]
    assert read.table.ages["65+"].tolist() == [2, 1]
    assert np.isnan(read.table.ages["0-2"][0])
    assert read.table.labels == {"division": ("330106", ""), "area": ("urban", "rural")}


def test_chinese_headers_in_gbk_from_a_spreadsheet_program(tmp_path: Path) -> None:
    header = "编号,经度,纬度,设施类型,床位数,名称,开放时间,空余床位,备注"
    text = f"{header}\r\n1,120.1,30.2,养老机构,30,清波养老院,8:00-17:00,4,好\r\n"
    read = read_facilities(written(tmp_path, text, "homes.csv", "gbk"), SAID)
    assert read.table.kind == ("养老机构",)
    assert read.table.capacity.tolist() == [30]
    assert (read.table.name, read.table.opening) == (("清波养老院",), ("8:00-17:00",))
    assert read.more["free"] == ("4",)
    assert any("GBK" in note for note in read.notes)
    assert any("备注" in note for note in read.notes)


def test_each_fault_is_told_with_file_line_and_what_was_read(tmp_path: Path) -> None:
    rows = [
        "id,lon,lat,kind,capacity",
        "a,120.1,30.2,home,-5",
        "b,东经120,30.2,home,5",
        "c,30.2,120.1,home,5",
        "d,190,30,home,5",
        "e,,,home,5",
        "f,120.1,30.2,home,5",
        "f,120.3,30.2,home,5",
        "g,120.1,30.2,home",
        ",120.1,30.2,home,5",
        "h,120.1,30.2,home,很多",
        *(f"ok{n},120.1,30.2,home,5" for n in range(9)),
    ]
    path = written(tmp_path, "\n".join(rows), "homes.csv")
    told = [(one.line, one.code, one.read) for one in faults_of(path)]
    assert told == [
        (2, "places.negative", "-5"),
        (3, "places.not-a-number", "东经120"),
        (4, "places.swapped", "30.2, 120.1"),
        (5, "places.position", "190, 30"),
        (6, "places.no-position", "空, 空"),
        (8, "places.same-id", "f（第 7 行已有）"),
        (9, "places.ragged", "4 格"),
        (10, "places.no-id", "空"),
        (11, "places.not-a-number", "很多"),
    ]
    lenient = read_facilities(path, How(crs="wgs84", strict=False))
    assert lenient.table.ids == ("f", *(f"ok{n}" for n in range(9)))
    assert lenient.set_aside == 9


def test_a_file_written_the_wrong_way_round_is_one_fault(tmp_path: Path) -> None:
    text = "id,lon,lat,people\n" + "".join(f"{n},30.{n},120.{n},1\n" for n in range(50))
    (fault,) = faults_of(written(tmp_path, text))
    assert (fault.code, fault.line, fault.message) == ("places.swapped", 2, "经度和纬度写反了：50 行")


def test_metres_of_a_projection_nobody_named_are_a_fault_with_an_example(tmp_path: Path) -> None:
    text = "id,lon,lat,people\na,519258,3342301,1\n"
    path = written(tmp_path, text)
    (fault,) = faults_of(path)
    assert fault.code == "places.projection"
    assert "EPSG:4549" in (fault.expected or "")
    named = read_people(path, How(crs="EPSG:4549")).table
    assert (round(float(named.lon[0]), 4), round(float(named.lat[0]), 4)) == (120.2, 30.2)


def test_gcj02_is_undone_when_it_is_said(tmp_path: Path) -> None:
    lon, lat = wgs84_to_gcj02(np.array([120.2]), np.array([30.2]))
    path = written(tmp_path, f"id,lon,lat,people\na,{lon[0]:.12f},{lat[0]:.12f},1\n")
    read = read_people(path, How(crs="gcj02"))
    assert read.table.lon[0] == pytest.approx(120.2, abs=1e-9)


def test_all_points_in_the_sea_are_an_error_and_some_are_told(tmp_path: Path) -> None:
    city = boundaries_of("330100")
    sea = written(tmp_path, "id,lon,lat,people\na,125,30,1\nb,126,30,1\n")
    (fault,) = faults_of(sea, How(crs="wgs84", within=city))
    assert fault.code == "places.all-outside"
    assert "全部 2 个点" in fault.message
    assert "第 2 行" in fault.message
    mixed = written(tmp_path, "id,lon,lat,people\na,120.2,30.2,1\nb,126,30,1\n")
    read = read_people(mixed, How(crs="wgs84", within=city))
    assert any("1 个点在边界以外，如 b（第 3 行" in note for note in read.notes)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "places.empty-file"),
        ("id,lon,people\n1,2,3\n", "places.columns"),
        ("id,lon,lat\n1,2,3\n", "places.columns"),
        ("id,lon,lat,people,lat\n", "places.column-twice"),
        ("id,lon,lat,people\n", "places.no-rows"),
        ('id,lon,lat,people\n"a,1,2,3\n', "places.ragged"),
        ("id,lon,lat,people\na,120,30,\n", "places.no-people"),
        ("id,lon,lat,people\na,120,30,inf\n", "places.not-a-number"),
        ("id,lon,lat,people\na\x00,120,30,1\n", "places.encoding"),
        ("id,lon,lat,people,area\na,120,30,1,海上\n", "places.area"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(tmp_path: Path, text: str, code: str) -> None:
    assert faults_of(written(tmp_path, text))[0].code == code


def test_many_faults_of_one_kind_are_counted(tmp_path: Path) -> None:
    text = "id,lon,lat,people\n" + "".join(f"{n},120,30,x\n" for n in range(1000))
    faults = faults_of(written(tmp_path, text))
    assert len(faults) == 11
    assert faults[-1].message == "同类问题另有 990 处，共 1,000 处"


def test_lines_are_those_of_the_file_with_blank_ones_and_quoted_ends(tmp_path: Path) -> None:
    text = '\n\nid,lon,lat,people\n"a\nb",120,30,1\n\nc,120,30,-1\n'
    (encoding, negative) = faults_of(written(tmp_path, text))
    assert (encoding.code, encoding.line) == ("places.encoding", 4)
    assert (negative.code, negative.line) == ("places.negative", 7)


def test_a_missing_file_and_an_unknown_kind_of_file_are_told(tmp_path: Path) -> None:
    assert faults_of(tmp_path / "people.csv")[0].code == "places.no-file"
    assert faults_of(written(tmp_path, "x", "people.dwg"))[0].code == "places.file-kind"


def test_excel_gives_the_same_as_text(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["编号", "经度", "纬度", "人口", "65岁以上"])
    book.active.append([1, 120.1, 30.2, 10, 2])
    book.save(tmp_path / "people.xlsx")
    read = read_people(tmp_path / "people.xlsx", SAID)
    assert (read.table.ids, read.table.people.tolist(), read.table.ages["65+"].tolist()) == (("1",), [10], [2])


def test_a_page_of_notes_in_a_workbook_is_passed_over(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["填表说明"])
    page = book.create_sheet("人口")
    for row in (["编号", "经度", "纬度", "人口"], ["a", 120.1, 30.2, 10], ["b", 120.1, "东", 10]):
        page.append(row)
    book.save(tmp_path / "people.xlsx")
    (fault,) = faults_of(tmp_path / "people.xlsx")
    assert (fault.line, fault.read) == (3, "东")


def collection(*features: dict[str, object], **more: object) -> str:
    body = ",\n".join(json.dumps(one) for one in features)
    head = "".join(f'"{name}": {json.dumps(value)}, ' for name, value in more.items())
    return f'{{"type": "FeatureCollection", {head}"features": [\n{body}\n]}}'


def feature(geometry: object, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def test_grid_cells_and_areas_stand_where_their_middle_or_a_point_inside_is(tmp_path: Path) -> None:
    cell = {"type": "Polygon", "coordinates": [[[120, 30], [120.2, 30], [120.2, 30.2], [120, 30.2], [120, 30]]]}
    hook = {
        "type": "Polygon",
        "coordinates": [[[0, 0], [9, 0], [9, 9], [0, 9], [0, 8], [8, 8], [8, 1], [0, 1], [0, 0]]],
    }
    text = collection(feature(cell, id="a", people=7), feature(hook, id="b", people=1))
    read = read_people(written(tmp_path, text, "people.geojson"), SAID)
    assert (read.table.lon[0], read.table.lat[0]) == (pytest.approx(120.1), pytest.approx(30.1))
    assert not (read.table.lon[1] < 8 and 1 < read.table.lat[1] < 8)
    assert any("2 个面" in note for note in read.notes)


def test_a_shape_says_where_it_is_and_not_its_columns(tmp_path: Path) -> None:
    point = {"type": "Point", "coordinates": [120, 30]}
    columns = {"编号": "a", "人口": 5, "经度": 1, "y": 2, "lon": 3}
    read = read_people(written(tmp_path, collection(feature(point, **columns)), "people.geojson"), SAID)
    assert (read.table.lon.tolist(), read.table.lat.tolist(), read.table.people.tolist()) == ([120], [30], [5])


def test_a_geojson_fault_names_its_line(tmp_path: Path) -> None:
    point = {"type": "Point", "coordinates": [120, 30]}
    text = collection(feature(point, id="a", people=1), feature(point, id="b", people=-1))
    (fault,) = faults_of(written(tmp_path, text, "people.geojson"))
    assert (fault.code, fault.line) == ("places.negative", 3)
    broken = collection(feature(point, id="a", people=1), feature({"type": "Point", "coordinates": "x"}, id="b"))
    (fault,) = faults_of(written(tmp_path, broken, "people.geojson"))
    assert (fault.code, fault.line) == ("places.geometry", 3)
    line = {"type": "LineString", "coordinates": [[120, 30], [121, 30]]}
    (fault,) = faults_of(written(tmp_path, collection(feature(line, id="a", people=1)), "people.geojson"))
    assert (fault.code, fault.read) == ("places.geometry", "LineString")


@pytest.mark.parametrize(
    "text", ["[", "[]", "{}", '{"features": [', '{"features": [1]}', '{"features": []}', "7", "9" * 5000]
)
def test_json_that_is_no_collection_is_a_fault(tmp_path: Path, text: str) -> None:
    assert faults_of(written(tmp_path, text, "people.geojson"))[0].file == "people.geojson"


def test_a_geojson_that_names_its_projection_is_read_by_it(tmp_path: Path) -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4549"}}
    point = {"type": "Point", "coordinates": [519258.463, 3342301.131]}
    path = written(tmp_path, collection(feature(point, id="a", people=1), crs=crs), "people.geojson")
    assert read_people(path).table.lon[0] == pytest.approx(120.2, abs=1e-6)


def shapes(path: Path, prj: str | None) -> Path:
    with shapefile.Writer(str(path), encoding="gbk") as writer:
        writer.field("编号", "C", 20)
        writer.field("名称", "C", 40)
        writer.point(519258.463, 3342301.131)
        writer.record("p1", "地块甲")
    if prj is not None:
        path.with_suffix(".prj").write_text(prj)
    return path.with_suffix(".shp")


def test_a_shapefile_in_gbk_with_its_projection(tmp_path: Path) -> None:
    import pyproj

    read = read_candidates(shapes(tmp_path / "parcels", pyproj.CRS("EPSG:4549").to_wkt("WKT1_ESRI")))
    assert (read.table.ids, read.table.name) == (("p1",), ("地块甲",))
    assert read.table.lon[0] == pytest.approx(120.2, abs=1e-6)


def test_a_shapefile_without_its_projection_is_a_fault(tmp_path: Path) -> None:
    assert faults_of(shapes(tmp_path / "parcels", None), How())[0].code == "places.projection"
    assert faults_of(shapes(tmp_path / "parcels", "LOCAL_CS[]"), How())[0].code == "places.projection"
    assert faults_of(written(tmp_path, "no", "x.shp"))[0].code == "places.shapefile"


def test_a_text_file_without_a_header_is_read_by_the_names_given(tmp_path: Path) -> None:
    path = written(tmp_path, "a;甲;120.1;30.2;路,1,2,3,4,5\nb;乙;120.2;30.3;路\n", "stops.csv")
    read = read_facilities(path, How(crs="wgs84", columns=("id", "name", "lon", "lat", "")))
    assert (read.table.ids, read.table.name) == (("a", "b"), ("甲", "乙"))


@given(st.lists(st.one_of(st.text(max_size=6), st.floats().map(repr), st.integers().map(str)), max_size=8))
def test_a_cell_is_blank_a_number_or_bad_and_never_two_of_them(cells: list[str]) -> None:
    values, bad = read_numbers(cells)
    for cell, value, wrong in zip(cells, values, bad, strict=True):
        assert not (wrong and not np.isnan(value))
        if not wrong and not np.isnan(value):
            assert float(cell) == value
        if not wrong and np.isnan(value):
            assert not cell.strip()


@given(st.binary(max_size=300), st.sampled_from([".csv", ".geojson", ".xlsx", ".shp"]))
def test_any_bytes_are_read_or_told_as_faults(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, suffix: str
) -> None:
    path = tmp_path_factory.mktemp("any") / f"people{suffix}"
    path.write_bytes(data)
    with pytest.raises(MinshengError):
        read_people(path, SAID)
