"""The first page: what this is, and a door for each of its users."""

from __future__ import annotations

from collections import Counter

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from minsheng.hub.catalogue.public import public
from minsheng.hub.catalogue.store import Catalogue


@public
def home(request: HttpRequest, catalogue: Catalogue) -> HttpResponse:
    """Search box, doors, areas, jurisdictions and life stages with their counts."""
    items = catalogue.items.values()
    return render(
        request,
        "catalogue/home.html",
        {
            "catalogue": catalogue,
            "items_by_area": Counter(item.area for item in items),
            "targets_by_area": Counter(each.area for each in catalogue.indicators.values()),
            "items_by_stage": Counter(stage for item in items for stage in item.life_stages),
        },
    )
