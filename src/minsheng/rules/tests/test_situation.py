from __future__ import annotations

import json
from contextlib import suppress
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minsheng.rules.situation import read_situation, situation_of
from minsheng.rules.values import NOTHING
from minsheng.terms.errors import MinshengError

DAY = date(2021, 12, 31)


def told(data: Any, *, institution: bool = False) -> list[str]:
    with pytest.raises(MinshengError) as caught:
        situation_of(data, DAY, institution=institution)
    return [fault.message for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("person", "message"),
    [
        ({"monthly_income": -1}, "persons[0].monthly_income：月收入不能是负数"),
        ({"monthly_income": 10**15}, "persons[0].monthly_income：月收入太大，超过 10000000000000"),
        ({"monthly_income": 10**400}, "persons[0].monthly_income：月收入太大"),
        ({"monthly_income": "很多"}, "persons[0].monthly_income：月收入应是数字"),
        ({"monthly_income": True}, "persons[0].monthly_income：月收入应是数字"),
        ({"monthly_income": "NaN"}, "persons[0].monthly_income：月收入应是数字"),
        ({"monthly_income": "1.005"}, "persons[0].monthly_income：月收入超过2位小数"),
        ({"disability_grade": 5}, "persons[0].disability_grade：残疾等级太大，超过 4"),
        ({"disability_grade": 0}, "persons[0].disability_grade：残疾等级不能小于 1"),
        ({"grade": "1.5"}, "persons[0].grade：年级应是整数"),
        ({"birth_date": "2022-01-01"}, "persons[0].birth_date：日期在所问月份之后"),
        ({"birth_date": "2021-02-29"}, "persons[0].birth_date：出生日期没有这一天"),
        ({"birth_date": "1960年"}, "persons[0].birth_date：出生日期应是日期"),
        ({"birth_date": "2000-01-02", "death_date": "2000-01-01"}, "persons[0].death_date：死亡早于出生"),
        ({"sex": "x"}, "persons[0].sex：性别不在可用的词里"),
        ({"destitute": "maybe"}, "persons[0].destitute：特困人员应是 true 或 false"),
        ({"chronic": ["flu"]}, "persons[0].chronic：慢性病与地方病不在可用的词里"),
        ({"hukou_division": "999999"}, "persons[0].hukou_division：户籍所在区划不是行政区划代码"),
        ({"disability_kind": "none", "disability_grade": 2}, "persons[0].disability_grade：与 disability_kind 相矛盾"),
    ],
)
def test_a_value_that_cannot_be_is_told(person: dict[str, Any], message: str) -> None:
    assert told({"persons": [person]}) == [message]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"persons": []}, "persons：这一户没有人"),
        ({"persons": [{"person_id": "a"}, {"person_id": "a"}]}, "persons[1].person_id：与 persons[0] 是同一个人"),
        ({"household": {"household_id": "1"}, "persons": [{"household_id": "2"}]}, "persons[0]：这个人属于另一户"),
        ({"persons": [3]}, "persons[0]：应是“字段: 值”"),
        ({"household": [], "persons": [{}]}, "household：应是“字段: 值”"),
        ([], "内容不是一户人家"),
        ({"persons": [{}] * 201}, "persons：一户有 201 人"),
    ],
)
def test_a_household_that_cannot_be_is_told(data: Any, message: str) -> None:
    assert told(data) == [message]


def test_every_fault_is_told_at_once() -> None:
    assert len(told({"household": {"area": "moon"}, "persons": [{"sex": "x", "monthly_income": -1}]})) == 3


def test_forty_members_are_a_household() -> None:
    assert len(situation_of({"persons": [{"person_id": str(n)} for n in range(40)]}, DAY).persons) == 40


def test_values_come_out_exact_and_what_is_empty_is_left_out() -> None:
    person = {"monthly_income": "1102.5", "sex": "女", "chronic": "糖尿病、高血压", "grade": "", "destitute": None}
    situation = situation_of({"household": {"floor_area_m2": "60.25"}, "persons": [person]}, DAY)
    assert situation.household == {"floor_area_m2": Fraction(241, 4)}
    expected = {"monthly_income": 110250, "sex": "female", "chronic": frozenset({"diabetes", "hypertension"})}
    assert situation.persons == ({**expected, "person_id": "1", "death_date": NOTHING},)


def test_none_says_that_there_is_none_and_what_follows() -> None:
    person = {"disability_kind": "none", "pregnancy_due": "none", "chronic": "none", "employment": "none"}
    (read,) = situation_of({"persons": [person]}, DAY).persons
    assert [read[name] for name in ("disability_kind", "disability_grade", "pregnancy_due")] == [NOTHING] * 3
    assert (read["chronic"], read["employment"]) == (frozenset(), "none")


def test_what_is_left_over_from_before_is_kept_as_told() -> None:
    person = {"education_stage": "none", "grade": 3, "family_planning": "bereaved", "complication_grade": 1}
    (read,) = situation_of({"persons": [person]}, DAY).persons
    assert (read["grade"], read["complication_grade"], read["school_division"]) == (3, 1, NOTHING)


def test_fields_the_register_does_not_know_are_named_with_the_nearest() -> None:
    situation = situation_of({"persons": [{"montly_income": 3}], "note": "x"}, DAY)
    assert situation.ignored == ("note", "persons[0].montly_income（是否应为 monthly_income？）")


def test_an_institution_is_read_plain_or_wrapped() -> None:
    plain = situation_of({"institution_id": "s1", "pupils": 80, "kind": "primary"}, DAY, institution=True)
    wrapped = situation_of(
        {"institution": {"institution_id": "s1", "pupils": 80, "kind": "primary"}}, DAY, institution=True
    )
    assert plain.institution == wrapped.institution == {"institution_id": "s1", "pupils": 80, "kind": "primary"}
    assert told({"pupils": 80}, institution=True) == ["institution：缺少机构编号"]


@pytest.mark.parametrize("text", ["{", "", "[" * 100_000, '{"persons": [{"monthly_income": NaN}]}', "\xff"])
def test_a_file_that_is_no_household_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "home.json"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(MinshengError):
        read_situation(path, DAY)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(MinshengError, match="读不了这个文件"):
        read_situation(tmp_path / "none.json", DAY)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=8,
)
names = st.sampled_from(
    ["monthly_income", "birth_date", "sex", "chronic", "disability_grade", "hukou_division", "person_id"]
)


@given(st.dictionaries(names, anything, max_size=4), st.booleans())
def test_whatever_a_value_is_it_is_read_or_told(person: dict[str, Any], wrapped: bool) -> None:
    with suppress(MinshengError):
        situation_of({"persons": [person]} if wrapped else person, DAY)


@given(anything)
def test_whatever_json_holds_it_is_read_or_told(data: Any) -> None:
    with suppress(MinshengError):
        situation_of(json.loads(json.dumps(data)), DAY)


def test_a_field_that_stands_twice_is_refused_rather_than_one_chosen(tmp_path: Path) -> None:
    file = tmp_path / "home.json"
    file.write_text('{"persons": [{"person_id": "a", "monthly_income": 1, "monthly_income": 2}]}', "utf-8")
    with pytest.raises(MinshengError) as caught:
        read_situation(file, DAY)
    assert [str(fault) for fault in caught.value.faults] == [
        "home.json: 同一处写了两次（读到：monthly_income；应为：只留一个） [situation.twice]"
    ]
