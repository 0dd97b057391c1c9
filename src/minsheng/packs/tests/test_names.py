from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minsheng.packs.matching import pairs
from minsheng.packs.model import Indicator, Match, Value
from minsheng.packs.names import likeness, parse_name
from minsheng.packs.units import Base, parse_unit, plain_unit, same_unit
from minsheng.terms.citation import Citation

SAME = [
    ("每千人口拥有3岁以下婴幼儿照护服务托位数", "个", "每千人拥有3岁以下婴幼儿托位数", "个"),
    ("九年义务教育巩固率", "%", "义务教育巩固率", "%"),
    ("每千人口拥有3岁以下婴幼儿照护设施托位数", "个", "每千人口拥有3岁以下婴幼儿托位数", "个"),
    ("健康产业增加值占全市地区生产总值比重", "%", "健康产业增加值占GDP比重", "%"),
    ("旅游产业增加值占GDP比重", "%", "旅游产业增加值占地区生产总值比例", "%"),
    ("每千人口拥有执业（助理）医师数（常住人口）", "人", "每千人执业医师数", "人"),
    ("3岁以下婴幼儿家长科学育儿知识普及率", "%", "婴幼儿家长科学育儿知识普及率", "%"),
    ("经常参与体育锻炼人数比例", "%", "经常参加体育锻炼人数比例", "%"),
    ("亿元生产总值生产安全事故死亡率", "人/亿元", "亿元 GDP 生产安全事故死亡率", "(人/亿元)"),
    ("亿元生产总值生产安全事故死亡率", "人/亿元", "亿元GDP生产安全事故死亡率", "%"),
    ("每万人拥有律师数", "个", "每万人口拥有律师数", "人"),
    ("I-III类水体比例", "%", "Ⅰ－Ⅲ类水体比例", "%"),
    ("生活补贴和护理补贴覆盖率", "%", "生活补贴、护理补贴覆盖率", "%"),
    ("全市森林覆盖率", "%", "森林覆盖率", "%"),
]
CLOSE = [
    ("失业保险", "万", "失业保险参保人数", "万人"),
    ("主要食品安全追溯覆盖率", "%", "主要食品安全信息追溯覆盖率", "%"),
    ("旅游休闲产业增加值占GDP比重", "%", "旅游产业增加值占GDP比重", "%"),
    ("国民体质合格率", "%", "国民体质监测合格率", "%"),
    ("每千人口拥有3岁以下婴幼儿照护设施托位数", "个", "婴幼儿托位数", "个"),
    ("3岁以下婴幼儿发育定期筛查率", "%", "3岁以下婴幼儿标准化发育监测筛查率", "%"),
]
APART = [
    ("新建大学生创业企业数", "万家", "新建大学生创业企业带动就业人数", "万人"),
    ("污水处理率", "%", "建制镇污水处理率", "%"),
    ("主要畜禽产品自给率", "%", "主要水产品自给率", "%"),
    ("居民人均可支配收入", "元", "居民人均可支配收入增长", "%"),
    ("精神科执业医师数", "人", "执业医师数", "人"),
    ("城镇登记失业率", "%", "城镇调查失业率", "%"),
    ("婴儿死亡率", "‰", "5岁以下儿童死亡率", "‰"),
    ("学前教育阶段残疾儿童入学率", "%", "义务教育阶段残疾儿童入学率", "%"),
    ("工伤保险参保人数", "万人", "失业保险参保人数", "万人"),
    ("工伤保险参保人数", "万人", "工伤保险参保率", "%"),
    ("药品抽检覆盖率", "%", "医疗器械抽检覆盖率", "%"),
    ("婴幼儿托位数", "万个", "每千人口拥有婴幼儿托位数", "个"),
    ("每千老年人护理员数", "人", "每千人口护理员数", "人"),
    ("普惠幼儿园比例", "%", "普惠幼儿园在园幼儿占比", "%"),
    ("基本医疗保险户籍人口参保率", "%", "基本医疗保险参保率", "%"),
    ("国家级示范社区", "个", "省级示范社区", "个"),
]


@pytest.mark.parametrize("pair", SAME, ids=[pair[0] for pair in SAME])
def test_two_ways_to_write_one_indicator_are_the_same(pair: tuple[str, str, str, str]) -> None:
    assert likeness(*pair).strength == "same"


@pytest.mark.parametrize("pair", CLOSE, ids=[pair[0] for pair in CLOSE])
def test_names_that_probably_mean_one_are_proposed(pair: tuple[str, str, str, str]) -> None:
    assert likeness(*pair).strength == "close"


@pytest.mark.parametrize("pair", APART, ids=[pair[0] for pair in APART])
def test_names_that_count_something_else_are_kept_apart(pair: tuple[str, str, str, str]) -> None:
    assert not likeness(*pair).one


def test_a_match_is_explained_by_what_is_alike_and_what_is_not() -> None:
    found = likeness("旅游休闲产业增加值占GDP比重", "%", "旅游产业增加值占GDP比重", "%")
    assert found.because == "名称主干都有“旅游产业增加值gdp”，“旅游休闲产业增加值gdp”多“休闲”"


def test_a_base_on_one_side_only_is_said() -> None:
    assert "只有一处写明口径（每1000人）" in likeness("每千人口托位数", "个", "托位数", "个").because


def test_other_bases_are_said_and_converted() -> None:
    found = likeness("每千人口床位数", "张", "每万人床位数", "张")
    assert found.factor == Decimal("0.1")
    assert "可换算" in found.because


@pytest.mark.parametrize(
    ("unit", "other", "factor"),
    [
        ("%", "‰", "10"),
        ("万人", "人", "10000"),
        ("%", "/10万", "1000"),
        ("小时", "分钟", "60"),
        ("平方公里", "公顷", "100"),
    ],
)
def test_units_of_one_kind_are_converted(unit: str, other: str, factor: str) -> None:
    one, two = parse_unit(unit), parse_unit(other)
    assert one is not None
    assert two is not None
    assert one.factor_to(two) == Decimal(factor)


def test_units_of_two_kinds_are_not() -> None:
    one, two = parse_unit("元"), parse_unit("人")
    assert one is not None
    assert two is not None
    assert one.factor_to(two) is None


@pytest.mark.parametrize(
    ("unit", "kind", "base"),
    [
        ("床/万人口", "count", Base(Decimal(10_000), "人")),
        ("元/人·年", "money", Base(Decimal(1), "人·年")),
        ("亿次/年", "count", Base(Decimal(1), "年")),
        ("微克/立方米", "density", None),
        ("(人/亿元)", "count", Base(Decimal(100_000_000), "元")),
    ],
)
def test_a_unit_says_what_it_measures_and_per_what(unit: str, kind: str, base: Base | None) -> None:
    parsed = parse_unit(unit)
    assert parsed is not None
    assert (parsed.kind, parsed.base) == (kind, base)


@pytest.mark.parametrize("unit", ["", "—", " － ", "/", "无"])
def test_a_dash_is_no_unit(unit: str) -> None:
    assert plain_unit(unit) == ""
    assert parse_unit(unit) is None


def test_full_width_and_brackets_do_not_make_another_unit() -> None:
    assert same_unit("（人／亿元）", "人/亿元")


_CHUNKS = """每千人口 每万人 3岁以下 婴幼儿 照护设施 托位 数 率 比例 城镇 登记 失业 覆盖 （常住人口） 全市
GDP 占 服务 机构 老年人 体育 面积 5岁 人均 万人"""
_chunks = st.sampled_from(_CHUNKS.split())
_names = st.lists(_chunks, min_size=1, max_size=6).map("".join) | st.text(min_size=1, max_size=12)
_units = st.sampled_from(["", "%", "‰", "个", "万人", "人/亿元", "床/万人口", "元/人·年", "平方米"]) | st.text(
    max_size=4
)


@given(_names, _units, _names, _units)
def test_likeness_is_symmetric_and_its_factor_turns_round(name: str, unit: str, other: str, other_unit: str) -> None:
    there, back = likeness(name, unit, other, other_unit), likeness(other, other_unit, name, unit)
    assert (there.strength, there.score, there.because) == (back.strength, back.score, back.because)
    assert (there.factor is None) == (back.factor is None)
    if there.factor is not None and back.factor is not None:
        assert abs(there.factor * back.factor - 1) < Decimal("1e-20")


@given(_names, _units, _units)
def test_identical_names_always_match(name: str, unit: str, other_unit: str) -> None:
    assert likeness(name, unit, name, other_unit).strength == "same"


@given(_names)
def test_something_is_always_left_of_a_name(name: str) -> None:
    assert parse_name(name).core or not name.strip()


def row(row_id: str, name: str, unit: str = "个", year: int = 2025, value: str = "4.6") -> Indicator:
    return Indicator(row_id, name, unit, Citation("a"), (Value("target", year, "=", Decimal(value)),))


def test_pairs_are_proposed_by_name_and_decided_by_people() -> None:
    rows = [row("a", "托育机构数"), row("b", "托育机构个数"), row("c", "夜市数"), row("d", "书房数")]
    matches = [
        Match("m1", "甲", ("c", "d"), "confirmed", "口径一致", "王芳"),
        Match("m2", "乙", ("a", "b"), "refused", "一个含筹建", "王芳"),
    ]
    assert [(pair.first.id, pair.second.id, pair.state) for pair in pairs(rows)] == [("a", "b", "proposed")]
    found = {(pair.first.id, pair.second.id): (pair.state, pair.because, pair.match) for pair in pairs(rows, matches)}
    assert found == {("c", "d"): ("confirmed", "口径一致", "m1"), ("a", "b"): ("refused", "一个含筹建", "m2")}


def test_a_total_is_not_taken_for_a_rate_though_the_names_agree_but_for_the_base() -> None:
    rate = row("a", "每千人口托位数", value="4.6")
    assert pairs([rate, row("b", "托位数", value="5")])[0].likeness.strength == "close"
    assert pairs([rate, row("c", "托位数", value="55000")]) == ()


@pytest.mark.parametrize(
    ("unit", "other", "factor"),
    [
        ("元/人·年", "元/年", Decimal(1)),
        ("元/人·月", "元/年", None),
        ("元/人·年", "亿元/年", Decimal(100_000_000)),
        ("件/人·年", "件/年", None),
        ("‰", "万分之", Decimal("0.1")),
    ],
)
def test_what_a_person_is_paid_in_a_year_may_be_printed_without_the_person(
    unit: str, other: str, factor: Decimal | None
) -> None:
    assert likeness("生活补助标准", unit, "生活补助标准", other).factor == factor


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("居民收入平均增速", "居民收入增长"),
        ("河湖达到或好于三类比例", "河湖达到或优于三类比例"),
        ("公办园在园幼儿占比", "公办幼儿园在园幼儿占比"),
    ],
)
def test_words_plans_use_for_one_another_leave_one_name(name: str, other: str) -> None:
    assert likeness(name, "%", other, "%").strength == "same"
    assert (
        likeness(name, "%", other.replace("公办", "民办").replace("增长", "").replace("三类", "四类"), "%").one is False
    )


@given(st.sampled_from(("百分之", "千分之", "万分之", "十万分之")), st.sampled_from(("%", "‰")))
def test_a_part_of_so_many_is_a_share_whatever_it_is_held_against(part: str, unit: str) -> None:
    one, other = parse_unit(part), parse_unit(unit)
    assert one is not None
    assert other is not None
    there, back = one.factor_to(other), other.factor_to(one)
    assert there is not None
    assert back is not None
    assert there * back == 1
