"""One indicator: where it stands and why, how it went, its peers, its clause, and each figure's source."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from threading import Thread

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from minsheng.hub.catalogue import originals
from minsheng.hub.catalogue.wording import number
from minsheng.hub.cockpit import series
from minsheng.hub.cockpit.access import reading
from minsheng.hub.cockpit.asking import common, drawn_map, scene_asked
from minsheng.hub.cockpit.board import Board
from minsheng.hub.cockpit.scene import Scene, targets_of
from minsheng.hub.cockpit.words import step_of, with_unit
from minsheng.hub.config.jinja import address
from minsheng.monitor.path import point
from minsheng.monitor.state import Status
from minsheng.monitor.target import Target


@reading
def indicator(request: HttpRequest, board: Board, indicator_id: str) -> HttpResponse:
    """The page of an indicator in the place, or in the division asked for."""
    found = board.indicators.get(indicator_id)
    division = request.GET.get("division", "") or board.place
    if found is None or division not in board.places:
        raise Http404
    scene = scene_asked(request, board)
    targets = _targets(scene, indicator_id, division)
    states = [scene.state(one, division) for one in targets]
    target = targets[0] if targets else None
    path = series.path_of(targets[0], states[0]) if target is not None else None
    figures = series.figures_of(scene, found, division, target, path)
    ahead = None
    asked_ahead = request.GET.get("forecast") == "1"
    if (
        target is not None
        and target.aim is not None
        and target.kind == "level"
        and figures
        and target.year > scene.at.last_year
    ):
        ahead = series.forecast_of(figures, found, target, smoothed=asked_ahead)
        if ahead is None:
            _warm()
    below = scene.below(target) if target is not None else {}
    peers = series.peers_of(scene, found, target, below)
    context = common(request, board, scene)
    unit = "%" if target is not None and target.kind == "growth" else found.unit
    own = board.book.series.get(indicator_id)
    more = {
        "indicator": found,
        "division": division,
        "area": board.catalogue.areas.get(board.area_of(indicator_id) or ""),
        "states_here": states,
        "figures": list(reversed(figures)),
        "picture": series.picture(figures, path, ahead.ahead if ahead else (), unit) if figures else "",
        "path": path,
        "forecast": ahead,
        "may_forecast": ahead is None and path is not None and not asked_ahead,
        "peers": peers,
        "map": _map(scene, context["asked"], indicator_id, below),
        "groups": series.groups_of(scene, found, division),
        "document": (board.catalogue.documents.get(found.source.document) or (None, None))[1],
        "quote": originals.quote(found.source, found.name),
        "others": [one for one in (own.members if own else ()) if one.id != indicator_id],
        "printed": [row for row in board.book.overridden(indicator_id) if row.division == division],
        "shown": lambda value: with_unit(number(value), unit),
        "point": point,
        "on_path": lambda value: "—" if value is None else f"{value:,.4g}",
        "documents": board.catalogue.documents,
    }
    return render(request, "cockpit/indicator.html", context | more)


def _targets(scene: Scene, indicator_id: str, division: str) -> list[Target]:
    """The targets of an indicator that speak of a division; for the place itself every one that runs."""
    mine = targets_of(scene.board, indicator_id, scene.at)
    if division == scene.board.place:
        return [one for one in mine if one.division == division]
    here = [one for one in mine if one.division == division]
    return here or [one for one in mine if one.division == scene.board.place]


def _map(
    scene: Scene, asked: dict[str, str], indicator_id: str, states: Mapping[str, Status]
) -> dict[str, object] | None:
    board = scene.board
    degrees = {code: states[code].degree if code in states else None for code in board.below}
    if all(degree is None for degree in degrees.values()):
        return None
    classes = {code: step_of(degree) for code, degree in degrees.items()}
    links = {
        code: address("cockpit:indicator", board.pack.id, indicator_id, division=code, **asked) for code in board.below
    }
    return drawn_map(board, classes, links)


@cache
def _warm() -> None:
    """Begin to load what forecasts need, which takes seconds, so that it is there when one is asked for."""
    Thread(target=import_module, args=("statsmodels.tsa.exponential_smoothing.ets",), daemon=True).start()
