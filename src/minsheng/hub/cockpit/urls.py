"""Addresses of the cockpit."""

from __future__ import annotations

from django.urls import path

from minsheng.hub.cockpit.views import city

app_name = "cockpit"
urlpatterns = [
    path("cockpit/", city.start, name="start"),
    path("cockpit/<slug:pack>/", city.city, name="city"),
]
