from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from minsheng.monitor.history import history
from minsheng.packs.model import DivisionValue, Document, Indicator, Pack, PackFile, Value
from minsheng.terms.citation import Citation


def pack(*values: Value, documents: bool = True) -> Pack:
    about = PackFile("hangzhou", "杭州市", "Hangzhou", "330100", "city")
    document = Document("hz-2021", "规划", date(2021, 1, 1), date(2025, 12, 31))
    indicator = Indicator("hz-2021.t1.3", "城镇登记失业率", "%", Citation.parse("hz-2021 表1.3"), values)
    return Pack(about, documents=(document,) if documents else (), indicators=(indicator,))


def told(*values: Value) -> list[tuple[str, str, Decimal, str]]:
    return [(row.division, str(row.period), row.value, row.note) for row in history([pack(*values)])]


def test_a_past_result_is_an_observation_with_its_clause_and_a_target_is_none() -> None:
    target = Value("target", 2020, "<", Decimal("4"))
    [row] = history([pack(Value("actual", 2020, value=Decimal("2.42")), target)])
    assert (row.indicator, row.source) == ("hz-2021.t1.3", "hz-2021 表1.3")
    assert told(Value("actual", 2020, value=Decimal("2.42"))) == [("330100", "2020", Decimal("2.42"), "")]


@pytest.mark.parametrize(
    ("year", "period"),
    [(2020, "2016-2020"), (2025, "2021-2025"), (2023, "2021-2023"), (2021, "2021")],
)
def test_a_total_has_the_years_of_its_plan_as_period(year: int, period: str) -> None:
    value = Value("actual", year, value=Decimal("199.7"), cumulative=True)
    assert [row[1] for row in told(value)] == [period]


def test_a_total_over_unknown_years_is_left_out() -> None:
    value = Value("actual", 2020, value=Decimal("199.7"), cumulative=True)
    assert history([pack(value, documents=False)]) == []


def test_figures_of_named_districts_are_kept_and_those_of_no_district_are_not() -> None:
    parts = (DivisionValue("主城区", Decimal(13224)), DivisionValue("淳安县", Decimal(11460)))
    value = Value("actual", 2020, "text", text="主城区：13224，淳安县：11460", by_division=parts)
    assert told(value) == [("330127", "2020", Decimal(11460), "")]


def test_a_result_printed_as_a_bound_says_so() -> None:
    value = Value("actual", 2020, "<", Decimal("0.011"), note="2019年数据")
    assert told(value) == [("330100", "2020", Decimal("0.011"), "原文写作低于此数；2019年数据")]


def test_a_dash_is_no_observation() -> None:
    assert told(Value("actual", 2020, "text", text="—")) == []
