"""``GET /places/nearby`` and ``/places/promises``: what is near a place, and where the city is short of a promise."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Schema
from pydantic import Field

from minsheng.hub.api.errors import NotFound, failure
from minsheng.hub.api.routes import FAILURES, api
from minsheng.hub.catalogue import store
from minsheng.hub.places.city import City, current
from minsheng.hub.places.near import FARTHEST, Found, near
from minsheng.hub.places.promises import promises_of
from minsheng.places.promises.circles import CircleAnswer
from minsheng.places.promises.quotas import QuotaAnswer
from minsheng.terms.errors import MinshengError

_FAILURES = {**FAILURES, 503: FAILURES[500]}
Verdict = Literal["met", "short", "unknown"]


class NearbyAsked(Schema):
    """Where, how far, and what."""

    lon: float = Field(ge=73, le=136, description="经度，WGS 84")
    lat: float = Field(ge=18, le=54, description="纬度，WGS 84")
    minutes: int = Field(15, ge=1, le=FARTHEST, description="步行多少分钟之内")
    kind: list[str] = Field([], max_length=50, description="设施类别，如 elder_care；不写是全部")


class FoundOut(Schema):
    """A facility; ``minutes`` and ``metres`` on foot along the streets; null is not known."""

    name: str
    kind: str
    minutes: int
    metres: int
    opening: str
    free: int | None
    capacity: int | None
    lon: float
    lat: float


class CityOut(Schema):
    """Of which city, and what of it is made up; every answer on places has it."""

    division: str
    synthetic: bool
    note: str


class NearbyOut(Schema):
    """What is near, the nearest first; ``beyond`` has the nearest of each kind that has none in time.

    ``away`` is how many metres the place is from any street when that is too far to walk from, else null.
    """

    city: CityOut
    lon: float
    lat: float
    minutes: int
    away: int | None
    total: int
    results: list[FoundOut]
    beyond: list[FoundOut]


class PartOut(Schema):
    """A district: of a circle its people and how many are covered, of a quota what it has and what it needs."""

    division: str
    state: Verdict
    people: float | None = None
    covered: float | None = None
    share: float | None = None
    have: float | None = None
    need: float | None = None
    short: float | None = None


class PromiseOut(Schema):
    """A circle or a quota held against the city; ``why`` says for want of what it is not known."""

    kind: Literal["circle", "quota"]
    id: str
    name: str
    area: str
    source: dict[str, str | int]
    facilities: list[str]
    minutes: float | None = None
    metres: float | None = None
    speed: float | None = None
    unit: str | None = None
    per: int | None = None
    value: float | None = None
    each: str | None = None
    due: date | None = None
    assumed: str | None
    state: Verdict
    why: str
    people: float | None = None
    covered: float | None = None
    share: float | None = None
    have: float | None = None
    need: float | None = None
    short: float | None = None
    by: list[PartOut]


class PromisesOut(Schema):
    """Every promise of places that holds on the day."""

    city: CityOut
    pack: str
    day: date
    notes: list[str]
    results: list[PromiseOut]


@api.exception_handler(MinshengError)
def faulty(request: HttpRequest, error: MinshengError) -> HttpResponse:
    """The answer while the operator's files cannot be read; where they are wrong is the operator's to see."""
    return failure(503, "unavailable", "城市的数据有错误，暂时不能计算", {"faults": len(error.faults)})


@api.get("/places/nearby", response={200: NearbyOut, **_FAILURES}, summary="身边的服务")
def places_nearby(request: HttpRequest, asked: Query[NearbyAsked]) -> Any:
    """Facilities within the minutes on foot of a place."""
    city = _city()
    found = near(city, asked.lon, asked.lat, asked.minutes)
    wanted = frozenset(asked.kind)
    reached = [one for group in found.kinds.values() for one in group if not wanted or one.kind in wanted]
    beyond = [one for kind, one in found.nearest.items() if not wanted or kind in wanted]
    return {
        "city": _told(city),
        "lon": asked.lon,
        "lat": asked.lat,
        "minutes": asked.minutes,
        "away": found.away,
        "total": len(reached),
        "results": [_found(one) for one in sorted(reached, key=lambda one: one.metres)],
        "beyond": [_found(one) for one in sorted(beyond, key=lambda one: one.metres)],
    }


@api.get("/places/promises", response={200: PromisesOut, **_FAILURES}, summary="服务圈和配置数量")
def places_promises(request: HttpRequest) -> Any:
    """The circles and quotas of the city's pack, met, short or not known, by district."""
    city = _city()
    found = promises_of(city, store.current())
    if found is None:
        raise NotFound("没有关于这座城市的规则包", division=city.division)
    return {
        "city": _told(city),
        "pack": found.pack.id,
        "day": found.day,
        "notes": list(city.placed.notes),
        "results": [*map(_circle, found.circles), *map(_quota, found.quotas)],
    }


def _city() -> City:
    city = current()
    if city is None:
        raise NotFound("这里没有放城市的数据")
    return city


def _told(city: City) -> dict[str, Any]:
    return {"division": city.division, "synthetic": city.synthetic, "note": city.note}


def _found(one: Found) -> dict[str, Any]:
    return {name: getattr(one, name) for name in FoundOut.model_fields}


def _circle(answer: CircleAnswer) -> dict[str, Any]:
    return {"kind": "circle", **_promise(answer.as_json())}


def _quota(answer: QuotaAnswer) -> dict[str, Any]:
    return {"kind": "quota", **_promise(answer.as_json())}


def _promise(told: dict[str, Any]) -> dict[str, Any]:
    """An answer's data in the shape of the API: the same figures, districts as a list."""
    parts = told.get("by", {})
    by = [{"division": name, **_figures(one)} for name, one in parts.items()]
    return {
        **{name: told[name] for name in _AS_THEY_ARE if name in told},
        "id": told["promise"],
        "facilities": told["kinds"],
        "why": told.get("why", ""),
        "by": by,
    }


_AS_THEY_ARE = frozenset(PromiseOut.model_fields) - {"kind", "id", "facilities", "why", "by"}


def _figures(told: dict[str, Any]) -> dict[str, Any]:
    return {name: told[name] for name in PartOut.model_fields if name in told}
