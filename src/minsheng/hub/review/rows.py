"""A row between the draft and the pack: what the form shows, what it gives back, and the row for the pack.

Values travel as the strings of a form, so that what a reviewer typed is kept exactly as typed; `corrected` reads
them and reports every field that cannot stand, with the field's name in ``data["field"]``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, get_args

from django.http import QueryDict
from django.utils.translation import gettext as _

from minsheng.hub.catalogue import store
from minsheng.hub.review.conversion import UNKNOWN, PackRow, draft_row
from minsheng.hub.review.drafts import DraftFolder, DraftRow
from minsheng.hub.review.models import Kind
from minsheng.packs import family
from minsheng.packs.model import Amount, Direction, Indicator, Operator, ServiceItem, Tier, Value, ValueKind
from minsheng.terms.errors import Fault, MinshengError

INDICATOR_FIELDS = ("id", "name", "unit", "area", "direction", "modifier")
FIGURE_FIELDS = ("kind", "year", "op", "value", "low", "high", "text", "cumulative")
ITEM_FIELDS = (
    "id",
    "name",
    "name_en",
    "area",
    "tier",
    "serves",
    "content",
    "standard",
    "payer",
    "lead",
    "since",
    "until",
)
AMOUNT_FIELDS = ("value", "unit", "op", "per", "applies_to")
CHOSEN = ("groups", "life_stages")
LONGEST = 4000
_ID = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")
MOST_PARTS = 24

Values = Mapping[str, Any]

CHOICES = {
    "direction": get_args(Direction),
    "op": get_args(Operator),
    "tier": get_args(Tier),
    "kind": get_args(ValueKind),
}
"""The closed values of a form's fields."""


class _Reading:
    """Reads strings of a form and gathers what is wrong with them."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def wrong(self, field: str, message: str, read: str | None = None) -> None:
        self.faults.append(Fault("review.field", message, read=read or None, data={"field": field}))

    def needed(self, values: Values, field: str, label: str) -> str:
        text = str(values.get(field, "")).strip()
        if not text:
            self.wrong(field, _("请填写%(label)s") % {"label": label})
        return text

    def identifier(self, text: str) -> str:
        if not _ID.fullmatch(text):
            self.wrong("id", _("用小写字母、数字、连字符和点，如 hz-2021.t2.17"), text)
        return text

    def number(self, text: str, field: str) -> Decimal | None:
        try:
            found = Decimal(text.replace(",", "").replace("，", "")) if text else None
        except InvalidOperation:
            found = Decimal("NaN")
        if found is not None and (not found.is_finite() or abs(found) >= 10**15 or -found.as_tuple().exponent > 10):
            self.wrong(field, _("应是一个数"), text)
            return None
        return found

    def year(self, text: str, field: str) -> int | None:
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and 1949 <= int(text) <= 2100):
            self.wrong(field, _("应是四位年份"), text)
            return None
        return int(text)

    def day(self, text: str, field: str) -> date | None:
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            self.wrong(field, _("应是日期，如 2021-01-01"), text)
            return None

    def one_of(self, text: str, field: str, known: Any) -> str:
        if text not in known:
            self.wrong(field, _("请从列出的值里选"), text)
        return text

    def done(self) -> None:
        if self.faults:
            raise MinshengError.of(self.faults)


def vocabulary(pack: str) -> dict[str, dict[str, Any]]:
    """Areas, groups and stages of life a row of this pack may name, by id."""
    packs = store.current().packs
    own = packs.get(pack)
    if own is None:
        return {"areas": {}, "groups": {}, "life_stages": {}}
    return {
        "areas": dict(family.areas(own, packs)),
        "groups": dict(family.groups(own, packs)),
        "life_stages": dict(family.life_stages(own, packs)),
    }


def defaults(row: DraftRow) -> dict[str, Any]:
    """The form's values for a row nobody has corrected yet."""
    base = draft_row(row)
    if isinstance(base, Indicator):
        figures = [_strings(each, FIGURE_FIELDS) for each in base.values]
        return _strings(base, INDICATOR_FIELDS) | {"figures": figures}
    amounts = [_strings(each, AMOUNT_FIELDS) for each in base.amounts]
    chosen = {name: list(getattr(base, name)) for name in CHOSEN}
    return _strings(base, ITEM_FIELDS) | chosen | {"amounts": amounts}


def _strings(thing: Any, names: tuple[str, ...]) -> dict[str, str]:
    return {name: _string(getattr(thing, name)) for name in names}


def _string(value: Any) -> str:
    if value is None or value is False or value == UNKNOWN:
        return ""
    if isinstance(value, tuple):
        return "、".join(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    return "1" if value is True else str(value)


def read_form(kind: str, given: QueryDict) -> dict[str, Any]:
    """The values a form gave, each cut to a sane length; parts (figures, amounts) without any text are left out."""

    def text(name: str) -> str:
        return given.get(name, "").replace("\0", "").replace("\r\n", "\n").strip()[:LONGEST]

    def parts(name: str, names: tuple[str, ...], telling: tuple[str, ...]) -> list[dict[str, str]]:
        found = [{key: text(f"{name}-{at}-{key}") for key in names} for at in range(MOST_PARTS)]
        return [part for part in found if any(part[key] for key in telling)]

    if kind != Kind.ITEM:
        figures = parts("figures", FIGURE_FIELDS, ("value", "low", "high", "text"))
        return {name: text(name) for name in INDICATOR_FIELDS} | {"figures": figures}
    amounts = parts("amounts", AMOUNT_FIELDS, ("value",))
    chosen = {name: given.getlist(name)[:50] for name in CHOSEN}
    return {name: text(name) for name in ITEM_FIELDS} | chosen | {"amounts": amounts}


def corrected(folder: DraftFolder, row: DraftRow, values: Values) -> PackRow:
    """The row for the pack, with these values in place of what was read; raises `MinshengError` by field."""
    base = draft_row(row)
    whole = defaults(row) | dict(values)
    reading = _Reading()
    words = vocabulary(folder.pack)
    made = (
        _indicator(base, whole, reading, words) if isinstance(base, Indicator) else _item(base, whole, reading, words)
    )
    reading.done()
    return made


def _indicator(base: Indicator, values: Values, reading: _Reading, words: Mapping[str, Any]) -> Indicator:
    area, direction = values["area"], values["direction"]
    figures = tuple(_figure(base, part, reading, f"figures-{at}") for at, part in enumerate(values.get("figures", ())))
    if not figures:
        reading.wrong("figures-0-value", _("至少要有一个数值"))
    return replace(
        base,
        id=reading.identifier(values["id"]),
        name=reading.needed(values, "name", _("名称")),
        unit=values["unit"],
        area=reading.one_of(area, "area", words["areas"]) if area else None,
        direction=reading.one_of(direction, "direction", CHOICES["direction"]) if direction else None,
        modifier=values["modifier"] or None,
        values=figures,
    )


def _figure(base: Indicator, part: Values, reading: _Reading, field: str) -> Value:
    op = reading.one_of(part.get("op") or "=", f"{field}-op", CHOICES["op"])
    value = reading.number(part.get("value", ""), f"{field}-value")
    low, high = (reading.number(part.get(end, ""), f"{field}-{end}") for end in ("low", "high"))
    text = part.get("text") or None
    if op == "range" and (low is None or high is None or low > high):
        reading.wrong(f"{field}-low", _("区间要有下限和上限，且下限不大于上限"))
    elif op == "text" and not text:
        reading.wrong(f"{field}-text", _("请填写单元格里的文字"))
    elif op not in ("range", "text") and value is None:
        reading.wrong(f"{field}-value", _("应是一个数"), part.get("value"))
    kind = reading.one_of(part.get("kind") or "target", f"{field}-kind", CHOICES["kind"])
    year = reading.year(part.get("year", ""), f"{field}-year")
    number = None if op in ("range", "text") else value
    ends = (low, high) if op == "range" else (None, None)
    before = next((each for each in base.values if (each.kind, each.year) == (kind, year)), None)
    return Value(
        kind=kind,
        year=year,
        op=op,
        value=number,
        low=ends[0],
        high=ends[1],
        cumulative=bool(part.get("cumulative")),
        text=text if op == "text" else None,
        note=before.note if before else None,
        by_division=before.by_division if before else (),
        path=before.path if before else (),
    )


def _item(base: ServiceItem, values: Values, reading: _Reading, words: Mapping[str, Any]) -> ServiceItem:
    since, until = (reading.day(values[name], name) for name in ("since", "until"))
    if since is None and values["since"] == "":
        reading.wrong("since", _("请填写%(label)s") % {"label": _("起始日期")})
    if since and until and since > until:
        reading.wrong("until", _("止于起始日期之前"), values["until"])
    chosen = {name: tuple(each for each in values[name] if each in words[name]) for name in CHOSEN}
    amounts = tuple(_amount(part, reading, f"amounts-{at}") for at, part in enumerate(values.get("amounts", ())))
    return replace(
        base,
        id=reading.identifier(values["id"]),
        name=reading.needed(values, "name", _("名称")),
        name_en=values["name_en"] or values["name"].strip(),
        area=reading.one_of(values["area"], "area", words["areas"]),
        tier=reading.one_of(values["tier"], "tier", CHOICES["tier"]),
        serves=reading.needed(values, "serves", _("服务对象")),
        content=reading.needed(values, "content", _("服务内容")),
        standard=values["standard"] or None,
        payer=values["payer"] or None,
        lead=tuple(part for part in values["lead"].replace("，", "、").replace(",", "、").split("、") if part.strip()),
        since=since or base.since,
        until=until,
        amounts=tuple(each for each in amounts if each is not None),
        **chosen,
    )


def _amount(part: Values, reading: _Reading, field: str) -> Amount | None:
    value = reading.number(part.get("value", ""), f"{field}-value")
    if value is None:
        reading.wrong(f"{field}-value", _("应是一个数"), part.get("value"))
        return None
    return Amount(
        value=value,
        unit=part.get("unit", ""),
        op=reading.one_of(part.get("op") or "=", f"{field}-op", CHOICES["op"]),
        per=part.get("per") or None,
        applies_to=part.get("applies_to") or None,
    )
