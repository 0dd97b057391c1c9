"""Addresses of the sharing list and of the register's quality."""

from __future__ import annotations

from django.urls import path

from minsheng.hub.registry.views import quality, sharing

app_name = "registry"
urlpatterns = [
    path("sharing/", sharing.sharing, name="sharing"),
    path("sharing/<slug:pack_id>/", sharing.sharing, name="sharing_of"),
    path("sharing/<slug:pack_id>.csv", sharing.sharing_csv, name="sharing_csv"),
    path("register/quality/", quality.quality, name="quality"),
    path("register/quality.csv", quality.quality_csv, name="quality_csv"),
]
