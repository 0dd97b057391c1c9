"""Met, short, or not known: what every promise of places comes to, in the whole and in each part."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

import numpy as np

from minsheng.packs.family import lineage
from minsheng.packs.model import Pack
from minsheng.packs.nearby import Circle, Quota
from minsheng.places.points import Facilities, Whole

Verdict = Literal["met", "short", "unknown"]
PARTS = "division"
"""The label of people and facilities that says to which part of the city they belong."""


def circles_of(pack: Pack, packs: Mapping[str, Pack], *, day: date) -> list[Circle]:
    """The circles of a pack and the levels above it that hold on a day; of two with one id the nearer level's."""
    found = {one.id: one for level in reversed(lineage(pack, packs)) for one in level.circles}
    return [one for one in found.values() if in_force(one, day)]


def quotas_of(pack: Pack, packs: Mapping[str, Pack], *, day: date) -> list[Quota]:
    """As `circles_of`."""
    found = {one.id: one for level in reversed(lineage(pack, packs)) for one in level.quotas}
    return [one for one in found.values() if in_force(one, day)]


def in_force(promise: Circle | Quota, day: date) -> bool:
    """Whether the promise holds on a day; that time is left until ``by`` does not change it."""
    return promise.since <= day and (promise.until is None or day <= promise.until)


def of_kinds(facilities: Facilities, kinds: tuple[str, ...]) -> Whole:
    """The rows of facilities of one of these kinds."""
    return np.array([row for row, kind in enumerate(facilities.kind) if kind in kinds], dtype=np.int64)


def head_json(promise: Circle | Quota) -> dict[str, Any]:
    """What a promise says of itself, as data."""
    return {
        "promise": promise.id,
        "name": promise.name,
        "area": promise.area,
        "source": promise.source.as_json(),
        "kinds": [*promise.kinds],
        "people_column": promise.people,
        "due": None if promise.by is None else promise.by.isoformat(),
        "assumed": promise.assumed,
    }
