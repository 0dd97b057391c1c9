"""Arithmetic of the audit: which figure is weaker, whether two agree, whether one meets the other."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from minsheng.packs.model import Direction, Indicator, Value
from minsheng.packs.names import parse_name
from minsheng.packs.units import parse_unit

_FLOORS, _CEILINGS = (">", ">="), ("<", "<=")


def single(value: Value, direction: Direction | None = None) -> Decimal | None:
    """The number a figure stands for: its value, or the end of a range that binds; None for text."""
    if value.op == "range":
        return {"higher": value.low, "lower": value.high}.get(direction or "")
    return value.value if value.op != "text" else None


def parts(value: Value) -> tuple[Decimal, ...]:
    """The figures of a cell that prints several with a stroke between them; none for any other cell.

    >>> parts(Value("actual", 2020, "text", text="98/98.75")), parts(Value("actual", 2020, "text", text="全省领先"))
    ((Decimal('98'), Decimal('98.75')), ())
    """
    found = (value.text or "").replace(" ", "").replace("／", "/")
    whole = value.op == "text" and re.fullmatch(r"\d+(?:\.\d+)?%?(?:/\d+(?:\.\d+)?%?)+", found)
    return tuple(Decimal(one.rstrip("%")) for one in found.split("/")) if whole else ()


def converted(value: Value, factor: Decimal) -> Value:
    """A figure in the terms of another row: every number in it times the factor."""
    times = {name: number * factor for name in ("value", "low", "high") if (number := getattr(value, name)) is not None}
    return replace(value, **times) if times else value


def weaker(one: Decimal, other: Decimal, direction: Direction | None) -> bool:
    """Whether the first promises less than the second; never when the direction does not say.

    >>> weaker(Decimal(85), Decimal(90), "higher"), weaker(Decimal(4), Decimal(3), "lower")
    (True, True)
    """
    return one < other if direction == "higher" else one > other if direction == "lower" else False


def agree(one: Decimal, other: Decimal) -> bool:
    """Whether two figures are one, rounded to the coarser of the two.

    >>> agree(Decimal("2.01"), Decimal("2")), agree(Decimal("44.2"), Decimal("44.7"))
    (True, False)
    """
    coarser = max(_exponent(one), _exponent(other))
    step = Decimal(1).scaleb(coarser)
    return one.quantize(step, ROUND_HALF_UP) == other.quantize(step, ROUND_HALF_UP)


def _exponent(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return min(exponent, 0) if isinstance(exponent, int) else 0


def met_by(actual: Value, target: Value, direction: Direction) -> bool | None:
    """Whether a past result already meets a target; None when the figures do not say.

    A result that is itself a bound (``<0.011``) counts as that bound when it points the right way.
    """
    one, other = single(actual, direction), single(target, direction)
    if one is None or other is None or actual.cumulative != target.cumulative or direction not in ("higher", "lower"):
        return None
    wrong_way = _CEILINGS if direction == "higher" else _FLOORS
    if actual.op in wrong_way:
        return None
    if one == other:
        strict = target.op in (">", "<")
        return not strict or actual.op == target.op
    return not weaker(one, other, direction)


def at_limit(indicator: Indicator, number: Decimal) -> bool:
    """Whether a share stands at all or nothing, where it cannot get any better."""
    unit = parse_unit(indicator.unit)
    return unit is not None and unit.kind == "share" and number * unit.scale in (0, 1)


def comparable_between_levels(indicator: Indicator) -> bool:
    """Whether a city's figure can stand beside a province's: shares, rates and averages can, totals cannot."""
    unit = parse_unit(indicator.unit)
    if parse_name(indicator.name).base is not None:
        return True
    if unit is None:
        return False
    return unit.kind in ("share", "years", "score", "duration", "length", "density") or (
        unit.base is not None and unit.base.of not in ("年", "月", "天")
    )
