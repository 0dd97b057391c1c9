"""A map of a siting as SVG: who was covered, who is now, who is not, what exists and what is to be built."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import numpy as np

from minsheng.places.points import Floats
from minsheng.places.siting.gather import Sited

_FONT = "system-ui, 'PingFang SC', 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif"
_WIDTH, _MARGIN, _LEGEND = 760.0, 16.0, 96.0
# Points that were covered, that are newly, that are not; dark enough to tell apart on white, also without colour.
_STATES = (("已覆盖", "#9fb8c9"), ("建成后新覆盖", "#1a7f5a"), ("仍未覆盖", "#c2410c"))
_MOST_POINTS = 20_000


def siting_map(sited: Sited, *, title: str = "选址前后的覆盖") -> str:
    """The map: a dot a demand point, its area as its heads; squares exist, numbered rings are to be built.

    Of more than 20,000 points the largest are drawn, and the legend says so. Degrees of longitude are shortened by the
    cosine of the middle latitude, so that a circle on the ground is one on the map.
    """
    placed, siting = sited.placed, sited.siting
    people, chosen = placed.people, placed.facilities.take(sited.rows)
    before, after = siting.before, siting.after
    rows = np.argsort(-after.heads, kind="stable")
    rows = rows[after.heads[rows] > 0][:_MOST_POINTS]
    frame = _frame(np.r_[people.lon[rows], chosen.lon], np.r_[people.lat[rows], chosen.lat])
    x, y = frame.at(people.lon[rows], people.lat[rows])
    covered = (after.covered[rows] > 0).astype(int)
    state = np.where(before.covered[rows] > 0, 0, np.where(covered, 1, 2))
    largest = float(np.clip(0.6 * np.sqrt(_WIDTH * frame.height / len(rows)), 1.2, 7.0))
    radius = np.maximum(np.sqrt(after.heads[rows] / float(after.heads.max())) * largest, 0.6)
    total = frame.height + _LEGEND
    said = escape(f"{title}：覆盖 {before.covered.sum():,.0f} 人，建成后 {after.covered.sum():,.0f} 人")
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH:.0f} {total:.0f}" role="img" '
        f'aria-label="{said}" font-family="{_FONT}" font-size="14">',
        f"<title>{said}</title>",
        f'<rect width="{_WIDTH:.0f}" height="{total:.0f}" fill="#ffffff"/>',
    ]
    # What changes is drawn last, so that nothing hides it.
    for which in (0, 2, 1):
        colour = _STATES[which][1]
        dots = "".join(
            f'<circle cx="{x[at]:.1f}" cy="{y[at]:.1f}" r="{radius[at]:.1f}"/>' for at in np.flatnonzero(state == which)
        )
        parts.append(f'<g fill="{colour}" fill-opacity="0.75">{dots}</g>')
    parts.append(_existing(sited, frame))
    parts.append(_chosen(*frame.at(chosen.lon, chosen.lat)))
    parts.append(_legend(sited, frame.height, len(rows)))
    return "".join(parts) + "</svg>\n"


@dataclass(frozen=True)
class _Frame:
    """Where degrees are on the picture, and how high it is."""

    west: float
    north: float
    across: float
    scale: float
    aside: float
    height: float

    def at(self, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
        x = (lon - self.west) * self.across * self.scale + self.aside
        return x, (self.north - lat) * self.scale + _MARGIN


def _frame(lon: Floats, lat: Floats) -> _Frame:
    """The frame that holds these places, as wide as the picture unless they are higher than wide."""
    west, east, south, north = float(lon.min()), float(lon.max()), float(lat.min()), float(lat.max())
    across = float(np.cos(np.radians((south + north) / 2)))
    wide, high = max((east - west) * across, 1e-6), max(north - south, 1e-6)
    scale = (_WIDTH - 2 * _MARGIN) / max(wide, high)
    return _Frame(west, north, across, scale, (_WIDTH - wide * scale) / 2, high * scale + 2 * _MARGIN)


def _existing(sited: Sited, frame: _Frame) -> str:
    """Squares where something exists; what lies outside the picture is left out."""
    if sited.existing is None:
        return ""
    x, y = frame.at(sited.existing.lon, sited.existing.lat)
    inside = (x > 0) & (x < _WIDTH) & (y > 0) & (y < frame.height)
    side = 4.0 if inside.sum() <= 200 else 2.4
    marks = "".join(
        f'<rect x="{left - side / 2:.1f}" y="{top - side / 2:.1f}" width="{side:g}" height="{side:g}"/>'
        for left, top in zip(x[inside].tolist(), y[inside].tolist(), strict=True)
    )
    return f'<g fill="#1f2937">{marks}</g>'


def _chosen(x: Floats, y: Floats) -> str:
    marks = []
    for number, (cx, cy) in enumerate(zip(x.tolist(), y.tolist(), strict=True), 1):
        marks.append(
            f'<circle cx="{cx:.1f}" cy="{cy:.1f}" r="9" fill="#ffffff" stroke="#111827" stroke-width="2.5"/>'
            f'<text x="{cx:.1f}" y="{cy + 4:.1f}" text-anchor="middle" font-size="11" font-weight="700">{number}</text>'
        )
    return "".join(marks)


def _legend(sited: Sited, height: float, drawn: int) -> str:
    siting = sited.siting
    before, after, total = siting.before.covered.sum(), siting.after.covered.sum(), siting.after.total
    heads = (before, max(after - before, 0.0), total - max(after, before))
    parts = []
    for at, ((name, colour), number) in enumerate(zip(_STATES, heads, strict=True)):
        left = _MARGIN + at * 244
        parts.append(f'<circle cx="{left + 6:.0f}" cy="{height + 16:.0f}" r="6" fill="{colour}"/>')
        parts.append(f'<text x="{left + 18:.0f}" y="{height + 21:.0f}">{name} {number:,.0f} 人</text>')
    parts.append(f'<rect x="{_MARGIN + 3:.0f}" y="{height + 41:.0f}" width="6" height="6" fill="#1f2937"/>')
    parts.append(f'<text x="{_MARGIN + 18:.0f}" y="{height + 49:.0f}">已有设施</text>')
    ring = f'cx="{_MARGIN + 250:.0f}" cy="{height + 44:.0f}" r="7"'
    parts.append(f'<circle {ring} fill="#ffffff" stroke="#111827" stroke-width="2.5"/>')
    parts.append(f'<text x="{_MARGIN + 262:.0f}" y="{height + 49:.0f}">选中的新址，按先后编号</text>')
    every = int((siting.after.heads > 0).sum())
    some = f"；只画人最多的 {drawn:,} 个点" if drawn < every else ""
    said = escape(f"圆点是居民点，大小按人数{some}。{sited.placed.ways.said}")
    parts.append(f'<text x="{_MARGIN:.0f}" y="{height + 77:.0f}" font-size="12" fill="#4b5563">{said}</text>')
    return "".join(parts)
