"""What an address asks for: the moment, the plan, a list narrowed down; and what every page of the cockpit knows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from minsheng.hub.cockpit import drawing, words
from minsheng.hub.cockpit.board import Board, boarded
from minsheng.hub.cockpit.scene import Scene, moments, scene_of
from minsheng.hub.cockpit.shapes import city_map
from minsheng.terms.periods import Period


def scene_asked(request: HttpRequest, board: Board) -> Scene:
    """The scene at the period ``at`` of the plan ``plan``; the latest of all plans where these say nothing known."""
    try:
        at: Period | None = Period.parse(request.GET.get("at", "")[:12])
    except ValueError:
        at = None
    if at not in moments(board):
        at = None
    return scene_of(board, at, request.GET.get("plan", "")[:60])


def common(request: HttpRequest, board: Board, scene: Scene | None = None) -> dict[str, Any]:
    """What every page of the cockpit shows or is worded with; ``asked`` carries the moment and plan to other pages."""
    asked = {}
    if scene is not None and "at" in request.GET:
        asked["at"] = str(scene.at)
    if scene is not None and scene.plan:
        asked["plan"] = scene.plan
    return {
        "board": board,
        "pack": board.pack,
        "packs": boarded(board.catalogue),
        "scene": scene,
        "asked": asked,
        "places": board.places,
        "states": words.states(),
        "levels": words.levels(),
        "period_words": words.period_words,
        "value_words": words.value_words,
        "step_of": words.step_of,
        "unit_of": lambda one: "%" if one.kind == "growth" else one.unit,
        "stacked": drawing.stacked,
        "bullet": drawing.bullet,
        "when": lambda at: f"{timezone.localtime(at):%Y-%m-%d %H:%M}",
    }


def drawn_map(board: Board, classes: dict[str, str], links: dict[str, str]) -> dict[str, Any] | None:
    """The map of the divisions below, each in its class, with the inset and the legend; None without outlines."""
    shapes = city_map(board.place)
    if shapes is None:
        return None
    names = dict(board.below)
    return {
        "whole": drawing.city(shapes.whole, classes, names, links),
        "inset": drawing.city(shapes.inset, classes, names, links) if shapes.inset else None,
        "legend": words.legend(),
    }
