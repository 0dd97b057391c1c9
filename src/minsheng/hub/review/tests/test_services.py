from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import connection, connections, transaction

from minsheng.hub.review import drafts, services
from minsheng.hub.review.drafts import DraftFolder
from minsheng.hub.review.models import Decision, State
from minsheng.hub.review.services import Overtaken, Wish, check_decision, do_decision
from minsheng.hub.review.tests.conftest import BEDS, PLACES, SUBSIDY, person_who_may
from minsheng.packs.load import load_packs
from minsheng.packs.model import Indicator, Pack
from minsheng.terms.errors import MinshengError

ITEM = {"area": "support", "tier": "basic", "serves": "重度残疾人", "content": "按月发给补贴", "groups": ["disabled"]}


def draft() -> DraftFolder:
    found = drafts.find("city", "city-2021")
    assert found is not None
    return found


def decide(
    user: User, row: str, state: State, *, seen: int = 0, values: dict[str, Any] | None = None, note: str = ""
) -> Decision:
    return do_decision(check_decision(user, draft(), Wish(row, state, seen, values or {}, note)))


def pack(root: Path) -> Pack:
    return load_packs(root)["city"]


def indicator(root: Path, id: str) -> Indicator:
    return next(each for each in pack(root).indicators if each.id == id)


def test_an_accepted_row_stands_in_the_pack_with_who_and_when(packs: Path, reviewer: User) -> None:
    decision = decide(reviewer, PLACES, State.ACCEPTED)
    row = indicator(packs, "city-2021.t1.1")
    assert (row.name, row.unit, str(row.source)) == ("托位数", "个", "city-2021 表1.1")
    assert [(each.kind, each.year, each.value) for each in row.values] == [
        ("actual", 2020, 3000),
        ("target", 2025, 6000),
    ]
    assert row.accepted is not None
    assert row.accepted.by == "wang"
    assert (decision.version, decision.state) == (1, State.ACCEPTED)


def test_a_corrected_row_stands_in_the_pack_as_corrected_and_the_typed_values_are_kept(
    packs: Path, reviewer: User
) -> None:
    figures = [{"kind": "target", "year": "2025", "op": ">=", "value": "30.50"}]
    decide(reviewer, BEDS, State.CORRECTED, values={"name": "护理型床位", "figures": figures, "area": "support"})
    row = indicator(packs, "city-2021.t1.2")
    assert (row.name, row.area) == ("护理型床位", "support")
    assert [(each.op, str(each.value)) for each in row.values] == [(">=", "30.50")]
    assert Decision.objects.get().values["figures"] == figures


def test_an_item_needs_what_the_text_does_not_tell(packs: Path, reviewer: User) -> None:
    with pytest.raises(MinshengError) as caught:
        decide(reviewer, SUBSIDY, State.ACCEPTED)
    assert [fault.data["field"] for fault in caught.value.faults] == ["serves"]
    decide(reviewer, SUBSIDY, State.CORRECTED, values=ITEM)
    item = pack(packs).items[0]
    assert (item.name, item.serves, item.groups, item.amounts[0].value) == (
        "护理补贴",
        "重度残疾人",
        ("disabled",),
        200,
    )
    assert item.name_en == "护理补贴"


def test_a_rejected_row_is_not_in_the_pack_and_has_its_reason(packs: Path, reviewer: User) -> None:
    decide(reviewer, PLACES, State.REJECTED, note="不是承诺")
    assert pack(packs).indicators == ()
    assert Decision.objects.get().note == "不是承诺"


def test_a_rejection_without_a_reason_is_refused(packs: Path, reviewer: User) -> None:
    with pytest.raises(MinshengError, match="原因"):
        decide(reviewer, PLACES, State.REJECTED, note="  ")
    assert not Decision.objects.exists()


def test_undoing_takes_the_row_out_of_the_pack_again(packs: Path, reviewer: User) -> None:
    decide(reviewer, PLACES, State.ACCEPTED)
    decide(reviewer, BEDS, State.ACCEPTED)
    decide(reviewer, PLACES, State.OPEN, seen=1)
    assert [each.id for each in pack(packs).indicators] == ["city-2021.t1.2"]
    assert Decision.objects.get(row=PLACES).version == 2


def test_rejecting_after_accepting_takes_the_row_out(packs: Path, reviewer: User) -> None:
    decide(reviewer, PLACES, State.ACCEPTED)
    decide(reviewer, PLACES, State.REJECTED, seen=1, note="重复")
    assert pack(packs).indicators == ()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": "  "}, "name"),
        ({"area": "no-such"}, "area"),
        ({"id": "Two words"}, "id"),
        ({"direction": "sideways"}, "direction"),
        ({"figures": []}, "figures-0-value"),
        ({"figures": [{"kind": "target", "year": "25", "op": "=", "value": "1"}]}, "figures-0-year"),
        ({"figures": [{"kind": "target", "year": "2025", "op": "=", "value": "many"}]}, "figures-0-value"),
        ({"figures": [{"kind": "target", "year": "2025", "op": "=", "value": "Infinity"}]}, "figures-0-value"),
        ({"figures": [{"kind": "target", "year": "2025", "op": "range", "low": "3", "high": "2"}]}, "figures-0-low"),
        ({"figures": [{"kind": "target", "year": "2025", "op": "text", "text": ""}]}, "figures-0-text"),
        ({"figures": [{"kind": "hope", "year": "2025", "op": "=", "value": "1"}]}, "figures-0-kind"),
    ],
)
def test_a_correction_that_cannot_stand_names_its_field_and_changes_nothing(
    packs: Path, reviewer: User, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(MinshengError) as caught:
        decide(reviewer, PLACES, State.CORRECTED, values=values)
    assert field in {fault.data["field"] for fault in caught.value.faults}
    assert not Decision.objects.exists()
    assert pack(packs).indicators == ()


def test_who_may_not_review_is_refused(packs: Path, stranger: User) -> None:
    with pytest.raises(PermissionDenied):
        decide(stranger, PLACES, State.ACCEPTED)


def test_an_inactive_reviewer_is_refused(packs: Path, reviewer: User) -> None:
    reviewer.is_active = False
    with pytest.raises(PermissionDenied):
        decide(reviewer, PLACES, State.ACCEPTED)


def test_a_row_that_is_not_in_the_draft_is_refused(packs: Path, reviewer: User) -> None:
    with pytest.raises(MinshengError, match="没有这一行"):
        decide(reviewer, "indicator:表9.9", State.ACCEPTED)


def test_a_decision_on_an_outdated_page_is_refused_and_the_standing_one_shown(packs: Path, reviewer: User) -> None:
    decide(reviewer, PLACES, State.ACCEPTED)
    with pytest.raises(Overtaken) as caught:
        decide(reviewer, PLACES, State.REJECTED, note="重复")
    assert caught.value.decision is not None
    assert caught.value.decision.state == State.ACCEPTED
    assert [each.id for each in pack(packs).indicators] == ["city-2021.t1.1"]


def test_when_the_pack_cannot_be_written_nothing_is_recorded(
    packs: Path, reviewer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(services, "add_accepted", full)
    with pytest.raises(OSError, match="No space"):
        decide(reviewer, PLACES, State.ACCEPTED)
    assert not Decision.objects.exists()
    assert pack(packs).indicators == ()


def test_a_row_the_pack_already_has_elsewhere_is_refused_and_nothing_recorded(packs: Path, reviewer: User) -> None:
    other = packs / "city" / "indicators.yaml"
    other.write_text(
        "indicators:\n- {id: city-2021.t1.1, name: 托位, unit: 个, source: city-2021 表1.1, values: []}\n", "utf-8"
    )
    with pytest.raises(MinshengError, match="已在规则包里"):
        decide(reviewer, PLACES, State.ACCEPTED)
    assert not Decision.objects.exists()


def test_another_id_lets_a_row_in_beside_the_one_the_pack_has_and_a_new_id_takes_the_old_one_s_place(
    packs: Path, reviewer: User
) -> None:
    decide(reviewer, PLACES, State.CORRECTED, values={"id": "city-2021.places"})
    assert [each.id for each in pack(packs).indicators] == ["city-2021.places"]
    decide(reviewer, PLACES, State.CORRECTED, seen=1, values={"id": "city-2021.t1.1"})
    assert [each.id for each in pack(packs).indicators] == ["city-2021.t1.1"]


@pytest.mark.django_db(transaction=True)
def test_when_the_database_fails_at_the_end_the_pack_goes_back(
    packs: Path, reviewer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide(reviewer, PLACES, State.ACCEPTED)
    put = services._put
    calls = []

    def then_fail(*given: Any) -> None:
        put(*given)
        calls.append(given)
        if len(calls) == 1:
            raise ConnectionError("the database went away")

    monkeypatch.setattr(services, "_put", then_fail)
    with pytest.raises(ConnectionError):
        decide(reviewer, PLACES, State.CORRECTED, seen=1, values={"name": "新名称"})
    assert indicator(packs, "city-2021.t1.1").name == "托位数"
    assert Decision.objects.get().state == State.ACCEPTED


@pytest.mark.django_db(transaction=True)
def test_two_reviewers_at_once_one_decides_and_the_other_is_told(packs: Path, reviewer: User) -> None:
    other = person_who_may("li")
    start = threading.Barrier(2)
    outcomes: list[str] = []

    def work(user: User, state: State) -> None:
        try:
            checked = check_decision(user, draft(), Wish(PLACES, state, 0, {}, "不是承诺"))
            start.wait(timeout=10)
            outcomes.append(do_decision(checked).state)
        except Overtaken:
            outcomes.append("overtaken")
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=work, args=(user, state))
        for user, state in ((reviewer, State.ACCEPTED), (other, State.REJECTED))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert "overtaken" in outcomes
    assert len(outcomes) == 2
    standing = Decision.objects.get()
    assert standing.version == 1
    assert bool(pack(packs).indicators) == (standing.state == State.ACCEPTED)


@pytest.mark.django_db(transaction=True)
def test_a_half_finished_review_survives_a_restart(packs: Path, reviewer: User) -> None:
    decide(reviewer, PLACES, State.ACCEPTED)
    drafts._read.cache_clear()
    connection.close()
    with transaction.atomic():
        kept = Decision.objects.get(draft__digest=draft().digest)
    assert (kept.row, kept.state) == (PLACES, State.ACCEPTED)
