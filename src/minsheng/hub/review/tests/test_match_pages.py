from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils.html import strip_tags

from minsheng.hub.review.models import MatchDecision
from minsheng.hub.review.tests.conftest import person_who_may
from minsheng.hub.review.tests.region import NORTH_SOUTH, UPWARDS, write_region
from minsheng.hub.review.views import matches as views
from minsheng.packs.load import load_packs

MATCHES = "/review/matches/"
DECIDE = MATCHES + "decide/"


@pytest.fixture
def region(packs: Path) -> Path:
    write_region(packs)
    return packs


@pytest.fixture
def client(region: Path, signed_in: Client) -> Client:
    return signed_in


def page(client: Client, address: str = MATCHES, **query: str) -> str:
    response = client.get(address, query)
    assert response.status_code == 200
    return response.content.decode()


def names(told: str) -> list[str]:
    return re.findall(r"<code>([^<]*)</code>", told)


def send(client: Client, key: str, action: str, version: int = 0, **fields: Any):
    given = {"match": key, "action": action, "version": str(version), "because": "两处口径相同"}
    return client.post(DECIDE, given | fields)


def test_the_page_shows_both_clauses_with_figures_units_places_and_the_explanation(client: Client) -> None:
    told = " ".join(strip_tags(page(client)).split())
    for words in (
        "每千人口托位数",
        "每千人拥有婴幼儿托位",
        "2025 目标 4个",
        "单位: 个",
        "《北市公共服务规划》表1第2行",
        "说的都是托位，口径待核",
        "与第一处字面相似度",
        "按名称推断，还没有写进规则包",
        "项目组",
    ):
        assert words in told, words


def test_the_reason_is_filled_in_with_the_explanation_and_no_script_is_needed(client: Client) -> None:
    told = page(client)
    assert ">说的都是托位，口径待核</textarea>" in told
    assert "<script" not in told


def test_nobody_keeps_a_copy_of_the_page(client: Client) -> None:
    assert "no-store" in client.get(MATCHES)["Cache-Control"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["childcare", UPWARDS, NORTH_SOUTH, "beds"]),
        ({"state": "proposed"}, ["childcare", UPWARDS, NORTH_SOUTH]),
        ({"state": "refused"}, ["beds"]),
        ({"state": "confirmed"}, []),
        ({"pack": "south"}, [NORTH_SOUTH]),
        ({"pack": "province"}, [UPWARDS]),
        ({"pack": "nowhere"}, []),
        ({"state": "nonsense", "page": "x"}, ["childcare", UPWARDS, NORTH_SOUTH, "beds"]),
    ],
)
def test_state_and_place_narrow_the_list(client: Client, query: dict[str, str], found: list[str]) -> None:
    assert names(page(client, **query)) == found


def test_a_long_list_comes_in_pages_and_keeps_its_filters(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "MATCHES_A_PAGE", 2)
    told = page(client, state="proposed")
    assert names(told) == ["childcare", UPWARDS]
    assert 'href="/review/matches/?state=proposed&amp;page=2" rel="next"' in told
    assert names(page(client, state="proposed", page="2")) == [NORTH_SOUTH]
    assert names(page(client, state="proposed", page="99")) == [NORTH_SOUTH]


@pytest.mark.parametrize(
    ("action", "said", "state"),
    [("confirm", "已确认是同一个指标", "已确认"), ("refuse", "已认定不是同一个指标", "已否定")],
)
def test_a_decision_is_said_on_the_list_and_stands_on_the_public_page_at_once(
    client: Client, action: str, said: str, state: str
) -> None:
    def public() -> str:
        told = page(Client(), "/targets/south/south.1/")
        return re.findall(r'<small class="state[^>]*>([^<]*)<', told)[0]

    assert public() == "待确认"
    response = send(client, f"south/{NORTH_SOUTH}", action, state="proposed")
    assert response["Location"] == "/review/matches/?state=proposed"
    told = page(client, response["Location"])
    assert said in told
    assert NORTH_SOUTH not in names(told)
    assert public() == state
    assert send(client, f"south/{NORTH_SOUTH}", "undo", version=1).status_code == 302
    assert public() == "待确认"


def test_the_boxes_say_which_rows_the_match_keeps(client: Client, region: Path) -> None:
    assert page(client).count('name="member"') == 3
    send(client, "north/childcare", "confirm", member=["north.1", "north.2"])
    match = next(one for one in load_packs(region)["north"].matches if one.id == "childcare")
    assert (match.members, match.state) == (("north.1", "north.2"), "confirmed")


def test_a_refused_form_comes_back_with_what_it_held_and_says_what_is_wrong(client: Client) -> None:
    response = send(client, "north/childcare", "refuse", because="  ", member=["north.1", "north.3"])
    told = response.content.decode()
    assert response.status_code == 422
    assert "请写明依据" in told
    assert names(told)[0] == "childcare"
    assert re.findall(r'value="(north\.\d)" checked', told) == ["north.1", "north.3"]
    assert 'aria-invalid="true"' in told
    assert not MatchDecision.objects.exists()


def test_who_decides_on_an_outdated_page_is_shown_what_stands_now(client: Client, region: Path) -> None:
    other = Client()
    other.force_login(person_who_may("li"))
    send(other, f"north/{UPWARDS}", "confirm")
    response = send(client, f"north/{UPWARDS}", "refuse")
    told = response.content.decode()
    assert response.status_code == 409
    assert "li 刚刚处理了这一条" in told
    assert names(told)[0] == UPWARDS
    assert MatchDecision.objects.get().by.get_username() == "li"


def test_a_pack_that_cannot_be_written_is_said_and_nothing_recorded(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("minsheng.hub.review.match_services.put_match", full)
    response = send(client, "north/childcare", "confirm")
    assert response.status_code == 500
    assert "写不进去" in response.content.decode()
    assert not MatchDecision.objects.exists()


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"action": "burn"}, 404),
        ({"match": "north/nothing"}, 422),
        ({"match": ""}, 422),
        ({"match": "../../etc/passwd"}, 422),
        ({"version": "-1"}, 409),
        ({"version": "9" * 40}, 409),
    ],
)
def test_a_form_that_was_tampered_with_changes_nothing(client: Client, fields: dict[str, str], status: int) -> None:
    given = {"match": "north/childcare", "action": "confirm", "version": "0", "because": "看过"} | fields
    assert client.post(DECIDE, given).status_code == status
    assert not MatchDecision.objects.exists()


def test_a_form_without_proof_of_origin_is_refused(region: Path, reviewer: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(reviewer)
    given = {"match": "north/childcare", "action": "confirm", "version": "0", "because": "看过"}
    assert client.post(DECIDE, given).status_code == 403
    assert not MatchDecision.objects.exists()


def test_the_page_is_in_english_too(client: Client) -> None:
    told = strip_tags(re.sub(r'<(\w+)[^>]*lang="zh-Hans".*?</\1>', "", page(client, "/en/review/matches/"), flags=re.S))
    assert "Not the same" in told
    assert re.findall("[\u4e00-\u9fff]+", told) == []
