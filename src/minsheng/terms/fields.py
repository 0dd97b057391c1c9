"""The register's fields: one table that importing, checking, storing and writing rules all read.

Names and categories are those of the register's contract: a file with these columns is a register. Nothing below knows
how a field came in or what a rule makes of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from minsheng.terms import measures

Entity = Literal["person", "household", "institution"]
Type = Literal["money", "whole", "ratio", "date", "yesno", "category", "categories", "text"]
Sensitivity = Literal["open", "personal", "sensitive"]

DIVISION_UNIT = "GB/T 2260"
"""The unit of a text field that holds a division's code."""

NONE_WORDS = ("none", "无")
"""What is written where something is known not to exist: no disability, no date of unemployment."""

IMPLIED: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("disability_kind", "none"): ("disability_grade",),
    ("education_stage", "none"): ("grade", "school_ownership", "school_division"),
    ("family_planning", "none"): ("complication_grade",),
    ("family_planning", "bereaved"): ("complication_grade",),
}
"""What does not exist when a person's category is the word: who has no disability has no grade."""

RULED_OUT = frozenset({"disability_kind"})
"""Fields of `IMPLIED` whose word makes what is told all the same a fault. Elsewhere it may be left over from before, as
the year of somebody who has left school, and is kept as told: no rule asks for the year of who is at no school."""

EMPTY_IS_NONE = frozenset({"death_date"})
"""Fields where empty means that there is none: a register tells a death, and where it tells none there is none."""

MOST_FEN = 10**15
"""The largest amount of money taken from anyone, in fen: sums and products of such amounts stay within 64 bits."""

SENSITIVITY_LABELS: Mapping[Sensitivity, str] = {
    "open": "不涉个人",
    "personal": "个人信息",
    "sensitive": "敏感个人信息",
}
"""Grades after 个人信息保护法 第4条 (personal) and 第28条 with GB/T 35273-2020 附录B (sensitive: health, property,
standing, minors)."""


@dataclass(frozen=True)
class Field:
    """One field of one entity, as every part of the program knows it.

    ``scale`` is how many stored whole units make one unit as written: 100 for money (fen) and for areas and hours (two
    decimals), 1,000,000 for degrees, 1 else; ``low`` and ``high`` bound a number as written, both included.
    ``categories`` are in the order of their codes, and ``category_labels`` says each in Chinese.
    An empty value means *not known* in every field except the entity's own identifier and a person's household.
    """

    name: str
    entity: Entity
    type: Type
    label: str
    gloss: str
    sensitivity: Sensitivity
    unit: str = ""
    categories: tuple[str, ...] = ()
    category_labels: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None
    scale: int = 1

    @property
    def required(self) -> bool:
        """Whether a row without it is no row at all."""
        return self.name == f"{self.entity}_id" or (self.entity == "person" and self.name == "household_id")

    @property
    def is_division(self) -> bool:
        """Whether it holds the code of an administrative division."""
        return self.unit == DIVISION_UNIT

    @property
    def told_when_there(self) -> bool:
        """Whether an empty value is no gap: a register tells a death, and where it tells none there is none."""
        return self.name in EMPTY_IS_NONE

    @property
    def of_one_visit(self) -> bool:
        """Whether it tells of one visit to a doctor: whoever asks tells it, no register holds it."""
        return self.name in ("visit_kind", "eligible_medical_cost", "critical_illness_cost")

    @property
    def can_be_none(self) -> bool:
        """Whether it can be known not to exist: dates, whole numbers, divisions, categories without such a word.

        >>> [field_of("person", name).can_be_none for name in ("disability_grade", "disability_kind", "pension")]
        [True, True, False]
        """
        if self.type == "whole":
            return self.low is not None and self.low >= 0
        if self.type == "category":
            return NONE_WORDS[0] not in self.categories
        return self.type == "date" or self.is_division


class _Rows:
    """Spells the table below: one call a field, with what its type implies filled in."""

    def __init__(self, entity: Entity) -> None:
        self.entity = entity
        self.rows: list[Field] = []

    def text(self, name: str, label: str, gloss: str, grade: Sensitivity, unit: str = "") -> None:
        self.rows.append(Field(name, self.entity, "text", label, gloss, grade, unit))

    def division(self, name: str, label: str, gloss: str, grade: Sensitivity = "personal") -> None:
        self.text(name, label, gloss, grade, DIVISION_UNIT)

    def date(self, name: str, label: str, gloss: str, grade: Sensitivity = "personal") -> None:
        self.rows.append(Field(name, self.entity, "date", label, gloss, grade))

    def yesno(self, name: str, label: str, gloss: str, grade: Sensitivity) -> None:
        self.rows.append(Field(name, self.entity, "yesno", label, gloss, grade))

    def money(self, name: str, label: str, gloss: str, unit: str = "元/月") -> None:
        most = MOST_FEN // 100
        self.rows.append(
            Field(name, self.entity, "money", label, gloss, "sensitive", unit, low=0, high=most, scale=100)
        )

    def whole(
        self, name: str, label: str, gloss: str, grade: Sensitivity, unit: str, low: int = 0, high: int = 10**9
    ) -> None:
        self.rows.append(Field(name, self.entity, "whole", label, gloss, grade, unit, low=low, high=high))

    def ratio(
        self, name: str, label: str, gloss: str, grade: Sensitivity, unit: str, *, low: int, high: int, scale: int = 100
    ) -> None:
        self.rows.append(Field(name, self.entity, "ratio", label, gloss, grade, unit, low=low, high=high, scale=scale))

    def choice(
        self,
        name: str,
        label: str,
        gloss: str,
        grade: Sensitivity,
        categories: Mapping[str, str],
        type: Literal["category", "categories"] = "category",
    ) -> None:
        names, said = tuple(categories), tuple(categories.values())
        self.rows.append(Field(name, self.entity, type, label, gloss, grade, categories=names, category_labels=said))


def _household() -> list[Field]:
    add = _Rows("household")
    add.text("household_id", "户编号", "household identifier", "personal")
    add.division("division", "所在区划", "division the household lives in")
    add.choice("area", "城乡", "urban or rural", "personal", {"urban": "城镇", "rural": "农村"})
    add.ratio("floor_area_m2", "住房面积", "floor area of the home", "personal", "平方米", low=0, high=100_000)
    add.yesno("owns_home", "有自有住房", "owns a home", "sensitive")
    add.yesno("assets_over_limit", "财产超过限额", "assets above the limit for assistance", "sensitive")
    add.yesno("unsafe_house", "住房鉴定为危房", "home certified as unsafe", "personal")
    add.yesno("renewal_area", "住在棚户区或城中村改造范围", "home in an area to be renewed", "personal")
    add.yesno("sudden_hardship", "遭遇突发困难", "struck by accident, illness or another sudden hardship", "sensitive")
    return add.rows


def _person() -> list[Field]:
    add = _Rows("person")
    _who(add)
    _work(add)
    _disability(add)
    _school(add)
    _child_and_old(add)
    _health_and_cover(add)
    _beyond_the_contract(add)
    return add.rows


def _who(add: _Rows) -> None:
    add.text("person_id", "人员编号", "person identifier", "personal")
    add.text("household_id", "户编号", "household identifier", "personal")
    relations = {
        "head": "户主",
        "spouse": "配偶",
        "child": "子女",
        "parent": "父母",
        "grandchild": "孙子女",
        "grandparent": "祖父母",
        "sibling": "兄弟姐妹",
        "other": "其他",
    }
    add.choice("relation", "与户主关系", "relation to the head of the household", "personal", relations)
    add.choice("sex", "性别", "sex", "personal", {"male": "男", "female": "女"})
    add.date("birth_date", "出生日期", "date of birth")
    add.date("death_date", "死亡日期", "date of death")
    add.division("hukou_division", "户籍所在区划", "division of household registration")
    add.division("residence_division", "常住区划", "division of residence")
    status = {"registered": "本地户籍", "permit": "持居住证", "none": "无居住证"}
    add.choice("residence_status", "居住身份", "standing of the residence", "personal", status)
    add.date("residence_since", "居住起始日期", "resident since")


def _work(add: _Rows) -> None:
    add.money("monthly_income", "月收入", "income a month")
    employment = {
        "employed": "受雇",
        "self_employed": "自主经营",
        "flexible": "灵活就业",
        "unemployed": "失业",
        "none": "不在业",
        "retired": "退休",
    }
    add.choice("employment", "就业状况", "employment", "personal", employment)
    insured = "months of unemployment insurance paid"
    add.whole("unemployment_insured_months", "失业保险缴费月数", insured, "personal", "月", high=1200)
    add.date("unemployed_since", "失业起始日期", "unemployed since")
    add.yesno("hard_to_employ", "就业困难人员", "certified as hard to employ", "personal")
    add.money("employer_avg_wage", "单位上年度职工月平均工资", "the employer's average monthly wage last year")
    add.yesno("maternity_insured", "参加生育保险", "insured for maternity", "personal")
    add.whole("maternity_leave_days", "产假天数", "days of maternity leave", "sensitive", "天", high=3660)


def _disability(add: _Rows) -> None:
    kinds = {
        "visual": "视力",
        "hearing": "听力",
        "speech": "言语",
        "physical": "肢体",
        "intellectual": "智力",
        "mental": "精神",
        "multiple": "多重",
    }
    add.choice("disability_kind", "残疾类别", "kind of disability", "sensitive", kinds)
    add.whole("disability_grade", "残疾等级", "grade of disability, 1 the gravest", "sensitive", "级", low=1, high=4)
    care = {"full": "完全不能自理", "most": "基本不能自理", "partial": "部分不能自理", "none": "能自理"}
    add.choice("care_dependence", "生活自理能力", "dependence on care", "sensitive", care)
    add.yesno("in_care_institution", "在机构集中照护", "cared for in an institution", "sensitive")


def _school(add: _Rows) -> None:
    stages = {
        "nursery": "托育",
        "kindergarten": "幼儿园",
        "primary": "小学",
        "junior": "初中",
        "senior": "普通高中",
        "vocational": "中等职业教育",
        "college": "高等教育",
        "none": "不在学",
    }
    add.choice("education_stage", "就学阶段", "stage of education", "personal", stages)
    add.whole("grade", "年级", "year within the stage", "personal", "年级", low=1, high=12)
    ownership = {"public": "公办", "private": "民办"}
    add.choice("school_ownership", "学校性质", "ownership of the school", "personal", ownership)
    add.division("school_division", "学校所在区划", "division of the school")
    add.yesno("boarding", "寄宿", "boards at school", "personal")
    add.yesno("special_major", "特殊专业", "studies a major with its own rates", "personal")
    add.yesno("student_aid", "纳入学生资助对象", "on the school's aid list", "sensitive")
    add.yesno("migrant_worker_child", "随迁子女", "child of a migrant worker", "sensitive")


def _child_and_old(add: _Rows) -> None:
    orphan = {"institution": "机构养育孤儿", "dispersed": "社会散居孤儿", "none": "不是孤儿"}
    add.choice("orphan_care", "孤儿养育方式", "how an orphan is cared for", "sensitive", orphan)
    hardship = {
        "unattended": "事实无人抚养",
        "low_income_serious": "低收入家庭重病重残",
        "other": "其他困境",
        "none": "无",
    }
    add.choice("child_hardship", "困境儿童类别", "hardship of a child", "sensitive", hardship)
    add.yesno("left_behind", "留守儿童", "left behind by parents who work elsewhere", "sensitive")
    add.yesno("destitute", "特困人员", "recognised as destitute", "sensitive")
    add.yesno("elder_care_subsidy", "享受养老服务补贴", "receives the elder-care subsidy", "sensitive")


def _health_and_cover(add: _Rows) -> None:
    chronic = {
        "hypertension": "高血压",
        "diabetes": "糖尿病",
        "severe_mental": "严重精神障碍",
        "tuberculosis": "肺结核",
        "keshan": "克山病",
        "kashin_beck": "大骨节病",
        "fluorosis": "氟骨症",
        "arsenic": "地方性砷中毒",
        "cretinism": "克汀病",
        "goitre": "甲状腺肿",
        "schistosomiasis": "血吸虫病",
    }
    add.choice("chronic", "慢性病与地方病", "chronic and endemic diseases", "sensitive", chronic, "categories")
    add.date("pregnancy_due", "预产期", "date a birth is expected", "sensitive")
    planning = {"bereaved": "特别扶助", "complication": "手术并发症", "none": "无"}
    add.choice("family_planning", "计划生育扶助类别", "family-planning assistance", "sensitive", planning)
    grade = "grade of the complication, 1 the gravest"
    add.whole("complication_grade", "并发症等级", grade, "sensitive", "级", low=1, high=3)
    guardian = "guardian of someone with a severe mental disorder"
    add.yesno("guardian_of_severe_mental", "严重精神障碍患者监护人", guardian, "sensitive")
    pension = {
        "employee": "职工养老保险",
        "resident": "城乡居民养老保险",
        "public": "机关事业单位养老保险",
        "none": "未参保",
    }
    add.choice("pension", "养老保险", "pension insurance", "personal", pension)
    medical = {"employee": "职工医疗保险", "resident": "城乡居民医疗保险", "none": "未参保"}
    add.choice("medical", "医疗保险", "medical insurance", "personal", medical)
    veteran = {
        "none": "否",
        "serving": "现役",
        "demobilised": "自主就业退役",
        "placed": "安排工作退役",
        "disabled": "残疾军人",
    }
    add.choice("veteran", "军人身份", "service in the armed forces", "sensitive", veteran)
    add.yesno("martyr_family", "烈属", "family of a martyr", "sensitive")


def _beyond_the_contract(add: _Rows) -> None:
    points = "points of the residence permit"
    add.whole("residence_points", "居住证积分", points, "personal", "分", high=1_000_000)
    visits = {"primary_outpatient": "基层门诊", "outpatient": "其他门诊", "inpatient": "住院"}
    add.choice("visit_kind", "就医方式", "kind of the medical visit asked about", "sensitive", visits)
    eligible = "cost of the visit that the insurance's lists cover"
    add.money("eligible_medical_cost", "政策范围内医疗费", eligible, "元/次")
    critical = "cost that comes under the critical illness insurance"
    add.money("critical_illness_cost", "进入大病保险的费用", critical, "元/次")


def _institution() -> list[Field]:
    add = _Rows("institution")
    add.text("institution_id", "机构编号", "institution identifier", "open")
    add.text("kind", "机构类别", "kind of institution", "open")
    add.division("division", "所在区划", "division", "open")
    add.ratio("lon", "经度", "longitude, WGS 84", "open", "度", low=-180, high=180, scale=10**6)
    add.ratio("lat", "纬度", "latitude, WGS 84", "open", "度", low=-90, high=90, scale=10**6)
    add.text("ownership", "机构性质", "ownership", "open")
    add.whole("capacity", "容量", "capacity", "open", "人")
    add.whole("pupils", "学生数", "pupils", "open", "人")
    add.whole("boarders", "寄宿生数", "pupils who board", "open", "人")
    add.whole("special_pupils", "特殊教育学生数", "pupils in special education", "open", "人")
    add.yesno("rural", "农村机构", "in the countryside", "open")
    add.ratio("open_hours_week", "每周开放时间", "opening hours a week", "open", "小时", low=0, high=168)
    add.whole("books", "藏书量", "books held", "open", "册")
    add.whole("periodicals", "报刊种数", "periodicals held", "open", "种")
    add.whole("new_books_year", "年新增图书", "books added a year", "open", "册")
    add.whole("beds", "床位数", "beds", "open", "张")
    add.whole("nursing_beds", "护理型床位数", "nursing beds", "open", "张")
    add.whole("places_under_3", "3岁以下托位数", "places for children under three", "open", "个")
    add.whole("staff", "工作人员数", "staff", "open", "人")
    add.whole("certified_staff", "持证人员数", "certified staff", "open", "人")
    for name, label, gloss, unit in measures.COUNTS:
        add.whole(name, label, gloss, "open", unit)
    for name, label, gloss, unit, most in measures.DECIMALS:
        add.ratio(name, label, gloss, "open", unit, low=0, high=most)
    for name, label, gloss in measures.RATES:
        add.ratio(name, label, gloss, "open", "%", low=0, high=100)
    for name, label, gloss in measures.CHOICES:
        add.yesno(name, label, gloss, "open")
    add.date("built_on", "建成日期", "day the building was finished", "open")
    return add.rows


FIELDS: tuple[Field, ...] = (*_household(), *_person(), *_institution())
"""Every field, household first: the contract's in its order, then those added to it."""

_BY_NAME = {(field.entity, field.name): field for field in FIELDS}


def fields_of(entity: Entity) -> tuple[Field, ...]:
    """The fields of one entity, in the contract's order.

    >>> [field.name for field in fields_of("household")][:3]
    ['household_id', 'division', 'area']
    """
    return tuple(field for field in FIELDS if field.entity == entity)


def field_of(entity: Entity, name: str) -> Field | None:
    """The field of that name, or None.

    >>> field_of("person", "care_dependence").categories
    ('full', 'most', 'partial', 'none')
    >>> field_of("person", "disability_grade").high
    4
    """
    return _BY_NAME.get((entity, name))
