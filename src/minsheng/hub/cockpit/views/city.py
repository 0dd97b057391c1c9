"""The city as a whole: what an official understands in ten seconds; and the list of all targets."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from minsheng.hub.catalogue import listing, store
from minsheng.hub.cockpit import words
from minsheng.hub.cockpit.access import reading
from minsheng.hub.cockpit.asking import common, drawn_map, scene_asked
from minsheng.hub.cockpit.board import Board, boarded
from minsheng.hub.cockpit.scene import RED, STATES, Scene
from minsheng.hub.cockpit.views.warnings import open_by_level
from minsheng.hub.config.jinja import address
from minsheng.monitor.state import Status

MOST_RED = 8


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The way to the cockpit of the city with most targets."""
    found = boarded(store.current())
    if not found:
        raise Http404
    return redirect("cockpit:city", pack=found[0].id)


@reading
def city(request: HttpRequest, board: Board) -> HttpResponse:
    """How far a place keeps what it promised."""
    scene = scene_asked(request, board)
    context = common(request, board, scene)
    classes = {one.division: words.step_of(one.degree) for one in scene.districts}
    links = {code: address("cockpit:district", board.pack.id, code, **context["asked"]) for code in board.below}
    more = {
        "map": drawn_map(board, classes, links),
        "most_red": MOST_RED,
        "open_warnings": open_by_level(board),
    }
    return render(request, "cockpit/city.html", context | more)


@reading
def targets(request: HttpRequest, board: Board) -> HttpResponse:
    """Every target with its state, narrowed by state, area and division."""
    scene = scene_asked(request, board)
    query = listing.asked(request.GET, ("state", "area", "division", "at", "plan"), longest=60)
    rows = _narrowed(scene, query)
    pager = listing.pager(len(rows), listing.page_number(request.GET), query)
    more = {
        "query": {"state": "", "area": "", "division": board.place} | query,
        "pager": pager,
        "rows": rows[pager.offset : pager.offset + listing.PAGE],
    }
    return render(request, "cockpit/targets.html", common(request, board, scene) | more)


def _narrowed(scene: Scene, query: dict[str, str]) -> list[Status]:
    division = query.get("division", "")
    found: Any = scene.everywhere if division == "all" else scene.by_division.get(division, scene.here)
    state = query.get("state", "")
    wanted = RED if state == "red" else (state,) if state in STATES else STATES
    area = query.get("area")
    rows = [
        one
        for one in found
        if one.status in wanted and (area is None or (scene.board.area_of(one.indicator) or "none") == area)
    ]
    return sorted(rows, key=lambda one: not scene.is_new(one)) if state == "red" else rows
