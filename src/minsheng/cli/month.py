"""The month a command is asked about."""

from __future__ import annotations

from minsheng.terms.errors import Fault, MinshengError
from minsheng.terms.periods import Month


def month_of(text: str) -> Month:
    """The month asked for; raises `MinshengError`."""
    try:
        return Month.parse(text)
    except ValueError:
        raise MinshengError(Fault("explain.month", "不是月份", read=text, expected="2021-12")) from None
