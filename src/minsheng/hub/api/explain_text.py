"""Answers as JSON, put together from pieces that most households share.

The same as ``json.dumps`` of what `Answer.as_json` and `Answer.inputs` give, but the head of a rule and its reasons,
for each pattern of yes and no, are encoded once for all, and a field's value once for each person.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from json.encoder import encode_basestring
from typing import Any
from weakref import WeakKeyDictionary

from minsheng.rules.answer import Answer, Assessor
from minsheng.rules.view import View

_text = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
MOST_REASONS = 2_000
"""How many sets of reasons are kept for a benefit."""


def encoded(value: Any) -> bytes:
    """A value as compact JSON in UTF-8."""
    return _text(value).encode()


class Writer:
    """Writes the answers of one assessor."""

    def __init__(self) -> None:
        self._shared: dict[str, _Shared] = {}

    def results(self, answers: Iterable[Answer]) -> bytes:
        """A JSON list of results."""
        told: dict[View, _Told] = {}
        shared_by = self._shared
        pieces: list[bytes] = []
        for answer in answers:
            view = answer.view
            known = told.get(view)
            if known is None:
                known = told[view] = _Told(answer)
            benefit = answer.rule.benefit.id
            shared = shared_by.get(benefit)
            if shared is None:
                shared = shared_by[benefit] = _Shared(answer)
            amount = answer.amount
            if amount is None:
                pieces += (known.whose, shared.without_amount[answer.outcome])
            else:
                pieces += (known.whose, shared.with_amount % divmod(amount, 100))
            pieces += (
                shared.reasons(answer),
                _NOTHING_MISSING if answer.unknown is None else _missing(answer),
                known.inputs(answer, shared.reads),
            )
        return b"[" + b"".join(pieces)[1:] + b"]"


class _Shared:
    """What the results of one benefit have in common: all but whose they are, amounts and values of fields."""

    __slots__ = ("_by_list", "_by_values", "reads", "with_amount", "without_amount")

    def __init__(self, answer: Answer) -> None:
        told = answer.as_json()
        head = encoded({name: value for name, value in told.items() if name not in _NOT_SHARED})[1:-1]
        self.without_amount = {
            outcome: b'%b,"outcome":"%b","amount":null,"because":' % (head, outcome.encode())
            for outcome in ("owed", "not_owed", "unknown")
        }
        self.with_amount = head.replace(b"%", b"%%") + b',"outcome":"owed","amount":"%d.%02d","because":'
        self.reads = tuple(answer.inputs())
        self._by_list: dict[int, tuple[list[Any], bytes]] = {}
        self._by_values: dict[tuple[Any, ...], bytes] = {}

    def reasons(self, answer: Answer) -> bytes:
        """The reasons, encoded once for each list the rule keeps, and for each set of values where steps have some."""
        reasons = answer.because()
        if answer.steps:
            return self._with_steps(reasons)
        found = self._by_list.get(id(reasons))
        if found is not None and found[0] is reasons:
            return found[1]
        made = encoded(reasons)
        if len(self._by_list) < MOST_REASONS:
            # The list is kept with its text, so that no other can come by its number.
            self._by_list[id(reasons)] = reasons, made
        return made

    def _with_steps(self, reasons: list[Any]) -> bytes:
        key = tuple([reason["value"] for reason in reasons])
        try:
            found = self._by_values.get(key)
        except TypeError:  # a value that is a list
            return encoded(reasons)
        if found is None:
            if len(self._by_values) >= MOST_REASONS:
                self._by_values.clear()
            found = self._by_values[key] = encoded(reasons)
        return found


class _Told:
    """What is the same in all results of one person, household or institution."""

    __slots__ = ("_fields", "whose")

    def __init__(self, answer: Answer) -> None:
        view = answer.view
        if answer.rule.benefit.serves == "institution":
            whose = {"institution_id": view.owner}
        else:
            whose = {"person_id": answer.person_id, "household_id": view.household}
        self.whose = b"," + encoded(whose)[:-1] + b","
        self._fields: dict[str, bytes] = {}

    def inputs(self, answer: Answer, names: tuple[str, ...]) -> bytes:
        """The fields a rule reads, and the end of the result."""
        fields = self._fields
        try:
            return b"{" + b",".join([fields[name] for name in names]) + b"}}"
        except KeyError:
            for name, value in answer.inputs().items():
                if name not in fields:
                    fields[name] = b'"%b":%b' % (name.encode(), _value(value))
            return b"{" + b",".join([fields[name] for name in names]) + b"}}"


_PLAIN = {None: b"null", True: b"true", False: b"false"}


def _value(value: Any) -> bytes:
    """As `encoded`, the short way for what most fields hold."""
    if value is None or value is True or value is False:
        return _PLAIN[value]
    return encode_basestring(value).encode() if type(value) is str else encoded(value)


_NOT_SHARED = frozenset(
    ("person_id", "household_id", "institution_id", "outcome", "amount", "because", "missing", "missing_of")
)
_NOTHING_MISSING = b',"missing":[],"inputs":'


def _missing(answer: Answer) -> bytes:
    told = answer.as_json()
    return b',"missing":%b,"missing_of":%b,"inputs":' % (encoded(told["missing"]), encoded(told["missing_of"]))


_writers: WeakKeyDictionary[Assessor, Writer] = WeakKeyDictionary()


def writer_of(assessor: Assessor) -> Writer:
    """The writer that belongs to an assessor."""
    found = _writers.get(assessor)
    return found if found is not None else _writers.setdefault(assessor, Writer())
