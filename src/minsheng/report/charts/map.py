"""A map whose places are coloured by a figure; the outlines come from the caller.

Drawn here and not by the chart renderer: it is a page of arithmetic, takes two milliseconds instead of a hundred, and
each place can be a link.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2s
from html import escape
from math import cos, radians

from minsheng.report.charts.base import Better
from minsheng.report.figures import NO_FIGURE, Number, figure, with_unit
from minsheng.report.palette import EMPTY, EMPTY_INK, STEP_INK, STEPS
from minsheng.report.picture import Chart, Table, opening

Ring = Sequence[tuple[float, float]]
Spot = tuple[float, float]
_LETTER, _LINE, _MARGIN, _KEY = 12.0, 17.0, 8.0, 34.0


@dataclass(frozen=True)
class Shape:
    """A place: name, outer rings (longitude and latitude in degrees, north up), figure, and where a click leads."""

    name: str
    rings: tuple[Ring, ...]
    value: Number | None
    link: str = ""


@dataclass(frozen=True)
class _Placed:
    shape: Shape
    rings: tuple[tuple[Spot, ...], ...]
    step: int | None

    @property
    def largest(self) -> tuple[Spot, ...]:
        return max(self.rings, key=lambda ring: abs(_area(ring)))


def map_chart(
    title: str,
    unit: str,
    shapes: Sequence[Shape],
    *,
    better: Better = "higher",
    edges: Sequence[Number] = (),
    width: int = 480,
) -> Chart:
    """Places in up to five shades, the darker the better; grey with a dashed edge where there is no figure.

    ``edges`` are the four figures between the shades, rising; left out, they cut the known range into equal parts.
    A name that does not fit into its place stands in the margin, with a line to it. Raises ``ValueError`` without any
    shape, or when ``edges`` are not four.
    """
    if not shapes or len(edges) not in (0, len(STEPS) - 1):
        raise ValueError("a map needs shapes, and four edges or none")
    cuts = [float(edge) for edge in edges] or _equal([float(one.value) for one in shapes if one.value is not None])
    placed, right, height = _project(shapes, cuts, better, width)
    inside = [one for one in placed if _fits(one)]
    outside = sorted((one for one in placed if not _fits(one)), key=lambda one: _centre(one.largest)[1])
    body = [*map(_area_mark, placed), *(_name(one, *_centre(one.largest)) for one in inside)]
    body += _margin(outside, right, height)
    body += _key(cuts, unit, better, height, any(one.step is None for one in placed))
    told = _told(shapes, unit, better)
    drawn = "".join(body)
    name = "m" + blake2s(f"{title}\0{drawn}".encode(), digest_size=6).hexdigest()
    whole = opening(name, title, told, width=f"{width:g}", height=f"{height + _KEY:g}", links=bool(shapes[0].link))
    rows = tuple((one.name, figure(one.value)) for one in shapes)
    return Chart(f"{whole}{drawn}</svg>", title, told, Table(("区划", f"数值（{unit}）" if unit else "数值"), rows))


def _equal(known: Sequence[float]) -> list[float]:
    if not known or min(known) == max(known):
        return []
    low, high = min(known), max(known)
    return [low + (high - low) * part / len(STEPS) for part in range(1, len(STEPS))]


def _project(
    shapes: Sequence[Shape], cuts: Sequence[float], better: str, width: int
) -> tuple[list[_Placed], float, float]:
    # Degrees of longitude shrink with the cosine of the latitude; over one city nothing more is needed.
    spots = [spot for shape in shapes for ring in shape.rings for spot in ring]
    west, east = min(x for x, _ in spots), max(x for x, _ in spots)
    south, north = min(y for _, y in spots), max(y for _, y in spots)
    shrink = cos(radians((south + north) / 2))
    right = width - 6 * _LETTER
    scale = (right - 2 * _MARGIN) / ((east - west) * shrink or 1.0)

    def at(x: float, y: float) -> Spot:
        return (round(_MARGIN + (x - west) * shrink * scale, 1), round(_MARGIN + (north - y) * scale, 1))

    placed = [
        _Placed(one, tuple(tuple(_thinned(at(*spot) for spot in ring)) for ring in one.rings), _step(one, cuts, better))
        for one in shapes
    ]
    return placed, right, round((north - south) * scale + 2 * _MARGIN, 1)


def _thinned(ring: Iterator[Spot]) -> Iterator[Spot]:
    # Points closer than most of a pixel cannot be told apart.
    last: Spot | None = None
    for spot in ring:
        if last is None or abs(spot[0] - last[0]) + abs(spot[1] - last[1]) >= 0.8:
            last = spot
            yield spot


def _step(shape: Shape, cuts: Sequence[float], better: str) -> int | None:
    if shape.value is None:
        return None
    if not cuts:
        return len(STEPS) // 2
    step = sum(float(shape.value) >= cut for cut in cuts)
    return len(STEPS) - 1 - step if better == "lower" else step


def _area(ring: Sequence[Spot]) -> float:
    pairs = zip(ring, (*ring[1:], ring[0]), strict=True)
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairs) / 2


def _centre(ring: Sequence[Spot]) -> Spot:
    area = _area(ring)
    if not area:
        return ring[0]
    pairs = list(zip(ring, (*ring[1:], ring[0]), strict=True))
    x = sum((ax + bx) * (ax * by - bx * ay) for (ax, ay), (bx, by) in pairs) / (6 * area)
    y = sum((ay + by) * (ax * by - bx * ay) for (ax, ay), (bx, by) in pairs) / (6 * area)
    return (round(x, 1), round(y, 1))


def _fits(one: _Placed) -> bool:
    x, y = _centre(one.largest)
    half = len(one.shape.name) * _LETTER / 2
    return all(_within(one.largest, x + side * half, y + rise) for side in (-1, 1) for rise in (-7.0, 7.0))


def _within(ring: Sequence[Spot], x: float, y: float) -> bool:
    inside = False
    for (ax, ay), (bx, by) in zip(ring, (*ring[1:], ring[0]), strict=True):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            inside = not inside
    return inside


def _area_mark(one: _Placed) -> str:
    path = "".join("M" + "L".join(f"{x:g},{y:g}" for x, y in ring) + "Z" for ring in one.rings if len(ring) > 2)
    fill = EMPTY if one.step is None else STEPS[one.step]
    dash = ' stroke-dasharray="3 2"' if one.step is None else ""
    kind = "none" if one.step is None else str(one.step)
    look = f'fill="{fill}" fill-rule="evenodd" stroke="#6d7775" stroke-width="0.8"{dash}'
    mark = f'<path class="place step-{kind}" d="{path}" {look}/>'
    return _linked(one, mark)


def _linked(one: _Placed, mark: str) -> str:
    # The name beside it is the same link for the keyboard; the area is a larger one for the hand.
    return f'<a href="{escape(one.shape.link)}" tabindex="-1" aria-hidden="true">{mark}</a>' if one.shape.link else mark


def _name(one: _Placed, x: float, y: float, ink: str = "", anchor: str = "middle") -> str:
    ink = ink or (EMPTY_INK if one.step is None else STEP_INK[one.step])
    text = f'<text x="{x:g}" y="{y + 4:g}" font-size="{_LETTER:g}" fill="{ink}" text-anchor="{anchor}">'
    mark = f"{text}{escape(one.shape.name)}</text>"
    return f'<a href="{escape(one.shape.link)}">{mark}</a>' if one.shape.link else mark


def _margin(outside: Sequence[_Placed], right: float, height: float) -> list[str]:
    marks = []
    low = 0.0
    for place, one in enumerate(outside):
        x, y = _centre(one.largest)
        room = height - (len(outside) - place) * _LINE
        spot = min(max(y, low + _LINE), max(room, low + _LINE))
        low = spot
        marks.append(
            f'<path d="M{x:g},{y:g}L{right + 2:g},{spot:g}" fill="none" stroke="currentColor" stroke-opacity="0.55" '
            f'stroke-width="0.8"/><circle cx="{x:g}" cy="{y:g}" r="1.8" fill="currentColor"/>'
        )
        marks.append(_name(one, right + 6, spot, "currentColor", "start"))
    return marks


def _key(cuts: Sequence[float], unit: str, better: str, height: float, empty: bool) -> list[str]:
    shades = STEPS[::-1] if better == "lower" else STEPS
    top, marks, x = height + 12, [], _MARGIN
    for place, shade in enumerate(shades if cuts else ()):
        said = f"{figure(cuts[place - 1], 1)} 起" if place else f"低于 {figure(cuts[0], 1)}"
        marks.append(_swatch(x, top, shade, said))
        x += 20 + 7.0 * sum(1.7 if ord(letter) > 255 else 1 for letter in said)
    if empty:
        marks.append(_swatch(x, top, EMPTY, NO_FIGURE))
        x += 64
    if unit and cuts:
        marks.append(f'<text x="{x:g}" y="{top + 11:g}" font-size="11" fill="currentColor">{escape(unit)}</text>')
    return marks


def _swatch(x: float, top: float, shade: str, said: str) -> str:
    box = f'<rect x="{x:g}" y="{top:g}" width="13" height="13" fill="{shade}" stroke="#6d7775" stroke-width="0.6"/>'
    return f'{box}<text x="{x + 17:g}" y="{top + 11:g}" font-size="11" fill="currentColor">{said}</text>'


def _told(shapes: Sequence[Shape], unit: str, better: str) -> str:
    known = [(float(one.value), one) for one in shapes if one.value is not None]
    if not known:
        return "没有一个区划有数据。"
    known.sort(key=lambda pair: pair[0], reverse=better != "lower")
    best, worst = known[0][1], known[-1][1]
    told = f"最好的是{best.name}（{with_unit(best.value, unit)}），"
    told += f"最差的是{worst.name}（{with_unit(worst.value, unit)}）。"
    missing = len(shapes) - len(known)
    return told + (f"{missing} 个区划没有数据。" if missing else "")
