"""Reading what a reader typed or ticked, with a sentence beside each field that cannot stand."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Protocol

from django.utils.translation import gettext as _

from minsheng.hub.household.asks import Ask
from minsheng.hub.household.choose import Row
from minsheng.hub.household.people import RELATIONS
from minsheng.hub.household.state import GATE, HOME, Key, Member, Told
from minsheng.rules.situation import read_value
from minsheng.terms.fields import Field, field_of

UNKNOWN = "?"
"""The choice 不知道 in a form."""
_LONGEST = 40


class Posted(Protocol):
    """A submitted form."""

    def get(self, key: str, default: Any = ...) -> Any:
        """The last value."""

    def getlist(self, key: str) -> list[Any]:
        """All values."""


@dataclass
class Read:
    """What a form held: the values that stand, and the sentence for each that does not, by control name."""

    values: dict[Key, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def read_rows(rows: Sequence[Row], posted: Posted, told: Told) -> Read:
    """The answers to a page."""
    read = Read()
    for row in rows:
        try:
            read.values[row.key] = _value(row, posted, told)
        except ValueError as error:
            read.errors[row.name] = str(error)
    return read


def _value(row: Row, posted: Posted, told: Told) -> str:
    ask, name = row.ask, row.name
    if ask.form == "many":
        return _many(ask, posted.getlist(name))
    if ask.form in ("choice", "division"):
        given = posted.get(name, "")
        if given == UNKNOWN:
            return ""
        if not given:
            raise ValueError(_("请选一项；不清楚就选“不知道”。"))
        if ask.field == GATE:
            if given not in ("yes", "no"):
                raise ValueError(_("请选一项；不清楚就选“不知道”。"))
            return given
        return _checked(row, given)
    if (ask.none or ask.since_birth) and posted.get(f"{name}.none"):
        return told.member(row.owner).birth_date if ask.since_birth else "none"
    if ask.form == "date":
        day = read_day(posted, name)
        return _not_after(_checked(row, day), row, told) if day else ""
    text = _plain(posted.get(name, ""))
    return _checked(row, text) if text else ""


def _many(ask: Ask, given: list[str]) -> str:
    words = [word for word in given if word not in (UNKNOWN, "none")]
    known = {value for value, _label in ask.choices}
    if any(word not in known for word in words) or (words and len(words) != len(given)):
        raise ValueError(_("选了病，就不要再选“都没有”或“不知道”。"))
    if words:
        return "|".join(words)
    if given == ["none"]:
        return "none"
    if given == [UNKNOWN]:
        return ""
    raise ValueError(_("请选一项；不清楚就选“不知道”。"))


def _checked(row: Row, text: str) -> str:
    found = field_of("household" if row.owner == HOME else "person", row.ask.field)
    assert found is not None
    if len(text) > _LONGEST:
        raise ValueError(_("太长了。"))
    try:
        read_value(found, text)
    except ValueError:
        raise ValueError(_wanted(row.ask, found)) from None
    return text


def _wanted(ask: Ask, field: Field) -> str:
    return {
        "money": _("请填数字，最多两位小数，如 800.50；不能是负数。不知道就空着。"),
        "whole": _("请填 %(low)s 到 %(high)s 之间的整数。不知道就空着。") % {"low": field.low, "high": field.high},
        "ratio": _("请填数字，最多两位小数，不能是负数。不知道就空着。"),
        "date": _("没有这一天，请核对年、月、日。"),
    }.get(ask.form, _("请从列出的里面选。"))


def _not_after(day: str, row: Row, told: Told) -> str:
    if row.ask.field != "pregnancy_due" and date.fromisoformat(day) > told.month.last_day:
        raise ValueError(_("这一天在所问的月份之后。"))
    return day


def _plain(text: str) -> str:
    """A figure as typed: full-width digits, thousands commas and 元 are forgiven."""
    return unicodedata.normalize("NFKC", text).strip().removesuffix("元").replace(",", "").replace(" ", "")


def read_day(posted: Posted, name: str) -> str:
    """A day from its three boxes, empty when all are; raises ``ValueError`` when it is none."""
    parts = [_plain(posted.get(f"{name}.{part}", "")) for part in ("year", "month", "day")]
    if not any(parts):
        return ""
    year, month, day = (int(part) if part.isascii() and part.isdigit() and len(part) <= 4 else 0 for part in parts)
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        raise ValueError(_("没有这一天，请核对年、月、日。")) from None


def read_people(count: int, posted: Posted, told: Told) -> tuple[Told, dict[str, str]]:
    """The members as posted, and the sentence for each control that cannot stand."""
    errors: dict[str, str] = {}
    members = []
    relations = {"head", *(value for value, _label in RELATIONS)}
    for number in range(1, count + 1):
        relation = "head" if number == 1 else posted.get(f"{number}.relation", "")
        sex = posted.get(f"{number}.sex", "")
        if relation not in relations:
            errors[f"{number}.relation"] = _("请选这个人是您的什么人。")
        if sex not in ("male", "female", UNKNOWN):
            errors[f"{number}.sex"] = _("请选一项；不清楚就选“不知道”。")
        try:
            born = read_day(posted, f"{number}.birth")
            if born and not date(1900, 1, 1) <= date.fromisoformat(born) <= told.month.last_day:
                raise ValueError(_("出生日期要在1900年以后、所问月份以前。"))
        except ValueError as error:
            errors[f"{number}.birth"] = str(error)
            born = ""
        members.append(Member(relation or "other", "" if sex == UNKNOWN else sex, born))
    return replace(told, members=tuple(members)), errors


def shown(row: Row, posted: Mapping[str, Any] | Posted | None, before: Mapping[Key, str]) -> dict[str, Any]:
    """What a control holds when its page is shown: what was just typed, else what was answered before."""
    name = row.name
    parts = ("", ".none", ".year", ".month", ".day")
    if posted is not None:
        typed = {part: posted.get(f"{name}{part}", "") for part in parts}
        return typed | {"many": getattr(posted, "getlist", lambda _name: [])(name)}
    text = before.get(row.key)
    typed = dict.fromkeys(parts, "") | {"many": []}
    if text is None:
        return typed
    if row.ask.form == "many":
        return typed | {"many": text.split("|") if text else [UNKNOWN]}
    if row.ask.form in ("choice", "division"):
        return typed | {"": text or UNKNOWN}
    if text == "none":
        return typed | {".none": "1"}
    if row.ask.form == "date" and text:
        year, month, day = text.split("-")
        return typed | {".year": year, ".month": str(int(month)), ".day": str(int(day))}
    return typed | {"": text}
