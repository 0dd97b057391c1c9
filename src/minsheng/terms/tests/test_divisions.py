import pytest
from hypothesis import given
from hypothesis import strategies as st

from minsheng.terms.divisions import division_ancestors, division_name, is_division

HANGZHOU_TODAY = {
    "上城区",
    "拱墅区",
    "西湖区",
    "滨江区",
    "萧山区",
    "余杭区",
    "富阳区",
    "临安区",
    "临平区",
    "钱塘区",
    "桐庐县",
    "淳安县",
    "建德市",
}


def test_hangzhou_has_its_thirteen_districts_of_after_2021() -> None:
    names = {division_name(f"3301{number:02}") for number in range(1, 100)} - {None}
    assert names == HANGZHOU_TODAY


@pytest.mark.parametrize("code", ["330103", "330104", "999999", "", "33010", "3301061", "３３０１０６", "33010a"])
def test_what_is_no_code_of_today_is_no_division(code: str) -> None:
    assert not is_division(code)


def test_a_county_level_city_stands_below_its_city_its_province_and_the_country() -> None:
    assert division_ancestors("330182") == ("330100", "330000", "100000")


def test_the_country_has_nothing_above_it() -> None:
    assert division_ancestors("100000") == ()


@given(st.text())
def test_any_text_is_answered(text: str) -> None:
    assert is_division(text) in (True, False)
