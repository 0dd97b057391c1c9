"""Degrees of realisation, worked out by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minsheng.monitor.equity.chosen import chosen
from minsheng.monitor.equity.part import Part, combined
from minsheng.monitor.equity.realised import realised, realised_in
from minsheng.monitor.equity.tests.lakeside import (
    BEDS,
    HOME,
    INNER,
    JOBLESS,
    OUTER,
    PLACES,
    PLEASED,
    SHARE,
    WORDS,
    book,
    indicator,
    pack,
    seen,
)
from minsheng.packs.watching import Weight
from minsheng.terms.citation import Citation
from minsheng.terms.periods import Period

AT = Period.parse("2023")


def test_an_area_is_the_mean_of_its_indicators_and_the_total_that_of_areas() -> None:
    # 托位 3/4 and 普惠 60/80 are 75% each; 失业率 4 is below 5: 100%; (75 + 100)/2
    found = realised(book(pack(PLACES, SHARE, JOBLESS), seen(PLACES, "3"), seen(SHARE, "60"), seen(JOBLESS, "4")), AT)
    assert [(area.label, area.value) for area in found.areas] == [("幼有所育", 75.0), ("劳有所得", 100.0)]
    assert (found.total.value, found.total.covered) == (87.5, 1.0)


def test_what_is_missing_is_told_and_the_degree_given_with_and_without_it() -> None:
    # childcare: 75 known, the other half missing: 37.5 to 87.5; total (75 + 100)/2, 68.75 to 93.75
    found = realised(book(pack(PLACES, SHARE, JOBLESS), seen(PLACES, "3"), seen(JOBLESS, "4")), AT)
    childcare = found.areas[0]
    assert (childcare.value, childcare.covered, childcare.low, childcare.high) == (75.0, 0.5, 37.5, 87.5)
    assert (found.total.value, found.total.covered, found.total.low, found.total.high) == (87.5, 0.75, 68.75, 93.75)
    assert [part.label for part in found.total.missing] == ["普惠托位占比"]


def test_with_nothing_known_the_degree_is_unknown_and_not_0() -> None:
    found = realised(book(pack(PLACES, JOBLESS)), AT)
    assert (found.total.value, found.total.covered, found.total.low, found.total.high) == (None, 0.0, 0.0, 100.0)


def test_a_pack_without_targets_has_no_degree() -> None:
    assert realised(book(pack()), AT).total.value is None


def test_equal_weights_are_said_to_be_assumed_and_written_ones_cite_their_clause() -> None:
    weights = [
        Weight("childcare", Decimal(3), source=Citation.parse("ls-2021 表1.1")),
        Weight(SHARE.id, Decimal(0), assumed="口径未定"),
    ]
    made = pack(PLACES, SHARE, JOBLESS, weights=weights)
    found = realised(book(made, seen(PLACES, "3"), seen(SHARE, "8"), seen(JOBLESS, "4")), AT)
    # the share at 10% does not count; (3·75 + 1·100)/4
    assert found.total.value == 81.25
    childcare, work = found.areas
    assert (childcare.weight, childcare.weight_said) == (3.0, "出处：ls-2021 表1.1")
    assert (work.weight, work.weight_said) == (1.0, "等权（假定：规则包没有写权重）")
    assert [part.weight_said for part in childcare.parts][1] == "假定：口径未定"
    assert childcare.parts[1].value == 10.0


def test_satisfaction_and_words_stay_apart() -> None:
    found = realised(book(pack(PLACES, PLEASED, WORDS), seen(PLACES, "4"), seen(PLEASED, "45")), AT)
    assert found.total.value == 100.0
    assert [(part.label, part.value) for part in found.satisfaction] == [("托育服务满意度", 50.0)]
    assert [(part.label, part.value) for part in found.words] == [("劳动关系", None)]


def test_every_degree_opens_down_to_the_figure_and_the_clause() -> None:
    row = seen(PLACES, "3")
    found = realised(book(pack(PLACES), row), AT)
    leaf = found.total.parts[0].parts[0]
    assert [one.observation for one in leaf.parts] == [row, None]
    assert leaf.parts[1].label == "目标（2025年）：≥4个"
    assert {str(one.citation) for one in leaf.walk()} == {"ls-2021 表1.1"}


def test_a_total_of_the_city_is_not_asked_of_its_districts() -> None:
    made = book(pack(PLACES, BEDS), seen(PLACES, "4", INNER), seen(BEDS, "10", INNER), seen(BEDS, "900"))
    found = realised_in(made, AT, (HOME, INNER), chosen(made, AT))
    assert found[INNER].total.value == 100.0
    assert list(found[INNER].indicators) == [PLACES.id]
    assert found[HOME].indicators[BEDS.id].value == 90.0


def test_what_is_promised_division_by_division_is_the_citys_by_people() -> None:
    # 330102 has 1,323,467 people, 330122 453,106: (1323467·100 + 453106·50)/1776573 = 87.2477
    own = indicator(7, "低保标准", "work", target=None, unit="元/月", by_division={"上城区": "1200", "桐庐县": "1000"})
    made = book(pack(own), seen(own, "1200", INNER), seen(own, "500", OUTER))
    found = realised_in(made, AT, (HOME, INNER, OUTER), chosen(made, AT))
    assert found[OUTER].total.value == 50.0
    whole = found[HOME].indicators[own.id]
    assert whole.value == pytest.approx(87.2477, abs=1e-4)
    assert [part.label for part in whole.parts] == ["上城区", "桐庐县"]


def test_where_one_places_people_are_not_known_each_place_counts_once() -> None:
    # 主城区 is no division: nobody knows its people, nor its figure
    own = indicator(7, "低保标准", "work", target=None, unit="元/月", by_division={"主城区": "1200", "桐庐县": "1000"})
    made = book(pack(own), seen(own, "500", OUTER))
    whole = realised(made, AT).indicators[own.id]
    assert (whole.value, whole.covered, whole.low, whole.high) == (50.0, 0.5, 25.0, 75.0)
    assert {part.weight_said for part in whole.parts} == {"有的地方人口不详，各按一份计"}


def test_of_an_indicator_with_two_years_the_first_not_yet_over_counts() -> None:
    made = book(pack(PLACES), seen(PLACES, "3"))
    assert [target.year for target in chosen(made, AT)] == [2025]
    assert chosen(made, AT, "ls-2021 表2") == []
    assert len(chosen(made, AT, "ls-2021 表1")) == len(chosen(made, AT, "ls-2021")) == 1


DEGREES = st.lists(st.tuples(st.one_of(st.none(), st.floats(0, 100)), st.floats(0, 10)), min_size=1, max_size=8)


@given(DEGREES)
def test_a_degree_lies_between_its_worst_and_its_best_case(found: list[tuple[float | None, float]]) -> None:
    parts = [
        Part(str(n), value, weight, covered=1.0 if value is not None else 0.0)
        for n, (value, weight) in enumerate(found)
    ]
    whole = combined("总", parts)
    if whole.low is None or whole.high is None:
        assert not any(weight for _, weight in found)
        return
    if whole.value is not None:
        assert whole.low - 1e-9 <= whole.value <= whole.high + 1e-9
        assert whole.high - whole.low == pytest.approx(100 * (1 - whole.covered), abs=1e-6)
    else:
        assert whole.covered == 0.0
