"""What a whole program answers: people, households and institutions, parameters, and benefits that ask about others."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from minsheng.rules.answer import Answer, Assessor
from minsheng.rules.parameters import set_values
from minsheng.rules.program import Program
from minsheng.rules.situation import situation_of
from minsheng.rules.tests.samples import benefit, program
from minsheng.terms.periods import Month

MONTH = Month(2021, 12)


def ask(found: Program, data: Any, month: Month = MONTH) -> dict[str, Answer]:
    """The answers by benefit and person."""
    ready = Assessor(found, month)
    answers = ready.answers(situation_of(data, ready.day, institution="persons" not in data))
    return {":".join(filter(None, (one.rule.benefit.id, one.person_id))): one for one in answers}


def outcomes(answers: dict[str, Answer]) -> dict[str, tuple[str, int | None, tuple[str, ...]]]:
    return {name: (one.outcome, one.amount, one.missing) for name, one in answers.items()}


def test_a_household_and_its_people_see_one_answer(tmp_path: Path) -> None:
    found = program(
        tmp_path,
        benefit("home", "sum(members.monthly_income) < line", "line - sum(members.monthly_income)", serves="household"),
        benefit("extra", 'owed("home") and age < 18', 'amount_of("home") / 2'),
    )
    people = [{"person_id": "a", "birth_date": "1980-01-01", "monthly_income": 400}]
    people += [{"person_id": "b", "birth_date": "2010-01-01", "monthly_income": 0}]
    assert outcomes(ask(found, {"household": {"division": "330106"}, "persons": people})) == {
        "home": ("owed", 60000, ()),
        "extra:a": ("not_owed", None, ()),
        "extra:b": ("owed", 30000, ()),
    }


def test_an_amount_that_is_not_known_leaves_the_answer_unknown_and_what_rests_on_it_too(tmp_path: Path) -> None:
    found = program(
        tmp_path,
        benefit("aid", "destitute", "not_given / 12"),
        benefit("more", 'owed("aid")', "10"),
        benefit("other", 'not owed("aid")', "10"),
    )
    answers = outcomes(ask(found, {"persons": [{"person_id": "a", "destitute": True}]}))
    assert answers == {f"{name}:a": ("unknown", None, ("not_given",)) for name in ("aid", "more", "other")}


def test_nothing_or_less_is_not_owed(tmp_path: Path) -> None:
    found = program(tmp_path, benefit("aid", "true", "line - monthly_income"), benefit("more", 'owed("aid")', "10"))
    for income in (1000, 1000.01, 5000):
        answers = ask(found, {"household": {"division": "330106"}, "persons": [{"monthly_income": income}]})
        assert [one.outcome for one in answers.values()] == ["not_owed", "not_owed"]


def test_a_service_is_owed_without_an_amount(tmp_path: Path) -> None:
    (answer,) = ask(
        program(tmp_path, benefit("visit", "age >= 65", "")), {"persons": [{"birth_date": "1950-01-01"}]}
    ).values()
    assert (answer.outcome, answer.amount, answer.as_json()["amount"]) == ("owed", None, None)


def test_the_dead_are_no_members_and_owed_nothing_but_what_asks_for_them(tmp_path: Path) -> None:
    found = program(
        tmp_path,
        benefit("aid", "true"),
        benefit("funeral", "has(death_date)"),
        benefit("home", "count(members) == 2", serves="household"),
        benefit("late", 'owed("aid") and has(death_date)'),
    )
    people = [{"person_id": "living"}, {"person_id": "december", "death_date": "2021-12-01"}]
    people += [{"person_id": "november", "death_date": "2021-11-30"}]
    answers = ask(found, {"persons": people})
    owed = sorted(name for name, one in answers.items() if one.outcome == "owed")
    assert owed == ["aid:december", "aid:living", "funeral:december", "funeral:november", "home", "late:december"]
    assert "aid:november" not in answers


@pytest.mark.parametrize(
    ("household", "month", "answer"),
    [
        ({"division": "330106"}, Month(2021, 12), ("owed", 100000, ())),
        ({"division": "330127"}, Month(2021, 12), ("owed", 90000, ())),
        ({"division": "330127001"}, Month(2021, 12), ("owed", 90000, ())),
        ({"division": "330106"}, Month(2022, 1), ("owed", 110000, ())),
        ({"division": "330127"}, Month(2022, 1), ("owed", 90000, ())),
        ({}, Month(2021, 12), ("unknown", None, ("division",))),
    ],
)
def test_a_parameter_is_that_of_the_day_and_the_place(
    tmp_path: Path, household: dict[str, str], month: Month, answer: Any
) -> None:
    found = program(tmp_path, benefit("aid", "true", "line"))
    assert outcomes(ask(found, {"household": household, "persons": [{}]}, month)) == {"aid:1": answer}


def test_where_every_place_has_one_figure_the_place_need_not_be_known(tmp_path: Path) -> None:
    found = program(tmp_path, benefit("aid", "true", "1000 * share"))
    assert outcomes(ask(found, {"persons": [{}]})) == {"aid:1": ("owed", 30000, ())}


def test_figures_set_by_the_user_hold_on_any_day(tmp_path: Path) -> None:
    found = program(tmp_path, benefit("aid", "true", "not_given"))
    figures = set_values(found.parameters, {"not_given": "12.5"}, file="x", line=1)
    ready = Assessor(found, Month(2021, 1), figures)
    (answer,) = ready.answers(situation_of({"persons": [{}]}, ready.day))
    assert answer.amount == 1250


def test_a_benefit_that_has_ended_is_owed_to_nobody_when_another_asks_about_it(tmp_path: Path) -> None:
    ended = "since: 2021-01-01\n  until: 2021-12-31"
    found = program(
        tmp_path,
        benefit("aid", "true").replace("since: 2021-01-01", ended),
        benefit("rest", "true", '150 - amount_of("aid")'),
        benefit("instead", 'any(members, not owed("aid"))', serves="household"),
    )
    before, after = ask(found, {"persons": [{}]}), ask(found, {"persons": [{}]}, Month(2022, 1))
    assert (before["rest:1"].amount, before["instead"].outcome) == (5000, "not_owed")
    assert (after["rest:1"].amount, after["instead"].outcome) == (15000, "owed")


def test_another_day_of_the_month_may_be_asked_about(tmp_path: Path) -> None:
    found = program(tmp_path, benefit("aid", "age >= 60"))
    home = situation_of({"persons": [{"birth_date": "1962-01-02"}]}, date(2022, 1, 31))
    for day, outcome in ((date(2022, 1, 1), "not_owed"), (date(2022, 1, 2), "owed"), (None, "owed")):
        (answer,) = Assessor(found, Month(2022, 1), day=day).answers(home)
        assert answer.outcome == outcome


def test_an_institution_is_asked_by_its_own_fields(tmp_path: Path) -> None:
    steps = "\n    heads: max(pupils, 100) if rural else pupils\n    total: heads * 650 + boarders * 200"
    found = program(
        tmp_path,
        benefit("school", 'kind == "primary"', steps, serves="institution"),
        benefit("small", 'owed("school") and pupils < 100', "1", serves="institution"),
        benefit("aid", "true"),
    )
    school = {
        "institution_id": "s1",
        "division": "330127",
        "kind": "primary",
        "pupils": 40,
        "boarders": 3,
        "rural": True,
    }
    answers = ask(found, school)
    assert outcomes(answers) == {"school": ("owed", 6560000, ()), "small": ("owed", 100, ())}
    told = answers["school"].as_json()
    assert told["institution_id"] == "s1"
    assert [(one.get("step"), one["value"]) for one in told["because"]] == [
        (None, True),
        ("heads", 100),
        ("total", "65600.00"),
    ]


def test_an_answer_is_json_whatever_it_read(tmp_path: Path) -> None:
    steps = "\n    part: floor_area_m2 / 7\n    total: part * 10"
    found = program(tmp_path, benefit("aid", '"goitre" in chronic or has(pregnancy_due) or age > 1', steps))
    person = {"chronic": ["goitre", "diabetes"], "pregnancy_due": "none", "birth_date": "1980-01-01"}
    (answer,) = ask(found, {"household": {"floor_area_m2": "60.5"}, "persons": [person]}).values()
    assert json.loads(json.dumps(answer.inputs())) == {
        "chronic": ["diabetes", "goitre"],
        "pregnancy_due": "none",
        "birth_date": "1980-01-01",
        "floor_area_m2": "60.5",
    }
    assert [one["value"] for one in answer.because()] == [True, "8.642857", "86.43"]


def test_an_unknown_answer_says_whose_field_is_wanting(tmp_path: Path) -> None:
    found = program(tmp_path, benefit("home", "sum(members.monthly_income) < 1", serves="household"))
    (answer,) = ask(found, {"persons": [{"person_id": "a", "monthly_income": 0}, {"person_id": "b"}]}).values()
    told = answer.as_json()
    assert (told["missing"], told["missing_of"]) == (["monthly_income"], [{"of": "b", "field": "monthly_income"}])
    assert told["because"][0]["value"] is None
