"""How far places lie apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from minsheng.report.charts.base import WIDE, Better, chart_of
from minsheng.report.figures import Number, figure, with_unit
from minsheng.report.palette import BAD, MAIN, TEXT
from minsheng.report.picture import Chart


@dataclass(frozen=True)
class Strip:
    """One row of a strip plot: a figure for each place that has one, and the average."""

    name: str
    points: tuple[tuple[str, Number], ...]
    average: Number | None = None


def strip_chart(
    title: str, unit: str, strips: Sequence[Strip], *, better: Better = "higher", width: int = WIDE
) -> Chart:
    """How far places lie apart: a dot a place, a stroke for the average, the worst place by name."""
    dots = [{"row": one.name, "value": float(value)} for one in strips for _, value in one.points]
    means = [{"row": one.name, "value": float(one.average)} for one in strips if one.average is not None]
    worst = [
        {"row": one.name, "value": float(value), "said": name}
        for one in strips
        if _apart(one)
        for name, value in [_worst(one.points, better)]
    ]
    x = {
        "field": "value",
        "type": "quantitative",
        "title": unit or None,
        "scale": {"zero": False, "nice": False, "padding": 30},
    }
    y = {"field": "row", "type": "nominal", "sort": [one.name for one in strips], "title": None}
    spec = {
        "width": width,
        "height": {"step": 34},
        "encoding": {"x": x, "y": y},
        "layer": [
            {
                "data": {"values": dots},
                "mark": {"type": "point", "filled": True, "size": 60, "color": MAIN, "opacity": 0.65},
            },
            {"data": {"values": means}, "mark": {"type": "tick", "color": TEXT, "thickness": 2, "size": 26}},
            {
                "data": {"values": worst},
                "mark": {"type": "point", "size": 110, "color": BAD, "strokeWidth": 2, "opacity": 1},
            },
            {
                "data": {"values": worst},
                "mark": {"type": "text", "dy": 15, "fontSize": 11},
                "encoding": {"text": {"field": "said"}},
            },
        ],
    }
    named = "；".join(
        f"{one.name}：{_worst(one.points, better)[0]} {with_unit(_worst(one.points, better)[1], unit)} 最差"
        for one in strips
        if _apart(one)
    )
    told = "圆点是各区划，竖线是平均，红圈是最差的。" + (f"{named}。" if named else "")
    rows = [(one.name, place, figure(value)) for one in strips for place, value in one.points]
    rows += [(one.name, "平均", figure(one.average)) for one in strips if one.average is not None]
    return chart_of(spec, title, told, ("项目", "区划", f"数值（{unit}）" if unit else "数值"), rows)


def _apart(one: Strip) -> bool:
    """Whether any place is worse than another; where all are alike none is named."""
    return len({value for _, value in one.points}) > 1


def _worst(points: Sequence[tuple[str, Number]], better: Better) -> tuple[str, Number]:
    pick = max if better == "lower" else min
    return pick(points, key=lambda one: (float(one[1]), one[0]))
