from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minsheng.packs.audit import CODES, audit
from minsheng.packs.audit.figures import agree, met_by, weaker
from minsheng.packs.audit.tests.samples import actual, audited, found, item, row, target
from minsheng.packs.model import Amount, Indicator, Match, Value
from minsheng.terms.citation import Citation
from minsheng.terms.errors import MinshengError


def test_a_target_its_own_baseline_has_met_is_found() -> None:
    (one,) = audited(row("森林覆盖率", "%", actual("66.9"), target("66", op=">"), direction="higher"))
    assert (one.code, one.severity, one.inferred) == ("met-by-baseline", "doubtful", None)
    assert one.message == "森林覆盖率：目标在基期就已达到，2020年已是 66.9%，2025年目标 >66%"
    assert [clause.figure for clause in one.clauses] == ["2020年实绩 66.9%", "2025年目标 >66%"]


def test_a_direction_nobody_wrote_down_is_named_with_its_reason() -> None:
    (one,) = audited(row("慢病早死死亡率", "%", actual("6.9"), target("8.5", op="<")))
    assert one.inferred == "名称里有“死亡”，越低越好"


@pytest.mark.parametrize(
    ("past", "goal"),
    [
        (actual("95"), target("96")),
        (actual("100"), target("100")),
        (actual("95", op="<"), target("90")),
        (actual("95"), target("95", op=">")),
        (actual("95", year=2025), target("90")),
        (actual("95", cumulative=True), target("90")),
        (actual("95"), target("90", cumulative=True)),
    ],
)
def test_a_target_the_baseline_has_not_surely_met_is_left_alone(past: Value, goal: Value) -> None:
    assert found("met-by-baseline", audited(row("森林覆盖率", "%", past, goal, direction="higher"))) == []


def test_a_total_below_the_last_five_years_is_a_note() -> None:
    (one,) = audited(row("新增就业人数", "万人", actual("199.7", cumulative=True), target("125", cumulative=True)))
    assert (one.code, one.severity) == ("below-last-period", "note")


PARENTING = ("婴幼儿家长科学育儿知识普及率", "3岁以下婴幼儿家长科学育儿知识普及率")


def test_a_target_below_the_province_is_found_under_another_name() -> None:
    above = row(PARENTING[0], "%", target("90"), direction="higher", at="p-2021")
    (one,) = found("weaker-than-parent", audited(row(PARENTING[1], "%", target("85", op=">=")), above=(above,)))
    assert (one.severity, one.inferred) == ("serious", None)
    assert [(clause.pack, clause.source.document) for clause in one.clauses] == [
        ("lakeside", "a-2021"),
        ("upland", "p-2021"),
    ]
    assert one.because == "名称去掉写法上的差别后相同：婴幼儿家长科学育儿知识普及"


@pytest.mark.parametrize(
    ("own", "above"),
    [
        (row("森林覆盖率", "%", target("90")), row("森林覆盖率", "%", target("90"))),
        (row("森林覆盖率", "%", target("90")), row("森林覆盖率", "%", target("95", year=2030))),
        (row("康养联合体", "家", target("100")), row("康养联合体", "家", target("1000"))),
        (row("某某强度", "%", target("85")), row("某某强度", "%", target("90"))),
        (row("婴儿死亡率", "‰", target("3")), row("婴儿死亡率", "‰", target("4"))),
        (row("婴儿死亡率", "‰", target("30")), row("婴儿死亡率", "%", target("4"))),
    ],
    ids=["equal", "later", "total", "no-direction", "stronger", "stronger-in-another-scale"],
)
def test_a_target_that_cannot_be_called_weaker_is_left_alone(own: Indicator, above: Indicator) -> None:
    assert found("weaker-than-parent", audited(own, above=(above,))) == []


def test_two_plans_of_one_city_with_two_targets_are_a_contradiction() -> None:
    findings = audited(
        row("每千人口拥有3岁以下婴幼儿照护设施托位数", "个", actual("2.01"), target("4.6")),
        row("每千人口拥有3岁以下婴幼儿托位数", "个", actual("2"), target("3.5", op=">"), at="b-2021"),
    )
    (one,) = findings
    assert (one.code, one.severity, one.state) == ("target-conflict", "serious", "proposed")
    assert one.message.endswith("两份文件里2025年目标不同，4.6个 与 >3.5个")


def test_a_match_that_is_only_proposed_by_likeness_is_doubtful_until_confirmed_and_gone_when_refused() -> None:
    rows = (
        row("旅游休闲产业增加值占GDP比重", "%", actual("6"), target("7", op=">=")),
        row("旅游产业增加值占GDP比重", "%", actual("6"), target("7.7"), at="b-2021"),
    )
    members = tuple(one.id for one in rows)
    confirmed = Match("tourism", "旅游", members, "confirmed", "统计口径一致", "王芳")
    (proposed,) = audited(*rows)
    (sure,) = audited(*rows, matches=(confirmed,))
    assert (proposed.severity, proposed.state) == ("doubtful", "proposed")
    assert (sure.severity, sure.state, sure.because) == ("serious", "confirmed", "统计口径一致")
    assert audited(*rows, matches=(replace(confirmed, state="refused"),)) == ()


def test_one_contradiction_repeated_in_several_tables_is_one_finding() -> None:
    rows = [row("森林覆盖率", "%", actual("44.2"), at=at) for at in ("a-2021", "a-2021")]
    (one,) = audited(*rows, row("森林覆盖率", "%", actual("44.9"), at="b-2021"))
    assert (one.code, len(one.clauses)) == ("past-conflict", 3)


def test_a_past_figure_that_is_only_rounded_is_no_contradiction() -> None:
    assert audited(row("森林覆盖率", "%", actual("2.01")), row("森林覆盖率", "%", actual("2"), at="b-2021")) == ()


def test_a_past_figure_of_another_year_by_its_note_is_doubtful() -> None:
    (one,) = audited(
        row("森林覆盖率", "%", actual("44.2")), row("森林覆盖率", "%", actual("44.7", note="2019年数据"), at="b-2021")
    )
    assert (one.severity, "2019年数据" in one.message) == ("doubtful", True)


def test_one_figure_in_two_scales_is_a_contradiction() -> None:
    (one,) = audited(
        row("5岁以下儿童死亡率", "‰", actual("2.78")), row("5岁以下儿童死亡率", "%", actual("2.78"), at="b-2021")
    )
    assert (one.code, one.severity) == ("unit-conflict", "serious")
    assert one.message == "5岁以下儿童死亡率：同一个数 2.78，两处单位不同（‰ 与 %）"


def test_one_figure_rightly_converted_is_none() -> None:
    assert audited(row("死亡率", "‰", actual("2.5")), row("死亡率", "%", actual("0.25"), at="b-2021")) == ()


def test_units_that_cannot_be_converted_are_doubtful() -> None:
    (one,) = audited(
        row("最低生活保障标准", "元/人·年", actual("1"), target("2")),
        row("最低生活保障标准", "元/人·月", actual("1"), target("2"), at="b-2021"),
    )
    assert (one.code, one.severity) == ("unit-conflict", "doubtful")
    assert [clause.figure for clause in one.clauses] == ["2020年实绩 1元/人·年", "2020年实绩 1元/人·月"]


def test_units_that_cannot_be_converted_without_figures_of_one_year_are_told_alone() -> None:
    (one,) = found(
        "unit-conflict",
        audited(
            row("最低生活保障标准", "元/人·年", actual("1")),
            row("最低生活保障标准", "元/人·月", target("2"), at="b-2021"),
        ),
    )
    assert [clause.figure for clause in one.clauses] == ["单位：元/人·年", "单位：元/人·月"]


def test_a_target_below_that_of_the_plan_before_is_found() -> None:
    (one,) = audited(
        row("大学生创业企业", "家", target("3000", 2020, ">="), actual("1000", 2015), at="a-2016"),
        row("大学生创业企业", "家", actual("1000"), target("2000"), direction="higher"),
    )
    assert (one.code, one.severity) == ("weaker-than-before", "doubtful")
    assert one.message == "大学生创业企业：2025年目标 2000家，低于2020年的目标 ≥3000家"


def test_one_service_in_two_amounts_is_found_and_names_both_items() -> None:
    five, six = (Amount(Decimal(n), "场", ">=", "年", "每个乡镇每年送地方戏曲") for n in (5, 6))
    findings = audited(items=(item("流动服务", five), item("看戏", six), item("外地", five, at="b-2021")))
    (one,) = findings
    assert (one.code, [clause.name for clause in one.clauses]) == ("amount-conflict", ["流动服务", "看戏"])
    assert one.clauses[0].figure == "每个乡镇每年送地方戏曲 ≥5场/年"


def test_a_commitment_in_running_text_is_held_against_the_service_it_repeats() -> None:
    six = item("看戏", Amount(Decimal(6), "场", ">=", applies_to="每个乡镇每年送地方戏曲"))
    text = Indicator(
        "a-2021.c1", "每个乡镇每年送地方戏曲", "场", Citation("a-2021", path="三"), (target("5"),), direction="higher"
    )
    (one,) = audited(text, items=(six,))
    assert (one.code, [clause.row for clause in one.clauses]) == ("amount-conflict", [six.id, "a-2021.c1"])


def test_two_commitments_for_two_years_are_no_contradiction() -> None:
    texts = [
        Indicator(
            f"a-2021.c{n}", "成长驿站", "家", Citation("a-2021", box=2), (target(str(n), 2020 + n),), direction="higher"
        )
        for n in (2, 5)
    ]
    assert audited(*texts) == ()


def test_the_end_of_a_range_that_binds_is_held_against_the_baseline() -> None:
    goal = Value("target", 2025, "range", low=Decimal(60), high=Decimal(70))
    (one,) = audited(row("森林覆盖率", "%", actual("66"), goal))
    assert one.message.endswith("2025年目标 60—70%")
    assert audited(row("婴儿死亡率", "‰", actual("66"), replace(goal, high=Decimal(65)))) == ()


def test_units_of_running_text_that_cannot_be_converted_are_two_measures_of_one_project() -> None:
    texts = [
        Indicator(f"a-2021.c{n}", "老旧小区", unit, Citation("a-2021", path="三"), (target(n),), direction="higher")
        for n, unit in (("900", "个"), ("2800", "万平方米"))
    ]
    assert audited(*texts) == ()


@pytest.mark.parametrize(
    ("name", "unit"),
    [("森林覆盖面积", ""), ("每万人床位", ""), ("传染病收治能力", "床/万人口"), ("营业收入", "亿元/年")],
)
def test_only_what_does_not_grow_with_the_place_is_held_against_the_province(name: str, unit: str) -> None:
    own, above = row(name, unit, target("1"), direction="higher"), row(name, unit, target("2"), direction="higher")
    comparable = {"每万人床位", "传染病收治能力"}
    assert bool(found("weaker-than-parent", audited(own, above=(above,)))) is (name in comparable)


def test_a_label_that_fits_any_service_does_not_make_two_services_one() -> None:
    invest = [Amount(Decimal(n), "亿元", applies_to="五年投资") for n in (5, 6)]
    assert audited(items=(item("未来社区", invest[0]), item("登山步道", invest[1]))) == ()
    (one,) = audited(items=(item("未来社区", invest[0]), item("未来社区", invest[1])))
    assert one.code == "amount-conflict"


@pytest.mark.parametrize("label", ["覆盖率（2025年）", "“十四五”期间计划总投资", "补贴标准"])
def test_a_label_of_words_that_fit_any_service_is_not_enough(label: str) -> None:
    one, other = (
        item(name, Amount(Decimal(n), "%", applies_to=label)) for n, name in ((5, "护理津贴"), (6, "登山步道"))
    )
    assert audited(items=(one, other)) == ()
    again = item("护理津贴", *other.amounts)
    assert [finding.code for finding in audited(items=(one, again))] == ["amount-conflict"]


def test_a_rank_that_narrows_makes_another_service() -> None:
    ranks = [
        Amount(Decimal(n), "名", applies_to=label) for n, label in ((2, "新增省级名中医"), (5, "新增省级基层名中医"))
    ]
    assert audited(items=(item("中医工程", ranks[0]), item("基层中医工程", ranks[1]))) == ()


def test_a_pair_of_services_a_person_refused_is_told_no_more() -> None:
    five, six = (item("送戏", Amount(Decimal(n), "场", applies_to="每个乡镇每年送地方戏曲")) for n in (5, 6))
    refused = Match("opera", "送戏", (five.id, six.id), "refused", "一个是市里送，一个是县里送", "王芳")
    assert [one.code for one in audited(items=(five, six))] == ["amount-conflict"]
    assert audited(items=(five, six), matches=(refused,)) == ()


def test_amounts_of_two_years_are_no_contradiction() -> None:
    sizes = [
        Amount(Decimal(n), "人", applies_to=f"某某学院办学规模（{year}年）")
        for n, year in ((8000, 2023), (10000, 2025))
    ]
    text = Indicator(
        "a-2021.c1", "某某学院办学规模", "人", Citation("a-2021", box=1), (target("10000"),), direction="higher"
    )
    assert audited(text, items=(item("学院", sizes[0]), item("工程", sizes[1]))) == ()


def test_amounts_for_something_else_or_in_another_unit_are_not_compared() -> None:
    amounts = [
        Amount(Decimal(5), "场", per="年", applies_to="乡镇每年送地方戏曲"),
        Amount(Decimal(6), "场", per="月", applies_to="乡镇每年送地方戏曲"),
        Amount(Decimal(7), "次", per="年", applies_to="乡镇每年送地方戏曲"),
        Amount(Decimal(8), "场", per="年", applies_to="社区电影"),
    ]
    assert audited(items=tuple(item(f"服务{number}", one) for number, one in enumerate(amounts))) == ()


@pytest.mark.parametrize(
    ("indicator", "code"),
    [
        (row("森林覆盖率", "%", target("66")), "no-baseline"),
        (row("森林覆盖率", "%", Value("actual", 2020, "text", text="—"), target("66")), "no-baseline"),
        (row("森林覆盖率", "%", Value("actual", 2020, "text", text="东区60"), target("66")), "text-baseline"),
        (row("森林覆盖率", "%", actual("1"), Value("target", 2025, "text", text="全省领先")), "text-target"),
        (row("森林覆盖面积", "", actual("50"), target("66")), "no-unit"),
        (row("森林覆盖率", "%", actual("50"), target("66", year=None)), "no-year"),
        (row("某某强度", "级", actual("50"), target("66")), "no-direction"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_missing_is_noted(indicator: Indicator, code: str) -> None:
    (one,) = [finding for finding in audited(indicator) if finding.code != "no-direction" or code == "no-direction"]
    assert (one.code, one.severity) == (code, "note")


def test_a_ratio_needs_no_unit() -> None:
    assert audited(row("城乡居民收入比", "", actual("1.9"), target("1.6", op="<"))) == ()


def test_the_gravest_come_first_and_every_code_has_a_title() -> None:
    findings = audited(
        row("森林覆盖面积", "", target("5", year=None)),
        row("森林覆盖率", "%", actual("67"), target("66")),
        row("森林覆盖率", "%", actual("1"), target("65"), at="b-2021"),
    )
    order = [one.severity for one in findings]
    assert order == sorted(order, key=["serious", "doubtful", "note"].index)
    assert {one.code for one in findings} <= set(CODES)


def test_an_unknown_pack_is_told() -> None:
    with pytest.raises(MinshengError):
        audit("nowhere", {})


_numbers = st.decimals(-1000, 1000, places=2)


@given(_numbers, _numbers)
def test_weaker_is_one_sided_and_turns_with_the_direction(one: Decimal, other: Decimal) -> None:
    assert not (weaker(one, other, "higher") and weaker(other, one, "higher"))
    assert weaker(one, other, "higher") == weaker(other, one, "lower")
    assert not weaker(one, other, None)


@given(_numbers, st.integers(0, 2))
def test_a_figure_agrees_with_itself_rounded(number: Decimal, places: int) -> None:
    assert agree(number, number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


@given(_numbers, _numbers)
def test_a_baseline_meets_a_target_exactly_when_the_target_is_not_stronger(past: Decimal, goal: Decimal) -> None:
    assert met_by(Value("actual", 2020, "=", past), Value("target", 2025, ">=", goal), "higher") is (past >= goal)
