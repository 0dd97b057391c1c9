"""Periods and numbers as OpenFisca writes them."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minsheng.rules.openfisca.values import number_from, period_of
from minsheng.terms.periods import Month


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("2017", [f"2017-{month:02}" for month in range(1, 13)]),
        ("2017-03", ["2017-03"]),
        ("month:2017-03", ["2017-03"]),
        ("month:2017-11:3", ["2017-11", "2017-12", "2018-01"]),
        ("year:2017-04", [f"2017-{month:02}" for month in range(4, 13)] + ["2018-01", "2018-02", "2018-03"]),
        ("month:2017:2", None),
        ("ETERNITY", []),
        ("eternity", []),
        ("2017-13", None),
        ("2017-01-15", None),
        ("day:2017-01-15", None),
        ("week:2017-W03", None),
        ("2017-01:3", None),
        ("year:2017:101", None),
        ("year:2190:20", None),
        ("month:2017-01:0", None),
        ("２０１７", None),
        ("", None),
    ],
)
def test_a_period_has_its_months(text: str, months: list[str] | None) -> None:
    if months is None:
        with pytest.raises(ValueError, match=r"时间段|月份"):
            period_of(text)
    else:
        assert [str(month) for month in period_of(text)] == months


@given(st.integers(1900, 2100), st.integers(1, 12), st.integers(1, 60))
def test_months_follow_each_other(year: int, number: int, count: int) -> None:
    months = list(period_of(f"month:{year}-{number:02}:{count}"))
    assert months[0] == Month(year, number)
    assert len(months) == count
    for one, following in pairwise(months):
        assert (following.year * 12 + following.number) - (one.year * 12 + one.number) == 1


def test_only_a_calendar_year_is_a_year() -> None:
    told = {
        text: period_of(text).is_year for text in ("2017", "year:2017", "year:2017-02", "month:2017-01:12", "2017-01")
    }
    assert told == {"2017": True, "year:2017": True, "year:2017-02": False, "month:2017-01:12": True, "2017-01": False}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("600", Fraction(600)),
        (" -0.5 ", Fraction(-1, 2)),
        ("1e3", Fraction(1000)),
        ("1_000", Fraction(1000)),
        ("600 * 2 - 200 / 12", Fraction(3550, 3)),
        ("-(3 + 4) / 7", Fraction(-1)),
        ("100*0.1", Fraction(10)),
        ("1 / 0", None),
        ("1 / (2 - 2)", None),
        ("salary", None),
        ("true", None),
        ("1 if 2 else 3", None),
        ("nan", None),
        ("inf", None),
        ("1e400", None),
        ("2 ** 9", None),
        ("__import__('os')", None),
        ("", None),
    ],
)
def test_a_number_may_be_a_sum(text: str, number: Fraction | None) -> None:
    if number is None:
        with pytest.raises(ValueError, match="数"):
            number_from(text)
    else:
        assert number_from(text) == number


_numbers = st.integers(0, 9999).map(str) | st.tuples(st.integers(0, 999), st.integers(0, 99)).map(
    lambda pair: f"{pair[0]}.{pair[1]:02}"
)
_sums = st.recursive(
    _numbers.map(lambda text: (text, Fraction(text))),
    lambda inner: st.tuples(inner, st.sampled_from("+-*"), inner).map(
        lambda three: (
            f"({three[0][0]} {three[1]} {three[2][0]})",
            {"+": Fraction.__add__, "-": Fraction.__sub__, "*": Fraction.__mul__}[three[1]](three[0][1], three[2][1]),
        )
    ),
    max_leaves=8,
)


@given(_sums)
def test_any_sum_is_worked_out_exactly(told: tuple[str, Fraction]) -> None:
    assert number_from(told[0]) == told[1]


@given(st.text(max_size=40))
def test_any_other_text_is_refused_in_words(text: str) -> None:
    for read in (number_from, period_of):
        try:
            read(text)
            told = "read"
        except ValueError as error:
            told = str(error)
        assert told
