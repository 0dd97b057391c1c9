"""The siting workbench: so many more sites for one circle, where, and what coverage becomes."""

from __future__ import annotations

from typing import Any

import numpy as np
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from minsheng.hub.map import drawing
from minsheng.hub.map.views.circles import promised
from minsheng.hub.map.views.common import common, on_the_map
from minsheng.hub.places.city import City
from minsheng.hub.places.near import kind_name
from minsheng.places.joining import place
from minsheng.places.points import Facilities
from minsheng.places.promises.circles import CircleAnswer
from minsheng.places.siting.gather import Sited, Wanted, site_in
from minsheng.places.siting.question import Objective
from minsheng.terms.errors import Fault, MinshengError

MOST_SITES = 20
SECONDS = 8.0
MOST_DOTS = 4000


@on_the_map
def sites(request: HttpRequest, city: City, circle: str) -> HttpResponse:
    """Choose how many sites and for what; the answer is worked out at once, within a few seconds."""
    answer = promised(city).circle(circle)
    offered = None if answer is None else city.candidates_for(answer.circle.kinds)
    if answer is None or answer.coverage is None or offered is None:
        raise Http404
    number, objective = request.GET.get("number", ""), request.GET.get("objective", "cover")
    faults: tuple[Fault, ...] = ()
    sited: Sited | None = None
    if number:
        try:
            sited = _sited(city, answer, offered, number, objective)
        except MinshengError as error:
            faults = error.faults
    context = common(city) | {
        "answer": answer, "number": number or "3", "objective": objective, "objectives": objectives(),
        "most": MOST_SITES, "faults": faults, "sited": sited, "kind_name": kind_name, "rows": [], "map": None,
    }  # fmt: skip
    if sited is not None:
        context |= {"rows": _rows(city, sited), "map": _map(city, sited)}
    return render(request, "map/sites.html", context, status=422 if faults else 200)


def objectives() -> dict[str, str]:
    """What may be asked for."""
    return {
        "cover": _("覆盖的人最多"),
        "distance": _("大家走的路最少"),
        "worst": _("最远的人走得最近"),
    }


def _sited(city: City, answer: CircleAnswer, offered: Facilities, number: str, objective: str) -> Sited:
    kinds: dict[str, Objective] = {"cover": "cover", "distance": "distance", "worst": "worst"}
    if not number.isdigit() or not 1 <= int(number) <= MOST_SITES or objective not in kinds:
        said = _("新建几处要是 1 到 %(most)s 的整数") % {"most": MOST_SITES}
        raise MinshengError(Fault("siting.number", said, read=number[:20]))
    circle, heads = answer.circle, answer.heads
    rows = np.flatnonzero(np.nan_to_num(heads) > 0)
    people = city.placed.people.take(rows)
    # Those the circle is for, as everyone: town or country and age are in the heads already.
    asked = type(people)(
        ids=people.ids, lon=people.lon, lat=people.lat, people=np.nan_to_num(heads[rows]), labels=people.labels
    )
    placed = place(city.placed.ways, asked, offered)
    existing = city.facilities.table.take(city.rows_of(circle.kinds))
    wanted = Wanted(kind=kinds[objective], minutes=answer.within, speed=float(circle.speed or 4.8), number=int(number))
    return site_in(placed, existing, wanted, seconds=SECONDS)


def _rows(city: City, sited: Sited) -> list[dict[str, Any]]:
    assert city.candidates is not None
    places = {name: row for row, name in enumerate(city.candidates.table.ids)}
    more = city.candidates.more
    found = []
    for number, one in enumerate(sited.siting.chosen, start=1):
        row = places[one.id]
        where = {name: more[name][row] for name in ("division", "street") if name in more}
        name = city.candidates.table.name[row] or one.id
        found.append({"number": number, "name": name, "brings": one.brings, **where})
    return found


def _map(city: City, sited: Sited) -> Any:
    people, after, before = sited.placed.people, sited.siting.after, sited.siting.before
    frame = drawing.city_frame(city.division)
    newly = (after.covered > 0) & ~(before.covered > 0)
    still = ~(after.covered > 0)
    parts = [drawing.districts(city.division, {})]
    for name, which in (("gap", still), ("newly", newly)):
        rows = np.flatnonzero(which & (after.heads > 0))
        rows = rows[np.argsort(-after.heads[rows], kind="stable")][:MOST_DOTS]
        parts.append(drawing.dots(frame, name, people.lon[rows], people.lat[rows], after.heads[rows], largest=3.0))
    chosen = sited.placed.facilities.take(sited.rows)
    numbered = [(str(at + 1), float(chosen.lon[at]), float(chosen.lat[at])) for at in range(len(chosen))]
    parts.append(drawing.marks(frame, "site", numbered))
    return drawing.picture(frame, parts)
