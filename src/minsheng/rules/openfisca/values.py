"""What stands in OpenFisca's files: periods, and numbers that may be sums."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from minsheng.rules.syntax import Wrong, number_of, parse
from minsheng.terms.periods import Month

MOST_MONTHS = 1200
TRUTHS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
"""What YAML 1.1, which OpenFisca reads, takes for yes and no."""

_PERIOD = re.compile(r"(?:(month|year):)?(\d{4})(?:-(\d{2}))?(?::(\d{1,4}))?")


@dataclass(frozen=True)
class Period:
    """Some months from a first one on, or all time, when there are none."""

    text: str
    start: Month | None = None
    months: int = 0

    @property
    def is_year(self) -> bool:
        """Whether it is one calendar year."""
        return self.months == 12 and self.start is not None and self.start.number == 1

    def __iter__(self) -> Iterator[Month]:
        """Its months in order."""
        if self.start is not None:
            first = self.start.year * 12 + self.start.number - 1
            yield from (Month(at // 12, at % 12 + 1) for at in range(first, first + self.months))


def period_of(text: str) -> Period:
    """Read ``2017``, ``2017-01``, ``month:2017-01:3``, ``year:2017-04`` or ``eternity``; raises ``ValueError``.

    >>> period_of("2017").months, [str(one) for one in period_of("month:2017-12:2")]
    (12, ['2017-12', '2018-01'])
    """
    plain = text.strip()
    if plain.lower() == "eternity":
        return Period(plain)
    found = _PERIOD.fullmatch(plain) if plain.isascii() else None
    if found is None or (found[4] is not None and found[1] is None) or (found[1] == "month" and found[3] is None):
        raise ValueError("不是能用的时间段")
    by_year = found[1] == "year" or found[3] is None
    count = int(found[4] or 1) * (12 if by_year else 1)
    if not 1 <= count <= MOST_MONTHS:
        raise ValueError(f"时间段超过 {MOST_MONTHS} 个月")
    try:
        start = Month.parse(f"{found[2]}-{found[3] or '01'}")
        Month.parse(f"{start.year + count // 12:04}-01")
    except ValueError:
        raise ValueError("没有这样的月份") from None
    return Period(plain, start, count)


def number_from(text: str) -> Fraction:
    """A number, or a sum of numbers as OpenFisca works it out, exact; raises ``ValueError``.

    >>> number_from("600 * 2 - 200 / 12"), number_from("-1e3"), number_from("0.1")
    (Fraction(3550, 3), Fraction(-1000, 1), Fraction(1, 10))
    """
    plain = text.strip()
    try:
        exact = Decimal(plain)
    except InvalidOperation:
        return _worked_out(plain)
    if not exact.is_finite() or abs(exact.adjusted()) > 18:
        raise ValueError("不是能用的数")
    return Fraction(exact)


def _worked_out(text: str) -> Fraction:
    try:
        return _value(parse(text), text)
    except (Wrong, ZeroDivisionError):
        raise ValueError("不是数") from None


def _value(node: ast.expr, text: str) -> Fraction:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        return Fraction(number_of(node, text))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_value(node.operand, text)
    if isinstance(node, ast.BinOp):
        one, other = _value(node.left, text), _value(node.right, text)
        if isinstance(node.op, ast.Add):
            return one + other
        if isinstance(node.op, ast.Sub):
            return one - other
        return one * other if isinstance(node.op, ast.Mult) else one / other
    raise ValueError("不是数")
