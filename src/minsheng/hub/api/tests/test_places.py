"""What is near and what is promised of places, as data: the same figures as on the pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from minsheng.hub.catalogue import store
from minsheng.hub.places import city, promises

PACKS = Path(__file__).parents[5] / "packs"
EAST = 0.00104
"""Degrees of a hundred metres at thirty degrees north."""
HERE = {"lon": 120.13, "lat": 30.20}


@pytest.fixture
def places(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A street of sixteen crossings, 100 m from each to the next; elder care at the west end, a nursery 1,500 m on."""
    folder = tmp_path / "places"
    (folder / "network").mkdir(parents=True)
    at = [f"{120.13 + n * EAST:.6f},30.20" for n in range(16)]
    (folder / "network" / "nodes.csv").write_text(
        "node,lon,lat\n" + "".join(f"{n},{one}\n" for n, one in enumerate(at)), "utf-8"
    )
    (folder / "network" / "edges.csv").write_text(
        "from,to,metres\n" + "".join(f"{n},{n + 1},100\n" for n in range(15)), "utf-8"
    )
    (folder / "people.csv").write_text(
        "id,lon,lat,people,0-2,65+,division,street,area\n"
        + "".join(f"p{n},{one},100,5,20,330106,街,urban\n" for n, one in enumerate(at)),
        "utf-8",
    )
    (folder / "facilities.csv").write_text(
        "id,lon,lat,kind,capacity,name,opening,free,division,street\n"
        f"e1,{at[0]},elder_care,20,养老站,每天 8:00—17:00,0,330106,街\n"
        f"n1,{at[15]},nursery,30,托育园,,,330106,街\n",
        "utf-8",
    )
    (folder / "city.json").write_text('{"division": "330100", "synthetic": true, "label": "生成数据"}', "utf-8")
    settings.MINSHENG_PLACES, settings.MINSHENG_PACKS = folder, PACKS
    monkeypatch.setattr(store, "_stores", {})
    city._kept.clear()
    promises._kept.clear()
    yield folder
    city._kept.clear()


def asked(**what: Any) -> Any:
    return Client().get("/api/v1/places/nearby", what)


def test_what_is_near_comes_with_the_minutes_and_what_is_beyond_with_its_own(places: Path) -> None:
    told = asked(**HERE).json()
    assert told["city"] == {"division": "330100", "synthetic": True, "note": "生成数据"}
    (station,) = told["results"]
    assert (station["name"], station["metres"], station["free"], station["capacity"]) == ("养老站", 0, 0, 20)
    (nursery,) = told["beyond"]
    assert (nursery["name"], nursery["metres"], nursery["minutes"], nursery["free"]) == ("托育园", 1500, 19, None)
    assert [one["kind"] for one in asked(**HERE, minutes=20).json()["results"]] == ["elder_care", "nursery"]


def test_only_the_kinds_asked_for_are_listed(places: Path) -> None:
    told = asked(**HERE, minutes=20, kind="nursery").json()
    assert ([one["kind"] for one in told["results"]], told["total"], told["beyond"]) == (["nursery"], 1, [])


def test_a_place_far_from_every_street_is_told_how_far(places: Path) -> None:
    told = asked(lon=120.13, lat=30.10).json()
    assert told["results"] == []
    assert 11_000 < told["away"] < 11_300


@pytest.mark.parametrize(
    "what",
    [
        {"lon": 120},
        {"lon": "nan", "lat": 30},
        {"lon": 30.2, "lat": 120.1},
        {**HERE, "minutes": 0},
        {**HERE, "minutes": 61},
    ],
)
def test_a_position_or_time_that_is_none_is_refused_by_field(places: Path, what: dict[str, Any]) -> None:
    answer = asked(**what)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid")
    assert answer.json()["error"]["data"]["fields"]


def test_every_promise_says_whether_it_is_kept_and_where(places: Path) -> None:
    told = Client().get("/api/v1/places/promises").json()
    found = {one["id"]: one for one in told["results"]}
    elder = found[
        "home-elder-care-urban"
    ]  # 1,200 m are fifteen minutes: 13 of the 16 crossings, twenty old people each
    assert (elder["kind"], elder["state"], elder["people"], elder["covered"], elder["short"]) == (
        "circle",
        "short",
        320,
        260,
        60,
    )
    assert elder["by"] == [
        {"division": "330106", "state": "short", "people": 320, "covered": 260, "share": 0.8125, "short": 60,
         "have": None, "need": None}
    ]  # fmt: skip
    assert elder["source"]["document"] == "hz-2021"
    assert found["bus-stop"]["state"] == "unknown"
    assert "bus_stop" in found["bus-stop"]["why"]
    nursery = found["nursery-places"]  # 4.6 for each of 1,600 people are 7.36
    assert (nursery["kind"], nursery["state"], nursery["need"], nursery["have"]) == ("quota", "met", 7.36, 30)


@pytest.mark.parametrize("address", ["nearby?lon=120.13&lat=30.2", "promises"])
def test_without_files_it_is_not_found_and_with_faulty_ones_unavailable(places: Path, address: str) -> None:
    (places / "people.csv").write_text("id,lon,lat,people\nx,120.1,30.2,many\n", "utf-8")
    answer = Client().get(f"/api/v1/places/{address}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "unavailable")
    (places / "people.csv").unlink()
    answer = Client().get(f"/api/v1/places/{address}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not-found")
