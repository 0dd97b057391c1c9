"""How many people of which age there will be, and what the quotas will ask for."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from minsheng.hub.map.views.circles import promised
from minsheng.hub.map.views.common import common, on_the_map
from minsheng.hub.places.city import City
from minsheng.hub.places.promises import FORECAST_YEARS
from minsheng.places.demand.needs import GROUPS, heads_of, projection_json

TOLD = ("", "0-2", "3-3", "6-6", "0-14", "60+", "65+", "80+")


@on_the_map
def demand(request: HttpRequest, city: City) -> HttpResponse:
    """The projection by year and by district, its assumptions, and the gaps of years to come."""
    found = promised(city)
    if found.projection is None:
        raise Http404
    years = {year: heads_of(found.projection, year, TOLD) for year in found.projection.years}
    last = found.projection.years[-1]
    context = common(city) | {
        "promises": found,
        "groups": {name: GROUPS[name] for name in TOLD},
        "years": years,
        "first": found.projection.years[0],
        "last": last,
        "told": projection_json(found.projection, city.division),
        "forecast_years": FORECAST_YEARS,
        "districts": dict(zip(found.projection.base.divisions, found.projection.base.names, strict=True)),
    }
    return render(request, "map/demand.html", context)
