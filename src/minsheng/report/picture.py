"""A chart: its picture as SVG, and beside it the same numbers in words and as a table.

The picture is safe to put into a page: no script, no style, no reference to anything outside, ids that follow from its
content, text as text. It has no ground of its own and its words take the colour of the text around it
(``currentColor``), so it reads on white, on dark and in print; its marks have middling colours for the same reason.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2s
from html import escape
from typing import Any

from minsheng.report.fonts import SANS, STACK, give_vega_the_fonts

_OPEN = re.compile(r'^<svg [^>]*?width="(?P<width>[\d.]+)" height="(?P<height>[\d.]+)"[^>]*>')
_IDS = re.compile(r'(?P<before> id="|url\(#|href="#)(?P<id>[\w-]+)')
_TAG = re.compile(r"<[^>]*>")
_UNWANTED = re.compile(r' (?:style|class|pointer-events|font-family|aria-[a-z]+|role)="[^"]*"')
_EMPTY = re.compile(r'<path d="(?:M0,0h0v0h0Z)?"(?: [a-z-]+="[^"]*")*/>')
_REMEMBERED = 512

CONFIG: Mapping[str, Any] = {
    "aria": False,
    "background": None,
    "font": SANS,
    "padding": 4,
    "view": {"stroke": None},
    "axis": {
        "labelColor": "currentColor",
        "titleColor": "currentColor",
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "gridColor": "currentColor",
        "gridOpacity": 0.15,
        "domainColor": "currentColor",
        "domainOpacity": 0.5,
        "tickColor": "currentColor",
        "tickOpacity": 0.5,
        "labelLimit": 260,
    },
    "legend": {
        "labelColor": "currentColor",
        "titleColor": "currentColor",
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "orient": "bottom",
    },
    "text": {"color": "currentColor", "fontSize": 12},
}
"""The look every chart shares; a chart's own ``config`` comes on top."""


@dataclass(frozen=True)
class Table:
    """The numbers of a picture: a header, and rows of as many cells, all as shown."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Chart:
    """A picture (``svg``) with its title, a sentence that says what is to be seen, and its numbers."""

    svg: str
    title: str
    description: str
    table: Table


def chart_svg(spec: Mapping[str, Any], *, title: str = "", description: str = "") -> str:
    """Draw a Vega-Lite description given as plain dicts; the same description is drawn once and remembered.

    ``title`` and ``description`` become the picture's name for those who hear it; they are not drawn. Raises
    ``ValueError`` when the renderer does not accept the description, `MinshengError` when the fonts are missing.

    Of the 80 to 200 ms a picture takes, nearly all goes into measuring its words: a few milliseconds each.
    """
    whole = {**spec, "config": {**CONFIG, **spec.get("config", {}), "font": SANS}}
    return _drawn(json.dumps(whole, ensure_ascii=False, sort_keys=True), title, description)


@lru_cache(maxsize=_REMEMBERED)
def _drawn(spec: str, title: str, description: str) -> str:
    import vl_convert

    give_vega_the_fonts()
    # No address may be fetched, whatever the description says.
    raw = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
    return _finished(raw, title, description)


def _finished(raw: str, title: str, description: str) -> str:
    found = _OPEN.match(raw)
    if found is None:
        raise ValueError(f"not a picture: {raw[:80]!r}")
    name = "c" + blake2s(f"{title}\0{description}\0{raw}".encode(), digest_size=6).hexdigest()
    # Only inside tags: a word that looks like an attribute stays a word.
    body = _TAG.sub(lambda tag: _IDS.sub(rf"\g<before>{name}-\g<id>", _UNWANTED.sub("", tag[0])), raw[found.end() :])
    body = _EMPTY.sub("", body)
    width, height = (f"{float(found[side]):g}" for side in ("width", "height"))
    return opening(name, title, description, width=width, height=height) + body


def opening(name: str, title: str, description: str, *, width: str, height: str, links: bool = False) -> str:
    """The first tag of a picture with its name and what is to be seen; without a title it is decoration.

    A picture with links is a group, so that they can be reached; any other is one image.
    """
    size = f'class="chart" width="{width}" height="{height}" viewBox="0 0 {width} {height}" font-family="{STACK}"'
    start = f'<svg xmlns="http://www.w3.org/2000/svg" {size}'
    if not title:
        return f'{start} aria-hidden="true">'
    told = f'<title id="{name}-t">{escape(title)}</title>'
    ids = f"{name}-t"
    if description:
        told += f'<desc id="{name}-d">{escape(description)}</desc>'
        ids += f" {name}-d"
    role = "group" if links else "img"
    return f'{start} role="{role}" aria-labelledby="{ids}">{told}'


def chart_png(svg: str, *, scale: float = 2.0) -> bytes:
    """The picture as PNG on white, its words black, for programs that cannot show SVG."""
    import vl_convert

    give_vega_the_fonts()
    # Half-transparent marks come out grey on no ground at all.
    end = svg.index(">") + 1
    ground = '<rect width="100%" height="100%" fill="#ffffff"/>'
    drawn: bytes = vl_convert.svg_to_png(svg[:end] + ground + svg[end:], scale=scale)
    return drawn


def warm() -> None:
    """Start the renderer before anyone waits for it: the first picture of a process takes half a second more."""
    chart_svg({"data": {"values": [{"a": 1}]}, "mark": "point", "encoding": {"x": {"field": "a"}}})
