"""A district and a domain: the same states, cut one way and the other."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from minsheng.hub.cockpit.access import reading
from minsheng.hub.cockpit.asking import common, scene_asked
from minsheng.hub.cockpit.board import Board
from minsheng.hub.cockpit.scene import Scene, tally
from minsheng.monitor.state import Status

_ORDER = {"missed": 0, "lagging": 1, "on_track": 2, "met": 3, "no_data": 4}


@reading
def district(request: HttpRequest, board: Board, division: str) -> HttpResponse:
    """One division: its states by domain beside the mean of all, and each of its targets."""
    if division not in board.below:
        raise Http404
    scene = scene_asked(request, board)
    found = next(one for one in scene.districts if one.division == division)
    rows = sorted(scene.by_division[division], key=lambda one: _ORDER[one.status])
    degrees = sorted((one.degree for one in scene.districts if one.degree is not None), reverse=True)
    rank = (degrees.index(found.degree) + 1, len(degrees)) if found.degree is not None else None
    more = {"district": found, "rows": rows, "rank": rank, "domains": _by_domain(scene, division)}
    return render(request, "cockpit/district.html", common(request, board, scene) | more)


def _by_domain(scene: Scene, division: str) -> list[tuple[object, dict[str, int], float | None, float | None]]:
    """Each domain's tally and degree in a division, and the mean of the divisions' degrees in it."""
    found = []
    for domain in scene.domains:
        known = [degree for code in scene.board.below if (degree := scene.degree(code, domain.id)) is not None]
        own = _of_area(scene, scene.by_division[division], domain.id)
        if own:
            mean = sum(known) / len(known) if known else None
            found.append((domain.area, tally(own), scene.degree(division, domain.id), mean))
    return found


def _of_area(scene: Scene, rows: tuple[Status, ...], area: str) -> list[Status]:
    return [one for one in rows if (scene.board.area_of(one.indicator) or "none") == area]


@reading
def domain(request: HttpRequest, board: Board, area: str) -> HttpResponse:
    """One service area: its targets, and indicators against districts as a table of degrees."""
    scene = scene_asked(request, board)
    found = next((one for one in scene.domains if one.id == area), None)
    if found is None:
        if area not in board.catalogue.areas:
            raise Http404
        return render(
            request, "cockpit/empty.html", common(request, board, scene) | {"area": board.catalogue.areas[area]}
        )
    rows = sorted(_of_area(scene, scene.here, area), key=lambda one: _ORDER[one.status])
    more = {"domain": found, "area": found.area, "rows": rows, "grid": _grid(scene, area)}
    return render(request, "cockpit/domain.html", common(request, board, scene) | more)


def _grid(scene: Scene, area: str) -> dict[str, object]:
    """Indicators against districts; only those any district has a figure for."""
    cells: dict[tuple[str, str], dict[str, Status]] = {}
    for code, rows in scene.by_division.items():
        for one in _of_area(scene, rows, area):
            cells.setdefault((one.indicator, one.target_text), {})[code] = one
    shown = [
        (indicator, next(iter(row.values())).name, [row.get(code) for code in scene.board.below])
        for (indicator, _text), row in cells.items()
        if any(one.degree is not None for one in row.values())
    ]
    return {"columns": list(scene.board.below.items()), "rows": shown}
