"""Figures in: who may, what a file would do, what it did, corrections; nothing is lost and nothing goes in unseen."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from minsheng.hub.cockpit import jobs
from minsheng.hub.cockpit.tests.conftest import CITY, PLACES, SECOND, signed_in
from minsheng.hub.cockpit.tests.test_reading import words
from minsheng.monitor.store import Store

FIGURES = f"{PLACES}figures/"
HEADER = "指标编号,地区,时期,数值,来源\n"
TURNS_TWO_RED = HEADER + "".join(
    f"city-2021.t1.{row},{code},2024,{value},年报\n" for (row, code), value in SECOND.items()
)


def given(client: Client, text: str, name: str = "2024.csv") -> str:
    """The address of a file's check."""
    answer = client.post(FIGURES, {"file": SimpleUploadedFile(name, text.encode()), "period": ""})
    assert answer.status_code == 302, words(answer.content.decode())
    return str(answer["Location"])


def told(client: Client, address: str) -> str:
    return words(client.get(address).content.decode())


@pytest.mark.parametrize("address", ["", "cell/?indicator=city-2021.t1.1&division=330100&period=2023", "batch/1/"])
def test_strangers_sign_in_and_accounts_without_the_right_are_refused(store: Store, clerk: User, address: str) -> None:
    assert Client().get(FIGURES + address)["Location"].startswith("/accounts/login/")
    assert signed_in(clerk).get(FIGURES + address).status_code == 403


def test_an_officer_may_too(store: Store, clerk: User) -> None:
    clerk.groups.add(Group.objects.get_or_create(name="officer")[0])
    assert signed_in(clerk).get(FIGURES).status_code == 200


def test_a_template_asks_for_every_indicator_and_comes_back_filled(store: Store, planner: User) -> None:
    client = signed_in(planner)
    ready = client.post(f"{FIGURES}template/", {"period": "2024"})["Location"]
    assert "可以下载了" in told(client, ready)
    answer = client.get(f"{ready}file/")
    assert 'filename="template-city-2024.xlsx"' in answer["Content-Disposition"]
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    sheet = book["幼有所育"]
    assert [sheet[cell].value for cell in ("A4", "D4", "E3")] == ["city-2021.t1.1", "2024", "杭州市\n330100"]
    sheet["E4"] = 3.7
    filled = io.BytesIO()
    book.save(filled)
    upload = SimpleUploadedFile("2024.xlsx", filled.getvalue())
    checked = client.post(FIGURES, {"file": upload, "period": ""})["Location"]
    assert "1 可以新增" in told(client, checked)


def test_a_bad_period_of_a_template_is_told(store: Store, planner: User) -> None:
    client = signed_in(planner)
    assert client.post(f"{FIGURES}template/", {"period": "soon"})["Location"] == FIGURES
    assert "写成 2023、2023Q4" in told(client, FIGURES)


def test_a_file_is_checked_and_nothing_is_written(store: Store, planner: User) -> None:
    client = signed_in(planner)
    said = told(client, given(client, TURNS_TWO_RED))
    assert "3 可以新增" in said
    assert "入库后会亮起红灯的目标 2" in said
    assert store.version == 1


def test_two_targets_turn_red_when_it_is_taken_and_a_warning_opens(store: Store, planner: User) -> None:
    client = signed_in(planner)
    checked = given(client, TURNS_TWO_RED)
    client.post(f"{checked}take/", {})
    said = told(client, checked)
    assert "已入库" in said
    assert "亮起红灯的目标 2" in said
    assert "每千人口托位数" in said
    assert "城镇调查失业率" in said
    assert "新开的预警 1" in said
    assert store.version == 2
    assert store.batches()[-1].by == "zhao"
    assert store.batches()[-1].origin.startswith("2024.csv sha256:")


def test_faults_are_told_by_cell_and_the_rest_is_kept(store: Store, planner: User) -> None:
    client = signed_in(planner)
    text = (
        HEADER + "city-2021.t1.1,杭州市,2024,3.7,年报\nnone,杭州市,2024,1,年报\ncity-2021.t1.3,西湖区,2024,158,年报\n"
    )
    checked = given(client, text)
    said = told(client, checked)
    assert "2024.csv:3 没有这个指标" in said
    assert "2024.csv:4" in said
    client.post(f"{checked}take/", {})
    assert [row.value for row in store.brought(2)] == [Decimal("3.7")]


def test_a_file_that_cannot_be_read_says_why_and_writes_nothing(store: Store, planner: User) -> None:
    client = signed_in(planner)
    said = told(client, given(client, "no figures here", "notes.csv"))
    assert "没有做成" in said
    assert store.version == 1


def test_a_differing_figure_needs_a_reason(store: Store, planner: User) -> None:
    client = signed_in(planner)
    checked = given(client, HEADER + "city-2021.t1.1,杭州市,2023,3.4,年报更正\n")
    assert "1 与已有的数不同" in told(client, checked)
    client.post(f"{checked}take/", {"because": ""})
    assert store.version == 1
    again = given(client, HEADER + "city-2021.t1.1,杭州市,2023,3.4,年报更正\n")
    client.post(f"{again}take/", {"because": "漏报一区"})
    assert store.batches()[-1].because == "漏报一区"
    cell = ("city-2021.t1.1", CITY, "2023", "")
    assert [str(one.observation.value) for one in store.entries(cell)] == ["3.600000", "3.400000"]


def test_a_doubtful_figure_stays_aside_until_somebody_says_it_is_right(store: Store, planner: User) -> None:
    client = signed_in(planner)
    checked = given(client, HEADER + "city-2021.t1.4,杭州市,2024,1800,年报\n")
    assert "1 存疑" in told(client, checked)
    client.post(f"{checked}take/", {})
    assert store.version == 1
    again = given(client, HEADER + "city-2021.t1.4,杭州市,2024,1800,年报\n")
    client.post(f"{again}take/", {"accept": "on"})
    assert store.version == 2


def test_the_same_file_twice_adds_nothing(store: Store, planner: User) -> None:
    client = signed_in(planner)
    client.post(f"{given(client, TURNS_TWO_RED)}take/", {})
    assert "3 早已有，一样" in told(client, given(client, TURNS_TWO_RED))
    assert store.version == 2


def test_nobody_sees_or_takes_anothers_file(store: Store, planner: User, clerk: User) -> None:
    clerk.groups.add(Group.objects.get_or_create(name="reviewer")[0])
    checked = given(signed_in(planner), TURNS_TWO_RED)
    assert signed_in(clerk).get(checked).status_code == 404
    assert signed_in(clerk).post(f"{checked}take/").status_code == 404


def test_a_file_that_is_not_wanted_is_gone(store: Store, planner: User, hub: Path) -> None:
    client = signed_in(planner)
    checked = given(client, TURNS_TWO_RED)
    client.post(f"{checked}drop/")
    assert client.get(checked).status_code == 404
    assert jobs.SHELF.everyone() == []


@pytest.mark.parametrize(("name", "said"), [("figures", "后缀"), ("", "请")])
def test_a_file_of_no_kind_is_refused(store: Store, planner: User, name: str, said: str) -> None:
    file = {"file": SimpleUploadedFile(name, b"x")} if name else {}
    answer = signed_in(planner).post(FIGURES, {**file, "period": ""})
    assert answer.status_code == 422
    if name:
        assert said in answer.content.decode()


def test_a_batch_lists_what_it_brought(store: Store, planner: User) -> None:
    said = told(signed_in(planner), f"{FIGURES}batch/1/")
    assert "statistics" in said
    assert "护理型床位占比" in said
    assert signed_in(planner).get(f"{FIGURES}batch/2/").status_code == 404


CELL = f"{FIGURES}cell/?indicator=city-2021.t1.1&division=330100&period=2023&group="


def test_one_figure_is_corrected_and_the_old_one_stays(store: Store, planner: User) -> None:
    client = signed_in(planner)
    answer = client.post(CELL, {"value": "3.4", "source": "年报更正", "because": "漏报一区"})
    assert answer.status_code == 302
    said = told(client, answer["Location"])
    assert "3.4个" in said
    assert "漏报一区" in said
    assert "3.6个" in said
    assert "statistics" in said


@pytest.mark.parametrize("value", ["-1", "abc", "3.4%", ""])
def test_a_correction_that_cannot_be_is_refused(store: Store, planner: User, value: str) -> None:
    answer = signed_in(planner).post(CELL, {"value": value, "source": "年报", "because": "改"})
    assert answer.status_code == 422
    assert store.version == 1


def test_a_printed_figure_has_its_clause_as_history(store: Store, planner: User) -> None:
    said = told(signed_in(planner), CELL.replace("2023", "2020"))
    assert "2.01个" in said
    assert "city-2021 表1.1" in said


@pytest.mark.parametrize("query", ["indicator=x", "indicator=city-2021.t1.1&division=330100&period=soon", ""])
def test_a_cell_of_nothing_is_not_found(store: Store, planner: User, query: str) -> None:
    assert signed_in(planner).get(f"{FIGURES}cell/?{query}").status_code == 404
