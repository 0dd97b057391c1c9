"""Addresses of the calculator and the happiness list; nothing about a person stands in any of them."""

from __future__ import annotations

from django.urls import path

from minsheng.hub.household.views import calculator, happiness

app_name = "household"
urlpatterns = [
    path("calculator/", calculator.start, name="start"),
    path("calculator/<int:number>/", calculator.step, name="step"),
    path("happiness/", happiness.happiness, name="happiness"),
]
