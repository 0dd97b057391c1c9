"""``POST /explain``: the answer is the command line's, mistakes are named, and an edited pack is noticed."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from minsheng.hub.catalogue import store
from minsheng.rules.answer import Assessor
from minsheng.rules.folder import program_of
from minsheng.rules.situation import situation_of
from minsheng.terms.periods import Month

RULES = """
parameters:
- id: line
  name: 低保标准
  unit: 元/月
  values: [{since: 2020-01-01, division: "330100", value: 1102, source: down-2021 表1.1}]
- {id: spending, name: 消费支出, unit: 元/月}
benefits:
- id: aid
  name: 低保
  area: support
  kind: cash
  each: month
  serves: household
  source: down-2021 专栏2.1
  since: 2021-01-01
  until: 2025-12-31
  owed: sum(members.monthly_income) / count(members) < line
  amount: (line - sum(members.monthly_income) / count(members)) * count(members)
- id: care-subsidy
  name: 护理补贴
  area: support
  kind: cash
  each: month
  serves: person
  source: down-2021 专栏2.4
  since: 2021-01-01
  until: 2025-12-31
  owed:
  - disability_grade in (1, 2)
  - '"diabetes" not in chronic'
  amount: "{1: 500, 2: 250}[disability_grade]"
  assumed: 重度指一级、二级
- id: half
  name: 生活费
  area: support
  kind: cash
  each: month
  serves: person
  source: down-2021 专栏2.5
  since: 2021-01-01
  until: 2025-12-31
  owed: destitute
  amount: spending / 2
- id: school
  name: 公用经费
  area: support
  kind: cash
  each: year
  serves: institution
  source: down-2021 专栏2.6
  since: 2021-01-01
  until: 2025-12-31
  owed: pupils > 0
  amount: pupils * 650
"""
HOME: dict[str, Any] = {
    "household": {"household_id": "H", "division": "330106"},
    "persons": [
        {"person_id": "mother", "birth_date": "1959-05-01", "monthly_income": "800.50", "destitute": True},
        {
            "person_id": "son",
            "birth_date": "1990-01-01",
            "monthly_income": 0,
            "disability_grade": 2,
            "chronic": [],
            "destitute": False,
        },
    ],
}


@pytest.fixture(autouse=True)
def rules(packs: Path) -> Path:
    file = packs / "down" / "rules.yaml"
    file.write_text(RULES, encoding="utf-8")
    return file


@pytest.fixture
def look_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "LOOK_EVERY", 0.0)


def ask(body: Any, status: int = 200) -> Any:
    text = body if isinstance(body, bytes | str) else json.dumps(body)
    response = Client(enforce_csrf_checks=True).post("/api/v1/explain", text, content_type="application/json")
    assert response.status_code == status, response.content.decode()
    return response.json()


def about(**changes: Any) -> dict[str, Any]:
    return {"pack": "down", "month": "2021-12", **HOME, **changes}


def person(**fields: Any) -> dict[str, Any]:
    return about(persons=[fields])


def error(body: Any, status: int = 422) -> dict[str, Any]:
    return ask(body, status)["error"]


def test_the_results_are_those_the_command_line_prints(packs: Path) -> None:
    assessor = Assessor(program_of("down", packs), Month(2021, 12))
    answers = assessor.answers(situation_of(HOME, assessor.day))
    for _ in range(2):  # pieces kept from the first time
        answer = ask(about())
        assert answer["results"] == [{**one.as_json(), "inputs": one.inputs()} for one in answers]
    assert (answer["pack"], answer["month"], answer["stale"], answer["ignored"]) == ("down", "2021-12", False, [])


def test_amounts_reasons_and_what_is_missing_are_told() -> None:
    found = {(each["benefit"], each["person_id"]): each for each in ask(about())["results"]}
    # (1102 - 800.50 / 2) × 2 = 1403.50
    assert found["aid", None]["amount"] == "1403.50"
    assert found["care-subsidy", "son"]["amount"] == "250.00"
    assert found["care-subsidy", "son"]["assumed"] == "重度指一级、二级"
    assert found["care-subsidy", "son"]["source"] == {"document": "down-2021", "box": 2, "item": 4}
    mother = found["care-subsidy", "mother"]
    assert (mother["outcome"], mother["missing"]) == ("unknown", ["chronic", "disability_grade"])
    assert found["half", "mother"]["missing"] == ["spending"]


def test_a_list_among_the_values_is_told_too() -> None:
    home = [{**HOME["persons"][1], "chronic": ["hypertension"]}]
    subsidy = ask(about(persons=home))["results"][1]
    assert subsidy["inputs"]["chronic"] == ["hypertension"]


def test_an_institution_is_answered() -> None:
    asked = {"pack": "down", "month": "2022-01", "institution": {"institution_id": "s", "pupils": 100}}
    (result,) = ask(asked)["results"]
    assert (result["institution_id"], result["amount"]) == ("s", "65000.00")


def test_parameters_stand_in_the_place_of_the_packs() -> None:
    given = {"spending": 3000.5, "line": {"330106": "900"}}
    found = {each["benefit"]: each for each in ask(about(parameters=given))["results"]}
    assert found["half"]["outcome"] == "not_owed"  # of the son, who comes last
    assert found["aid"]["amount"] == "999.50"  # (900 - 400.25) × 2
    assert {each["amount"] for each in ask(about(parameters={"spending": 3000.5}))["results"]} >= {"1500.25"}
    assert {each["benefit"]: each for each in ask(about())["results"]}["aid"]["amount"] == "1403.50"


def test_what_no_rule_knows_is_named_and_not_used() -> None:
    body = about(note="x", household={"division": "330106", "aera": "urban"})
    assert ask(body)["ignored"] == ["note", "household.aera（是否应为 area？）"]


def test_forty_members_are_fine() -> None:
    people = [{"person_id": str(number), "monthly_income": 0} for number in range(40)]
    found = ask(about(persons=people))["results"]
    assert found[0]["amount"] == "44080.00"  # 1102 × 40
    assert len(found) == 1 + 2 * 40


MONEY = "0 到 10000000000000 元，最多两位小数"


@pytest.mark.parametrize(
    ("body", "field", "message", "read", "expected"),
    [
        (about(persons=[]), "persons", "这一户没有人", None, "至少一个人"),
        (about(persons=[{} for _ in range(201)]), "persons", "一户有 201 人", None, "不超过 200 人"),
        (
            about(persons=[{"person_id": "a"}, {"person_id": "a"}]),
            "persons[1].person_id",
            "与 persons[0] 是同一个人",
            "a",
            "每人一次",
        ),
        (
            person(birth_date="2022-01-01"),
            "persons[0].birth_date",
            "日期在所问月份之后",
            "2022-01-01",
            "不晚于 2021-12-31",
        ),
        (person(monthly_income=-1), "persons[0].monthly_income", "月收入不能是负数", "-1", MONEY),
        (
            person(monthly_income=10**15),
            "persons[0].monthly_income",
            "月收入太大，超过 10000000000000",
            "1000000000000000",
            MONEY,
        ),
        (person(monthly_income="很少"), "persons[0].monthly_income", "月收入应是数字", "很少", MONEY),
        (person(monthly_income=1.005), "persons[0].monthly_income", "月收入超过2位小数", "1.005", MONEY),
        (person(birth_date="1959-02-30"), "persons[0].birth_date", "出生日期没有这一天", "1959-02-30", "如 2021-12-31"),
        (person(sex="女人"), "persons[0].sex", "性别不在可用的词里", "女人", "male、female"),
        (about(household="H"), "household", "应是“字段: 值”", "H", '{"household": {…}, "persons": [{…}]}'),
        (about(pack="donw"), "pack", "没有这个规则包", "donw", "down"),
        (about(month="2021-13"), "month", "不是月份", "2021-13", "如 2021-12"),
        (about(parameters={"lin": 1}), "parameters", "没有名为 lin 的参数", "lin", "line"),
        (about(parameters={"line": "1e9"}), "parameters.line", "应是数字，或按区划代码的数字", "1e9", "如 1102"),
        (about(parameters={"line": True}), "parameters.line", "应是数字，或按区划代码的数字", "True", "如 1102"),
        (about(parameters={"line": -1}), "parameters", "数值不能是负数", "-1", "单位是 元/月 的数"),
        (
            about(institution={}),
            "institution",
            "一次只问一户人家或一个机构",
            None,
            "household 和 persons，或 institution",
        ),
        (
            {"pack": "down", "month": "2021-12"},
            "persons",
            "没有说算谁",
            None,
            "household 和 persons，或 institution",
        ),
        (
            {"pack": "down", "month": "2021-12", "institution": {"pupils": 1}},
            "institution",
            "缺少机构编号",
            None,
            "institution_id",
        ),
    ],
)
def test_bad_input_is_refused_in_words_that_name_the_place(
    body: dict[str, Any], field: str, message: str, read: str | None, expected: str
) -> None:
    found = error(body)
    first = found["data"]["fields"][0]
    assert (found["code"], found["message"]) == ("invalid", message)
    assert (first["field"], first["in"], first["message"]) == (field, "body", message)
    assert (first["read"], first["expected"]) == (read, expected)


def test_every_mistake_is_named_at_once() -> None:
    found = error(about(persons=[{"sex": "x", "monthly_income": -1}, {"birth_date": "1959"}]))
    assert [each["field"] for each in found["data"]["fields"]] == [
        "persons[0].sex",
        "persons[0].monthly_income",
        "persons[1].birth_date",
    ]


@pytest.mark.parametrize(
    "body", ["", "{", "[]", "3", "null", b"\xff", '{"pack":' * 100_000, '{"a": ' + "9" * 5000 + "}"]
)
def test_what_is_no_json_object_is_refused(body: str | bytes) -> None:
    assert error(body, 400)["code"] == "bad-request"


def test_a_monstrous_exponent_is_refused_at_once() -> None:
    for figure in ("1e999999999", "1e-999999999", "1e99999999999999999999", "NaN", "Infinity"):
        home = f'"persons": [{{"monthly_income": {figure}}}]'
        assert error(f'{{"pack": "down", "month": "2021-12", {home}}}')["message"] == "月收入应是数字"
        given = f'"persons": [{{}}], "parameters": {{"line": {figure}}}'
        assert error(f'{{"pack": "down", "month": "2021-12", {given}}}')["code"] == "invalid"


def test_too_many_bytes_are_refused() -> None:
    assert error(" " * 2_000_001, 413) == {
        "code": "too-large",
        "message": "内容太大，没有接收",
        "data": {"most_bytes": 2_000_000},
    }
    assert error(" " * 3_000_000, 413)["code"] == "too-large"


def test_a_month_outside_the_rules_has_no_results() -> None:
    assert ask(about(month="2030-01"))["results"] == []


@pytest.mark.usefixtures("look_at_once")
def test_an_edited_rule_is_used_from_then_on(rules: Path) -> None:
    ask(about())
    rules.write_text(RULES.replace("2: 250", "2: 260"), encoding="utf-8")
    assert "260.00" in {each["amount"] for each in ask(about())["results"]}


@pytest.mark.usefixtures("look_at_once")
@pytest.mark.parametrize("broken", ["owed: [age > 'x'", "owed: age > 'sixty'"])
def test_a_pack_edited_into_a_broken_state_answers_as_before_and_says_so(rules: Path, broken: str) -> None:
    before = ask(about())["results"]
    rules.write_text(RULES.replace("owed: destitute", broken), encoding="utf-8")
    after = ask(about())
    assert (after["stale"], after["results"]) == (True, before)
    rules.write_text(RULES, encoding="utf-8")
    assert ask(about())["stale"] is False


@pytest.mark.usefixtures("look_at_once")
def test_rules_that_never_were_whole_are_unavailable_not_guessed(rules: Path) -> None:
    rules.write_text(RULES.replace("owed: destitute", "owed: destitue"), encoding="utf-8")
    found = error(about(), 503)
    assert (found["code"], found["message"]) == ("unavailable", "规则有错误，暂时不能计算")


def test_nothing_of_the_household_reaches_log_cookie_or_cache(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    client = Client()
    body = person(person_id="330106195905010027", monthly_income="x")
    response = client.post("/api/v1/explain", json.dumps(body), content_type="application/json")
    assert response.status_code == 422
    assert response["Cache-Control"] == "no-store"
    assert not client.cookies
    assert "330106195905010027" not in caplog.text


def test_only_post_is_answered_and_other_sites_may_ask() -> None:
    refused = Client().get("/api/v1/explain")
    assert (refused.status_code, refused["Allow"]) == (405, "POST, OPTIONS")
    assert refused.json()["error"] == {
        "code": "method-not-allowed",
        "message": "这个地址只接受 POST",
        "data": {"method": "GET"},
    }
    asked = Client().options("/api/v1/explain")
    assert (asked.status_code, asked["Access-Control-Allow-Origin"]) == (204, "*")


def test_a_fault_of_the_server_has_the_one_shape(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("minsheng.hub.api.explain.situation_of", lambda *_, **__: 1 / 0)
    assert error(about(), 500)["code"] == "internal"
