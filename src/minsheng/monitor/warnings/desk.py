"""Warnings as they are worked on: opened once for a cause, acknowledged, handled, closed with a result.

A cause is a rule and a division. While one of its warnings is not closed there is no second, and after it was closed
there is none until the condition was seen not to hold any more. Every step looks at the state it finds, under the lock
of the log: of two officers at once the second is told what the first did.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any, Literal

from minsheng.monitor.store import plain
from minsheng.monitor.warnings.log import Event, Log
from minsheng.monitor.warnings.signals import Signal
from minsheng.monitor.warnings.words import LEVELS
from minsheng.packs.watching import Alarm
from minsheng.terms.divisions import division_name
from minsheng.terms.errors import Fault, MinshengError
from minsheng.terms.periods import Period

FILE = "warnings.jsonl"
"""The log's name in the folder of a pack's observations."""
Stage = Literal["opened", "acknowledged", "handled", "closed"]
STAGES: Mapping[Stage, str] = {"opened": "待签收", "acknowledged": "处理中", "handled": "待办结", "closed": "已办结"}
_MAY: Mapping[Stage, tuple[Stage, ...]] = {
    "acknowledged": ("opened",),
    "handled": ("acknowledged", "handled"),
    "closed": ("handled",),
}
"""From which stages each step may be taken."""
_STEP: Mapping[Stage, str] = {"acknowledged": "签收", "handled": "记录处置", "closed": "办结"}
_LONGEST = 2000


@dataclass(frozen=True)
class Done:
    """One step: what, who, when (UTC), and what they wrote."""

    stage: Stage
    by: str
    at: datetime
    note: str


@dataclass(frozen=True)
class Alert:
    """A warning that was opened.

    ``period`` is that of the figure it was opened for, ``seen`` the time that was asked about; ``cleared`` the time at
    which the condition was first seen not to hold any more. ``steps`` are in order, opening first.
    """

    id: str
    rule: str
    division: str
    name: str
    level: Alarm
    owner: str
    due: date
    action: str
    text: str
    source: str
    period: Period
    seen: Period
    figures: tuple[Mapping[str, Any], ...]
    limits: Mapping[str, float]
    steps: tuple[Done, ...]
    cleared: Period | None = None

    @property
    def stage(self) -> Stage:
        """How far it is."""
        return self.steps[-1].stage

    @property
    def place(self) -> str:
        """The division's name."""
        return division_name(self.division) or self.division

    @property
    def opened(self) -> datetime:
        """When it was opened."""
        return self.steps[0].at

    @property
    def days(self) -> float | None:
        """Days from opening to closing; None while it is not closed."""
        if self.stage != "closed":
            return None
        return (self.steps[-1].at - self.opened) / timedelta(days=1)

    def overdue(self, today: date) -> bool:
        """Whether it is, or was when it closed, past its deadline."""
        last = self.steps[-1].at.date() if self.stage == "closed" else today
        return last > self.due

    def as_json(self) -> dict[str, Any]:
        """The warning for JSON."""
        told: dict[str, Any] = {"id": self.id, "warning": self.rule, "name": self.name, "division": self.division}
        told |= {"place": self.place, "level": self.level, "owner": self.owner, "due": self.due.isoformat()}
        told |= {"stage": self.stage, "text": self.text, "action": self.action, "source": self.source}
        told |= {"period": str(self.period), "seen": str(self.seen), "figures": [dict(one) for one in self.figures]}
        told["limits"] = dict(self.limits)
        told["cleared"] = None if self.cleared is None else str(self.cleared)
        told["days"] = None if self.days is None else round(self.days, 2)
        steps = [{"stage": one.stage, "by": one.by, "at": one.at.isoformat(), "note": one.note} for one in self.steps]
        return told | {"steps": steps}


@dataclass(frozen=True)
class Reviewed:
    """What a review did: warnings opened, and those whose condition no longer holds."""

    opened: tuple[Alert, ...]
    cleared: tuple[Alert, ...]


@dataclass(frozen=True)
class Measured:
    """How warnings were worked on; days are None when none was closed."""

    open: int
    overdue: int
    closed: int
    closed_late: int
    median_days: float | None
    longest_days: float | None


class Desk:
    """The warnings of one pack, in the folder of its observations."""

    def __init__(self, folder: Path) -> None:
        self._log = Log(folder / FILE)

    def alerts(self, *, open_only: bool = False) -> list[Alert]:
        """Every warning in the order of opening, or those that are not closed."""
        found = _alerts(self._log.events())
        return [one for one in found.values() if not open_only or one.stage != "closed"]

    def alert(self, alert_id: str) -> Alert:
        """One warning; raises `MinshengError` when there is none."""
        return _known(_alerts(self._log.events()), alert_id)

    def review(self, signals: Iterable[Signal], *, by: str, now: datetime | None = None) -> Reviewed:
        """Open a warning for each condition that holds and has none, and note which hold no more.

        What is not known opens nothing and clears nothing. A signal of a time before the warning's says nothing of it.
        """
        asked = list(signals)
        who, when = _person(by), _now(now)

        def decide(events: Sequence[Event]) -> tuple[list[Event], Reviewed]:
            held = _alerts(events)
            added: list[Event] = []
            opened, cleared = [], []
            for signal in asked:
                last = next((one for one in reversed(held.values()) if (one.rule, one.division) == signal.cause), None)
                if signal.outcome == "opens" and _is_new(last, signal):
                    number = 1 + sum((one.rule, one.division) == signal.cause for one in held.values())
                    event = _opening(signal, number, who, when)
                    held |= _alerts([event])
                    opened.append(event["id"])
                    added.append(event)
                elif signal.outcome == "quiet" and last is not None and _clears(last, signal):
                    added.append(
                        {"event": "cleared", "id": last.id, "seen": str(signal.at), "by": who, "at": _iso(when)}
                    )
                    held[last.id] = replace(last, cleared=signal.at)
                    cleared.append(last.id)
            return added, Reviewed(tuple(held[one] for one in opened), tuple(held[one] for one in cleared))

        return self._log.add(decide)

    def acknowledge(self, alert_id: str, *, by: str, note: str = "", now: datetime | None = None) -> Alert:
        """Take a warning on; raises `MinshengError` when somebody has."""
        return self._step(alert_id, "acknowledged", by, note, now)

    def handle(self, alert_id: str, *, by: str, note: str, now: datetime | None = None) -> Alert:
        """Say what was done about a warning that was acknowledged; may be said more than once."""
        return self._step(alert_id, "handled", by, note, now)

    def close(self, alert_id: str, *, by: str, note: str, now: datetime | None = None) -> Alert:
        """Close a warning that was handled, with its result."""
        return self._step(alert_id, "closed", by, note, now)

    def _step(self, alert_id: str, stage: Stage, by: str, note: str, now: datetime | None) -> Alert:
        who, when, said = _person(by), _now(now), note.strip()
        if stage != "acknowledged" and not said:
            raise MinshengError(Fault("warnings.note", f"{_STEP[stage]}要写明做了什么、结果怎样", read=note or None))
        if len(said) > _LONGEST:
            raise MinshengError(Fault("warnings.note", "写得太长", expected=f"不超过 {_LONGEST} 个字"))

        def decide(events: Sequence[Event]) -> tuple[list[Event], Alert]:
            one = _known(_alerts(events), alert_id)
            if one.stage not in _MAY[stage]:
                last = one.steps[-1]
                message = f"{one.name}（{one.place}）现在是“{STAGES[one.stage]}”，不能{_STEP[stage]}"
                read = f"{last.by}，{last.at:%Y-%m-%d %H:%M}" + (f"：{last.note}" if last.note else "")
                needed = "、".join(STAGES[each] for each in _MAY[stage])
                raise MinshengError(Fault("warnings.state", message, read=read, expected=f"先到“{needed}”"))
            done = Done(stage, who, max(when, one.steps[-1].at), said)
            event = {"event": stage, "id": one.id, "by": who, "at": _iso(done.at), "note": said}
            return [event], replace(one, steps=(*one.steps, done))

        return self._log.add(decide)


def measured(alerts: Iterable[Alert], today: date) -> Measured:
    """How long warnings take, and how many are late."""
    found = list(alerts)
    closed = [one for one in found if one.stage == "closed"]
    waiting = [one for one in found if one.stage != "closed"]
    days = [one.days for one in closed if one.days is not None]
    return Measured(
        len(waiting),
        sum(one.overdue(today) for one in waiting),
        len(closed),
        sum(one.overdue(today) for one in closed),
        median(days) if days else None,
        max(days) if days else None,
    )


def _is_new(last: Alert | None, signal: Signal) -> bool:
    if last is None:
        return True
    return last.stage == "closed" and last.cleared is not None and last.cleared < signal.at


def _clears(last: Alert, signal: Signal) -> bool:
    # At the same time as it was opened for, a figure was corrected since.
    return last.cleared is None and last.seen <= signal.at


def _opening(signal: Signal, number: int, by: str, when: datetime) -> dict[str, Any]:
    rule = signal.rule
    figures = [
        {"division": row.division, "period": str(row.period), "value": plain(row.value), "source": row.source}
        for row in signal.used
    ]
    return {
        "event": "opened",
        "id": f"{rule.id}-{signal.division}-{number}",
        "rule": rule.id,
        "division": signal.division,
        "name": rule.name,
        "level": rule.level,
        "owner": rule.owner,
        "due": (when.date() + timedelta(days=rule.days)).isoformat(),
        "action": rule.action,
        "text": rule.text,
        "source": str(rule.source),
        "period": str(signal.period),
        "seen": str(signal.at),
        "figures": figures,
        "limits": {words: round(float(value), 6) for words, value in signal.limits.items()},
        "by": by,
        "at": _iso(when),
    }


def _alerts(events: Iterable[Event]) -> dict[str, Alert]:
    """The warnings the events make, by id, in the order of opening."""
    found: dict[str, Alert] = {}
    for event in events:
        kind, key = event["event"], event["id"]
        if kind == "opened":
            found[key] = _alert(event)
        elif kind == "cleared":
            found[key] = replace(found[key], cleared=Period.parse(event["seen"]))
        else:
            done = Done(kind, event["by"], datetime.fromisoformat(event["at"]), event["note"])
            found[key] = replace(found[key], steps=(*found[key].steps, done))
    return found


def _alert(event: Event) -> Alert:
    names = ("id", "rule", "division", "name", "level", "owner", "action", "text", "source")
    opening = Done("opened", event["by"], datetime.fromisoformat(event["at"]), "")
    return Alert(
        **{name: event[name] for name in names},
        due=date.fromisoformat(event["due"]),
        period=Period.parse(event["period"]),
        seen=Period.parse(event["seen"]),
        figures=tuple(event["figures"]),
        limits=event["limits"],
        steps=(opening,),
    )


def _known(alerts: Mapping[str, Alert], alert_id: str) -> Alert:
    if alert_id not in alerts:
        waiting = [one.id for one in alerts.values() if one.stage != "closed"]
        expected = "、".join(waiting[:12]) or "现在没有未办结的预警"
        raise MinshengError(Fault("warnings.unknown", "没有这条预警", read=alert_id, expected=expected))
    return alerts[alert_id]


def _person(by: str) -> str:
    if not by.strip():
        raise MinshengError(Fault("warnings.by", "没有写明是谁"))
    return by.strip()


def _now(now: datetime | None) -> datetime:
    return (datetime.now(UTC) if now is None else now).replace(microsecond=0)


def _iso(when: datetime) -> str:
    return when.isoformat()


def ordered(alerts: Iterable[Alert]) -> list[Alert]:
    """By level, the gravest first, then by deadline."""
    rank = {level: -place for place, level in enumerate(LEVELS)}
    return sorted(alerts, key=lambda one: (rank[one.level], one.due, one.id))
