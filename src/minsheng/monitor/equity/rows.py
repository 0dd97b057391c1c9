"""How each indicator is spread over the divisions below a pack's own, and whether they come closer."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from minsheng.monitor.book import Book
from minsheng.monitor.equity.convergence import Beta, beta_convergence, sigma_convergence
from minsheng.monitor.equity.every import Spreads, spreads
from minsheng.monitor.equity.pairs import Pair, pairs
from minsheng.monitor.equity.part import rounded
from minsheng.monitor.equity.shares import Array
from minsheng.monitor.panel import Panel
from minsheng.monitor.parts import parts_of
from minsheng.monitor.path import point
from minsheng.monitor.target import Target
from minsheng.packs.model import Indicator
from minsheng.terms.divisions import division_name
from minsheng.terms.periods import Period

MOST = 0.75
"""Divisions are compared at the last period that this share of those who ever report in one period have a figure of: a
period in which only two have reported yet says little of thirteen. Set here."""
_WHOLE = "总量指标，各区县大小不同，不比较差距"
_FEW = "有数的区县不到两个"
_MEASURES = ("mean", "covered", "variation", "theil", "between", "within", "gini", "ratio", "gap")


@dataclass(frozen=True)
class Row:
    """The spread of one indicator over divisions at the last period that most of them have a figure of.

    ``figures`` has those with one, by code. Measures are NaN where not defined; ``note`` says why nothing could be
    compared. ``trend`` is the yearly rate at which the coefficient of variation changes, ``beta`` the convergence since
    the first year with figures.
    """

    indicator: Indicator
    period: Period | None
    figures: Mapping[str, float]
    measures: Mapping[str, float]
    best: str | None
    worst: str | None
    trend: float
    beta: Beta | None
    since: Period | None
    pairs: tuple[Pair, ...]
    divisions: int
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        """The row for JSON; what is not known is null."""
        one = self.indicator
        told: dict[str, Any] = {"indicator": one.id, "name": one.name, "unit": one.unit, "area": one.area}
        told |= {"source": one.source.as_json(), "period": None if self.period is None else str(self.period)}
        told |= {"known": len(self.figures), "divisions": self.divisions, "note": self.note}
        told |= {name: rounded(value) for name, value in self.measures.items()}
        told |= {"best": _place(self.best, self.figures), "worst": _place(self.worst, self.figures)}
        told |= {"trend": rounded(self.trend), "since": None if self.since is None else str(self.since)}
        beta = self.beta
        told["beta"] = None
        if beta is not None and not math.isnan(beta.slope):
            named = ("slope", "error", "speed", "half_life", "fit")
            told["beta"] = {name: rounded(getattr(beta, name)) for name in named} | {"areas": beta.areas}
        return told | {"pairs": [pair.as_json() for pair in self.pairs], "figures": dict(self.figures)}


def _place(code: str | None, figures: Mapping[str, float]) -> dict[str, Any] | None:
    return None if code is None else {"division": code, "name": division_name(code), "value": figures[code]}


def rows_of(book: Book, targets: Sequence[Target], people: Mapping[str, float], at: Period) -> list[Row]:
    """A row for each indicator of the targets, in order, over the divisions directly below the pack's own.

    ``people`` weighs the divisions; where nobody's are known each counts once.
    """
    panel = book.panel()
    codes = parts_of(book)
    places = [panel.division_places.get(code, -1) for code in codes]
    weights = np.array([people.get(code, math.nan) for code in codes])
    held = None if np.isnan(weights).all() else weights
    asked = {target.indicator.id: target for target in targets}
    blocks = {key: _block(book, panel, target, places, at) for key, target in asked.items()}
    columns = {key: column for key, (block, periods) in blocks.items() if (column := _fullest(block)) is not None}
    if not codes or not columns:
        return [_bare(book, target, at, len(codes)) for target in asked.values()]
    values = np.stack([blocks[key][0][:, column] for key, column in columns.items()])[:, :, None]
    lower = [is_lower_better(asked[key]) for key in columns]
    found = spreads(values, held, groups=[kind_of(code) for code in codes], lower_is_better=lower)
    number = {key: place for place, key in enumerate(columns)}
    made = []
    for key, target in asked.items():
        if key not in number:
            made.append(_bare(book, target, at, len(codes)))
            continue
        block, periods = blocks[key]
        made.append(_row(book, target, block, periods, columns[key], found, number[key], codes, held, at))
    return made


def _row(
    book: Book,
    target: Target,
    block: Array,
    periods: Sequence[Period],
    column: int,
    found: Spreads,
    number: int,
    codes: Sequence[str],
    people: Array | None,
    at: Period,
) -> Row:
    figures = {code: float(value) for code, value in zip(codes, block[:, column], strict=True) if not math.isnan(value)}
    best, worst = (int(where[number, 0]) for where in (found.best, found.worst))
    alike = [place for place, period in enumerate(periods[: column + 1]) if period.kind == periods[column].kind]
    years = [point(periods[place]) for place in alike]
    sigma = sigma_convergence(block[:, alike].T, years, people)
    first = next((place for place in alike if np.sum(~np.isnan(block[:, [place, column]]).any(axis=1)) >= 3), column)
    apart = point(periods[column]) - point(periods[first])
    beta = beta_convergence(block[:, first], block[:, column], apart) if apart > 0 else None
    return Row(
        target.indicator,
        periods[column],
        figures,
        {name: float(getattr(found, name)[number, 0]) for name in _MEASURES},
        codes[best] if best >= 0 else None,
        codes[worst] if worst >= 0 else None,
        float(sigma.trend),
        beta,
        periods[first] if apart > 0 else None,
        tuple(pairs(book, target.indicator.id, book.pack.about.division, at)),
        len(codes),
        "" if len(figures) >= 2 else _FEW,
    )


def _bare(book: Book, target: Target, at: Period, divisions: int) -> Row:
    empty = dict.fromkeys(_MEASURES, math.nan)
    both = tuple(pairs(book, target.indicator.id, book.pack.about.division, at))
    note = _WHOLE if target.whole else _FEW
    return Row(target.indicator, None, {}, empty, None, None, math.nan, None, None, both, divisions, note)


def _block(
    book: Book, panel: Panel, target: Target, places: Sequence[int], at: Period
) -> tuple[Array, tuple[Period, ...]]:
    """The indicator's figures by division and period up to ``at``, in its own unit; nothing for a total."""
    series = book.series.get(target.indicator.id)
    key = panel.key_places.get(target.indicator.id if series is None else series.key)
    until = [place for place, period in enumerate(panel.periods) if period.last_day <= at.last_day]
    periods = tuple(panel.periods[place] for place in until)
    factor = None if series is None else series.factor(target.indicator.id)
    if key is None or target.whole or not factor:
        return np.full((len(places), len(periods)), np.nan), periods
    block = panel.values[key][np.ix_(places, until)] / float(factor)
    block[np.array(places) < 0] = np.nan  # who never reported anything is not in the panel
    return block, periods


def _fullest(block: Array) -> int | None:
    """The last period of which at least `MOST` as many divisions have a figure as of any; None when none has any.

    >>> _fullest(np.array([[1.0, 1.0, 1.0], [1.0, 1.0, np.nan], [1.0, 1.0, np.nan], [1.0, np.nan, np.nan]]))
    1
    """
    counts = (~np.isnan(block)).sum(axis=0)
    if not counts.size or counts.max() == 0:
        return None
    return int(np.flatnonzero(counts >= MOST * counts.max())[-1])


def is_lower_better(target: Target) -> bool:
    """Whether a smaller figure is better, by the target's direction or because it is a ceiling."""
    return target.side == "lower" or (target.aim is not None and target.aim.kind == "ceiling")


def kind_of(code: str) -> str:
    """Whether a division is a district of a city or a county: the two groups between which Theil's index is split.

    By GB/T 2260, within a city 01 to 20 are districts (市辖区), 21 to 80 counties, 81 to 99 county-level cities. Cities
    and provinces, and towns, are groups of their own.

    >>> kind_of("330106"), kind_of("330122"), kind_of("330182"), kind_of("330800"), kind_of("330106001")
    ('市辖区', '县（市）', '县（市）', '市', '乡镇街道')
    """
    if len(code) > 6:
        return "乡镇街道"
    if code.endswith("00"):
        return "市"
    return "市辖区" if code[4:6] <= "20" else "县（市）"
