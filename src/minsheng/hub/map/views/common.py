"""What the pages of the maps share: the city, or why there is none."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render

from minsheng.hub.catalogue import store
from minsheng.hub.places.city import City, current
from minsheng.terms.divisions import division_name
from minsheng.terms.errors import MinshengError

View = Callable[..., HttpResponse]
STATES = ("met", "short", "unknown")


def on_the_map(view: View) -> View:
    """Make a view of ``(request, city, …)`` a page that says so when there is no city to show."""

    @wraps(view)
    def answer(request: HttpRequest, **named: Any) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(("GET", "HEAD"))
        try:
            city = current()
        except MinshengError as error:
            return render(request, "map/none.html", {"faults": error.faults[:20], "folder": None}, status=503)
        if city is None:
            return render(request, "map/none.html", {"faults": (), "folder": settings.MINSHENG_PLACES})
        return view(request, city, **named)

    return answer


def common(city: City) -> dict[str, Any]:
    """What every page says of its city."""
    return {
        "city": city,
        "city_name": division_name(city.division) or city.division,
        "caveats": () if city.placed.extent is None else city.placed.extent.notes,
        "border_source": city.boundaries.source,
        "catalogue": store.current(),
        "division_name": lambda code: division_name(code) or code,
    }
