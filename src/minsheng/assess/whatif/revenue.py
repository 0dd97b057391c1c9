"""The two thirds rule: of new revenue, at least two thirds go to people's livelihood; what a change leaves of it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from minsheng.terms.money import half_up

TWO_THIRDS = Fraction(2, 3)
SOURCES = ("hz-2021 十二(三)1", "hzs-2021 十三(二)")
"""Where the plans promise it: 一般公共预算新增财力三分之二以上用于民生支出."""
Standing = Literal["no_new", "saves", "fits", "above", "exceeds"]


@dataclass(frozen=True)
class TwoThirds:
    """New revenue of a year, what a change costs of it in a year, all in fen.

    ``standing``: ``no_new`` revenue; the change ``saves``; it ``fits`` within the two thirds, so that the rest of them
    goes to other livelihood spending; it takes more than them (``above``, which the rule allows); or more than all the
    new revenue (``exceeds``).

    >>> rule = TwoThirds(before=10_000_000_00, after=10_900_000_00, cost=150_000_00)
    >>> rule.new, rule.bound, rule.rest, rule.standing
    (90000000, 60000000, 45000000, 'fits')
    >>> rule.share, rule.share_of_bound
    (Fraction(1, 6), Fraction(1, 4))
    """

    before: int
    after: int
    cost: int

    @property
    def new(self) -> int:
        """By how much the revenue has grown."""
        return self.after - self.before

    @property
    def bound(self) -> int:
        """Two thirds of the new revenue, rounded half up."""
        return half_up(self.new * TWO_THIRDS)

    @property
    def rest(self) -> int:
        """What other livelihood spending must take of the new revenue for the rule to be kept; at least nothing."""
        return max(0, self.bound - max(0, self.cost))

    @property
    def share(self) -> Fraction | None:
        """The change's cost as a share of the new revenue; None when there is none."""
        return Fraction(self.cost, self.new) if self.new > 0 else None

    @property
    def share_of_bound(self) -> Fraction | None:
        """The change's cost as a share of the two thirds; None when there is no new revenue."""
        return None if self.share is None else self.share / TWO_THIRDS

    @property
    def standing(self) -> Standing:
        """Where the change stands."""
        if self.new <= 0:
            return "no_new"
        if self.cost <= 0:
            return "saves"
        if self.cost > self.new:
            return "exceeds"
        return "fits" if self.cost <= self.new * TWO_THIRDS else "above"
