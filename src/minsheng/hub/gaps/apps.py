"""The app of comparisons."""

from __future__ import annotations

from django.apps import AppConfig


class GapsConfig(AppConfig):
    """Who is owed and does not receive, and who receives and is not owed."""

    name = "minsheng.hub.gaps"
