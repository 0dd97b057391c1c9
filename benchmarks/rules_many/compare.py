"""Whether an engine answers as the reference does: row by row, to the fen, and on every unknown.

The reference is `Assessor`, the compiler that looks at one household at a time and is short enough to be checked by
eye.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TypeAlias

import pyarrow.parquet as pq

from benchmarks.rules_many.rules import MONTH, Rules
from minsheng.register.find import Home, _texts
from minsheng.rules.answer import Assessor
from minsheng.rules.situation import situation_of

Key: TypeAlias = tuple[str, str]
"""A benefit with the person, or the household, it is for."""
Answers: TypeAlias = Mapping[Key, int | None]
"""Fen of what is owed (0 for a service), None where it is not known; what is not owed is left out."""


@dataclass(frozen=True)
class Difference:
    """How many of the rows either side gives are not the same, and what they are."""

    rows: int
    differing: int
    kinds: Mapping[str, int]
    worst_fen: int
    examples: tuple[str, ...] = ()

    def __str__(self) -> str:
        if not self.differing:
            return f"{self.rows:,} rows, all alike"
        kinds = ", ".join(f"{name} {count}" for name, count in self.kinds.items())
        share = self.differing / self.rows
        return (
            f"{self.rows:,} rows, {self.differing} differ ({share:.2%}): {kinds}; off by {self.worst_fen} fen at most"
        )


def reference(rules: Rules, snapshot: Path) -> Answers:
    """The answers of `Assessor`, household by household."""
    ready = Assessor(rules.program, MONTH, rules.figures)
    households = {
        row["household_id"]: row for row in _texts("household", pq.read_table(snapshot / "household.parquet"))
    }
    persons = _texts("person", pq.read_table(snapshot / "person.parquet"))
    found: dict[Key, int | None] = {}
    for name, members in groupby(persons, key=lambda row: row["household_id"]):
        home = Home(households[name], tuple(members))
        for answer in ready.answers(situation_of(home.as_json(), ready.day)):
            if answer.outcome != "not_owed":
                key = (answer.rule.benefit.id, answer.person_id or name)
                found[key] = None if answer.outcome == "unknown" else answer.amount or 0
    return found


def answers_of_peer(out: Path) -> Answers:
    """What a peer wrote: one file, ``outcome`` telling what is owed from what is unknown."""
    rows = pq.read_table(out / "answers.parquet").to_pylist()
    return {
        (row["benefit"], row["person_id"] or row["household_id"]): (
            None if row["outcome"] == "unknown" else row["amount_fen"]
        )
        for row in rows
    }


def answers_of_ours(out: Path) -> Answers:
    """What ``minsheng assess`` wrote of persons and households: a file of what is owed and one of what is not known."""
    entities = ["person_id", "household_id", "institution_id", "benefit"]
    owed = pq.read_table(out / "entitlements.parquet", columns=[*entities, "amount_fen"])
    unknown = pq.read_table(out / "unknown.parquet", columns=entities)
    found: dict[Key, int | None] = {}
    for rows, known in ((owed, True), (unknown, False)):
        for row in rows.to_pylist():
            if row["institution_id"] is None:
                key = (row["benefit"], row["person_id"] or row["household_id"])
                found[key] = (row["amount_fen"] or 0) if known else None
    return found


def differences(expected: Answers, found: Answers, services: frozenset[str], *, knows_unknown: bool) -> Difference:
    """Compare an engine's answers with the reference's.

    A service has no amount: being owed is all that counts. With ``knows_unknown`` false the rows the reference does
    not know are left out, whatever the engine says there.
    """
    kinds: Counter[str] = Counter()
    rows = worst = 0
    examples = []
    for key in sorted(expected.keys() | found.keys()):
        if not knows_unknown and key in expected and expected[key] is None:
            continue
        rows += 1
        one, other = expected.get(key, "no"), found.get(key, "no")
        if one == other or (key[0] in services and one not in ("no", None) and other not in ("no", None)):
            continue
        if isinstance(one, int) and isinstance(other, int):
            kinds["amount"] += 1
            worst = max(worst, abs(one - other))
        else:
            kinds[f"{_said(one)} told as {_said(other)}"] += 1
        examples.append(f"{key[0]} {key[1]}: {one} told as {other}")
    return Difference(rows, sum(kinds.values()), kinds, worst, tuple(examples[:5]))


def _said(value: object) -> str:
    return "unknown" if value is None else "not owed" if value == "no" else "owed"
