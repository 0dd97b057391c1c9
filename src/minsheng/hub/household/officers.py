"""Who may look at a real resident: people the operator has made officers."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group

OFFICERS = "officer"
"""The group whose members may look up residents of the register."""


def make_officer(user: Any) -> None:
    """Let an account look up residents."""
    user.groups.add(Group.objects.get_or_create(name=OFFICERS)[0])


def is_officer(user: Any) -> bool:
    """Whether the account may look up residents of a register that is not synthetic."""
    if not user.is_authenticated or not user.is_active:
        return False
    return bool(user.is_superuser or user.groups.filter(name=OFFICERS).exists())
