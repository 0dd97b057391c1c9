from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minsheng.terms.money import fen_of, half_up, yuan_text


@given(st.integers(-(10**15), 10**15))
def test_what_is_written_reads_back(fen: int) -> None:
    assert fen_of(yuan_text(fen)) == fen


@given(st.fractions(max_denominator=1000))
def test_rounding_moves_a_value_by_at_most_a_half(value: Fraction) -> None:
    assert abs(half_up(value) - value) <= Fraction(1, 2)
    assert half_up(-value) == -half_up(value)


@pytest.mark.parametrize(("value", "fen"), [("12.5", 13), ("12.4999", 12), ("0.125", 0), ("-12.5", -13)])
def test_a_half_goes_up(value: str, fen: int) -> None:
    assert half_up(Fraction(value)) == fen


@pytest.mark.parametrize("text", ["1.005", "1,000", "١٢", "", "1e3", "nan", "--1", "1.", ".5", "1" * 16])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="amount in yuan"):
        fen_of(text)
