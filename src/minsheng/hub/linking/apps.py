"""The app of matching lists."""

from __future__ import annotations

from django.apps import AppConfig


class LinkingConfig(AppConfig):
    """Who stands on both of two lists."""

    name = "minsheng.hub.linking"
