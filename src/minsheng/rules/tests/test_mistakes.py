"""Every kind of mistake is a sentence with what is wrong and what would be right."""

from __future__ import annotations

import pytest

from minsheng.rules.check import check_condition, check_total
from minsheng.rules.scope import Other, Scope
from minsheng.rules.syntax import Wrong
from minsheng.rules.types import MONEY

PERSON = Scope(
    "person", {"low_income_standard": MONEY}, {"aid": Other("person", True), "home": Other("household", False)}
)
HOUSEHOLD = Scope("household", {"low_income_standard": MONEY}, {"aid": Other("person", True)})

MISTAKES = [
    ('age > "60"', "age 是整数，'60' 是文字，不能用 > 比较", "age > 60"),
    ("age = 60", "比较相等要用两个等号", "age == 60"),
    ("age ≥ 60", "用了键盘上没有的符号或全角符号", ">="),
    ("age > 60 and（sex == 'male')", "用了键盘上没有的符号或全角符号", "("),
    ("(age > 60", "表达式读不懂", "检查括号、引号和运算符是否成对、齐全"),
    ("", "表达式是空的", "如 age >= 60"),
    ("agee > 60", "没有 agee 这个名字", "age"),
    ("low_income_standrd > 1", "没有 low_income_standrd 这个名字", "low_income_standard"),
    ("person_id == '1'", "人员编号只用来认人，不能写进规则", "别的字段"),
    ('sex == "femal"', "没有“femal”这一类", "female"),
    ('care_dependence in ("full", "mots")', "没有“mots”这一类", "most"),
    ('sex > "male"', "类别没有大小，不能用 > 比较", "==、!= 或 in"),
    ("sex in (1, 2)", "1 应是引号里的文字", '"1"'),
    ('disability_grade in ("1", "2")', "'1' 不是整数", "1"),
    ("monthly_income > age", "monthly_income 是钱，age 是整数，不能用 > 比较", "同一类的值：钱"),
    ("monthly_income * monthly_income > 1", "钱不能乘以钱", "其中一个应是数或比例"),
    ("monthly_income + age > 1", "各处应是同一类的值，这里有钱、整数", "都是钱，或都是数"),
    ("age / 0 > 1", "不能除以零", "别的除数"),
    (
        'birth_date > "2020-01-01"',
        "birth_date 是日期，'2020-01-01' 是文字，不能用 > 比较",
        'birth_date > date("2021-01-01")',
    ),
    ('birth_date > date("2021-02-30")', "不是日期", 'date("2021-01-01")'),
    ("age", "条件应是“是或否”，age 是整数", "age 与什么相比"),
    ("not age", "条件应是“是或否”，age 是整数", "age 与什么相比"),
    ('"diabets" in chronic', "没有“diabets”这一类", "diabetes"),
    ('"male" in sex', "sex 是类别，里面没有可找的东西", "'male' == sex，或 'male' in (…, …)"),
    ("age in ()", "括号里没有可选的值", "至少写一个"),
    ("age > 1e3", "数字的写法不对", "普通数字，如 0.3；整数不超过 9 位，小数不超过 6 位"),
    ("age > 0x10", "数字的写法不对", "普通数字，如 0.3；整数不超过 9 位，小数不超过 6 位"),
    ("age ** 2 > 1", "规则里不能这样写", "* 连乘"),
    ("age > 1 & age < 2", "规则里不能这样写", "and"),
    ("[x for x in members]", "规则里不能这样写", "count(members, 条件)、sum(members.字段) 这样的写法"),
    ("(lambda: true)()", "规则里不能这样写", "去掉 lambda，直接写表达式"),
    ('f"{age}" == "60"', "规则里不能这样写", "普通的引号文字"),
    ("age is 60", "规则里不能这样写", "docs/rules.md 里列出的写法"),
    ("age.real > 1", "这里不能这样写", "real"),
    ("members.age > 60", "这里不能这样写", "sum(members.age)"),
    ("members > 1", "members 要放在 sum、count、any、all 里", "count(members)"),
    ("cuont(members) > 1", "没有 cuont 这个函数", "count"),
    ('__import__("os")', "没有 __import__ 这个函数", None),
    ("count() > 1", "count 的括号里应有 1 到 2 个值", "参见 docs/rules.md"),
    ("count(members, age=3) > 1", "规则里不能这样写", "括号里只写值，比较相等用 =="),
    ("count(members.age) > 1", "这里写 members，条件放在后面", "count(members, age)"),
    ("sum(members) > 1", "sum 要说清加的是什么", "sum(members.monthly_income) 或 sum(members, 表达式)"),
    ("sum(members.sex) > 1", "类别不能相加", "钱或数；数人用 count(members, 条件)"),
    ("any(members, count(members) > 1)", "成员里面不能再数成员", "在 amount 里另起一步"),
    ('within(sex, "330100")', "sex 是类别，不是区划", 'within(hukou_division, "330100")'),
    ('within(hukou_division, "339999")', "'339999' 不是行政区划代码", '引号里的六位代码，如 "330100"'),
    ('owed("aids")', "没有这项待遇", '"aid"'),
    ('amount_of("home") > 1', "home 没有数额", 'owed("home")'),
    ("months_since(age) > 1", "age 是整数，不是日期", "months_since(birth_date)"),
    ("min(sex, sex) == 'male'", "各处应是同一类的值，这里有类别", "都是钱，或都是数"),
    ("{full: 500}", "这里不能这样写", "{full: 500}[字段]"),
    ("{fulll: 500}[care_dependence] > 1", "没有“fulll”这一类", "full"),
    ("{full: 500, full: 1}[care_dependence] > 1", "对照表是空的，或同一个值写了两次", "每个值写一次"),
    ("age / monthly_income > 1", "数不能除以钱", "钱除以钱，或钱除以数"),
    ("percent(age) > 1", "percent 的括号里应直接写数", "percent(30)"),
    ("to_fen(age) > 1", "to_fen 的括号里应是钱，这里是整数", "to_fen(一笔钱)"),
    ("floor(monthly_income) > 1", "floor 的括号里应是数，这里是钱", "floor(a / b)"),
    ("min(destitute, boarding)", "是或否没有大小", "钱、数或日期"),
    ("count(3) > 1", "第一个值应是 members", "sum(members.monthly_income)、count(members, age < 18)"),
    ("owed(aid)", "没有这项待遇", "引号里的待遇 id"),
    ("-sex > 1", "sex 是类别，不能用 - 计算", "钱或数"),
    ("sex + 1 > 1", "sex 是类别，不能用 + 计算", "钱或数"),
    ("monthly_income in (1, 2)", "钱不能用 in 判断", "==、< 或 >"),
    ("chronic == chronic", "chronic 是一组类别，chronic 是一组类别，不能用 == 比较", '"…" in chronic'),
    ('destitute == "true"', "destitute 是是或否，'true' 是文字，不能用 == 比较", "destitute"),
    ("{full: 500, **{}}[care_dependence] > 1", "对照表里不能用 **", "值: 数额"),
    ("{1: 500}[birth_date] > 1", "birth_date 是日期，不能用来查表", "类别或整数"),
    ("care_dependence[0] == 1", "方括号只用在对照表后面", "{full: 500, most: 250}[care_dependence]"),
    ("b'x' == sex", "规则里不能写这样的值", "数、引号里的文字，或 true、false"),
    ("(1, 2)", "这里不能这样写", "列表只用在 in 后面：x in (a, b)"),
    ("has(destitute)", "has 的括号里应是一个字段", "has(pregnancy_due)"),
    ("(" * 40 + "age > 1" + ")" * 40, "括号套得超过 24 层", "拆成几条或几步"),
    ("not " * 40 + "destitute", "表达式套得超过 24 层", "拆成几条或几步"),
    (" or ".join(["destitute"] * 500), "表达式有 6496 个字符，太长了", "不超过 2000 个，可拆成几条或几步"),
]


@pytest.mark.parametrize(("text", "message", "expected"), MISTAKES, ids=[text[:40] for text, _, _ in MISTAKES])
def test_a_mistake_in_a_condition_is_told_with_what_would_be_right(
    text: str, message: str, expected: str | None
) -> None:
    with pytest.raises(Wrong) as caught:
        check_condition(text, PERSON)
    assert caught.value.message == message
    if expected is not None:
        assert caught.value.expected == expected


@pytest.mark.parametrize(
    ("text", "message", "expected"),
    [
        (
            "monthly_income > 1",
            "monthly_income 是每个人的，这条规则问的是一户",
            "sum(members.monthly_income) 或 any(members, monthly_income …)",
        ),
        ("age > 1", "age 是每个人的，这条规则问的是一户", "sum(members.age) 或 any(members, age …)"),
        ('owed("aid")', "aid 是每个人的，这条规则问的是一户", "any(members, owed('aid'))"),
    ],
)
def test_a_household_is_not_asked_what_is_each_persons(text: str, message: str, expected: str) -> None:
    with pytest.raises(Wrong) as caught:
        check_condition(text, HOUSEHOLD)
    assert (caught.value.message, caught.value.expected) == (message, expected)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("age", "总额应是钱，这里是整数"),
        ("age / 2", "总额应是钱，这里是比例或小数"),
        ("percent(30)", "总额应是钱，这里是比例或小数"),
        ("destitute", "数额应是钱或数，这里是是或否"),
        ("{full: true}[care_dependence]", "对照表里应是钱或数，这里是是或否"),
    ],
)
def test_an_amount_must_be_money(text: str, message: str) -> None:
    with pytest.raises(Wrong) as caught:
        check_total(text, PERSON)
    assert caught.value.message == message


@pytest.mark.parametrize(
    "text",
    [
        "500",
        "12.50",
        "2 * 3 + 1.5 - 1 / 2",
        "1000 / monthly_income * 5",
        "5 * percent(30)",
        "age * 1.5 / 3 * 2",
        "age * 10",
        "low_income_standard * percent(30)",
        "max(0, 100 - age * 1)",
    ],
)
def test_money_or_figures_make_an_amount(text: str) -> None:
    assert check_total(text, PERSON).type == MONEY


def test_an_institution_has_no_members_and_no_persons_benefits() -> None:
    scope = Scope("institution", benefits={"aid": Other("person", True)})
    for text, message in (
        ("count(members) > 1", "机构没有家庭成员"),
        ('owed("aid")', "aid 发给的对象与这条规则不同"),
        ("age > 1", "没有 age 这个名字"),
    ):
        with pytest.raises(Wrong) as caught:
            check_condition(text, scope)
        assert caught.value.message == message
