"""Where every target stands: met, missed, on track, lagging, or no data, each with its reason in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from minsheng.monitor.aim import Aim, inside, kept
from minsheng.monitor.book import Book
from minsheng.monitor.observation import EVERYONE, Observation
from minsheng.monitor.path import expected, point
from minsheng.monitor.reading import Reading, read
from minsheng.monitor.realisation import realisation
from minsheng.monitor.target import Kind, Target
from minsheng.packs.model import Operator, Value
from minsheng.terms.citation import Citation
from minsheng.terms.periods import Period

State = Literal["met", "missed", "on_track", "lagging", "no_data"]
STATES: dict[State, str] = {
    "met": "已完成",
    "missed": "未完成",
    "on_track": "进度正常",
    "lagging": "进度滞后",
    "no_data": "没有数据",
}
"""The five states with their words."""


@dataclass(frozen=True)
class Status:
    """A target in a division at a time.

    ``target`` is the value the plan states, ``op`` its operator. ``value`` is the figure it is judged by, of ``period``
    and in ``unit``: a total so far, an average yearly growth, or a level. ``expected`` is where the path is at that
    period. ``degree`` is the realisation degree, 0 to 100. ``reached`` says that the figure satisfies the target, also
    before its year. ``figures`` are the observations the value was made from, ``differing`` those that say otherwise.
    """

    indicator: str
    name: str
    division: str
    group: str
    source: Citation
    target: Value
    op: Operator
    value: Decimal | None
    period: Period | None
    status: State
    degree: float | None
    expected: float | None
    because: str
    unit: str
    year: int
    area: str | None
    kind: Kind
    target_text: str
    reached: bool = False
    baseline: Decimal | None = None
    baseline_period: Period | None = None
    figures: tuple[Observation, ...] = ()
    differing: tuple[Observation, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The status as the command line and the API print it; figures are numbers, at most 15 digits long."""
        return {
            "indicator": self.indicator,
            "name": self.name,
            "division": self.division,
            "group": self.group,
            "source": self.source.as_json(),
            "target": self.target_text,
            "op": self.op,
            "year": self.year,
            "unit": self.unit,
            "value": None if self.value is None else _number(self.value),
            "period": None if self.period is None else str(self.period),
            "status": self.status,
            "degree": None if self.degree is None else round(self.degree, 4),
            "expected": None if self.expected is None else round(self.expected, 6),
            "reached": self.reached,
            "because": self.because,
            "figures": [
                {"value": _number(row.value), "period": str(row.period), "source": row.source} for row in self.figures
            ],
            "differing": [
                {"value": _number(row.value), "period": str(row.period), "source": row.source} for row in self.differing
            ],
        }


def statuses(
    book: Book,
    at: Period,
    *,
    source: str | None = None,
    divisions: Sequence[str] | None = None,
    group: str = EVERYONE,
) -> list[Status]:
    """The state of every target whose year is not after ``at``, or whose plan runs then, in the order of the pack.

    ``source`` keeps the targets of one document (``hzs-2021``) or one of its tables (``hzs-2021 表1``). ``divisions``
    asks for these; left out, each target is told where it was promised.
    """
    found = []
    for target in book.targets:
        if not _is_of(target, source) or not _runs(target, at):
            continue
        for division in _places(book, target, divisions):
            found.append(status_of(book, target, division, at, group=group))
    return found


def status_of(book: Book, target: Target, division: str, at: Period, *, group: str = EVERYONE) -> Status:
    """The state of one target in one division."""
    reading = read(book, target, division, at, group=group)
    aim = target.aim
    if target.kind == "keep" and reading.baseline is not None:
        aim = kept(reading.baseline, target.side)
    state, because, reached, where = _judged(book, target, division, at, reading, aim)
    degree = None
    if aim is not None and reading.value is not None:
        low, high, _, _ = aim.ends
        degree = 100 * float(realisation(float(reading.value), low, high))
    return Status(
        indicator=target.indicator.id,
        name=target.indicator.name,
        division=division,
        group=group,
        source=target.indicator.source,
        target=target.value,
        op=target.value.op,
        value=reading.value,
        period=reading.period,
        status=state,
        degree=degree,
        expected=where,
        because=because,
        unit=target.indicator.unit,
        year=target.year,
        area=target.indicator.area,
        kind=target.kind,
        target_text=target.text,
        reached=reached,
        baseline=reading.baseline,
        baseline_period=reading.baseline_period,
        figures=reading.figures,
        differing=reading.differing,
    )


def _judged(
    book: Book, target: Target, division: str, at: Period, reading: Reading, aim: Aim | None
) -> tuple[State, str, bool, float | None]:
    if aim is None:
        return "no_data", target.reason or "没有规划期前的数，不知道要保持什么水平", False, None
    if target.whole and division != target.division:
        return "no_data", "这是全市总量的目标，没有分到这里", False, None
    if reading.value is None or reading.period is None:
        return "no_data", reading.gap, False, None
    x = float(reading.value)
    low, high, low_open, high_open = aim.ends
    reached = bool(inside(x, low, high, low_open, high_open))
    if at.last_day >= Period(target.year).last_day:
        if reading.period.last_year < target.year:
            return "no_data", f"目标年{target.year}年没有数，最近的是{reading.period}", reached, None
        return ("met" if reached else "missed"), "", reached, None
    if reading.baseline is None:
        return ("on_track" if reached else "no_data"), "没有规划期前的数，路径无从画起", reached, None
    b, start = float(reading.baseline), point(reading.baseline_period or Period(target.since - 1))
    goal = min(max(b, low), high) if aim.kind == "band" else low if aim.kind == "floor" else high
    where = float(expected(b, start, goal, target.year, point(reading.period)))
    short = max(low - x, x - high, 0)
    allowed = max(low - where, where - high, 0) + 1e-9 * max(1.0, abs(where))
    return ("on_track" if reached or short <= allowed else "lagging"), "", reached, where


def _is_of(target: Target, source: str | None) -> bool:
    if source is None:
        return True
    written = target.indicator.source
    return source in (written.document, str(written)) or (
        written.table is not None and source == f"{written.document} 表{written.table}"
    )


def _runs(target: Target, at: Period) -> bool:
    return target.year <= at.last_day.year or target.since <= at.last_day.year


def _places(book: Book, target: Target, divisions: Sequence[str] | None) -> Iterable[str]:
    if divisions is None:
        return (target.division,)
    home = book.pack.about.division
    return [code for code in divisions if code == target.division or target.division == home]


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
