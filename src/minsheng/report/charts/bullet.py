"""Figures against their targets, a row each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from minsheng.report.charts.base import ROW, WIDE, chart_of
from minsheng.report.figures import Number, figure, with_unit
from minsheng.report.palette import MAIN, NEUTRAL, SECOND, STATE_WORDS, STATES, TEXT
from minsheng.report.picture import Chart


@dataclass(frozen=True)
class Bullet:
    """A figure against its target; ``path`` is where it should be by now. All three in ``unit``."""

    name: str
    value: Number | None
    target: Number
    path: Number | None = None
    unit: str = ""
    state: str = ""


def bullet_chart(title: str, bullets: Sequence[Bullet], *, width: int = WIDE) -> Chart:
    """Rows of figure against target: a bar for the figure, a stroke for the target, a dot where the path is.

    Every row has its own scale, from nothing to a little beyond the largest of its three figures.
    """
    rows: list[dict[str, Any]] = []
    for place, one in enumerate(bullets):
        known = [float(each) for each in (one.value, one.target, one.path) if each is not None]
        end = max(*known, 0.0) * 1.1 or 1.0
        said = f"{with_unit(one.value, one.unit)} / {with_unit(one.target, one.unit)}"
        share = {name: None if each is None else max(float(each), 0.0) / end for name, each in _three(one).items()}
        rows.append({"name": one.name, "place": place, "said": said, "state": one.state or "none", **share})
    colour = {
        "field": "state",
        "type": "nominal",
        "legend": None,
        "scale": {"domain": [*STATES, "none"], "range": [*STATES.values(), MAIN]},
    }
    y = {"field": "name", "type": "nominal", "sort": None, "title": None, "axis": {"ticks": False, "domain": False}}
    across = {"type": "quantitative", "scale": {"domain": [0, 1]}, "axis": None}
    track = {"mark": {"type": "bar", "color": NEUTRAL, "opacity": 0.2, "height": 16}, "encoding": {"x": {"datum": 1}}}
    spec = {
        "data": {"values": rows},
        "width": width,
        "height": {"step": ROW + 6},
        "encoding": {"y": y, "x": across},
        "layer": [
            {**track, "encoding": {"x": {**across, "datum": 1}, "x2": {"datum": 0}}},
            {
                "mark": {"type": "bar", "height": 10},
                "encoding": {"x": {**across, "field": "value"}, "color": colour},
            },
            {
                "mark": {"type": "tick", "color": TEXT, "thickness": 3, "size": 20},
                "encoding": {"x": {**across, "field": "target"}},
            },
            {
                "mark": {"type": "point", "color": SECOND, "filled": True, "size": 50, "opacity": 1},
                "encoding": {"x": {**across, "field": "path"}},
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 8},
                "encoding": {"x": {**across, "datum": 1}, "text": {"field": "said"}},
            },
        ],
    }
    short = [one.name for one in bullets if one.state in ("lagging", "missed")]
    told = "横条是最新数，竖线是目标，圆点是今天应到的位置。"
    told += f"{len(bullets)} 项中 {len(short)} 项滞后或未完成：{'、'.join(short)}。" if short else ""
    header = ("指标", "最新数", "目标", "应到", "单位", "状态")
    table = [
        (one.name, figure(one.value), figure(one.target), _or_dash(one.path), one.unit, STATE_WORDS.get(one.state, ""))
        for one in bullets
    ]
    return chart_of(spec, title, told, header, table)


def _three(one: Bullet) -> dict[str, Number | None]:
    return {"value": one.value, "target": one.target, "path": one.path}


def _or_dash(value: Number | None) -> str:
    return "—" if value is None else figure(value)
