"""The commands about entitlements: benefits, explain, pack test."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from minsheng.cli.main import cli
from minsheng.rules.tests.samples import benefit, write_rules
from minsheng.terms.errors import MinshengError

HOME = {
    "household": {"household_id": "h1", "division": "330106"},
    "persons": [{"person_id": "p1", "monthly_income": 400}],
}
CASES = """\
cases:
- name: 收入400元的补到标准
  month: 2021-12
  household: {division: "330106"}
  persons: [{person_id: a, monthly_income: 400}]
  expect:
  - {benefit: aid, outcome: owed, amount: 600.00}
- name: 收入不知道的说不准
  month: 2021-12
  household: {division: "330106"}
  persons: [{person_id: a}]
  expect:
  - {benefit: aid, outcome: unknown, missing: [monthly_income]}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write_rules(tmp_path, benefit("aid", "monthly_income < line", "line - monthly_income"))
    (tmp_path / "home.json").write_text(json.dumps(HOME), "utf-8")
    return tmp_path


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, [*arguments, "--packs", str(root)])


def explain(root: Path, *more: str) -> Any:
    done = run(root, "explain", "--pack", "lakeside", "--month", "2021-12", *more, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)["results"]


def test_benefits_have_the_keys_of_the_contract(root: Path) -> None:
    (told,) = json.loads(run(root, "benefits", "--pack", "lakeside", "--json").stdout)
    assert told["source"] == {"document": "ls-2021", "box": 2, "item": 3}
    assert told["inputs"] == ["monthly_income"]
    assert {"benefit", "name", "area", "kind", "each", "serves", "source", "inputs"} <= set(told)


def test_explain_gives_outcome_amount_and_reasons(root: Path) -> None:
    (told,) = explain(root, "--household", str(root / "home.json"))
    assert (told["person_id"], told["household_id"], told["benefit"]) == ("p1", "h1", "aid")
    assert (told["outcome"], told["amount"], told["each"], told["missing"]) == ("owed", "600.00", "month", [])
    assert told["because"] == [
        {"clause": "ls-2021 专栏2.3", "text": "月收入低于标准", "value": True},
        {"clause": "ls-2021 专栏2.3", "text": "标准－月收入", "value": "600.00", "step": "total"},
    ]
    assert told["inputs"] == {"monthly_income": "400.00"}


def test_parameters_of_a_file_stand_in_place_of_the_packs(root: Path) -> None:
    file = root / "set.yaml"
    file.write_text("line: {330100: 500, 330106: 450.50, 330000: 1}\n", "utf-8")
    (told,) = explain(root, "--household", str(root / "home.json"), "--parameters", str(file))
    assert told["amount"] == "50.50"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("lien: 500", "没有名为 lien 的参数"),
        ("line: 很多", "不是数字"),
        ("line: -1", "数值不能是负数"),
        ("line: 1.005", "数值金额超过两位小数"),
        ("line: {999999: 1}", "999999 不是行政区划代码"),
        ("line: [1, 2]", "line 应是一个数，或按区划的数"),
        ("- line", "应是“参数: 数值”"),
        ("line: nan", "不是数字"),
    ],
)
def test_a_bad_file_of_parameters_is_told(root: Path, text: str, message: str) -> None:
    file = root / "set.yaml"
    file.write_text(text, "utf-8")
    done = run(
        root,
        "explain",
        "--pack",
        "lakeside",
        "--month",
        "2021-12",
        "--household",
        str(root / "home.json"),
        "--parameters",
        str(file),
    )
    assert isinstance(done.exception, MinshengError)
    assert done.exception.faults[0].message == message


@pytest.mark.parametrize(
    "arguments",
    [
        ["--month", "2021-12"],
        ["--month", "December", "--household", "home.json"],
        ["--month", "2021-12", "--household", "home.json", "--institution", "home.json"],
        ["--month", "2021-12", "--household", "nowhere.json"],
    ],
)
def test_a_question_that_cannot_be_answered_is_refused(
    root: Path, arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)
    assert isinstance(run(root, "explain", "--pack", "lakeside", *arguments).exception, MinshengError)


def test_a_bad_household_exits_with_2_and_a_line_per_fault(root: Path) -> None:
    (root / "bad.json").write_text('{"persons": [{"monthly_income": -1, "sex": "x"}]}', "utf-8")
    arguments = ["explain", "--pack", "lakeside", "--month", "2021-12", "--household", "bad.json", "--packs", "."]
    done = subprocess.run([sys.executable, "-m", "minsheng", *arguments], cwd=root, capture_output=True, text=True)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 2)


def test_the_text_says_each_reason_and_what_is_wanting(root: Path) -> None:
    (root / "home.json").write_text('{"household": {"division": "330106"}, "persons": [{"montly_income": 1}]}', "utf-8")
    done = run(root, "explain", "--pack", "lakeside", "--month", "2021-12", "--household", str(root / "home.json"))
    assert done.stdout.splitlines() == [
        "【说不准】待遇aid（1）",
        "    月收入低于标准 → 不知道  [ls-2021 专栏2.3]",
        "    还要知道：月收入",
    ]
    assert done.stderr == "home.json: 没有用到 persons[0].montly_income（是否应为 monthly_income？）\n"


def with_cases(root: Path, text: str) -> Result:
    (root / "lakeside" / "cases").mkdir()
    (root / "lakeside" / "cases" / "aid.yaml").write_text(text, "utf-8")
    return run(root, "pack", "test", "lakeside")


def test_cases_that_come_out_pass_and_wanting_outcomes_are_named(root: Path) -> None:
    done = with_cases(root, CASES)
    assert (done.exit_code, done.stdout.splitlines()) == (0, ["aid 还没有这样的案例：不享", "共 2 个案例，全部相符。"])
    assert run(root, "pack", "test", "lakeside", "--strict").exit_code == 2


def test_a_case_that_does_not_come_out_prints_its_sentence_and_line(root: Path) -> None:
    done = with_cases(root, CASES.replace("600.00", "601.00").replace("missing: [monthly_income]", "missing: [sex]"))
    assert done.exit_code == 2
    assert done.stderr.splitlines() == [
        "lakeside/cases/aid.yaml:7: 收入400元的补到标准：aid 应为601.00元，算得600.00元",
        "lakeside/cases/aid.yaml:13: 收入不知道的说不准：aid 应缺 sex，实缺 monthly_income",
    ]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("month: 2021-12", "month: 12/2021", "month 不是月份"),
        ("outcome: owed", "outcome: yes", "outcome 不在可用的词里"),
        ("600.00", "much", "amount 不是金额"),
        ("expect:", "expects:", "没有 expects 这个键"),
        ("[monthly_income]", "monthly_income", "missing 应是一个列表"),
        ("cases:", "case:", "文件里应只有 cases 一个列表"),
        ("- name: 收入400元的补到标准\n  ", "- ", "缺少 name"),
    ],
)
def test_a_case_that_cannot_be_read_is_told(root: Path, old: str, new: str, message: str) -> None:
    done = with_cases(root, CASES.replace(old, new))
    assert isinstance(done.exception, MinshengError)
    assert done.exception.faults[0].message == message


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("benefit: aid, outcome: owed", "benefit: add, outcome: owed", "add 有 0 个答案"),
        ("[{person_id: a, monthly_income: 400}]", "[{person_id: a}, {person_id: b}]", "aid 有 2 个答案，写上 person"),
        ("monthly_income: 400", "monthly_incom: 400", "没有这个字段"),
        ("monthly_income: 400", "monthly_income: -400", "月收入不能是负数"),
    ],
)
def test_a_case_about_something_else_fails(root: Path, old: str, new: str, message: str) -> None:
    done = with_cases(root, CASES.replace(old, new))
    assert done.exit_code == 2
    assert message in done.stderr


def test_pack_check_tells_the_mistakes_of_rules(tmp_path: Path) -> None:
    folder = write_rules(tmp_path, benefit("aid", 'age > "60"'))
    done = CliRunner().invoke(cli, ["pack", "check", str(folder)])
    assert done.exit_code == 2
    assert "lakeside/benefits.yaml:10: aid：age 是整数" in done.stderr


def openfisca(root: Path, expected: int, *more: str) -> Result:
    words = "variables:\n  salary: {field: monthly_income, default: 0}\n  aid: {benefit: aid}\n"
    (root / "lakeside" / "openfisca").mkdir()
    (root / "lakeside" / "openfisca" / "mapping.yaml").write_text(words, "utf-8")
    text = "- name: 补到标准\n  period: 2021-12\n  parameters: {}\n  input: {salary: 400}\n"
    text += f"  output: {{aid: {expected}}}\n"
    (root / "tests.yaml").write_text(text, "utf-8")
    return run(root, "pack", "test", "lakeside", "--openfisca", str(root / "tests.yaml"), *more)


@pytest.fixture
def flat(tmp_path: Path) -> Path:
    write_rules(tmp_path, benefit("aid", "monthly_income < 1000", "1000 - monthly_income"))
    return tmp_path


def test_tests_of_openfisca_that_come_out_are_listed(flat: Path) -> None:
    done = openfisca(flat, 600)
    assert (done.exit_code, done.stdout) == (0, "【相符】tests.yaml:1 补到标准\n共 1 个测试，全部相符。\n")


def test_a_test_of_openfisca_that_does_not_come_out_shows_both_values(flat: Path) -> None:
    done = openfisca(flat, 500)
    assert done.exit_code == 2
    assert done.stdout.splitlines() == [
        "【不符】tests.yaml:1 补到标准",
        "    第 5 行：aid（2021-12） 应为 500，算得 600",
        "共 1 个测试，1 个不符。",
    ]


def test_tests_of_openfisca_are_told_as_data(flat: Path) -> None:
    told = json.loads(openfisca(flat, 500, "--json").stdout)
    assert (told["tests"], told["passed"]) == (1, 0)
    assert told["failures"] == [
        {
            "file": "tests.yaml",
            "line": 1,
            "name": "补到标准",
            "messages": ["第 5 行：aid（2021-12） 应为 500，算得 600"],
        }
    ]


def test_a_pack_without_a_mapping_runs_no_tests_of_openfisca(flat: Path) -> None:
    (flat / "tests.yaml").write_text("output: {aid: 1}\n", "utf-8")
    done = run(flat, "pack", "test", "lakeside", "--openfisca", str(flat / "tests.yaml"))
    assert isinstance(done.exception, MinshengError)
    assert done.exception.faults[0].code == "openfisca.no-mapping"


def test_explain_reads_the_fields_a_pack_declares_and_names_those_that_are_wanting(tmp_path: Path) -> None:
    fields = "fields:\n- {id: monthly_rent, name: 月租金, entity: household, type: money}\n"
    write_rules(tmp_path, benefit("rent", "monthly_rent < 100", "monthly_rent", serves="household"), fields=fields)
    for rent, said in ((50, "每月50.00元"), (None, "还要知道：月租金")):
        home = {"household": {"monthly_rent": rent}, "persons": [{}]}
        (tmp_path / "home.json").write_text(json.dumps(home), "utf-8")
        whom = ("--household", str(tmp_path / "home.json"))
        done = run(tmp_path, "explain", "--pack", "lakeside", "--month", "2021-12", *whom)
        assert (done.exit_code, done.stderr) == (0, "")
        assert said in done.stdout
