"""A table as shades."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from minsheng.report.charts.base import WIDE, Better, chart_of
from minsheng.report.figures import NO_FIGURE, Number, figure
from minsheng.report.palette import STEPS, TEXT
from minsheng.report.picture import Chart


def heat_chart(
    title: str,
    unit: str,
    rows: Sequence[str],
    columns: Sequence[str],
    cells: Mapping[tuple[str, str], Number | None],
    *,
    better: Better = "higher",
    width: int = WIDE,
) -> Chart:
    """Rows by columns, the darker the better; an empty square has no figure. The numbers are in the table.

    No numbers in the squares: each costs the renderer milliseconds, and beside it stands the table.
    """
    values = [
        {"row": row, "column": column, "value": float(value)}
        for row in rows
        for column in columns
        if (value := cells.get((row, column))) is not None
    ]
    colour = {
        "field": "value",
        "type": "quantitative",
        "title": unit or None,
        "scale": {"range": list(STEPS if better != "lower" else reversed(STEPS)), "zero": False},
    }
    top = {"orient": "top", "labelAngle": -45, "ticks": False, "domain": False}
    spec = {
        "data": {"values": values},
        "width": width,
        "height": {"step": 22},
        "mark": {"type": "rect", "stroke": TEXT, "strokeOpacity": 0.15},
        "encoding": {
            "x": {"field": "column", "type": "nominal", "title": None, "axis": top, "scale": {"domain": list(columns)}},
            "y": {"field": "row", "type": "nominal", "title": None, "scale": {"domain": list(rows)}},
            "color": colour,
        },
    }
    missing = len(rows) * len(columns) - len(values)
    told = f"{len(rows)} 行 {len(columns)} 列，颜色越深越好" + (f"；{missing} 格{NO_FIGURE}。" if missing else "。")
    table = [(row, *(figure(cells.get((row, column))) for column in columns)) for row in rows]
    return chart_of(spec, title, told, ("", *columns), table)
