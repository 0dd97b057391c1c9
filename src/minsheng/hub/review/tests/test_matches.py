from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection, connections

from minsheng.hub.catalogue import store
from minsheng.hub.review import match_services, matches
from minsheng.hub.review.match_services import MatchOvertaken, MatchWish, check_match_decision, do_match_decision
from minsheng.hub.review.models import MatchDecision, Verdict
from minsheng.hub.review.tests.conftest import person_who_may
from minsheng.hub.review.tests.region import HAND, NORTH_SOUTH, UPWARDS, write_region
from minsheng.packs.check import check_folder
from minsheng.packs.load import load_packs
from minsheng.packs.model import Match
from minsheng.terms.errors import MinshengError


@pytest.fixture
def region(packs: Path) -> Path:
    write_region(packs)
    return packs


def decide(user: User, match: str, verdict: Verdict, *, pack: str = "north", seen: int = 0, **more: Any):
    more = {"because": "口径相同"} | more
    wish = MatchWish(pack=pack, match=match, verdict=verdict, seen=seen, **more)
    return do_match_decision(check_match_decision(user, store.fresh(), wish))


def match_of(root: Path, pack: str, id: str) -> Match | None:
    return next((one for one in load_packs(root)[pack].matches if one.id == id), None)


def faults(root: Path) -> list[str]:
    return [str(fault) for pack in ("province", "north", "south") for fault in check_folder(root / pack)]


def states() -> dict[tuple[str, str], str]:
    """State of each pair as every page of the catalogue sees it."""
    return {(min(ids), max(ids)): state for ids, state in _pairs()}


def _pairs() -> Iterator[tuple[tuple[str, str], str]]:
    for pair in store.fresh().pairs:
        yield (pair.first.id, pair.second.id), pair.state


def test_the_list_has_what_packs_say_and_what_names_propose_the_undecided_first(region: Path, db: None) -> None:
    found = matches.entries(store.fresh())
    told = [(one.pack, one.match.id, one.match.state, one.written, one.anchor) for one in found]
    assert told == [
        ("north", "childcare", "proposed", True, None),
        ("north", UPWARDS, "proposed", False, None),
        ("south", NORTH_SOUTH, "proposed", False, "north"),
        ("north", "beds", "refused", True, None),
    ]
    upwards = found[1]
    assert [member.row.id for member in upwards.members] == ["province.1", "north.4"]
    assert upwards.members[1].alike is not None
    assert upwards.match.because


def test_a_pair_the_names_proposed_is_written_into_the_lower_pack_with_who_and_when(
    region: Path, reviewer: User
) -> None:
    decision = decide(reviewer, UPWARDS, Verdict.CONFIRMED)
    match = match_of(region, "north", UPWARDS)
    assert match is not None
    assert (match.members, match.state, match.because, match.by) == (
        ("province.1", "north.4"),
        "confirmed",
        "口径相同",
        "wang",
    )
    assert match.on is not None
    assert states()["north.4", "province.1"] == "confirmed"
    assert (decision.version, decision.by, decision.verdict) == (1, reviewer, Verdict.CONFIRMED)
    assert faults(region) == []


def test_a_decision_about_a_match_written_by_hand_stands_in_its_place_and_leaves_its_file_alone(
    region: Path, reviewer: User
) -> None:
    decide(reviewer, "childcare", Verdict.REFUSED, because="一处是新建数")
    assert [one.id for one in load_packs(region)["north"].matches].count("childcare") == 1
    assert states()["north.1", "north.2"] == "refused"
    assert (region / "north" / "matches.yaml").read_text("utf-8") == HAND
    assert faults(region) == []


def test_a_refused_match_can_be_confirmed(region: Path, reviewer: User) -> None:
    decide(reviewer, "beds", Verdict.CONFIRMED)
    assert states()["north.3", "north.4"] == "confirmed"


def test_a_row_that_does_not_belong_is_left_out(region: Path, reviewer: User) -> None:
    decide(reviewer, "childcare", Verdict.CONFIRMED, members=("north.1", "north.2"))
    told = states()
    assert told["north.1", "north.2"] == "confirmed"
    assert ("north.1", "north.3") not in told


@pytest.mark.parametrize(("verdict", "state"), [(Verdict.CONFIRMED, "confirmed"), (Verdict.REFUSED, "refused")])
def test_a_pair_across_two_cities_stands_in_both_packs_under_one_id(
    region: Path, reviewer: User, verdict: Verdict, state: str
) -> None:
    decide(reviewer, NORTH_SOUTH, verdict, pack="south")
    anchor, match = match_of(region, "north", NORTH_SOUTH), match_of(region, "south", NORTH_SOUTH)
    assert anchor is not None
    assert match is not None
    assert (anchor.members, anchor.state) == (("north.5",), "confirmed")
    assert (match.members, match.state) == (("south.1",), state)
    assert match.because == "口径相同"
    assert (anchor.because == match.because) == (verdict == Verdict.CONFIRMED)
    assert states()["north.5", "south.1"] == state
    assert faults(region) == []
    found = [one for one in matches.entries(store.fresh()) if one.match.id == NORTH_SOUTH]
    assert [(one.pack, one.anchor, [member.row.id for member in one.members]) for one in found] == [
        ("south", "north", ["north.5", "south.1"])
    ]


@pytest.mark.parametrize(
    ("pack", "match", "pair"),
    [
        ("north", "childcare", ("north.1", "north.2")),
        ("north", UPWARDS, ("north.4", "province.1")),
        ("south", NORTH_SOUTH, ("north.5", "south.1")),
    ],
)
def test_an_undone_decision_leaves_everything_as_it_was(
    region: Path, reviewer: User, pack: str, match: str, pair: tuple[str, str]
) -> None:
    before = states()
    decide(reviewer, match, Verdict.CONFIRMED, pack=pack)
    assert states()[pair] == "confirmed"
    decide(reviewer, match, Verdict.REFUSED, pack=pack, seen=1)
    assert states()[pair] == "refused"
    decide(reviewer, match, Verdict.UNDONE, pack=pack, seen=2)
    assert states() == before
    assert list(region.glob("*/accepted/*.yaml")) == []
    assert (MatchDecision.objects.get().verdict, MatchDecision.objects.get().version) == (Verdict.UNDONE, 3)


def test_nothing_can_be_undone_that_was_not_decided_here(region: Path, reviewer: User) -> None:
    with pytest.raises(MatchOvertaken):
        decide(reviewer, "beds", Verdict.UNDONE)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"because": " \n "}, "because"),
        ({"because": "因" * 501}, "because"),
        ({"members": ("north.1",)}, "members"),
        ({"members": ("north.1", "north.9")}, "members"),
    ],
)
def test_a_wish_that_cannot_stand_names_its_field_and_changes_nothing(
    region: Path, reviewer: User, more: dict[str, Any], field: str
) -> None:
    with pytest.raises(MinshengError) as caught:
        decide(reviewer, "childcare", Verdict.CONFIRMED, **more)
    assert [fault.data["field"] for fault in caught.value.faults] == [field]
    assert not MatchDecision.objects.exists()
    assert list(region.glob("*/accepted")) == []


def test_a_match_that_is_not_there_is_refused(region: Path, reviewer: User) -> None:
    with pytest.raises(MinshengError, match="没有这一条"):
        decide(reviewer, "../../etc", Verdict.CONFIRMED)


def test_who_may_not_review_may_not_decide(region: Path, stranger: User, reviewer: User) -> None:
    with pytest.raises(PermissionDenied):
        decide(stranger, "childcare", Verdict.CONFIRMED)
    reviewer.is_active = False
    with pytest.raises(PermissionDenied):
        decide(reviewer, "childcare", Verdict.CONFIRMED)


def test_a_reason_of_several_lines_is_kept_on_one(region: Path, reviewer: User) -> None:
    decide(reviewer, UPWARDS, Verdict.CONFIRMED, because="- 甲: 乙\n# 丙")
    match = match_of(region, "north", UPWARDS)
    assert match is not None
    assert match.because == "- 甲: 乙 # 丙"


def test_when_the_second_pack_cannot_be_written_neither_keeps_anything(
    region: Path, reviewer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = match_services.put_match

    def full(folder: Path, *given: Any) -> Match | None:
        if folder.name == "south":
            raise OSError(28, "No space left on device")
        return put(folder, *given)

    monkeypatch.setattr(match_services, "put_match", full)
    with pytest.raises(OSError, match="No space"):
        decide(reviewer, NORTH_SOUTH, Verdict.CONFIRMED, pack="south")
    assert list(region.glob("*/accepted/*.yaml")) == []
    assert not MatchDecision.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_when_the_database_fails_at_the_end_the_earlier_decision_is_in_the_pack_again(
    region: Path, reviewer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide(reviewer, "childcare", Verdict.CONFIRMED)

    def gone() -> None:
        raise OperationalError("the database went away")

    monkeypatch.setattr(connection, "commit", gone)
    with pytest.raises(OperationalError):
        decide(reviewer, "childcare", Verdict.REFUSED, seen=1)
    monkeypatch.undo()
    store.fresh()
    match = match_of(region, "north", "childcare")
    assert match is not None
    assert match.state == "confirmed"
    assert MatchDecision.objects.get().verdict == Verdict.CONFIRMED


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("pack", "match"), [("north", "childcare"), ("north", UPWARDS), ("south", NORTH_SOUTH)])
def test_of_two_people_who_decide_at_once_one_is_told_what_the_other_did(
    region: Path, reviewer: User, pack: str, match: str
) -> None:
    other = person_who_may("li")
    start = threading.Barrier(2)
    outcomes: list[str] = []

    def work(user: User, verdict: Verdict) -> None:
        try:
            wish = MatchWish(pack=pack, match=match, verdict=verdict, seen=0, because="看过")
            checked = check_match_decision(user, store.fresh(), wish)
            start.wait(timeout=10)
            outcomes.append(do_match_decision(checked).verdict)
        except MatchOvertaken:
            outcomes.append("overtaken")
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=work, args=(user, verdict))
        for user, verdict in ((reviewer, Verdict.CONFIRMED), (other, Verdict.REFUSED))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(outcomes, key=lambda each: each == "overtaken")[1:] == ["overtaken"]
    standing = MatchDecision.objects.get()
    written = match_of(region, pack, match)
    assert written is not None
    assert (standing.version, written.state) == (1, standing.verdict)


@pytest.mark.django_db(transaction=True)
def test_a_decision_survives_a_restart(region: Path, reviewer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    decide(reviewer, UPWARDS, Verdict.REFUSED)
    monkeypatch.setattr(store, "_stores", {})
    connection.close()
    entry = matches.find(store.current(), "north", UPWARDS)
    assert entry is not None
    assert (entry.match.state, entry.decided, entry.version) == ("refused", True, 1)
