"""Whether the positions of a file can be: on earth, the right way round, inside the city."""

from __future__ import annotations

import numpy as np

from minsheng.places.boundaries.shapes import Boundaries
from minsheng.places.coordinates.systems import PROJECTED_EXAMPLE
from minsheng.places.points import Floats, Truths
from minsheng.places.reading.collect import Rows
from minsheng.places.reading.faults import FaultTally
from minsheng.terms.errors import Fault, MinshengError

_FAR = 360.0
"""No degree is larger: beyond it a number is metres of a projection."""


def badly_placed(rows: Rows, tally: FaultTally, *, degrees: bool) -> Truths:
    """Which rows (n) have no position, or none on earth: told by line.

    When it is most of the file it is one thing, and raised as one: longitude and latitude swapped, or metres of a
    projection that nobody named. ``degrees``: the numbers should be degrees.
    """
    x, y = rows.lon, rows.lat
    nowhere: Truths = ~(np.isfinite(x) & np.isfinite(y)) | ((x == 0) & (y == 0))
    blank = nowhere & ~rows.bad
    tally.add_rows("places.no-position", "没有坐标", blank, rows.lines, _shown(x, y, blank), "经度和纬度两格都有数字")
    if not degrees:
        return nowhere
    off = ~nowhere & ((np.abs(x) > 180) | (np.abs(y) > 90))
    if not off.any():
        return nowhere
    far = off & ((np.abs(x) > _FAR) | (np.abs(y) > _FAR))
    _raise_if_most(
        "places.projection", "坐标像是投影坐标（米），没有说明是哪种投影", far, rows, tally, PROJECTED_EXAMPLE
    )
    swapped = off & (np.abs(y) <= 180) & (np.abs(x) <= 90)
    _raise_if_most("places.swapped", "经度和纬度写反了", swapped, rows, tally, "经度在前，如 120.15, 30.25")
    tally.add_rows("places.swapped", "经度和纬度写反了", swapped, rows.lines, _shown(x, y, swapped), "如 120.15, 30.25")
    out = off & ~swapped
    tally.add_rows(
        "places.position", "不是地球上的位置", out, rows.lines, _shown(x, y, out), "经度 ±180、纬度 ±90 以内"
    )
    return nowhere | off


def _raise_if_most(code: str, said: str, which: Truths, rows: Rows, tally: FaultTally, expected: str) -> None:
    count = int(which.sum())
    if count * 2 > len(which):
        line = int(rows.lines[int(np.argmax(which))])
        shown = _shown(rows.lon, rows.lat, which)[0]
        raise MinshengError(Fault(code, f"{said}：{count:,} 行", tally.file, line, shown, expected))


def _shown(x: Floats, y: Floats, which: Truths) -> list[str]:
    def told(value: float) -> str:
        return "空" if np.isnan(value) else f"{value:.10g}"

    return [f"{told(x[row])}, {told(y[row])}" for row in np.flatnonzero(which)[:10].tolist()]


def outside(rows: Rows, lon: Floats, lat: Floats, within: Boundaries | None, file: str) -> tuple[str, ...]:
    """A note of how many points (n and n, WGS 84) lie outside the divisions; MinshengError when all do."""
    if within is None:
        return ()
    out = ~within.holds(lon, lat)
    count = int(out.sum())
    if not count:
        return ()
    at = int(np.argmax(out))
    where = f"{rows.ids[at]}（第 {int(rows.lines[at]):,} 行，{lon[at]:.6f}, {lat[at]:.6f}）"
    if count == len(lon):
        west, south, east, north = within.bounds
        wanted = f"经度 {west:.2f} 至 {east:.2f}，纬度 {south:.2f} 至 {north:.2f}"
        raise MinshengError(
            Fault("places.all-outside", f"全部 {count:,} 个点都在边界以外，如 {where}", file, expected=wanted)
        )
    return (f"{file}：{count:,} 个点在边界以外，如 {where}",)
