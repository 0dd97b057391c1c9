from __future__ import annotations

from calendar import isleap
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minsheng.terms.periods import Month, Period, months_between, years_between


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        (date(1961, 12, 15), date(2021, 12, 14), 59),
        (date(1961, 12, 15), date(2021, 12, 15), 60),
        (date(2004, 2, 29), date(2022, 2, 27), 17),
        (date(2004, 2, 29), date(2022, 2, 28), 18),
        (date(2004, 2, 29), date(2024, 2, 28), 19),
        (date(2004, 2, 29), date(2024, 2, 29), 20),
        (date(2003, 2, 28), date(2024, 2, 27), 20),
        (date(2021, 12, 31), date(2021, 12, 31), 0),
    ],
)
def test_years_are_full_on_the_birthday_and_on_the_28th_where_there_is_no_29th(born: date, on: date, age: int) -> None:
    assert years_between(born, on) == age


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (date(2021, 1, 31), date(2021, 2, 27), 0),
        (date(2021, 1, 31), date(2021, 2, 28), 1),
        (date(2021, 1, 30), date(2021, 2, 28), 1),
        (date(2021, 6, 1), date(2021, 5, 1), -1),
        (date(2020, 12, 31), date(2021, 12, 31), 12),
    ],
)
def test_months_are_full_on_the_corresponding_day_or_the_last(start: date, end: date, months: int) -> None:
    assert months_between(start, end) == months


days = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@given(days, days, days)
def test_time_never_runs_back(start: date, one: date, other: date) -> None:
    first, second = sorted([one, other])
    assert months_between(start, first) <= months_between(start, second)
    assert years_between(start, first) <= years_between(start, second)


@given(days, st.integers(0, 100))
def test_each_birthday_adds_one_year(born: date, years: int) -> None:
    year = born.year + years
    missing = (born.month, born.day) == (2, 29) and not isleap(year)
    birthday = date(year, 2, 28) if missing else born.replace(year=year)
    assert years_between(born, birthday) == years
    if birthday > born:
        assert years_between(born, date.fromordinal(birthday.toordinal() - 1)) == years - 1


@pytest.mark.parametrize("text", ["2021", "2021-13", "2021-00", "2021-1", "２０２１-12", "21-12", "2021-12-01", ""])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a month"):
        Month.parse(text)


def test_a_month_knows_its_days_and_how_it_is_written() -> None:
    month = Month.parse("2021-02")
    assert (month.first_day, month.last_day, str(month)) == (date(2021, 2, 1), date(2021, 2, 28), "2021-02")


@given(
    st.one_of(
        st.builds(Period, st.integers(1900, 2200)),
        st.builds(Period, st.integers(1900, 2200), st.just("quarter"), st.integers(1, 4)),
        st.builds(Period, st.integers(1900, 2200), st.just("month"), st.integers(1, 12)),
        st.integers(1900, 2199).flatmap(
            lambda year: st.builds(Period, st.just(year), st.just("span"), st.just(0), st.integers(year + 1, 2200))
        ),
    )
)
def test_a_period_written_and_read_is_itself(period: Period) -> None:
    assert Period.parse(str(period)) == period
    assert period.first_day < period.last_day


def test_periods_order_by_their_end_and_the_longer_of_two_comes_later() -> None:
    texts = ["2021-2025", "2023Q4", "2023", "2023-12", "2023Q1", "2024-01"]
    assert [str(one) for one in sorted(map(Period.parse, texts))] == [
        "2023Q1",
        "2023-12",
        "2023Q4",
        "2023",
        "2024-01",
        "2021-2025",
    ]


@pytest.mark.parametrize(
    "text", ["", "2023Q5", "2023-13", "2023-00", "202", "2025-2021", "2021-2021", "20２３", "2023-12-31"]
)
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a period"):
        Period.parse(text)
