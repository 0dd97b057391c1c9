from __future__ import annotations

import base64
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from minsheng.hub.accounts.officers import make_officer
from minsheng.monitor.store import Store

ADDRESS = "/api/v1/observations"
PASSWORD = "蓝色-river-2041"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data(tmp_path: Path, settings) -> Path:
    settings.MINSHENG_DATA = tmp_path
    settings.AXES_ENABLED = False
    return tmp_path / "observations" / "down"


@pytest.fixture
def officer():
    user = get_user_model().objects.create_user("wangfang", password=PASSWORD)
    make_officer(user)
    return user


def basic(name: str = "wangfang", password: str = PASSWORD) -> str:
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


def row(**more: Any) -> dict[str, Any]:
    figure = {"indicator": "down-2021.t1.1", "division": "330106", "period": "2023Q4", "value": "3.2", "source": "快报"}
    return figure | more


def post(*rows: dict[str, Any], authorization: str = "", client: Client | None = None, **more: Any):
    headers = {"Authorization": authorization} if authorization else {}
    body = {"pack": "down", "observations": list(rows), **more}
    return (client or Client()).post(ADDRESS, body, content_type="application/json", headers=headers)


def test_an_officers_program_reports_a_figure_under_its_own_name(officer, data: Path) -> None:
    response = post(row(), authorization=basic())
    told = {"version": 1, "new": 1, "corrected": 0, "same": 0, "faults": [], "aside": []}
    assert (response.status_code, response.json()) == (200, told)
    [entry] = Store(data).entries(("down-2021.t1.1", "330106", "2023Q4", ""))
    assert (entry.observation.value, entry.observation.source, entry.batch.by) == (Decimal("3.2"), "快报", "wangfang")
    assert response.headers["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in response.headers


def test_what_is_wrong_is_told_by_row_and_the_rest_goes_in(officer) -> None:
    response = post(row(), row(division="江干区"), row(division="330108", value=-1), authorization=basic())
    told = response.json()
    assert (response.status_code, told["new"]) == (200, 1)
    assert [(fault["row"], fault["code"]) for fault in told["faults"]] == [
        (1, "observations.redrawn"),
        (2, "observations.bounds"),
    ]


def test_an_unlikely_figure_is_kept_aside_until_it_is_accepted(officer) -> None:
    post(row(), authorization=basic())
    later = row(period="2024Q1", value=320)
    assert [each["code"] for each in post(later, authorization=basic()).json()["aside"]] == ["observations.jump"]
    assert post(later, authorization=basic(), accept=True).json()["new"] == 1


def test_a_differing_figure_needs_a_reason(officer) -> None:
    post(row(), authorization=basic())
    refused = post(row(value="3.3"), authorization=basic())
    assert refused.status_code == 422
    assert refused.json()["error"]["data"]["fields"][0]["code"] == "observations.differs"
    assert post(row(value="3.3"), authorization=basic(), because="复核").json()["corrected"] == 1


def test_a_version_that_is_no_longer_the_last_is_refused(officer) -> None:
    post(row(), authorization=basic())
    refused = post(row(period="2024Q1"), authorization=basic(), expect=0)
    assert (refused.status_code, refused.json()["error"]["data"]["fields"][0]["code"]) == (422, "observations.changed")


@pytest.mark.parametrize("authorization", ["", basic(password="wrong"), basic("nobody"), "Basic %%%", "Bearer x"])
def test_a_stranger_is_asked_who_it_is(officer, data: Path, authorization: str) -> None:
    response = post(row(), authorization=authorization)
    assert (response.status_code, response.json()["error"]["code"]) == (401, "unauthorized")
    assert response.headers["WWW-Authenticate"].startswith("Basic")
    assert not data.exists()


def test_an_account_without_the_right_may_not(data: Path) -> None:
    get_user_model().objects.create_user("wangfang", password=PASSWORD)
    assert post(row(), authorization=basic()).status_code == 403
    assert not data.exists()


def test_a_session_needs_its_token(officer, data: Path) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer)
    assert post(row(), client=client).status_code == 403
    assert not data.exists()
    token = "a" * 32
    client.cookies["csrftoken"] = token
    response = client.post(
        ADDRESS,
        {"pack": "down", "observations": [row()]},
        content_type="application/json",
        headers={"X-CSRFToken": token},
    )
    assert (response.status_code, Store(data).version) == (200, 1)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("x", 400, "bad-request"),
        ({"pack": "nowhere", "observations": []}, 404, "not-found"),
        ({"pack": "down"}, 422, "invalid"),
        ({"pack": "down", "observations": [{"indicator": "down-2021.t1.1"}]}, 422, "invalid"),
        ({"pack": "down", "observations": [{}] * 5001}, 422, "invalid"),
    ],
)
def test_a_body_that_does_not_fit_is_refused(officer, body: object, status: int, code: str) -> None:
    headers = {"Authorization": basic()}
    response = Client().post(ADDRESS, body, content_type="application/json", headers=headers)
    assert (response.status_code, response.json()["error"]["code"]) == (status, code)


def test_reading_the_address_is_no_method_of_it() -> None:
    response = Client().get(ADDRESS)
    assert (response.status_code, response.headers["Allow"]) == (405, "POST")
