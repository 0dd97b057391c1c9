"""How an expression reads in Chinese."""

from __future__ import annotations

import pytest

from minsheng.rules.check import check_condition, check_total
from minsheng.rules.scope import Other, Scope
from minsheng.rules.types import MONEY
from minsheng.rules.words import Words

SCOPE = Scope("person", {"line": MONEY}, {"aid": Other("person", True)})
WORDS = Words({"aid": "补助"}, {"line": "低保标准"})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("age >= 60", "年满60周岁"),
        ("16 <= age < 60", "年满16周岁，并且未满60周岁"),
        ('care_dependence == "full"', "生活自理能力是完全不能自理"),
        ('sex != "male"', "性别不是男"),
        ("disability_grade in (1, 2)", "残疾等级是1、2级之一"),
        ("disability_grade <= 2", "残疾等级不高于2级"),
        ("not destitute", "不是“特困人员”"),
        ('"diabetes" in chronic', "慢性病与地方病有糖尿病"),
        ('within(hukou_division, "330100", "330127")', "户籍所在区划在杭州市、淳安县"),
        ("monthly_income < line", "月收入低于低保标准"),
        ("monthly_income < 1000", "月收入低于1000.00元"),
        ("monthly_income < line * 1.5", "月收入低于（低保标准×1.5）"),
        ('birth_date < date("2000-01-01")', "出生日期早于2000-01-01"),
        ("months_since(unemployed_since) <= 24", "失业起始日期以来的月数不高于24"),
        ("has(pregnancy_due)", "有预产期"),
        ("count(members, age < 18) >= 2", "家中“未满18周岁”的人数不低于2"),
        ("any(members, destitute)", "家中有人“特困人员”"),
        ("sum(members.monthly_income) < 100", "全家月收入合计低于100.00元"),
        ('owed("aid") or destitute', "享受补助，或者特困人员"),
    ],
)
def test_a_condition_reads(text: str, said: str) -> None:
    assert WORDS.of(check_condition(text, SCOPE)) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("line * percent(30)", "低保标准×30%"),
        ("max(line - monthly_income, 100)", "（低保标准－月收入）、100.00元中较大的"),
        ("to_fen(line / 3)", "（低保标准÷3）（四舍五入到分）"),
        ("{full: 500, most: 250}[care_dependence]", "按生活自理能力：完全不能自理 500，基本不能自理 250（元）"),
        ("{1: 700, 2: 500}[complication_grade]", "按并发症等级：1级 700，2级 500（元）"),
        ("100 if destitute else line", "特困人员的，100.00元；否则，低保标准"),
        ('amount_of("aid") / 2', "补助的数额÷2"),
    ],
)
def test_an_amount_reads(text: str, said: str) -> None:
    assert WORDS.of(check_total(text, SCOPE)) == said
