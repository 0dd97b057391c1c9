"""Tenths by income: everyone stands in one, in order, and as near to a tenth as incomes that are alike allow."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from minsheng.assess.whatif.deciles import TOP, Incomes

households = st.tuples(st.integers(0, 3_000_000), st.booleans(), st.integers(0, 6), st.integers(-(2**50), 2**50))


@given(st.lists(households, min_size=1, max_size=60))
def test_tenths_hold_everyone_in_the_order_of_income(made: list[tuple[int, bool, int, int]]) -> None:
    income, known, members, change = (np.array(column) for column in zip(*made, strict=True))
    incomes = Incomes(("month",))
    incomes.add(income, known, members, {"month": (change, np.zeros(len(made), bool))})
    *tenths, unknown = incomes.tenths("month")
    living = [one for one in made if one[2]]
    heads = sorted(min(one[0] // (one[2] * 100), TOP) for one in living if one[1] for _ in range(one[2]))
    assert unknown.persons == sum(one[2] for one in living if not one[1])
    assert [one.persons for one in tenths] == _by_hand(heads)
    for one in tenths:
        within = [
            head for head in heads if one.low is not None and one.high is not None and one.low <= head <= one.high
        ]
        assert one.persons == len(within)
    assert sum(one.households for one in [*tenths, unknown]) == len(living)
    assert sum(one.winners.fen + one.losers.fen for one in [*tenths, unknown]) == sum(one[3] for one in living)


def _by_hand(heads: list[int]) -> list[int]:
    """Each person in the first tenth whose last one earns as much."""
    if not heads:
        return [0] * 10
    ends = [heads[-(-len(heads) * number // 10) - 1] for number in range(1, 11)]
    return [
        sum(next(n for n, end in enumerate(ends) if head <= end) == number for head in heads) for number in range(10)
    ]


def test_sums_beyond_64_bits_are_exact() -> None:
    incomes = Incomes(("month",))
    for _ in range(3):
        rows = np.full(4, 2**61)
        incomes.add(np.zeros(4, np.int64), np.ones(4, bool), np.ones(4, np.int64), {"month": (rows, rows < 0)})
    assert sum(one.winners.fen for one in incomes.tenths("month")) == 12 * 2**61
