"""How a figure of the report is written: the same in a sentence, in a table, and under a picture."""

from __future__ import annotations

from decimal import Decimal

from minsheng.monitor.example import is_synthetic
from minsheng.monitor.observation import Observation
from minsheng.monitor.reporting.facts import Line
from minsheng.monitor.words import figure_words, plain, target_words
from minsheng.report.figures import figure
from minsheng.terms.divisions import division_name

SYNTHETIC_MARK = "（合成）"
NONE = "—"
_POINTS = {"%": "个百分点", "‰": "个千分点"}


def percent(value: float | None) -> str:
    """A degree or a share to one decimal.

    >>> percent(91.78194), percent(None)
    ('91.8%', '—')
    """
    return NONE if value is None or value != value else f"{figure(value, 1)}%"


def mark(synthetic: bool) -> str:
    """What stands beside a figure that is made up."""
    return SYNTHETIC_MARK if synthetic else ""


def observed(row: Observation) -> str:
    """A figure as it was reported, without its unit, marked when it is made up."""
    return plain(row.value) + mark(is_synthetic(row))


def latest(line: Line) -> str:
    """The figure a target is judged by, with its unit, marked when it is made up."""
    value = line.status.value
    if value is None or line.state == "no_data":
        return NONE
    return figure_words(value, line.status.unit) + mark(line.synthetic)


def goal(line: Line) -> str:
    """The target as printed, with its unit."""
    return target_words(line.target)


def due(line: Line) -> str:
    """Where the path is, with as many decimals as the figure and the target have, and one more."""
    return NONE if line.status.expected is None else figure_words(like(line, line.status.expected), line.status.unit)


def short_of(line: Line) -> str:
    """How far the figure is from the path, or from the target when its year has come."""
    status = line.status
    aim = status.target.value if status.expected is None else Decimal(repr(status.expected))
    if status.value is None or aim is None or line.state == "no_data":
        return NONE
    away = like(line, abs(float(status.value - aim)))
    return ("低" if status.value < aim else "高") + figure_words(away, _POINTS.get(status.unit, status.unit))


def named(line: Line) -> str:
    """The indicator, with the place where the target is for a part of the whole."""
    return f"{line.status.name}（{line.place}）" if line.place else line.status.name


def place_name(division: str) -> str:
    """A division by name."""
    return division_name(division) or division


def like(line: Line, value: float) -> Decimal:
    """A figure that was worked out, with one decimal more than the target's own figures are printed with."""
    printed = [one for one in (line.status.value, line.status.target.value) if one is not None]
    decimals = max((-int(one.normalize().as_tuple().exponent) for one in printed), default=0)
    return Decimal(repr(value)).quantize(Decimal(1).scaleb(-max(decimals, 0) - 1)).normalize() + 0
