"""Maps of the city as SVG made on the server: district outlines, and dots and marks on them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from markupsafe import Markup, escape

from minsheng.places.boundaries.bundled import boundaries_of
from minsheng.places.boundaries.shapes import Boundaries, Ring
from minsheng.places.points import Floats

WIDTH = 720
_MARGIN = 8
_TOLERANCE = 250.0
"""Metres an outline may be off: half a unit of the picture of a city."""
HIDDEN = 'aria-hidden="true" focusable="false"'


@dataclass(frozen=True)
class Frame:
    """Where degrees stand in the picture: a degree of longitude is shorter by the cosine of the latitude."""

    west: float
    north: float
    scale: float
    shrink: float
    height: int

    def at(self, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
        """Positions in units of the picture."""
        return (
            _MARGIN + (lon - self.west) * self.shrink * self.scale,
            _MARGIN + (self.north - lat) * self.scale,
        )


def frame_of(west: float, south: float, east: float, north: float) -> Frame:
    """The frame that holds these degrees."""
    shrink = math.cos(math.radians((south + north) / 2))
    scale = (WIDTH - 2 * _MARGIN) / max((east - west) * shrink, 1e-6)
    return Frame(west, north, scale, shrink, round((north - south) * scale) + 2 * _MARGIN)


@lru_cache(maxsize=8)
def city_frame(division: str) -> Frame:
    """The frame of a whole city."""
    return frame_of(*boundaries_of(division).bounds)


@lru_cache(maxsize=8)
def outlines(division: str) -> Mapping[str, tuple[Ring, ...]]:
    """The districts' rings, simplified for a picture of the city."""
    found: Boundaries = boundaries_of(division)
    return {one.code: rings for one, rings in zip(found.all, found.outlines(_TOLERANCE), strict=True)}


def districts(division: str, classes: Mapping[str, str], links: Mapping[str, str] | None = None) -> Markup:
    """The districts as paths of these classes; a link is for a pointer only, the table beside holds it too."""
    frame, drawn = city_frame(division), []
    for code, rings in outlines(division).items():
        path = f'<path class="place {classes.get(code, "none")}" d="{_path(frame, rings)}"/>'
        link = (links or {}).get(code)
        drawn.append(f'<a href="{escape(link)}" tabindex="-1">{path}</a>' if link else path)
    return Markup("".join(drawn))


def dots(frame: Frame, name: str, lon: Floats, lat: Floats, weight: Floats, *, largest: float = 6.0) -> Markup:
    """A dot for each point, its area as its weight."""
    if not len(lon):
        return Markup("")
    x, y = frame.at(lon, lat)
    radius = np.maximum(np.sqrt(weight / max(float(weight.max()), 1e-9)) * largest, 0.7)
    inside = "".join(
        f'<circle cx="{one:.1f}" cy="{other:.1f}" r="{size:.1f}"/>'
        for one, other, size in zip(x.tolist(), y.tolist(), radius.tolist(), strict=True)
    )
    return Markup(f'<g class="{name}">{inside}</g>')


def marks(frame: Frame, name: str, points: Iterable[tuple[str, float, float]]) -> Markup:
    """A numbered or lettered mark for each point."""
    drawn = []
    for text, lon, lat in points:
        x, y = frame.at(np.array([lon]), np.array([lat]))
        ring = f'<circle cx="{x[0]:.1f}" cy="{y[0]:.1f}" r="9"/>'
        said = f'<text x="{x[0]:.1f}" y="{y[0]:.1f}" dy="4">{escape(text)}</text>' if text else ""
        drawn.append(f'<g class="{name}">{ring}{said}</g>')
    return Markup("".join(drawn))


def picture(frame: Frame, parts: Sequence[Markup], *, name: str = "city-map") -> Markup:
    """The picture; it is hidden from those who hear the page, the table beside it says the same."""
    inside = Markup("").join(parts)
    return Markup(f'<svg class="{name}" viewBox="0 0 {WIDTH} {frame.height}" {HIDDEN}>{inside}</svg>')


def _path(frame: Frame, rings: Iterable[Ring]) -> str:
    drawn = []
    for ring in rings:
        x, y = frame.at(ring[:-1, 0], ring[:-1, 1])
        drawn.append("M" + "L".join(f"{a:.1f} {b:.1f}" for a, b in zip(x.tolist(), y.tolist(), strict=True)) + "Z")
    return "".join(drawn)
