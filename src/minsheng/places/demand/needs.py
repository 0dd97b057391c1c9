"""What a projection comes to: people by group and district, and what quotas will ask for in a year to come."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from minsheng.packs.model import Indicator
from minsheng.packs.nearby import Quota
from minsheng.places.coverage import whole
from minsheng.places.demand.mortality import AGES
from minsheng.places.demand.project import Projection
from minsheng.places.points import Facilities, People
from minsheng.places.promises.quotas import WHOLE, QuotaAnswer, check_quota
from minsheng.terms.errors import Fault, MinshengError

EVERYONE = ""
GROUPS: Mapping[str, str] = {
    EVERYONE: "常住人口",
    "0-2": "3岁以下",
    "3-3": "入园（3岁）",
    "3-5": "学前（3—5岁）",
    "6-6": "入学（6岁）",
    "6-11": "小学（6—11岁）",
    "12-14": "初中（12—14岁）",
    "0-14": "0—14岁",
    "60+": "60岁以上",
    "65+": "65岁以上",
    "80+": "80岁以上",
}
"""The groups told, by the name of their column."""
_RANGE = re.compile(r"(\d{1,3})(?:-(\d{1,3})|\+)")


@dataclass(frozen=True)
class Printed:
    """What a plan prints of a year to come, to hold a projection against."""

    label: str
    group: str
    year: int
    per_cent: float
    source: str


PRINTED: Mapping[str, tuple[Printed, ...]] = {
    "330100": (
        Printed("60岁以上占常住人口", "60+", 2025, 20.0, "hz-2021 一(三)2"),
        Printed("14岁以下占常住人口", "0-14", 2025, 14.0, "hz-2021 一(三)2"),
    )
}
"""By division: the plan's own forecasts."""


def ages_of(group: str) -> tuple[int, int]:
    """The first and last age of a column of people; raises `MinshengError` when it is no range of ages.

    >>> ages_of("0-2"), ages_of("65+"), ages_of("")
    ((0, 2), (65, 100), (0, 100))
    """
    if group == EVERYONE:
        return 0, AGES - 1
    found = _RANGE.fullmatch(group)
    first, last = (int(found[1]), int(found[2] or AGES - 1)) if found else (1, 0)
    if first > last:
        raise MinshengError(Fault("demand.ages", "不是年龄段", read=group, expected="0-2 或 65+"))
    return first, last


def heads_of(projection: Projection, year: int, groups: Iterable[str] = GROUPS) -> dict[str, dict[str, float]]:
    """People of a year by group and place: the city as "", each district by its code."""
    found: dict[str, dict[str, float]] = {}
    for group in groups:
        first, last = ages_of(group)
        places = {code: projection.heads(year, first, last, code) for code in projection.base.divisions}
        found[group] = {WHOLE: projection.heads(year, first, last), **places}
    return found


def needs_of(
    projection: Projection,
    year: int,
    *,
    people: People,
    facilities: Facilities,
    labels: Mapping[str, tuple[str, ...]],
    quotas: Iterable[Quota],
    indicators: Mapping[str, Indicator],
) -> list[QuotaAnswer]:
    """Quotas as they will stand in a year with the facilities of today; those of townships are left out."""
    asked = [one for one in quotas if one.each != "township"]
    heads = heads_of(projection, year, dict.fromkeys([EVERYONE, *(one.people or EVERYONE for one in asked)]))
    return [check_quota(people, facilities, labels, one, indicators, heads=heads) for one in asked]


def projection_json(projection: Projection, division: str) -> dict[str, Any]:
    """A projection as data: by year the groups of city and districts, the assumptions, the plan's own figures."""
    base = projection.base
    years = {}
    for year in projection.years:
        heads = heads_of(projection, year)
        years[str(year)] = {group: {place: round(one) for place, one in of.items()} for group, of in heads.items()}
    beside = []
    for one in PRINTED.get(division, ()):
        if one.year in projection.years:
            ours = 100 * projection.share(one.year, *ages_of(one.group))
            told = {"name": one.label, "year": one.year, "printed": whole(one.per_cent), "projected": round(ours, 2)}
            beside.append(told | {"source": one.source})
    return {
        "division": division,
        "variant": projection.variant,
        "base": {"year": base.year, "source": base.source},
        "districts": dict(zip(base.divisions, base.names, strict=True)),
        "assumed": [
            {"name": one.label, "value": one.value, "unit": one.unit, "because": one.because}
            for one in projection.assumed.values()
        ],
        "years": years,
        "beside_the_plan": beside,
    }
