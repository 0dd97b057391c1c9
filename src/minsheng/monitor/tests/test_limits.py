from __future__ import annotations

from decimal import Decimal

import pytest

from minsheng.monitor.limits import limits_of
from minsheng.packs.model import Indicator, Value
from minsheng.terms.citation import Citation


def one(name: str, unit: str, *printed: str) -> Indicator:
    values = tuple(Value("actual", 2020, value=Decimal(text)) for text in printed)
    return Indicator("x", name, unit, Citation("a"), values)


@pytest.mark.parametrize(
    ("name", "unit", "value", "breaks"),
    [
        ("义务教育巩固率", "%", "100", False),
        ("义务教育巩固率", "%", "100.1", True),
        ("义务教育巩固率", "%", "-0.1", True),
        ("高等教育毛入学率", "%", "104.2", False),
        ("居民人均可支配收入增长", "%", "-3.2", False),
        ("居民消费价格涨幅", "%", "130", False),
        ("婴儿死亡率", "‰", "17.9", False),
        ("婴儿死亡率", "‰", "1001", True),
        ("亿元生产总值生产安全事故死亡率", "人/亿元", "120", False),
        ("人均预期寿命", "岁", "131", True),
        ("公众气象服务满意度", "分", "100.5", True),
        ("杭州书房", "个", "-1", True),
    ],
)
def test_a_figure_is_held_to_what_its_unit_and_name_allow(name: str, unit: str, value: str, breaks: bool) -> None:
    assert limits_of(one(name, unit)).breaks(Decimal(value)) is breaks


def test_a_share_of_which_a_plan_prints_more_than_the_whole_may_pass_it() -> None:
    assert limits_of(one("污水处理率", "%", "103.5")).high is None
    assert "103.5" in limits_of(one("污水处理率", "%", "103.5")).because


def test_a_unit_that_one_table_forgot_is_that_of_the_same_indicator_elsewhere() -> None:
    forgot, elsewhere = one("高中段教育入学率", "", "99.6"), one("高中段教育入学率", "%", "99.6")
    assert limits_of(forgot).high is None
    assert limits_of(forgot, [elsewhere]).high == 100


@pytest.mark.parametrize(
    ("name", "unit", "printed", "whole"),
    [
        ("社会办博物馆", "个", "12", True),
        ("每万人拥有律师数", "个", "11", False),
        ("每个街道和乡镇拥有示范型婴幼儿成长驿站数", "家", "1", False),
        ("各类学科等数量", "个", "30", True),
        ("公租房套数", "套", "1.5", False),
        ("城镇新增就业人数", "万人", "85", False),
    ],
)
def test_whole_things_are_counted_whole(name: str, unit: str, printed: str, whole: bool) -> None:
    assert limits_of(one(name, unit, printed)).whole is whole
