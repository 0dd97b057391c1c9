"""我身边的服务: what is within a quarter of an hour of a place; the list first, the map second, no script needed."""

from __future__ import annotations

from typing import Any

import numpy as np
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from markupsafe import Markup

from minsheng.hub.config.middleware import WHERE_POLICY
from minsheng.hub.map import drawing
from minsheng.hub.map.views.common import common, on_the_map
from minsheng.hub.places.city import City
from minsheng.hub.places.near import KINDS, MINUTES, Near, kind_name, names_like, near, position
from minsheng.places.boundaries.shapes import METRES_A_DEGREE
from minsheng.places.coverage import WALKING, pace

MOST_SHOWN = 3
_USUAL = 15
_LONGEST = 40


@on_the_map
def nearby(request: HttpRequest, city: City) -> HttpResponse:
    """Ask for a place by a street's name or a position; tell what is near it. A name typed later goes before."""
    text = request.GET.get("q", "").strip()[:_LONGEST]
    minutes = _minutes(request.GET.get("minutes", ""))
    lon, lat = request.GET.get("lon", "").strip()[:20], request.GET.get("lat", "").strip()[:20]
    wanted = request.GET.get("kind", "").strip()[:_LONGEST]
    context: dict[str, Any] = common(city) | {
        "text": text, "minutes": minutes, "choices": MINUTES, "lon": lon, "lat": lat, "error": "", "places": (),
        "found": None, "where": request.GET.get("at", "").strip()[:_LONGEST], "kind_name": kind_name,
        "most_shown": MOST_SHOWN, "wanted": wanted, "kinds": _kinds(city),
    }  # fmt: skip
    if (lon or lat) and not text:
        told = position(lon, lat)
        if isinstance(told, str):
            context["error"] = told
        else:
            found = near(city, *told, minutes).only(wanted)
            context |= {"found": found, "map": _map(found)}
    elif text:
        context["places"] = names_like(city, text)
    page = render(request, "map/nearby.html", context, status=422 if context["error"] else 200)
    page["Content-Security-Policy"], page["Permissions-Policy"] = WHERE_POLICY
    return page


def _kinds(city: City) -> list[str]:
    """The kinds of facilities there are, in the order of the pages."""
    there = set(city.facilities.table.kind) - {""}
    return [kind for kind in KINDS if kind in there] + sorted(there - set(KINDS))


def _minutes(text: str) -> int:
    return int(text) if text.isdigit() and int(text) in MINUTES else _USUAL


def _map(found: Near) -> Any:
    """Where things are around the place: rings of five minutes, a dot a facility."""
    reach = found.minutes * pace(WALKING) / METRES_A_DEGREE * 1.1
    wide = reach / np.cos(np.radians(found.lat))
    frame = drawing.frame_of(found.lon - wide, found.lat - reach, found.lon + wide, found.lat + reach)
    all_ = [one for group in found.kinds.values() for one in group]
    lon, lat = np.array([one.lon for one in all_]), np.array([one.lat for one in all_])
    x, y = frame.at(np.array([found.lon]), np.array([found.lat]))
    sizes = [minute * pace(WALKING) / METRES_A_DEGREE * frame.scale for minute in range(5, found.minutes + 1, 5)]
    centre = f'cx="{x[0]:.1f}" cy="{y[0]:.1f}"'
    rings = "".join(f'<circle class="ring" {centre} r="{size:.1f}"/>' for size in sizes)
    dots = drawing.dots(frame, "facility", lon, lat, np.ones(len(all_)), largest=5.0)
    here = drawing.marks(frame, "here", [("", found.lon, found.lat)])
    return drawing.picture(frame, [Markup(rings), dots, here], name="near-map")
