"""Answers as JSON text, put together from pieces that most households share.

The same as ``json.dumps`` of what `Answer.as_json` and `Answer.inputs` give, but the head of a rule and its reasons,
for each pattern of yes and no, are encoded once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from weakref import WeakKeyDictionary

from minsheng.rules.answer import Answer, Assessor

encoded = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
MOST_REASONS = 20_000


class Writer:
    """Writes the answers of one assessor."""

    def __init__(self) -> None:
        self._heads: dict[str, str] = {}
        self._reasons: dict[tuple[str, tuple[Any, ...]], str] = {}

    def text(self, answers: Iterable[Answer]) -> str:
        """A JSON list of results."""
        return f"[{','.join(map(self._one, answers))}]"

    def _one(self, answer: Answer) -> str:
        rule, view = answer.rule, answer.view
        benefit = rule.benefit
        if benefit.serves == "institution":
            whose = f'{{"institution_id":{encoded(view.owner)}'
        else:
            whose = f'{{"person_id":{encoded(answer.person_id)},"household_id":{encoded(view.household)}'
        head = self._heads.get(benefit.id)
        if head is None:
            head = self._heads[benefit.id] = _head(answer)
        amount = answer.amount
        told = "null" if amount is None else f'"{amount // 100}.{amount % 100:02}"'
        missing = "" if answer.unknown is None else _missing(answer)
        return (
            f'{whose},{head},"outcome":"{answer.outcome}","amount":{told},"because":{self._because(answer)},'
            f'"missing":{missing or "[]"},"inputs":{encoded(answer.inputs())}}}'
        )

    def _because(self, answer: Answer) -> str:
        reasons = answer.because()
        key = (answer.rule.benefit.id, tuple([reason["value"] for reason in reasons]))
        try:
            found = self._reasons.get(key)
        except TypeError:  # a value that is a list
            return encoded(reasons)
        if found is None:
            if len(self._reasons) >= MOST_REASONS:
                self._reasons.clear()
            found = self._reasons[key] = encoded(reasons)
        return found


def _head(answer: Answer) -> str:
    """What stands between whose the answer is and the outcome."""
    told = answer.as_json()
    kept = ("person_id", "household_id", "institution_id", "outcome", "amount", "because", "missing", "missing_of")
    return encoded({name: value for name, value in told.items() if name not in kept})[1:-1]


def _missing(answer: Answer) -> str:
    told = answer.as_json()
    return f'{encoded(told["missing"])},"missing_of":{encoded(told["missing_of"])}'


_writers: WeakKeyDictionary[Assessor, Writer] = WeakKeyDictionary()


def writer_of(assessor: Assessor) -> Writer:
    """The writer that belongs to an assessor."""
    found = _writers.get(assessor)
    return found if found is not None else _writers.setdefault(assessor, Writer())
