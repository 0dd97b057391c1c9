"""The state of every target in every division at many times at once, from panels instead of single observations.

What `minsheng.monitor.reading` finds for one target by looking at its observations one by one is found here for all by
walking along the periods of a panel; the judgement after it is the same `minsheng.monitor.judge`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from minsheng.monitor.book import Book
from minsheng.monitor.history import BOUNDS
from minsheng.monitor.judge import Question, Verdict, average_growth, judge
from minsheng.monitor.observation import EVERYONE, MOST_DECIMALS
from minsheng.monitor.panel import Array, Panel, Places, panel_of, significant
from minsheng.monitor.path import by_milestones, point
from minsheng.monitor.state import aim_of
from minsheng.monitor.target import Target
from minsheng.terms.periods import Period

_NONE = -1
_INSTANT = 1e-6

Edges = npt.NDArray[np.int8]
"""1 where a figure stands for more than it says, -1 where for less, 0 else."""


@dataclass(frozen=True, eq=False)
class States:
    """Verdicts with what they rest on; every array has shape (targets, divisions, times).

    ``value`` is the figure each target is judged by, NaN for none. ``asked`` is false where there is nothing to ask: of
    a plan that begins later, or of a division when the figure was promised for another.
    """

    targets: tuple[Target, ...]
    divisions: tuple[str, ...]
    times: tuple[Period, ...]
    verdict: Verdict
    value: Array
    asked: npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class _Read:
    """A figure, when it is from, the baseline and when that is from; shapes as in `States`."""

    value: Array
    when: Array
    baseline: Array
    start: Array


def states(
    book: Book,
    times: Sequence[Period],
    *,
    targets: Sequence[Target] | None = None,
    divisions: Sequence[str] | None = None,
    group: str = EVERYONE,
) -> States:
    """The states of targets (left out, all) in divisions (left out, all with figures) at each of the times.

    300 targets in 90 divisions over 40 quarters take a fraction of a second.
    """
    asked = tuple(book.targets if targets is None else targets)
    places = tuple(book.divisions if divisions is None else divisions)
    panel = panel_of(book.table, divisions=places, group=group)
    read = _read(asked, *_figures(book, asked, panel, group), panel.periods, times)
    home = book.pack.about.division
    meant = np.array([[target.division in (home, code) for code in places] for target in asked], bool)
    runs = np.array([[target.since <= time.last_day.year for time in times] for target in asked], bool)
    shown = meant.reshape(len(asked), len(places), 1) & runs.reshape(len(asked), 1, len(times))
    return States(asked, places, tuple(times), _judged(asked, places, times, read), read.value, shown)


def _figures(book: Book, targets: Sequence[Target], panel: Panel, group: str) -> tuple[Array, Edges]:
    """What is told of each target, (targets, divisions, periods): its own figures, then those of its other names.

    Beside it whether a figure is only a bound, as `minsheng.monitor.book.edge_of` says.
    """
    bounds = _bounds(book, panel, group)
    own = [panel.key_places.get(target.indicator.id, _NONE) for target in targets]
    # One more row, at the end, stands for indicators nobody told a figure of.
    figures = np.concatenate([panel.values, np.full((1, *panel.values.shape[1:]), np.nan)])[own]
    edges = np.concatenate([bounds, np.zeros((1, *bounds.shape[1:]), np.int8)])[own]
    for place, target in enumerate(targets):
        series = book.series.get(target.indicator.id)
        for member in () if series is None else series.members:
            at = panel.key_places.get(member.id)
            factor = None if series is None else series.factor(member.id, into=target.indicator.id)
            if at is None or factor is None or member.id == target.indicator.id:
                continue
            told = panel.values[at] if factor == 1 else significant(panel.values[at] * float(factor))
            gap = np.isnan(figures[place])
            figures[place] = np.where(gap, told, figures[place])
            edges[place] = np.where(gap, bounds[at], edges[place])
    # A rate of growth from a bound says no more than one from its figure.
    edges[np.array([target.kind == "growth" for target in targets], bool)] = 0
    return figures, edges


def _bounds(book: Book, panel: Panel, group: str) -> Edges:
    edges = np.zeros(panel.values.shape, np.int8)
    for op, way in ((">", 1), ("<", -1)):
        rows = book.table.filter(pc.starts_with(book.table.column("note"), BOUNDS[op]))
        if rows.num_rows:
            found = panel_of(rows, divisions=panel.divisions, periods=panel.periods, group=group)
            for place, key in enumerate(found.keys):
                edges[panel.key_places[key]][~np.isnan(found.values[place])] = way
    return edges


def _read(
    targets: Sequence[Target], figures: Array, edges: Edges, periods: Sequence[Period], times: Sequence[Period]
) -> _Read:
    shape = (*figures.shape[:2], len(times))
    points = np.array([point(period) for period in periods])
    found = _Read(*(np.full(shape, np.nan) for _ in range(4)))
    last = np.array([np.searchsorted(points, point(time) + _INSTANT) - 1 for time in times], np.intp)
    kinds: dict[tuple[bool, bool, int, int], list[int]] = {}
    for place, target in enumerate(targets):
        kinds.setdefault((target.kind == "total", target.by_year, target.since, target.year), []).append(place)
    for (total, by_year, since, year), places in kinds.items():
        axis = _Axis(tuple(periods), points, last, since, year)
        part = _total if total else _level_by_year if by_year else _level
        told = part(figures[places], edges[places], axis)
        for into, read in zip((found.value, found.when, found.baseline, found.start), told, strict=True):
            into[places] = read
    grown = [place for place, target in enumerate(targets) if target.kind == "growth"]
    if grown:
        years = found.when[grown] - found.start[grown]
        found.value[grown] = average_growth(found.baseline[grown], found.value[grown], years)
        found.when[grown] = np.where(np.isnan(found.value[grown]), np.nan, found.when[grown])
    return found


@dataclass(frozen=True, eq=False)
class _Axis:
    """The periods of a panel with when they end, for each time the place of the last one, and a plan's years."""

    periods: tuple[Period, ...]
    points: Array
    last: Places
    since: int
    year: int


def _level_by_year(figures: Array, edges: Edges, axis: _Axis) -> tuple[Array, Array, Array, Array]:
    whole = np.array([period.kind == "year" for period in axis.periods], bool)
    return _level(np.where(whole, figures, np.nan), edges, axis)


def _level(figures: Array, edges: Edges, axis: _Axis) -> tuple[Array, Array, Array, Array]:
    """The latest figure of the plan's years, and the latest before them, else the plan's first."""
    single = np.array([period.kind != "span" for period in axis.periods], bool)
    years = np.array([period.last_year for period in axis.periods], np.intp)
    there = ~np.isnan(figures) & single
    during = there & (years >= axis.since) & (years <= axis.year)
    latest = _latest(during, axis.last)
    before = _latest(there & (years < axis.since), axis.last)
    first = np.full(figures.shape[:2], _NONE)
    if figures.shape[-1]:
        first = np.where(during.any(axis=-1), during.argmax(axis=-1), _NONE)
    late = first[..., None]
    start = np.where(before >= 0, before, np.where((late >= 0) & (late < latest), late, _NONE))
    value, when = _taken(figures, axis.points, latest)
    return (_beyond(value, edges, latest), when, *_taken(figures, axis.points, start))


def _total(figures: Array, edges: Edges, axis: _Axis) -> tuple[Array, Array, Array, Array]:
    """The totals since the plan's first year: what was reported for the years together, or their sum so far."""
    periods, since, year = axis.periods, axis.since, axis.year
    place = {period: number for number, period in enumerate(periods)}
    so_far = np.full(figures.shape, np.nan)
    before = np.zeros(figures.shape[:2])
    nothing = np.full(figures.shape[:2], np.nan)

    def figure(period: Period) -> Array:
        return figures[..., place[period]] if period in place else nothing

    for each in range(since, year + 1):
        whole = figure(Period(each))
        for period in (period for period in periods if period.year == each and period.kind in ("quarter", "month")):
            # A year that is told as a whole is not told again by its parts.
            so_far[..., place[period]] = np.round(before + figure(period), MOST_DECIMALS)
        for part in (Period(each, "quarter", 4), Period(each, "month", 12)):
            whole = np.where(np.isnan(whole), figure(part), whole)
        before = np.round(before + whole, MOST_DECIMALS)
        if Period(each) in place:
            so_far[..., place[Period(each)]] = before
    reported = np.array([p.kind == "span" and p.year == since and p.until <= year for p in periods], bool)
    so_far = np.where(reported, figures, so_far)
    latest = _latest(~np.isnan(so_far), axis.last)
    value, when = _taken(so_far, axis.points, latest)
    value = _beyond(value, np.where(reported, edges, 0).astype(np.int8), latest)
    return value, when, np.zeros(value.shape), np.full(value.shape, since - 1.0)


def _latest(there: npt.NDArray[np.bool_], last: Places) -> Places:
    """Of the periods that are there, the place of the latest up to each time; -1 for none."""
    if not there.shape[-1]:
        return np.full((*there.shape[:2], len(last)), _NONE)
    walked = np.maximum.accumulate(np.where(there, np.arange(there.shape[-1]), _NONE), axis=-1)
    return np.where(last >= 0, walked[..., np.maximum(last, 0)], _NONE)


def _taken(figures: Array, points: Array, places: Places) -> tuple[Array, Array]:
    """The figures at these places, and when they are from; NaN at none."""
    if not figures.shape[-1]:
        return np.full(places.shape, np.nan), np.full(places.shape, np.nan)
    inside = np.maximum(places, 0)
    value = np.where(places >= 0, np.take_along_axis(figures, inside, axis=-1), np.nan)
    return value, np.where(places >= 0, points[inside], np.nan)


def _beyond(value: Array, edges: Edges, places: Places) -> Array:
    """The figures, those that are bounds as the double just beyond."""
    if not edges.any():
        return value
    way = np.where(places >= 0, np.take_along_axis(edges, np.maximum(places, 0), axis=-1), 0)
    return np.where(way == 0, value, np.nextafter(value, np.where(way > 0, np.inf, -np.inf)))


def _judged(targets: Sequence[Target], divisions: Sequence[str], times: Sequence[Period], read: _Read) -> Verdict:
    keeps = any(target.kind == "keep" for target in targets)
    ends = np.full((4, len(targets), *((len(divisions), len(times)) if keeps else (1, 1))), np.nan)
    for place, target in enumerate(targets):
        if target.kind == "keep":
            for cell in zip(*np.nonzero(~np.isnan(read.baseline[place])), strict=True):
                aim = aim_of(target, Decimal(repr(float(read.baseline[(place, *cell)]))))
                ends[(slice(None), place, *cell)] = np.nan if aim is None else aim.ends
        elif target.aim is not None:
            ends[:, place] = np.array(target.aim.ends)[:, None, None]
    own = [[code == target.division or not target.whole for code in divisions] for target in targets]
    held = np.array(own, bool).reshape(len(targets), len(divisions), 1)
    low, high, open_low, open_high = np.where(held, ends, np.nan)
    column = (len(targets), 1, 1)
    flat = np.array([target.flat for target in targets], bool).reshape(column)
    since = np.array([target.since for target in targets], float).reshape(column)
    year = np.array([target.year for target in targets], float).reshape(column)
    at = np.array([point(time) for time in times])
    question = Question(
        value=read.value,
        when=read.when,
        low=low,
        high=high,
        open_low=open_low,
        open_high=open_high,
        baseline=np.where(flat, np.where(np.isinf(low), high, low), read.baseline) if flat.any() else read.baseline,
        start=np.where(flat, since - 1, read.start) if flat.any() else read.start,
        year=year,
        total=np.array([target.kind == "total" for target in targets], bool).reshape(column),
        at=at,
    )
    path = None
    for place, target in enumerate(targets):
        if target.milestones:
            path = np.full(read.value.shape, np.nan) if path is None else path
            path[place] = by_milestones(target.milestones, read.baseline[place], read.start[place], read.when[place])
    return judge(question, path)
