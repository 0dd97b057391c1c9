"""What every chart shares: measures, the axis with its unit on top, and how a picture gets its table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from minsheng.report.picture import Chart, Table, chart_svg

Better = Literal["higher", "lower", "keep", "range"]
WIDE, ROW = 480, 26
UNIT_ON_TOP = {"titleAngle": 0, "titleAnchor": "end", "titleAlign": "right", "titleY": -8, "titleX": -4}
"""A unit stands upright above its axis; Chinese lying on its side is hard to read."""


def chart_of(
    spec: Mapping[str, Any], title: str, told: str, header: Sequence[str], rows: Sequence[tuple[str, ...]]
) -> Chart:
    """The picture of ``spec`` named by ``title``, told in a sentence, with its numbers."""
    svg = chart_svg(spec, title=title, description=told)
    return Chart(svg, title, told, Table(tuple(header), tuple(rows)))
