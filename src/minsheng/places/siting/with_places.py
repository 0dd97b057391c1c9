"""The four objectives where places are counted: nobody is served without one."""

from __future__ import annotations

import time

import numpy as np

from minsheng.places.points import Floats, Whole
from minsheng.places.siting.limits import Limits
from minsheng.places.siting.mip import chosen_of
from minsheng.places.siting.plan import Plan, Tick
from minsheng.places.siting.question import Objective, Question
from minsheng.places.siting.sharing import Sharing, near_only
from minsheng.terms.errors import Fault, MinshengError


def solve_with_places(
    question: Question, kind: Objective, points: Whole, limits: Limits, seconds: float, tick: Tick | None
) -> tuple[Plan, float]:
    """The plan and its value in the terms of the objective, of these points, as :func:`find_sites` needs them.

    For cover the bound is on heads that get a place and did not have one. Raises :class:`MinshengError` when everybody
    must have a place and there are not enough, with counts and an example.
    """
    if kind == "cover":
        sharing = _sharing(question, points, limits, within=question.within, walking=False)
        plan = sharing.best(seconds=seconds, tick=tick)
        assert plan is not None
        every = float(sharing.heads.sum())
        standing = sharing.shared(())
        return Plan(plan.chosen, every - plan.bound - float(standing.served.sum())), 0.0
    if kind == "cover-all":
        free = Limits(candidates=limits.candidates)
        near = question.reach.within(question.within).reached(np.arange(len(question.sites)))
        sharing = _sharing(question, points[near[points]], free, within=question.within, walking=False)
        _check_places(question, sharing, points[near[points]])
        least = sharing.fewest(limits.price, seconds=seconds, tick=tick)
        assert least is not None
        return least, float(limits.price[list(least.chosen)].sum())
    sharing = _sharing(question, points, limits, within=np.inf, walking=kind == "distance")
    _check_places(question, sharing, points)
    if kind == "distance":
        best = sharing.best(seconds=seconds, tick=tick)
        if best is None:
            raise _too_few(sharing, limits)
        return best, sharing.shared(best.chosen).cost
    return _shortest_worst(sharing, limits, seconds, tick)


def covered_with_places(question: Question, open_sites: Whole) -> Floats:
    """Heads of each point that can have a place within the minutes when these sites are open."""
    points = np.flatnonzero(question.heads > 0)
    chosen = np.flatnonzero(np.isin(question.candidates, open_sites))
    limits = Limits(candidates=len(question.candidates))
    told = np.zeros(len(question.points))
    sharing = _sharing(question, points, limits, within=question.within, walking=False)
    told[points] = sharing.shared(chosen.tolist()).served
    return told


def _sharing(question: Question, points: Whole, limits: Limits, *, within: float, walking: bool) -> Sharing:
    assert question.capacity is not None
    return Sharing(
        heads=question.heads[points],
        reach=question.reach.within(within).take(points, np.arange(len(question.sites))),
        capacity=question.capacity,
        candidates=question.candidates,
        limits=limits,
        walking=walking,
    )


def _check_places(question: Question, sharing: Sharing, points: Whole) -> None:
    """Refuse when not even all candidates together have a place for everybody."""
    told = sharing.shared(range(len(sharing.candidates)))
    if sharing.all_served(told):
        return
    short = sharing.heads - told.served
    example = question.points[points[int(np.argmax(short))]]
    said = (
        f"{sharing.heads.sum():,.0f} 人要名额，已有设施和全部 {len(sharing.candidates):,} 个备选点共 "
        f"{sharing.capacity.sum():,.0f} 个，全建了仍有 {sharing.without(told):,.0f} 人没有，如 {example}"
    )
    raise MinshengError(Fault("siting.places", said, expected="更多的备选点或名额"))


def _too_few(sharing: Sharing, limits: Limits) -> MinshengError:
    largest = np.sort(sharing.capacity[sharing.candidates])[::-1][: limits.most]
    places = float(sharing.capacity[sharing.standing].sum() + largest.sum())
    said = (
        f"按所给的个数或预算，没有找到人人有名额的方案：{sharing.heads.sum():,.0f} 人，"
        f"已有设施加最大的 {len(largest):,} 个备选点共 {places:,.0f} 个名额"
    )
    return MinshengError(Fault("siting.places", said, expected="多建几处，或按覆盖选址（cover）"))


def _shortest_worst(sharing: Sharing, limits: Limits, seconds: float, tick: Tick | None) -> tuple[Plan, float]:
    """A binary search over the minutes there are, as without places; each step asks whether all can be given one."""
    until = time.monotonic() + seconds
    possible = np.unique(sharing.reach.minutes)
    nearest = np.full(len(sharing.heads), np.inf)
    np.minimum.at(nearest, sharing.reach.point, sharing.reach.minutes)
    possible = possible[possible >= nearest.max()]
    low, high = 0, len(possible) - 1
    best: list[int] | None = None
    while low <= high:
        middle = high if best is None else (low + high) // 2
        near = near_only(sharing, float(possible[middle]))
        some, certain = _affordable(near, limits, max(until - time.monotonic(), 0.05), tick)
        if some is not None:
            best, high = some, middle - 1
        elif best is None or not certain:
            break
        else:
            low = middle + 1
    if best is None:
        raise _too_few(sharing, limits)
    return Plan(tuple(sorted(best)), float(possible[low])), float(possible[high + 1])


def _affordable(near: Sharing, limits: Limits, seconds: float, tick: Tick | None) -> tuple[list[int] | None, bool]:
    chosen = near.greedy(unlimited=True)
    if limits.allow(chosen) and near.all_served(near.shared(chosen)):
        return chosen, True
    found = near.whole_model(seconds=seconds, tick=tick, price=limits.price)
    if found.values is not None:
        return chosen_of(found.values, limits.candidates), True
    return None, found.ended
