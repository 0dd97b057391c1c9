"""Small pictures for pages with hundreds of them, in plain Python and microseconds: a bullet, a sparkline, a tile.

Their colours come from the page: every part has a class (``bullet-value``, ``spark-line`` …) and a middling colour of
its own where the page says nothing. They are decoration beside the number they show (``aria-hidden``) unless they are
given a ``title``.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2s
from html import escape

from minsheng.report.figures import Number
from minsheng.report.palette import MAIN, NEUTRAL, SECOND, STATES


def bullet(
    value: Number | None,
    target: Number,
    *,
    path: Number | None = None,
    state: str = "",
    title: str = "",
    width: int = 160,
    height: int = 16,
) -> str:
    """A bar for the figure, a stroke for the target, a dot where the path is; no bar without a figure.

    >>> bullet(None, 50).count("<rect")
    2
    """
    known = [float(one) for one in (value, target, path) if one is not None]
    end = max(*known, 0.0) * 1.1 or 1.0
    middle = height / 2
    marks = [f'<rect class="bullet-track" width="{width}" height="{height}" rx="2" fill="{NEUTRAL}" opacity="0.18"/>']
    if value is not None:
        long = width * (max(float(value), 0.0) / end)
        colour = STATES.get(state, MAIN)
        marks.append(
            f'<rect class="bullet-value {state or "plain"}" y="{height * 0.22:g}" width="{long:.1f}" '
            f'height="{height * 0.56:g}" fill="{colour}"/>'
        )
    at = width * (max(float(target), 0.0) / end)
    marks.append(f'<rect class="bullet-target" x="{at - 1.25:.1f}" width="2.5" height="{height}" fill="currentColor"/>')
    if path is not None:
        x = width * (max(float(path), 0.0) / end)
        marks.append(f'<circle class="bullet-path" cx="{x:.1f}" cy="{middle:g}" r="3" fill="{SECOND}"/>')
    return _small("bullet", "".join(marks), title, width, height)


def sparkline(
    values: Sequence[Number | None], *, target: Number | None = None, title: str = "", width: int = 96, height: int = 24
) -> str:
    """A line through the figures in order, broken where one is missing, a dot on the last, a thin line at the target.

    >>> sparkline([1, None, 3, 4]).count("M")
    2
    """
    known = [float(one) for one in values if one is not None]
    if not known:
        return _small("spark", "", title, width, height)
    span = [*known, *([] if target is None else [float(target)])]
    low, high = min(span), max(span)
    across = (width - 6) / max(len(values) - 1, 1)

    def up(value: float) -> float:
        return 3 + (height - 6) * (1 - (value - low) / ((high - low) or 1.0))

    path, broken, last = [], True, (0.0, 0.0)
    for place, value in enumerate(values):
        if value is not None:
            last = (3 + place * across, up(float(value)))
            path.append(f"{'M' if broken else 'L'}{last[0]:.1f},{last[1]:.1f}")
        broken = value is None
    marks = ""
    if target is not None:
        y = f"{up(float(target)):.1f}"
        marks = f'<path class="spark-target" d="M0,{y}H{width}" stroke="{SECOND}" stroke-dasharray="3 2" fill="none"/>'
    marks += f'<path class="spark-line" d="{"".join(path)}" fill="none" stroke="{MAIN}" stroke-width="1.75"/>'
    marks += f'<circle class="spark-last" cx="{last[0]:.1f}" cy="{last[1]:.1f}" r="2.5" fill="{MAIN}"/>'
    return _small("spark", marks, title, width, height)


def tile(counts: Sequence[tuple[str, int]], *, title: str = "", width: int = 160, height: int = 10) -> str:
    """A bar cut by counts of states, in their order: three met, one behind; empty without any.

    >>> tile([("met", 3), ("lagging", 1), ("missed", 0)]).count("<rect")
    2
    """
    whole = sum(count for _, count in counts)
    marks, x = [], 0.0
    for state, count in counts:
        if count:
            long = width * count / whole
            colour = STATES.get(state, NEUTRAL)
            marks.append(f'<rect class="{state}" x="{x:.1f}" width="{long:.1f}" height="{height}" fill="{colour}"/>')
            x += long
    return _small("tile", "".join(marks), title, width, height)


def _small(kind: str, marks: str, title: str, width: int, height: int) -> str:
    size = f'class="{kind}" width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    if not title:
        return f'<svg xmlns="http://www.w3.org/2000/svg" {size} aria-hidden="true">{marks}</svg>'
    name = "s" + blake2s(f"{title}\0{marks}".encode(), digest_size=6).hexdigest()
    told = f'role="img" aria-labelledby="{name}"><title id="{name}">{escape(title)}</title>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {told}{marks}</svg>'
