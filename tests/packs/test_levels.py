"""What the province says and what its cities say stand side by side without paying twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from minsheng.packs.load import load_all
from minsheng.rules.answer import Assessor
from minsheng.rules.program import load_program
from minsheng.rules.provision import load_provisions
from minsheng.rules.situation import situation_of
from minsheng.terms.periods import Month

PACKS = load_all(Path(__file__).resolve().parents[2] / "packs")
CITIES = {"hangzhou": "330106", "quzhou": "330802"}
MONTH = Month.parse("2021-12")


@pytest.mark.parametrize("city", CITIES)
def test_no_rule_of_the_province_pays_beside_a_citys_own(city: str) -> None:
    paying = {rule.benefit.id for rule in load_program(city, PACKS).rules if rule.steps}
    provincial = {rule.benefit.id for rule in load_program("zhejiang", PACKS).rules if rule.steps}
    own = {benefit.id for benefit in PACKS[city].pack.benefits}

    assert provincial == {"minimum-living"}
    assert provincial & paying <= own


@pytest.mark.parametrize("city", CITIES)
def test_a_destitute_boy_of_17_gets_one_sum_of_money_in_a_city(city: str) -> None:
    program = load_program(city, PACKS)
    home = {
        "household": {"division": CITIES[city], "assets_over_limit": True},
        "persons": [{"birth_date": "2004-06-01", "destitute": True, "disability_kind": "none", "orphan_care": "none"}],
    }
    answers = Assessor(program, MONTH).answers(situation_of(home, MONTH.last_day))
    owed = {one.rule.benefit.id for one in answers if one.outcome != "not_owed" and one.rule.benefit.kind == "cash"}

    assert {name for name in owed if "destitute" in name} == {"destitute-support"}
    assert [one.outcome for one in answers if one.rule.benefit.id == "destitute-minors"] == ["owed"]


def test_a_citys_own_standard_stands_in_the_place_of_the_provinces() -> None:
    held = {one.provision.id: str(one.source) for one in load_provisions("hangzhou", PACKS).standards}

    assert held["food-traceability"] == "hz-2021 专栏13.3"
    assert held["primary-class-size"] == "zj-2021 四(一)2"
