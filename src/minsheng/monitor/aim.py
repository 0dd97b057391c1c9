"""What counts as reaching a target: an interval, the one definition every state and every degree rests on.

With t the figure printed, the operator says what is promised, and where it says no more than the figure (``=``, ``~``)
the indicator's direction does:

======== =========== ======================== =====================================================
operator direction   reached by                why
======== =========== ======================== =====================================================
``>``    any         x > t
``>=``   any         x ≥ t                     以上, 不低于: the figure itself counts (民法典 第1259条)
``<``    any         x < t
``<=``   any         x ≤ t                     以下, 以内: the figure itself counts
``=``    higher      x ≥ t                     what is printed is a floor
``=``    lower       x ≤ t                     what is printed is a ceiling
``=``    keep        as `kept` has it          to hold a level is not to do worse
``=``    range, none nothing known             the direction must be set in the pack
``~``    higher      x ≥ t − a                 a = `ABOUT`·│t│, the share of t that 左右 leaves open
``~``    lower       x ≤ t + a
``~``    any other   t − a ≤ x ≤ t + a
range    any         low ≤ x ≤ high
======== =========== ======================== =====================================================

An operator against the direction (``<=`` of something that is better when higher) stands as printed.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from minsheng.packs.model import Direction, Operator

ABOUT = Decimal("0.02")
"""How far 左右 and 约 reach, as a share of the figure: no law says, and a fiftieth does not swallow a plan's whole
promise (7.5左右 after 7.2 is not reached by standing still). Also how far a kept level may move either way."""

_INFINITE = Decimal("Infinity")


@dataclass(frozen=True)
class Aim:
    """The values that reach a target: between ``low`` and ``high``, an end itself only when it is not open.

    A floor has no upper end and a ceiling no lower one; the missing end is infinite.
    """

    low: Decimal = -_INFINITE
    high: Decimal = _INFINITE
    low_open: bool = False
    high_open: bool = False

    @property
    def kind(self) -> Literal["floor", "ceiling", "band"]:
        """Which of the two ends it has."""
        if self.high.is_infinite():
            return "floor"
        return "ceiling" if self.low.is_infinite() else "band"

    def goal_from(self, figure: float) -> float:
        """The figure a path from this one leads to: the floor, the ceiling, or the nearest of a range."""
        low, high, _, _ = self.ends
        return {"floor": low, "ceiling": high}.get(self.kind, min(max(figure, low), high))

    @property
    def ends(self) -> tuple[float, float, bool, bool]:
        """The interval as doubles, as `inside` takes it."""
        return float(self.low), float(self.high), self.low_open, self.high_open


def aim_at(op: Operator, figure: Decimal, direction: Direction | None) -> Aim | None:
    """The interval of an operator, a figure and a direction; None where they say nothing, or op is range or text.

    >>> aim_at("=", Decimal(60), "higher")
    Aim(low=Decimal('60'), high=Decimal('Infinity'), low_open=False, high_open=False)
    >>> aim_at("~", Decimal("5"), "lower").high, aim_at("=", Decimal(60), None)
    (Decimal('5.10'), None)
    """
    if op in (">", ">="):
        return Aim(low=figure, low_open=op == ">")
    if op in ("<", "<="):
        return Aim(high=figure, high_open=op == "<")
    if op not in ("=", "~"):
        return None
    about = abs(figure) * ABOUT if op == "~" else Decimal(0)
    if direction == "higher":
        return Aim(low=figure - about)
    if direction == "lower":
        return Aim(high=figure + about)
    if op == "~":
        return Aim(figure - about, figure + about)
    return kept(figure, None) if direction == "keep" else None


def kept(baseline: Decimal, direction: Direction | None) -> Aim:
    """The interval of 保持: not worse than the baseline, as far as its last printed digit tells.

    With the baseline b, printed to the place p (0.01 for 98.85, at most 1): x ≥ b − p/2 where higher is better,
    x ≤ b + p/2 where lower is; where neither is known both ways count, within `ABOUT` of b.

    >>> kept(Decimal("98.85"), "higher").low, kept(Decimal(100), "higher").low
    (Decimal('98.845'), Decimal('99.5'))
    """
    half = Decimal((0, (5,), min(int(baseline.normalize().as_tuple().exponent), 0) - 1))
    if direction == "higher":
        return Aim(low=baseline - half)
    if direction == "lower":
        return Aim(high=baseline + half)
    about = max(half, abs(baseline) * ABOUT)
    return Aim(baseline - about, baseline + about)


def inside(x: Any, low: Any, high: Any, low_open: Any, high_open: Any) -> Any:
    """Whether a value reaches the target; takes numbers, or arrays of them, one and the same definition for both.

    >>> inside(98.0, 98.0, float("inf"), True, False), inside(98.1, 98.0, float("inf"), True, False)
    (False, True)
    """
    return ((x > low) | ((x == low) & (low_open == 0))) & ((x < high) | ((x == high) & (high_open == 0)))
