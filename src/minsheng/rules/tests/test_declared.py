"""Fields a pack declares beside the register's own: read by its rules, told in situations, worded and refused."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from minsheng.packs.tests.samples import write_pack
from minsheng.rules.answer import Answer, Assessor
from minsheng.rules.cases import Runner, read_cases
from minsheng.rules.folder import check_rules, program_of
from minsheng.rules.nodes import FieldOf
from minsheng.rules.program import Program
from minsheng.rules.situation import situation_of
from minsheng.rules.tests.samples import benefit, write_rules
from minsheng.terms.errors import MinshengError
from minsheng.terms.periods import Month

FIELDS = """\
fields:
- {id: monthly_rent, name: 月租金, entity: household, type: money}
- {id: loss, name: 经营盈亏, entity: person, type: money, low: -100000}
- {id: share_owned, name: 产权份额, entity: household, type: ratio, decimals: 4, high: 1}
- {id: goes_by_bus, name: 乘公交上班, entity: person, type: yesno}
- {id: moved_in, name: 入住日期, entity: household, type: date}
- id: tenure
  name: 住房来源
  entity: household
  type: category
  categories: [{id: owner, name: 自有}, {id: tenant, name: 租住}]
"""


def ask(found: Program, data: Any) -> dict[str, Answer]:
    ready = Assessor(found, Month(2021, 12))
    answers = ready.answers(situation_of(data, ready.day, fields=found.fields))
    return {one.rule.benefit.id: one for one in answers}


@pytest.fixture
def rent_help(tmp_path: Path) -> Program:
    owed = 'tenure == "tenant" and monthly_rent >= 400'
    write_rules(tmp_path, benefit("rent-help", owed, "monthly_rent / 4", serves="household"), fields=FIELDS)
    return program_of("lakeside", tmp_path)


@pytest.mark.parametrize(
    ("household", "answer"),
    [
        ({"tenure": "tenant", "monthly_rent": "400.10"}, ("owed", 10003, ())),
        ({"tenure": "租住", "monthly_rent": 399.99}, ("not_owed", None, ())),
        ({"tenure": "owner"}, ("not_owed", None, ())),
        ({"tenure": "tenant"}, ("unknown", None, ("monthly_rent",))),
        ({}, ("unknown", None, ("monthly_rent", "tenure"))),
    ],
)
def test_a_rule_reads_what_the_household_tells(rent_help: Program, household: dict[str, Any], answer: Any) -> None:
    found = ask(rent_help, {"household": household, "persons": [{}]})["rent-help"]
    assert (found.outcome, found.amount, found.missing) == answer


def test_the_reason_names_the_field_and_its_word(rent_help: Program) -> None:
    found = ask(rent_help, {"household": {"tenure": "owner", "monthly_rent": 1}, "persons": [{}]})["rent-help"]
    assert [one["text"] for one in found.because()] == ["住房来源是租住，并且月租金不低于400.00元"]


def test_a_rule_of_a_person_reads_the_household_and_a_sum_reads_each_member(tmp_path: Path) -> None:
    rules = (
        benefit("bus", "goes_by_bus", "50 * share_owned"),
        benefit("home", "true", "sum(members.loss) + 1000", serves="household"),
    )
    write_rules(tmp_path, *rules, fields=FIELDS)
    home = {"household": {"share_owned": "0.1234"}, "persons": [{"goes_by_bus": True, "loss": "-12.50"}]}
    found = ask(program_of("lakeside", tmp_path), home)
    assert {name: one.amount for name, one in found.items()} == {"bus": 617, "home": 98750}


def test_an_amount_that_cannot_be_below_nothing_decides_when_it_is_not_told(tmp_path: Path) -> None:
    rules = [
        benefit("rich", "monthly_rent + monthly_income >= 900"),
        benefit("poor", "loss + monthly_income >= 900"),
    ]
    write_rules(tmp_path, *rules, fields=FIELDS)
    found = ask(program_of("lakeside", tmp_path), {"persons": [{"monthly_income": 900}]})
    assert {name: one.outcome for name, one in found.items()} == {"rich": "owed", "poor": "unknown"}


def test_the_program_says_what_field_a_node_reads(rent_help: Program) -> None:
    nodes = [node for rule in rent_help.rules for node in rule.nodes if isinstance(node, FieldOf)]
    assert {(node.entity, node.name, node.type.kind, node.type.words) for node in nodes} == {
        ("household", "tenure", "category", ("owner", "tenant")),
        ("household", "monthly_rent", "money", ()),
    }
    found = rent_help.field_of("household", "monthly_rent")
    assert found is not None
    assert (found.label, found.unit, found.scale, found.low) == ("月租金", "元", 100, 0)
    assert rent_help.field_of("person", "monthly_rent") is None
    assert rent_help.field_of("person", "sex") is not None


@pytest.mark.parametrize(
    ("household", "message"),
    [
        ({"monthly_rent": "4.005"}, "household.monthly_rent：月租金超过2位小数"),
        ({"monthly_rent": -1}, "household.monthly_rent：月租金不能是负数"),
        ({"share_owned": 1.5}, "household.share_owned：产权份额太大，超过 1"),
        ({"share_owned": "0.12345"}, "household.share_owned：产权份额超过4位小数"),
        ({"tenure": "lodger"}, "household.tenure：住房来源不在可用的词里"),
        ({"moved_in": "yesterday"}, "household.moved_in：入住日期应是日期"),
    ],
)
def test_a_value_that_cannot_be_is_told(rent_help: Program, household: dict[str, Any], message: str) -> None:
    with pytest.raises(MinshengError) as caught:
        situation_of({"household": household, "persons": [{}]}, date(2021, 12, 31), fields=rent_help.fields)
    assert [fault.message for fault in caught.value.faults] == [message]


def test_a_field_of_another_entity_or_of_another_pack_is_not_used(rent_help: Program) -> None:
    home = {"household": {"goes_by_bus": True, "monthly_rents": 3}, "persons": [{"share_owned": "0.5"}]}
    found = situation_of(home, date(2021, 12, 31), fields=rent_help.fields)
    expected = ("household.goes_by_bus", "household.monthly_rents（是否应为 monthly_rent？）", "persons[0].share_owned")
    assert found.ignored == expected
    assert situation_of({"household": {"tenure": "owner"}, "persons": [{}]}, date(2021, 12, 31)).household == {}


def test_what_does_not_exist_is_told_as_none(rent_help: Program) -> None:
    day = date(2021, 12, 31)
    found = situation_of({"household": {"moved_in": "无"}, "persons": [{}]}, day, fields=rent_help.fields)
    assert repr(found.household["moved_in"]) == "NOTHING"


def test_exact_fractions_of_a_fen_are_taken_as_they_are(rent_help: Program) -> None:
    home = {"household": {"monthly_rent": Fraction(1000, 3), "share_owned": Fraction(1, 3)}, "persons": [{}]}
    found = situation_of(home, date(2021, 12, 31), fields=rent_help.fields).household
    assert found == {"monthly_rent": Fraction(100_000, 3), "share_owned": Fraction(1, 3)}


def test_a_lower_pack_reads_the_fields_of_the_one_above(tmp_path: Path) -> None:
    write_rules(tmp_path, fields=FIELDS)
    about = 'id: brook\nname: 溪县\nname_en: Brook\ndivision: "330127"\nlevel: county\nparent: lakeside\n'
    write_pack(tmp_path, "brook", pack=about, benefits="benefits:\n" + benefit("bus", "goes_by_bus", "50"))
    found = program_of("brook", tmp_path)
    assert ask(found, {"persons": [{"goes_by_bus": True}]})["bus"].amount == 5000


def test_the_cases_of_a_pack_tell_declared_fields(tmp_path: Path) -> None:
    folder = write_rules(tmp_path, benefit("bus", "goes_by_bus", "50"), fields=FIELDS)
    (folder / "cases").mkdir()
    case = "cases:\n- name: 乘公交的有\n  month: 2021-12\n  persons:\n  - {goes_by_bus: true}\n  expect:\n"
    (folder / "cases" / "bus.yaml").write_text(case + "  - {benefit: bus, outcome: owed, amount: 50.00}\n", "utf-8")
    runner = Runner(program_of("lakeside", tmp_path))
    assert [runner.run(one) for one in read_cases(folder)] == [[]]


@pytest.mark.parametrize(
    ("row", "code", "message"),
    [
        ("{id: sex, name: 性别, entity: person, type: text}", "field-id", "sex：登记册里已有这个字段"),
        ("{id: age, name: 年龄, entity: person, type: whole}", "field-id", "age：规则里这个名字另有意思"),
        (
            "{id: Rent, name: 租金, entity: person, type: money}",
            "field-id",
            "Rent：字段的 id 应是小写字母、数字和下划线",
        ),
        (
            "{id: tenure, name: 来源, entity: person, type: category}",
            "field-categories",
            "tenure：类别要写出可用的词，别的类型不写",
        ),
        (
            "{id: rent, name: 租金, entity: person, type: money, categories: [{id: a, name: 甲}]}",
            "field-categories",
            "rent：类别要写出可用的词，别的类型不写",
        ),
        (
            "{id: tenure, name: 来源, entity: person, type: category, "
            "categories: [{id: a, name: 甲}, {id: a, name: 乙}]}",
            "field-categories",
            "tenure：类别的词应是英文字母、数字和下划线，每个写一次",
        ),
        (
            "{id: rooms, name: 间数, entity: person, type: whole, low: 9, high: 8}",
            "field-bounds",
            "rooms：下限高于上限，或超出了能算的范围",
        ),
        ("{id: day, name: 日子, entity: person, type: date, low: 1}", "field-bounds", "day：只有数和钱有上下限"),
        (
            "{id: rooms, name: 间数, entity: person, type: whole, decimals: 1}",
            "field-decimals",
            "rooms：小数位数只用于 ratio",
        ),
    ],
)
def test_a_field_that_cannot_be_is_told_with_its_place(tmp_path: Path, row: str, code: str, message: str) -> None:
    folder = write_rules(tmp_path, benefit("aid", "age > 1"), fields=f"fields:\n- {row}\n")
    (fault,) = check_rules(folder)
    assert (fault.code, fault.message, fault.file, fault.line) == (f"rule.{code}", message, "lakeside/fields.yaml", 2)


def test_a_parameter_and_a_step_may_not_be_called_like_a_declared_field(tmp_path: Path) -> None:
    steps = "\n    monthly_rent: 1\n    total: monthly_rent"
    folder = write_rules(tmp_path, benefit("aid", "true", steps, serves="household"), fields=FIELDS)
    (folder / "more.yaml").write_text("parameters:\n- {id: tenure, name: 来源, unit: 元}\n", "utf-8")
    assert sorted(fault.code for fault in check_rules(folder)) == ["rule.parameter-id", "rule.step-name"]


def test_a_rule_that_misspells_a_declared_field_is_told_the_nearest(tmp_path: Path) -> None:
    folder = write_rules(tmp_path, benefit("aid", "goes_by_buss"), benefit("rent", "monthly_rent > 1"), fields=FIELDS)
    (fault,) = check_rules(folder)
    assert (fault.message, fault.expected) == ("aid：没有 goes_by_buss 这个名字", "goes_by_bus")


def test_a_household_rule_is_told_that_a_declared_field_is_each_persons(tmp_path: Path) -> None:
    folder = write_rules(tmp_path, benefit("aid", "goes_by_bus", serves="household"), fields=FIELDS)
    (fault,) = check_rules(folder)
    assert fault.code == "rule.one-of-many"
