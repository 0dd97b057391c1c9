"""Addresses of the audit trail."""

from __future__ import annotations

from django.urls import path

from minsheng.hub.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.trail, name="trail"),
    path("resident/", views.resident, name="resident"),
]
