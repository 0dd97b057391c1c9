"""A small city with five targets and figures worked out by hand, and people who may or may not bring figures in."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import translation

from minsheng.hub.cockpit import jobs
from minsheng.hub.cockpit.work import work
from minsheng.monitor.observation import Observation
from minsheng.monitor.store import Store
from minsheng.terms.periods import Period

ROOT = Path(__file__).resolve().parents[5]
CITY = "330100"
PLACES = "/cockpit/city/"
FIRST_PERIOD, SECOND_PERIOD = "2023", "2024"

_PACK = """id: city
name: 试验市
name_en: Testville
division: "330100"
level: city
parent: cn
"""
_DOCUMENTS = """documents:
- id: city-2021
  title: 试验市公共服务规划
  since: 2021-01-01
  until: 2025-12-31
"""
_INDICATORS = """indicators:
- id: city-2021.t1.1
  name: 每千人口托位数
  unit: 个
  source: city-2021 表1.1
  area: childcare
  direction: higher
  values:
  - {kind: actual, year: 2020, value: 2.01}
  - {kind: target, year: 2025, value: 4.6}
- id: city-2021.t1.2
  name: 城镇调查失业率
  unit: '%'
  source: city-2021 表1.2
  area: work
  direction: lower
  values:
  - {kind: actual, year: 2020, value: 4.5}
  - {kind: target, year: 2025, op: <=, value: 5}
- id: city-2021.t1.3
  name: 护理型床位占比
  unit: '%'
  source: city-2021 表1.3
  area: elder-care
  direction: higher
  values:
  - {kind: actual, year: 2020, value: 50}
  - {kind: target, year: 2025, value: 60}
- id: city-2021.t1.4
  name: 文化礼堂
  unit: 个
  source: city-2021 表1.4
  area: culture-sport
  direction: higher
  values:
  - {kind: actual, year: 2020, value: 100}
  - {kind: target, year: 2025, value: 200}
- id: city-2021.t1.5
  name: 公众满意度
  unit: '%'
  source: city-2021 表1.5
  area: governance
  direction: higher
  values:
  - {kind: target, year: 2025, value: 90}
"""
_WARNINGS = """warnings:
- id: unemployment-high
  name: 失业率偏高
  watches: city-2021.t1.2
  every: year
  when: value > 4.8
  text: 失业率高于4.8%
  level: red
  owner: 市人力社保局
  days: 30
  action: 查明原因
  source: city-2021 表1.2
  since: 2021-01-01
"""
SOURCE = "市统计局年报"
FIRST = {
    # (row of table 1, division): figure of 2023. The path to 4.6 is at 3.564 then; 3.6 is along it, 3.5 is not.
    (1, CITY): "3.6",
    (1, "330106"): "4.0",
    (1, "330110"): "3.5",
    (2, CITY): "4.6",
    (3, CITY): "53",
    (3, "330106"): "58",
    (4, CITY): "170",
}
"""Care beds are at 53 where the path is at 56: they lag. Nobody knows the satisfaction."""
BEFORE = {(1, "330106"): "2.01", (1, "330110"): "2.01", (3, "330106"): "50"}
"""Where the districts stood in 2020; without that nobody could say whether they are along a path."""
SECOND = {(1, CITY): "3.7", (2, CITY): "5.2", (4, CITY): "180"}
"""Figures of 2024: the path to 4.6 is at 4.082, so 3.7 lags; unemployment is above its ceiling; halls are along."""


def observations(figures: dict[tuple[int, str], str], period: str, source: str = SOURCE) -> list[Observation]:
    """The figures of a period, each of a row of the plan's table."""
    return [
        Observation(f"city-2021.t1.{row}", code, Period.parse(period), Decimal(value), source)
        for (row, code), value in figures.items()
    ]


@pytest.fixture(autouse=True)
def hub(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The hub's folder of data beside the packs of the frame and of the city; work is done while the request waits."""
    packs = tmp_path / "packs"
    shutil.copytree(ROOT / "packs" / "cn", packs / "cn")
    city = packs / "city"
    city.mkdir()
    for name, text in (
        ("pack", _PACK),
        ("documents", _DOCUMENTS),
        ("indicators", _INDICATORS),
        ("warnings", _WARNINGS),
    ):
        (city / f"{name}.yaml").write_text(text, "utf-8")
    settings.MINSHENG_DATA = tmp_path / "data"
    settings.MINSHENG_PACKS = packs
    settings.MINSHENG_COCKPIT = "open"
    settings.SECURE_SSL_REDIRECT = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr(jobs, "start", lambda job: work(job.folder))
    with translation.override("zh-hans"):
        yield tmp_path / "data"


@pytest.fixture
def store(hub: Path) -> Store:
    """The city's observations: those of 2023."""
    found = Store(hub / "observations" / "city")
    found.add([*observations(BEFORE, "2020"), *observations(FIRST, FIRST_PERIOD)], by="statistics")
    return found


@pytest.fixture
def planner(db: None) -> User:
    """May review plans, and so bring figures in."""
    user = User.objects.create_user("zhao", password="a-good-pass-phrase")
    user.groups.add(Group.objects.get_or_create(name="reviewer")[0])
    return user


@pytest.fixture
def clerk(db: None) -> User:
    """Has an account and no right."""
    return User.objects.create_user("li", password="a-good-pass-phrase")


def signed_in(user: User) -> Client:
    """A client of the user."""
    client = Client()
    client.force_login(user)
    return client
