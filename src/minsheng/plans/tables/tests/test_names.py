from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minsheng.plans.tables.names import bare_unit, is_unit, split_name


@pytest.mark.parametrize(
    ("cell", "name", "unit"),
    [
        ("托位数（个）", "托位数", "个"),
        ("满意度（分)", "满意度", "分"),
        ("浓度(微克/立方米)", "浓度", "微克/立方米"),
        ("细颗粒物(PM _{2.5})浓度", "细颗粒物(PM2.5)浓度", ""),
        ("医师数（常住人口）（人）", "医师数（常住人口）", "人"),
        ("服务指数（满意度指数）", "服务指数（满意度指数）", ""),
        ("低保标准（元/人·年）", "低保标准", "元/人·年"),
        ("达标县（市、区）数（个）", "达标县（市、区）数", "个"),
        ("亿元 GDP 死亡率( % )", "亿元GDP死亡率", "%"),
        ("参保率%", "参保率", "%"),
        ("收入比", "收入比", ""),
        ("改造套数（万套", "改造套数", "万套"),
        ("（个）", "（个）", ""),
    ],
)
def test_the_unit_in_the_last_bracket_leaves_the_name(cell: str, name: str, unit: str) -> None:
    assert split_name(cell) == (name, unit)


def test_units_of_public_service_plans_are_known() -> None:
    units = (
        "% ‰ 个 万人 万人次 亿次/年 元/人·年 件/万人 床/万人口 人/亿元 平方米/人 张/千人 岁 册/人 户次 公里 吨标准煤"
    )
    assert [unit for unit in units.split() if not is_unit(unit)] == []


def test_remarks_are_no_units() -> None:
    remarks = "含公办园 常住人口 助理 用户满意度指数 预期性 县城 市、区 PM2.5 暂名 试点"
    assert [remark for remark in remarks.split() if is_unit(remark)] == []


@given(st.text(max_size=60))
def test_any_text_splits_without_raising(text: str) -> None:
    name, unit = split_name(text)
    assert " " not in name + unit
    assert isinstance(bare_unit(text), str)
