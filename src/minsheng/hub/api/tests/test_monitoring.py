"""States and figures through the API, worked out by hand."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from minsheng.monitor.observation import Observation
from minsheng.monitor.store import Store
from minsheng.terms.periods import Period

STATUS, OBSERVATIONS = "/api/v1/monitor/status", "/api/v1/monitor/observations"


@pytest.fixture
def store(packs: object, settings: Any, tmp_path: Path) -> Store:
    """The province at 3.6 nursery places in 2023, where the path from 2 to 4.5 is at 3.5."""
    settings.MINSHENG_DATA = tmp_path
    settings.MINSHENG_COCKPIT = "open"
    found = Store(tmp_path / "observations" / "up")
    found.add([Observation("up-2021.t1.1", "330000", Period(2023), Decimal("3.6"), "省统计局")], by="statistics")
    return found


def asked(address: str, **query: str) -> Any:
    answer = Client().get(address, query)
    return answer.status_code, answer.json()


def test_a_target_is_told_with_its_figure_its_path_and_its_reason(store: Store) -> None:
    code, body = asked(STATUS, pack="up")
    assert (code, body["at"], body["version"], body["total"]) == (200, "2023", 1, 1)
    row = body["results"][0]
    assert (row["status"], row["value"], row["degree"]) == ("on_track", 3.6, 80.0)
    assert row["expected"] == pytest.approx(3.5)
    assert row["source"] == {"document": "up-2021", "table": 1, "row": 1}


def test_a_new_figure_is_told_at_once(store: Store) -> None:
    asked(STATUS, pack="up")
    store.add([Observation("up-2021.t1.1", "330000", Period(2024), Decimal("3.7"), "省统计局")], by="statistics")
    assert asked(STATUS, pack="up")[1]["results"][0]["status"] == "lagging"
    assert asked(STATUS, pack="up", at="2023")[1]["results"][0]["status"] == "on_track"


def test_figures_are_told_with_their_source(store: Store) -> None:
    _code, body = asked(OBSERVATIONS, pack="up", indicator="up-2021.t1.1", division="330000")
    assert [(row["period"], row["value"], row["source"]) for row in body["results"]] == [
        ("2020", "2", "up-2021 表1.1"),
        ("2023", "3.6", "省统计局"),
    ]


def test_a_page_is_as_long_as_asked(store: Store) -> None:
    _code, body = asked(OBSERVATIONS, pack="up", limit="1", offset="1")
    assert (body["total"], [row["period"] for row in body["results"]]) == (2, ["2023"])


@pytest.mark.parametrize("query", [{"at": "2023-13"}, {"at": "soon"}, {"limit": "0"}])
def test_what_cannot_be_asked_is_told(store: Store, query: dict[str, str]) -> None:
    assert asked(STATUS, pack="up", **query)[0] == 422


def test_an_unknown_pack_is_not_found(store: Store) -> None:
    assert asked(STATUS, pack="nowhere")[0] == 404


def test_what_is_the_staffs_is_not_told(store: Store, settings: Any) -> None:
    settings.MINSHENG_COCKPIT = "staff"
    assert asked(STATUS, pack="up")[0] == 404


def test_nothing_is_written_here(store: Store) -> None:
    assert Client().post(STATUS, {}).status_code == 405
