"""Who may compare: anyone signed in on a made-up city, officers on a real one; and the register compared with."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from minsheng.register.snapshot import Snapshot, days_of, open_snapshot

OFFICERS = "officer"
"""The group of those who may look into the register, the same that may look up a resident."""


def may_look(user: Any, *, synthetic: bool) -> bool:
    """Whether a signed-in account may see who of this register is missing."""
    if not user.is_authenticated or not user.is_active:
        return False
    return bool(synthetic or user.is_superuser or user.groups.filter(name=OFFICERS).exists())


def stranger(request: HttpRequest, *, synthetic: bool) -> HttpResponse | None:
    """The way to sign in for who has not; None for who may enter. Raises ``PermissionDenied`` for all others."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if not may_look(request.user, synthetic=synthetic):
        raise PermissionDenied
    return None


def current_snapshot() -> Snapshot | None:
    """The latest snapshot of the register the settings name; None when there is none. Raises `MinshengError`."""
    folder = settings.MINSHENG_REGISTER
    return open_snapshot(folder) if days_of(folder) else None
