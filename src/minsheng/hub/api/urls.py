"""Addresses below ``/api/v1``; whatever else is asked for there gets an error in the one shape."""

from __future__ import annotations

from django.urls import include, path, re_path

from minsheng.hub.api.errors import nothing_here, shaped
from minsheng.hub.api.explain import posted
from minsheng.hub.api.monitoring import told_now
from minsheng.hub.api.observations import reported
from minsheng.hub.api.places import places_nearby, places_promises
from minsheng.hub.api.routes import api

patterns, _, namespace = api.urls
DOORS = {
    "explain": posted,
    "observations": reported,
    "monitor_status": told_now,
    "monitor_observations": told_now,
    places_nearby.__name__: told_now,
    places_promises.__name__: told_now,
}
for pattern in patterns:
    pattern.callback = DOORS.get(pattern.name, shaped)(pattern.callback)

urlpatterns = [
    path("", include((patterns, "ninja"), namespace=namespace)),
    re_path(r"^(?P<path>.*)$", nothing_here),
]
