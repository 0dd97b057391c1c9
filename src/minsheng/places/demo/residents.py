"""Residents of the demonstration city: published totals by district and age, spread over the streets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from minsheng.places.demo.settlements import Ground, stays
from minsheng.places.demo.streets import StreetNet
from minsheng.places.points import Floats, Whole
from minsheng.register.synthetic.margins import Area, Margins, largest_remainders

POINT = 450
"""Residents of one point, on average: a housing estate or a hamlet."""
_NEAR = 25.0
_AGES = {"0-2": (0, 2), "3-5": (3, 5), "60+": (60, 104), "65+": (65, 104), "80+": (80, 104)}
_WITHIN = {"65+": "60+", "80+": "65+"}
"""Groups that are part of another: they are drawn from it, so that no point has more of them."""


@dataclass(frozen=True, eq=False)
class Residents:
    """Points with people: ``xy`` (n, 2) metres, ``settlement``, ``people`` and ``ages`` by group (n each)."""

    xy: Floats
    settlement: Whole
    people: Whole
    ages: Mapping[str, Whole]


def residents_of(ground: Ground, net: StreetNet, margins: Margins, stream: np.random.Generator) -> Residents:
    """Every district has as many people as published; the ages of an area add up to the census."""
    # Crossings of settlements come first and in their order, those of roads between them after.
    begins = np.searchsorted(net.settlement[net.settlement >= 0], np.arange(len(ground.settlements) + 1))
    parts = [_settled(ground, net, at, begins, stream) for at in range(len(ground.settlements))]
    settlement = np.repeat(np.arange(len(parts)), [len(people) for _, people in parts])
    people = np.concatenate([people for _, people in parts])
    xy = np.concatenate([xy for xy, _ in parts])
    return Residents(xy, settlement, people, _ages(ground, margins, settlement, people, stream))


def _settled(
    ground: Ground, net: StreetNet, at: int, begins: Whole, stream: np.random.Generator
) -> tuple[Floats, Whole]:
    """The points of one settlement: some of its crossings, denser and fuller towards its middle."""
    here = ground.settlements[at]
    own = net.xy[begins[at] : begins[at + 1]]
    many = min(len(own), max(1, round(here.people / POINT)))
    far = np.hypot(own[:, 0] - here.x, own[:, 1] - here.y) / here.radius
    crowd = np.exp(-1.2 * far**2)
    chosen = np.sort(stream.choice(len(own), many, replace=False, p=crowd / crowd.sum()))
    weights = stream.lognormal(0, 0.4, many) * crowd[chosen]
    people = largest_remainders((weights / weights.sum() * 1e9).astype(np.int64) + 1, here.people)
    moved = own[chosen] + stream.uniform(-_NEAR, _NEAR, (many, 2))
    fits = stays(ground, np.full(many, here.district), moved)
    return np.where(fits[:, None], moved, own[chosen]), people


def _ages(
    ground: Ground, margins: Margins, settlement: Whole, people: Whole, stream: np.random.Generator
) -> Mapping[str, Whole]:
    """Heads by group: villages and old quarters are older, new quarters have more infants (assumed, within ±40%)."""
    urban = np.array([one.urban for one in ground.settlements])
    older = stream.uniform(0.75, 1.25, len(urban)) * np.where(urban, 0.95, 1.25)
    tilt = {"0-2": 2 - older, "3-5": 2 - older, "60+": older}
    codes = np.array([ground.boundaries.all[one.district].code for one in ground.settlements])
    found = {name: np.zeros(len(people), np.int64) for name in _AGES}
    for area in margins.areas:
        here = np.isin(codes, [code for code, _, _ in area.districts])[settlement]
        for name, (low, high) in _AGES.items():
            base = found[_WITHIN[name]][here] if name in _WITHIN else people[here] * tilt[name][settlement[here]]
            weights = (np.asarray(base, np.float64) * 1000).astype(np.int64)
            found[name][here] = largest_remainders(weights, heads(area, low, high))
    return found


def heads(area: Area, low: int, high: int) -> int:
    """People of an area between two ages, both included; within a group of the census every year has the same."""
    total = 0.0
    for start, end, cells in zip(area.ages_from, area.ages_to, area.cells, strict=True):
        years = max(0, min(high, int(end)) - max(low, int(start)) + 1)
        total += float(cells.sum()) * years / (int(end) - int(start) + 1)
    return round(total)
