from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minsheng.monitor.inventory import FILE, STATES, Entry, Inventory, Line, reminders, silent
from minsheng.packs.model import Pack, PackFile, ServiceItem
from minsheng.terms.citation import Citation
from minsheng.terms.errors import MinshengError

NOW = datetime(2023, 11, 1, 9, 30, tzinfo=UTC)


def item(name: str, *, since: int = 2021, until: int | None = 2025, lead: tuple[str, ...] = ()) -> ServiceItem:
    last = None if until is None else date(until, 12, 31)
    source = Citation("a-2021", box=1, item=1)
    return ServiceItem(
        name, name, name, "health", "basic", "所有人", "服务", source, date(since, 1, 1), last, lead=lead
    )


PACK = Pack(
    PackFile("a", "甲市", "A", "330100", "city"),
    items=(item("vaccination", lead=("市卫健委",)), item("library"), item("old", until=2022), item("open", until=None)),
)


def inventory(folder: Path) -> Inventory:
    return Inventory(folder, PACK)


def line(found: list[Line], name: str) -> Line:
    return next(one for one in found if one.item.id == name)


def test_the_items_of_a_year_are_those_that_hold_in_it(tmp_path: Path) -> None:
    assert [one.item.id for one in inventory(tmp_path).lines(2023)] == ["vaccination", "library", "open"]
    assert [one.item.id for one in inventory(tmp_path).lines(2026)] == ["open"]


def test_an_item_nobody_reported_on_has_no_state_and_the_plans_owner(tmp_path: Path) -> None:
    found = line(inventory(tmp_path).lines(2023), "vaccination")
    assert (found.state, found.state_name, found.owner, found.due) == (None, "没有报", "市卫健委", None)


def test_a_report_is_kept_with_its_evidence_and_the_one_before(tmp_path: Path) -> None:
    held = inventory(tmp_path)
    held.write(2023, [Entry("library", state="partly", evidence="12 个区县有 9 个")], by="王芳", now=NOW)
    held.write(2023, [Entry("library", state="delivered", evidence="杭文〔2023〕8号")], by="李明", now=NOW)
    found = line(held.lines(2023), "library")
    assert [(one.state, one.evidence, one.by) for one in found.reports] == [
        ("partly", "12 个区县有 9 个", "王芳"),
        ("delivered", "杭文〔2023〕8号", "李明"),
    ]
    assert found.state == "delivered"
    assert line(held.lines(2024), "library").state is None


def test_an_owner_and_a_due_day_are_assigned_one_by_one_or_together(tmp_path: Path) -> None:
    held = inventory(tmp_path)
    assert held.write(2023, [Entry("library", owner="市文旅局", due=date(2023, 12, 15))], by="王芳") == 1
    assert held.write(2023, [Entry("library", due=date(2023, 12, 20))], by="王芳") == 1
    found = line(held.lines(2023), "library")
    assert (found.owner, found.due, found.assigned) == ("市文旅局", date(2023, 12, 20), True)


def test_what_is_in_force_already_is_not_written_again(tmp_path: Path) -> None:
    held = inventory(tmp_path)
    entry = Entry("library", "市文旅局", date(2023, 12, 15), "partly", "9 个")
    assert (held.write(2023, [entry], by="王芳"), held.write(2023, [entry], by="王芳")) == (2, 0)
    assert len((tmp_path / FILE).read_text("utf-8").splitlines()) == 2


@pytest.mark.parametrize(
    ("entry", "by", "code"),
    [
        (Entry("nothing", state="partly"), "王芳", "inventory.item"),
        (Entry("old", state="partly"), "王芳", "inventory.item"),
        (Entry("library", state="delivered", evidence=" "), "王芳", "inventory.evidence"),
        (Entry("library", evidence="9 个"), "王芳", "inventory.state"),
        (Entry("library", state="partly"), " ", "inventory.by"),
    ],
)
def test_what_cannot_be_written_down_is_told_and_nothing_is(tmp_path: Path, entry: Entry, by: str, code: str) -> None:
    with pytest.raises(MinshengError) as caught:
        inventory(tmp_path).write(2023, [Entry("open", state="partly"), entry], by=by)
    assert [fault.code for fault in caught.value.faults] == [code]
    assert not (tmp_path / FILE).exists()


def test_who_is_reminded_of_what(tmp_path: Path) -> None:
    held = inventory(tmp_path)
    held.write(2023, [Entry("library", "市文旅局", date(2023, 11, 20), "partly", "9 个")], by="王芳")
    lines = held.lines(2023)
    found = [
        (one.owner, [each.item.id for each in one.unreported], [each.item.id for each in one.due])
        for one in reminders(lines, date(2023, 11, 1))
    ]
    assert found == [("市卫健委", ["vaccination"], []), ("市文旅局", [], ["library"]), ("", ["open"], [])]
    assert [one.owner for one in reminders(lines, date(2023, 10, 1))] == ["市卫健委", ""]
    assert [one.item.id for one in silent(lines)] == ["vaccination", "open"]
    assert line(lines, "library").overdue(date(2023, 11, 21))
    assert not line(lines, "library").overdue(date(2023, 11, 20))


def test_a_record_that_was_changed_by_hand_is_noticed(tmp_path: Path) -> None:
    held = inventory(tmp_path)
    held.write(2023, [Entry("library", state="partly")], by="王芳")
    held.write(2023, [Entry("library", state="not_started")], by="王芳")
    file = tmp_path / FILE
    file.write_text(file.read_text("utf-8").replace("partly", "delivered"), "utf-8")
    with pytest.raises(MinshengError, match=r"inventory\.jsonl:2: 盘点记录从这一行起被改动过"):
        held.lines(2023)


_ENTRIES = st.lists(
    st.builds(
        Entry,
        st.sampled_from(["vaccination", "library", "open"]),
        owner=st.sampled_from([None, "甲", "乙"]),
        state=st.sampled_from([None, *STATES]),
        evidence=st.just("依据"),
    ).filter(lambda one: one.state is not None),
    max_size=6,
)


@settings(max_examples=20, deadline=None)
@given(_ENTRIES)
def test_the_last_report_of_each_item_is_in_force(
    tmp_path_factory: pytest.TempPathFactory, entries: list[Entry]
) -> None:
    held = inventory(tmp_path_factory.mktemp("inventory"))
    for entry in entries:
        held.write(2023, [entry], by="王芳")
    lines = {one.item.id: one.state for one in held.lines(2023)}
    assert lines == dict.fromkeys(lines) | {entry.item: entry.state for entry in entries}
