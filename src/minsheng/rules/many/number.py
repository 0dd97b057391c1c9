"""Exact numbers for many rows at once: whole numbers over a denominator, never a float.

A row may be not known, and then hold what the number cannot be below; or be gone, known not to exist. Bounds go along
with every array: where a product could leave 64 bits, that step is done with Python's own numbers instead, so that the
answer is exact whatever the figures are.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Literal

import numpy as np

from minsheng.rules.many.masks import Array, Mask, Miss, either, kept, merged, spread, taken, without
from minsheng.rules.many.truth import Truth

MOST = 2**62
"""No array of 64-bit numbers holds more, so that adding two of them is safe too."""


@dataclass(frozen=True, eq=False, slots=True)
class Number:
    """``num`` / ``den`` in each row, each an array or one whole number for all rows; ``den`` is above nothing.

    ``low`` and ``high`` bound every ``num`` and ``most`` every ``den``. ``unk`` marks what is not known; there ``num``
    is what the number cannot be below where ``floor`` says so (yes or no for all of them, or a mask), and anything
    within the bounds elsewhere. ``gone`` marks what is known not to exist; no row is both.
    """

    num: Any
    low: int
    high: int
    den: Any = 1
    most: int = 1
    unk: Mask = None
    floor: Any = False
    gone: Mask = None
    miss: Miss = None

    @classmethod
    def of(cls, value: int | Fraction) -> Number:
        """One value for all rows."""
        exact = Fraction(value)
        num, den = exact.numerator, exact.denominator
        return cls(num, num, num, den, den)

    @property
    def plain(self) -> bool:
        """Whether every row is known and there."""
        return self.unk is None and self.gone is None

    @property
    def has_floor(self) -> Any:
        """Where something is known of it: the value, or what it cannot be below."""
        return True if self.unk is None else ~self.unk | self.floor

    def take(self, rows: Array) -> Number:
        """Some of the rows."""
        return self._each(lambda part: taken(part, rows))

    def spread(self, counts: Array) -> Number:
        """Each row as often as is said."""
        return self._each(lambda part: spread(part, counts))

    def _each(self, change: Any) -> Number:
        return Number(
            change(self.num),
            self.low,
            self.high,
            change(self.den),
            self.most,
            change(self.unk),
            change(self.floor),
            change(self.gone),
            change(self.miss),
        )

    def full(self, rows: int) -> Number:
        """With a numerator for each row."""
        num = self.num
        if not (isinstance(num, np.ndarray) and num.ndim):
            num = np.full(rows, num, np.int64 if max(-self.low, self.high) <= MOST else object)
        return replace(self, num=num, unk=_wholly(self.unk, rows), gone=_wholly(self.gone, rows))


def _wholly(mask: Mask, rows: int) -> Mask:
    return mask if mask is None or mask.ndim else np.full(rows, mask)


def times(one: Any, ones: tuple[int, int], other: Any, others: tuple[int, int]) -> tuple[Any, int, int]:
    """The product with its bounds, with Python's own numbers where 64 bits would not do."""
    if isinstance(other, int) and other == 1:
        return one, *ones
    if isinstance(one, int) and one == 1:
        return other, *others
    corners = [a * b for a in ones for b in others]
    low, high = min(corners), max(corners)
    if max(-low, high) > MOST:
        return own(one) * own(other), low, high
    return wide(one) * wide(other), low, high


def wide(array: Any) -> Any:
    """In 64 bits, unless it holds Python's own numbers."""
    small = isinstance(array, np.ndarray) and array.dtype != np.int64 and array.dtype != object
    return array.astype(np.int64) if small else array


def own(array: Any) -> Any:
    """In Python's own numbers."""
    return array.astype(object) if isinstance(array, np.ndarray) and array.dtype != object else array


def _safe(low: int, high: int, *arrays: Any) -> tuple[Any, ...]:
    return tuple(map(own if max(-low, high) > MOST else wide, arrays))


def aligned(one: Number, other: Number) -> tuple[Number, Number]:
    """Both over the same denominator."""
    if one.den is other.den or (isinstance(one.den, int) and isinstance(other.den, int) and one.den == other.den):
        return one, other
    if isinstance(one.den, int) and isinstance(other.den, int):
        common = math.lcm(one.den, other.den)
        return _over(one, common // one.den), _over(other, common // other.den)
    den, _, most = times(one.den, (1, one.most), other.den, (1, other.most))
    return _raised(one, other.den, other.most, den, most), _raised(other, one.den, one.most, den, most)


def _over(one: Number, factor: int) -> Number:
    num, low, high = times(one.num, (one.low, one.high), factor, (factor, factor))
    assert isinstance(one.den, int)
    return replace(one, num=num, low=low, high=high, den=one.den * factor, most=one.den * factor)


def _raised(one: Number, factor: Any, most_factor: int, den: Any, most: int) -> Number:
    num, low, high = times(one.num, (one.low, one.high), factor, (1, most_factor))
    return replace(one, num=num, low=min(low, one.low), high=max(high, one.high), den=den, most=most)


Operation = Literal["+", "-", "*", "/"]


def calculated(op: Operation, one: Number, other: Number) -> Number:
    """The sum, difference, product or quotient; gone where one of them is, or a known number is divided by nothing."""
    gone = either(one.gone, other.gone)
    unk = without(either(one.unk, other.unk), gone)
    miss = kept(merged(one.miss, other.miss), unk)
    if op in ("+", "-"):
        left, right = aligned(one, other)
        found = _added(left, right, op)
    elif op == "*":
        found = _multiplied(one, other)
    else:
        found, nought = _divided(one, other)
        gone = either(gone, without(nought, unk))
    if unk is None and gone is None:
        return found
    floor = False if unk is None else _floor(op, one, other)
    return replace(found, unk=unk, floor=floor, gone=gone, miss=miss)


def _floor(op: Operation, one: Number, other: Number) -> Any:
    """Where the result, calculated with what the parts cannot be below, is what it cannot be below itself."""
    known = True if other.unk is None else ~other.unk
    if op == "-":
        return one.has_floor & known
    if op == "+":
        return one.has_floor & other.has_floor
    if op == "*":
        return one.has_floor & other.has_floor & (one.num >= 0) & (other.num >= 0)
    return one.has_floor & known & (other.num > 0)


def _added(one: Number, other: Number, op: Operation) -> Number:
    low = one.low + other.low if op == "+" else one.low - other.high
    high = one.high + other.high if op == "+" else one.high - other.low
    first, second = _safe(low, high, one.num, other.num)
    return Number(first + second if op == "+" else first - second, low, high, one.den, one.most)


def _multiplied(one: Number, other: Number) -> Number:
    num, low, high = times(one.num, (one.low, one.high), other.num, (other.low, other.high))
    den, _, most = times(one.den, (1, one.most), other.den, (1, other.most))
    return Number(num, low, high, den, most)


def _divided(one: Number, other: Number) -> tuple[Number, Mask]:
    """The quotient, and where the divisor is nothing."""
    divisor, low, high, nought = other.num, other.low, other.high, None
    if low <= 0 <= high:
        nought = np.asarray(divisor == 0)
        nought = nought if nought.any() else None
        if nought is not None:
            divisor = np.where(nought, 1, divisor)
            low, high = min(low, 1), max(high, 1)
    num, num_low, num_high = times(one.num, (one.low, one.high), other.den, (1, other.most))
    if low < 0:
        sign = np.where(divisor < 0, -1, 1) if isinstance(divisor, np.ndarray) else (-1 if divisor < 0 else 1)
        num, divisor = wide(num) * sign, wide(divisor) * sign
        reach = max(-num_low, num_high)
        num_low, num_high, high = -reach, reach, max(-low, high)
    den, _, most = times(one.den, (1, one.most), divisor, (1, max(high, 1)))
    return Number(num, min(num_low, one.low), max(num_high, one.high), den, most), nought


def rounded(how: Literal["fen", "floor", "ceil"], one: Number) -> Number:
    """Whole: half up and away from nothing for ``fen``, down for ``floor``, up for ``ceil``."""
    if isinstance(one.den, int) and one.den == 1:
        return one
    if how == "fen":
        double, low, high = times(one.num, (one.low, one.high), 2, (2, 2))
        reach = max(-low, high) + one.most
        double, den = _safe(-reach, 2 * reach, double, one.den)
        num = (abs(double) + den) // (2 * den)
        num = np.where(double >= 0, num, -num) if isinstance(num, np.ndarray) else (num if double >= 0 else -num)
    else:
        num, den = _safe(one.low, one.high, one.num, one.den)
        num = num // den if how == "floor" else -(-num // den)
    return replace(one, num=num, low=min(one.low, 0), high=max(one.high, 0), den=1, most=1)


def scaled(one: Number, factor: int) -> Number:
    """Each number so many times over."""
    num, low, high = times(one.num, (one.low, one.high), factor, (factor, factor))
    return replace(one, num=num, low=low, high=high)


_ORDER = {"<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal}
_EQUAL = {"==": np.equal, "!=": np.not_equal}
_MIRRORED = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def compared(op: str, one: Number, other: Number) -> Truth:
    """Yes or no; no where one is gone; known where what a number cannot be below decides."""
    left, right = aligned(one, other)
    holds = (_ORDER.get(op) or _EQUAL[op])(left.num, right.num)
    gone = either(one.gone, other.gone)
    unk = without(either(one.unk, other.unk), gone)
    if unk is None:
        return Truth.sure(np.asarray(holds if gone is None else holds & ~gone, bool))
    yes = holds & (~unk if gone is None else ~(unk | gone))
    mirrored = _MIRRORED[op]
    for above, side in ((_above(op, left, right), op), (_above(mirrored, right, left), mirrored)):
        if above is not None:
            yes = yes | (above & unk) if side in _TRUE_ABOVE else yes
            unk = unk & ~above
    return Truth(yes, yes | unk, kept(merged(one.miss, other.miss), unk))


_TRUE_ABOVE = (">", ">=", "!=")


def _above(op: str, one: Number, other: Number) -> Mask:
    """Where one is not known, but lies above the other even at its least (for < and >=, or on it)."""
    if one.unk is None or one.floor is False:
        return None
    known = True if other.unk is None else ~other.unk
    above = one.num >= other.num if op in ("<", ">=") else one.num > other.num
    found: Array = one.unk & one.floor & known & above
    return found


def extreme(how: Literal["min", "max"], one: Number, other: Number) -> Number:
    """The smaller or the greater; gone where one of them is."""
    left, right = aligned(one, other)
    first, second = _safe(min(left.low, right.low), max(left.high, right.high), left.num, right.num)
    low, high = min(left.low, right.low), max(left.high, right.high)
    if one.plain and other.plain:
        num = (np.minimum if how == "min" else np.maximum)(first, second)
        return Number(num, low, high, left.den, left.most)
    gone = either(one.gone, other.gone)
    unk = without(either(one.unk, other.unk), gone)
    better = (second < first) if how == "min" else (second > first)
    if how == "max":
        better = (better | ~np.asarray(one.has_floor)) & other.has_floor
        floor = one.has_floor | other.has_floor
    else:
        floor = one.has_floor & other.has_floor
    num = np.where(better, second, first)
    return Number(num, low, high, left.den, left.most, unk, floor, gone, kept(merged(one.miss, other.miss), unk))


def chosen(test: Truth, then: Number, otherwise: Number) -> Number:
    """One where the test holds, else the other; where the test is not known, what both agree on."""
    left, right = aligned(then, otherwise)
    first, second = _safe(min(left.low, right.low), max(left.high, right.high), left.num, right.num)
    pick = test.yes
    num = np.where(pick, first, second)
    found = Number(num, min(left.low, right.low), max(left.high, right.high), left.den, left.most)
    if test.known and then.plain and otherwise.plain:
        return found
    unk, gone = _picked(pick, then.unk, otherwise.unk), _picked(pick, then.gone, otherwise.gone)
    floor = np.where(pick, then.floor, otherwise.floor)
    miss = merged(kept(then.miss, pick), kept(otherwise.miss, ~pick))
    if not test.known:
        open_ = test.may & ~test.yes
        none = np.False_
        one_gone = none if then.gone is None else then.gone
        other_gone = none if otherwise.gone is None else otherwise.gone
        branch = either(then.unk, otherwise.unk)
        alike = ((first == second) & ~one_gone & ~other_gone) | (one_gone & other_gone)
        alike = alike if branch is None else alike & ~branch
        doubt = open_ & ~alike
        unk = doubt if unk is None else (unk & ~open_) | doubt
        gone = without(gone, doubt)
        floor = floor & ~open_
        wanted = merged(then.miss, otherwise.miss, test.miss)
        miss = merged(kept(miss, ~open_), kept(wanted, doubt))
    return replace(found, unk=unk, floor=floor, gone=gone, miss=miss)


def _picked(pick: Any, one: Mask, other: Mask) -> Mask:
    if one is None and other is None:
        return None
    found: Array = np.where(pick, False if one is None else one, False if other is None else other)
    return found


def there(one: Number, rows: int) -> Truth:
    """Yes where there is a number at all."""
    yes = np.ones(rows, bool) if one.gone is None else ~one.gone
    return Truth.sure(yes) if one.unk is None else Truth(yes & ~one.unk, yes, one.miss)


def bare(one: Number) -> Number:
    """The number where it is known, told apart from all others where it is not."""
    return replace(one, unk=None, floor=False, gone=either(one.unk, one.gone), miss=None)


def unless_known(one: Number, unk: Mask, miss: Miss) -> Number:
    """The number, but not known where something else is not."""
    if unk is None:
        return one
    before = without(one.unk, unk)
    floor = one.floor if before is not None else False
    if before is not None and floor is not False:
        floor = floor & ~unk
    wanted = merged(kept(one.miss, before), miss)
    return replace(one, unk=either(before, unk), floor=floor, gone=without(one.gone, unk), miss=wanted)
