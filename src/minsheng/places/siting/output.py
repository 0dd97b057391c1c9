"""The files a siting is written to: the sites, every demand point before and after, and a map."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa

from minsheng.places.output import write_csv
from minsheng.places.points import Floats
from minsheng.places.siting.gather import Sited
from minsheng.places.siting.map import siting_map

SITES_FILE = "sites.csv"
POINTS_FILE = "points.csv"
MAP_FILE = "map.svg"


def write_sited(sited: Sited, folder: Path) -> None:
    """Write ``sites.csv`` (id, lon, lat, name, brings, cost), ``points.csv`` and ``map.svg`` into the folder.

    ``points.csv`` has for each demand point id, people, minutes_before, minutes_after (empty: no way), covered_before
    and covered_after (heads).
    """
    siting, sites = sited.siting, sited.placed.facilities.take(sited.rows)
    cost = [np.nan if one.cost is None else one.cost for one in siting.chosen]
    columns = {"id": sites.ids, "lon": sites.lon, "lat": sites.lat, "name": sites.name}
    brings = np.array([one.brings for one in siting.chosen])
    write_csv(folder / SITES_FILE, {**columns, "brings": brings, "cost": _known(np.array(cost, dtype=np.float64))})
    before, after = siting.before, siting.after
    points = {
        "id": after.points,
        "people": after.heads,
        "minutes_before": _known(before.minutes),
        "minutes_after": _known(after.minutes),
        "covered_before": before.covered,
        "covered_after": after.covered,
    }
    write_csv(folder / POINTS_FILE, points)
    (folder / MAP_FILE).write_text(siting_map(sited), "utf-8")


def _known(values: Floats) -> pa.Array:
    return pa.array(values, mask=~np.isfinite(values))
