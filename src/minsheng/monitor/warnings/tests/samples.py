"""A warning of the small city of `minsheng.monitor.equity.tests.lakeside`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from minsheng.monitor.book import Book
from minsheng.monitor.equity.tests.lakeside import CLAUSE, JOBLESS, book, pack
from minsheng.monitor.observation import Observation
from minsheng.monitor.warnings.signals import Signal, signals
from minsheng.packs.model import Indicator
from minsheng.packs.watching import Rhythm, WarningRule, Watched
from minsheng.terms.periods import Period

RULE = WarningRule(
    id="jobless",
    name="失业率偏高",
    watches=JOBLESS.id,
    when="running(value > 4.5) >= 2",
    text="连续两个季度高于4.5%",
    level="yellow",
    owner="人社局",
    days=30,
    action="查明原因",
    source=CLAUSE,
    since=date(2021, 1, 1),
    every="quarter",
)


def rule(when: str, *, watches: Indicator = JOBLESS, every: Rhythm = "quarter", of: Watched = "whole") -> WarningRule:
    """The warning with another condition."""
    return replace(RULE, when=when, watches=watches.id, every=every, of=of)


def watched(one: WarningRule, *rows: Observation, indicators: tuple[Indicator, ...] = (JOBLESS,)) -> Book:
    """A book with one warning and these figures."""
    return book(pack(*indicators, warnings=[one]), *rows)


def signal(one: WarningRule, at: str, *rows: Observation, indicators: tuple[Indicator, ...] = (JOBLESS,)) -> Signal:
    """What the warning comes to, where it looks at one division."""
    (found,) = signals(watched(one, *rows, indicators=indicators), Period.parse(at))
    return found
