"""How parts lead from one sum to another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from minsheng.report.charts.base import UNIT_ON_TOP, WIDE, chart_of
from minsheng.report.figures import Number, figure, with_unit
from minsheng.report.palette import BAD, GOOD, NEUTRAL
from minsheng.report.picture import Chart


@dataclass(frozen=True)
class Step:
    """A step of a waterfall: how much is added or taken away; a total shows the sum so far."""

    name: str
    change: Number = 0
    total: bool = False


def waterfall_chart(title: str, unit: str, steps: Sequence[Step], *, width: int = WIDE, height: int = 260) -> Chart:
    """How parts lead from one sum to another: rising steps, falling steps, totals from the ground."""
    values, level, rows = [], 0.0, []
    for one in steps:
        start, end = (0.0, level) if one.total else (level, level + float(one.change))
        level = end
        kind = "total" if one.total else "up" if end >= start else "down"
        shown = figure(end if one.total else one.change)
        said = shown if one.total or end < start else f"+{shown}"
        values.append(
            {"name": one.name, "start": start, "end": end, "top": max(start, end), "kind": kind, "said": said}
        )
        rows.append((one.name, "" if one.total else said, figure(level)))
    x = {"field": "name", "type": "nominal", "sort": None, "title": None, "axis": {"labelAngle": 0}}
    colour = {
        "field": "kind",
        "type": "nominal",
        "legend": None,
        "scale": {"domain": ["up", "down", "total"], "range": [GOOD, BAD, NEUTRAL]},
    }
    spec = {
        "data": {"values": values},
        "width": width,
        "height": height,
        "encoding": {"x": x},
        "layer": [
            {
                "mark": {"type": "bar", "size": 36},
                "encoding": {
                    "y": {"field": "start", "type": "quantitative", "title": unit or None, "axis": UNIT_ON_TOP},
                    "y2": {"field": "end"},
                    "color": colour,
                },
            },
            {
                "mark": {"type": "text", "dy": -8},
                "encoding": {"y": {"field": "top", "type": "quantitative"}, "text": {"field": "said"}},
            },
        ],
    }
    told = f"共 {len(steps)} 步，最后为 {with_unit(level, unit)}。"
    return chart_of(spec, title, told, ("步骤", "增减", "累计"), rows)
