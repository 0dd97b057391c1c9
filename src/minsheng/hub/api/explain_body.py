"""What is asked of ``POST /api/v1/explain``: the body read and checked, every mistake named by its place."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from minsheng.rules.situation import MAX_BYTES
from minsheng.terms.errors import Fault, MinshengError
from minsheng.terms.periods import Month

KEYS = ("pack", "month", "household", "persons", "institution", "parameters")
MOST_PARAMETERS = 50
_PLACE = re.compile(r"[a-z_]+(\[\d+\])?(\.[^：]*)?")
_NUMBER = re.compile(r"-?\d{1,12}(\.\d{1,9})?")
_DIGITS = 30


class NotJson(Exception):
    """The body is no JSON object: the reason in Chinese."""


class TooLarge(Exception):
    """The body has more bytes than a household of the largest size needs."""


@dataclass(frozen=True)
class Asked:
    """A question: whose rules, which month, and about whom, not yet looked at."""

    pack: str
    month: Month
    about: Mapping[str, Any]
    institution: bool
    parameters: Mapping[str, Any] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()


def read_body(body: bytes) -> dict[str, Any]:
    """The JSON object of a body, figures exact; raises `NotJson` or `TooLarge`."""
    if len(body) > MAX_BYTES:
        raise TooLarge
    try:
        read = json.loads(body.decode("utf-8-sig"), parse_float=_exact, parse_constant=str)
    except (ValueError, RecursionError):
        raise NotJson("不是合法的 UTF-8 JSON") from None
    if not isinstance(read, dict):
        raise NotJson("应是一个 JSON 对象")
    return read


def asked_of(read: Mapping[str, Any]) -> Asked:
    """The question in a body; raises `MinshengError` with every fault of its frame."""
    faults: list[Fault] = []
    pack, month = read.get("pack"), read.get("month")
    if not isinstance(pack, str) or not pack:
        faults.append(_fault("missing", "pack", "缺少规则包", pack, "如 hangzhou"))
    parsed = _month(month, faults)
    institution = "institution" in read
    if institution and ("household" in read or "persons" in read):
        said = "一次只问一户人家或一个机构"
        faults.append(_fault("whom", "institution", said, None, "household 和 persons，或 institution"))
    elif not institution and "persons" not in read:
        faults.append(_fault("whom", "persons", "没有说算谁", None, "household 和 persons，或 institution"))
    parameters = dict(_parameters(read.get("parameters"), faults))
    if faults or not isinstance(pack, str) or parsed is None:
        raise MinshengError.of(faults)
    about = {name: read[name] for name in ("household", "persons", "institution") if name in read}
    return Asked(pack, parsed, about, institution, parameters, tuple(name for name in read if name not in KEYS))


def fields_of_faults(faults: Iterable[Fault]) -> list[dict[str, Any]]:
    """The faults as the API tells them: where, in words, what was read and what was expected.

    >>> from minsheng.terms.errors import Fault
    >>> row = fields_of_faults([Fault("situation.value", "persons[0].sex：性别不在可用的词里", read="x")])[0]
    >>> row["field"], row["message"]
    ('persons[0].sex', '性别不在可用的词里')
    """
    told = []
    for fault in faults:
        place, _, said = fault.message.partition("：")
        if not said or not _PLACE.fullmatch(place):
            place, said = "", fault.message
        row = {"field": place or _FIELDS.get(fault.code, ""), "in": "body", "message": said, "code": fault.code}
        told.append(row | {"read": fault.read, "expected": fault.expected})
    return told


_FIELDS = {
    "pack.unknown": "pack",
    "parameters.unknown": "parameters",
    "parameters.division": "parameters",
    "parameters.value": "parameters",
    "situation.shape": "persons",
}


def _exact(text: str) -> Decimal | str:
    """A figure with a point or an exponent; as text, which no field takes for a number, when it is monstrous."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    return number if abs(number.adjusted()) <= _DIGITS else text


def _fault(code: str, at: str, message: str, read: Any, expected: str) -> Fault:
    shown = None if read is None else str(read)[:40]
    return Fault(f"explain.{code}", f"{at}：{message}", None, None, shown, expected)


def _month(month: Any, faults: list[Fault]) -> Month | None:
    try:
        return Month.parse(month)
    except (ValueError, AttributeError, TypeError):
        faults.append(_fault("month", "month", "不是月份" if month is not None else "缺少月份", month, "如 2021-12"))
        return None


def _parameters(given: Any, faults: list[Fault]) -> Iterable[tuple[str, Any]]:
    if given is None:
        return
    if not isinstance(given, dict) or len(given) > MOST_PARAMETERS:
        faults.append(_fault("parameters", "parameters", "应是“参数: 数值”", type(given).__name__, "{…}"))
        return
    for name, value in given.items():
        at = f"parameters.{name[:40]}"
        values = value if isinstance(value, dict) else {"": value}
        if len(values) > 4000 or not all(_is_figure(each) for each in values.values()):
            shown = value if not isinstance(value, dict) else "{…}"
            faults.append(_fault("parameters", at, "应是数字，或按区划代码的数字", shown, "如 1102"))
            continue
        texts = {code: str(each) for code, each in values.items()}
        yield name, texts if isinstance(value, dict) else texts[""]


def _is_figure(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        return False
    text = format(value, "f") if isinstance(value, Decimal) else str(value)
    return text.isascii() and _NUMBER.fullmatch(text) is not None
