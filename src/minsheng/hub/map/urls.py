"""Addresses of the maps."""

from __future__ import annotations

from django.urls import path

from minsheng.hub.map.views import circles, demand, nearby, siting

app_name = "map"
urlpatterns = [
    path("nearby/", nearby.nearby, name="nearby"),
    path("circles/", circles.overview, name="circles"),
    path("circles/demand/", demand.demand, name="demand"),
    path("circles/<slug:circle>/", circles.circle, name="circle"),
    path("circles/<slug:circle>/sites/", siting.sites, name="sites"),
    path("circles/<slug:circle>/places.csv", circles.places_csv, name="csv"),
]
