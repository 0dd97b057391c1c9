from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minsheng.monitor.importing.figures import Problem
from minsheng.monitor.importing.numbers import is_blank, read_number
from minsheng.monitor.importing.tests.conftest import PACK
from minsheng.monitor.importing.words import Words, read_period
from minsheng.monitor.store import is_exact
from minsheng.terms.divisions import divisions_below
from minsheng.terms.periods import Period

WORDS = Words(PACK, {"a": PACK})
WIDE = str.maketrans("0123456789.,%-", "０１２３４５６７８９．，％－")
_FIGURES = st.decimals(-(10**8), 10**8, places=3)


@given(_FIGURES, st.sampled_from(["%", "‰", "/10万", "万人", "元", "个"]), st.booleans(), st.booleans())
def test_a_figure_however_it_is_written_is_the_same_figure(
    value: Decimal, unit: str, with_unit: bool, wide: bool
) -> None:
    text = f" {value:,.3f}" + (unit if with_unit else "")
    assert read_number(text.translate(WIDE) if wide else text, unit) == value


@given(_FIGURES.filter(lambda value: is_exact(value * 100)))
def test_a_cell_shown_as_a_percentage_is_a_hundred_times_its_number(value: Decimal) -> None:
    assert read_number(str(value), "%", percent=True) == value * 100


@given(st.text(max_size=30))
def test_whatever_a_cell_says_is_a_figure_or_a_problem(text: str) -> None:
    read = read_number(text, "%")
    assert isinstance(read, Problem) or is_exact(read)
    assert isinstance(read_period(text), Period | Problem)
    assert isinstance(WORDS.division(text), str | Problem)
    assert isinstance(WORDS.group(text), str | Problem)
    assert is_blank(text) in (True, False)


_PERIODS = st.one_of(
    st.builds(lambda year: Period(year), st.integers(1900, 2200)),
    st.builds(lambda year, number: Period(year, "quarter", number), st.integers(1900, 2200), st.integers(1, 4)),
    st.builds(lambda year, number: Period(year, "month", number), st.integers(1900, 2200), st.integers(1, 12)),
    st.builds(lambda year, more: Period(year, "span", until=year + more), st.integers(1900, 2100), st.integers(1, 9)),
)


@given(_PERIODS)
def test_a_period_is_read_in_its_written_form_and_in_chinese(period: Period) -> None:
    chinese = {
        "year": f"{period.year}年",
        "quarter": f"{period.year}年第{'〇一二三四'[period.number % 5]}季度",
        "month": f"{period.year}年{period.number}月",
        "span": f"{period.year}—{period.until}年",
    }
    assert read_period(str(period)) == read_period(chinese[period.kind]) == period


@pytest.mark.parametrize(
    "form", ["{name}", "{code}", "杭州市{name}", "浙江省杭州市{name}", "{name}（{code}）", " {name} "]
)
def test_every_district_is_known_in_every_form(form: str) -> None:
    for name, code in divisions_below("330100").items():
        assert WORDS.division(form.format(name=name, code=code)) == code


@pytest.mark.parametrize("text", ["全市", "杭州市", "330100", "合计"])
def test_the_city_is_known_by_its_words(text: str) -> None:
    assert WORDS.division(text) == "330100"


@pytest.mark.parametrize(
    ("short", "code"), [("西湖", "330106"), ("淳安", "330127"), ("建德", "330182"), ("余杭", "330110")]
)
def test_a_short_name_that_only_one_has_is_known(short: str, code: str) -> None:
    assert WORDS.division(short) == code
