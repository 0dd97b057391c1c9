"""The app of the audit trail."""

from __future__ import annotations

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Who did what, and who looked at whom."""

    name = "minsheng.hub.audit"

    def ready(self) -> None:
        """Record who signs in, who fails to, and who signs out."""
        from minsheng.hub.audit import signing

        signing.listen()
