"""A series over time, with the path to its target and what is forecast."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from minsheng.report.charts.base import UNIT_ON_TOP, WIDE, chart_of
from minsheng.report.figures import Number, figure, with_unit
from minsheng.report.palette import MAIN, SECOND, TEXT
from minsheng.report.picture import Chart
from minsheng.terms.periods import Period


@dataclass(frozen=True)
class Point:
    """A figure for a period."""

    period: Period
    value: Number


@dataclass(frozen=True)
class Forecast:
    """What is expected for a period, with the ends of its interval."""

    period: Period
    value: Number
    low: Number
    high: Number


@dataclass(frozen=True)
class Goal:
    """The figure to be reached by the end of a period, with the words of its operator (至少, 不高于, 约)."""

    period: Period
    value: Number
    said: str = "目标"


def line_chart(
    title: str,
    unit: str,
    points: Sequence[Point],
    *,
    path: Sequence[Point] = (),
    forecast: Sequence[Forecast] = (),
    goal: Goal | None = None,
    width: int = WIDE,
    height: int = 240,
) -> Chart:
    """A series over time: the figures as a line, the path to the target dashed, the forecast as a band, the target.

    A period stands at its last day, so that a year and its fourth quarter share a place.
    """
    y = {"field": "y", "type": "quantitative", "title": unit or None, "scale": {"zero": False}, "axis": UNIT_ON_TOP}
    all_periods = [
        *(one.period for one in (*points, *path)),
        *(one.period for one in forecast),
        *([goal.period] if goal else []),
    ]
    spec = {
        "width": width,
        "height": height,
        "encoding": {"x": _time_axis(all_periods), "y": y},
        "layer": [*_band(forecast), *_path(path), *_line(points), *_goal(goal, unit)],
    }
    last = max(points, key=lambda one: one.period, default=None)
    told = "没有数据。" if last is None else f"最新数（{last.period}）是{with_unit(last.value, unit)}"
    if last is not None:
        told += f"，{goal.said}{with_unit(goal.value, unit)}（{goal.period}）。" if goal else "。"
    if forecast:
        far = max(forecast, key=lambda one: one.period)
        told += f"预测（{far.period}）是{with_unit(far.value, unit)}，"
        told += f"在{figure(far.low)}至{with_unit(far.high, unit)}之间。"
    return chart_of(
        spec,
        title,
        told,
        ("期间", "数值", "应到", "预测", "预测下限", "预测上限", "目标"),
        _series_rows(points, path, forecast, goal),
    )


def _at(period: Period) -> float:
    return period.last_day.year + (period.last_day.month - 12) / 12


def _time_axis(periods: Sequence[Period]) -> dict[str, Any]:
    first = min((_at(one) for one in periods), default=0.0)
    last = max((_at(one) for one in periods), default=1.0)
    years = list(range(int(first), int(last + 0.999) + 1))
    axis = {"format": "d", "values": years[:: max(1, len(years) // 8)], "grid": False}
    return {"field": "x", "type": "quantitative", "title": None, "scale": {"nice": False, "padding": 14}, "axis": axis}


def _line(points: Sequence[Point]) -> list[dict[str, Any]]:
    if not points:
        return []
    values = [{"x": _at(one.period), "y": float(one.value), "said": figure(one.value)} for one in points]
    mark = {"type": "line", "color": MAIN, "strokeWidth": 2.5, "point": {"color": MAIN, "size": 36, "filled": True}}
    last = max(values, key=lambda one: float(str(one["x"])))
    label = {"mark": {"type": "text", "dy": -10}, "data": {"values": [last]}, "encoding": {"text": {"field": "said"}}}
    return [{"mark": mark, "data": {"values": values}}, label]


def _path(path: Sequence[Point]) -> list[dict[str, Any]]:
    values = [{"x": _at(one.period), "y": float(one.value)} for one in path]
    mark = {"type": "line", "color": SECOND, "strokeDash": [6, 4], "strokeWidth": 1.5}
    return [{"mark": mark, "data": {"values": values}}] if values else []


def _band(forecast: Sequence[Forecast]) -> list[dict[str, Any]]:
    values = [
        {"x": _at(one.period), "y": float(one.value), "low": float(one.low), "high": float(one.high)}
        for one in forecast
    ]
    if not values:
        return []
    band = {"y": {"field": "low", "type": "quantitative"}, "y2": {"field": "high"}}
    return [
        {"mark": {"type": "area", "color": MAIN, "opacity": 0.22}, "data": {"values": values}, "encoding": band},
        {"mark": {"type": "line", "color": MAIN, "strokeDash": [2, 3]}, "data": {"values": values}},
    ]


def _goal(goal: Goal | None, unit: str) -> list[dict[str, Any]]:
    if goal is None:
        return []
    values = [{"x": _at(goal.period), "y": float(goal.value), "said": f"{goal.said} {with_unit(goal.value, unit)}"}]
    rule = {"mark": {"type": "rule", "color": TEXT, "opacity": 0.6}, "encoding": {"x": None}}
    dot = {"mark": {"type": "point", "shape": "diamond", "size": 110, "filled": True, "color": TEXT, "opacity": 1}}
    words = {"mark": {"type": "text", "align": "right", "dy": -12, "dx": 6}, "encoding": {"text": {"field": "said"}}}
    return [{"data": {"values": values}, "layer": [rule, dot, words]}]


def _series_rows(
    points: Sequence[Point], path: Sequence[Point], forecast: Sequence[Forecast], goal: Goal | None
) -> list[tuple[str, ...]]:
    found: dict[Period, list[str]] = {}

    def put(period: Period, place: int, *values: Number) -> None:
        row = found.setdefault(period, [""] * 6)
        row[place : place + len(values)] = [figure(value) for value in values]

    for one in points:
        put(one.period, 0, one.value)
    for one in path:
        put(one.period, 1, one.value)
    for each in forecast:
        put(each.period, 2, each.value, each.low, each.high)
    if goal is not None:
        put(goal.period, 5, goal.value)
    return [(str(period), *found[period]) for period in sorted(found)]
