from __future__ import annotations

from pathlib import Path

import pytest

from minsheng.rules.answer import Assessor
from minsheng.rules.folder import check_rules, program_of
from minsheng.rules.parameters import Figures, set_values
from minsheng.rules.situation import situation_of
from minsheng.rules.tests.samples import benefit, program, write_rules
from minsheng.terms.errors import MinshengError
from minsheng.terms.periods import Month

MONTH = Month(2021, 12)


def faults(root: Path, *benefits: str) -> list[tuple[str, int | None, str]]:
    return [(one.code, one.line, one.message) for one in check_rules(write_rules(root, *benefits))]


def test_a_mistake_is_told_with_file_and_line(tmp_path: Path) -> None:
    (fault,) = check_rules(write_rules(tmp_path, benefit("aid", 'age > "60"')))
    assert str(fault) == (
        "lakeside/benefits.yaml:10: aid：age 是整数，'60' 是文字，不能用 > 比较"
        "（读到：age > '60'；应为：age > 60） [rule.type]"
    )


def test_every_mistake_of_a_pack_is_told_at_once(tmp_path: Path) -> None:
    told = faults(tmp_path, benefit("one", "agee > 60", "age"), benefit("two", "age > 60", "12 * wage"))
    assert [(code, line) for code, line, _ in told] == [
        ("rule.unknown-name", 10),
        ("rule.amount", 12),
        ("rule.unknown-name", 24),
    ]


def test_a_rule_that_refers_to_itself_through_three_others_is_refused_with_the_chain(tmp_path: Path) -> None:
    told = faults(
        tmp_path,
        benefit("a", 'owed("b")'),
        benefit("b", "age > 1", 'amount_of("c") + 1'),
        benefit("c", 'not owed("d")'),
        benefit("d", 'owed("a")'),
    )
    assert told == [("rule.circle", 10, "a：规则绕成了一个圈：a → b → c → d → a")]


def test_a_rule_that_asks_about_itself_is_refused(tmp_path: Path) -> None:
    assert faults(tmp_path, benefit("a", 'not owed("a")')) == [("rule.circle", 10, "a：规则绕成了一个圈：a → a")]


@pytest.mark.parametrize(
    ("steps", "message"),
    [
        ("\n    base: 100", "aid：最后一步应叫 total，且只有一个"),
        ("\n    total: 100\n    total2: 200", "aid：最后一步应叫 total，且只有一个"),
        ("\n    age: 100\n    total: age", "aid：步骤 age 与别的名字相同，或不是小写字母、数字和下划线"),
        ("\n    line: 100\n    total: line", "aid：步骤 line 与别的名字相同，或不是小写字母、数字和下划线"),
        ("\n    Base: 100\n    total: Base", "aid：步骤 Base 与别的名字相同，或不是小写字母、数字和下划线"),
        ("\n    total: later\n    later: 100", "aid：最后一步应叫 total，且只有一个"),
        ("\n    base: later * 2\n    later: 100\n    total: base", "aid：没有 later 这个名字"),
    ],
)
def test_steps_have_names_of_their_own_and_end_in_total(tmp_path: Path, steps: str, message: str) -> None:
    assert [told for _, _, told in faults(tmp_path, benefit("aid", "age > 1", steps))] == [message]


def test_rules_come_after_those_they_ask_about(tmp_path: Path) -> None:
    found = program(tmp_path, benefit("a", 'owed("c")'), benefit("b", 'owed("a")'), benefit("c", "age > 1"))
    assert [rule.benefit.id for rule in found.rules] == ["c", "a", "b"]


def test_the_edition_of_the_day_answers(tmp_path: Path) -> None:
    editions = """\
until: 2025-12-31
editions:
- {source: ls-2016, since: 2016-01-01, until: 2020-12-31, owed: age >= 70, amount: 80}
"""
    found = program(tmp_path, benefit("aid", "age >= 60", "100", more=editions))
    amounts = {}
    for month in (Month(2015, 12), Month(2020, 12), Month(2021, 1), Month(2026, 1)):
        situation = situation_of({"persons": [{"birth_date": "1940-01-01"}]}, month.last_day)
        amounts[str(month)] = [one.amount for one in Assessor(found, month).answers(situation)]
    assert amounts == {"2015-12": [], "2020-12": [8000], "2021-01": [10000], "2026-01": []}


def test_a_parameter_named_like_a_field_is_refused(tmp_path: Path) -> None:
    text = "parameters:\n- {id: sex, name: 性别, unit: 元}\n"
    text += "- {id: people, name: 人数, unit: 人, values: [{since: 2021-01-01, value: 1.5, source: ls-2021}]}\n"
    folder = write_rules(tmp_path)
    (folder / "parameters.yaml").write_text(text, "utf-8")
    told = [(one.code, one.line) for one in check_rules(folder)]
    assert told == [("rule.parameter-id", 2), ("rule.parameter-value", 3)]


def test_a_parameter_without_a_unit_is_a_ratio(tmp_path: Path) -> None:
    text = (
        'parameters:\n- {id: part, name: 系数, unit: "", values: [{since: 2021-01-01, value: 1.25, source: ls-2021}]}\n'
    )
    folder = write_rules(tmp_path, benefit("aid", "age < 60.5 * part", "100 * part"))
    (folder / "parameters.yaml").write_text(text, "utf-8")
    ready = Assessor(program_of("lakeside", tmp_path), Month(2021, 12))
    (answer,) = ready.answers(situation_of({"persons": [{"birth_date": "1950-01-01"}]}, ready.day))
    assert answer.amount == 12500


def test_a_missing_pack_is_told_with_those_there_are(tmp_path: Path) -> None:
    write_rules(tmp_path)
    with pytest.raises(MinshengError, match="应为：lakeside"):
        program_of("lakesid", tmp_path)


def test_a_figure_with_a_monstrous_exponent_is_refused_at_once() -> None:
    known = {"line": Figures("line", "标准", "元/月", ())}
    for text in ("1e-999999999", "1e999999999"):
        with pytest.raises(MinshengError, match="超过"):
            set_values(known, {"line": text}, file="figures.yaml", line=1)
