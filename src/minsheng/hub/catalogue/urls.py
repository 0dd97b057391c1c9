"""Addresses of the public pages."""

from __future__ import annotations

from django.urls import path

from minsheng.hub.catalogue.views import audit, changes, compare, documents, home, items, pages, targets

app_name = "catalogue"
urlpatterns = [
    path("", home.home, name="home"),
    path("items/", items.items, name="items"),
    path("items.csv", items.items_csv, name="items_csv"),
    path("items/<slug:pack_id>/<str:item_id>/", items.item, name="item"),
    path("targets/", targets.targets, name="targets"),
    path("targets.csv", targets.targets_csv, name="targets_csv"),
    path("targets/<slug:pack_id>/<str:indicator_id>/", targets.target, name="target"),
    path("documents/", documents.documents, name="documents"),
    path("documents/<slug:document_id>/", documents.document, name="document"),
    path("compare/", compare.compare, name="compare"),
    path("changes/", changes.changes, name="changes"),
    path("audit/", audit.audits, name="audits"),
    path("audit/<slug:pack_id>/", audit.audit, name="audit"),
    path("about/", pages.about, name="about"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("data/", pages.data, name="data"),
    path("state/", pages.state, name="state"),
    path("elder/", pages.elder, name="elder"),
]
