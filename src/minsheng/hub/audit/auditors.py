"""Auditors: who may read the trail. Nobody else may, not even a superuser."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction

from minsheng.hub.audit.trail import record

AUDITORS = "auditors"
"""The group whose members may read the trail."""


def make_auditor(user: Any) -> None:
    """Let an account read the trail; that it may is itself recorded."""
    with transaction.atomic():
        user.groups.add(Group.objects.get_or_create(name=AUDITORS)[0])
        record("", "auditor-added", detail={"account": user.get_username()})


def is_auditor(user: Any) -> bool:
    """Whether the account may read the trail."""
    return bool(user.is_authenticated and user.is_active and user.groups.filter(name=AUDITORS).exists())
