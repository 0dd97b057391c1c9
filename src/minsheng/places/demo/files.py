"""The demonstration city as a folder of files: what is in them, and that they say what is made up."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv

from minsheng.places.boundaries.shapes import METRES_A_DEGREE
from minsheng.places.demo.city import DemoCity, Step, make_demo_city
from minsheng.places.demo.facilities import Facility
from minsheng.places.demo.settlements import SYLLABLES
from minsheng.places.points import Floats, Whole
from minsheng.terms.divisions import division_name

MANIFEST = "city.json"
NETWORK, PEOPLE, FACILITIES = "network", "people.csv", "facilities.csv"
CANDIDATES, NAMES = "candidates.csv", "names.csv"
LABEL = "生成数据：街道、居民点和设施是编出来的，只有区县界和人口总数取自公布的资料"
_CANDIDATES = 400
_ROADS = 5
_KINDS = ("路", "街", "巷")
_VERSION = 1


def write_city(city: DemoCity, folder: Path) -> None:
    """Write the city's files into an empty folder: network/, people, facilities, candidates, names, city.json."""
    (folder / NETWORK).mkdir()
    crossings = _degrees(city, city.net.xy)
    number = np.arange(len(crossings))
    _csv(folder / NETWORK / "nodes.csv", node=number, lon=crossings[:, 0], lat=crossings[:, 1])
    starts, ends = city.net.edges.T
    _csv(folder / NETWORK / "edges.csv", **{"from": starts, "to": ends}, metres=_metres(crossings, city))
    _csv(folder / PEOPLE, **_people(city))
    _csv(folder / FACILITIES, **_facilities(city))
    _csv(folder / CANDIDATES, **_candidates(city))
    _csv(folder / NAMES, **_names(city))
    (folder / MANIFEST).write_text(json.dumps(manifest(city), ensure_ascii=False, indent=2) + "\n", "utf-8")


def prepare(folder: Path, step: Step | None = None) -> bool:
    """Make the demonstration city in a folder unless it is there already, whole or not at all; whether it was made."""
    if (folder / MANIFEST).is_file():
        return False
    folder.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        write_city(make_demo_city(step=step), work)
        work.chmod(0o750)
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
        work.rename(folder)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return True


def manifest(city: DemoCity) -> dict[str, Any]:
    """What the city is, and what of it is real."""
    return {
        "version": _VERSION,
        "division": city.margins.division,
        "name": division_name(city.margins.division),
        "synthetic": True,
        "label": LABEL,
        "seed": city.seed,
        "sources": [
            city.ground.boundaries.source,
            "人口：2020年第七次全国人口普查（分区总数、年龄、城乡），合并统计的区按人口分摊乡村人口",
        ],
        "nodes": len(city.net.xy),
        "edges": len(city.net.edges),
        "points": len(city.residents.people),
        "people": int(city.residents.people.sum()),
        "facilities": {one.stock.kind: {"name": one.stock.name, "count": len(one.point)} for one in city.facilities},
        "files": [f"{NETWORK}/nodes.csv", f"{NETWORK}/edges.csv", PEOPLE, FACILITIES, CANDIDATES, NAMES],
    }


def _degrees(city: DemoCity, xy: Floats) -> Floats:
    lonlat: Floats = np.round(city.ground.plane.to_degrees(xy), 6)
    return lonlat


def _metres(crossings: Floats, city: DemoCity) -> Floats:
    """Lengths of the edges in metres on a sphere, from the degrees that are written."""
    one, other = (np.radians(crossings[city.net.edges[:, at]]) for at in (0, 1))
    east = (other[:, 0] - one[:, 0]) * np.cos((one[:, 1] + other[:, 1]) / 2)
    metres: Floats = np.round(np.degrees(np.hypot(east, other[:, 1] - one[:, 1])) * METRES_A_DEGREE, 1)
    return metres


def _people(city: DemoCity) -> dict[str, Any]:
    home, lonlat = city.residents, _degrees(city, city.residents.xy)
    return {
        "id": _numbered("r", len(home.people)),
        "lon": lonlat[:, 0],
        "lat": lonlat[:, 1],
        "people": home.people,
        **home.ages,
        **_where(city, home.settlement),
        "area": [("rural", "urban")[city.ground.settlements[at].urban] for at in home.settlement.tolist()],
    }


def _where(city: DemoCity, settlement: Sequence[int] | Any) -> dict[str, list[str]]:
    """Division code, district and street of each row."""
    here = [city.ground.settlements[at] for at in np.asarray(settlement).tolist()]
    shapes = city.ground.boundaries.all
    return {
        "division": [shapes[one.district].code for one in here],
        "district": [shapes[one.district].name for one in here],
        "street": [one.name for one in here],
    }


def _facilities(city: DemoCity) -> dict[str, Any]:
    kinds = city.facilities
    settlement = np.concatenate([city.residents.settlement[one.point] for one in kinds])
    lonlat = _degrees(city, np.concatenate([one.xy for one in kinds]))
    where = _where(city, settlement)
    names = [one.stock.name for one in kinds for _ in range(len(one.point))]
    count = [at + 1 for one in kinds for at in range(len(one.point))]
    told = zip(where["street"], names, count, strict=True)
    return {
        "id": [f"{one.stock.kind}-{at + 1:05d}" for one in kinds for at in range(len(one.point))],
        "lon": lonlat[:, 0],
        "lat": lonlat[:, 1],
        "kind": [one.stock.kind for one in kinds for _ in range(len(one.point))],
        "capacity": _known([one.capacity for one in kinds], kinds),
        "name": [f"{street}{name}{number}（生成）" for street, name, number in told],
        "opening": [one.stock.opening for one in kinds for _ in range(len(one.point))],
        "free": _known([one.free for one in kinds], kinds),
        **where,
    }


def _known(columns: Sequence[Any], kinds: Sequence[Facility]) -> list[int | None]:
    found: list[int | None] = []
    for column, one in zip(columns, kinds, strict=True):
        found += [None] * len(one.point) if column is None else column.tolist()
    return found


def _candidates(city: DemoCity) -> dict[str, Any]:
    """Sites for siting: some resident points of every district, in proportion to the elderly, none with a building."""
    home = city.residents
    stream = np.random.default_rng([city.seed, 7])
    elderly = home.ages["65+"].astype(np.float64)
    many = min(_CANDIDATES, int((elderly > 0).sum()))
    rows = np.sort(stream.choice(len(elderly), many, replace=False, p=elderly / elderly.sum()))
    lonlat = _degrees(city, home.xy[rows])
    where = _where(city, home.settlement[rows])
    return {
        "id": _numbered("c", many),
        "lon": lonlat[:, 0],
        "lat": lonlat[:, 1],
        "kind": ["elder_care"] * many,
        "capacity": [40] * many,
        "name": [f"{street}备选地块{at + 1}（生成）" for at, street in enumerate(where["street"])],
        **where,
    }


def _names(city: DemoCity) -> dict[str, Any]:
    """Names to search a place by: every subdistrict and township at its middle, and some roads of each."""
    towns = city.ground.settlements
    middles = np.array([(one.x, one.y) for one in towns])
    roads, crossings, beside = _roads(city)
    where = _where(city, np.concatenate([np.arange(len(towns)), beside]))
    lonlat = _degrees(city, np.concatenate([middles, city.net.xy[crossings]]))
    return {
        "name": [*(one.name for one in towns), *roads],
        "kind": ["street"] * len(towns) + ["road"] * len(roads),
        "lon": lonlat[:, 0],
        "lat": lonlat[:, 1],
        **where,
        "people": [*(one.people for one in towns), *([None] * len(roads))],
    }


def _roads(city: DemoCity) -> tuple[list[str], Whole, Whole]:
    """Made-up roads: their names, a crossing of each, and the settlement it lies in."""
    stream = np.random.default_rng([city.seed, 11])
    names: list[str] = []
    crossings: list[int] = []
    for at in range(len(city.ground.settlements)):
        own = np.flatnonzero(city.net.settlement == at)
        here = stream.choice(own, min(_ROADS, len(own)), replace=False)
        crossings += np.sort(here).tolist()
        pairs = stream.choice(len(SYLLABLES) ** 2, len(here), replace=False)
        names += [_road(int(pair), _KINDS[int(pair) % len(_KINDS)]) for pair in pairs]
    found = np.array(crossings, np.int64)
    return names, found, city.net.settlement[found]


def _road(pair: int, kind: str) -> str:
    return SYLLABLES[pair // len(SYLLABLES)] + SYLLABLES[pair % len(SYLLABLES)] + kind


def _numbered(letter: str, count: int) -> list[str]:
    return [f"{letter}{at + 1:06d}" for at in range(count)]


def _csv(path: Path, **columns: Any) -> None:
    """Write columns as CSV; None is an empty cell."""
    options = pyarrow.csv.WriteOptions(quoting_style="none")
    pyarrow.csv.write_csv(pa.table({name: pa.array(column) for name, column in columns.items()}), path, options)
