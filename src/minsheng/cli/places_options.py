"""The options that every command on places has: the ways, and how the files are read."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from typing import Any

import click

from minsheng.places.boundaries.bundled import boundaries_of
from minsheng.places.boundaries.read import read_boundaries
from minsheng.places.boundaries.shapes import Boundaries
from minsheng.places.coordinates.evidence import Evidence, Water
from minsheng.places.extent import extent_of, silent_districts
from minsheng.places.joining import Placed
from minsheng.places.network.open import open_ways
from minsheng.places.network.ways import Step, Streets, Ways
from minsheng.places.reading.tables import How
from minsheng.terms.errors import Fault, MinshengError

_PATH = click.Path(path_type=Path)
MANIFEST = "city.json"
"""Beside the files of a generated city; says what is made up."""
CRS = "坐标系：auto 自动判断、wgs84、gcj02、bd09、gcj02x2 或 EPSG:n"
COLUMNS = "没有表头的文本：各列的名字，用逗号隔开，不要的留空"
EXTENT = "设施文件只收录了哪里：present（有设施的区县）、区划代码（逗号隔开）或边界文件；别处算说不准。默认全都收录了"

READING = (
    click.option("--crs", default="auto", show_default=True, help=CRS),
    click.option(
        "--water", type=_PATH, help="水面（GeoJSON 或 Shapefile 的面），用来判断坐标有没有偏移；默认用已知的江河"
    ),
    click.option("--within", help="各点应在这个区划之内，如 330100，或边界文件"),
    click.option("--repair", is_flag=True, help="边界文件里自相交的面修好再用"),
    click.option("--lenient", is_flag=True, help="有错的行放到一边，其余照读"),
)
"""How files are read; `places read` has them as well."""
_WAYS = (
    click.option("--network", type=_PATH, help="路网：.osm.pbf 文件，或含 nodes.csv、edges.csv 的文件夹"),
    click.option("--detour", type=float, help="没有路网时，按直线距离乘这个绕行系数估算，如 1.3"),
)


@dataclass(frozen=True)
class Ground:
    """What the options say: the ways, and how to read the files on them."""

    network: Path | None
    detour: float | None
    crs: str
    water: Path | None
    within: str | None
    repair: bool
    lenient: bool
    columns: Mapping[str, tuple[str, ...]]

    def open(self, step: Step) -> tuple[Ways, Callable[[str], How]]:
        """The ways, and how to read the file of people, facilities, candidates or existing."""
        within, water = boundaries_given(self.within, repair=self.repair), water_given(self.water)
        ways = open_ways(self.network, detour=self.detour, step=step)
        roads = ways.network.roads() if self.crs == "auto" and isinstance(ways, Streets) else None
        evidence = Evidence(roads=roads, water=water)
        how = How(crs=self.crs, evidence=evidence, within=within, strict=not self.lenient, progress=step)
        return ways, lambda file: replace(how, columns=self.columns.get(file))


def on_ground(*files: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command these options, as one ``ground``; ``files`` are those it reads, the first for a bare --columns."""
    named = f"{COLUMNS}；指 {files[0]} 文件，其他文件写明是哪个，如 {files[1]}=id,lon,lat"
    columns = click.option("--columns", "texts", multiple=True, help=named)

    def with_options(function: Callable[..., None]) -> Callable[..., None]:
        @wraps(function)
        def command(
            network: Path | None,
            detour: float | None,
            crs: str,
            water: Path | None,
            within: str | None,
            repair: bool,
            lenient: bool,
            texts: tuple[str, ...],
            **more: Any,
        ) -> None:
            ground = Ground(network, detour, crs, water, within, repair, lenient, _columns(texts, files))
            function(ground=ground, **more)

        chosen: Callable[..., None] = command
        for option in reversed((*_WAYS, *READING, columns)):
            chosen = option(chosen)
        return chosen

    return with_options


def column_names(text: str) -> tuple[str, ...]:
    """The names of columns in order, "" for one that is not kept.

    >>> column_names("id,name,lon,lat,,")
    ('id', 'name', 'lon', 'lat', '', '')
    """
    return tuple(one.strip() for one in text.replace("，", ",").split(","))


def on_extent(placed: Placed, wanted: str | None, file: Path) -> tuple[Placed, tuple[str, ...]]:
    """The same with the extent of the facilities, or a note of the districts that have none while nobody named it."""
    if wanted is None:
        return placed, silent_districts(placed.people, placed.facilities)
    return replace(placed, extent=extent_of(wanted, placed.people, placed.facilities, file=file.name)), ()


def made_up(*files: Path) -> tuple[str, ...]:
    """Notes of the files that lie in the folder of a generated city, by its own label."""
    notes = []
    for file in files:
        try:
            told = json.loads((file.parent / MANIFEST).read_text("utf-8"))
        except (OSError, ValueError):
            continue
        if isinstance(told, dict) and told.get("synthetic") and file.name in told.get("files", ()):
            notes.append(f"{file.name} 是{told.get('label') or '生成数据'}")
    return tuple(notes)


def _columns(texts: tuple[str, ...], files: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    found = {}
    for text in texts:
        file, _, names = text.rpartition("=")
        if (file or files[0]) not in files:
            said = "没有这个文件可以给列名"
            raise MinshengError(Fault("places.columns", said, read=file, expected="、".join(files)))
        found[file or files[0]] = column_names(names)
    return found


def boundaries_given(within: str | None, *, repair: bool) -> Boundaries | None:
    """The divisions a user names: by code, or a file of shapes."""
    if within is None:
        return None
    return boundaries_of(within) if within.isdigit() else read_boundaries(Path(within), repair=repair)


def water_given(file: Path | None) -> tuple[Water, ...] | None:
    """The water a user draws; None for the rivers that are known."""
    if file is None:
        return None
    return tuple(Water(one.name or file.stem, one.shape) for one in read_boundaries(file).all)
