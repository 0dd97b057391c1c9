"""Ways on foot and by bus or train: streets, with the lines of a timetable laid over them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from minsheng.places.network.graph import Network
from minsheng.places.network.gtfs import Timetable
from minsheng.places.network.ways import Streets
from minsheng.places.points import Floats, Whole
from minsheng.terms.errors import Fault, MinshengError


@dataclass(frozen=True, eq=False)
class Transit(Streets):
    """Streets and lines; points are joined to ``streets`` alone. Build one with :func:`with_lines`.

    Nodes beyond those of ``streets`` are calls. Metres are those one could walk in the same time, so they hold at the
    speed the lines were laid for and no other.
    """

    streets: Network

    @property
    def walked(self) -> Network:
        """The streets without the lines; their nodes have the same numbers."""
        return self.streets


def with_lines(streets: Streets, lines: Timetable, *, pace: float, snap: float = 500.0) -> Transit:
    """Lay lines over streets: a node for each call, to be boarded after a wait, ridden on, and left without one.

    A way from the stop's street to the call is as long as the walk to the stop and the wait at ``pace`` (metres a
    minute), from call to call as the ride, from the call back to the street as the walk. A transfer is leaving and
    boarding again, with the next line's whole wait. Raises :class:`MinshengError` when no stop is near the streets.
    """
    stops = streets.join(lines.stops, snap=snap)
    if not stops.on[lines.stop].any():
        said = f"时刻表的 {len(lines.stops):,} 个站没有一个在路网 {snap:g} 米之内"
        raise MinshengError(Fault("places.gtfs", said, expected="同一座城市的时刻表和路网"))
    walked, base = streets.network, len(streets.network)
    call = base + np.arange(len(lines.stop))
    at, walk = stops.node[lines.stop], stops.metres[lines.stop]
    board = np.flatnonzero((at >= 0) & np.isfinite(lines.wait))
    leave = np.flatnonzero(at >= 0)
    ride = np.flatnonzero(np.isfinite(lines.ride))
    starts: list[Whole] = [np.repeat(np.arange(base), np.diff(walked.first)), at[board], call[leave], call[ride]]
    ends: list[Whole] = [walked.ends.astype(np.int64), call[board], at[leave], call[ride] + 1]
    metres: list[Floats] = [walked.metres, walk[board] + lines.wait[board] * pace, walk[leave], lines.ride[ride] * pace]
    rows, columns, far = (np.concatenate(parts) for parts in (starts, ends, metres))
    ways = csr_matrix((far, (rows, columns)), shape=(base + len(call),) * 2)
    place = np.where(at >= 0, at, 0)
    lon, lat = np.append(walked.lon, walked.lon[place]), np.append(walked.lat, walked.lat[place])
    runs = f"{len(lines.first) - 1:,} 条线、{lines.trips:,} 个班次，候车按间隔的一半"
    said = f"{walked.said}；公共交通 {lines.day:%Y-%m-%d}，{runs}"
    return Transit(Network(lon, lat, ways.indptr, ways.indices, ways.data, True, said), walked)
