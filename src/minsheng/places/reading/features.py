"""GeoJSON and Shapefile as features: text cells, a shape each, and the line or record they stand at."""

from __future__ import annotations

import json
import re
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import shape

from minsheng.places.coordinates.systems import PROJECTED_EXAMPLE, system_name, system_of_wkt
from minsheng.register.encoding import encoding_of
from minsheng.register.sources import text_of
from minsheng.terms.errors import Fault, MinshengError

SUFFIXES = (".geojson", ".json", ".shp")
_BETWEEN = tuple(" \t\r\n,")
_LIST = re.compile(r'"features"\s*:\s*\[')


@dataclass(frozen=True)
class Feature:
    """One feature: where it stands (line of a GeoJSON file, record of a Shapefile), its cells, its shape or None."""

    line: int
    cells: dict[str, str]
    shape: Any


@dataclass(frozen=True)
class Features:
    """All of a file: ``titles`` in order of appearance, ``crs`` as the file declares it ("" when it does not)."""

    file: str
    titles: tuple[str, ...]
    all: tuple[Feature, ...]
    crs: str


def read_features(path: Path) -> Features:
    """The features of a .geojson, .json or .shp file; MinshengError with file and line when it cannot be read."""
    if not path.is_file():
        raise MinshengError(Fault("places.no-file", "没有这个文件", str(path)))
    features, crs = _shapefile(path) if path.suffix.lower() == ".shp" else _geojson(path)
    if not features:
        raise MinshengError(Fault("places.empty-file", "文件里没有要素", path.name))
    titles = dict.fromkeys(title for one in features for title in one.cells)
    return Features(path.name, tuple(titles), tuple(features), crs)


def _geojson(path: Path) -> tuple[list[Feature], str]:
    encoding = encoding_of(path)
    text = path.read_text(encoding.name, errors="strict" if encoding.clean else "backslashreplace")
    match = _LIST.search(text)
    try:
        if match is None:
            raise _no_collection(path, json.loads(text))
        features, end = _features(path, text, match.end())
        head = json.loads(text[: match.end()] + text[end:])
    except json.JSONDecodeError as error:
        raise MinshengError(Fault("places.json", "不是完整的 JSON", path.name, error.lineno, error.msg)) from None
    except ValueError as error:
        raise MinshengError(Fault("places.json", "JSON 里有读不了的数", path.name, read=str(error)[:80])) from None
    except RecursionError:
        raise MinshengError(Fault("places.json", "JSON 嵌套过深", path.name)) from None
    if not isinstance(head, dict) or head.get("type") != "FeatureCollection":
        raise _no_collection(path, head)
    return features, _declared(head, path)


def _no_collection(path: Path, read: object) -> MinshengError:
    kind = read.get("type") if isinstance(read, dict) else type(read).__name__
    return MinshengError(Fault("places.geojson", "不是 GeoJSON 要素集", path.name, 1, str(kind), "FeatureCollection"))


def _features(path: Path, text: str, at: int) -> tuple[list[Feature], int]:
    """The features from the opening bracket on, and where the closing one stands; each with its line."""
    decoder = json.JSONDecoder()
    found: list[Feature] = []
    line, counted = text.count("\n", 0, at) + 1, at
    while True:
        while text[at : at + 1] in _BETWEEN:
            at += 1
        if text[at : at + 1] == "]":
            return found, at
        line, counted = line + text.count("\n", counted, at), at
        value, at = decoder.raw_decode(text, at)
        found.append(_feature(path, line, value))


def _feature(path: Path, line: int, value: Any) -> Feature:
    if not isinstance(value, dict) or value.get("type") != "Feature":
        raise MinshengError(Fault("places.geojson", "这一项不是要素", path.name, line, str(value)[:60], "Feature"))
    properties = value.get("properties") or {}
    if not isinstance(properties, dict):
        raise MinshengError(
            Fault("places.geojson", "要素的 properties 不是对象", path.name, line, str(properties)[:60])
        )
    cells = {str(name): text_of(cell) for name, cell in properties.items()}
    if "id" in value and "id" not in cells:
        cells["id"] = text_of(value["id"])
    return Feature(line, cells, _shape(path, line, value.get("geometry")))


def _shape(path: Path, line: int, geometry: Any) -> Any:
    if geometry is None:
        return None
    try:
        found = shape(geometry)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError, shapely.errors.ShapelyError) as error:
        shown = str(geometry)[:80]
        raise MinshengError(
            Fault("places.geometry", "要素的 geometry 读不出来", path.name, line, shown, "GeoJSON 的点或多边形")
        ) from error
    return None if found.is_empty else found


def _declared(head: dict[str, Any], path: Path) -> str:
    """The system in a GeoJSON's ``crs`` member, which old programs still write."""
    crs = head.get("crs")
    name = crs.get("properties", {}).get("name") if isinstance(crs, dict) else None
    if not isinstance(name, str):
        return ""
    try:
        return system_name(name)
    except MinshengError as error:
        raise MinshengError(
            Fault("places.crs", "不认识文件写明的坐标系", path.name, 1, name, error.faults[0].expected)
        ) from None


def _shapefile(path: Path) -> tuple[list[Feature], str]:
    import shapefile

    try:
        with shapefile.Reader(str(path), encoding=_dbf_encoding(path), encodingErrors="replace") as reader:
            titles = [field[0] for field in reader.fields[1:]]
            found = [
                Feature(
                    at,
                    {title: text_of(cell) for title, cell in zip(titles, one.record, strict=True)},
                    None if one.shape.shapeType == shapefile.NULL else _shape(path, at, one.shape.__geo_interface__),
                )
                for at, one in enumerate(reader.iterShapeRecords(), 1)
            ]
    except (shapefile.ShapefileException, struct.error, LookupError, OSError, ValueError) as error:
        told = str(error)[:80]
        raise MinshengError(
            Fault("places.shapefile", "不是能读的 Shapefile", path.name, None, told, ".shp、.shx、.dbf 放在一起")
        ) from None
    return found, _prj(path)


def _dbf_encoding(path: Path) -> str:
    """As the .cpg file says, else UTF-8 if the table fits, else GB18030, which most Chinese programs write."""
    told = path.with_suffix(".cpg")
    if told.is_file():
        name = told.read_text("ascii", errors="replace").strip().lower()
        return {"936": "gb18030", "gbk": "gb18030", "gb2312": "gb18030", "65001": "utf-8"}.get(name, name or "utf-8")
    try:
        table = path.with_suffix(".dbf").read_bytes()
        table[int.from_bytes(table[8:10], "little") :].decode("utf-8")
    except OSError:
        return "utf-8"
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def _prj(path: Path) -> str:
    file = path.with_suffix(".prj")
    if not file.is_file():
        return ""
    text = file.read_text("utf-8", errors="replace")
    name = system_of_wkt(text)
    if name is None:
        shown = re.sub(r"\s+", " ", text)[:60]
        raise MinshengError(Fault("places.projection", "认不出 .prj 写的投影", file.name, 1, shown, PROJECTED_EXAMPLE))
    return name
