"""The pieces of the calculator: its state, its questions, what it takes for granted."""

from __future__ import annotations

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from minsheng.hub.household.asks import ASKS, TOPICS
from minsheng.hub.household.state import GATE, HOME, Member, Spoilt, Told, opened, presumed, sealed
from minsheng.terms.fields import fields_of
from minsheng.terms.periods import Month

NEVER_ASKED = {
    "household": {"household_id", "division"},  # the first page
    "person": {"person_id", "household_id", "relation", "sex", "birth_date", "death_date"},  # who lives here
}


def told(*members: Member, **values: str) -> Told:
    page = {tuple(name.split("__", 1)): text for name, text in values.items()}
    page = {(owner.removeprefix("p"), name): text for (owner, name), text in page.items()}
    return Told("hangzhou", Month(2021, 12), "330106", members, (page,) if page else ())


def test_every_field_a_rule_may_read_can_be_asked_on_some_page() -> None:
    for entity in ("household", "person"):
        names = {field.name for field in fields_of(entity)} - NEVER_ASKED[entity]
        assert names - {field for home, field in ASKS if home == (entity == "household")} == set()
        on_pages = {name for topic in TOPICS if topic.of_home == (entity == "household") for name in topic.fields}
        assert names - on_pages == set()


def test_choices_are_the_registers_own_words() -> None:
    for (home, name), ask in ASKS.items():
        if name == GATE:
            continue
        field = next(each for each in fields_of("household" if home else "person") if each.name == name)
        if field.categories:
            offered = {value for value, _label in ask.choices}
            assert offered | {"none"} == {*field.categories, "none"}, name
            assert "none" not in offered or "none" in field.categories or field.can_be_none


def test_every_question_has_a_blank_for_the_person_in_both_languages() -> None:
    for language in ("zh-hans", "en"):
        with override(language):
            for (home, _name), ask in ASKS.items():
                assert home or "Ann" in str(ask.text) % {"who": "Ann"}


TEXTS = st.text(max_size=12)


@given(
    members=st.lists(st.builds(Member, TEXTS, TEXTS, TEXTS), max_size=4),
    pages=st.lists(st.dictionaries(st.tuples(TEXTS, TEXTS), TEXTS, max_size=4), max_size=4),
)
def test_what_is_sealed_opens_as_it_was(members: list[Member], pages: list[dict[tuple[str, str], str]]) -> None:
    state = Told("hangzhou", Month(2021, 12), "330106", tuple(members), tuple(pages))
    assert opened(sealed(state)) == state


@given(st.text())
def test_any_other_text_is_spoilt(text: str) -> None:
    with pytest.raises(Spoilt):
        opened(text)


def test_the_later_of_two_answers_counts_and_none_drops_what_it_contradicts() -> None:
    state = told(Member("head"), p1__has_disability="yes", p1__disability_kind="mental", p1__disability_grade="1")
    state = state.with_answer({("1", GATE): "no"})
    assert state.values() == {("1", GATE): "no"}
    assert state.as_json()["persons"][0] == {
        "person_id": "1",
        "relation": "head",
        "residence_division": "330106",
        "disability_kind": "none",
    }
    state.situation({})


def test_not_known_is_left_out_of_what_rules_see() -> None:
    state = told(Member("head"), p1__employment="", home__area="urban")
    assert "employment" not in state.as_json()["persons"][0]
    assert state.as_json()["household"] == {"household_id": HOME, "division": "330106", "area": "urban"}


@pytest.mark.parametrize(
    ("born", "sex", "taken", "not_taken"),
    [
        ("2005-12-31", "female", {"veteran"}, {"employment", "pension"}),  # 16 on the last day of the month
        ("2006-01-01", "female", {"veteran", "employment", "pension"}, {"orphan_care"}),  # 15
        ("2003-12-31", "female", {"orphan_care", "left_behind"}, {"veteran", "pregnancy_due", "education_stage"}),
        ("1991-12-31", "male", {"education_stage", "pregnancy_due"}, {"employment"}),  # 30
        ("1959-05-01", "female", {"education_stage", "pregnancy_due", "hard_to_employ"}, {"elder_care_subsidy"}),
        ("", "male", {"pregnancy_due"}, {"employment", "orphan_care"}),
        ("", "", set(), {"pregnancy_due", "employment"}),
    ],
)
def test_what_is_taken_for_granted_depends_on_age_and_sex(
    born: str, sex: str, taken: set[str], not_taken: set[str]
) -> None:
    names = {name for _owner, name in presumed(told(Member("head", sex, born)))}
    assert taken <= names
    assert not names & not_taken


def test_what_was_answered_is_never_taken_for_granted() -> None:
    state = told(Member("child", "female", "2010-01-01"), p1__employment="employed")
    assert ("1", "employment") not in presumed(state)
    assert state.situation(presumed(state)).persons[0]["employment"] == "employed"
