"""Answers as JSON, put together from pieces that most households share.

The same as ``json.dumps`` of what `Answer.as_json` and `Answer.inputs` give, but the head of a rule and its reasons,
for each pattern of yes and no, are encoded once for all, and a field's value once for each person.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from weakref import WeakKeyDictionary

from minsheng.rules.answer import Answer, Assessor
from minsheng.rules.view import View

_text = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
MOST_REASONS = 20_000


def encoded(value: Any) -> bytes:
    """A value as compact JSON in UTF-8."""
    return _text(value).encode()


class Writer:
    """Writes the answers of one assessor."""

    def __init__(self) -> None:
        self._heads: dict[str, bytes] = {}
        self._reads: dict[str, tuple[str, ...]] = {}
        self._reasons: dict[tuple[str, tuple[Any, ...]], bytes] = {}

    def results(self, answers: Iterable[Answer]) -> bytes:
        """A JSON list of results."""
        told: dict[View, _Told] = {}
        pieces: list[bytes] = []
        for answer in answers:
            view = answer.view
            known = told.get(view)
            if known is None:
                known = told[view] = _Told(answer)
            pieces += (b",", known.whose)
            self._one(answer, known, pieces)
        pieces[:1] = [b"["]
        pieces.append(b"]")
        return b"".join(pieces) if len(pieces) > 1 else b"[]"

    def _one(self, answer: Answer, known: _Told, pieces: list[bytes]) -> None:
        benefit = answer.rule.benefit.id
        head = self._heads.get(benefit)
        if head is None:
            head = self._heads[benefit] = _head(answer)
            self._reads[benefit] = tuple(answer.inputs())
        amount = answer.amount
        if amount is None:
            pieces += (head, _OUTCOMES[answer.outcome])
        else:
            pieces += (head, b'"outcome":"owed","amount":"%d.%02d","because":' % divmod(amount, 100))
        pieces.append(self._because(answer, benefit))
        pieces.append(b',"missing":[],"inputs":{' if answer.unknown is None else _missing(answer))
        fields = known.fields
        names = self._reads[benefit]
        try:
            pieces.append(b",".join([fields[name] for name in names]))
        except KeyError:
            for name, value in answer.inputs().items():
                if name not in fields:
                    fields[name] = encoded(name) + b":" + encoded(value)
            pieces.append(b",".join([fields[name] for name in names]))
        pieces.append(b"}}")

    def _because(self, answer: Answer, benefit: str) -> bytes:
        reasons = answer.because()
        key = (benefit, tuple([reason["value"] for reason in reasons]))
        try:
            found = self._reasons.get(key)
        except TypeError:  # a value that is a list
            return encoded(reasons)
        if found is None:
            if len(self._reasons) >= MOST_REASONS:
                self._reasons.clear()
            found = self._reasons[key] = encoded(reasons)
        return found


class _Told:
    """What is the same in all results of one person, household or institution."""

    __slots__ = ("fields", "whose")

    def __init__(self, answer: Answer) -> None:
        view = answer.view
        if answer.rule.benefit.serves == "institution":
            whose = {"institution_id": view.owner}
        else:
            whose = {"person_id": answer.person_id, "household_id": view.household}
        self.whose = encoded(whose)[:-1] + b","
        self.fields: dict[str, bytes] = {}


_OUTCOMES = {
    outcome: b'"outcome":"%s","amount":null,"because":' % outcome.encode()
    for outcome in ("owed", "not_owed", "unknown")
}


def _head(answer: Answer) -> bytes:
    """What stands between whose the answer is and the outcome."""
    told = answer.as_json()
    kept = ("person_id", "household_id", "institution_id", "outcome", "amount", "because", "missing", "missing_of")
    return encoded({name: value for name, value in told.items() if name not in kept})[1:-1] + b","


def _missing(answer: Answer) -> bytes:
    told = answer.as_json()
    return b',"missing":%b,"missing_of":%b,"inputs":{' % (encoded(told["missing"]), encoded(told["missing_of"]))


_writers: WeakKeyDictionary[Assessor, Writer] = WeakKeyDictionary()


def writer_of(assessor: Assessor) -> Writer:
    """The writer that belongs to an assessor."""
    found = _writers.get(assessor)
    return found if found is not None else _writers.setdefault(assessor, Writer())
