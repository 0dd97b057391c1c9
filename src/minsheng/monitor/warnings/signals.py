"""Whether a warning's condition holds, for each division it looks at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any

from minsheng.monitor.book import Book
from minsheng.monitor.observation import Observation
from minsheng.monitor.parts import parts_of
from minsheng.monitor.warnings.figures import Figures, PeriodOf, Read
from minsheng.monitor.warnings.language import check_warning
from minsheng.monitor.warnings.steps import before, last_of
from minsheng.monitor.warnings.words import Outcome
from minsheng.packs.family import lineage
from minsheng.packs.load import Loaded
from minsheng.packs.model import Pack
from minsheng.packs.watching import WarningRule
from minsheng.rules.nodes import Node
from minsheng.rules.one import compiled
from minsheng.rules.syntax import Wrong
from minsheng.rules.values import Unknown
from minsheng.terms.divisions import division_name
from minsheng.terms.errors import Fault, MinshengError
from minsheng.terms.periods import Period


@dataclass(frozen=True)
class Signal:
    """What a warning's condition comes to in one division.

    ``period`` is the one looked at, ``value`` the indicator's figure in it; ``used`` are the figures the condition
    read, latest first, ``limits`` what it held them against (a path, a median), in words; ``missing`` the ones that
    would settle what is not known.
    """

    rule: WarningRule
    division: str
    at: Period
    period: Period
    outcome: Outcome
    value: Fraction | None
    used: tuple[Observation, ...]
    limits: Mapping[str, Fraction]
    missing: tuple[str, ...] = ()

    @property
    def cause(self) -> tuple[str, str]:
        """What at most one warning is open for: the rule and the division."""
        return self.rule.id, self.division

    @property
    def place(self) -> str:
        """The division's name."""
        return division_name(self.division) or self.division

    def as_json(self) -> dict[str, Any]:
        """The signal for JSON."""
        rule = self.rule
        told: dict[str, Any] = {"warning": rule.id, "name": rule.name, "division": self.division, "place": self.place}
        told |= {"outcome": self.outcome, "level": rule.level, "period": str(self.period), "text": rule.text}
        told |= {"value": None if self.value is None else float(self.value), "source": rule.source.as_json()}
        told |= {"owner": rule.owner, "days": rule.days, "action": rule.action, "missing": list(self.missing)}
        rows = [
            {"division": row.division, "period": str(row.period), "value": float(row.value), "source": row.source}
            for row in self.used
        ]
        limits = {words: round(float(value), 6) for words, value in self.limits.items()}
        return told | {"figures": rows, "limits": limits, "assumed": rule.assumed}


def rules_of(pack: Pack, packs: Mapping[str, Pack]) -> list[WarningRule]:
    """The warnings of a pack and of the levels above it; the lower level's own stands in the place of one above."""
    return list({rule.id: rule for level in reversed(lineage(pack, packs)) for rule in level.warnings}.values())


def signals(book: Book, at: Period, *, rules: Iterable[WarningRule] | None = None) -> list[Signal]:
    """What every warning that holds at ``at`` comes to, in the order of the packs and the divisions.

    Raises `MinshengError` with every condition that is none.
    """
    asked = rules_of(book.pack, book.packs) if rules is None else list(rules)
    asked = [rule for rule in asked if rule.since <= at.last_day and (rule.until is None or at.last_day <= rule.until)]
    nodes, faults = {}, []
    for rule in asked:
        try:
            nodes[rule.id] = check_warning(rule.when)
        except Wrong as wrong:
            faults.append(Fault(wrong.code, f"{rule.id}：{wrong.message}", None, None, wrong.read, wrong.expected))
    if faults:
        raise MinshengError.of(faults)
    figures = {key: Figures(book, key) for key in {rule.watches for rule in asked}}
    return [
        _signal(rule, nodes[rule.id], figures[rule.watches], division, at)
        for rule in asked
        for division in ((book.pack.about.division,) if rule.of == "whole" else parts_of(book))
    ]


def _signal(rule: WarningRule, node: Node, figures: Figures, division: str, at: Period) -> Signal:
    period = _latest(rule, figures, division, at)
    read = Read()
    held = compiled(node)(PeriodOf(figures, division, period, read))
    rows = tuple(sorted(read.rows.values(), key=lambda row: (row.division != division, _back(row.period))))
    value = figures.at(division, period)
    there = partial(Signal, rule, division, at, period)
    told = None if value is None else value[0]
    if type(held) is Unknown:
        return there("unknown", told, rows, read.limits, tuple(sorted(field for _, field in held.fields)))
    return there("opens" if held is True else "quiet", told, rows, read.limits)


def _back(period: Period) -> int:
    return -period.last_day.toordinal()


def _latest(rule: WarningRule, figures: Figures, division: str, at: Period) -> Period:
    """The last period with a figure, of those that ended in the year before ``at`` ends; without one, the last."""
    last = one = last_of(rule.every, at)
    while (at.last_day - one.last_day).days < _STALE_DAYS:
        if figures.at(division, one) is not None:
            return one
        one = before(one)
    return last


_STALE_DAYS = 366
"""A figure older than this says nothing about now."""


def warning_faults(loaded: Loaded) -> list[Fault]:
    """What is wrong with the conditions of the warnings a pack writes, with file and line."""
    found = []
    for row in loaded.rows.get("warnings", ()):
        rule: WarningRule = row.value
        try:
            check_warning(rule.when)
        except Wrong as wrong:
            said = f"{rule.id}：{wrong.message}"
            found.append(Fault(wrong.code, said, row.file, row.line_of("when"), wrong.read, wrong.expected))
    return found
