"""Spread beside every degree, and what an average hides."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from minsheng.monitor.book import open_book
from minsheng.monitor.equity.overview import equity
from minsheng.monitor.equity.pairs import pairs
from minsheng.monitor.equity.tests.lakeside import BEDS, HOME, INNER, JOBLESS, OUTER, PLACES, book, pack, seen
from minsheng.monitor.observation import RURAL, URBAN
from minsheng.monitor.population import population
from minsheng.packs.load import load_packs
from minsheng.terms.periods import Period

AT = Period.parse("2023")
PACKS = Path(__file__).parents[5] / "packs"


def test_a_county_that_fails_is_said_beside_an_average_that_does_not_show_it() -> None:
    rows = [seen(PLACES, "3.9"), seen(PLACES, "4", INNER), seen(PLACES, "2", OUTER)]
    found = equity(book(pack(PLACES), *rows), AT)
    assert found.city.total.value == 97.5
    said = "平均 97.5%，但有 1 个区县不到 80%：桐庐县 50.0%；桐庐县最低的是“每千人口托位数”，实现 50.0%（2023：2个）。"
    assert found.hidden == (f"总实现度{said}", f"幼有所育{said}")


@pytest.mark.parametrize(("city", "county"), [("3.9", "3.3"), ("3", "2")])
def test_nothing_is_said_when_no_county_fails_or_the_average_is_low_itself(city: str, county: str) -> None:
    rows = [seen(PLACES, city), seen(PLACES, "4", INNER), seen(PLACES, county, OUTER)]
    assert equity(book(pack(PLACES), *rows), AT).hidden == ()


def test_spread_is_weighted_by_people_of_the_census() -> None:
    # 1,323,467 at 4 and 453,106 at 2: mean 3.48990; gap 2, ratio 2
    rows = [seen(PLACES, "4", INNER), seen(PLACES, "2", OUTER)]
    found = equity(book(pack(PLACES), *rows), AT)
    (row,) = found.rows
    assert row.measures["mean"] == pytest.approx(3.4899, abs=1e-4)
    assert (row.measures["ratio"], row.measures["gap"], row.best, row.worst) == (2.0, 2.0, INNER, OUTER)
    # one division in each group: all lies between
    assert row.measures["between"] == pytest.approx(row.measures["theil"])
    assert row.measures["within"] == pytest.approx(0.0, abs=1e-12)
    assert "2020年" in found.said[1]
    # 1,776,573 of the city's 11,936,010 live where there is a figure, in two of thirteen districts
    assert (len(row.figures), row.divisions) == (2, 13)
    assert row.measures["covered"] == pytest.approx(0.14884, abs=1e-5)


def test_of_a_figure_better_when_lower_the_highest_is_the_worst() -> None:
    (row,) = equity(book(pack(JOBLESS), seen(JOBLESS, "3", INNER), seen(JOBLESS, "6", OUTER)), AT).rows
    assert (row.best, row.worst) == (INNER, OUTER)


def test_a_total_and_a_single_district_are_not_compared_and_the_reason_is_said() -> None:
    rows = [seen(BEDS, "4", INNER), seen(BEDS, "2", OUTER), seen(PLACES, "2", OUTER)]
    total, alone = sorted(equity(book(pack(BEDS, PLACES), *rows), AT).rows, key=lambda row: row.indicator.id)[::-1]
    assert "总量" in total.note
    assert "不到两个" in alone.note
    assert math.isnan(total.measures["gini"])
    assert math.isnan(alone.measures["gini"])


def test_a_city_whose_districts_reported_nothing_has_a_degree_and_no_spread() -> None:
    found = equity(book(pack(PLACES), seen(PLACES, "3")), AT)
    assert found.city.total.value == 75.0
    assert found.between == ()
    assert math.isnan(found.rows[0].measures["theil"])


def test_districts_that_come_closer_have_a_falling_trend() -> None:
    rows = [
        seen(PLACES, value, where, year)
        for where, year, value in (
            (INNER, "2021", "3"),
            (OUTER, "2021", "1"),
            (INNER, "2023", "3"),
            (OUTER, "2023", "2"),
        )
    ]
    (row,) = equity(book(pack(PLACES), *rows), AT).rows
    assert row.trend < 0


def test_urban_beside_rural_at_their_last_common_period() -> None:
    rows = [
        seen(PLACES, value, HOME, year, group)
        for year, group, value in (("2022", URBAN, "3"), ("2022", RURAL, "2"), ("2023", URBAN, "4"))
    ]
    made = book(pack(PLACES), *rows)
    (pair,) = pairs(made, PLACES.id, HOME, AT)
    assert (str(pair.first.period), pair.names, pair.ratio, pair.gap) == ("2022", ("城镇", "农村"), 1.5, 1.0)
    assert pairs(made, PLACES.id, HOME, Period.parse("2021")) == []


def test_later_people_observed_stand_over_the_census() -> None:
    people = pack(PLACES).indicators[0]
    made = pack(type(people)(**{**vars(people), "id": "ls-2021.t1.9", "name": "常住人口", "unit": "万人"}))
    one = book(made, seen(made.indicators[0], "140", INNER, "2022"))
    assert [population(INNER, year, one) for year in (2023, 2021)] != [None, None]
    found = population(INNER, 2023, one)
    assert found is not None
    assert (found.people, found.source) == (1_400_000, "统计局 2022")
    before = population(INNER, 2021, one)
    assert before is not None
    assert before.people == 1_323_467


def test_everything_becomes_json_without_nan() -> None:
    rows = [seen(PLACES, "3.9"), seen(PLACES, "4", INNER), seen(PLACES, "2", OUTER)]
    told = json.dumps(equity(book(pack(PLACES, JOBLESS), *rows), AT).as_json(), allow_nan=False)
    assert '"hidden"' in told


def test_the_plan_of_2016_to_2020_was_almost_reached_and_the_page_says_what_was_not() -> None:
    found = equity(open_book("hangzhou", load_packs(PACKS)), Period.parse("2020"), source="hzs-2021 表1")
    bus = next(part for part in found.city.indicators.values() if part.label == "公共交通机动化出行分担率")
    assert bus.value == pytest.approx(100 * 52.4 / 60)
    assert found.city.total.value is not None
    assert 98 < found.city.total.value < 99
    assert found.city.total.covered < 1
