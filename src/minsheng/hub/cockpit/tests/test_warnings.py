"""Warnings from opening to closing, and the report."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from django.contrib.auth.models import User
from django.test import Client

from minsheng.hub.cockpit.tests.conftest import PLACES, SECOND, SECOND_PERIOD, observations, signed_in
from minsheng.hub.cockpit.tests.test_reading import words
from minsheng.monitor.store import Store

WARNINGS = f"{PLACES}warnings/"
ONE = f"{WARNINGS}unemployment-high-330100-1/"


@pytest.fixture
def office(store: Store, planner: User) -> Client:
    """A planner's client, unemployment above its limit, and the warning opened."""
    store.add(observations(SECOND, SECOND_PERIOD), by="statistics")
    client = signed_in(planner)
    client.post(f"{WARNINGS}review/")
    return client


def test_strangers_and_accounts_without_the_right_see_none(store: Store, clerk: User) -> None:
    assert Client().get(WARNINGS)["Location"].startswith("/accounts/login/")
    assert signed_in(clerk).get(WARNINGS).status_code == 403


def test_a_warning_opens_once(office: Client) -> None:
    assert "失业率偏高" in words(office.get(WARNINGS).content.decode())
    office.post(f"{WARNINGS}review/")
    assert "新开 0 条预警" in words(office.get(WARNINGS).content.decode())


def test_the_city_tells_how_many_are_open(office: Client) -> None:
    html = Client().get(PLACES).content.decode()
    assert '<span class="level red">红色</span> <span class="mark">1</span>' in html


def test_a_warning_is_acknowledged_handled_and_closed_with_a_result(office: Client) -> None:
    page = words(office.get(ONE).content.decode())
    assert "市人力社保局" in page
    assert "5.2" in page
    assert "《试验市公共服务规划》表1第2行" in page
    for step, text in (("acknowledge", ""), ("handle", "办了两场招聘会"), ("close", "降到4.7%")):
        assert office.post(ONE, {"step": step, "text": text}).status_code == 302
    page = words(office.get(ONE).content.decode())
    assert "已办结" in page
    assert "办了两场招聘会" in page
    assert "失业率偏高" in words(office.get(WARNINGS, {"closed": "1"}).content.decode())
    assert '<span class="level red">' not in Client().get(PLACES).content.decode()


@pytest.mark.parametrize(("step", "text"), [("close", "好了"), ("handle", "做了"), ("", ""), ("reopen", "x")])
def test_a_step_out_of_turn_is_refused(office: Client, step: str, text: str) -> None:
    assert office.post(ONE, {"step": step, "text": text}).status_code == 422


def test_handling_without_a_word_is_refused(office: Client) -> None:
    office.post(ONE, {"step": "acknowledge"})
    assert office.post(ONE, {"step": "handle", "text": " "}).status_code == 422


def test_a_warning_that_is_not_there_is_not_found(office: Client) -> None:
    assert office.get(f"{WARNINGS}none-330100-1/").status_code == 404


def test_the_report_is_written_and_downloaded(office: Client) -> None:
    ready = office.post(f"{PLACES}report/", {"period": "2024", "form": "docx", "issuer": "市发改委"})["Location"]
    answer = office.get(f"{ready}file/")
    assert 'filename="report-city-2024.docx"' in answer["Content-Disposition"]
    with zipfile.ZipFile(BytesIO(b"".join(answer.streaming_content))) as parts:
        text = parts.read("word/document.xml").decode()
    assert "每千人口托位数" in text
    assert "市发改委" in text


def test_a_report_of_no_period_is_refused(office: Client) -> None:
    assert office.post(f"{PLACES}report/", {"period": "1999", "form": "docx"}).status_code == 422


def test_nobody_downloads_anothers_report(office: Client, clerk: User) -> None:
    ready = office.post(f"{PLACES}report/", {"period": "2024", "form": "docx", "issuer": ""})["Location"]
    assert signed_in(clerk).get(f"{ready}file/").status_code == 403
    clerk.is_superuser = False
    clerk.groups.add(*User.objects.get(username="zhao").groups.all())
    assert signed_in(clerk).get(f"{ready}file/").status_code == 404
