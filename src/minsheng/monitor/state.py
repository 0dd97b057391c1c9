"""Where every target stands: met, missed, on track, lagging, or no data, each with its reason in words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from minsheng.monitor.aim import Aim, kept
from minsheng.monitor.book import Book
from minsheng.monitor.judge import STATES, Question, State, Verdict, judge
from minsheng.monitor.observation import EVERYONE, Observation
from minsheng.monitor.path import by_milestones, point
from minsheng.monitor.reading import Reading, read
from minsheng.monitor.target import Kind, Target
from minsheng.monitor.words import Found, because
from minsheng.packs.model import Operator, Value
from minsheng.terms.citation import Citation
from minsheng.terms.periods import Period

__all__ = ["STATE_NAMES", "State", "Status", "status_of", "statuses", "statuses_of"]

STATE_NAMES: dict[State, str] = {
    "met": "已完成",
    "missed": "未完成",
    "on_track": "进度正常",
    "lagging": "进度滞后",
    "no_data": "没有数据",
}
"""The five states with the word shown for each, best known first."""
_NAN = math.nan


@dataclass(frozen=True)
class Status:
    """A target in a division at a time.

    ``target`` is the value the plan states, ``op`` its operator. ``value`` is the figure it is judged by, of ``period``
    and in ``unit``: a total so far, an average yearly growth in percent, or a level. ``expected`` is where the path is
    at that period. ``degree`` is the realisation degree, 0 to 100. ``reached`` says that the figure satisfies the
    target, also before its ``year``. ``figures`` are the observations the value was made from, ``differing`` those that
    say otherwise of the same cell.
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
        """The status as the command line and the API print it; figures are numbers of at most 15 digits."""
        return {
            "indicator": self.indicator,
            "name": self.name,
            "division": self.division,
            "group": self.group,
            "source": self.source.as_json(),
            "target": self.target_text,
            "op": self.op,
            "unit": self.unit,
            "year": self.year,
            "value": None if self.value is None else _number(self.value),
            "period": None if self.period is None else str(self.period),
            "status": self.status,
            "degree": None if self.degree is None else round(self.degree, 4),
            "expected": None if self.expected is None else round(self.expected, 6),
            "reached": self.reached,
            "because": self.because,
            "figures": [_figure(row) for row in self.figures],
            "differing": [_figure(row) for row in self.differing],
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

    ``source`` keeps the targets of one document (``hzs-2021``) or of one of its tables (``hzs-2021 表1``).
    ``divisions`` asks for these; left out, each target is told where it was promised. A division that a plan gives its
    own figure is held to that, not to the figure of the whole.
    """
    asked = [target for target in book.targets if is_of(target, source) and target.since <= at.last_day.year]
    return statuses_of(book, list(_places(book, asked, divisions)), at, group=group)


def status_of(book: Book, target: Target, division: str, at: Period, *, group: str = EVERYONE) -> Status:
    """The state of one target in one division."""
    return statuses_of(book, [(target, division)], at, group=group)[0]


def statuses_of(book: Book, asked: Sequence[tuple[Target, str]], at: Period, *, group: str = EVERYONE) -> list[Status]:
    """The state of these targets, each in a division, in their order."""
    readings = [read(book, target, division, at, group=group) for target, division in asked]
    aims = [aim_of(target, found.baseline) for (target, _), found in zip(asked, readings, strict=True)]
    rows = [_row(*each, at) for each in zip(asked, readings, aims, strict=True)]
    question = Question(*np.array(rows, dtype=np.float64).reshape(-1, 11).T)
    path = np.full(len(rows), np.nan)
    for place, (target, _) in enumerate(asked):
        if target.milestones:
            at_place = (question.baseline[place], question.start[place], question.when[place])
            path[place] = by_milestones(target.milestones, *at_place)
    verdict = judge(question, path)
    return [
        _status(target, division, group, readings[n], aims[n], verdict, n, over=point(at) >= target.year)
        for n, (target, division) in enumerate(asked)
    ]


def aim_of(target: Target, baseline: Decimal | None) -> Aim | None:
    """The interval of a target; of a level to be kept, from its baseline."""
    if target.kind == "keep" and baseline is not None:
        return kept(baseline, target.side)
    return target.aim


def edged(value: float, edge: int) -> float:
    """A figure printed as a bound as the double just beyond it: what is below 0.011 is below 0.011."""
    return math.nextafter(value, math.copysign(math.inf, edge)) if edge else value


def is_of(target: Target, source: str | None) -> bool:
    """Whether a target is of a document, or of one of its tables; None is every document."""
    written = target.indicator.source
    table = f"{written.document} 表{written.table}"
    return source is None or source in (written.document, str(written), table)


def _places(book: Book, targets: Sequence[Target], divisions: Sequence[str] | None) -> Iterator[tuple[Target, str]]:
    if divisions is None:
        yield from ((target, target.division) for target in targets)
        return
    home = book.pack.about.division
    own = {(target.indicator.id, target.year, target.division) for target in targets}
    for target in targets:
        for code in divisions:
            apart = code != target.division and (target.indicator.id, target.year, code) in own
            if code == target.division or (target.division == home and not apart):
                yield target, code


def _row(asked: tuple[Target, str], reading: Reading, aim: Aim | None, at: Period) -> tuple[float, ...]:
    """What `Question` asks for, in the order of its fields."""
    target, division = asked
    held = aim if aim is not None and (division == target.division or not target.whole) else None
    ends = (_NAN, _NAN, False, False) if held is None else held.ends
    value = _NAN if reading.value is None else edged(float(reading.value), reading.edge)
    when = _NAN if reading.period is None else point(reading.period)
    if target.flat:
        baseline, start = (ends[1] if math.isinf(ends[0]) else ends[0]), target.since - 1.0
    elif reading.baseline is None or reading.baseline_period is None:
        baseline, start = _NAN, _NAN
    else:
        baseline, start = float(reading.baseline), point(reading.baseline_period)
    return value, when, *ends, baseline, start, target.year, target.kind == "total", point(at)


def _status(
    target: Target,
    division: str,
    group: str,
    reading: Reading,
    aim: Aim | None,
    verdict: Verdict,
    n: int,
    *,
    over: bool,
) -> Status:
    code, reached = int(verdict.codes[n]), bool(verdict.reached[n])
    where, degree = (None if math.isnan(each) else float(each) for each in (verdict.expected[n], verdict.degree[n]))
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
        status=STATES[code],
        degree=degree,
        expected=where,
        because=because(target, division, reading, aim, Found(code, reached, where, over)),
        unit="%" if target.kind == "growth" else target.indicator.unit,
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


def _figure(row: Observation) -> dict[str, Any]:
    return {"indicator": row.indicator, "period": str(row.period), "value": _number(row.value), "source": row.source}


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
