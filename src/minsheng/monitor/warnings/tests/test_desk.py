"""A warning opens once, and every step is written down by whoever took it."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minsheng.monitor.equity.tests.lakeside import HOME, JOBLESS, seen
from minsheng.monitor.warnings.desk import FILE, Alert, Desk, measured, ordered
from minsheng.monitor.warnings.signals import Signal
from minsheng.monitor.warnings.tests.samples import RULE, signal
from minsheng.terms.errors import MinshengError
from minsheng.terms.periods import Period

MAY = datetime(2023, 5, 4, 9, 30, tzinfo=UTC)


def told(at: str, *, high: bool = True) -> Signal:
    """The signal of two quarters above, or of one below, the limit."""
    year, number = int(at[:4]), int(at[5])
    earlier = f"{year}Q{number - 1}" if number > 1 else f"{year - 1}Q4"
    value = "4.8" if high else "4.2"
    return signal(RULE, at, seen(JOBLESS, value, HOME, at), seen(JOBLESS, value, HOME, earlier))


def codes(error: MinshengError) -> list[str]:
    return [fault.code for fault in error.faults]


def opened(desk: Desk, at: str = "2023Q1", *, now: datetime = MAY) -> Alert:
    (alert,) = desk.review([told(at)], by="系统", now=now).opened
    return alert


def test_a_warning_opens_with_its_clause_its_figures_and_its_deadline(tmp_path: Path) -> None:
    alert = opened(Desk(tmp_path))
    assert (alert.id, alert.stage, alert.due) == ("jobless-330100-1", "opened", date(2023, 6, 3))
    assert (alert.source, alert.owner, alert.level) == ("ls-2021 表1.1", "人社局", "yellow")
    assert [(one["period"], one["value"]) for one in alert.figures] == [
        ("2023Q1", "4.8"),
        ("2022Q4", "4.8"),
    ]


def test_it_is_acknowledged_handled_closed_and_the_days_are_counted(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    alert = opened(desk)
    desk.acknowledge(alert.id, by="王芳", now=MAY + timedelta(days=1))
    desk.handle(alert.id, by="王芳", note="走访二十家企业", now=MAY + timedelta(days=5))
    desk.handle(alert.id, by="李强", note="开两场招聘会", now=MAY + timedelta(days=8))
    closed = desk.close(alert.id, by="李强", note="回落到4.3%", now=MAY + timedelta(days=12))
    assert [(one.stage, one.by) for one in closed.steps] == [
        ("opened", "系统"),
        ("acknowledged", "王芳"),
        ("handled", "王芳"),
        ("handled", "李强"),
        ("closed", "李强"),
    ]
    assert closed.days == 12.0
    assert desk.alert(alert.id) == closed
    assert not closed.overdue(date(2030, 1, 1))


def test_the_same_cause_opens_no_second_while_the_first_is_open(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    opened(desk)
    again = desk.review([told("2023Q1"), told("2023Q2")], by="系统", now=MAY)
    assert again.opened == ()
    assert len(desk.alerts()) == 1


def close(desk: Desk, alert: Alert) -> None:
    desk.acknowledge(alert.id, by="王芳")
    desk.handle(alert.id, by="王芳", note="办了")
    desk.close(alert.id, by="王芳", note="好了")


def test_after_closing_it_opens_again_only_when_the_condition_had_cleared(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    close(desk, opened(desk, "2023Q1"))
    assert desk.review([told("2023Q2")], by="系统").opened == ()
    assert len(desk.review([told("2023Q3", high=False)], by="系统").cleared) == 1
    (second,) = desk.review([told("2023Q4")], by="系统").opened
    assert second.id == "jobless-330100-2"


def test_a_look_back_at_a_time_before_neither_clears_nor_opens(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    close(desk, opened(desk, "2023Q3"))
    assert desk.review([told("2023Q1", high=False)], by="系统").cleared == ()
    desk.review([told("2023Q4", high=False)], by="系统")
    assert desk.review([told("2023Q2")], by="系统").opened == ()


def test_a_figure_corrected_afterwards_clears_the_warning_it_opened(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    opened(desk, "2023Q1")
    (cleared,) = desk.review([told("2023Q1", high=False)], by="系统").cleared
    assert (cleared.stage, str(cleared.cleared)) == ("opened", "2023Q1")


def test_what_is_not_known_neither_opens_nor_clears(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    opened(desk)
    found = desk.review([signal(RULE, "2023Q4")], by="系统")
    assert (found.opened, found.cleared) == ((), ())


@pytest.mark.parametrize(
    "step",
    [
        lambda desk, one: desk.handle(one, by="王芳", note="办了"),
        lambda desk, one: desk.close(one, by="王芳", note="好了"),
    ],
)
def test_no_step_is_skipped(tmp_path: Path, step: Callable[[Desk, str], Alert]) -> None:
    desk = Desk(tmp_path)
    alert = opened(desk)
    with pytest.raises(MinshengError) as caught:
        step(desk, alert.id)
    assert codes(caught.value) == ["warnings.state"]
    assert desk.alert(alert.id).stage == "opened"


def test_who_comes_second_is_told_who_came_first(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    alert = opened(desk)
    desk.acknowledge(alert.id, by="王芳", now=MAY)
    with pytest.raises(MinshengError, match="王芳，2023-05-04 09:30"):
        desk.acknowledge(alert.id, by="李强")


def test_a_warning_nobody_opened_an_empty_name_and_an_empty_result_are_refused(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    alert = opened(desk)
    for one, by, note, code in (
        ("jobless-330100-9", "王芳", "好了", "warnings.unknown"),
        (alert.id, " ", "好了", "warnings.by"),
        (alert.id, "王芳", " ", "warnings.note"),
        (alert.id, "王芳", "长" * 3000, "warnings.note"),
    ):
        with pytest.raises(MinshengError) as caught:
            desk.close(one, by=by, note=note)
        assert codes(caught.value) == [code]


def test_of_officers_at_once_one_acknowledges(tmp_path: Path) -> None:
    alert = opened(Desk(tmp_path))

    def acknowledge(number: int) -> bool:
        try:
            Desk(tmp_path).acknowledge(alert.id, by=f"科员{number}")
        except MinshengError:
            return False
        return True

    # Each opens the file for itself, so the lock parts threads as it does processes.
    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(acknowledge, range(16)))
    assert sum(won) == 1
    assert [one.stage for one in Desk(tmp_path).alert(alert.id).steps] == ["opened", "acknowledged"]


def test_reviews_at_the_same_time_open_one_warning(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda n: Desk(tmp_path).review([told("2023Q1")], by=f"科员{n}"), range(16)))
    assert sum(len(one.opened) for one in found) == 1
    assert len(Desk(tmp_path).alerts()) == 1


def test_a_line_changed_afterwards_is_noticed(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    alert = opened(desk)
    desk.acknowledge(alert.id, by="王芳")
    path = tmp_path / FILE
    path.write_text(path.read_text("utf-8").replace("4.8", "4.100000", 1), "utf-8")
    with pytest.raises(MinshengError, match=r"warnings.jsonl:2: 预警记录从这一行起被改动过"):
        desk.alerts()


def test_half_a_line_left_by_a_crash_is_as_if_it_had_not_been_written(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    alert = opened(desk)
    with (tmp_path / FILE).open("a", encoding="utf-8") as file:
        file.write('{"prior": "0123", "event": "acknow')
    assert desk.alert(alert.id).stage == "opened"
    desk.acknowledge(alert.id, by="王芳")
    lines = (tmp_path / FILE).read_text("utf-8").splitlines()
    assert [json.loads(line)["event"] for line in lines] == ["opened", "acknowledged"]


def test_time_to_close_and_what_is_late_are_measured(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    alert = opened(desk)
    assert measured(desk.alerts(), date(2023, 6, 3)).overdue == 0
    found = measured(desk.alerts(), date(2023, 6, 4))
    assert (found.open, found.overdue, found.closed, found.median_days) == (1, 1, 0, None)
    desk.acknowledge(alert.id, by="王芳", now=MAY)
    desk.handle(alert.id, by="王芳", note="办了", now=MAY)
    desk.close(alert.id, by="王芳", note="好了", now=MAY + timedelta(days=40))
    found = measured(desk.alerts(), date(2024, 1, 1))
    assert (found.open, found.closed, found.closed_late, found.median_days, found.longest_days) == (0, 1, 1, 40.0, 40.0)
    assert ordered(desk.alerts()) == desk.alerts()
    assert desk.alerts(open_only=True) == []


def test_a_desk_without_a_log_has_no_warnings(tmp_path: Path) -> None:
    assert Desk(tmp_path / "none").alerts() == []


STEPS = st.lists(st.sampled_from(["high", "low", "acknowledge", "handle", "close"]), max_size=25)


@settings(max_examples=25, deadline=None)
@given(STEPS)
def test_whatever_officers_do_one_cause_never_has_two_open_warnings(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str]
) -> None:
    desk = Desk(tmp_path_factory.mktemp("desk"))
    year = 1950
    for step in steps:
        year += 1
        last = desk.alerts()[-1].id if desk.alerts() else "none"
        if step in ("high", "low"):
            desk.review([replace(SIGNALS[step], at=Period(year))], by="系统")
        else:
            with suppress(MinshengError):
                getattr(desk, step)(last, by="王芳", note="办了")
        found = desk.alerts()
        assert sum(one.stage != "closed" for one in found) <= 1
        assert all(one.cleared is not None for one in found[:-1])


SIGNALS = {"high": told("2023Q1"), "low": told("2023Q1", high=False)}
