"""One household or institution as a file tells it, every value checked before a rule sees it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import Any

from minsheng.packs.build import nearest
from minsheng.rules.values import NOTHING
from minsheng.terms.divisions import is_division
from minsheng.terms.errors import Fault, MinshengError
from minsheng.terms.fields import EMPTY_IS_NONE, IMPLIED, NONE_WORDS, RULED_OUT, Entity, Field, field_of, fields_of

MAX_BYTES = 2_000_000
MAX_MEMBERS = 200
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBER = re.compile(r"-?\d{1,18}(\.\d{1,9})?")
_ENTITY_NAMES: Mapping[Entity, str] = {"person": "人员", "household": "户", "institution": "机构"}


class _Twice(ValueError):
    """A name that stands twice in one object: nobody can say which value was meant."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise _Twice(name)
        found[name] = value
    return found


@dataclass(frozen=True)
class Situation:
    """A household with its persons, or one institution: field names with values, what is not known left out.

    Money is in fen, other numbers as whole numbers or exact fractions, categories as their words.
    """

    household: Mapping[str, Any]
    persons: tuple[Mapping[str, Any], ...] = ()
    institution: Mapping[str, Any] | None = None
    ignored: tuple[str, ...] = ()


def read_situation(
    path: Path, day: date, *, institution: bool = False, fields: Mapping[str, Field] | None = None
) -> Situation:
    """A JSON file as a situation on a day; raises `MinshengError` with every fault of it.

    ``fields`` are those a pack declares (`Program.fields`). ``ignored`` of the answer names what the file holds and
    neither the register nor the pack knows.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise MinshengError(
                Fault("situation.too-large", "文件太大", path.name, expected=f"不超过 {MAX_BYTES:,} 字节")
            )
        text = path.read_text("utf-8-sig")
        data = json.loads(text, parse_float=Decimal, parse_constant=str, object_pairs_hook=_once)
    except OSError:
        raise MinshengError(
            Fault("situation.no-file", "读不了这个文件", str(path), expected="一个 JSON 文件")
        ) from None
    except _Twice as error:
        raise MinshengError(
            Fault("situation.twice", "同一处写了两次", path.name, None, str(error)[:40], "只留一个")
        ) from None
    except (ValueError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else None
        raise MinshengError(
            Fault("situation.json", "不是合法的 JSON", path.name, line, expected="UTF-8 的 JSON")
        ) from None
    return situation_of(data, day, file=path.name, institution=institution, fields=fields)


def situation_of(
    data: Any,
    day: date,
    *,
    file: str | None = None,
    institution: bool = False,
    fields: Mapping[str, Field] | None = None,
) -> Situation:
    """A decoded ``{"household": …, "persons": […]}`` or institution as a situation; raises `MinshengError`.

    ``fields`` are those a pack declares beside the register's own (`Program.fields`).
    """
    reading = _Reading(day, file, fields or {})
    found = reading.institution(data) if institution else reading.household(data)
    if reading.faults:
        raise MinshengError.of(reading.faults)
    return found


class _Reading:
    def __init__(self, day: date, file: str | None, fields: Mapping[str, Field]) -> None:
        self.day = day
        self.file = file
        self.declared = fields
        self.faults: list[Fault] = []
        self.ignored: list[str] = []

    def fault(self, code: str, at: str, message: str, read: Any = None, expected: str | None = None) -> None:
        shown = None if read is None else str(read)[:40]
        where = f"{at}：" if at else ""
        self.faults.append(Fault(f"situation.{code}", where + message, self.file, None, shown, expected))

    def institution(self, data: Any) -> Situation:
        inner = data.get("institution", data) if isinstance(data, dict) else data
        values = self.row(inner, "institution", "institution")
        if not self.faults and not values.get("institution_id"):
            self.fault("missing", "institution", "缺少机构编号", None, "institution_id")
        return Situation({}, (), values, tuple(self.ignored))

    def household(self, data: Any) -> Situation:
        shape = '{"household": {…}, "persons": [{…}]}'
        if not isinstance(data, dict) or not isinstance(data.get("persons"), list):
            self.fault("shape", "", "内容不是一户人家", type(data).__name__, shape)
            return Situation({})
        if not isinstance(data.get("household", {}), dict):
            self.fault("shape", "household", "应是“字段: 值”", data["household"], shape)
            return Situation({})
        self.ignored += [key for key in data if key not in ("household", "persons")]
        household = self.row(data.get("household", {}), "household", "household")
        people = data["persons"]
        if not people:
            self.fault("no-members", "persons", "这一户没有人", None, "至少一个人")
        if len(people) > MAX_MEMBERS:
            self.fault("too-many", "persons", f"一户有 {len(people)} 人", None, f"不超过 {MAX_MEMBERS} 人")
            return Situation(household)
        persons = [self.person(one, number, household) for number, one in enumerate(people)]
        self.twice(persons)
        return Situation(household, tuple(persons), None, tuple(dict.fromkeys(self.ignored)))

    def person(self, data: Any, number: int, household: Mapping[str, Any]) -> dict[str, Any]:
        at = f"persons[{number}]"
        values = self.row(data, "person", at)
        values.setdefault("person_id", str(number + 1))
        home = household.get("household_id")
        if home is not None and values.get("household_id", home) != home:
            self.fault("other-household", at, "这个人属于另一户", values["household_id"], str(home))
        born, died = values.get("birth_date"), values.get("death_date")
        for name, day in (("birth_date", born), ("death_date", died)):
            if isinstance(day, date) and day > self.day:
                self.fault("future", f"{at}.{name}", "日期在所问月份之后", day, f"不晚于 {self.day}")
        if isinstance(born, date) and isinstance(died, date) and died < born:
            self.fault("died-before-birth", f"{at}.death_date", "死亡早于出生", died, f"不早于 {born}")
        for name in EMPTY_IS_NONE:
            values.setdefault(name, NOTHING)
        return values

    def twice(self, persons: list[dict[str, Any]]) -> None:
        seen: dict[str, int] = {}
        for number, person in enumerate(persons):
            first = seen.setdefault(person["person_id"], number)
            if first != number:
                message = f"与 persons[{first}] 是同一个人"
                self.fault("person-twice", f"persons[{number}].person_id", message, person["person_id"], "每人一次")

    def row(self, data: Any, entity: Entity, at: str) -> dict[str, Any]:
        if not isinstance(data, dict):
            self.fault("shape", at, "应是“字段: 值”", data, "{…}")
            return {}
        values: dict[str, Any] = {}
        for name, value in data.items():
            field = field_of(entity, name) or self.declared.get(name)
            if field is None or field.entity != entity:
                declared = (one.name for one in self.declared.values() if one.entity == entity)
                near = nearest(name, [*(one.name for one in fields_of(entity)), *declared])
                self.ignored.append(f"{at}.{name}" + (f"（是否应为 {near}？）" if near else ""))
            elif value is not None and value != "":
                try:
                    values[name] = read_value(field, value)
                except ValueError as error:
                    self.fault("value", f"{at}.{name}", f"{field.label}{error}", value, _expected(field))
        self.imply(values, at)
        return values

    def imply(self, values: dict[str, Any], at: str) -> None:
        for (name, word), absent in IMPLIED.items():
            given = values.get(name)
            if given == word or (given is NOTHING and word == "none"):
                for other in absent:
                    if values.setdefault(other, NOTHING) is not NOTHING and name in RULED_OUT:
                        self.fault(
                            "contradiction", f"{at}.{other}", f"与 {name} 相矛盾", values[other], f"去掉 {other}"
                        )


def read_value(field: Field, value: Any) -> Any:
    """One value of a field as rules calculate with it; raises ``ValueError`` with the rest of a Chinese sentence.

    A ``Fraction``, which no file holds, is an exact amount that was worked out: it may have any decimals.

    >>> read_value(field_of("person", "monthly_income"), "1102.5"), read_value(field_of("person", "sex"), "male")
    (110250, 'male')
    >>> read_value(field_of("person", "grade"), "无"), read_value(field_of("person", "employment"), "无")
    (NOTHING, 'none')
    """
    if isinstance(value, str) and value.strip() in NONE_WORDS and value.strip() not in field.categories:
        if field.type == "categories":
            return frozenset()
        if field.can_be_none:
            return NOTHING
        if field.type == "category":
            return NONE_WORDS[0]
    return _READ[field.type](field, value)


def _number(field: Field, value: Any) -> int | Fraction:
    exact = value if isinstance(value, Fraction) else _as_written(field, value)
    if field.type == "whole" and exact.denominator != 1:
        raise ValueError("应是整数")
    if field.low is not None and exact < field.low:
        raise ValueError("不能是负数" if field.low == 0 else f"不能小于 {field.low}")
    if field.high is not None and exact > field.high:
        raise ValueError(f"太大，超过 {field.high}")
    exact = exact * 100 if field.type == "money" else exact
    return exact.numerator if exact.denominator == 1 else exact


def _as_written(field: Field, value: Any) -> Fraction:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | float | str):
        raise ValueError("应是数字")
    text = format(value, "f") if isinstance(value, Decimal) else str(value).strip()
    if not text.isascii() or not _NUMBER.fullmatch(text):
        raise ValueError("太大" if isinstance(value, int) else "应是数字")
    try:
        exact = Fraction(Decimal(text))
    except InvalidOperation:
        raise ValueError("应是数字") from None
    if (exact * field.scale).denominator != 1:
        raise ValueError("应是整数" if field.scale == 1 else f"超过{len(str(field.scale)) - 1}位小数")
    return exact


def _date(field: Field, value: Any) -> date:
    if isinstance(value, str) and value.isascii() and _DATE.fullmatch(value.strip()):
        try:
            day = date.fromisoformat(value.strip())
        except ValueError:
            raise ValueError("没有这一天") from None
        if 1850 <= day.year <= 2200:
            return day
        raise ValueError("年份不对")
    raise ValueError("应是日期")


def _yesno(field: Field, value: Any) -> bool:
    words = {"true": True, "false": False, "是": True, "否": False}
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().lower() in words:
        return words[value.strip().lower()]
    raise ValueError("应是 true 或 false")


def _category(field: Field, value: Any) -> str:
    word = value.strip() if isinstance(value, str) else ""
    if word in field.category_labels:
        return field.categories[field.category_labels.index(word)]
    if word not in field.categories:
        raise ValueError("不在可用的词里")
    return word


def _categories(field: Field, value: Any) -> frozenset[str]:
    parts = re.split(r"[|;；、,，]", value) if isinstance(value, str) else value
    if not isinstance(parts, list):
        raise ValueError("应是列表")
    return frozenset(_category(field, part) for part in parts)


def _text(field: Field, value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ValueError("应是文字")
    text = str(value).strip()
    if field.is_division and not is_division(text):
        raise ValueError("不是行政区划代码")
    if not text or len(text) > 64 or not text.isprintable():
        raise ValueError("是空的、太长或有不可见的字符")
    return text


_READ: Mapping[str, Callable[[Field, Any], Any]] = {
    "money": _number,
    "whole": _number,
    "ratio": _number,
    "date": _date,
    "yesno": _yesno,
    "category": _category,
    "categories": _categories,
    "text": _text,
}


def _expected(field: Field) -> str:
    if field.type == "money":
        return f"0 到 {field.high} 元，最多两位小数"
    if field.type in ("whole", "ratio"):
        return f"{field.low} 到 {field.high}{field.unit}"
    if field.type == "date":
        return "如 2021-12-31"
    if field.type in ("category", "categories"):
        return "、".join(field.categories)
    return {"yesno": "true 或 false"}.get(field.type, "GB/T 2260 的六位代码" if field.is_division else "一段文字")
