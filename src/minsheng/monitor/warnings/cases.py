"""Cases of warnings: figures with what a person says a warning must make of them, in the pack's folder of cases."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from minsheng.monitor.book import Book, book_of
from minsheng.monitor.inforce import in_force
from minsheng.monitor.observation import TABLE, Observation, observations_table
from minsheng.monitor.warnings.signals import rules_of, signals
from minsheng.monitor.warnings.words import OUTCOMES, Outcome
from minsheng.packs import tree
from minsheng.packs.build import instead
from minsheng.packs.load import CASES
from minsheng.packs.model import Pack
from minsheng.packs.watching import WarningRule
from minsheng.rules.cases import WARNING_CASES
from minsheng.terms.divisions import is_division
from minsheng.terms.errors import Fault, MinshengError
from minsheng.terms.periods import Period

_KEYS = ("name", "warning", "at", "division", "figures", "others", "outcome", "missing")
_NEEDED = ("name", "warning", "at", "figures", "outcome")
_NUMBER = re.compile(r"-?\d{1,12}(\.\d{1,6})?", re.ASCII)
_SOURCE = "案例"

Figures = Mapping[Period, Decimal]


@dataclass(frozen=True)
class Case:
    """A warning, the figures of its indicator by division, and what must come out; its name is a sentence."""

    name: str
    warning: str
    at: Period
    division: str | None
    figures: Figures
    others: Mapping[str, Figures]
    outcome: Outcome
    missing: tuple[str, ...] | None
    file: str
    line: int


def read_cases(folder: Path) -> list[Case]:
    """The cases of warnings of a pack folder; raises `MinshengError` with every fault."""
    found: list[Case] = []
    faults: list[Fault] = []
    for path in sorted((folder / CASES).rglob("*.yaml")):
        shown = str(Path(folder.name) / path.relative_to(folder))
        node, wrong = tree.read_tree(path, shown=shown)
        listed = _listed(node)
        if listed is None:
            continue
        faults += wrong
        for one in listed.nodes:
            case = _Reading(shown, faults).case(one)
            if case is not None:
                found.append(case)
    if faults:
        raise MinshengError.of(faults)
    return found


def _listed(node: tree.Node | None) -> tree.Sequence | None:
    if not isinstance(node, tree.Mapping) or [entry.key for entry in node.entries] != [WARNING_CASES]:
        return None
    listed = node.entries[0].node
    return listed if isinstance(listed, tree.Sequence) else None


class _Reading:
    """One case being read; what is wrong goes to ``faults``."""

    def __init__(self, file: str, faults: list[Fault]) -> None:
        self.file = file
        self.faults = faults

    def case(self, node: tree.Node) -> Case | None:
        if not isinstance(node, tree.Mapping):
            self._wrong("这里应是“键: 值”", node.line, None, "、".join(_NEEDED))
            return None
        entries = {entry.key: entry for entry in node.entries}
        for key, entry in entries.items():
            if key not in _KEYS:
                self._wrong(f"没有 {key} 这个键", entry.line, key, instead(key, _KEYS))
                return None
        for key in _NEEDED:
            if key not in entries:
                self._wrong(f"缺少 {key}", node.line, None, f"{key}: ……")
                return None
        before = len(self.faults)
        told = {key: entry.node.text for key, entry in entries.items() if isinstance(entry.node, tree.Scalar)}
        outcome = next((one for one in OUTCOMES if one == told.get("outcome")), None)
        if outcome is None:
            self._wrong("outcome 不在可用的词里", entries["outcome"].line, told.get("outcome"), "、".join(OUTCOMES))
            return None
        division = told.get("division")
        if division is not None:
            self._division(division, entries["division"].line)
        at = self._period(told.get("at", ""), entries["at"].line)
        figures = self._figures(entries["figures"].node)
        others = self._others(entries["others"].node) if "others" in entries else {}
        missing = None
        if "missing" in entries:
            listed = entries["missing"].node
            nodes = listed.nodes if isinstance(listed, tree.Sequence) else ()
            missing = tuple(sorted(one.text for one in nodes if isinstance(one, tree.Scalar)))
        if len(self.faults) > before or at is None:
            return None
        name, warning = told.get("name", ""), told.get("warning", "")
        return Case(name, warning, at, division, figures, others, outcome, missing, self.file, node.line)

    def _others(self, node: tree.Node) -> dict[str, Figures]:
        found: dict[str, Figures] = {}
        for entry in node.entries if isinstance(node, tree.Mapping) else ():
            self._division(entry.key, entry.line)
            found[entry.key] = self._figures(entry.node)
        return found

    def _figures(self, node: tree.Node) -> dict[Period, Decimal]:
        found: dict[Period, Decimal] = {}
        if not isinstance(node, tree.Mapping):
            self._wrong("figures 应是“时期: 数”", node.line, None, "{2023Q1: 4.6}")
            return found
        for entry in node.entries:
            period = self._period(entry.key, entry.line)
            text = entry.node.text if isinstance(entry.node, tree.Scalar) else ""
            if not _NUMBER.fullmatch(text):
                self._wrong(f"{entry.key} 的数读不懂", entry.line, text, "4.6")
            elif period is not None:
                found[period] = Decimal(text)
        return found

    def _period(self, text: str, line: int) -> Period | None:
        try:
            return Period.parse(text)
        except ValueError:
            self._wrong("不是时期", line, text, "2023、2023Q4 或 2023-12")
            return None

    def _division(self, code: str, line: int) -> None:
        if not is_division(code):
            self._wrong(f"{code} 不是行政区划代码", line, code, '"330122"')

    def _wrong(self, message: str, line: int, read: str | None, expected: str) -> None:
        self.faults.append(Fault("case.form", message, self.file, line, read, expected))


class Runner:
    """Runs cases over what the plans print and the case's own figures."""

    def __init__(self, pack: Pack, packs: Mapping[str, Pack]) -> None:
        self.rules = {rule.id: rule for rule in rules_of(pack, packs)}
        self.plain = book_of(pack, packs, TABLE.empty_table())

    def run(self, case: Case) -> str | None:
        """What did not come out as the case says, in words; None when all did."""
        rule = self.rules.get(case.warning)
        if rule is None:
            return f"没有名为 {case.warning} 的预警"
        division = case.division or self.plain.pack.about.division
        found = signals(self._book(rule, division, case), case.at, rules=[rule])
        one = next((each for each in found if each.division == division), None)
        if one is None:
            return f"{case.warning} 这时不适用，或不看 {division}"
        wrong = []
        if one.outcome != case.outcome:
            lacking = f"（缺 {'、'.join(one.missing)}）" if one.missing else ""
            wrong.append(f"应为{OUTCOMES[case.outcome]}，得到{OUTCOMES[one.outcome]}{lacking}")
        if case.missing is not None and one.missing != case.missing:
            wrong.append(f"应缺 {'、'.join(case.missing) or '（无）'}，实缺 {'、'.join(one.missing) or '（无）'}")
        return f"{case.warning} {'；'.join(wrong)}" if wrong else None

    def _book(self, rule: WarningRule, division: str, case: Case) -> Book:
        told = {division: case.figures, **case.others}
        rows = [
            Observation(rule.watches, place, period, value, _SOURCE)
            for place, figures in told.items()
            for period, value in figures.items()
        ]
        return replace(self.plain, table=in_force([self.plain.printed, observations_table(rows)]))


def gaps(rules: Iterable[WarningRule], cases: Iterable[Case]) -> dict[str, tuple[str, ...]]:
    """The warnings that have no case with some outcome, with the outcomes that are wanting."""
    seen: dict[str, set[str]] = {}
    for case in cases:
        seen.setdefault(case.warning, set()).add(case.outcome)
    wanting = {rule.id: tuple(word for word in OUTCOMES if word not in seen.get(rule.id, ())) for rule in rules}
    return {name: words for name, words in wanting.items() if words}
