"""The yearly inventory: what is reported with its evidence, who is silent, who may."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client

from minsheng.hub.cockpit.tests.conftest import PLACES, signed_in
from minsheng.hub.cockpit.tests.test_reading import words

INVENTORY = f"{PLACES}inventory/"
ITEM = f"{INVENTORY}care/?year=2024"
_ITEMS = """items:
- id: care
  name: 居家养老服务
  name_en: Home care
  area: elder-care
  tier: basic
  serves: 老年人
  content: 上门照料
  source: city-2021 表1.3
  since: 2021-01-01
  until: 2025-12-31
  lead: [市民政局]
- id: halls
  name: 文化礼堂开放
  name_en: Culture halls
  area: culture-sport
  tier: basic
  serves: 居民
  content: 免费开放
  source: city-2021 表1.4
  since: 2021-01-01
  until: 2025-12-31
"""


@pytest.fixture
def office(hub: Path, planner: User) -> Client:
    (hub.parent / "packs" / "city" / "items.yaml").write_text(_ITEMS, "utf-8")
    return signed_in(planner)


def shown(client: Client, address: str, **query: str) -> str:
    answer = client.get(address, query) if query else client.get(address)
    assert answer.status_code == 200
    return words(answer.content.decode())


def test_strangers_and_accounts_without_the_right_stay_out(office: Client, clerk: User) -> None:
    assert Client().get(INVENTORY)["Location"].startswith("/accounts/login/")
    assert signed_in(clerk).get(ITEM).status_code == 403


def test_an_item_nobody_reported_on_is_silent_and_its_owner_is_reminded(office: Client) -> None:
    said = shown(office, INVENTORY, year="2024")
    assert "2 没有报" in said
    assert "市民政局" in said
    assert "没有人负责" in said


def test_a_state_is_reported_with_its_evidence(office: Client) -> None:
    answer = office.post(
        ITEM, {"state": "delivered", "evidence": "民政台账第3页", "owner": "市民政局", "due": "2024-12-01"}
    )
    assert answer.status_code == 302
    said = shown(office, ITEM)
    assert "已落实 民政台账第3页" in said
    assert "zhao" in said
    assert "1 已落实" in shown(office, INVENTORY, year="2024")
    assert "2 没有报" in shown(office, INVENTORY, year="2023")


def test_delivered_without_evidence_is_refused(office: Client) -> None:
    assert office.post(ITEM, {"state": "delivered", "evidence": ""}).status_code == 422


def test_the_list_is_narrowed_by_owner_and_state(office: Client) -> None:
    assert "居家养老服务" in shown(office, INVENTORY, year="2024", owner="市民政局")
    assert "文化礼堂开放" not in shown(office, INVENTORY, year="2024", owner="市民政局")
    assert "没有这样的项目" in shown(office, INVENTORY, year="2024", state="delivered")


def test_an_item_that_is_not_there_is_not_found(office: Client) -> None:
    assert office.get(f"{INVENTORY}none/").status_code == 404
