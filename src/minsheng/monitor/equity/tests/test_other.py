"""The development index and the entropy scores of a small city, worked out by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from decimal import Decimal

import pytest

from minsheng.monitor.equity.chosen import chosen
from minsheng.monitor.equity.other import index_series, scored
from minsheng.monitor.equity.overview import equity
from minsheng.monitor.equity.tests.lakeside import (
    HOME,
    INNER,
    JOBLESS,
    OUTER,
    PLACES,
    PLEASED,
    SHARE,
    book,
    pack,
    seen,
)
from minsheng.packs.watching import Weight
from minsheng.terms.periods import Period

AT = Period.parse("2022Q4")


def test_the_index_starts_at_100_in_the_year_before_the_plan() -> None:
    # places 2 to 2.4: 1.2; jobless 5 to 4, better when lower: 1.25; equal: 122.5
    rows = [seen(JOBLESS, "5", HOME, "2020"), seen(PLACES, "2.4", HOME, "2021"), seen(JOBLESS, "4", HOME, "2021Q4")]
    made = book(pack(PLACES, JOBLESS), *rows, seen(PLACES, "3", HOME, "2022"))
    found = index_series(made, AT, chosen(made, AT))
    assert found.years == (2020, 2021, 2022)
    assert found.known[:2] == pytest.approx((100, 122.5))
    # 2022: places alone, 1.5; held: (1.5 + 1.25)/2
    assert (found.known[2], found.covered[2], found.held[2]) == pytest.approx((150, 0.5, 137.5))


def test_the_index_weighs_areas_and_indicators_as_the_pack_says() -> None:
    weights = [Weight("work", Decimal(3), assumed="为了测试")]
    rows = [seen(JOBLESS, "5", HOME, "2020"), seen(JOBLESS, "4", HOME, "2021"), seen(PLACES, "2.4", HOME, "2021")]
    made = book(pack(PLACES, JOBLESS, weights=weights), *rows)
    found = index_series(made, Period.parse("2021"), chosen(made, AT))
    assert found.parts == {PLACES.id: 0.25, JOBLESS.id: 0.75}
    assert found.known[1] == pytest.approx(100 * (0.25 * 1.2 + 0.75 * 1.25))


def test_what_has_no_base_and_what_people_say_is_not_followed() -> None:
    rows = [seen(one, "50", HOME, year) for one in (SHARE, PLEASED) for year in ("2021", "2022")]
    made = book(pack(PLACES, SHARE, PLEASED), *rows, seen(PLEASED, "40", HOME, "2020"))
    found = index_series(made, AT, chosen(made, AT))
    assert list(found.parts) == [PLACES.id]
    assert math.isnan(found.known[2])


def test_without_any_base_there_is_no_index() -> None:
    made = book(pack(SHARE), seen(SHARE, "50", HOME, "2022"))
    found = index_series(made, AT, chosen(made, AT))
    assert all(math.isnan(one) for one in found.known)
    assert found.as_json()["years"][0]["known"] is None


def test_a_score_is_100_for_who_is_best_in_all_and_0_for_who_is_worst() -> None:
    rows = [seen(PLACES, value, code, "2022") for code, value in ((INNER, "4"), (OUTER, "1"), ("330106", "2"))]
    rows += [seen(JOBLESS, value, code, "2022") for code, value in ((INNER, "3"), (OUTER, "6"), ("330106", "4"))]
    made = book(pack(PLACES, JOBLESS), *rows)
    targets = chosen(made, AT)
    found = scored(equity(made, AT, targets=targets).rows, targets)
    assert sum(found.weights.values()) == pytest.approx(1.0)
    assert (found.scores[INNER].value, found.scores[OUTER].value) == (100.0, 0.0)
    # z = 1/3 and 2/3; without the worst the third is the worst itself
    third = found.scores["330106"].value
    assert third is not None
    assert found.moved["330106"] == pytest.approx(max(third, 100 - third))
    assert "变动" in found.said


def test_a_district_without_a_figure_keeps_its_place_with_what_is_known() -> None:
    rows = [seen(PLACES, value, code, "2022") for code, value in ((INNER, "4"), (OUTER, "1"), ("330106", "2"))]
    rows += [seen(JOBLESS, value, code, "2022") for code, value in ((INNER, "3"), (OUTER, "6"))]
    made = book(pack(PLACES, JOBLESS), *rows)
    targets = chosen(made, AT)
    part = scored(equity(made, AT, targets=targets).rows, targets).scores["330106"]
    assert part.value == pytest.approx(100 / 3)
    assert part.covered < 1
    assert [one.label for one in part.missing] == [JOBLESS.name]


def test_nothing_to_compare_has_no_scores() -> None:
    made = book(pack(PLACES))
    targets = chosen(made, AT)
    assert scored(equity(made, AT, targets=targets).rows, targets).scores == {}


def test_entropy_leaves_out_an_indicator_in_which_all_districts_are_alike() -> None:
    other = replace(SHARE, id="ls-2021.t1.8", name="覆盖率")
    rows = [seen(PLACES, value, code, "2022") for code, value in ((INNER, "4"), (OUTER, "1"))]
    rows += [seen(other, "80", code, "2022") for code in (INNER, OUTER)]
    made = book(pack(PLACES, other), *rows)
    targets = chosen(made, AT)
    assert scored(equity(made, AT, targets=targets).rows, targets).weights == {PLACES.id: 1.0}
