"""Which rows are one when two packs name the common indicator by one id."""

from __future__ import annotations

from decimal import Decimal

import pytest

from minsheng.packs.matching import pairs
from minsheng.packs.model import Indicator, Match, MatchState, Value
from minsheng.terms.citation import Citation


def row(name: str, number: int, *, at: str, unit: str = "个") -> Indicator:
    values = (Value("target", 2025, "=", Decimal(900)),)
    return Indicator(f"{at}.c{number}", name, unit, Citation(at, path="三"), values)


def match(state: MatchState, *members: str, name: str = "改造小区") -> Match:
    return Match("renewed-compounds", name, members, state, f"{members[0]}的理由", "王芳")


CITY, OTHER = row("改造旧小区个数", 1, at="ls-2021"), row("小区更新完成数", 1, at="rs-2021")


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ("confirmed", "confirmed", "confirmed"),
        ("confirmed", "proposed", "proposed"),
        ("proposed", "refused", "refused"),
    ],
)
def test_rows_whose_packs_give_them_one_id_are_one_as_surely_as_both_packs_say(
    one: MatchState, other: MatchState, together: MatchState
) -> None:
    (pair,) = pairs((CITY, OTHER), (match(one, CITY.id), match(other, OTHER.id)))
    assert (pair.state, pair.match) == (together, "renewed-compounds")
    assert "ls-2021.c1的理由 rs-2021.c1的理由" in pair.because


def test_rows_nobody_gives_one_id_and_rows_with_two_ids_are_apart() -> None:
    assert pairs((CITY, OTHER), (match("confirmed", CITY.id),)) == ()
    other = Match("something-else", "别的", (OTHER.id,), "confirmed", "理由", "王芳")
    assert pairs((CITY, OTHER), (match("confirmed", CITY.id), other)) == ()


def test_a_refusal_among_the_rows_of_one_pack_says_nothing_about_another_pack() -> None:
    count, area = row("旧小区改造数", 1, at="ls-2021"), row("旧小区改造面积", 2, at="ls-2021", unit="万平方米")
    same = row("旧小区改造数", 1, at="rs-2021")
    refused = match("refused", count.id, area.id)
    found = pairs((count, area, same), (refused, match("confirmed", same.id)))
    states = {(pair.first.id, pair.second.id): pair.state for pair in found}
    assert states[count.id, same.id] == "proposed"
    assert states[count.id, area.id] == "refused"


def test_a_pair_a_match_names_itself_keeps_that_match() -> None:
    both = match("refused", CITY.id, OTHER.id)
    (pair,) = pairs((CITY, OTHER), (both, match("confirmed", OTHER.id)))
    assert pair.state == "refused"


def test_a_doubt_a_person_wrote_down_outweighs_names_that_are_the_same() -> None:
    old, new = row("新增就业人数", 1, at="ls-2016"), row("新增就业人数", 2, at="ls-2021")
    (found,) = pairs((old, new))
    assert found.sure
    (doubted,) = pairs((old, new), (match("proposed", old.id, new.id),))
    assert not doubted.sure
