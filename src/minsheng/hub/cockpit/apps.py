"""The app of the cockpit."""

from __future__ import annotations

from django.apps import AppConfig


class CockpitConfig(AppConfig):
    """Where every target stands, and the planner's work around it."""

    name = "minsheng.hub.cockpit"
