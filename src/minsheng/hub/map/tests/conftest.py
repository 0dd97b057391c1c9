"""A small city on a grid of streets, as an operator would give it, and the hub's own packs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from minsheng.hub.catalogue import public, store
from minsheng.hub.places import city, promises

EAST, NORTH = 0.00104, 0.0009
"""Degrees of a hundred metres at thirty degrees north."""


def write_city(folder: Path) -> None:
    """Eleven by eleven crossings, a hundred metres apart, south of West Lake; two streets; an elder care station."""
    (folder / "network").mkdir(parents=True)
    at = [(x, y) for x in range(11) for y in range(11)]
    number = {place: n for n, place in enumerate(at)}
    nodes = "".join(f"{n},{120.13 + x * EAST:.6f},{30.20 + y * NORTH:.6f}\n" for (x, y), n in number.items())
    (folder / "network" / "nodes.csv").write_text("node,lon,lat\n" + nodes, "utf-8")
    edges = "".join(
        f"{n},{number[to]},100\n" for (x, y), n in number.items() for to in ((x + 1, y), (x, y + 1)) if to in number
    )
    (folder / "network" / "edges.csv").write_text("from,to,metres\n" + edges, "utf-8")
    people = "".join(
        f"p{n},{120.13 + x * EAST:.6f},{30.20 + y * NORTH:.6f},100,5,20,330106,{'东街' if x > 5 else '西街'},urban\n"
        for (x, y), n in number.items()
    )
    (folder / "people.csv").write_text("id,lon,lat,people,0-2,65+,division,street,area\n" + people, "utf-8")
    (folder / "facilities.csv").write_text(
        "id,lon,lat,kind,capacity,name,opening,free,division,street\n"
        f"e1,120.13,30.20,elder_care,20,西街居家养老站,每天 8:00—17:00,0,330106,西街\n"
        f"n1,{120.13 + 2 * EAST:.6f},30.20,nursery,30,西街托育园,周一至周五,4,330106,西街\n"
        f"b1,{120.13 + 10 * EAST:.6f},{30.20 + 10 * NORTH:.6f},bus_stop,,东街公交站,6:00—22:00,,330106,东街\n",
        "utf-8",
    )
    (folder / "candidates.csv").write_text(
        "id,lon,lat,kind,capacity,name,division,street\n"
        f"c1,{120.13 + 10 * EAST:.6f},{30.20 + 10 * NORTH:.6f},elder_care,40,东街地块,330106,东街\n"
        f"c2,{120.13 + 1 * EAST:.6f},30.20,elder_care,40,西街地块,330106,西街\n",
        "utf-8",
    )
    told = {"division": "330100", "synthetic": True, "label": "生成数据"}
    (folder / "city.json").write_text(json.dumps(told, ensure_ascii=False), "utf-8")


@pytest.fixture
def places(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The small city in the hub's settings."""
    folder = tmp_path / "places"
    write_city(folder)
    settings.MINSHENG_PLACES = folder
    settings.SECURE_SSL_REDIRECT = False
    monkeypatch.setattr(public, "shelf", public.Shelf())
    monkeypatch.setattr(store, "_stores", {})
    city._kept.clear()
    promises._kept.clear()
    with translation.override("zh-hans"):
        yield folder
