"""Cohort-component projection: everyone a year older, some die, some come, some are born."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from minsheng.places.demand.assumed import Assumed, Variant, assumptions_of
from minsheng.places.demand.base import CENSUS_YEAR, FEMALE, MALE, Base
from minsheng.places.demand.mortality import AGES, survival
from minsheng.places.points import Floats
from minsheng.terms.errors import Fault, MinshengError

LAST_YEAR = 2050
_PLAN_YEAR = 2025
_CHILDBEARING = slice(15, 50)


@dataclass(frozen=True, eq=False)
class Projection:
    """People by year from the base year on: ``counts`` (years × districts × 2 sexes × ages 0 to 100+)."""

    base: Base
    variant: Variant
    assumed: Mapping[str, Assumed]
    counts: Floats

    @property
    def years(self) -> range:
        """The base year and those projected."""
        return range(self.base.year, self.base.year + len(self.counts))

    def heads(self, year: int, first: int = 0, last: int = AGES - 1, division: str | None = None) -> float:
        """People from one age to another, both included, of a district or of all."""
        counts = self.counts[self.years.index(year)]
        some = counts if division is None else counts[self.base.divisions.index(division)]
        return float(some[..., first : last + 1].sum())

    def share(self, year: int, first: int, last: int = AGES - 1) -> float:
        """The share of all people from one age to another."""
        return self.heads(year, first, last) / self.heads(year)


def project(base: Base, *, until: int, variant: Variant = "mid") -> Projection:
    """Project the people of a city year by year; raises `MinshengError` for a year that is not after the base year.

    With s(x) the share of age x that lives to x+1, f(x) births a woman of age x has in a year and m(x) net migrants of
    age x, half of whom are taken to have been there all year (Preston, Heuveline and Guillot 2001, chapter 6):

    N(t+1, x+1) = (N(t, x) + m(x)/2) s(x) + m(x+1)/2, and B(t) = Σ f(x) (N♀(t, x) + N♀(t+1, x)) / 2, of whom s(0)^½ are
    alive at the end of the year. f(x) is a bell curve whose level is what the base year's infants call for, times the
    variant's factor. Migrants go to districts as the people under 40 are spread.
    """
    if not base.year < until <= LAST_YEAR:
        raise MinshengError(
            Fault("demand.year", "年份不在范围内", read=str(until), expected=f"{base.year + 1} 至 {LAST_YEAR}")
        )
    assumed = assumptions_of(variant)
    figures = {name: one.value for name, one in assumed.items()}
    births = _fertility(base, figures)
    girls = base.counts[:, FEMALE, 0].sum() / base.counts[:, :, 0].sum()
    found = [base.counts]
    for year in range(base.year, until):
        found.append(_year(found[-1], year, figures, births, girls))
    return Projection(base, variant, assumed, np.array(found))


def _year(now: Floats, year: int, figures: Mapping[str, float], births: Floats, girls: float) -> Floats:
    lives = np.array([survival(_expectancy(year + 0.5, sex, figures)) for sex in (MALE, FEMALE)])
    coming = _migrants(now, figures)
    exposed = (now + coming / 2) * lives
    later = np.zeros_like(now)
    later[:, :, 1:] = exposed[:, :, :-1]
    later[:, :, -1] += exposed[:, :, -1]
    later += coming / 2
    mothers = (now[:, FEMALE] + later[:, FEMALE])[:, _CHILDBEARING] / 2
    born = mothers @ births
    later[:, MALE, 0] = born * (1 - girls) * np.sqrt(lives[MALE, 0]) + coming[:, MALE, 0] / 2
    later[:, FEMALE, 0] = born * girls * np.sqrt(lives[FEMALE, 0]) + coming[:, FEMALE, 0] / 2
    return np.maximum(later, 0.0)


def _fertility(base: Base, figures: Mapping[str, float]) -> Floats:
    ages = np.arange(AGES)[_CHILDBEARING]
    bell = np.exp(-(((ages + 0.5 - figures["childbearing_age"]) / figures["childbearing_spread"]) ** 2) / 2)
    mothers = base.counts[:, FEMALE, _CHILDBEARING].sum(axis=0)
    level = base.counts[:, :, 0].sum() / (mothers @ bell)
    births: Floats = bell * level * figures["fertility"]
    return births


def _migrants(now: Floats, figures: Mapping[str, float]) -> Floats:
    ages = np.arange(AGES)
    bell = np.exp(-(((ages + 0.5 - figures["migration_age"]) / figures["migration_spread"]) ** 2) / 2)
    drawn = now[:, :, :40].sum(axis=2)
    spread: Floats = (drawn / drawn.sum())[:, :, None] * (bell / bell.sum()) * figures["migration"]
    return spread


def _expectancy(year: float, sex: int, figures: Mapping[str, float]) -> float:
    first, plan = figures["life_expectancy"], figures["life_expectancy_2025"]
    if year <= _PLAN_YEAR:
        both = first + (plan - first) * (year - CENSUS_YEAR) / (_PLAN_YEAR - CENSUS_YEAR)
    else:
        both = plan + figures["life_expectancy_gain"] * (year - _PLAN_YEAR)
    return both + figures["sex_gap"] / 2 * (1 if sex == FEMALE else -1)
