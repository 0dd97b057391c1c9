"""Service circles and quotas of the city: which are kept, and where the gaps are, ranked by people."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from minsheng.hub.catalogue import store
from minsheng.hub.config.jinja import address
from minsheng.hub.map import drawing
from minsheng.hub.map.views.common import STATES, common, on_the_map
from minsheng.hub.places.city import STREET, City
from minsheng.hub.places.near import kind_name
from minsheng.hub.places.promises import Promises, promises_of
from minsheng.places.coverage import Share
from minsheng.places.promises.circles import CircleAnswer

MOST_STREETS = 15
MOST_DOTS = 4000


@dataclass(frozen=True)
class Street:
    """A street with people who lack the service."""

    name: str
    division: str
    lacking: float
    people: float


def promised(city: City) -> Promises:
    """The promises about the city on the map; 404 when no pack has any."""
    found = promises_of(city, store.current())
    if found is None:
        raise Http404
    return found


@on_the_map
def overview(request: HttpRequest, city: City) -> HttpResponse:
    """Every circle and every quota, met, short or not known."""
    found = promised(city)
    tally = {state: sum(one.verdict == state for one in (*found.circles, *found.quotas)) for state in STATES}
    return render(request, "map/circles.html", common(city) | {"promises": found, "tally": tally, **_words()})


@on_the_map
def circle(request: HttpRequest, city: City, circle: str) -> HttpResponse:
    """One circle: the map of who lacks it, by district and by street."""
    found = promised(city)
    answer = found.circle(circle)
    if answer is None:
        raise Http404
    age = request.GET.get("age", "")[:20]
    shown = of_age(answer, age) if age else answer
    by = shown.by()
    context = common(city) | {
        "promises": found,
        "answer": answer,
        "shown": shown,
        "age": age,
        "by": sorted(by.items(), key=lambda one: one[1][0].covered - one[1][0].people),
        "ages": _ages(answer),
        "streets": streets(shown)[:MOST_STREETS],
        "map": gap_map(city, shown),
        "site_link": address("map:sites", circle) if city.candidates_for(answer.circle.kinds) is not None else None,
        **_words(),
    }
    return render(request, "map/circle.html", context)


def of_age(answer: CircleAnswer, age: str) -> CircleAnswer:
    """The same circle for everyone of an age group, whomever it is promised to; 404 when nobody counted the group."""
    if answer.coverage is None or age not in answer.coverage.placed.people.ages:
        raise Http404
    return replace(answer, heads=answer.coverage.placed.people.ages[age])


@on_the_map
def places_csv(request: HttpRequest, city: City, circle: str) -> HttpResponse:
    """The points whose people lack the service, most people first, as CSV."""
    answer = promised(city).circle(circle)
    if answer is None or answer.coverage is None:
        raise Http404
    out = io.StringIO()
    table = csv.writer(out)
    people = answer.coverage.placed.people
    labels = [*people.labels]
    table.writerow(["id", "lon", "lat", "people", "minutes", *labels])
    for row in answer.uncovered.tolist():
        minutes = answer.coverage.minutes[row]
        told = "" if np.isinf(minutes) else f"{minutes:.1f}"
        where = [people.labels[name][row] for name in labels]
        table.writerow([people.ids[row], people.lon[row], people.lat[row], f"{answer.heads[row]:g}", told, *where])
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{circle}.csv"'
    return response


def streets(answer: CircleAnswer) -> list[Street]:
    """Streets whose people lack the service, those with most of them first."""
    if answer.coverage is None or STREET not in answer.coverage.placed.people.labels:
        return []
    people = answer.coverage.placed.people
    names, divisions = people.labels[STREET], people.labels.get("division", ("",) * len(people))
    heads = np.nan_to_num(answer.heads)
    lacking = np.where(answer.coverage.covered | ~answer.coverage.told, 0.0, heads)
    sums: dict[tuple[str, str], list[float]] = {}
    for name, division, gone, all_ in zip(names, divisions, lacking.tolist(), heads.tolist(), strict=True):
        own = sums.setdefault((name, division), [0.0, 0.0])
        own[0] += gone
        own[1] += all_
    found = [Street(name, division, gone, all_) for (name, division), (gone, all_) in sums.items() if gone and name]
    return sorted(found, key=lambda one: (-one.lacking, one.name))


def gap_map(city: City, answer: CircleAnswer) -> Any:
    """Districts by how many of their people have the service, and a dot where somebody lacks it."""
    if answer.coverage is None:
        return None
    frame = drawing.city_frame(city.division)
    classes = {name: step_of(share) for name, (share, _verdict) in answer.by().items()}
    rows = answer.uncovered[:MOST_DOTS]
    people = answer.coverage.placed.people
    gaps = drawing.dots(frame, "gap", people.lon[rows], people.lat[rows], answer.heads[rows], largest=3.0)
    return drawing.picture(frame, [drawing.districts(city.division, classes), gaps])


def step_of(share: Share) -> str:
    """The class of a share on the map: five steps of the people who have the service."""
    part = share.share
    if part is None:
        return "none"
    return f"step{sum(part >= edge for edge in (0.5, 0.7, 0.85, 0.95))}"


LEGEND = (("step4", "≥95%"), ("step3", "85–95%"), ("step2", "70–85%"), ("step1", "50–70%"), ("step0", "<50%"))


def _ages(answer: CircleAnswer) -> dict[str, Share]:
    """The shares of each age group of the same people, for comparison."""
    return {} if answer.coverage is None else dict(answer.coverage.whole.ages)


def _words() -> dict[str, Any]:
    return {"kind_name": kind_name, "legend": LEGEND, "states": STATES}
