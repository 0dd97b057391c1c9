"""The two cities: Porto Alegre's streets, when they are at hand, and a generated one of any size."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import numpy as np

from benchmarks.rules_many.cities import kept
from minsheng.places.network.osm import read_osm
from minsheng.places.network.ways import Streets
from minsheng.places.points import Points

LIMIT = 1200.0
"""Metres: a quarter of an hour at 4.8 km/h."""
FACILITIES = 1000
_SHARED = Path(__file__).resolve().parents[3] / "shared"


def porto_alegre() -> Path | None:
    """Porto Alegre as numbers: streets from OSM, people and health care from hexagons; None when it is not at hand."""
    folder = Path(os.environ.get("MINSHENG_SHARED") or _SHARED) / "data" / "porto-alegre"
    if not (folder / "poa_osm.pbf").is_file():
        return None
    network = read_osm(folder / "poa_osm.pbf")
    inside = np.flatnonzero(network.largest)
    here = np.full(len(network), -1)
    here[inside] = np.arange(len(inside))
    starts = np.repeat(np.arange(len(network)), np.diff(network.first))
    way = np.flatnonzero((starts < network.ends) & network.largest[starts])
    with (folder / "poa_hexgrid.csv").open(encoding="utf-8", newline="") as lines:
        cells = list(csv.DictReader(lines))
    number = {name: np.array([float(cell[name] or 0) for cell in cells]) for name in cells[0] if name != "id"}
    at = Streets(network).join(
        Points(ids=tuple(cell["id"] for cell in cells), lon=number["lon"], lat=number["lat"]), snap=np.inf
    )
    node, care = here[at.node], number["healthcare"]
    capacity = np.bincount(node, weights=care, minlength=len(inside))
    file = kept() / "places-porto-alegre.npz"
    file.parent.mkdir(parents=True, exist_ok=True)
    np.savez(
        file,
        lon=network.lon[inside],
        lat=network.lat[inside],
        starts=here[starts[way]],
        ends=here[network.ends[way]],
        metres=network.metres[way],
        heads=np.bincount(node, weights=number["population"], minlength=len(inside)),
        facility=np.flatnonzero(capacity),
        capacity=capacity[capacity > 0] * 10,
        limit=LIMIT,
    )
    return file


def generated(side: int) -> Path:
    """Side × side nodes about 100 m apart, 15% of the streets missing, each up to a fifth longer than straight.

    One node in five hundred is a facility of 10 to 99 places, at most 1,000; at every node live 1 to 49 people. Nodes
    come row by row, as a map's rows do. The seed is fixed.
    """
    chance = np.random.default_rng(20)
    count = side * side
    grid = np.arange(count).reshape(side, side)
    starts = np.concatenate([grid[:, :-1].ravel(), grid[:-1].ravel()])
    ends = np.concatenate([grid[:, 1:].ravel(), grid[1:].ravel()])
    stays = chance.random(len(starts)) < 0.85
    starts, ends = starts[stays], ends[stays]
    at = np.stack([grid.ravel() % side, grid.ravel() // side], axis=1) * 100.0 + chance.uniform(-30, 30, (count, 2))
    metres = np.linalg.norm(at[starts] - at[ends], axis=1) * chance.uniform(1, 1.2, len(starts))
    facilities = min(FACILITIES, count // 500)
    file = kept() / f"places-{count}.npz"
    file.parent.mkdir(parents=True, exist_ok=True)
    np.savez(
        file,
        lon=119.7 + at[:, 0] / 96_400,
        lat=29.7 + at[:, 1] / 110_860,
        starts=starts,
        ends=ends,
        metres=metres,
        heads=chance.integers(1, 50, count).astype(float),
        facility=chance.choice(count, facilities, replace=False),
        capacity=chance.integers(10, 100, facilities).astype(float),
        limit=LIMIT,
    )
    return file


def as_files(city: Path, points: int, folder: Path) -> list[str]:
    """The city as a user gives it: network, facilities and so many people's points as CSV; the command's options."""
    from minsheng.places.output import write_csv

    told, chance = np.load(city), np.random.default_rng(5)
    folder.mkdir(parents=True, exist_ok=True)
    node = np.arange(len(told["lon"]))
    write_csv(folder / "nodes.csv", {"node": node, "lon": told["lon"], "lat": told["lat"]})
    write_csv(folder / "edges.csv", {"from": told["starts"], "to": told["ends"], "metres": told["metres"]})
    home = np.sort(chance.integers(0, len(node), points))
    people: dict[str, object] = {"id": np.arange(points)}
    people |= {name: told[name][home] + chance.normal(0, 3e-4, points) for name in ("lon", "lat")}
    write_csv(folder / "people.csv", people | {"people": told["heads"][home]})
    at = told["facility"]
    facilities = {"id": np.arange(len(at)), "lon": told["lon"][at], "lat": told["lat"][at]}
    write_csv(folder / "facilities.csv", facilities | {"capacity": told["capacity"]})
    files = ["--people", str(folder / "people.csv"), "--facilities", str(folder / "facilities.csv")]
    return ["--network", str(folder), *files, "--minutes", "15", "--crs", "wgs84", "--out", str(folder / "out")]
