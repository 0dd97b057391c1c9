"""The table of months and years against the calendar's own rule."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from minsheng.rules.many.calendar import EARLIEST, LATEST, elapsed_table
from minsheng.terms.periods import months_between, years_between

days = st.dates(EARLIEST, LATEST)
month_ends = days.map(lambda day: day.replace(day=1) - timedelta(days=1)).filter(lambda day: day >= EARLIEST)


@settings(deadline=None)
@given(days | month_ends, days | month_ends)
def test_the_table_says_what_the_calendar_says(since: date, day: date) -> None:
    place = (since - EARLIEST).days
    assert elapsed_table("months", day)[place] == months_between(since, day)
    assert elapsed_table("years", day)[place] == years_between(since, day)
