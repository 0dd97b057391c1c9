"""The register that lists are compared with; who may is the same as everywhere: officers, on a made-up city all."""

from __future__ import annotations

from django.conf import settings

from minsheng.hub.accounts.officers import stranger
from minsheng.register.snapshot import Snapshot, days_of, open_snapshot

__all__ = ("current_snapshot", "stranger")


def current_snapshot() -> Snapshot | None:
    """The latest snapshot of the register the settings name; None when there is none. Raises `MinshengError`."""
    folder = settings.MINSHENG_REGISTER
    return open_snapshot(folder) if days_of(folder) else None
