"""How a number is written, the same in a picture, in a table and in a sentence."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

Number = Decimal | int | float
NO_FIGURE = "无数据"


def figure(value: Number | None, decimals: int | None = None) -> str:
    """The number in plain digits; exactly as it is when it is a decimal, to two places when it was computed.

    >>> figure(Decimal("52.40")), figure(Decimal("1E+3")), figure(87.3456), figure(None)
    ('52.40', '1000', '87.35', '无数据')
    >>> figure(Decimal("2.345"), 2), figure(-0.001), figure(100.0, 1)
    ('2.35', '0', '100.0')
    """
    if value is None:
        return NO_FIGURE
    exact = value if isinstance(value, Decimal) else Decimal(repr(value) if isinstance(value, float) else value)
    if decimals is not None:
        return _plain(exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))
    if isinstance(value, float):
        rounded = _plain(exact.quantize(Decimal("0.01"), ROUND_HALF_UP))
        return rounded.rstrip("0").rstrip(".")
    return _plain(exact)


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.removeprefix("-") if not value else text


def with_unit(value: Number | None, unit: str, decimals: int | None = None) -> str:
    """The number with its unit, as Chinese print sets it: no space; 万分之 and its like come first.

    >>> with_unit(Decimal("4.5"), "个"), with_unit(98.123, "%", 1), with_unit(None, "%"), with_unit(1.75, "万分之")
    ('4.5个', '98.1%', '无数据', '万分之1.75')
    """
    if value is None:
        return NO_FIGURE
    text = figure(value, decimals)
    return unit + text if unit.endswith("之") else text + unit
