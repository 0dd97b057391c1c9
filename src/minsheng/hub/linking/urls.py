"""Addresses of matching lists."""

from __future__ import annotations

from django.urls import path

from minsheng.hub.linking import views

app_name = "linking"
urlpatterns = [
    path("linking/", views.ask, name="ask"),
    path("linking/<slug:token>/", views.show, name="show"),
    path("linking/<slug:token>/apply/", views.apply, name="apply"),
    path("linking/<slug:token>/links.csv", views.links, name="links"),
    path("linking/<slug:token>/drop/", views.drop, name="drop"),
    path("linking/<slug:token>/<int:number>/", views.pair, name="pair"),
]
