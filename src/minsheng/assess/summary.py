"""What an assessment comes to, as JSON: by benefit, by division, by payer."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from minsheng.assess.folder import SUMMARY_FILE
from minsheng.assess.tally import Line, Tally
from minsheng.register.snapshot import Snapshot
from minsheng.rules.many.answer import CityAssessor
from minsheng.rules.program import Rule
from minsheng.terms.divisions import division_name
from minsheng.terms.money import yuan_text


def write_summary(
    folder: Path,
    tally: Tally,
    assessor: CityAssessor,
    snapshot: Snapshot,
    provisions: Sequence[Mapping[str, Any]] | None = None,
) -> None:
    """Write the summary of an assessment to its folder; ``provisions`` is what `write_provisions` gave."""
    told = {
        "pack": assessor.program.pack,
        "month": str(assessor.month),
        "register": snapshot.day.isoformat(),
        "synthetic": snapshot.synthetic,
        **summary_of(tally, assessor.rules),
    }
    if provisions is not None:
        told["provisions"] = provisions
    (folder / SUMMARY_FILE).write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", "utf-8")


def summary_of(tally: Tally, rules: Iterable[Rule]) -> dict[str, Any]:
    """Counts and sums by benefit, by benefit and division, and by payer; sums in fen and, as text, in yuan.

    ``each`` stands beside every sum: what is paid each month is never added to what is paid once. A payer of null is
    one the plan does not name; a division of null one the register does not know.
    """
    about = {rule.benefit.id: rule.benefit for rule in rules}
    lines = [(benefit, division, line) for (benefit, division), line in sorted(tally.lines.items())]
    order = {name: place for place, name in enumerate(about)}
    lines.sort(key=lambda one: (order[one[0]], one[1]))

    def heads(benefit: str) -> dict[str, Any]:
        one = about[benefit]
        told = {"benefit": benefit, "name": one.name, "serves": one.serves, "kind": one.kind, "each": one.each}
        return {**told, "payer": one.payer}

    by_benefit = _added(lines, lambda benefit, division: (benefit,))
    by_payer = _added(lines, lambda benefit, division: (about[benefit].payer, about[benefit].each))
    return {
        "benefits": [{**heads(key[0]), **_told(line)} for key, line in by_benefit.items()],
        "divisions": [
            {"benefit": benefit, **_division(division), "each": about[benefit].each, **_told(line)}
            for benefit, division, line in lines
        ],
        "payers": [{"payer": key[0], "each": key[1], **_told(line)} for key, line in by_payer.items()],
    }


def _added(
    lines: Iterable[tuple[str, str, Line]], key: Callable[[str, str], tuple[Any, ...]]
) -> dict[tuple[Any, ...], Line]:
    found: dict[tuple[Any, ...], Line] = {}
    for benefit, division, line in lines:
        found.setdefault(key(benefit, division), Line()).add(line)
    return found


def _division(code: str) -> dict[str, str | None]:
    return {"division": code or None, "division_name": division_name(code) if code else None}


def _told(line: Line) -> dict[str, Any]:
    return {"count": line.count, "amount_fen": line.fen, "amount": yuan_text(line.fen), "unknown": line.unknown}
