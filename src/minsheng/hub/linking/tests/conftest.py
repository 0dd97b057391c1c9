"""Officers, others, and two lists; matching is worked out while the request waits."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import translation

from minsheng.hub import background
from minsheng.hub.accounts.officers import make_officer
from minsheng.hub.linking.work import work

PASSWORD = "a-good-pass-phrase"
CIVIL = """\
编号,姓名,性别,出生日期,区划,电话
c1,李建国,男,1955-03-08,330106,13800000002
c2,周强,男,1971-01-01,330106,13800000005
c3,陈小芳,女,1990-02-28,330110,13800000011
c4,=HYPERLINK(1),男,1960-05-05,330105,13800000009
"""
HEALTH = """\
记录编号,姓名,性别,出生日期,区划,手机号
h1,李建国,男,1955-03-08,330106,13800000002
h2,周强,男,1971-01-01,330106,13800000005
h3,周强,男,1971-01-01,330106,13800000005
h4,陈小方,女,1990-02-28,330106,13900007799
"""


def now(module: str, folder: Path) -> None:
    """Do the work at once, in the process of the test."""
    background.mark_begun(folder)
    work(folder)


@pytest.fixture
def hub(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    settings.MINSHENG_DATA = tmp_path
    settings.SECURE_SSL_REDIRECT = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr(background, "begin", now)
    with translation.override("zh-hans"):
        yield tmp_path


def officer_named(name: str) -> User:
    """May look at real residents."""
    user = User.objects.create_user(name, password=PASSWORD)
    make_officer(user)
    return user


@pytest.fixture
def officer(db: None) -> User:
    return officer_named("zhao")


@pytest.fixture
def clerk(db: None) -> User:
    """Has an account and no more."""
    return User.objects.create_user("li", password=PASSWORD)


def signed_in(user: User) -> Client:
    """A client of the user."""
    client = Client()
    client.force_login(user)
    return client
