"""Addresses of the provisions' pages."""

from __future__ import annotations

from django.urls import path

from minsheng.hub.provisions import views

app_name = "provisions"
urlpatterns = [
    path("provisions/", views.overview, name="list"),
    path("provisions.csv", views.table, name="csv"),
    path("provisions/<slug:provision>/", views.one, name="one"),
]
