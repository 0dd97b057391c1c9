"""What a case expects of provisions: met, short by how much, not known, or not asked of such an institution."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from minsheng.packs import tree
from minsheng.rules.finding import Finding
from minsheng.terms.errors import Fault

FOUND = {"met": "达到", "short": "不足", "unknown": "说不准", "not_applicable": "不适用"}
KEYS = ("provision", "outcome", "required", "actual", "short_by", "missing")
_NUMBER = re.compile(r"\d{1,15}(\.\d{1,9})?", re.ASCII)
FIGURES = {"required": "应有", "actual": "实有", "short_by": "相差"}


@dataclass(frozen=True)
class ExpectedStandard:
    """What one provision should find; figures in the unit of the standard, money in yuan, those the case tells."""

    provision: str
    outcome: str
    figures: Mapping[str, Fraction]
    missing: tuple[str, ...] | None
    line: int


def expected_standard(entries: Mapping[str, tree.Entry], file: str, line: int, faults: list[Fault]) -> ExpectedStandard:
    """An entry of ``expect`` that names a provision; what is wrong with it goes to ``faults``."""

    def fault(key: str, message: str, expected: str) -> None:
        node = entries[key].node
        read = node.text if isinstance(node, tree.Scalar) else None
        faults.append(Fault("case.form", message, file, entries[key].line, read, expected))

    told = {key: entry.node.text for key, entry in entries.items() if isinstance(entry.node, tree.Scalar)}
    if told.get("outcome") not in FOUND:
        fault("outcome", "outcome 不在可用的词里", "、".join(FOUND))
    figures: dict[str, Fraction] = {}
    for key in FIGURES:
        if key in entries:
            if _NUMBER.fullmatch(told.get(key, "")):
                figures[key] = Fraction(told[key])
            else:
                fault(key, f"{key} 不是数", "12 或 0.5")
    missing = None
    if "missing" in entries:
        node = entries["missing"].node
        if isinstance(node, tree.Sequence):
            missing = tuple(sorted(one.text for one in node.nodes if isinstance(one, tree.Scalar)))
        else:
            fault("missing", "missing 应是一个列表", "[population]")
    return ExpectedStandard(told.get("provision", ""), told.get("outcome", ""), figures, missing, line)


def differs(expected: ExpectedStandard, findings: Iterable[Finding], known: Iterable[str]) -> str | None:
    """What is not as expected of a provision, in words; None when all is."""
    if expected.provision not in known:
        return f"没有名为 {expected.provision} 的配置标准，或当月不适用"
    found = next((one for one in findings if one.standard.provision.id == expected.provision), None)
    outcome = "not_applicable" if found is None else found.outcome
    wrong = []
    if outcome != expected.outcome:
        lacking = f"（缺 {'、'.join(found.missing)}）" if found is not None and found.missing else ""
        wrong.append(f"应为{FOUND[expected.outcome]}，得到{FOUND[outcome]}{lacking}")
    for key, figure in expected.figures.items():
        got = None if found is None else getattr(found, key)
        scale = 100 if found is not None and found.money else 1
        if got is None or got != figure * scale:
            told = "没有" if found is None or got is None else str(found.figure(got))
            wrong.append(f"{FIGURES[key]}应为 {float(figure):g}，得到 {told}")
    lacks = () if found is None else found.missing
    if expected.missing is not None and lacks != expected.missing:
        wrong.append(f"应缺 {'、'.join(expected.missing) or '（无）'}，实缺 {'、'.join(lacks) or '（无）'}")
    return f"{expected.provision} {'；'.join(wrong)}" if wrong else None
