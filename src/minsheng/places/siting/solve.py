"""Ask where to build, and be told: the sites, how good they are, how much better any could be, and who is left out."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np

from minsheng.places.coverage import whole
from minsheng.places.points import Floats, Whole
from minsheng.places.siting.cover import most_covered
from minsheng.places.siting.cover_all import fewest
from minsheng.places.siting.distance import least_walking
from minsheng.places.siting.limits import Limits
from minsheng.places.siting.plan import Plan, Tick
from minsheng.places.siting.question import Objective, Question
from minsheng.places.siting.reach import Reach
from minsheng.places.siting.served import Served, served_by
from minsheng.places.siting.walk import Walks
from minsheng.places.siting.with_places import covered_with_places, solve_with_places
from minsheng.places.siting.worst import shortest_worst, worst_of
from minsheng.terms.errors import Fault, MinshengError

Step: TypeAlias = Callable[[str, int, int], None]

# Tables of points × candidates are held a few times over; this many cells are 240 MB each.
MOST_CELLS = 30_000_000
# Programmes are solved to about this share of their value; what is closer is equal.
_ROUNDING = 1e-7


@dataclass(frozen=True)
class Chosen:
    """A site to build: the heads it newly covers beside those named before it, its cost when costs are known."""

    id: str
    brings: float
    cost: float | None = None


@dataclass(frozen=True, eq=False, kw_only=True)
class Siting:
    """The answer: sites in the order in which to build them, its value, and that no choice is better than ``bound``.

    The value is heads covered (cover), sites built or what they cost under a budget (cover-all), person-minutes
    (distance) or minutes (worst). ``out_of_reach`` are the points with people that nothing existing and no candidate
    has within the minutes, ``no_way`` those of them that have no way to any of them at all.
    """

    kind: Objective
    chosen: tuple[Chosen, ...]
    objective: float
    bound: float
    before: Served
    after: Served
    out_of_reach: tuple[str, ...]
    out_of_reach_heads: float
    no_way: tuple[str, ...]
    seconds: float
    enough: bool = True

    @property
    def gap(self) -> float:
        """How far value and bound are apart, as a share of the larger: 0 is proved to be the best."""
        apart, larger = abs(self.objective - self.bound), max(abs(self.objective), abs(self.bound))
        return 0.0 if apart <= _ROUNDING * larger else apart / larger

    def as_data(self) -> dict[str, Any]:
        """The answer as ``minsheng places site --json`` prints it."""
        return {
            "kind": self.kind,
            "chosen": [one.id for one in self.chosen],
            "objective": whole(self.objective),
            "bound": whole(self.bound),
            "gap": self.gap,
            "people": whole(self.after.total),
            "covered": whole(float(self.after.covered.sum())),
            "covered_before": whole(float(self.before.covered.sum())),
            "share": self.after.share,
            "share_before": self.before.share,
            "mean_minutes": self.after.mean,
            "worst_minutes": self.after.worst,
            "sites": [
                {"id": one.id, "brings": whole(one.brings), **({} if one.cost is None else {"cost": one.cost})}
                for one in self.chosen
            ],
            "enough": self.enough,
            "out_of_reach": list(self.out_of_reach),
            "out_of_reach_people": whole(self.out_of_reach_heads),
            "no_way": list(self.no_way),
        }


def find_sites(question: Question, kind: Objective, *, seconds: float = 60.0, step: Step | None = None) -> Siting:
    """Where to build, by one of four objectives, the best that is found within ``seconds``.

    Raises :class:`MinshengError` when the candidates cannot do what is asked at all, with counts and an example, or the
    question does not say how much may be built.
    """
    began = time.monotonic()
    tick = None if step is None else _ticking(step, began, seconds)
    if kind != "cover-all" and question.number is None and question.budget is None:
        raise MinshengError(Fault("siting.limits", "没有说明建多少", expected="新建个数或预算"))
    needed = question.heads > 0
    near = question.reach.within(question.within)
    out = needed & ~near.reached(np.arange(len(question.sites)))
    lost = needed & ~question.reach.reached(np.arange(len(question.sites)))
    points = np.flatnonzero(needed & ~lost)
    if question.capacity is None:
        plan, value = _SOLVERS[kind](question, points, seconds, tick)
    else:
        if kind in ("cover", "cover-all"):
            _refuse_useless(question, points, near)
        _refuse_nobody(question, points)
        plan, value = solve_with_places(question, kind, points, _limits(question), seconds, tick)
    built = question.candidates[list(plan.chosen)]
    before, after = _state(question, question.kept), _state(question, np.r_[question.kept, built])
    return Siting(
        kind=kind,
        chosen=_in_order(question, built),
        objective=float(after.covered.sum()) if kind == "cover" else value,
        bound=plan.bound + float(before.covered.sum()) if kind == "cover" else plan.bound,
        before=before,
        after=after,
        out_of_reach=tuple(question.points[at] for at in np.flatnonzero(out).tolist()),
        out_of_reach_heads=float(question.heads[out].sum()),
        no_way=tuple(question.points[at] for at in np.flatnonzero(lost).tolist()),
        seconds=time.monotonic() - began,
        enough=_limits(question).allow(plan.chosen),
    )


def _cover(question: Question, points: Whole, seconds: float, tick: Tick | None) -> tuple[Plan, float]:
    ones, heads = _uncovered(question, points)
    return most_covered(ones, heads, _limits(question), seconds=seconds, tick=tick), 0.0


def _cover_all(question: Question, points: Whole, seconds: float, tick: Tick | None) -> tuple[Plan, float]:
    ones, _ = _uncovered(question, points)
    price = _limits(question).price
    plan = fewest(ones, price, seconds=seconds, tick=tick)
    return plan, float(price[list(plan.chosen)].sum())


def _uncovered(question: Question, points: Whole) -> tuple[Any, Floats]:
    """Which candidates reach in time which of the points that nothing existing does, and the heads of these."""
    near = question.reach.within(question.within)
    served = near.reached(question.kept)
    left = points[~served[points]]
    ones = near.take(left, question.candidates).ones
    _refuse_useless(question, points, near)
    return ones, question.heads[left]


def _refuse_useless(question: Question, points: Whole, near: Reach) -> None:
    """Raise :class:`MinshengError` when neither a candidate nor anything existing is near anybody."""
    candidates = question.candidates
    if near.reached(np.arange(len(question.sites)))[points].any():
        return
    reach = question.reach.take(points, candidates)
    hint = "一个都没有路可到"
    if len(reach.minutes):
        at = int(np.argmin(reach.minutes))
        pair = question.sites[candidates[reach.site[at]]], question.points[points[reach.point[at]]]
        hint = f"最近的是 {pair[0]} 到 {pair[1]}，{reach.minutes[at]:.1f} 分钟"
    points_count = int((question.heads > 0).sum())
    said = (
        f"{len(candidates):,} 个备选点在 {question.within:g} 分钟内够不到任何一个居民点（有人的共 {points_count:,} 个）"
    )
    raise MinshengError(Fault("siting.cannot-cover", said, read=hint, expected="离居民点更近的备选点，或更长的分钟数"))


def _distance(question: Question, points: Whole, seconds: float, tick: Tick | None) -> tuple[Plan, float]:
    walks = _walks(question, points)
    plan = least_walking(walks, _limits(question), seconds=seconds, tick=tick)
    plan = _refuse_unserved(question, walks, points) if plan is None else plan
    return plan, walks.total(plan.chosen)


def _worst(question: Question, points: Whole, seconds: float, tick: Tick | None) -> tuple[Plan, float]:
    walks = _walks(question, points)
    plan = shortest_worst(walks, _limits(question), seconds=seconds, tick=tick)
    plan = _refuse_unserved(question, walks, points) if plan is None else plan
    return plan, worst_of(walks, plan.chosen)


def _walks(question: Question, points: Whole) -> Walks:
    _refuse_nobody(question, points)
    check_size(len(points), len(question.candidates))
    reach = question.reach.take(points, question.candidates)
    kept = question.reach.nearest(question.kept)[0][points]
    return Walks(question.heads[points], reach.dense, kept)


def _refuse_nobody(question: Question, points: Whole) -> None:
    if not len(points):
        said = f"{int((question.heads > 0).sum()):,} 个居民点都没有路可到任何备选点"
        raise MinshengError(Fault("siting.cannot-cover", said, read=question.sites[question.candidates[0]]))


def check_size(points: int, candidates: int) -> None:
    """Raise :class:`MinshengError` when so many minutes from point to candidate are too many to hold."""
    if points * candidates > MOST_CELLS:
        said = f"{points:,} 个居民点 × {candidates:,} 个备选点太多，要逐对比较步行时间"
        expected = f"乘积至多 {MOST_CELLS:,}；可以并点、减少备选点，或改按覆盖选址（cover）"
        raise MinshengError(Fault("siting.size", said, expected=expected))


def _refuse_unserved(question: Question, walks: Walks, points: Whole) -> Plan:
    """Nothing within the limits gives everybody a way: say how many it would take."""
    rows = np.flatnonzero(walks.must)
    reach = question.reach.take(points[rows], question.candidates)
    least = len(fewest(reach.ones, np.ones(len(question.candidates)), seconds=5).chosen)
    example = question.points[points[rows[0]]]
    said = f"要至少建 {least:,} 处，才人人有路可到；有 {len(rows):,} 个居民点只到得了一部分备选点，如 {example}"
    raise MinshengError(
        Fault("siting.cannot-serve", said, expected=f"新建至少 {least:,} 处，或预算够建这些", data={"least": least})
    )


def _limits(question: Question) -> Limits:
    own = question.candidates
    cost = None if question.cost is None else question.cost[own]
    return Limits(candidates=len(own), number=question.number, budget=question.budget, cost=cost)


def _state(question: Question, open_sites: Whole) -> Served:
    """Who is served when these are open, with places only who has one."""
    told = served_by(question, open_sites)
    if question.capacity is None:
        return told
    return replace(told, covered=covered_with_places(question, open_sites))


def _in_order(question: Question, built: Whole) -> tuple[Chosen, ...]:
    """The sites so that each adds the most heads to those before it; of equals the first."""
    near = question.reach.within(question.within)
    ones = near.take(np.arange(len(question.points)), built).ones
    left = np.where(near.reached(question.kept), 0.0, question.heads)
    order: list[int] = []
    brings: list[float] = []
    while len(order) < len(built):
        gains = ones.T @ left
        if question.capacity is not None:
            gains = np.minimum(gains, question.capacity[built])
        gains[order] = -1.0
        best = int(np.argmax(gains))
        order.append(best)
        brings.append(float(gains[best]))
        left[ones[:, [best]].nonzero()[0]] = 0.0
    if question.capacity is not None:
        # How places are shared out anew with each site is not told by its surroundings alone.
        open_sites = [np.r_[question.kept, built[order[:count]]] for count in range(len(order) + 1)]
        totals = [float(covered_with_places(question, one).sum()) for one in open_sites]
        brings = np.diff(totals).tolist()
    return tuple(
        Chosen(question.sites[int(built[at])], gain, _cost_of(question, int(built[at])))
        for at, gain in zip(order, brings, strict=True)
    )


def _cost_of(question: Question, site: int) -> float | None:
    return None if question.cost is None else float(question.cost[site])


def _ticking(step: Step, began: float, seconds: float) -> Tick:
    def tick() -> None:
        step("选址", int(10 * (time.monotonic() - began)), int(10 * seconds))

    return tick


_Solver: TypeAlias = Callable[[Question, Whole, float, "Tick | None"], tuple[Plan, float]]
_SOLVERS: dict[str, _Solver] = {"cover": _cover, "cover-all": _cover_all, "distance": _distance, "worst": _worst}
