"""Counts by kind, side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from minsheng.report.charts.base import ROW, WIDE, chart_of
from minsheng.report.palette import STATE_WORDS, STATES
from minsheng.report.picture import Chart


@dataclass(frozen=True)
class Part:
    """So many of a row in one state or kind."""

    row: str
    kind: str
    count: int


def stack_chart(
    title: str,
    parts: Sequence[Part],
    *,
    kinds: Mapping[str, str] = STATES,
    words: Mapping[str, str] = STATE_WORDS,
    width: int = WIDE,
) -> Chart:
    """Rows of counts side by side, by kind: how many targets of each area are met, on track, behind, without data.

    ``kinds`` gives each kind its colour in order, ``words`` its name.
    """
    rows = list(dict.fromkeys(one.row for one in parts))
    order = {kind: place for place, kind in enumerate(kinds)}
    values = [
        {"row": one.row, "kind": words[one.kind], "order": order[one.kind], "count": one.count, "said": str(one.count)}
        for one in sorted(parts, key=lambda one: (rows.index(one.row), order[one.kind]))
        if one.count
    ]
    used = [kind for kind in kinds if any(one.kind == kind and one.count for one in parts)]
    colour = {
        "field": "kind",
        "type": "nominal",
        "title": None,
        "scale": {"domain": [words[kind] for kind in used], "range": [kinds[kind] for kind in used]},
    }
    x = {"field": "count", "type": "quantitative", "stack": "zero", "axis": None}
    spec = {
        "data": {"values": values},
        "width": width,
        "height": {"step": ROW},
        "encoding": {
            "y": {
                "field": "row",
                "type": "nominal",
                "scale": {"domain": rows},
                "title": None,
                "axis": {"ticks": False},
            },
            "order": {"field": "order", "type": "quantitative"},
        },
        "layer": [
            {"mark": {"type": "bar", "height": 18}, "encoding": {"x": x, "color": colour}},
            {
                "mark": {"type": "text", "color": "#ffffff", "fontSize": 11},
                "encoding": {
                    "x": {**x, "bandPosition": 0.5},
                    "text": {"field": "said"},
                    "detail": {"field": "kind"},
                },
            },
        ],
    }
    sums = {kind: sum(one.count for one in parts if one.kind == kind) for kind in kinds}
    told = "，".join(f"{words[kind]} {count}" for kind, count in sums.items() if count) or "没有目标"
    counts = {(one.row, one.kind): one.count for one in parts}
    table = [(row, *(str(counts.get((row, kind), 0)) for kind in kinds)) for row in rows]
    return chart_of(spec, title, f"合计：{told}。", ("", *(words[kind] for kind in kinds)), table)
