"""A made-up city in the register of the settings, and people who may or may not look into it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import translation

from minsheng.hub import background
from minsheng.hub.gaps.work import work
from minsheng.register.synthetic.city import synthesise

BENEFIT = "public-transport-concession"


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register of a thousand made-up people."""
    folder = tmp_path_factory.mktemp("register")
    synthesise("330100", people=1000, day=date(2021, 12, 31), register=folder, seed=11)
    return folder


@pytest.fixture(autouse=True)
def hub(city: Path, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The hub's folder of data with the city as its register; comparisons are worked out while the request waits."""
    settings.MINSHENG_DATA = tmp_path
    settings.MINSHENG_REGISTER = tmp_path / "register"
    shutil.copytree(city, tmp_path / "register")
    settings.SECURE_SSL_REDIRECT = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr(background, "begin", lambda module, folder: work(folder))
    with translation.override("zh-hans"):
        yield tmp_path


def make_real(hub: Path) -> None:
    """Let the register say that its people are real."""
    manifest = next((hub / "register").glob("*/manifest.json"))
    manifest.write_text(manifest.read_text("utf-8").replace('"synthetic": true', '"synthetic": false'), "utf-8")


@pytest.fixture
def clerk(db: None) -> User:
    """Has an account."""
    return User.objects.create_user("li", password="a-good-pass-phrase")


@pytest.fixture
def officer(db: None) -> User:
    """May look into a real register."""
    user = User.objects.create_user("zhao", password="a-good-pass-phrase")
    user.groups.add(Group.objects.get_or_create(name="officer")[0])
    return user


def signed_in(user: User) -> Client:
    """A client of the user."""
    client = Client()
    client.force_login(user)
    return client
