"""The yearly inventory of service items (清单盘点): what is delivered, by whose word, who answers, who is silent.

What is written down are events in a file that is only ever added to: an item was assigned to an owner with a day it is
due, and a state was reported with its evidence. The state of an item in a year is what was reported last; an item
nobody reported on has no state, which is not the same as not started.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal, get_args

from minsheng.monitor.warnings.log import Event, Log
from minsheng.packs.model import Pack, ServiceItem
from minsheng.terms.errors import Fault, MinshengError

State = Literal["delivered", "partly", "not_started"]
STATES: tuple[State, ...] = get_args(State)
STATE_NAMES: Mapping[str, str] = {"delivered": "已落实", "partly": "部分落实", "not_started": "未启动", "": "没有报"}
FILE = "inventory.jsonl"
_LONGEST = 2000


@dataclass(frozen=True)
class Report:
    """A state as somebody reported it, with what it rests on."""

    state: State
    evidence: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Line:
    """An item in a year: who answers for it and by when, and what was reported, the last report last.

    ``owner`` is who it was assigned to, else the office the plan names, else empty; ``due`` may be not set.
    """

    item: ServiceItem
    year: int
    owner: str
    assigned: bool
    due: date | None
    reports: tuple[Report, ...] = ()

    @property
    def last(self) -> Report | None:
        """The report in force."""
        return self.reports[-1] if self.reports else None

    @property
    def state(self) -> State | None:
        """The state in force; None when nobody reported."""
        return None if self.last is None else self.last.state

    @property
    def state_name(self) -> str:
        """The state in Chinese."""
        return STATE_NAMES[self.state or ""]

    def overdue(self, on: date) -> bool:
        """Whether the day it was due is over and it is not delivered."""
        return self.due is not None and self.due < on and self.state != "delivered"


@dataclass(frozen=True)
class Entry:
    """What is to be written down of an item: an owner, a day it is due, a state with its evidence, or several."""

    item: str
    owner: str | None = None
    due: date | None = None
    state: State | None = None
    evidence: str = ""


@dataclass(frozen=True)
class Reminder:
    """What an owner is reminded of: items nobody reported on, and items that are due and not delivered."""

    owner: str
    unreported: tuple[Line, ...]
    due: tuple[Line, ...]


class Inventory:
    """The inventory of a pack's items, in the folder of its observations."""

    def __init__(self, folder: Path, pack: Pack) -> None:
        self._log = Log(folder / FILE, "盘点记录")
        self._pack = pack

    def items(self, year: int) -> list[ServiceItem]:
        """The items that hold on some day of the year, in the pack's order."""
        first, last = date(year, 1, 1), date(year, 12, 31)
        return [one for one in self._pack.items if one.since <= last and (one.until is None or one.until >= first)]

    def lines(self, year: int) -> list[Line]:
        """Every item of the year with what is known of it."""
        return self._lines(year, self._log.events())

    def _lines(self, year: int, events: Sequence[Event]) -> list[Line]:
        assigned: dict[str, Event] = {}
        reports: dict[str, list[Report]] = {}
        for event in events:
            if event["year"] != year:
                continue
            if event["kind"] == "assigned":
                assigned[event["item"]] = {**assigned.get(event["item"], {}), **event}
            else:
                at = datetime.fromisoformat(event["at"])
                report = Report(event["state"], event["evidence"], event["by"], at)
                reports.setdefault(event["item"], []).append(report)
        return [_line(one, year, assigned.get(one.id, {}), reports.get(one.id, ())) for one in self.items(year)]

    def write(self, year: int, entries: Iterable[Entry], *, by: str, now: datetime | None = None) -> int:
        """Write the entries down, and return how many events that were; what is in force already is not repeated.

        A delivered item needs evidence. Raises `MinshengError` with every fault, and then nothing is written.
        """
        rows = list(entries)
        faults = self._faults(year, rows, by)
        if faults:
            raise MinshengError.of(faults)
        at = (now or datetime.now(UTC)).replace(microsecond=0).isoformat()

        def decide(told: Sequence[Event]) -> tuple[list[Event], int]:
            held = {line.item.id: line for line in self._lines(year, told)}
            events: list[Event] = [
                event for row in rows for event in _events(held[row.item], row, year, by.strip(), at)
            ]
            return events, len(events)

        return self._log.add(decide)

    def _faults(self, year: int, rows: Sequence[Entry], by: str) -> list[Fault]:
        known = {one.id for one in self.items(year)}
        faults = [] if by.strip() else [Fault("inventory.by", "没有写明是谁报的")]
        for row in rows:
            if row.item not in known:
                expected = "minsheng monitor inventory show 列出的事项编号"
                faults.append(Fault("inventory.item", f"{year} 年没有这个事项", read=row.item, expected=expected))
            if row.state == "delivered" and not row.evidence.strip():
                expected = "文件、台账、网址或一句说明"
                faults.append(Fault("inventory.evidence", "已落实要写明依据", read=row.item, expected=expected))
            if len(row.evidence) > _LONGEST:
                faults.append(Fault("inventory.evidence", f"依据超过 {_LONGEST} 字", read=row.item))
            if row.state is None and row.evidence.strip():
                expected = "、".join(STATE_NAMES[each] for each in STATES)
                faults.append(Fault("inventory.state", "写了依据，没有写状态", read=row.item, expected=expected))
        return faults


def _line(item: ServiceItem, year: int, told: Event, reports: Sequence[Report]) -> Line:
    owner = str(told.get("owner") or "、".join(item.lead))
    due = date.fromisoformat(told["due"]) if told.get("due") else None
    return Line(item, year, owner, bool(told.get("owner")), due, tuple(reports))


def _events(held: Line, row: Entry, year: int, by: str, at: str) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = []
    about = {"year": year, "item": row.item, "by": by, "at": at}
    changed: dict[str, Any] = {}
    if row.owner and row.owner.strip() != held.owner:
        changed["owner"] = row.owner.strip()
    if row.due is not None and row.due != held.due:
        changed["due"] = row.due.isoformat()
    if changed:
        events.append({"kind": "assigned", **about, **changed})
    last = held.last
    same = last is not None and (last.state, last.evidence) == (row.state, row.evidence.strip())
    if row.state is not None and not same:
        events.append({"kind": "reported", **about, "state": row.state, "evidence": row.evidence.strip()})
    return events


def read_state(text: str) -> State | None:
    """The state a word names; None when it names none.

    >>> read_state("部分落实"), read_state("delivered"), read_state("差不多")
    ('partly', 'delivered', None)
    """
    words = {name: state for state in STATES for name in (state, STATE_NAMES[state])}
    return words.get(text.strip())


def silent(lines: Iterable[Line]) -> list[Line]:
    """The items nobody reported on."""
    return [line for line in lines if line.state is None]


def reminders(lines: Iterable[Line], on: date, *, within: int = 30) -> list[Reminder]:
    """Whom to remind on a day, the one with most to do first; items nobody answers for come under an empty owner.

    An item is reminded of when nobody reported on it, or when it is due within so many days, or was, and is not
    delivered.
    """
    unreported: dict[str, list[Line]] = {}
    due: dict[str, list[Line]] = {}
    for line in lines:
        if line.state is None:
            unreported.setdefault(line.owner, []).append(line)
        elif line.state != "delivered" and line.due is not None and (line.due - on).days <= within:
            due.setdefault(line.owner, []).append(line)
    found = [
        Reminder(owner, tuple(unreported.get(owner, ())), tuple(due.get(owner, ())))
        for owner in dict.fromkeys([*unreported, *due])
    ]
    return sorted(found, key=lambda one: (not one.owner, -len(one.unreported) - len(one.due), one.owner))
