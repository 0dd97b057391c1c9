"""Equity: the realisation degree, and beside it how far places lie apart; each opens into its parts."""

from __future__ import annotations

import math
from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from markupsafe import Markup

from minsheng.hub.cockpit import drawing
from minsheng.hub.cockpit.access import reading
from minsheng.hub.cockpit.asking import common, scene_asked
from minsheng.hub.cockpit.board import Board
from minsheng.hub.cockpit.scene import Scene
from minsheng.monitor.equity.other import IndexSeries, Scored, index_series, scored
from minsheng.monitor.equity.overview import FAILING, HIGH, Equity
from minsheng.monitor.equity.overview import equity as worked_out
from minsheng.monitor.equity.part import Part
from minsheng.monitor.equity.rows import Row


def equity_of(scene: Scene) -> Equity:
    """Realisation and spread at a scene's moment, worked out once."""
    made: Equity = scene.board.scene(
        ("equity", scene.at, scene.plan),
        lambda: worked_out(scene.board.book, scene.at, targets=scene.targets),
    )
    return made


def other_views(scene: Scene) -> tuple[IndexSeries, Scored]:
    """The development index and the entropy scores at a scene's moment, worked out once."""
    made: tuple[IndexSeries, Scored] = scene.board.scene(
        ("other views", scene.at, scene.plan),
        lambda: (
            index_series(scene.board.book, scene.at, scene.targets),
            scored(equity_of(scene).rows, scene.targets),
        ),
    )
    return made


@reading
def equity(request: HttpRequest, board: Board) -> HttpResponse:
    """Degrees and spreads of all areas, opening into indicators, districts, figures and clauses."""
    scene = scene_asked(request, board)
    found = equity_of(scene)
    rows: dict[str, Row] = {one.indicator.id: one for one in found.rows}
    between = {one.key: one for one in found.between}
    areas = [(part, between.get(part.key)) for part in found.city.areas]
    index, scores = other_views(scene)
    more = {
        "equity": found,
        "total": found.city.total,
        "whole": between.get("total"),
        "areas": areas,
        "rows": rows,
        "high": HIGH,
        "failing": FAILING,
        "strip": _strip,
        "least": min(_least(found), 90),
        "fixed": _fixed,
        "trend_words": _trend,
        "range_words": _range,
        "index": index,
        "index_rows": [*zip(index.years, index.known, index.covered, index.held, strict=True)],
        "scores": scores,
        "ranked": sorted(scores.scores.items(), key=lambda one: -(one[1].value or 0.0)),
    }
    return render(request, "cockpit/equity.html", common(request, board, scene) | more)


def _strip(degrees: Mapping[str, float], mean: float | None, least: int) -> Markup:
    """The places' degrees as points on a line up to 100, and the mean as a mark."""
    return drawing.strip([degree for _code, degree in sorted(degrees.items())], mean, least=least)


def _least(found: Equity) -> int:
    """Where the lines begin, the same for all: the round figure below every degree."""
    every = [degree for one in found.between for degree in one.degrees.values()]
    return int(min(every, default=0.0) // 10 * 10)


def _fixed(value: float | None, digits: int = 3) -> str:
    """A measure, or a dash where it is not defined."""
    return "—" if value is None or math.isnan(value) else f"{value:.{digits}f}"


def _trend(row: Row) -> str:
    """Whether places come closer, from the yearly change of the coefficient of variation."""
    if math.isnan(row.trend):
        return "—"
    return _("在缩小") if row.trend < -0.002 else _("在扩大") if row.trend > 0.002 else _("变化不大")


def _range(part: Part) -> str:
    """What the degree would be if everything missing were not reached, or fully."""
    if part.low is None or part.high is None or part.covered >= 1.0:
        return ""
    return _("缺数的都没做到是 %(low).1f%%，都做到是 %(high).1f%%") % {"low": part.low, "high": part.high}
