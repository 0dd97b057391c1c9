"""Put people and facilities on the ways, and say what did not fit: no map is shown where nothing could be measured."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from minsheng.places.extent import Extent
from minsheng.places.network.ways import Joined, Step, Streets, Ways
from minsheng.places.points import Facilities, People, Points, Whole
from minsheng.terms.errors import Fault, MinshengError

SNAP = 500.0
_MOST_EXAMPLES = 5
_APART = 0.5
"""Degrees between the boxes of people and facilities from which on they are not of one city."""


@dataclass(frozen=True, eq=False)
class Placed:
    """People and facilities on the same ways, ready to be measured between.

    ``extent`` is there when the facilities are only those of a part of the city.
    """

    ways: Ways
    people: People
    facilities: Facilities
    people_at: Joined
    facilities_at: Joined
    snap: float
    extent: Extent | None = None

    def served_by(self, facilities: Facilities) -> Placed:
        """The same people with other facilities: the city is joined once for many promises."""
        at = _joined(self.ways, facilities, self.snap, "设施")
        return Placed(self.ways, self.people, facilities, self.people_at, at, self.snap, self.extent)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader of the figures must know: points not joined, components left out, one-way islands."""
        said = [self.ways.said]
        for what, joined in (("人口点", self.people_at), ("设施", self.facilities_at)):
            if len(rows := np.flatnonzero(~joined.on)):
                said.append(
                    f"{len(rows):,} 个{what}离路网超过 {self.snap:g} 米，没有接入：{_examples(joined.points, rows)}"
                )
        return (*said, *_told_of(self.ways), *(self.extent.notes if self.extent else ()))


def place(
    ways: Ways, people: People, facilities: Facilities, *, snap: float = SNAP, step: Step | None = None
) -> Placed:
    """Join people and facilities to the ways, at most ``snap`` metres away.

    Raises :class:`MinshengError` when there is no point at all, none of a kind is near the network (all in the sea, the
    network of another city), or nobody lives at the points.
    """
    if not snap >= 0 or np.isinf(snap):
        raise MinshengError(Fault("places.snap", "接入距离不对", read=f"{snap:g}", expected="不小于零的米数"))
    if len(people) and not people.people.any():
        raise MinshengError(Fault("places.nobody", f"{len(people):,} 个人口点的人数都是零", expected="有人住的地方"))
    if not isinstance(ways, Streets):
        _check_together(people, facilities)
    people_at = _joined(ways, people, snap, "人口点", step)
    facilities_at = _joined(ways, facilities, snap, "设施", step)
    return Placed(ways, people, facilities, people_at, facilities_at, snap)


def _check_together(people: People, facilities: Facilities) -> None:
    """Raise `MinshengError` when all facilities are far from all people, which streets would have told."""
    if not len(people) or not len(facilities):
        return
    pairs = ((people.lon, facilities.lon), (people.lat, facilities.lat))
    if all(here.min() - _APART <= there.max() and there.min() <= here.max() + _APART for here, there in pairs):
        return
    said = f"{len(facilities):,} 个设施全都离 {len(people):,} 个人口点很远，如 {facilities.ids[0]}"
    where = f"{facilities.lon[0]:.5f},{facilities.lat[0]:.5f}"
    expected = f"{people.ids[0]}（{people.lon[0]:.5f},{people.lat[0]:.5f}）的那座城市；先核对坐标系和经纬度"
    raise MinshengError(Fault("places.apart", said, read=where, expected=expected))


def _joined(ways: Ways, points: Points, snap: float, what: str, step: Step | None = None) -> Joined:
    if not len(points):
        raise MinshengError(Fault("places.none", f"一个{what}也没有", expected="至少一个"))
    joined = ways.join(points, snap=snap, step=step)
    if not joined.on.any():
        metres = float(ways.away(points.take(np.arange(1)))[0])
        away = f"{metres:,.0f} 米" if metres < 10_000 else f"{metres / 1000:,.0f} 公里"
        said = f"{len(points):,} 个{what}没有一个在路网 {snap:g} 米之内，如 {points.ids[0]} 离路网 {away}"
        where = f"{points.lon[0]:.5f},{points.lat[0]:.5f}"
        expected = "同一座城市的路网；先核对坐标系、经纬度是否颠倒，再看要不要加大 --snap"
        raise MinshengError(Fault("places.unsnapped", said, read=where, expected=expected))
    return joined


def _told_of(ways: Ways) -> list[str]:
    """Nodes of the network that are no good: outside the largest component, or cut off by one-ways."""
    if not isinstance(ways, Streets):
        return []
    network, said = ways.walked, []
    if network.outside:
        nodes = int((~network.largest).sum())
        first = network.outside[0]
        said.append(
            f"路网有 {nodes:,} 个点不在最大的连通部分里（另有 {len(network.sizes) - 1:,} 片，最大的一片 "
            f"{first.nodes:,} 个点，在 {first.lon:.5f},{first.lat:.5f}），没有使用"
        )
    if len(cut := np.flatnonzero(network.islands)):
        where = f"{network.lon[cut[0]]:.5f},{network.lat[cut[0]]:.5f}"
        said.append(f"单行道使 {len(cut):,} 个点只能进或只能出，如 {where}；那里的人可能因此到不了设施")
    return said


def _examples(points: Points, rows: Whole) -> str:
    names = "、".join(points.ids[row] for row in rows[:_MOST_EXAMPLES].tolist())
    return names + (" 等" if len(rows) > _MOST_EXAMPLES else "")
