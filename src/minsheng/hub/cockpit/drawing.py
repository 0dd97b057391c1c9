"""Small pictures drawn as text: bars, bullets, lines and maps as SVG whose colours are the page's own classes.

A picture takes some microseconds, so a page may hold hundreds. Each stands beside a table with the same numbers and is
hidden from those who hear the page. No style, no script, no id.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from minsheng.hub.cockpit.shapes import Picture

HIDDEN = 'aria-hidden="true" focusable="false"'
LINE_WIDTH, LINE_HEIGHT = 640, 280
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 16, 12, 26
_ROOM_FOR_NAME = 18.0
"""Units of a map one character of a name needs."""


def stacked(parts: Sequence[tuple[str, float]], *, height: int = 14) -> Markup:
    """One bar cut into parts, each a class and a figure, as long together as the bar.

    >>> stacked([("met", 1), ("missed", 3)])[:60]
    Markup('<svg class="bar" viewBox="0 0 400 14" preserveAspectRatio="n')
    """
    total = sum(size for _name, size in parts) or 1
    at, drawn = 0.0, []
    for name, size in parts:
        if size:
            length = size * 400 / total
            drawn.append(f'<rect class="{name}" x="{at:.1f}" width="{length:.1f}" height="{height}"/>')
            at += length
    return _stretched("bar", 400, height, drawn)


def bullet(degree: float | None, expected: float | None = None, *, state: str = "met") -> Markup:
    """A bar from 0 to 100 with a mark where it should be by now, and one at 100, the target."""
    drawn = ['<rect class="track" width="400" height="14"/>']
    if degree is not None:
        drawn.append(f'<rect class="{state}" y="3" width="{_within(degree) * 4:.1f}" height="8"/>')
    if expected is not None:
        drawn.append(f'<rect class="mark" x="{_within(expected) * 4 - 1.5:.1f}" width="3" height="14"/>')
    drawn.append('<rect class="goal" x="397" width="3" height="14"/>')
    return _stretched("bar bullet", 400, 14, drawn)


def peer(value: float, low: float, high: float, marks: Sequence[tuple[str, float]], *, state: str) -> Markup:
    """One division's figure as a bar on a scale that all its peers share, with marks such as the target."""
    span = (high - low) or 1.0
    start, end = (_within((min(0.0, low) - low) / span * 100) * 4, _within((value - low) / span * 100) * 4)
    drawn = ['<rect class="track" width="400" height="14"/>']
    drawn.append(f'<rect class="{state}" x="{start:.1f}" y="2" width="{max(end - start, 1):.1f}" height="10"/>')
    for name, figure in marks:
        drawn.append(
            f'<rect class="{name}" x="{_within((figure - low) / span * 100) * 4 - 1.5:.1f}" width="3" height="14"/>'
        )
    return _stretched("bar", 400, 14, drawn)


def _within(percent: float) -> float:
    return min(100.0, max(0.0, percent))


def _stretched(name: str, width: int, height: int, drawn: Sequence[str]) -> Markup:
    box = f'viewBox="0 0 {width} {height}" preserveAspectRatio="none"'
    return Markup(f'<svg class="{name}" {box} {HIDDEN}>{"".join(drawn)}</svg>')


@dataclass(frozen=True)
class Line:
    """A line of a picture: its class, its points over time (in years) and whether each is marked."""

    name: str
    points: Sequence[tuple[float, float]]
    dots: bool = False


@dataclass(frozen=True)
class Band:
    """A stretch between two lines: an interval of a forecast."""

    name: str
    points: Sequence[tuple[float, float, float]]


def lines(parts: Sequence[Line], bands: Sequence[Band] = (), *, unit: str = "") -> Markup:
    """Lines over time on one scale, with years below and round figures at the side."""
    times = [x for part in parts for x, _y in part.points] + [x for band in bands for x, *_ in band.points]
    values = [y for part in parts for _x, y in part.points] + [
        y for band in bands for _x, *ends in band.points for y in ends
    ]
    if not times:
        return Markup("")
    ticks = steps(min(values), max(values))
    first, last = math.floor(min(times)), math.ceil(max(times))
    last = max(last, first + 1)
    wide, high = LINE_WIDTH - _LEFT - _RIGHT, LINE_HEIGHT - _TOP - _BOTTOM

    def across(x: float) -> float:
        return _LEFT + wide * (x - first) / (last - first)

    def down(y: float) -> float:
        return _TOP + high * (1 - (y - ticks[0]) / (ticks[-1] - ticks[0]))

    drawn = [_side(ticks, down, unit), _years(first, last, across)]
    for band in bands:
        there = [f"{across(x):.1f},{down(high_):.1f}" for x, _low, high_ in band.points]
        back = [f"{across(x):.1f},{down(low):.1f}" for x, low, _high in reversed(band.points)]
        drawn.append(f'<polygon class="{band.name}" points="{" ".join(there + back)}"/>')
    for part in parts:
        placed = [(across(x), down(y)) for x, y in part.points]
        if len(placed) > 1:
            drawn.append(f'<polyline class="{part.name}" points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in placed)}"/>')
        if part.dots or len(placed) == 1:
            drawn += [f'<circle class="{part.name}" cx="{x:.1f}" cy="{y:.1f}" r="4"/>' for x, y in placed]
    return Markup(
        f'<svg class="lines-picture" viewBox="0 0 {LINE_WIDTH} {LINE_HEIGHT}" {HIDDEN}>{"".join(drawn)}</svg>'
    )


def _side(ticks: Sequence[float], down: Callable[[float], float], unit: str) -> str:
    drawn = []
    for tick in ticks:
        y = f"{down(tick):.1f}"
        drawn.append(f'<line class="grid" x1="{_LEFT}" x2="{LINE_WIDTH - _RIGHT}" y1="{y}" y2="{y}"/>')
        drawn.append(f'<text class="side" x="{_LEFT - 6}" y="{y}" dy="4">{short(tick)}</text>')
    return "".join(drawn) + (
        f'<text class="unit" x="{_LEFT + 4}" y="{_TOP + 10}">{escape(unit)}</text>' if unit else ""
    )


def _years(first: int, last: int, across: Callable[[float], float]) -> str:
    every = max(1, math.ceil((last - first) / 8))
    # The end of a year stands at its number.
    return "".join(
        f'<line class="tick" x1="{across(year):.1f}" x2="{across(year):.1f}" y1="{_TOP}" y2="{LINE_HEIGHT - _BOTTOM}"/>'
        + f'<text class="below" x="{across(year):.1f}" y="{LINE_HEIGHT - 8}">{year}</text>'
        for year in range(first, last + 1, every)
    )


def steps(low: float, high: float, most: int = 5) -> list[float]:
    """Round figures from below the lowest to above the highest, at most so many steps.

    >>> steps(3, 47), steps(61.2, 63.9), steps(5, 5)
    ([0.0, 10.0, 20.0, 30.0, 40.0, 50.0], [61.0, 62.0, 63.0, 64.0], [4.0, 4.5, 5.0, 5.5, 6.0])
    """
    if low == high:
        low, high = low - 1, high + 1
    if 0 < low < (high - low) * 0.5:
        low = 0.0
    raw = (high - low) / most
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(size * power for size in (1, 2, 5, 10) if size * power >= raw * 0.999)
    start, end = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(at * step, 10) for at in range(start, max(end, start + 1) + 1)]


def short(value: float) -> str:
    """A figure at the side of a picture.

    >>> short(12500.0), short(0.5), short(3200000.0)
    ('12,500', '0.5', '320万')
    """
    if abs(value) >= 100_000 and value % 1000 == 0:
        return f"{value / 10_000:,.10g}万"
    return f"{value:,.10g}"


def city(picture: Picture, classes: Mapping[str, str], names: Mapping[str, str], links: Mapping[str, str]) -> Markup:
    """A map: each division in its class, its name where there is room, the whole of it a link where it has one."""
    below, above = [], []
    for one in picture.shapes:
        path = f'<path class="place {classes.get(one.division, "none")}" d="{one.path}"/>'
        link = links.get(one.division)
        # The table beside the map holds the same links; here they are for a pointer only.
        below.append(f'<a href="{escape(link)}" tabindex="-1">{path}</a>' if link else path)
        name = names.get(one.division, "")
        if name and one.room >= len(name) * _ROOM_FOR_NAME:
            above.append(f'<text class="place-name" x="{one.at[0]}" y="{one.at[1]}">{escape(name)}</text>')
    inside = "".join(below + above)
    return Markup(f'<svg class="map" viewBox="-2 -2 {picture.width + 4} {picture.height + 4}" {HIDDEN}>{inside}</svg>')


def strip(values: Sequence[float], mean: float | None, *, least: float = 0) -> Markup:
    """Points on a line up to 100: how close together they lie is the picture; the mean is a mark."""

    def across(value: float) -> float:
        return 5 + 3.9 * _within((value - least) / (100 - least) * 100)

    drawn = ['<line class="grid" x1="0" x2="400" y1="9" y2="9"/>']
    if mean is not None and not math.isnan(mean):
        drawn.append(f'<rect class="mark" x="{across(mean) - 1.2:.1f}" y="0" width="2.5" height="18"/>')
    drawn += [f'<circle class="dot" cx="{across(value):.1f}" cy="9" r="5"/>' for value in values]
    return Markup(f'<svg class="strip" viewBox="0 0 400 18" {HIDDEN}>{"".join(drawn)}</svg>')
