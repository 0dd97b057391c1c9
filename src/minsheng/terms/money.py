"""Money: whole fen inside, yuan with two decimals outside, rounded half up once where a clause fixes the amount."""

from __future__ import annotations

import re
from fractions import Fraction

_YUAN = re.compile(r"(-?)(\d{1,15})(?:\.(\d{1,2}))?")


def half_up(value: int | Fraction) -> int:
    """The nearest whole number; a half goes up, away from zero for what is owed and what is owing alike.

    >>> half_up(Fraction(1, 2)), half_up(Fraction(5, 2)), half_up(Fraction(-1, 2)), half_up(7)
    (1, 3, -1, 7)
    """
    if isinstance(value, int):
        return value
    whole = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return whole if value.numerator >= 0 else -whole


def fen_of(text: str) -> int:
    """Yuan as written, in fen; raises ``ValueError`` for more than two decimals or anything that is no amount.

    >>> fen_of("750"), fen_of("0.5"), fen_of("-1.05")
    (75000, 50, -105)
    """
    found = _YUAN.fullmatch(text.strip()) if text.isascii() else None
    if found is None:
        raise ValueError(f"not an amount in yuan: {text!r}")
    fen = int(found[2]) * 100 + int((found[3] or "").ljust(2, "0"))
    return -fen if found[1] else fen


def yuan_text(fen: int) -> str:
    """Fen as yuan with two decimals.

    >>> yuan_text(75000), yuan_text(-5)
    ('750.00', '-0.05')
    """
    whole, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole}.{rest:02}"
