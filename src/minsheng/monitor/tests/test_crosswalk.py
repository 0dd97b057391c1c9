from __future__ import annotations

import csv
from decimal import Decimal
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minsheng.monitor.crosswalk import crosswalks

WALK = crosswalks("330100")[-1]
OLD = ("330102", "330103", "330104", "330105", "330109", "330110")


def test_people_of_the_parts_add_up_to_the_districts_of_today() -> None:
    text = files("minsheng.register").joinpath("data/330100-districts.csv").read_text("utf-8")
    counted = {row["division"]: int(row["people"]) for row in csv.DictReader(text.splitlines())}
    for division in WALK.redrawn:
        assert sum(part.people for part in WALK.parts if part.new == division) == counted[division]


def test_people_of_the_parts_add_up_to_the_old_districts_of_the_census_tables() -> None:
    # 2020年第七次全国人口普查分县资料, districts as they were on 1 November 2020
    counted = (357_657, 485_849, 1_487_787, 635_136, 2_258_872, 2_402_514)
    for old, people in zip(OLD, counted, strict=True):
        assert sum(part.people for part in WALK.parts if part.old == old) == people


def test_a_whole_merger_adds_totals_and_weights_rates_by_people() -> None:
    figures = {"330103": Decimal("10"), "330105": Decimal("20")}
    assert WALK.restate(figures, "330105", adds_up=True).value == 30
    rate = WALK.restate(figures, "330105", adds_up=False)
    # (10 × 485,849 + 20 × 635,136) / 1,120,985
    assert rate.value is not None
    assert round(rate.value, 6) == Decimal("15.665874")
    assert rate.because == "原下城区、原拱墅区按2020年普查人口加权平均"


@pytest.mark.parametrize("new", ["330102", "330109", "330110", "330113", "330114"])
@pytest.mark.parametrize("adds_up", [True, False])
def test_a_district_that_is_part_of_an_old_one_is_unknown_and_never_split(new: str, adds_up: bool) -> None:
    found = WALK.restate(dict.fromkeys(OLD, Decimal(50)), new, adds_up=adds_up)
    assert found.value is None
    assert "分不清" in found.because


def test_a_merger_of_which_one_figure_is_missing_is_unknown() -> None:
    found = WALK.restate({"330105": Decimal(20)}, "330105", adds_up=True)
    assert (found.value, found.because) == (None, "没有原下城区的数")


def test_the_smallest_groups_that_were_the_same_land_before_and_after() -> None:
    assert WALK.groups() == [("330102", "330109", "330114"), ("330105",), ("330110", "330113")]


def test_where_an_old_district_went_is_told() -> None:
    assert WALK.told(WALK.former["江干区"]) == "2021-03-11 起分入上城区、钱塘区"
    assert WALK.told(WALK.former["下城区"]) == "2021-03-11 起并入拱墅区"


def test_a_city_without_a_known_change_has_none() -> None:
    assert crosswalks("330800") == ()


@given(st.fixed_dictionaries({old: st.decimals(0, 1000, places=2) for old in OLD}))
def test_totals_of_the_groups_add_up_to_the_old_total_and_means_stay_between_the_old_ones(
    figures: dict[str, Decimal],
) -> None:
    totals = WALK.together(figures, adds_up=True).values()
    assert sum(one.value for one in totals if one.value is not None) == sum(figures.values())
    for group, mean in WALK.together(figures, adds_up=False).items():
        own = [figures[part.old] for part in WALK.parts if part.new in group]
        assert mean.value is not None
        assert min(own) - Decimal("1e-20") <= mean.value <= max(own) + Decimal("1e-20")
