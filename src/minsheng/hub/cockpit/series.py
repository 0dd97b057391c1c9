"""One indicator in one place over time: its figures with their sources, its path, what comes next, and its peers."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from markupsafe import Markup

from minsheng.hub.catalogue.wording import number
from minsheng.hub.cockpit import drawing
from minsheng.hub.cockpit.board import Board
from minsheng.hub.cockpit.scene import Scene
from minsheng.hub.cockpit.words import group_words, with_unit
from minsheng.monitor.forecast import FEWEST_SMOOTHED, Ahead, Forecast, forecast
from minsheng.monitor.limits import limits_of
from minsheng.monitor.observation import Observation
from minsheng.monitor.path import expected, point
from minsheng.monitor.state import Status, aim_of
from minsheng.monitor.target import Target
from minsheng.packs.model import Indicator
from minsheng.terms.citation import Citation
from minsheng.terms.periods import Period


@dataclass(frozen=True)
class Figure:
    """A figure of a series: its value in the indicator's unit, where the path is then, and who says so."""

    period: Period
    value: Decimal
    expected: float | None
    source: str
    note: str
    cited: Citation | None
    observation: Observation | None


@dataclass(frozen=True)
class Path:
    """The way to a target: its corners as times, in years as `point` has them, and figures, straight between them."""

    corners: tuple[tuple[float, float], ...]

    @property
    def end(self) -> tuple[float, float]:
        """The target: when, and how much."""
        return self.corners[-1]

    def at(self, time: float) -> float | None:
        """Where the path is; None before it begins, the target after its end."""
        if time < self.corners[0][0]:
            return None
        before, after = [(start, end) for start, end in pairwise(self.corners) if start[0] <= time][-1]
        return float(expected(before[1], before[0], after[1], after[0], time))


@dataclass(frozen=True)
class Peer:
    """A division's figure beside the others'."""

    division: str
    name: str
    value: Decimal | None
    period: Period | None
    status: str | None
    bar: Markup


def path_of(target: Target, status: Status) -> Path | None:
    """The path a state is judged by; None where the target is no figure, or nothing says where the path begins."""
    base, since = status.baseline, status.baseline_period
    aim = aim_of(target, base)
    if aim is None:
        return None
    start = () if base is None or since is None else ((point(since), float(base)),)
    if target.milestones:
        corners = (*start, *((float(year), figure) for year, figure in target.milestones))
        return Path(corners) if len(corners) > 1 else None
    low, high, _low_open, _high_open = aim.ends
    if target.flat:
        edge = high if math.isinf(low) else low
        return Path(((target.since - 1.0, edge), (float(target.year), edge)))
    if not start or start[0][0] >= target.year:
        return None
    return Path((*start, (float(target.year), float(aim.goal_from(start[0][1])))))


def figures_of(
    scene: Scene, indicator: Indicator, division: str, target: Target | None, path: Path | None
) -> list[Figure]:
    """The figures to draw, earliest first: levels as reported; of totals and growth what they come to by then."""
    board = scene.board
    if target is not None and target.kind in ("total", "growth"):
        return list(_judged(scene, target, division, path))
    found: dict[Period, Figure] = {}
    for told in board.book.told(indicator.id, division):
        row = told.observation
        if row.period.kind != "span" and row.period not in found:
            found[row.period] = _figure(row.period, told.value, path, row)
    return sorted(found.values(), key=lambda one: one.period)


def _judged(scene: Scene, target: Target, division: str, path: Path | None) -> Iterator[Figure]:
    seen: set[Period] = set()
    for moment in reversed(scene.choices):
        one = scene.state(target, division, moment)
        if one.value is not None and one.period is not None and one.period not in seen:
            seen.add(one.period)
            yield _figure(one.period, one.value, path, one.figures[-1] if one.figures else None)


def _figure(period: Period, value: Decimal, path: Path | None, row: Observation | None) -> Figure:
    source = row.source if row else ""
    try:
        cited: Citation | None = Citation.parse(source)
    except ValueError:
        cited = None
    note = row.note if row else ""
    return Figure(period, value, path.at(point(period)) if path else None, source, note, cited, row)


def picture(figures: Iterable[Figure], path: Path | None, ahead: Sequence[Ahead], unit: str) -> Markup:
    """The figures, the path and the forecast as lines over time."""
    points = [(point(one.period), float(one.value)) for one in figures]
    parts = []
    bands = []
    if ahead:
        last = points[-1]
        edge = [(point(one.period), one.low, one.high) for one in ahead]
        bands.append(drawing.Band("interval", [(last[0], last[1], last[1]), *edge]))
        parts.append(drawing.Line("forecast", [last, *((point(one.period), one.value) for one in ahead)]))
    if path:
        parts.append(drawing.Line("path", path.corners))
        parts.append(drawing.Line("target", [path.end], dots=True))
    parts.append(drawing.Line("figures", points, dots=True))
    return drawing.lines(parts, bands, unit=unit)


def forecast_of(figures: Sequence[Figure], indicator: Indicator, target: Target, *, smoothed: bool) -> Forecast | None:
    """Where the figures head by the target's year; None when working it out takes long and ``smoothed`` is not asked.

    Forecasts are of one kind of period: that of which there are most figures.
    """
    kinds = Counter(one.period.kind for one in figures)
    kind = max(kinds, key=lambda each: kinds[each])
    points = [(one.period, float(one.value)) for one in figures if one.period.kind == kind]
    if len(points) >= FEWEST_SMOOTHED and not smoothed:
        return None
    until = Period(target.year, kind, {"quarter": 4, "month": 12}.get(kind, 0))
    limits = limits_of(indicator)
    low, high = limits.low, limits.high
    bounds = (-math.inf if low is None else float(low), math.inf if high is None else float(high))
    return forecast(points, until, aim=target.aim, bounds=bounds)


def peers_of(scene: Scene, indicator: Indicator, target: Target | None, states: Mapping[str, Status]) -> list[Peer]:
    """The divisions below with their latest figures by then, best first; empty when none has one."""
    board = scene.board
    latest = {code: _latest(board, indicator, code, scene.at) for code in board.below}
    known = [float(row.value) for row in latest.values() if row is not None]
    if not known:
        return []
    marks: list[tuple[str, float]] = []
    aim = target.aim if target is not None and not target.whole and target.division == board.place else None
    if aim is not None:
        marks = [("goal", float(end)) for end in (aim.low, aim.high) if end.is_finite()]
    ends = [*known, *(figure for _name, figure in marks)]
    low, high = min(0.0, *ends), max(ends)
    found = []
    for code, row in latest.items():
        status = states[code].status if code in states else None
        bar = (
            Markup("") if row is None else drawing.peer(float(row.value), low, high, marks, state=status or "on_track")
        )
        value, period = (None, None) if row is None else (row.value, row.period)
        found.append(Peer(code, board.below[code], value, period, status, bar))
    down = indicator.direction == "lower"
    return sorted(found, key=lambda one: (one.value is None, (one.value or 0) if down else -(one.value or 0)))


def _latest(board: Board, indicator: Indicator, division: str, at: Period) -> Observation | None:
    """The figure of the last period until then, in the indicator's unit."""
    rows = [
        replace(one.observation, value=one.value)
        for one in board.book.told(indicator.id, division)
        if one.observation.period.kind != "span" and one.observation.period.last_day <= at.last_day
    ]
    return max(rows, key=lambda row: row.period, default=None)


def groups_of(scene: Scene, indicator: Indicator, division: str) -> list[tuple[str, Period, Markup]]:
    """The latest figure of each group of people in a place."""
    found: dict[str, Observation] = {}
    for row in scene.board.book.observations(indicator.id, division, group=None):
        if row.group and row.period.last_day <= scene.at.last_day:
            found[row.group] = row
    return [
        (group_words(name), row.period, with_unit(number(row.value), indicator.unit)) for name, row in found.items()
    ]
