"""Addresses of the cockpit."""

from __future__ import annotations

from django.urls import path

from minsheng.hub.cockpit.views import city, equity, figures, indicator, inventory, parts, report, warnings

app_name = "cockpit"
urlpatterns = [
    path("cockpit/", city.start, name="start"),
    path("cockpit/<slug:pack>/", city.city, name="city"),
    path("cockpit/<slug:pack>/targets/", city.targets, name="targets"),
    path("cockpit/<slug:pack>/district/<slug:division>/", parts.district, name="district"),
    path("cockpit/<slug:pack>/domain/<slug:area>/", parts.domain, name="domain"),
    path("cockpit/<slug:pack>/indicator/<str:indicator_id>/", indicator.indicator, name="indicator"),
    path("cockpit/<slug:pack>/equity/", equity.equity, name="equity"),
    path("cockpit/<slug:pack>/warnings/", warnings.warnings, name="warnings"),
    path("cockpit/<slug:pack>/warnings/review/", warnings.review, name="review"),
    path("cockpit/<slug:pack>/warnings/<slug:alert>/", warnings.warning, name="warning"),
    path("cockpit/<slug:pack>/inventory/", inventory.inventory, name="inventory"),
    path("cockpit/<slug:pack>/inventory/<slug:item_id>/", inventory.item, name="item"),
    path("cockpit/<slug:pack>/figures/", figures.figures, name="figures"),
    path("cockpit/<slug:pack>/figures/template/", figures.template, name="template"),
    path("cockpit/<slug:pack>/figures/cell/", figures.cell, name="cell"),
    path("cockpit/<slug:pack>/figures/batch/<int:number>/", figures.batch, name="batch"),
    path("cockpit/<slug:pack>/figures/file/<slug:token>/", figures.job, name="job"),
    path("cockpit/<slug:pack>/figures/file/<slug:token>/take/", figures.take, name="take"),
    path("cockpit/<slug:pack>/figures/file/<slug:token>/drop/", figures.drop, name="dropjob"),
    path("cockpit/<slug:pack>/report/", report.report, name="report"),
    path("cockpit/<slug:pack>/report/<slug:token>/", report.written, name="written"),
    path("cockpit/<slug:pack>/report/<slug:token>/file/", report.download, name="download"),
]
