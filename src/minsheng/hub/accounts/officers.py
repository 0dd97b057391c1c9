"""Officers: who may look at real residents. Everybody signed in may look at made-up ones."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from minsheng.hub.accounts.people import REVIEWERS

OFFICERS = "officer"
"""The group whose members may look at what is not made up."""


def make_officer(user: Any) -> None:
    """Let an account look at real residents."""
    user.groups.add(Group.objects.get_or_create(name=OFFICERS)[0])


def is_officer(user: Any) -> bool:
    """Whether the account may look at real residents."""
    if not user.is_authenticated or not user.is_active:
        return False
    return bool(user.is_superuser or user.groups.filter(name=OFFICERS).exists())


def may_report(user: Any) -> bool:
    """Whether the account may bring figures in and handle warnings: an officer, or one that may review plans."""
    if not user.is_authenticated or not user.is_active:
        return False
    return is_officer(user) or bool(user.groups.filter(name=REVIEWERS).exists())


def may_look(user: Any, *, synthetic: bool) -> bool:
    """Whether the account may look at residents who are made up, or at those who are not."""
    if not user.is_authenticated or not user.is_active:
        return False
    return synthetic or is_officer(user)


def stranger(request: HttpRequest, *, synthetic: bool) -> HttpResponse | None:
    """The way to sign in for who has not; None for who may look. Raises ``PermissionDenied`` for all others."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if not may_look(request.user, synthetic=synthetic):
        raise PermissionDenied
    return None
