"""Figures, periods and states in plain Chinese, worded once for screens, commands and reports."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from minsheng.monitor.aim import Aim
from minsheng.monitor.judge import LAGGING, MET, MISSED, NO_DATA
from minsheng.monitor.observation import Observation
from minsheng.monitor.reading import Reading
from minsheng.monitor.store import plain as exact
from minsheng.monitor.target import Target
from minsheng.packs.audit.finding import bare_figure
from minsheng.packs.units import parse_unit, plain_unit, with_unit
from minsheng.terms.divisions import division_name
from minsheng.terms.periods import Period

_QUARTERS = "一二三四"
_SHARES = {"%": "个百分点", "‰": "个千分点"}


def plain(value: Decimal | float) -> str:
    """A figure without trailing zeros; a double is rounded to four decimals.

    >>> plain(Decimal("52.400")), plain(3.5640000001), plain(Decimal(100))
    ('52.4', '3.564', '100')
    """
    return exact(value if isinstance(value, Decimal) else Decimal(str(round(value, 4))))


def rounded(value: float) -> Decimal:
    """A figure that was worked out, as it is shown: to two decimals, below 1 to four.

    >>> rounded(3.5640000001), rounded(0.0106666)
    (Decimal('3.56'), Decimal('0.0107'))
    """
    return Decimal(str(round(value, 2 if abs(value) >= 1 else 4)))


def period_words(period: Period) -> str:
    """A period as one says it.

    >>> [period_words(Period.parse(text)) for text in ("2023", "2023Q4", "2023-12", "2021-2025")]
    ['2023年', '2023年四季度', '2023年12月', '2021—2025年']
    """
    if period.kind == "span":
        return f"{period.year}—{period.until}年"
    if period.kind == "quarter":
        return f"{period.year}年{_QUARTERS[period.number - 1]}季度"
    return f"{period.year}年" + (f"{period.number}月" if period.kind == "month" else "")


def figure_words(value: Decimal | float, unit: str) -> str:
    """A figure with its unit.

    >>> figure_words(Decimal("1.690"), "/10万"), figure_words(Decimal("1.75"), "万分之")
    ('1.69/10万', '万分之1.75')
    """
    return with_unit(plain(value), unit)


def target_words(target: Target) -> str:
    """A target as printed, with its unit: ``≥99.5%``, ``[125]万人``, ``年均增长8%``."""
    if target.kind == "growth":
        said = bare_figure(target.value, "" if target.value.text else "%")
        return f"年均增长{said}"
    return bare_figure(target.value, target.indicator.unit)


@dataclass(frozen=True)
class Found:
    """The verdict on one target: its code, whether it is satisfied, where the path is, and whether its year is over."""

    code: int
    reached: bool
    expected: float | None
    over: bool


def because(target: Target, division: str, reading: Reading, aim: Aim | None, found: Found) -> str:
    """Why a target is in the state it is in, in one or two sentences."""
    if found.code == NO_DATA:
        said = _why_not(target, division, reading, aim, found)
    else:
        said = _said(target, reading) + _beside(target, reading, aim, found)
    return "；".join([said, *_asides(target, reading, found)])


def _why_not(target: Target, division: str, reading: Reading, aim: Aim | None, found: Found) -> str:
    place = division_name(target.division) or target.division
    if target.reason:
        return target.reason
    if target.whole and division != target.division:
        return f"目标是{place}的总量，没有分到这里"
    if reading.value is None:
        return _no_figure(target, reading)
    if aim is None:
        return f"没有{target.since}年以前的数，不知道要保持什么水平"
    assert reading.period is not None
    last = f"{period_words(reading.period)}的{figure_words(reading.value, _unit(target))}"
    if not found.over:
        return f"有{last}，没有更早的数，画不出路径"
    return f"累计数只到{last}" if target.kind == "total" else f"{target.year}年底还没有数，最近的是{last}"


def _no_figure(target: Target, reading: Reading) -> str:
    if target.kind == "growth" and reading.figures:
        return f"有{period_words(reading.figures[0].period)}的数，没有更早的数，算不出年均增长"
    if target.kind == "total":
        return f"没有{target.since}年起的累计数，也没有各年的数"
    if reading.baseline is not None and reading.baseline_period is not None:
        known = f"{period_words(reading.baseline_period)}的{figure_words(reading.baseline, target.indicator.unit)}"
        return f"{target.since}年以来没有数，之前有{known}"
    return "没有数"


def _said(target: Target, reading: Reading) -> str:
    assert reading.value is not None
    assert reading.period is not None
    figure = figure_words(reading.value, _unit(target))
    when = period_words(reading.period)
    if target.kind == "total":
        return f"{when}累计{figure}" if reading.period.kind == "span" else f"{target.since}年到{when}累计{figure}"
    if target.kind == "growth":
        assert reading.baseline_period is not None
        return f"{period_words(reading.baseline_period)}到{when}年均增长{figure}"
    return f"{when}{figure}"


def _beside(target: Target, reading: Reading, aim: Aim | None, found: Found) -> str:
    assert aim is not None
    assert reading.value is not None
    promised = "目标是保持" + _kept(target, reading) if target.kind == "keep" else f"目标{target_words(target)}"
    if found.code in (MET, MISSED):
        away = "已完成" if found.code == MET else _gap(reading.value, *_ends(target, reading, aim), target)
        return f"，{promised}，{away}"
    if found.reached:
        return f"，{promised}，已经达到"
    if found.expected is None or target.flat:
        return f"，{promised}，{_gap(reading.value, *_ends(target, reading, aim), target)}"
    due = _apart(found.expected, reading.value)
    away = ""
    if found.code == LAGGING:
        ends = (due, aim.high) if reading.value < aim.low else (aim.low, due)
        away = "，" + _gap(reading.value, *ends, target)
    return f"，按路径应到{figure_words(due, _unit(target))}{away}，{promised}"


def _ends(target: Target, reading: Reading, aim: Aim) -> tuple[Decimal, Decimal]:
    """What a gap is told against: what is printed, not how far 左右 or a last digit reaches."""
    printed = reading.baseline if target.kind == "keep" else target.value.value if target.value.op == "~" else None
    return (aim.low, aim.high) if printed is None else (printed, printed)


def _apart(expected: float, value: Decimal) -> Decimal:
    """Where the path is, rounded, but not so far that it would seem to be where the figure is."""
    due = rounded(expected)
    return due if due != value else Decimal(str(round(expected, 6)))


def _kept(target: Target, reading: Reading) -> str:
    assert reading.baseline is not None
    assert reading.baseline_period is not None
    return f"{period_words(reading.baseline_period)}的{figure_words(reading.baseline, target.indicator.unit)}"


def _gap(value: Decimal, low: Decimal, high: Decimal, target: Target) -> str:
    away = low - value if value <= low else value - high
    unit = _SHARES.get(plain_unit(_unit(target)), _unit(target) if parse_unit(_unit(target)) else "")
    if not away:
        return "刚好等于，不算达到"
    return f"{'还差' if value < low else '高出'}{plain(away)}{unit}"


def _unit(target: Target) -> str:
    return "%" if target.kind == "growth" else target.indicator.unit


def _asides(target: Target, reading: Reading, found: Found) -> list[str]:
    said = list(target.assumed)
    if reading.late_start and reading.baseline_period is not None and _uses_baseline(target, found):
        said.append(f"没有{target.since}年以前的数，从{period_words(reading.baseline_period)}的数算起")
    if reading.lent:
        said.append(f"用的是同一指标在{'、'.join(reading.lent)}的数")
    if reading.edge:
        said.append(f"原文只说{'高于' if reading.edge > 0 else '低于'}这个数")
    if reading.against_baseline and _uses_baseline(target, found):
        said.append("基期另有不同的数：" + "，".join(_other(row) for row in reading.against_baseline))
    if reading.differing:
        said.append("另有不同的数：" + "，".join(_other(row) for row in reading.differing))
    return said


def _uses_baseline(target: Target, found: Found) -> bool:
    used = target.kind in ("growth", "keep") or not (found.over or target.flat or found.reached)
    return used and found.code != NO_DATA


def _other(row: Observation) -> str:
    return f"{plain(row.value)}（{row.source}）"
