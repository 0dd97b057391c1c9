"""What is near a place: every facility within so many minutes on foot, by kind, the nearest first."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minsheng.hub.places.city import City, Name
from minsheng.places.coverage import WALKING, pace
from minsheng.places.points import Points
from minsheng.terms.divisions import division_name

MINUTES = (10, 15, 20, 30)
KINDS: Mapping[str, str] = {
    "elder_care": gettext_lazy("居家养老服务"),
    "elder_home": gettext_lazy("养老院"),
    "nursery": gettext_lazy("托育园"),
    "growth_station": gettext_lazy("婴幼儿成长驿站"),
    "health_centre": gettext_lazy("社区卫生服务"),
    "hospital": gettext_lazy("医院"),
    "tcm_clinic": gettext_lazy("中医馆"),
    "culture_station": gettext_lazy("文化家园"),
    "library": gettext_lazy("图书馆、书房"),
    "learning_centre": gettext_lazy("社区学校"),
    "fitness": gettext_lazy("健身点"),
    "stadium": gettext_lazy("体育场"),
    "swimming_pool": gettext_lazy("游泳馆"),
    "gymnasium": gettext_lazy("体育馆"),
    "bus_stop": gettext_lazy("公交站"),
    "employment_service": gettext_lazy("就业服务"),
}
"""The kinds of facilities by their words in files; another word is shown as it stands."""
_MOST_NAMES = 12


@dataclass(frozen=True)
class Found:
    """A facility near the place asked about; ``free`` is None when nobody told."""

    name: str
    kind: str
    minutes: int
    metres: int
    opening: str
    free: int | None
    capacity: int | None
    lon: float
    lat: float


@dataclass(frozen=True)
class Near:
    """What was found, by kind; ``away`` is how far the place is from any street, when it is too far to walk from."""

    lon: float
    lat: float
    minutes: int
    kinds: Mapping[str, tuple[Found, ...]]
    nearest: Mapping[str, Found]
    away: int | None = None

    def only(self, kind: str) -> Near:
        """The same of one kind; of all when none is named."""
        if not kind:
            return self
        kinds, nearest = ({kind: told[kind]} if kind in told else {} for told in (dict(self.kinds), dict(self.nearest)))
        return replace(self, kinds=kinds, nearest=nearest)


def kind_name(kind: str) -> str:
    """What a kind is called on the page."""
    return str(KINDS.get(kind, kind))


def names_like(city: City, text: str) -> list[Name]:
    """Streets whose name or district holds all that was asked for, the most populous first."""
    words = text.split()
    found = [one for one in city.names if all(word in one.name + (division_name(one.division) or "") for word in words)]
    return sorted(found, key=lambda one: -one.people)[:_MOST_NAMES]


def near(city: City, lon: float, lat: float, minutes: int) -> Near:
    """Facilities within the minutes on foot of a place, and the nearest of every kind even when it is further."""
    here = city.placed.ways.join(Points(ids=("here",), lon=np.array([lon]), lat=np.array([lat])))
    if not here.on.any():
        away = float(city.placed.ways.away(here.points)[0])
        return Near(lon, lat, minutes, {}, {}, away=round(away))
    # Asked from the place outwards: on foot the way there is as long as the way back.
    limit = FARTHEST * pace(WALKING)
    rows, metres = np.empty(0, np.int64), np.empty(0)
    for pairs in city.placed.ways.within(city.placed.facilities_at, here, limit=limit):
        rows, metres = np.append(rows, pairs.person), np.append(metres, pairs.metres)
    order = np.argsort(metres, kind="stable")
    found: dict[str, list[Found]] = {}
    nearest: dict[str, Found] = {}
    for row, far in zip(rows[order].tolist(), metres[order].tolist(), strict=True):
        one = _found(city, row, far)
        nearest.setdefault(one.kind, one)
        if far <= minutes * pace(WALKING):
            found.setdefault(one.kind, []).append(one)
    listed = sorted(found, key=lambda kind: (kind not in KINDS, [*KINDS, kind].index(kind)))
    beyond = {kind: one for kind, one in nearest.items() if kind not in found}
    return Near(lon, lat, minutes, {kind: tuple(found[kind]) for kind in listed}, beyond)


FARTHEST = 60
"""Minutes: what is further is not looked for."""


def _found(city: City, row: int, metres: float) -> Found:
    table, more = city.facilities.table, city.facilities.more
    capacity = float(table.capacity[row])
    free = more.get("free", ())
    return Found(
        name=table.name[row] or table.ids[row],
        kind=table.kind[row],
        minutes=max(1, math.ceil(metres / pace(WALKING) - 1e-9)),
        metres=round(metres / 10) * 10,
        opening=table.opening[row],
        free=int(free[row]) if row < len(free) and free[row].isdigit() else None,
        capacity=None if math.isnan(capacity) else int(capacity),
        lon=float(table.lon[row]),
        lat=float(table.lat[row]),
    )


def position(text_lon: str, text_lat: str) -> tuple[float, float] | str:
    """The position two texts say, or what is wrong with them."""
    try:
        lon, lat = float(text_lon), float(text_lat)
    except ValueError:
        return _("经纬度要写成数，如 120.155 和 30.274。")
    if 18 <= lon <= 54 and 73 <= lat <= 136:
        return _("经度和纬度像是写反了：先经度（东经一百多），再纬度。")
    if not (73 <= lon <= 136 and 18 <= lat <= 54):
        return _("这个位置不在中国，请核对经纬度。")
    return lon, lat
