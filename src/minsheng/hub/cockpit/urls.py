"""Addresses of the cockpit."""

from __future__ import annotations

from django.urls import path

from minsheng.hub.cockpit.views import city, indicator, parts

app_name = "cockpit"
urlpatterns = [
    path("cockpit/", city.start, name="start"),
    path("cockpit/<slug:pack>/", city.city, name="city"),
    path("cockpit/<slug:pack>/targets/", city.targets, name="targets"),
    path("cockpit/<slug:pack>/district/<slug:division>/", parts.district, name="district"),
    path("cockpit/<slug:pack>/domain/<slug:area>/", parts.domain, name="domain"),
    path("cockpit/<slug:pack>/indicator/<str:indicator_id>/", indicator.indicator, name="indicator"),
    path("cockpit/<slug:pack>/equity/", city.targets, name="equity"),
    path("cockpit/<slug:pack>/warnings/", city.targets, name="warnings"),
    path("cockpit/<slug:pack>/inventory/", city.targets, name="inventory"),
    path("cockpit/<slug:pack>/figures/", city.targets, name="figures"),
    path("cockpit/<slug:pack>/figures/cell/", city.targets, name="cell"),
    path("cockpit/<slug:pack>/report/", city.targets, name="report"),
]
