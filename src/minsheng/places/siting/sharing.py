"""Sites with so many places each: who gets one, and which sites to build so that most, or all, do.

The capacitated forms of the four models (Current and Storbeck 1988; Pirkul and Schilling 1991): people of a point may
be shared out among sites, a site takes at most its capacity.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import csr_array, eye_array, hstack, vstack

from minsheng.places.points import Floats, Whole
from minsheng.places.siting.limits import Limits
from minsheng.places.siting.mip import INF, Found, Programme, chosen_of, minimised
from minsheng.places.siting.plan import Plan, Tick
from minsheng.places.siting.reach import Reach

_ROUNDING = 1e-7
# A point without a place counts so many times the longest way, where everybody must have one.
_LOST = 1000.0
_SECONDS_A_SHARING = 60.0


@dataclass(frozen=True, eq=False)
class Shared:
    """Who gets a place: heads served of each point (n), what it costs, and what one more head there would cost (n)."""

    served: Floats
    cost: float
    worth: Floats


@dataclass(frozen=True, eq=False, kw_only=True)
class Sharing:
    """Points (n) with ``heads`` to be shared out among sites (m) with ``capacity``, along the pairs of ``reach``.

    ``walking``: a head costs its minutes, and one without a place far more than any; otherwise only that costs, 1 each.
    ``candidates`` (k) are the sites that may be built within ``limits``, the others stand.
    """

    heads: Floats
    reach: Reach
    capacity: Floats
    candidates: Whole
    limits: Limits
    walking: bool

    @cached_property
    def lost(self) -> float:
        """What a head without a place costs."""
        return _LOST * max(float(self.reach.minutes.max(initial=0.0)), 1.0) if self.walking else 1.0

    @cached_property
    def cost(self) -> Floats:
        """What a head costs along each pair."""
        return self.reach.minutes if self.walking else np.zeros(len(self.reach.minutes))

    @cached_property
    def standing(self) -> Whole:
        """The sites that are there already."""
        return np.setdiff1d(np.arange(len(self.capacity)), self.candidates)

    def shared(self, chosen: Sequence[int]) -> Shared:
        """Share the places of what stands and of these candidates out as cheaply as can be: a linear programme."""
        there = np.zeros(len(self.capacity), dtype=np.bool_)
        there[self.standing] = there[self.candidates[list(chosen)]] = True
        pairs = np.flatnonzero(there[self.reach.site])
        points, count = len(self.heads), len(pairs)
        at = np.arange(count)
        takes = csr_array((np.ones(count), (self.reach.point[pairs], at)), shape=(points, count))
        fills = csr_array((np.ones(count), (self.reach.site[pairs], at)), shape=(len(there), count))
        columns = count + points
        rows = vstack([hstack([takes, eye_array(points)]), hstack([fills, csr_array((len(there), points))])])
        found = minimised(
            Programme(
                cost=np.r_[self.cost[pairs], np.full(points, self.lost)],
                low=np.zeros(columns),
                high=np.full(columns, INF),
                rows=csr_array(rows),
                least=np.r_[self.heads, np.full(len(there), -INF)],
                most=np.r_[self.heads, self.capacity],
                whole=np.zeros(columns, dtype=np.bool_),
            ),
            seconds=_SECONDS_A_SHARING,
        )
        if found.values is None:
            raise RuntimeError("sharing places out took too long")
        served = np.maximum(self.heads - found.values[count:], 0.0)
        return Shared(served, found.bound, found.duals[:points])

    def without(self, told: Shared) -> float:
        """Heads without a place."""
        return float((self.heads - told.served).sum())

    def all_served(self, told: Shared) -> bool:
        """Whether everybody has a place, but for rounding."""
        return self.without(told) <= _ROUNDING * max(float(self.heads.sum()), 1.0)

    def greedy(self, *, unlimited: bool = False) -> list[int]:
        """Add the candidate whose places are worth most to those who would take them, until nobody would."""
        limits = Limits(candidates=len(self.candidates)) if unlimited else self.limits
        price = np.maximum(self.limits.price, 1e-12)
        chosen: list[int] = []
        while (free := limits.addable(chosen)).any():
            told = self.shared(chosen)
            worth = self._worth(told.worth) / price * free
            best = int(np.argmax(worth))
            if worth[best] <= _ROUNDING * self.lost:
                break
            chosen.append(best)
        return chosen

    def _worth(self, prices: Floats) -> Floats:
        """What each candidate would save at most, at these prices of a head: its places to who saves most."""
        saves = prices[self.reach.point] - self.cost
        told = np.zeros(len(self.candidates))
        for place, site in enumerate(self.candidates.tolist()):
            pairs = np.flatnonzero((self.reach.site == site) & (saves > 0))
            order = pairs[np.argsort(-saves[pairs], kind="stable")]
            heads = self.heads[self.reach.point[order]]
            room = np.clip(self.capacity[site] - (np.cumsum(heads) - heads), 0.0, heads)
            told[place] = float((saves[order] * room).sum())
        return told

    def whole_model(
        self, *, seconds: float, tick: Tick | None, price: Floats | None = None, start: Sequence[int] = ()
    ) -> Found:
        """Everything at once, as an integer programme: candidates first among the columns, then heads by pair.

        With a ``price`` (k) everybody must have a place, and the candidates' price is made small; without, the cost of
        the heads is. Heads of a pair are at most those of the point, and none unless the site is built: that rule for
        each pair, not only for each site, is what makes the bound good.
        """
        count, points, built = len(self.reach.minutes), len(self.heads), len(self.candidates)
        place = np.full(len(self.capacity), -1)
        place[self.candidates] = np.arange(built)
        at = np.arange(count)
        most = np.minimum(self.heads[self.reach.point], self.capacity[self.reach.site])
        takes = csr_array((np.ones(count), (self.reach.point, at)), shape=(points, count))
        fills = csr_array((np.ones(count), (self.reach.site, at)), shape=(len(self.capacity), count))
        enough = np.minimum(self.capacity, float(self.heads.sum()))
        opens = csr_array((-enough[self.candidates], (self.candidates, np.arange(built))), shape=(len(enough), built))
        new = np.flatnonzero(place[self.reach.site] >= 0)
        each = csr_array((np.ones(len(new)), (np.arange(len(new)), new)), shape=(len(new), count))
        only = csr_array((-most[new], (np.arange(len(new)), place[self.reach.site[new]])), shape=(len(new), built))
        limit, limit_most = self.limits.rows()
        must = price is not None
        lost = np.zeros(points) if must else np.full(points, self.lost)
        standing = np.where(place < 0, enough, 0.0)
        rows = vstack(
            [
                hstack([csr_array((points, built)), takes, eye_array(points)]),
                hstack([opens, fills, csr_array((len(enough), points))]),
                hstack([only, each, csr_array((len(new), points))]),
                hstack([csr_array(limit.reshape(-1, built)), csr_array((len(limit), count + points))]),
            ]
        )
        return minimised(
            Programme(
                cost=np.r_[np.zeros(built) if price is None else price, np.zeros(count) if must else self.cost, lost],
                low=np.zeros(built + count + points),
                high=np.r_[np.ones(built), most, np.zeros(points) if must else self.heads],
                rows=csr_array(rows),
                least=np.r_[self.heads, np.full(len(enough) + len(new) + len(limit), -INF)],
                most=np.r_[self.heads, standing, np.zeros(len(new)), limit_most],
                whole=np.arange(built + count + points) < built,
                step=1.0 if price is not None and bool(np.all(price == np.round(price))) else 0.0,
            ),
            seconds=seconds,
            tick=tick,
            chosen=start if len(start) else None,
        )

    def best(self, *, seconds: float, tick: Tick | None = None) -> Plan | None:
        """Build what makes the heads cost least; None when everybody must have a place and nobody's choice gives that.

        Greedy with sharing out, then the whole model as far as ``seconds`` allow.
        """
        chosen = self.greedy()
        told = self.shared(chosen)
        found = self.whole_model(seconds=seconds, tick=tick, start=chosen)
        if found.values is not None:
            other = chosen_of(found.values, len(self.candidates))
            better = self.shared(other)
            if better.cost < told.cost * (1 - _ROUNDING) and self.limits.allow(other):
                chosen, told = other, better
        if self.walking and not self.all_served(told):
            return None
        bound = told.cost if found.ended else max(found.bound, self._least())
        return Plan(tuple(sorted(chosen)), min(bound, told.cost))

    def fewest(self, price: Floats, *, seconds: float, tick: Tick | None = None) -> Plan | None:
        """Give everybody a place for the least price; None when the limits do not allow it, or no time was left."""
        chosen = self.greedy(unlimited=True)
        allowed = self.limits.allow(chosen) and self.all_served(self.shared(chosen))
        found = self.whole_model(seconds=seconds, tick=tick, price=price, start=chosen if allowed else ())
        if found.values is not None:
            other = chosen_of(found.values, len(self.candidates))
            if not allowed or price[other].sum() < price[chosen].sum():
                chosen, allowed = other, True
        if not allowed:
            return None
        spent = float(price[chosen].sum())
        return Plan(tuple(sorted(chosen)), spent if found.ended else min(max(found.bound, 0.0), spent))

    def _least(self) -> float:
        """A cost that no choice goes below: everybody takes the cheapest way there is, and no more than the places."""
        cheapest = np.full(len(self.heads), self.lost)
        np.minimum.at(cheapest, self.reach.point, self.cost)
        some = np.sort(self.capacity[self.candidates])[::-1][: self.limits.most]
        places = float(self.capacity[self.standing].sum() + some.sum())
        return max(float((self.heads * cheapest).sum()), (float(self.heads.sum()) - places) * self.lost)


def near_only(sharing: Sharing, minutes: float) -> Sharing:
    """The same where nobody goes further than so many minutes."""
    return Sharing(
        heads=sharing.heads,
        reach=sharing.reach.within(minutes),
        capacity=sharing.capacity,
        candidates=sharing.candidates,
        limits=sharing.limits,
        walking=sharing.walking,
    )
