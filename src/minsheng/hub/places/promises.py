"""The promises of places held against the city on the map, worked out once for each state of pack and city."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from threading import Lock

from minsheng.hub.catalogue.store import Catalogue
from minsheng.hub.places.city import City
from minsheng.packs.family import indicators, lineage
from minsheng.packs.model import Pack
from minsheng.places.demand.base import census_base
from minsheng.places.demand.needs import needs_of
from minsheng.places.demand.project import Projection, project
from minsheng.places.promises.circles import CircleAnswer, check_circles
from minsheng.places.promises.quotas import QuotaAnswer, check_quotas
from minsheng.places.promises.verdict import circles_of, quotas_of
from minsheng.terms.errors import MinshengError

UNTIL = 2035
FORECAST_YEARS = (2025, 2030, UNTIL)
_MOST = 4


@dataclass(frozen=True, eq=False)
class Promises:
    """Circles and quotas of a pack as they stand in the city, as of a day."""

    pack: Pack
    day: date
    circles: tuple[CircleAnswer, ...]
    quotas: tuple[QuotaAnswer, ...]
    projection: Projection | None
    needs: Mapping[int, tuple[QuotaAnswer, ...]]

    def circle(self, name: str) -> CircleAnswer | None:
        """The circle of that id."""
        return next((one for one in self.circles if one.circle.id == name), None)


_kept: OrderedDict[tuple[str, str, str], Promises] = OrderedDict()
_lock = Lock()


def promises_of(city: City, catalogue: Catalogue) -> Promises | None:
    """The promises of the pack whose city is on the map; None when no pack is about it."""
    pack = next((one for one in catalogue.packs.values() if one.about.division == city.division), None)
    if pack is None:
        return None
    key = (city.stamp, catalogue.version, date.today().isoformat())
    with _lock:
        if key not in _kept:
            _kept[key] = _worked_out(city, pack, catalogue.packs)
            while len(_kept) > _MOST:
                _kept.popitem(last=False)
        return _kept[key]


def day_of(pack: Pack, packs: Mapping[str, Pack]) -> date:
    """Today, or the last day on which anything is promised of places when that is over."""
    ends = [one.until for level in lineage(pack, packs) for one in (*level.circles, *level.quotas)]
    today = date.today()
    return today if not ends or None in ends else min(today, max(one for one in ends if one is not None))


def _worked_out(city: City, pack: Pack, packs: Mapping[str, Pack]) -> Promises:
    day = day_of(pack, packs)
    people, facilities = city.people.table, city.facilities
    told = None if city.placed.extent is None else city.placed.extent.told
    quotas, known = quotas_of(pack, packs, day=day), indicators(pack, packs)
    try:
        projection = project(census_base(city.division), until=UNTIL)
    except MinshengError:
        projection = None  # no census of this city is bundled
    needs = {}
    if projection is not None:
        for year in FORECAST_YEARS:
            found = needs_of(
                projection, year, people=people, facilities=facilities.table, labels=facilities.more, quotas=quotas,
                indicators=known,
            )  # fmt: skip
            needs[year] = tuple(found)
    return Promises(
        pack,
        day,
        tuple(check_circles(city.placed, facilities.table, circles_of(pack, packs, day=day))),
        tuple(check_quotas(people, facilities.table, facilities.more, quotas, known, told=told)),
        projection,
        needs,
    )
