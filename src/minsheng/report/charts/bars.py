"""Places by a figure, best first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from minsheng.report.charts.base import ROW, WIDE, Better, chart_of
from minsheng.report.figures import Number, figure, with_unit
from minsheng.report.palette import MAIN, NEUTRAL, SECOND
from minsheng.report.picture import Chart


@dataclass(frozen=True)
class Bar:
    """A place's figure; none when there is no figure."""

    name: str
    value: Number | None


def bar_chart(
    title: str,
    unit: str,
    bars: Sequence[Bar],
    *,
    average: Number | None = None,
    goal: Number | None = None,
    better: Better = "higher",
    average_name: str = "全市",
    width: int = WIDE,
) -> Chart:
    """Places from best to worst, with the average and the target as lines; those without a figure last, and said so."""
    known = sorted(
        (one for one in bars if one.value is not None),
        key=lambda one: (float(one.value or 0) * (1 if better == "lower" else -1), one.name),
    )
    ordered = [*known, *(one for one in bars if one.value is None)]
    values = [
        {"name": one.name, "value": None if one.value is None else float(one.value), "said": with_unit(one.value, unit)}
        for one in ordered
    ]
    y = {"field": "name", "type": "nominal", "sort": None, "title": None, "axis": {"ticks": False}}
    x = {"field": "value", "type": "quantitative", "title": None, "axis": None}
    said = {"type": "text", "align": "left", "dx": 8}
    layer: list[dict[str, Any]] = [
        {"mark": {"type": "bar", "color": MAIN, "height": 16}, "encoding": {"x": x}},
        {"mark": said, "encoding": {"x": {"value": width}, "text": {"field": "said"}}},
    ]
    lines = [(average_name, average, NEUTRAL), ("目标", goal, SECOND)]
    for place, (name, value, colour) in enumerate(lines):
        layer += [] if value is None else _across(f"{name} {with_unit(value, unit)}", value, colour, below=bool(place))
    spec = {
        "data": {"values": values},
        "width": width,
        "height": {"step": ROW},
        "encoding": {"y": y},
        "layer": layer,
    }
    return chart_of(
        spec,
        title,
        _bars_told(known, ordered, unit, average, average_name),
        ("区划", f"数值（{unit}）" if unit else "数值"),
        [(one.name, figure(one.value)) for one in ordered]
        + [(name, figure(value)) for name, value, _ in lines if value is not None],
    )


def _across(said: str, value: Number, colour: str, *, below: bool) -> list[dict[str, Any]]:
    x = {"datum": float(value), "type": "quantitative"}
    rule = {"type": "rule", "color": colour, "strokeDash": [4, 3], "strokeWidth": 1.5}
    words = {"type": "text", "baseline": "top" if below else "bottom", "dy": 4 if below else -4}
    one = {"data": {"values": [{"said": said}]}}
    edge: dict[str, Any] = {"value": "height"} if below else {"value": 0}
    return [
        {**one, "mark": rule, "encoding": {"x": x, "y": None}},
        {**one, "mark": words, "encoding": {"x": x, "y": edge, "text": {"field": "said"}}},
    ]


def _bars_told(
    known: Sequence[Bar], ordered: Sequence[Bar], unit: str, average: Number | None, average_name: str
) -> str:
    if not known:
        return "没有一个区划有数据。"
    told = f"最好的是{known[0].name}（{with_unit(known[0].value, unit)}），"
    told += f"最差的是{known[-1].name}（{with_unit(known[-1].value, unit)}）"
    told += "。" if average is None else f"，{average_name} {with_unit(average, unit)}。"
    missing = len(ordered) - len(known)
    return told + (f"{missing} 个区划没有数据。" if missing else "")
