"""A city's pack with a draft of a small plan, and the people who may or may not review it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import translation

from minsheng.hub.catalogue import store
from minsheng.packs.model import Area, Document
from minsheng.plans.draft import write_draft
from minsheng.plans.model import Amount, Commitment, Doubt, Figure, Indicator, Item, Reading, SourceText

PASSWORD = "a-good-pass-phrase"

CITY = """
id: city
name: 某市
name_en: Some City
division: "330100"
level: city
documents:
- {id: city-2021, title: 某市公共服务规划, since: 2021-01-01, until: 2025-12-31}
areas:
- {id: support, name: 弱有所扶, name_en: Support}
groups:
- {id: disabled, name: 残疾人, name_en: People with disabilities}
life_stages:
- {id: any, name: 一生, name_en: Whole life}
"""

LINES = (
    "某市公共服务规划",
    "一、目标",
    "到2025年，全市托位达到6000个，<百岁>老人补贴提高。",
    "表1 主要指标",
    "指标\t单位\t2020年\t2025年",
    "托位数\t个\t3000\t6000",
    "护理床位\t张\t20\t约30",
    "专栏1 “弱有所扶”基本公共服务项目",
    "1.护理补贴。给重度残疾人每人每月200元。",
)


def reading() -> Reading:
    """What a reader would say about `LINES`."""
    doubt = Doubt("table.about", "约数", (7, 7))
    return Reading(
        source=SourceText(LINES, "txt"),
        blocks=(),
        indicators=(
            Indicator(
                "表1 主要指标", "", 1, "托位数", "个",
                {"2020": Figure("3000", "=", Decimal(3000)), "2025": Figure("6000", "=", Decimal(6000))}, (6, 6),
            ),
            Indicator(
                "表1 主要指标", "", 2, "护理床位", "张",
                {"2020": Figure("20", "=", Decimal(20)), "2025": Figure("约30", "~", Decimal(30))}, (7, 7),
                doubts=(doubt,),
            ),
        ),
        commitments=(
            Commitment(
                "一、目标", LINES[2], "全市托位达到6000个", "托位", "=", Decimal(6000), "个", 2025, None, (3, 3)
            ),
        ),
        items=(
            Item(
                1, "“弱有所扶”基本公共服务项目", 1, "护理补贴", "给重度残疾人每人每月200元。",
                (Amount("200元", Decimal(200), "元", "人·月"),), (9, 9),
            ),
        ),
        doubts=(Doubt("block.unread", "一行没有归属", (1, 1)),),
    )  # fmt: skip


BEDS, PLACES, PROMISE, SUBSIDY = "indicator:表1.2", "indicator:表1.1", "commitment", "item:专栏1.1"


@pytest.fixture
def packs(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The packs' folder with one city and one draft."""
    folder = tmp_path / "packs"
    (folder / "city").mkdir(parents=True)
    (folder / "city" / "pack.yaml").write_text(CITY.lstrip(), "utf-8")
    document = Document("city-2021", "某市公共服务规划", date(2021, 1, 1), date(2025, 12, 31))
    write_draft(folder / "city", document, reading(), areas=[Area("support", "弱有所扶", "Support")])
    settings.MINSHENG_PACKS = folder
    settings.SECURE_SSL_REDIRECT = False
    monkeypatch.setattr(store, "LOOK_EVERY", 0.0)
    monkeypatch.setattr(store, "_stores", {})
    # A page asked for in English leaves its language behind in the thread.
    with translation.override("zh-hans"):
        yield folder


def person_who_may(name: str) -> User:
    """An account with the right to review."""
    user = User.objects.create_user(name, password=PASSWORD)
    user.user_permissions.add(Permission.objects.get(content_type__app_label="review", codename="review_draft"))
    return user


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> None:
    """A real hash takes a tenth of a second by design."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def reviewer(db: None) -> User:
    """May review."""
    return person_who_may("wang")


@pytest.fixture
def stranger(db: None) -> User:
    """Has an account, and no right."""
    return User.objects.create_user("guest", password=PASSWORD)


@pytest.fixture
def signed_in(packs: Path, reviewer: User) -> Client:
    """A client of the reviewer."""
    client = Client()
    client.force_login(reviewer)
    return client
