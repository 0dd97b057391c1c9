"""Realisation and spread of a pack at one time, together, as every page and report shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from minsheng.monitor.book import Book
from minsheng.monitor.equity.chosen import chosen
from minsheng.monitor.equity.every import spreads
from minsheng.monitor.equity.part import Part, rounded
from minsheng.monitor.equity.realised import Realised, realised_in, satisfied
from minsheng.monitor.equity.rows import Row, kind_of, rows_of
from minsheng.monitor.equity.weights import weights_of
from minsheng.monitor.example import SYNTHETIC
from minsheng.monitor.parts import parts_of
from minsheng.monitor.population import People, populations
from minsheng.monitor.target import Target
from minsheng.terms.divisions import division_name
from minsheng.terms.periods import Period

HIGH, FAILING = 90.0, 80.0
"""An average of at least `HIGH` % beside a division below `FAILING` % is said: set here, no plan has such a line."""


@dataclass(frozen=True)
class Between:
    """How far the divisions' degrees of realisation lie apart, in one service area or in all.

    ``mean`` is weighted by people; ``worst`` and ``best`` are codes, None when there are not two to compare.
    """

    key: str
    label: str
    degrees: Mapping[str, float]
    mean: float
    variation: float
    theil: float
    gini: float
    ratio: float
    gap: float
    best: str | None
    worst: str | None

    def as_json(self) -> dict[str, Any]:
        """The spread of degrees for JSON."""
        names = ("mean", "variation", "theil", "gini", "ratio", "gap")
        told = {"key": self.key, "label": self.label} | {name: rounded(getattr(self, name)) for name in names}
        return told | {"best": self.best, "worst": self.worst, "degrees": dict(self.degrees)}


@dataclass(frozen=True)
class Equity:
    """What was reached, how evenly, and what both rest on.

    ``city`` is the pack's own division; ``districts`` those directly below it; ``between`` the spread of their
    degrees, in all and by service area; ``rows`` the spread of each indicator; ``hidden`` the sentences on what an
    average hides; ``said`` what weights and people are.
    """

    at: Period
    city: Realised
    districts: Mapping[str, Realised]
    between: tuple[Between, ...]
    rows: tuple[Row, ...]
    hidden: tuple[str, ...]
    said: tuple[str, ...]
    people: Mapping[str, People | None]

    @property
    def satisfaction(self) -> Part | None:
        """The mean of the satisfaction degrees, apart from everything else."""
        return satisfied(self.city.satisfaction)

    def as_json(self) -> dict[str, Any]:
        """Everything for JSON; districts down to their service areas."""
        satisfaction = self.satisfaction
        return {
            "at": str(self.at),
            "city": self.city.as_json(),
            "satisfaction": None if satisfaction is None else satisfaction.as_json(),
            "districts": {code: one.as_json(deep=False) for code, one in self.districts.items()},
            "between": [one.as_json() for one in self.between],
            "indicators": [row.as_json() for row in self.rows],
            "hidden": list(self.hidden),
            "said": list(self.said),
            "people": {
                code: None if one is None else {"people": one.people, "year": one.year, "source": one.source}
                for code, one in self.people.items()
            },
        }


def equity(book: Book, at: Period, *, source: str | None = None, targets: Sequence[Target] | None = None) -> Equity:
    """Realisation degree and spread at a time.

    ``source`` keeps the targets of one document or table; ``targets`` counts these and no others.
    """
    targets = chosen(book, at, source) if targets is None else targets
    home, below = book.pack.about.division, parts_of(book)
    every = realised_in(book, at, (home, *below), targets)
    districts = {code: every[code] for code in below}
    people = populations(below, at.last_year, book)
    weights = {code: one.people for code, one in people.items() if one is not None}
    between = _between(every[home], districts, weights)
    said = (weights_of(book.pack, book.packs).said, _people_said(people), *_synthetic_said(book))
    return Equity(
        at,
        every[home],
        districts,
        between,
        tuple(rows_of(book, targets, weights, at)),
        tuple(_hidden(every[home], districts, between)),
        said,
        people,
    )


def _between(city: Realised, districts: Mapping[str, Realised], people: Mapping[str, float]) -> tuple[Between, ...]:
    keys = ["total", *(area.key for area in city.areas)]
    labels = ["总实现度", *(area.label for area in city.areas)]
    codes = list(districts)
    if not codes:
        return ()
    told = {code: {"total": one.total, **{area.key: area for area in one.areas}} for code, one in districts.items()}
    values = np.array([[_value(told[code].get(key)) for code in codes] for key in keys])[:, :, None]
    if np.isnan(values).all():
        return ()
    weights = np.array([people.get(code, np.nan) for code in codes])
    held = None if np.isnan(weights).all() else weights
    found = spreads(values, held, groups=[kind_of(code) for code in codes])
    return tuple(
        Between(
            key=key,
            label=labels[n],
            degrees={code: float(value) for code, value in zip(codes, values[n, :, 0], strict=True) if value == value},
            mean=float(found.mean[n, 0]),
            variation=float(found.variation[n, 0]),
            theil=float(found.theil[n, 0]),
            gini=float(found.gini[n, 0]),
            ratio=float(found.ratio[n, 0]),
            gap=float(found.gap[n, 0]),
            best=codes[found.best[n, 0]] if found.best[n, 0] >= 0 else None,
            worst=codes[found.worst[n, 0]] if found.worst[n, 0] >= 0 else None,
        )
        for n, key in enumerate(keys)
    )


def _value(part: Part | None) -> float:
    return np.nan if part is None or part.value is None else part.value


def _hidden(city: Realised, districts: Mapping[str, Realised], between: tuple[Between, ...]) -> list[str]:
    """A sentence for each average that hides a division which fails."""
    of_city = {"total": city.total, **{area.key: area for area in city.areas}}
    found = []
    for one in between:
        average = of_city[one.key].value
        low = {code: degree for code, degree in one.degrees.items() if degree < FAILING}
        if average is None or average < HIGH or not low:
            continue
        names = [f"{division_name(code) or code} {degree:.1f}%" for code, degree in sorted(low.items(), key=_by_degree)]
        worst = min(low, key=lambda code: low[code])
        weakest = _weakest(districts[worst], one.key)
        found.append(
            f"{one.label}平均 {average:.1f}%，但有 {len(low)} 个区县不到 {FAILING:.0f}%：{'、'.join(names)}{weakest}。"
        )
    return found


def _by_degree(pair: tuple[str, float]) -> float:
    return pair[1]


def _weakest(district: Realised, key: str) -> str:
    """What lies furthest behind in the division, in words."""
    parts = [part for part in district.indicators.values() if part.value is not None]
    if key != "total":
        parts = [part for area in district.areas if area.key == key for part in area.parts if part.value is not None]
    if not parts:
        return ""
    least = min(parts, key=lambda part: part.value or 0.0)
    name = division_name(district.division) or district.division
    return f"；{name}最低的是“{least.label}”，实现 {least.value:.1f}%（{least.note}）"


def _people_said(people: Mapping[str, People | None]) -> str:
    known = [one for one in people.values() if one is not None]
    if not known:
        return "人口：不知道，各区县按一份计。"
    years = sorted({one.year for one in known})
    when = f"{years[0]}年" if len(years) == 1 else f"{years[0]}至{years[-1]}年"
    rest = len(people) - len(known)
    tail = f"；{rest} 个区县人口不详，不计入加权" if rest else ""
    return f"人口：{when}，{'；'.join(dict.fromkeys(one.source for one in known))}{tail}。"


def _synthetic_said(book: Book) -> tuple[str, ...]:
    words = book.table.column("source").unique().to_pylist()
    return (f"其中有{SYNTHETIC}：只供演示，不是任何部门的统计数。",) if any(SYNTHETIC in one for one in words) else ()
