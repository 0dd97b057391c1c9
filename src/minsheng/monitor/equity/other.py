"""Two other views of the same figures: a development index, and districts scored with entropy weights.

Neither takes the place of the realisation degree: the index knows no targets, and entropy weights follow the sample.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import mode
from typing import Any

import numpy as np

from minsheng.monitor.book import Book
from minsheng.monitor.equity.chosen import is_satisfaction
from minsheng.monitor.equity.entropy import MOVES, entropy_weights, min_max
from minsheng.monitor.equity.index import development_index
from minsheng.monitor.equity.part import Part, combined, rounded
from minsheng.monitor.equity.rows import Row, is_lower_better
from minsheng.monitor.equity.shares import Array
from minsheng.monitor.equity.weights import weights_of
from minsheng.monitor.target import Target
from minsheng.terms.divisions import division_name
from minsheng.terms.periods import Period

_ENTROPY_SAID = "熵权：由各区县得分的离散程度算出，不是规划定的"


@dataclass(frozen=True)
class IndexSeries:
    """The development index of a division by year, base year = 100.

    ``known`` leaves out what is missing, ``covered`` is the part of the weights that is known, ``held`` counts a
    missing figure at its last. ``parts`` has the weight of each indicator that counts: those with a figure above 0 in
    the base year, the others cannot be followed.
    """

    division: str
    years: tuple[int, ...]
    known: tuple[float, ...]
    covered: tuple[float, ...]
    held: tuple[float, ...]
    parts: Mapping[str, float]

    def as_json(self) -> dict[str, Any]:
        """The index for JSON."""
        columns = zip(self.years, self.known, self.covered, self.held, strict=True)
        rows = [
            {"year": year, "known": rounded(known), "covered": rounded(covered), "held": rounded(held)}
            for year, known, covered, held in columns
        ]
        return {"division": self.division, "base": self.years[0], "years": rows, "weights": dict(self.parts)}


@dataclass(frozen=True)
class Scored:
    """Districts scored 0 to 100 by min–max scores with entropy weights.

    ``weights`` sum to 1 over the indicators that tell districts apart; ``moved`` is how far each score goes at most
    when one other district leaves the sample, NaN when that may leave nothing to score it by.
    """

    weights: Mapping[str, float]
    scores: Mapping[str, Part]
    moved: Mapping[str, float]
    said: str = MOVES

    def as_json(self) -> dict[str, Any]:
        """The scores for JSON."""
        scores = {
            code: part.as_json(deep=False) | {"moved": rounded(self.moved[code])} for code, part in self.scores.items()
        }
        return {"weights": dict(self.weights), "scores": scores, "said": self.said}


def index_series(book: Book, at: Period, targets: Sequence[Target], division: str | None = None) -> IndexSeries:
    """The development index of a division, by default the pack's own, from the year before the plan to ``at``.

    The base is the year before the plan of most targets. Satisfaction does not count; weights are the pack's. A year's
    figure is that of the year, else the one of its last quarter or month.
    """
    place = book.pack.about.division if division is None else division
    counted = [one for one in _single(targets) if not is_satisfaction(one.indicator.name)]
    base = (mode(one.since for one in counted) if counted else at.last_year) - 1
    years = tuple(range(base, max(base, at.last_year) + 1))
    values = np.array([[_figure(book, one, place, year, at) for year in years] for one in counted]).reshape(
        -1, len(years)
    )
    shares = _shares(book, counted)
    there = (values[:, 0] > 0) & (shares > 0)
    if not there.any():
        empty = (math.nan,) * len(years)
        return IndexSeries(place, years, empty, (0.0,) * len(years), empty, {})
    lower = [is_lower_better(one) for one, kept in zip(counted, there, strict=True) if kept]
    found = development_index(values[there], shares[there], lower_is_better=lower)
    named = [one.indicator.id for one, kept in zip(counted, there, strict=True) if kept]
    told = shares[there] / shares[there].sum()
    parts = dict(zip(named, told.tolist(), strict=True))
    known, covered, held = (tuple(one.tolist()) for one in (found.known, found.covered, found.held))
    return IndexSeries(place, years, known, covered, held, parts)


def scored(rows: Sequence[Row], targets: Sequence[Target]) -> Scored:
    """The districts scored with entropy weights over the rows that compare them."""
    kept = [row for row in rows if len(row.figures) >= 2]
    codes = sorted({code for row in kept for code in row.figures})
    side = {one.indicator.id: is_lower_better(one) for one in targets}
    values = np.array([[row.figures.get(code, math.nan) for row in kept] for code in codes]).reshape(
        len(codes), len(kept)
    )
    lower = [side[row.indicator.id] for row in kept]
    scores = min_max(values, lower)
    weights = entropy_weights(scores)
    names = {row.indicator.id: row.indicator.name for row in kept}
    parts = {code: _score(code, list(names.items()), scores[place], weights) for place, code in enumerate(codes)}
    told = {key: float(weight) for key, weight in zip(names, weights, strict=True) if not math.isnan(weight)}
    return Scored(told, parts, _moved(codes, values, lower))


def _score(code: str, names: Sequence[tuple[str, str]], scores: Array, weights: Array) -> Part:
    parts = []
    for (key, name), score, weight in zip(names, scores, weights, strict=True):
        if not math.isnan(weight):
            known = not math.isnan(score)
            value = 100 * float(score) if known else None
            parts.append(Part(name, value, float(weight), unit="分", key=key, covered=1.0 if known else 0.0))
    return combined(division_name(code) or code, parts, key=code, weight_said=_ENTROPY_SAID)


def _moved(codes: Sequence[str], values: Array, lower: Sequence[bool]) -> dict[str, float]:
    whole = _means(values, lower)
    furthest = np.zeros(len(codes))
    for gone in range(len(codes)):
        left = values.copy()
        left[gone] = np.nan
        other = np.abs(whole - _means(left, lower))
        other[gone] = 0.0
        furthest = np.maximum(furthest, other)
    return dict(zip(codes, furthest.tolist(), strict=True))


def _means(values: Array, lower: Sequence[bool]) -> Array:
    scores = min_max(values, lower)
    weights = np.nan_to_num(entropy_weights(scores))
    known = ~np.isnan(scores) * weights
    total = known.sum(axis=1)
    told = (np.nan_to_num(scores) * known).sum(axis=1)
    mean: Array = 100 * np.divide(told, total, out=np.full(len(total), np.nan), where=total > 0)
    return mean


def _single(targets: Sequence[Target]) -> list[Target]:
    return list({one.indicator.id: one for one in targets if one.aim is not None or one.kind == "keep"}.values())


def _shares(book: Book, targets: Sequence[Target]) -> Array:
    """Each indicator's part of the whole: its area's weight, times its own within the area."""
    weights = weights_of(book.pack, book.packs)
    own = [weights.of(one.indicator.id)[0] for one in targets]
    inside: dict[str | None, float] = {}
    for one, weight in zip(targets, own, strict=True):
        inside[one.indicator.area] = inside.get(one.indicator.area, 0.0) + weight
    area = {key: 1.0 if key is None else weights.of(key)[0] for key in inside}
    shares = [
        area[one.indicator.area] * weight / inside[one.indicator.area] if inside[one.indicator.area] else 0.0
        for one, weight in zip(targets, own, strict=True)
    ]
    return np.array(shares)


def _figure(book: Book, target: Target, division: str, year: int, at: Period) -> float:
    wanted = (Period(year), Period(year, "quarter", 4), Period(year, "month", 12))
    found = {one.observation.period: float(one.value) for one in reversed(book.told(target.indicator.id, division))}
    return next((found[one] for one in wanted if one in found and one.last_day <= at.last_day), math.nan)
