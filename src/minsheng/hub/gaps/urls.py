"""Addresses of comparisons."""

from __future__ import annotations

from django.urls import path

from minsheng.hub.gaps import views

app_name = "gaps"
urlpatterns = [
    path("gaps/", views.ask, name="ask"),
    path("gaps/<slug:token>/", views.show, name="show"),
    path("gaps/<slug:token>/drop/", views.drop, name="drop"),
    path("gaps/<slug:token>/<slug:which>/", views.people, name="people"),
    path("gaps/<slug:token>/<slug:which>/csv/", views.download, name="download"),
]
