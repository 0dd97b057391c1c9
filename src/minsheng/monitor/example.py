"""A made-up history of observations, for trying the monitoring room without any office's figures.

Every figure is 合成数据 and says so in its source. The path of each indicator runs from the plan's baseline to its
target; districts differ in level and pace, a few indicators and two districts lag, some cells are empty. Nothing in it
is about a real place.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files
from random import Random

from minsheng.monitor.choice import asked
from minsheng.monitor.limits import Limits, adds_up, limits_of
from minsheng.monitor.observation import EVERYONE, RURAL, URBAN, Observation
from minsheng.monitor.series import Series
from minsheng.packs.direction import direction_of
from minsheng.packs.model import Indicator, Pack
from minsheng.terms.divisions import division_name, divisions_below
from minsheng.terms.periods import Period

SYNTHETIC = "合成数据"
"""The mark in the source of every made-up figure."""
SOURCE = f"{SYNTHETIC}（演示用，不是任何部门的统计数）"
UNTIL = Period.parse("2023Q4")
_FIRST_YEAR = 2021
_QUARTERLY = 0.45
_LAGGING = 0.15
_SILENT = 0.05
_EMPTY = 0.03
_FEW = 26
"""A count whose target is smaller is the city's alone: there is not one for each district."""


@dataclass(frozen=True)
class _Place:
    """A district of the example: its weight, and how far its level and pace are off the city's."""

    code: str
    weight: float
    level: float
    pace: float


@dataclass(frozen=True)
class _Path:
    """What an indicator's figures run along: from where to where, by which year.

    ``flow`` is a total over the years, ``total`` the sum of the districts'; ``printed`` says that the plan has a
    baseline.
    """

    indicator: Indicator
    limits: Limits
    start: float
    aim: float
    base_year: int
    year: int
    decimals: int
    total: bool
    higher: bool
    flow: bool
    printed: bool

    def at(self, years: float, pace: float) -> float:
        """The figure so many years after the base year, at a pace of the plan's (1)."""
        if self.flow:
            return self.aim / max(1, self.year - self.base_year)
        return self.start + (self.aim - self.start) * pace * years / max(1, self.year - self.base_year)


def example_observations(pack: Pack, packs: Sequence[Pack], seed: int, *, until: Period = UNTIL) -> list[Observation]:
    """A made-up history of the pack's running indicators by district, from 2021 to ``until``; the same for one seed.

    About half the indicators are by quarter, the others by year, totals over the plan by year. Each district has also
    its figure of the base year; the city's own is the districts' sum or their mean weighted by people. Some shares
    come for town and country besides.
    """
    places = _places(pack, Random(f"{seed}:places"))
    rows: list[Observation] = []
    for indicator, series in asked(pack, packs, until):
        chance = Random(f"{seed}:{indicator.id}")
        path = _path(indicator, series)
        if path is not None and chance.random() >= _SILENT:
            rows += _of_indicator(path, pack.about.division, places, until, chance)
    return rows


def is_synthetic(observation: Observation) -> bool:
    """Whether the figure is made up."""
    return SYNTHETIC in observation.source


def _places(pack: Pack, chance: Random) -> list[_Place]:
    people = _people()
    codes = sorted(divisions_below(pack.about.division).values())
    mean = sum(people.values()) / len(people)
    places = [_Place(code, people.get(code, mean), chance.gauss(0, 0.5), chance.gauss(1, 0.08)) for code in codes]
    behind = set(chance.sample(codes, min(2, len(codes))))
    return [
        _Place(one.code, one.weight, one.level - 0.8, one.pace * 0.55) if one.code in behind else one for one in places
    ]


def _people() -> dict[str, float]:
    text = files("minsheng.register").joinpath("data/330100-districts.csv").read_text("utf-8")
    return {row["division"]: float(row["people"]) for row in csv.DictReader(text.splitlines())}


def _path(indicator: Indicator, series: Series) -> _Path | None:
    targets = [one for one in indicator.values if one.kind == "target"]
    numbered = [one for one in targets if one.value is not None or one.high is not None]
    if not numbered:
        return None
    target = max(numbered, key=lambda one: one.year or 2025)
    aim = float(target.value if target.value is not None else target.high or 0)
    year = target.year or 2025
    past = [
        one for one in indicator.values if one.kind == "actual" and one.value is not None and (one.year or 0) < year
    ]
    limits = limits_of(indicator, series.members)
    higher = (direction_of(indicator)[0] or "higher") in ("higher", "keep")
    known = max(past, key=lambda one: one.year or 0) if past else None
    base_year = known.year if known is not None and known.year else 2020
    if known is not None and known.value is not None and not target.cumulative:
        start = float(known.value)
    else:
        start = aim * (0.8 if higher else 1.2)
    if known is not None and not target.cumulative:
        # What is reached already is held, not given up.
        aim = max(start, aim) if higher else min(start, aim)
    printed = [one.value for one in (known, target) if one is not None and one.value is not None]
    decimals = min(3, max((-int(value.normalize().as_tuple().exponent) for value in printed), default=0))
    total = adds_up(indicator)
    if not limits.whole:
        decimals = max(decimals, 2 if total or abs(aim) < 10 else 1)
    flow = bool(target.cumulative)
    return _Path(
        indicator, limits, start, aim, base_year, year, max(0, decimals), total, higher, flow, known is not None
    )


def _of_indicator(path: _Path, city: str, places: list[_Place], until: Period, chance: Random) -> Iterator[Observation]:
    slow = chance.random() < _LAGGING
    quarterly = not path.flow and chance.random() < _QUARTERLY
    pace = chance.uniform(0.1, 0.5) if slow else chance.uniform(1.05, 1.5)
    few = path.limits.whole and path.aim < _FEW
    own = {one.code: chance.gauss(0, 0.4) for one in places}
    by_group = path.limits.full is not None and path.limits.high is not None and chance.random() < 0.2
    gap = chance.uniform(0.03, 0.15)
    gone = {one.code for one in places if chance.random() < 0.04}
    periods = [] if path.flow else [Period(path.base_year)]
    for period in periods + _periods(quarterly, until):
        figures: dict[str, float] = {}
        for one in places:
            off = (one.level + own[one.code]) * _spread(path)
            years = _years(period, path.base_year)
            noise = chance.gauss(0, 0.08) * _spread(path) if years > 0 else 0.0
            figure = path.at(years, pace * one.pace) + (off if path.higher else -off) + noise
            if path.total:
                figure = max(0.0, figure) * one.weight / sum(each.weight for each in places)
                figure *= 1 + (chance.gauss(0, 0.05) if path.flow else 0.0)
            figures[one.code] = _within(figure, path.limits)
        if period.last_year > path.base_year or path.flow or not path.printed:
            whole = _city(path, places, figures)
            yield _seen(path, city, period, whole)
            if by_group:
                yield from _groups(path, city, period, whole, gap)
        for code, figure in () if few else figures.items():
            if chance.random() < _EMPTY or (code in gone and period.last_day == until.last_day):
                continue
            yield _seen(path, code, period, figure)
            if by_group:
                yield from _groups(path, code, period, figure, gap)


def _spread(path: _Path) -> float:
    """How far districts stand apart: a part of the way to go, and a part of the level."""
    spread = abs(path.aim - path.start) * 0.25 + abs(path.start) * 0.012
    if min(path.start, path.aim) > 0:
        spread = min(spread, 0.4 * min(path.start, path.aim))
    if path.limits.high is None:
        return spread
    room = float(path.limits.high) - min(path.start, path.aim)
    return min(spread, 0.3 * max(room, 0.5))


def _periods(quarterly: bool, until: Period) -> list[Period]:
    years = range(_FIRST_YEAR, until.last_year + 1)
    if quarterly:
        every = [Period(year, "quarter", number) for year in years for number in range(1, 5)]
    else:
        every = [Period(year) for year in years]
    return [one for one in every if one.last_day <= until.last_day]


def _years(period: Period, base_year: int) -> float:
    return period.last_year - base_year - (0 if period.kind == "year" else 1 - period.number / 4)


def _within(figure: float, limits: Limits) -> float:
    if limits.low is not None:
        figure = max(figure, float(limits.low))
    return figure if limits.high is None else min(figure, float(limits.high))


def _city(path: _Path, places: list[_Place], figures: dict[str, float]) -> float:
    if path.total:
        return sum(figures.values())
    weight = sum(one.weight for one in places)
    return sum(figures[one.code] * one.weight for one in places) / weight


def _groups(path: _Path, code: str, period: Period, figure: float, gap: float) -> Iterator[Observation]:
    better = gap if path.higher else -gap
    for group, value in ((URBAN, figure * (1 + better * 0.3)), (RURAL, figure * (1 - better * 0.7))):
        yield _seen(path, code, period, _within(value, path.limits), group)


def _seen(path: _Path, division: str, period: Period, figure: float, group: str = EVERYONE) -> Observation:
    decimals = 0 if path.limits.whole else path.decimals
    note = f"{division_name(division) or division}，按规划的基期和目标编出来的"
    return Observation(path.indicator.id, division, period, Decimal(f"{figure:.{decimals}f}"), SOURCE, note, group)
