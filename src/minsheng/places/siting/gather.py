"""From people, candidates and what exists on the ways of a city to a question of siting, and back to its answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from minsheng.places.coverage import WALKING, check_time, pace, whole
from minsheng.places.joining import Placed
from minsheng.places.network.ways import Joined, Step
from minsheng.places.points import Facilities, Floats, People, Whole
from minsheng.places.siting.question import Objective, Question
from minsheng.places.siting.reach import Reach
from minsheng.places.siting.served import Served
from minsheng.places.siting.solve import Siting, check_size, find_sites
from minsheng.terms.errors import Fault, MinshengError


@dataclass(frozen=True, eq=False, kw_only=True)
class Wanted:
    """What is asked of a city: the objective, minutes on foot at ``speed`` (km/h), how much may be built, for whom.

    ``age`` names an age group of the people (None: everybody). ``cost`` (candidates) is in the unit of ``budget``. With
    ``places`` the capacities of candidates and of what exists count, and none may be unknown.
    """

    kind: Objective
    minutes: float
    speed: float = WALKING
    number: int | None = None
    budget: float | None = None
    cost: Floats | None = None
    age: str | None = None
    places: bool = False


@dataclass(frozen=True, eq=False, kw_only=True)
class Sited:
    """The answer for a city: ``siting``, the rows of its chosen sites among the candidates, in its order, and ids of
    what exists and could not be joined to the ways (``existing_lost``).
    """

    siting: Siting
    rows: Whole
    placed: Placed
    existing: Facilities | None
    existing_lost: tuple[str, ...]
    wanted: Wanted

    def as_data(self) -> dict[str, Any]:
        """The answer as JSON has it, with who is not joined to the ways."""
        lost = ~self.placed.people_at.on
        return {
            **self.siting.as_data(),
            "unsnapped": int(lost.sum()),
            "unsnapped_people": whole(float(self.siting.after.heads[lost].sum())),
            "unsnapped_candidates": int((~self.placed.facilities_at.on).sum()),
            "unsnapped_existing": len(self.existing_lost),
        }


def site_in(
    placed: Placed, existing: Facilities | None, wanted: Wanted, *, seconds: float = 60.0, step: Step | None = None
) -> Sited:
    """Choose among the candidates (the facilities of ``placed``), beside what exists.

    Raises :class:`MinshengError` as :class:`Question` and :func:`find_sites` do, and for an age group nobody counted.
    """
    check_time(wanted.minutes, wanted.speed)
    kept = None if existing is None or not len(existing) else placed.served_by(existing).facilities_at
    question = _question(placed, kept, wanted)
    siting = find_sites(question, wanted.kind, seconds=seconds, step=step)
    row = {one: at for at, one in enumerate(placed.facilities.ids)}
    rows = np.array([row[one.id] for one in siting.chosen], dtype=np.int64)
    siting = replace(
        siting,
        before=_walked(siting.before, placed, kept, np.empty(0, dtype=np.int64), wanted),
        after=_walked(siting.after, placed, kept, rows, wanted),
    )
    lost = () if kept is None else kept.points.take(~kept.on).ids
    return Sited(siting=siting, rows=rows, placed=placed, existing=existing, existing_lost=lost, wanted=wanted)


def _question(placed: Placed, kept: Joined | None, wanted: Wanted) -> Question:
    people, candidates = placed.people, placed.facilities
    old = [] if kept is None else list(kept.points.ids)
    parts = [_nearest_pairs(placed, placed.facilities_at, wanted.speed)]
    if wanted.kind in ("cover", "cover-all"):
        parts.append(_pairs_within(placed, placed.facilities_at, wanted))
    else:
        parts.append(_pairs_between(placed, placed.facilities_at, wanted))
    if kept is not None:
        # Of what exists only the nearest matters to anybody, unless its places are counted.
        own = [_nearest_pairs(placed, kept, wanted.speed)]
        if wanted.places:
            walking = wanted.kind in ("distance", "worst")
            own.append(_pairs_between(placed, kept, wanted) if walking else _pairs_within(placed, kept, wanted))
        parts += [(point, site + len(candidates), minutes) for point, site, minutes in own]
    return Question(
        points=people.ids,
        heads=_heads(people, wanted.age),
        sites=[*candidates.ids, *old],
        existing=np.arange(len(candidates) + len(old)) >= len(candidates),
        reach=_reach((len(people), len(candidates) + len(old)), parts),
        within=wanted.minutes,
        number=wanted.number,
        budget=wanted.budget,
        cost=None if wanted.cost is None else np.r_[wanted.cost, np.zeros(len(old))],
        capacity=_capacity(candidates, kept) if wanted.places else None,
    )


_Pairs = tuple[Whole, Whole, Floats]


def _nearest_pairs(placed: Placed, sites: Joined, speed: float) -> _Pairs:
    """Each point with its nearest site, however far."""
    nearest = placed.ways.nearest(placed.people_at, sites)
    some = np.flatnonzero(nearest.facility >= 0)
    return some, nearest.facility[some], nearest.metres[some] / pace(speed)


def _pairs_within(placed: Placed, sites: Joined, wanted: Wanted) -> _Pairs:
    lots = list(placed.ways.within(placed.people_at, sites, limit=wanted.minutes * pace(wanted.speed)))
    point = np.concatenate([np.empty(0, dtype=np.int64), *(lot.person for lot in lots)])
    site = np.concatenate([np.empty(0, dtype=np.int64), *(lot.facility for lot in lots)])
    metres = np.concatenate([np.empty(0), *(lot.metres for lot in lots)])
    # What is within the metres is within the minutes, whatever the division rounds to.
    return point, site, np.minimum(metres / pace(wanted.speed), wanted.minutes)


def _pairs_between(placed: Placed, sites: Joined, wanted: Wanted) -> _Pairs:
    """Every point with every site that there is a way to."""
    check_size(len(placed.people), len(sites.node))
    minutes = placed.ways.between(placed.people_at, sites).T / pace(wanted.speed)
    point, site = np.nonzero(np.isfinite(minutes))
    return point, site, minutes[point, site]


def _reach(shape: tuple[int, int], parts: list[_Pairs]) -> Reach:
    """All pairs, each once, the shortest of its minutes."""
    point, site, minutes = (np.concatenate([part[at] for part in parts]) for at in range(3))
    key = point * shape[1] + site
    order = np.lexsort((minutes, key))
    kept = order[np.r_[True, np.diff(key[order]) > 0]] if len(order) else order
    return Reach(shape, point[kept].astype(np.int64), site[kept].astype(np.int64), minutes[kept])


def _heads(people: People, age: str | None) -> Floats:
    if age is None:
        return people.people
    if age not in people.ages:
        known = "、".join(people.ages) or "人口文件里没有年龄列"
        raise MinshengError(Fault("siting.age", "人口里没有这个年龄组", read=age, expected=known))
    heads = people.ages[age]
    if np.isnan(heads).any():
        row = int(np.argmax(np.isnan(heads)))
        said = f"有 {int(np.isnan(heads).sum()):,} 个居民点不知道“{age}”的人数，如 {people.ids[row]}"
        raise MinshengError(Fault("siting.age-unknown", said, expected="每个居民点的人数，没有人写 0"))
    return heads


def _capacity(candidates: Facilities, kept: Joined | None) -> Floats:
    sites = [candidates] if kept is None or not isinstance(kept.points, Facilities) else [candidates, kept.points]
    for said, table in zip(("备选点", "已有设施"), sites, strict=False):
        if len(rows := np.flatnonzero(np.isnan(table.capacity))):
            told = f"要计容量，却有 {len(rows):,} 处{said}没写容量，如 {table.ids[int(rows[0])]}"
            raise MinshengError(Fault("siting.capacity-unknown", told, expected="capacity 列都写上"))
    return np.concatenate([table.capacity for table in sites])


def _walked(state: Served, placed: Placed, kept: Joined | None, rows: Whole, wanted: Wanted) -> Served:
    """The state with everybody's minutes to the nearest open site, also of those whom the question had no need of."""
    told = np.full(len(state.points), np.inf)
    chosen = placed.facilities_at
    some = Joined(chosen.points.take(rows), chosen.node[rows], chosen.metres[rows])
    for sites in (some, kept):
        if sites is not None and len(sites.node):
            told = np.minimum(told, placed.ways.nearest(placed.people_at, sites).metres / pace(wanted.speed))
    return replace(state, minutes=np.where(np.isfinite(state.minutes), np.minimum(told, state.minutes), told))
