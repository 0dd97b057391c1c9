"""Files of every accepted kind as batches of text cells by column, each row with its line."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any, TypeAlias

import shapely

from minsheng.places.reading.columns import Kind, Layout, layout_of
from minsheng.places.reading.features import SUFFIXES, Features, read_features
from minsheng.places.reading.plain import is_plain, plain_rows
from minsheng.register.encoding import CountedReader, encoding_of
from minsheng.register.sources import Notes, Sheet, read_file
from minsheng.terms.errors import Fault, MinshengError

Progress: TypeAlias = Callable[[str, int, int], None]
"""Told what is done, how much of it, and of how much."""

PLAIN_FROM = 4 << 20
"""Bytes from which a file is worth a look at whether Arrow can read it."""
_UTF8 = ("utf-8", "utf-8-sig")
_BATCH = 16_000
_DELIMITERS = ",;\t|"
_TEXT = (".csv", ".txt", ".tsv")
_READABLE = (".csv", ".tsv", ".txt", ".xlsx", ".parquet", *SUFFIXES)


@dataclass(frozen=True)
class Batch:
    """Some rows: their lines, the cells by column, and the rows of another width: line and cells."""

    layout: Layout
    lines: Sequence[int]
    cells: Mapping[str, Sequence[str]]
    ragged: Sequence[tuple[int, int]] = ()


@dataclass
class Told:
    """What a reader learns of a file on the way: notes for the user, and the system the file declares."""

    notes: list[str] = field(default_factory=list)
    crs: str = ""


def batches_of(
    path: Path, kind: Kind, told: Told, *, columns: Sequence[str] | None = None, progress: Progress | None = None
) -> Iterator[Batch]:
    """The batches of a file; MinshengError when it is of no kind that can be read.

    ``columns`` names the columns of a text file without a header ("" for one that is not kept).
    """
    suffix = path.suffix.lower()
    if not path.is_file():
        raise MinshengError(Fault("places.no-file", "没有这个文件", str(path)))
    if suffix in SUFFIXES:
        return _shaped(path, kind, told)
    if suffix in _TEXT:
        return _text(path, kind, told, columns, progress or _silent)
    if suffix in _READABLE or suffix == ".xlsm":
        return _typed(path, kind, told, progress or _silent)
    raise MinshengError(
        Fault("places.file-kind", "不认识这种文件", str(path), None, suffix or None, "、".join(_READABLE))
    )


def _silent(what: str, done: int, total: int) -> None:
    """No one is told."""


def _text(path: Path, kind: Kind, told: Told, columns: Sequence[str] | None, progress: Progress) -> Iterator[Batch]:
    encoding = encoding_of(path)
    if encoding.note:
        told.notes.append(f"{path.name}：{encoding.note}")
    total = path.stat().st_size
    with CountedReader(path) as counted:
        text = counted.text(encoding)
        blank, first = 0, text.readline()
        while first and not first.strip():
            blank, first = blank + 1, text.readline()
        if not first:
            raise MinshengError(Fault("places.empty-file", "文件里没有内容", path.name))
        mark = _delimiter(first, columns)
        reader = csv.reader(_again(first, text), delimiter=mark)
        rows = _rows(reader, path, blank)
        titles = columns if columns is not None else next(rows)[1]
        layout = layout_of(kind, titles, path.name, blank + 1)
        _note(layout, path, told)
        header = columns is None
        quick = not blank and reader.line_num <= 1 and encoding.name in _UTF8 and encoding.clean
        if quick and total >= PLAIN_FROM and is_plain(path, mark, header=header):
            yield from _plain(path, layout, mark, header=header, progress=progress)
            return
        while part := list(islice(rows, _BATCH)):
            yield _fitted(layout, part)
            progress(f"读取 {path.name}", counted.done, total)


def _plain(path: Path, layout: Layout, mark: str, *, header: bool, progress: Progress) -> Iterator[Batch]:
    rows = 0
    for part in plain_rows(path, layout, mark, header=header):
        yield Batch(layout, part.lines, part.cells, part.ragged)
        rows += len(part.lines)
        progress(f"读取 {path.name}", rows, 0)


def _again(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _delimiter(first: str, columns: Sequence[str] | None = None) -> str:
    """What stands between the cells of the first line: the mark that comes most often, else a comma.

    With ``columns`` given the first line is a row of data, and the mark is the one that cuts it into so many cells.

    >>> _delimiter("id;name;lon,lat;"), _delimiter("id"), _delimiter("7;1,2,3,4", ["id", "lines"])
    (';', ',', ';')
    """
    if columns is not None:
        fitting = [mark for mark in _DELIMITERS if first.count(mark) + 1 == len(columns)]
        return fitting[0] if fitting else ","
    return max(_DELIMITERS, key=first.count)


def _rows(reader: Any, path: Path, before: int) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line each begins on, ``before`` lines into the file; blank lines are none."""
    begins = before + 1
    try:
        for row in reader:
            if row:
                yield begins, row
            begins = before + reader.line_num + 1
    except csv.Error as error:
        raise MinshengError(
            Fault("places.csv", "CSV 读不下去，可能引号没有成对", path.name, before + reader.line_num, str(error))
        ) from None


def _fitted(layout: Layout, part: Sequence[tuple[int, list[str]]]) -> Batch:
    width = len(layout.names)
    ragged = [(line, len(row)) for line, row in part if len(row) != width]
    kept = [(line, row) for line, row in part if len(row) == width] if ragged else part
    cells = list(zip(*(row for _, row in kept), strict=True)) or [()] * width
    by_name = {name: cells[at] for at, name in enumerate(layout.names) if name}
    return Batch(layout, [line for line, _ in kept], by_name, ragged)


def _typed(path: Path, kind: Kind, told: Told, progress: Progress) -> Iterator[Batch]:
    """Excel and Parquet, through the reader of the register."""
    layouts: dict[str | None, Layout] = {}

    def header(file: str, name: str | None, titles: Sequence[str]) -> Sheet:
        try:
            layout = layouts[name] = layout_of(kind, titles, file if name is None else f"{file}[{name}]")
        except MinshengError as error:
            # By this code the register's reader knows a page of notes, and goes on to the next.
            raise MinshengError.of(replace(one, code="register.header") for one in error.faults) from None
        return Sheet(file, name, "institution", layout.names, layout.unknown)

    notes = Notes()
    for one in read_file(path, notes, lambda done, total: progress(f"读取 {path.name}", done, total), header):
        yield Batch(layouts[one.sheet.name], one.lines, one.columns, [(line, len(row)) for line, row in one.ragged])
    told.notes.extend(notes.lines)


def _note(layout: Layout, path: Path, told: Told) -> None:
    if layout.unknown:
        told.notes.append(f"{path.name}：不收录的列 {'、'.join(layout.unknown)[:120]}")


def _shaped(path: Path, kind: Kind, told: Told) -> Iterator[Batch]:
    """GeoJSON and Shapefile: the position is the point's, or a point inside the area."""
    features = read_features(path)
    told.crs = features.crs
    layout = layout_of(kind, features.titles, path.name, shaped=True)
    _note(layout, path, told)
    # The shape says where it is; a column that says so too is passed over.
    names = {name: title for title, name in zip(features.titles, layout.names, strict=True) if name}
    names = {name: title for name, title in names.items() if name not in ("lon", "lat")}
    lon, lat = zip(*(_position(features, at) for at in range(len(features.all))), strict=True)
    areas = sum(one.shape is not None and one.shape.geom_type != "Point" for one in features.all)
    if areas:
        told.notes.append(f"{path.name}：{areas:,} 个面，各以面内一点代表")
    cells = {name: tuple(one.cells.get(title, "") for one in features.all) for name, title in names.items()}
    placed = Layout(kind, (*names, "lon", "lat"), layout.unknown)
    yield Batch(placed, [one.line for one in features.all], {**cells, "lon": lon, "lat": lat})


def _position(features: Features, at: int) -> tuple[str, str]:
    """Where a feature is, as text like any other cell: its point, or a point within its area (of a cell the centre)."""
    one = features.all[at]
    if one.shape is None:
        return "", ""
    if one.shape.geom_type == "MultiPoint" and len(one.shape.geoms) == 1:
        one_point = one.shape.geoms[0]
    elif one.shape.geom_type in ("Point", "Polygon", "MultiPolygon"):
        one_point = one.shape if one.shape.geom_type == "Point" else _inside(one.shape)
    else:
        raise MinshengError(
            Fault("places.geometry", "要素既不是点也不是面", features.file, one.line, one.shape.geom_type, "点或多边形")
        )
    return repr(float(one_point.x)), repr(float(one_point.y))


def _inside(area: Any) -> Any:
    """The centroid when it lies inside, as in every grid cell; else a point that does."""
    middle = shapely.centroid(area)
    return middle if shapely.intersects(area, middle) else shapely.point_on_surface(area)
