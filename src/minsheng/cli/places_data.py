"""``minsheng places demo``, ``read``, ``grid``: a city to try things on, how a file is read, sites to choose from."""

from __future__ import annotations

import csv
import json
import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import click
import numpy as np

from minsheng.assess.folder import new_results
from minsheng.cli.places_options import COLUMNS, READING, boundaries_given, column_names, water_given
from minsheng.cli.register import ProgressBar
from minsheng.places.coordinates.evidence import Evidence
from minsheng.places.points import Facilities, Floats, People
from minsheng.terms.errors import Fault, MinshengError

_PATH = click.Path(path_type=Path)
_MOST_FAULTS = 20


def _reading(function: Callable[..., None]) -> Callable[..., None]:
    """The options of how a file is read."""
    for option in reversed(READING):
        function = option(function)
    return function


@click.command("demo", help="造一座演示城市：真实的区县界和人口总数，街道、居民点和设施是生成的。")
@click.option("--out", type=_PATH, required=True, help="写到这个文件夹：路网、人口、设施、备选点、地名、说明。")
@click.option("--division", default="330100", show_default=True, help="城市的区划代码。")
@click.option("--seed", type=int, default=0, show_default=True, help="随机种子，同一种子得到同一座城市。")
@click.option(
    "--nodes", type=click.IntRange(1_000, 2_000_000), default=80_000, show_default=True, help="约多少个路口。"
)
def demo(out: Path, division: str, seed: int, nodes: int) -> None:
    """Make up a city and write its files."""
    from minsheng.places.demo.city import make_demo_city
    from minsheng.places.demo.files import LABEL, write_city

    began, bar = time.monotonic(), ProgressBar()
    try:
        city = make_demo_city(division, seed=seed, nodes=nodes, step=bar)
        with new_results(out) as folder:
            write_city(city, folder)
    finally:
        bar.close()
    kinds = "、".join(f"{one.stock.name} {len(one.point):,}" for one in city.facilities)
    click.echo(f"{LABEL}。")
    click.echo(f"路口 {len(city.net.xy):,}，街道 {len(city.net.edges):,} 段，居民点 {len(city.residents.people):,}")
    click.echo(f"常住人口 {int(city.residents.people.sum()):,}；设施：{kinds}")
    click.echo(f"已写入 {out}（{time.monotonic() - began:.1f} 秒）")


@click.command("read", help="读一个人口、设施或备选点文件：坐标有没有偏移、哪些行有错；可另存为 WGS 84 的 CSV。")
@click.argument("file", type=_PATH)
@click.option(
    "--as",
    "kind",
    type=click.Choice(["people", "facilities", "candidates"]),
    default="facilities",
    show_default=True,
    help="文件里是什么。",
)
@click.option("--network", type=_PATH, help="路网，用来判断坐标有没有偏移。")
@_reading
@click.option("--columns", help=COLUMNS)
@click.option("--set-kind", "set_kind", help="设施都是这一类（文件里没有类别时）。")
@click.option("--out", type=_PATH, help="另存为 CSV：WGS 84，列名如约定。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def read(
    file: Path,
    kind: str,
    crs: str,
    network: Path | None,
    water: Path | None,
    within: str | None,
    repair: bool,
    columns: str | None,
    set_kind: str | None,
    lenient: bool,
    out: Path | None,
    as_json: bool,
) -> None:
    """Say how a file is read, and write it in the contract's form if asked."""
    from minsheng.places.reading.tables import How, Reading, read_candidates, read_facilities, read_people

    bar = ProgressBar()
    how = How(
        crs=crs,
        evidence=Evidence(roads=_roads(network), water=water_given(water)),
        within=boundaries_given(within, repair=repair),
        strict=not lenient,
        columns=None if columns is None else column_names(columns),
        progress=bar,
    )
    reading: Reading[People] | Reading[Facilities]
    try:
        if kind == "people":
            reading = read_people(file, how)
        else:
            reading = (read_facilities if kind == "facilities" else read_candidates)(file, how)
    finally:
        bar.close()
    table = reading.table
    if out is not None:
        _write(out, table, set_kind, reading.more)
    if as_json:
        told = {"rows": len(table), "set_aside": reading.set_aside, "crs": reading.verdict.as_json()}
        click.echo(json.dumps({**told, "notes": list(reading.notes)}, ensure_ascii=False, indent=2))
    else:
        click.echo(
            f"{file.name}：读到 {len(table):,} 行" + (f"，{reading.set_aside:,} 行有错放在一边" if lenient else "")
        )
        for note in reading.notes:
            click.echo(note)
    for fault in reading.faults[:_MOST_FAULTS]:
        click.echo(str(fault), err=True)
    if out is not None and not as_json:
        click.echo(f"已写出：{out}")


@click.command("grid", help="在区划里按格距铺备选点，写成选址用的 CSV。")
@click.option("--within", required=True, help="区划代码，如 330106，或边界文件。")
@click.option("--repair", is_flag=True, help="边界文件里自相交的面修好再用。")
@click.option("--spacing", type=float, default=500.0, show_default=True, help="格距，米。")
@click.option("--kind", default="", help="备选点建成后的设施类别。")
@click.option("--capacity", type=float, help="建成后的容量。")
@click.option("--people", type=_PATH, help="人口文件：只要附近（--reach 以内）有人住的备选点。")
@click.option("--reach", type=float, default=500.0, show_default=True, help="离居民点最多多少米。")
@click.option("--out", type=_PATH, required=True, help="写到这个 CSV 文件。")
def grid(
    within: str,
    repair: bool,
    spacing: float,
    kind: str,
    capacity: float | None,
    people: Path | None,
    reach: float,
    out: Path,
) -> None:
    """Write a grid of candidate sites."""
    from minsheng.places.coordinates.evidence import boundaries_near, rivers_near
    from minsheng.places.reading.candidates import candidate_grid
    from minsheng.places.reading.tables import How, read_people

    bounds = boundaries_given(within, repair=repair)
    assert bounds is not None
    near = None
    if people is not None:
        table = read_people(people, How(within=bounds)).table
        near = np.column_stack([table.lon, table.lat])
    sites = candidate_grid(
        bounds,
        spacing=spacing,
        kind=kind,
        capacity=np.nan if capacity is None else capacity,
        near=near,
        reach=reach,
        water=rivers_near(boundaries_near(*np.array(bounds.bounds).reshape(2, 2).T)),
    )
    _write(out, sites, None, {})
    click.echo(f"已写出 {len(sites):,} 个备选点：{out}　{bounds.source}")


def _roads(network: Path | None) -> Floats | None:
    """The streets of a network as segments (m, 4), to hold positions against."""
    from minsheng.places.network.open import open_ways
    from minsheng.places.network.ways import Streets

    if network is None:
        return None
    ways = open_ways(network)
    return ways.network.roads() if isinstance(ways, Streets) else None


def _write(out: Path, table: People | Facilities, kind: str | None, more: Mapping[str, Sequence[str]]) -> None:
    """The table as the contract writes it, whole or not at all."""
    header, rows = _people_rows(table) if isinstance(table, People) else _facility_rows(table, kind, more)
    beside = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        with beside.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(header)
            writer.writerows(rows)
        beside.replace(out)
    except OSError as error:
        raise MinshengError(Fault("places.out", "写不了这个文件", str(out), read=error.strerror)) from None
    finally:
        beside.unlink(missing_ok=True)


def _people_rows(table: People) -> tuple[list[str], Iterable[Sequence[object]]]:
    numbers = [list(map(_plain, one.tolist())) for one in (table.people, *table.ages.values())]
    columns = (table.ids, _seven(table.lon), _seven(table.lat), *numbers, *table.labels.values())
    return ["id", "lon", "lat", "people", *table.ages, *table.labels], zip(*columns, strict=True)


def _facility_rows(
    table: Facilities, kind: str | None, more: Mapping[str, Sequence[str]]
) -> tuple[list[str], Iterable[Sequence[object]]]:
    kinds = [kind] * len(table) if kind is not None else table.kind
    capacity = map(_plain, table.capacity.tolist())
    columns = (table.ids, _seven(table.lon), _seven(table.lat), kinds, capacity, table.name, table.opening)
    header = ["id", "lon", "lat", "kind", "capacity", "name", "opening", *more]
    return header, zip(*columns, *more.values(), strict=True)


def _seven(degrees: Floats) -> list[str]:
    """A centimetre, which is more than anybody knows."""
    return [f"{one:.7f}" for one in degrees.tolist()]


def _plain(number: float) -> str:
    """A number without a needless point, blank when not known."""
    return "" if np.isnan(number) else f"{number:.15g}"
