"""The app of maps."""

from __future__ import annotations

from django.apps import AppConfig


class MapConfig(AppConfig):
    """Maps: services near a place, circles, gaps and sites."""

    name = "minsheng.hub.map"
    label = "map"
