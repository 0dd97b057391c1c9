"""How one indicator is printed: signs, units, years; and contradictions inside a document without years."""

from __future__ import annotations

from dataclasses import replace

import pytest

from minsheng.packs.audit.tests.samples import actual, audited, found, row, same, target, text
from minsheng.packs.audit.years import standing
from minsheng.packs.model import Value


def test_one_number_with_three_signs_is_one_note() -> None:
    rows = [text("调查失业率", "%", target("5")), text("调查失业率", "%", target("5", op="<"), at="b-2021")]
    about = text("调查失业率", "%", target("5", year=None, op="~"), at="b-2021")
    (one,) = found("sign-differs", audited(*rows, about))
    assert (one.severity, len(one.clauses)) == ("note", 3)
    assert one.message == "调查失业率：2025年目标是同一个数，宽严写法不一（5%、<5%、约5%）"
    assert found("sign-differs", audited(rows[0], rows[0])) == []


def test_a_unit_printed_carelessly_is_one_note_with_units_alone() -> None:
    rows = [
        row("最低生活保障标准", "元/人·年", actual("10584"), target("14000")),
        row("最低生活保障标准", "元/年", actual("10584"), target("14000"), at="b-2021"),
        text("最低生活保障标准", "元/年", target("14000"), at="b-2021"),
    ]
    (one,) = audited(*rows)
    assert (one.code, one.severity) == ("unit-wording", "note")
    assert [clause.figure for clause in one.clauses] == ["单位：元/人·年", "单位：元/年", "单位：元/年"]


@pytest.mark.parametrize(("unit", "other", "told"), [("个", "家", 0), ("万", "万人", 0), ("万人", "万人次", 1)])
def test_words_that_only_count_are_no_difference_of_unit(unit: str, other: str, told: int) -> None:
    rows = [text("新增岗位", one, target("5"), direction="higher") for one in (unit, other)]
    assert len(found("unit-wording", audited(*rows))) == told


def test_careless_units_still_let_two_targets_contradict() -> None:
    rows = [
        row("最低生活保障标准", unit, actual("10584"), target(goal), at=at)
        for unit, goal, at in (("元/人·年", "14000", "a-2021"), ("元/年", "15000", "b-2021"))
    ]
    assert [one.code for one in audited(*rows)] == ["target-conflict", "unit-wording"]


WATER = (
    text("三类以上断面比率", "%", target("96", None, ">="), direction="higher"),
    text("地表水三类水质比率", "%", target("80", None), direction="higher"),
)


@pytest.mark.parametrize(("state", "severity"), [("confirmed", "serious"), ("proposed", "doubtful"), ("refused", None)])
def test_two_targets_of_one_document_that_name_no_year_contradict(state: str, severity: str | None) -> None:
    told = found("target-conflict", audited(*WATER, matches=(same(*WATER, state=state),)))
    assert [one.severity for one in told] == ([] if severity is None else [severity])
    assert all("同一文件里都没写年份的目标不同，≥96% 与 80%" in one.message for one in told)


def test_a_target_without_a_year_contradicts_only_the_end_of_its_own_plan() -> None:
    at_end, before_it = replace(WATER[1], values=(target("80"),)), replace(WATER[1], values=(target("80", 2022),))
    (one,) = found("target-conflict", audited(WATER[0], at_end, matches=(same(*WATER),)))
    assert one.severity == "doubtful"
    assert found("target-conflict", audited(WATER[0], before_it, matches=(same(*WATER),))) == []
    elsewhere = text("地表水三类水质比率", "%", target("80", None), at="b-2021", direction="higher")
    assert found("target-conflict", audited(WATER[0], elsewhere, matches=(same(WATER[0], elsewhere),))) == []


def test_targets_without_a_year_are_one_finding_a_document() -> None:
    here = [text(name, "家", target("9", None), direction="higher") for name in ("书房", "驿站")]
    there = text("学堂", "家", target("9", None), at="b-2021", direction="higher")
    first, second = found("no-year", audited(*here, there))
    assert first.message == "《甲规划》：2 处目标没有写明是哪一年的"
    assert [clause.name for clause in first.clauses] == ["书房", "驿站"]
    assert [clause.name for clause in second.clauses] == ["学堂"]


def test_a_year_the_table_of_the_document_gives_is_not_missing() -> None:
    table, told = row("书房", "家", actual("5"), target("9")), text("书房", "家", target("9", None))
    assert found("no-year", audited(table, told)) == []
    assert found("no-year", audited(table, replace(told, values=(target("8", None),))))


@pytest.mark.parametrize(
    ("name", "unit", "modifier", "value", "why"),
    [
        ("每年送戏场次", "场", None, target("5", None, ">="), "名称里有“每年”"),
        ("每2年新建基地数", "家", None, target("5", None), "名称里有“每2年”"),
        ("学校每学期演练次数", "次", None, target("1", None, ">="), "名称里有“每学期”"),
        ("就业率", "%", "保持在", target("96", None, ">="), "写作“保持”"),
        ("安置率", "%", None, target("100", None), "要求100%"),
        ("预警发布时间", "分钟", None, target("20", None, "<="), "是办事时限"),
        ("每个乡镇书房数", "家", None, target("1", None), None),
        ("就业率", "%", "力争", target("96", None), None),
        ("预警提前时间", "分钟", None, target("60", None), None),
        ("树苗", "株", None, target("100", None), None),
    ],
)
def test_a_rule_for_every_year_needs_none(
    name: str, unit: str, modifier: str | None, value: Value, why: str | None
) -> None:
    rule = text(name, unit, value, modifier=modifier, direction="higher")
    assert standing(rule, value) == why
    assert bool(found("no-year", audited(rule))) is (why is None)


def test_a_total_over_the_plan_period_says_its_time() -> None:
    rows = [text("新建驿站", "家", target("9", None, cumulative=total), direction="higher") for total in (True, False)]
    assert found("no-year", audited(rows[0])) == []
    assert len(found("no-year", audited(rows[1]))) == 1


def test_rules_left_aside_are_counted() -> None:
    rule = text("每年送戏场次", "场", target("5", None), direction="higher")
    (one,) = found("no-year", audited(rule, text("书房", "家", target("9", None), direction="higher")))
    assert "另有 1 处是年年、回回都要做到的" in one.message
