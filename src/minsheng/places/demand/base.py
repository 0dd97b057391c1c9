"""The people a projection starts from: by district, sex and single year of age, out of published five-year groups."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import PchipInterpolator

from minsheng.places.demand.mortality import AGES, survival
from minsheng.places.points import Floats
from minsheng.register.synthetic.margins import Area, margins_of

MALE, FEMALE = 0, 1
CENSUS_YEAR = 2020
_OLDEST_EXPECTANCY = 83.12


@dataclass(frozen=True, eq=False)
class Base:
    """``counts`` (districts × 2 sexes × ages 0 to 100+) of a year, the districts' codes and names, and the source."""

    year: int
    divisions: tuple[str, ...]
    names: tuple[str, ...]
    counts: Floats
    source: str


def census_base(division: str) -> Base:
    """The census of 2020 by today's districts; raises `MinshengError` when there is none of the city.

    A five-year group is parted among its ages by a curve through the sums up to each age that never falls (Fritsch and
    Carlson 1980), the oldest group by the life table. Districts the census counts together share its ages in
    proportion to their published totals: what is within them is not known.
    """
    divisions, names, counts = [], [], []
    for area in margins_of(division).areas:
        cells = single_years(area)
        for code, name, people in area.districts:
            divisions.append(code)
            names.append(name)
            counts.append(cells * (people / area.people))
    source = "2020年第七次全国人口普查分县资料；分区总数：主要数据公报"
    return Base(CENSUS_YEAR, tuple(divisions), tuple(names), np.array(counts), source)


def single_years(area: Area) -> Floats:
    """An area's people by sex and single year of age (2 × 101); sums over its groups are those published."""
    found = np.zeros((2, AGES))
    last = len(area.ages_from) - 1
    for sex in (MALE, FEMALE):
        edges = np.concatenate([[0], area.ages_to[:last] + 1])
        curve = PchipInterpolator(edges, np.concatenate([[0.0], np.cumsum(area.cells[:last, sex])]))
        open_from = int(area.ages_from[last])
        found[sex, :open_from] = np.diff(curve(np.arange(open_from + 1)))
        found[sex, open_from:] = int(area.cells[last, sex]) * _oldest(open_from)
    return found


def _oldest(first: int) -> Floats:
    """The shares of an open group's ages, as a population that does not change would have them."""
    shares = survival(_OLDEST_EXPECTANCY)[first:]
    alive = np.concatenate([[1.0], np.cumprod(shares[:-1])])
    alive[-1] /= 1 - shares[-1]
    ordered: Floats = alive / alive.sum()
    return ordered
