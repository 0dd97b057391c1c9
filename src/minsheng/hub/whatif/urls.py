"""Addresses of the what-if pages."""

from __future__ import annotations

from django.urls import path

from minsheng.hub.whatif import views

app_name = "whatif"
urlpatterns = [
    path("whatif/", views.ask, name="ask"),
    path("whatif/<slug:token>/", views.run, name="run"),
    path("whatif/<slug:token>/<str:name>", views.file, name="file"),
]
