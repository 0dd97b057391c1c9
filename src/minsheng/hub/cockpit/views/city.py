"""The city as a whole: what an official understands in ten seconds."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from minsheng.hub.catalogue import store
from minsheng.hub.cockpit.access import reading
from minsheng.hub.cockpit.board import Board, boarded


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The way to the cockpit of the pack with most targets."""
    found = boarded(store.current())
    if not found:
        raise Http404
    return redirect("cockpit:city", pack=found[0].id)


@reading
def city(request: HttpRequest, board: Board) -> HttpResponse:
    """How far a place keeps what it promised."""
    return render(request, "cockpit/city.html", {"board": board, "pack": board.pack})
