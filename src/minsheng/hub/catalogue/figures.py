"""Figures of an indicator as a reader compares them: where it stood, where it shall be, and a small picture."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from minsheng.packs.model import Indicator, Value


def baseline(indicator: Indicator) -> Value | None:
    """The last past result that is given."""
    found = [value for value in indicator.values if value.kind == "actual"]
    return max(found, key=lambda value: value.year or 0, default=None)


def goal(indicator: Indicator) -> Value | None:
    """The target of the last year; a promised growth when no target is given."""
    for kind in ("target", "growth"):
        found = [value for value in indicator.values if value.kind == kind]
        if found:
            return max(found, key=lambda value: value.year or 0)
    return None


@dataclass(frozen=True)
class Bar:
    """One bar of the picture; lengths in the picture's own units, ``WIDTH`` for the largest figure."""

    value: Value
    length: float
    top: int


WIDTH = 320
STEP = 44


@dataclass(frozen=True)
class Picture:
    """Bars for the figures of one indicator, all on one scale that begins at zero."""

    bars: tuple[Bar, ...]
    height: int


def _size(value: Value) -> Decimal | None:
    return value.high if value.op == "range" else value.value


def picture(indicator: Indicator) -> Picture | None:
    """The picture, or None when there are not two figures of one kind of measure to set side by side.

    A promised growth and a total over the period are other measures than a figure of one year: they stay out.
    """
    shown = [
        (value, size)
        for value in sorted(indicator.values, key=lambda value: (value.year or 0, value.kind))
        if value.kind != "growth" and not value.cumulative and (size := _size(value)) is not None
    ]
    if len(shown) < 2 or any(size < 0 for _, size in shown):
        return None
    largest = max(size for _, size in shown)
    if not largest:
        return None
    bars = tuple(
        Bar(value=value, length=round(float(size / largest) * WIDTH, 1), top=at * STEP)
        for at, (value, size) in enumerate(shown)
    )
    return Picture(bars=bars, height=len(bars) * STEP)
