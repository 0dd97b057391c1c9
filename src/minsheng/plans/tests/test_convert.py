from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minsheng.packs.model import Amount as PackAmount
from minsheng.packs.model import DivisionValue, Value
from minsheng.plans.convert import (
    Period,
    column_meaning,
    conversion_doubts,
    period_of,
    section_citation,
    to_indicator,
    to_item,
)
from minsheng.plans.model import Amount, Commitment, DivisionFigure, Figure, Indicator, Item, Operator
from minsheng.terms.citation import Citation

PLAN = Period(2021, 2025)


def figure(text: str, op: Operator = "=", value: str | None = None, **more: Any) -> Figure:
    return Figure(text, op, None if value is None else Decimal(value), **more)


def table_row(**values: Figure) -> Indicator:
    named = {key.removeprefix("y"): value for key, value in values.items()}
    return Indicator("表2 主要指标", "养老", 17, "助餐点数", "个", named, (4, 6), attribute="预期性")


@pytest.mark.parametrize(
    ("key", "period", "meaning"),
    [
        ("2020", PLAN, ("actual", 2020, False)),
        ("2025", PLAN, ("target", 2025, False)),
        ("2021", PLAN, ("target", 2021, False)),
        ("2020年规划目标", PLAN, ("target", 2020, False)),
        ("2020年实际情况", PLAN, ("actual", 2020, False)),
        ("2020年实绩", None, ("actual", 2020, False)),
        ("2025年目标值", None, ("target", 2025, False)),
        ("年均增长", PLAN, ("growth", None, False)),
        ("规划目标", PLAN, ("target", 2025, False)),
        ("规划目标", None, ("target", None, False)),
        ("2025年基期目标", PLAN, ("target", 2025, False)),
        ("某列", PLAN, ("actual", None, True)),
    ],
)
def test_a_column_title_says_kind_and_year(
    key: str, period: Period | None, meaning: tuple[str, int | None, bool]
) -> None:
    assert column_meaning(key, period) == meaning


def test_without_a_period_the_first_of_two_years_is_the_past_and_that_is_said() -> None:
    row = table_row(y2020=figure("1", value="1"), y2025=figure("2", value="2"))
    made = to_indicator(row, "ls-2021")
    assert [(value.kind, value.year) for value in made.values] == [("actual", 2020), ("target", 2025)]
    assert [doubt.code for doubt in conversion_doubts(row, None)] == ["draft.column", "draft.column"]
    assert conversion_doubts(row, PLAN) == ()


def test_a_table_row_becomes_an_indicator_with_its_place_as_id() -> None:
    made = to_indicator(
        table_row(y2025=figure("≥2", ">=", "2"), y2020=figure("[1.50]", value="1.50", cumulative=True)),
        "ls-2021",
        period=PLAN,
    )
    assert (made.id, str(made.source)) == ("ls-2021.t2.17", "ls-2021 表2.17")
    assert (made.name, made.unit, made.category, made.attribute) == ("助餐点数", "个", "养老", "预期性")
    assert made.values == (
        Value("actual", 2020, "=", Decimal("1.50"), cumulative=True),
        Value("target", 2025, ">=", Decimal("2")),
    )


def test_cells_that_are_no_single_number_keep_their_text_range_and_divisions() -> None:
    made = to_indicator(
        table_row(
            y2018=figure("—", "text"),
            y2019=figure("东区：3，西区：4", "text", by_division=(DivisionFigure("东区", Decimal(3)),)),
            y2020=figure("5-7", "range", low=Decimal(5), high=Decimal(7)),
            y2025=figure("10（扩容后）", value="10", note="扩容后"),
        ),
        "ls-2021",
        period=PLAN,
    )
    assert made.values == (
        Value("actual", 2018, "text", text="—"),
        Value("actual", 2019, "text", text="东区：3，西区：4", by_division=(DivisionValue("东区", Decimal(3)),)),
        Value("actual", 2020, "range", low=Decimal(5), high=Decimal(7)),
        Value("target", 2025, "=", Decimal(10), note="扩容后"),
    )


def test_two_columns_of_one_meaning_are_a_doubt() -> None:
    row = table_row(y2025=figure("1", value="1"), y2025年目标=figure("2", value="2"))
    assert [doubt.code for doubt in conversion_doubts(row, PLAN)] == ["draft.two-columns"]


def commitment(**changed: Any) -> Commitment:
    told: dict[str, Any] = {
        "section": "三、健全体系/（一）优化供给/2.加快建设",
        "sentence": "到2025年，助餐点力争达到300个以上，覆盖每个社区。",
        "span": "助餐点力争达到300个以上",
        "subject": "助餐点",
        "op": ">=",
        "value": Decimal(300),
        "unit": "个",
        "year": 2025,
        "modifier": "力争",
        "lines": (12, 12),
    }
    return Commitment(**(told | changed))


def test_a_commitment_becomes_an_indicator_without_its_sentence() -> None:
    made = to_indicator(commitment(), "ls-2021", number=17)
    assert (made.id, str(made.source), made.name, made.modifier) == ("ls-2021.c17", "ls-2021 三(一)2", "助餐点", "力争")
    assert made.values == (Value("target", 2025, ">=", Decimal(300)),)
    assert "覆盖每个社区" not in repr(made)


def test_a_commitment_without_a_year_is_a_doubt() -> None:
    assert [doubt.code for doubt in conversion_doubts(commitment(year=None), PLAN)] == ["draft.no-year"]


@pytest.mark.parametrize(
    ("section", "place"),
    [("三、甲/专栏2", "专栏2"), ("", ""), ("表彰大会", ""), ("前言", "前言"), ("第三章 甲/第一节 乙", "第三章第一节")],
)
def test_a_section_becomes_a_citation_or_the_whole_document(section: str, place: str) -> None:
    assert section_citation("ls-2021", section).place == place


@given(st.text(max_size=30))
def test_any_section_gives_a_citation_that_reads_back(section: str) -> None:
    cited = section_citation("ls-2021", section)
    assert Citation.parse(str(cited)) == cited


def test_a_box_item_becomes_a_service_item_with_what_a_person_says() -> None:
    item = Item(
        10,
        "基本公共服务项目",
        14,
        "助餐补贴",
        "每人每月补贴100元。",
        (Amount("100元", Decimal(100), "元", "人·月"),),
        (9, 9),
    )
    made = to_item(
        item,
        "ls-2021",
        area="elder-care",
        tier="basic",
        serves="老年人",
        content="补贴餐费",
        name_en="Meal help",
        since=date(2021, 1, 1),
    )
    assert (made.id, str(made.source)) == ("ls-2021.b10.14", "ls-2021 专栏10.14")
    assert made.amounts == (PackAmount(Decimal(100), "元", per="人·月"),)


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("某市养老服务“十四五”规划", Period(2021, 2025)),
        ("某县十三五规划", Period(2016, 2020)),
        ("三年行动计划（2013—2015）", Period(2013, 2015)),
        ("2021年-2023年实施方案", Period(2021, 2023)),
        ("养老服务规划", None),
        ("方案（2025-2021）", None),
    ],
)
def test_a_title_says_the_period(title: str, period: Period | None) -> None:
    assert period_of(title) == period


def test_growth_in_percent_in_a_row_of_yuan_stays_text_so_that_it_is_not_read_as_yuan() -> None:
    row = Indicator(
        table="表1 指标",
        category="",
        number=7,
        name="居民收入",
        unit="元",
        values={
            "2020年规划目标": Figure("63000", "=", Decimal(63000)),
            "年均增长": Figure("8%", "=", Decimal(8)),
        },
        lines=(1, 1),
    )
    values = to_indicator(row, "x-2016").values
    assert [(value.kind, value.op, value.value, value.text) for value in values] == [
        ("target", "=", Decimal(63000), None),
        ("growth", "text", None, "8%"),
    ]
