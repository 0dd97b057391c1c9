"""Cases: situations with the answers a person worked out by hand, kept beside the rules of a pack."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from minsheng.packs import tree
from minsheng.packs.build import instead
from minsheng.packs.load import CASES
from minsheng.rules.answer import Answer, Assessor
from minsheng.rules.finding import Finding, Inspector
from minsheng.rules.parameters import set_values
from minsheng.rules.program import Program
from minsheng.rules.provision import Provisions
from minsheng.rules.provision_cases import KEYS as _STANDARD_KEYS
from minsheng.rules.provision_cases import ExpectedStandard, differs, expected_standard
from minsheng.rules.situation import Situation, situation_of
from minsheng.terms.errors import Fault, MinshengError
from minsheng.terms.money import fen_of, yuan_text
from minsheng.terms.periods import Month

WARNING_CASES = "warning_cases"
"""The key of a file whose cases are of warnings: the monitoring room reads those."""
OUTCOMES = {"owed": "应享", "not_owed": "不享", "unknown": "说不准"}
_CASE_KEYS = ("name", "month", "household", "persons", "institution", "parameters", "expect")
_EXPECT_KEYS = ("benefit", "person", "outcome", "amount", "missing")


@dataclass(frozen=True)
class Expected:
    """What one benefit should answer; the amount in fen, None when the case does not say."""

    benefit: str
    outcome: str
    person: str | None
    amount: int | None
    missing: tuple[str, ...] | None
    line: int


@dataclass(frozen=True)
class Case:
    """A situation whose answers are known; its name is a sentence."""

    name: str
    month: Month
    situation: Mapping[str, Any]
    expected: tuple[Expected, ...]
    file: str
    line: int
    parameters: Mapping[str, Any] = field(default_factory=dict)
    standards: tuple[ExpectedStandard, ...] = ()


@dataclass(frozen=True)
class Failure:
    """A case that did not come out, with where it stands and what differed."""

    case: Case
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.case.file}:{self.line}: {self.case.name}：{self.message}"


def read_cases(folder: Path) -> list[Case]:
    """The cases of a pack folder in the order of their files; raises `MinshengError` with every fault."""
    found: list[Case] = []
    faults: list[Fault] = []
    for path in sorted((folder / CASES).rglob("*.yaml")):
        shown = str(Path(folder.name) / path.relative_to(folder))
        node, wrong = tree.read_tree(path, shown=shown)
        faults += wrong
        if node is None or _is_of_warnings(node):
            continue
        reading = _Reading(shown, faults)
        found += reading.cases(node)
    if faults:
        raise MinshengError.of(faults)
    return found


def _is_of_warnings(node: tree.Node) -> bool:
    return isinstance(node, tree.Mapping) and [entry.key for entry in node.entries] == [WARNING_CASES]


class _Reading:
    """One file of cases."""

    def __init__(self, file: str, faults: list[Fault]) -> None:
        self.file = file
        self.faults = faults

    def fault(self, message: str, line: int, read: str | None = None, expected: str | None = None) -> None:
        self.faults.append(Fault("case.form", message, self.file, line, read, expected))

    def cases(self, node: tree.Node) -> Iterable[Case]:
        listed = node.entries[0].node if isinstance(node, tree.Mapping) and len(node.entries) == 1 else None
        if (
            not isinstance(listed, tree.Sequence)
            or not isinstance(node, tree.Mapping)
            or node.entries[0].key != "cases"
        ):
            self.fault("文件里应只有 cases 一个列表", node.line, None, "cases:")
            return
        for one in listed.nodes:
            case = self.case(one)
            if case is not None:
                yield case

    def case(self, node: tree.Node) -> Case | None:
        entries = self.entries(node, _CASE_KEYS, ("name", "month", "expect"))
        if entries is None:
            return None
        before = len(self.faults)
        month = None
        try:
            month = Month.parse(str(plain(entries["month"].node)))
        except ValueError:
            self.fault("month 不是月份", entries["month"].line, str(plain(entries["month"].node)), "2021-12")
        expect = entries["expect"].node
        if not isinstance(expect, tree.Sequence) or not expect.nodes:
            self.fault("expect 应是一个列表", entries["expect"].line, None, "- {benefit: …, outcome: owed}")
            return None
        expected = [self.expected(one) for one in expect.nodes]
        if len(self.faults) > before or month is None:
            return None
        parts = ("household", "persons", "institution")
        situation: dict[str, Any] = {key: plain(entries[key].node) for key in parts if key in entries}
        parameters = plain(entries["parameters"].node) if "parameters" in entries else {}
        kept = tuple(one for one in expected if isinstance(one, Expected))
        standards = tuple(one for one in expected if isinstance(one, ExpectedStandard))
        name = str(plain(entries["name"].node))
        return Case(name, month, situation, kept, self.file, node.line, parameters or {}, standards)

    def expected(self, node: tree.Node) -> Expected | ExpectedStandard | None:
        if isinstance(node, tree.Mapping) and any(entry.key == "provision" for entry in node.entries):
            found = self.entries(node, _STANDARD_KEYS, ("provision", "outcome"))
            return None if found is None else expected_standard(found, self.file, node.line, self.faults)
        entries = self.entries(node, _EXPECT_KEYS, ("benefit", "outcome"))
        if entries is None:
            return None
        told = {key: plain(entry.node) for key, entry in entries.items()}
        if told["outcome"] not in OUTCOMES:
            self.fault("outcome 不在可用的词里", entries["outcome"].line, str(told["outcome"]), "、".join(OUTCOMES))
            return None
        amount = None
        if told.get("amount") is not None:
            try:
                amount = fen_of(str(told["amount"]))
            except ValueError:
                self.fault("amount 不是金额", entries["amount"].line, str(told["amount"]), "330.60")
                return None
        missing = told.get("missing")
        if missing is not None and not isinstance(missing, list):
            self.fault("missing 应是一个列表", entries["missing"].line, str(missing), "[care_dependence]")
            return None
        names = None if missing is None else tuple(sorted(map(str, missing)))
        return Expected(str(told["benefit"]), told["outcome"], told.get("person"), amount, names, node.line)

    def entries(self, node: tree.Node, known: Iterable[str], needed: Iterable[str]) -> dict[str, tree.Entry] | None:
        if not isinstance(node, tree.Mapping):
            self.fault("这里应是“键: 值”", node.line, None, "、".join(known))
            return None
        found = {entry.key: entry for entry in node.entries}
        for key, entry in found.items():
            if key not in known:
                self.fault(f"没有 {key} 这个键", entry.line, key, instead(key, known))
                return None
        for key in needed:
            if key not in found:
                self.fault(f"缺少 {key}", node.line, None, f"{key}: ……")
                return None
        return found


def plain(node: tree.Node) -> Any:
    """A tree as texts, lists and mappings; nothing where nothing is written."""
    if isinstance(node, tree.Mapping):
        return {entry.key: plain(entry.node) for entry in node.entries}
    if isinstance(node, tree.Sequence):
        return [plain(one) for one in node.nodes]
    return None if node.empty else node.text


class Runner:
    """Runs cases of one program, and of the provisions beside it; compiles them once a month."""

    def __init__(self, program: Program, provisions: Provisions | None = None) -> None:
        self.program = program
        self.provisions = provisions
        self._ready: dict[Month, Assessor] = {}
        self._inspectors: dict[Month, Inspector] = {}

    def run(self, case: Case) -> list[Failure]:
        """What did not come out as the case says."""
        try:
            answers, findings = self._answers(case)
        except MinshengError as error:
            return [Failure(case, case.line, str(error))]
        known = self._standards(case.month)
        said = [(one.line, _differs(one, answers)) for one in case.expected]
        said += [(one.line, differs(one, findings, known)) for one in case.standards]
        return [Failure(case, line, words) for line, words in said if words is not None]

    def _standards(self, month: Month) -> set[str]:
        listed = () if self.provisions is None else self.provisions.on(month.last_day)
        return {one.provision.id for one in listed}

    def _findings(self, case: Case, situation: Situation) -> list[Finding]:
        if self.provisions is None or not case.standards:
            return []
        if case.parameters:
            parameters = set_values(self.provisions.parameters, case.parameters, file=case.file, line=case.line)
            return Inspector(self.provisions, case.month, parameters).findings(situation)
        if case.month not in self._inspectors:
            self._inspectors[case.month] = Inspector(self.provisions, case.month)
        return self._inspectors[case.month].findings(situation)

    def _answers(self, case: Case) -> tuple[list[Answer], list[Finding]]:
        if case.parameters:
            parameters = set_values(self.program.parameters, case.parameters, file=case.file, line=case.line)
            ready = Assessor(self.program, case.month, parameters)
        else:
            ready = self._ready.setdefault(case.month, Assessor(self.program, case.month))
        institution = "institution" in case.situation
        fields = self.program.fields
        situation = situation_of(case.situation, ready.day, file=case.file, institution=institution, fields=fields)
        if situation.ignored:
            faults = [Fault("case.field", "没有这个字段", case.file, case.line, name) for name in situation.ignored]
            raise MinshengError.of(faults)
        return ready.answers(situation), self._findings(case, situation)


def gaps(program: Program, cases: Iterable[Case]) -> dict[str, tuple[str, ...]]:
    """The benefits that have no case with some outcome, with the outcomes that are wanting."""
    seen: dict[str, set[str]] = {}
    for case in cases:
        for one in case.expected:
            seen.setdefault(one.benefit, set()).add(one.outcome)
    own = dict.fromkeys(rule.benefit.id for rule in program.rules)
    wanting = {name: tuple(word for word in OUTCOMES if word not in seen.get(name, ())) for name in own}
    return {name: words for name, words in wanting.items() if words}


def standard_gaps(provisions: Provisions, cases: Iterable[Case]) -> dict[str, tuple[str, ...]]:
    """The provisions that have no case met, short or unknown, with the outcomes that are wanting."""
    seen: dict[str, set[str]] = {}
    for case in cases:
        for one in case.standards:
            seen.setdefault(one.provision, set()).add(one.outcome)
    own = [one.provision.id for one in provisions.standards]
    words = ("met", "short", "unknown")
    wanting = {name: tuple(word for word in words if word not in seen.get(name, ())) for name in own}
    return {name: lacking for name, lacking in wanting.items() if lacking}


def _differs(expected: Expected, answers: Iterable[Answer]) -> str | None:
    """What is not as expected of a benefit, in words; None when all is."""
    of = [one for one in answers if one.rule.benefit.id == expected.benefit]
    if expected.person is not None:
        of = [one for one in of if one.person_id == expected.person]
    who = expected.benefit + (f"（{expected.person}）" if expected.person else "")
    if len(of) != 1:
        return f"{who} 有 {len(of)} 个答案" + ("，写上 person 说明是谁" if len(of) > 1 else "，核对 id、月份和对象")
    answer = of[0]
    wrong = []
    if answer.outcome != expected.outcome:
        lacking = f"（缺 {'、'.join(answer.missing)}）" if answer.missing else ""
        wrong.append(f"应为{OUTCOMES[expected.outcome]}，算得{OUTCOMES[answer.outcome]}{lacking}")
    if expected.amount is not None and answer.amount != expected.amount:
        got = "没有数额" if answer.amount is None else f"{yuan_text(answer.amount)}元"
        wrong.append(f"应为{yuan_text(expected.amount)}元，算得{got}")
    if expected.missing is not None and answer.missing != expected.missing:
        wrong.append(f"应缺 {'、'.join(expected.missing) or '（无）'}，实缺 {'、'.join(answer.missing) or '（无）'}")
    return f"{who} {'；'.join(wrong)}" if wrong else None
