"""A trail that begins empty: entries of earlier tests stay, as Django cannot flush what it does not manage."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test import Client
from django.utils import translation

from minsheng.hub.audit import triggers
from minsheng.hub.audit.auditors import make_auditor
from minsheng.hub.audit.chain import START, seal_of
from minsheng.hub.audit.keys import chain_keys
from minsheng.hub.audit.models import Entry, Head


@contextmanager
def without_triggers() -> Iterator[Any]:
    """What somebody with the database's own account could do: a cursor, with the triggers out of the way."""
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in triggers.off(connection.vendor):
            cursor.execute(statement)
        yield cursor
        for statement in triggers.on(connection.vendor):
            cursor.execute(statement)


def empty() -> None:
    """Begin the trail again."""
    with without_triggers():
        Entry.objects.all().delete()
        Head.objects.all().delete()
        Head.objects.create(id=1, count=0, hash=START, seal=seal_of(0, START, chain_keys()[0]))


@pytest.fixture(autouse=True)
def plain(settings: Any) -> Iterator[None]:
    """Without TLS, with quick passwords, in Chinese."""
    settings.SECURE_SSL_REDIRECT = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with translation.override("zh-hans"):
        yield


@pytest.fixture
def trail(db: None) -> None:
    """An empty trail."""
    empty()


@pytest.fixture
def auditor(trail: None) -> User:
    """May read the trail; that is its first entry."""
    user = User.objects.create_user("sun", password="a-good-pass-phrase")
    make_auditor(user)
    return user


def signed_in(user: User) -> Client:
    """A client of the user."""
    client = Client()
    client.force_login(user)
    return client
