"""One cell's text as a value, or what is wrong with it: the only place that knows how fields are written."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from minsheng.register.schema import EPOCH, Stored, none_of
from minsheng.terms.divisions import is_division
from minsheng.terms.fields import NONE_WORDS, Field

LONGEST_TEXT = 64
_LARGE = 10**9
_NUMBER = re.compile(r"([+-]?)([0-9]+)(?:\.([0-9]*))?")
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_LIST = re.compile(r"[|;；、,，]")
_LOST = "\ufffd"
"""What stands where a character could not be read."""
_YES_NO = {"true": True, "false": False, "是": True, "否": False}
_EARLIEST, _LATEST = date(1850, 1, 1), date(2200, 12, 31)


@dataclass(frozen=True)
class CellFault:
    """What is wrong with one cell: a stable code, a Chinese sentence, what was expected."""

    code: str
    message: str
    expected: str | None = None


def read_cell(field: Field, text: str) -> Stored | CellFault:
    """The value of a cell; blank is None, not known; none (无) is known not to exist where the field can be that.

    >>> from minsheng.terms.fields import field_of
    >>> income = field_of("person", "monthly_income")
    >>> read_cell(income, "1234.5"), read_cell(income, " ")
    (123450, None)
    >>> read_cell(field_of("person", "disability_grade"), "无")
    -1
    >>> read_cell(income, "1.005").message
    '金额超过两位小数'
    >>> read_cell(field_of("person", "sex"), "女")
    1
    """
    text = text.strip()
    if not text:
        return CellFault("register.missing-id", f"缺少{field.label}") if field.required else None
    if _LOST in text or not text.isprintable():
        return CellFault("register.encoding", "有无法识别的字符，可能编码不对", "UTF-8 或 GB18030 文字")
    if text in NONE_WORDS:
        found = _none(field)
        if found is not None:
            return found
    return _READERS[field.type](field, text)


def _none(field: Field) -> Stored:
    """What the field stores for none; None when it has no such value."""
    if field.type == "categories":
        return ()
    if field.type == "category" and not field.can_be_none:
        return field.categories.index(NONE_WORDS[0])
    return none_of(field)


def _number(field: Field, text: str) -> Stored | CellFault:
    wanted = _expected_number(field)
    match = _NUMBER.fullmatch(text)
    if not match:
        return CellFault("register.not-a-number", "不是数字", wanted)
    sign, whole, rest = match.group(1), match.group(2), (match.group(3) or "")
    places = len(str(field.scale)) - 1
    if field.unit == "度":
        # Six decimals are a tenth of a metre; maps print more than they know.
        return _degrees(field, sign, whole, rest)
    if len(rest) > places and (field.type == "money" or field.scale == 1 or rest[places:].strip("0")):
        if field.type == "money":
            return CellFault("register.three-decimals", "金额超过两位小数", wanted)
        if field.scale == 1:
            return CellFault("register.not-whole", "不是整数", wanted)
        return CellFault("register.decimals", f"超过{places}位小数", wanted)
    if len(whole) > 18:
        return CellFault("register.too-large", "数值过大", wanted)
    value = int(whole) * field.scale + int((rest + "0" * places)[:places] or "0")
    return _bounded(field, -value if sign == "-" else value)


def _degrees(field: Field, sign: str, whole: str, rest: str) -> Stored | CellFault:
    exact = Decimal(f"{sign}{whole[:18]}.{rest or 0}") * field.scale
    return _bounded(field, int(exact.quantize(Decimal(1), ROUND_HALF_UP)) if abs(exact) < 10**20 else 10**20)


def _bounded(field: Field, value: int) -> Stored | CellFault:
    wanted = _expected_number(field)
    low, high = field.low, field.high
    if low == 0 and value < 0:
        return CellFault("register.negative", "不能是负数", wanted)
    if low is not None and value < low * field.scale:
        return CellFault("register.out-of-range", "小于下限", wanted)
    if high is not None and value > high * field.scale:
        if high >= _LARGE:
            return CellFault("register.too-large", "数值过大", wanted)
        return CellFault("register.out-of-range", "超出上限", wanted)
    return value


def _expected_number(field: Field) -> str:
    if field.type == "money":
        return f"元，最多两位小数，0 至 {field.high}"
    decimals = "整数" if field.scale == 1 else f"最多{len(str(field.scale)) - 1}位小数"
    return f"{decimals}，{field.low} 至 {field.high}"


def _date(field: Field, text: str) -> Stored | CellFault:
    match = _DATE.fullmatch(text)
    try:
        day = date(*map(int, match.groups())) if match else None
    except ValueError:
        day = None
    if day is None:
        return CellFault("register.bad-date", "不是日期" if match is None else "没有这一天", "日期，如 2021-12-31")
    if not _EARLIEST <= day <= _LATEST:
        return CellFault("register.bad-date", "日期超出范围", f"{_EARLIEST} 至 {_LATEST}")
    return (day - EPOCH).days


def _yesno(field: Field, text: str) -> Stored | CellFault:
    value = _YES_NO.get(text.lower())
    return CellFault("register.bad-yesno", "不是是否值", "true 或 false") if value is None else value


def _place(field: Field, text: str) -> int | None:
    for names in (field.categories, field.category_labels):
        if text in names:
            return names.index(text)
    return None


def _category(field: Field, text: str) -> Stored | CellFault:
    place = _place(field, text)
    return _unknown_category(field) if place is None else place


def _categories(field: Field, text: str) -> Stored | CellFault:
    places = [_place(field, part.strip()) for part in _LIST.split(text) if part.strip()]
    known = sorted({place for place in places if place is not None})
    return _unknown_category(field) if None in places or not known else tuple(known)


def _unknown_category(field: Field) -> CellFault:
    return CellFault("register.unknown-category", "没有这个类别", "、".join(field.categories))


def _text(field: Field, text: str) -> Stored | CellFault:
    if field.is_division and not is_division(text):
        return CellFault("register.unknown-division", "没有这个区划", "6、9 或 12 位区划代码")
    if len(text) > LONGEST_TEXT:
        return CellFault("register.too-long", "文字过长", f"最多{LONGEST_TEXT}个字符")
    return text


_READERS: dict[str, Callable[[Field, str], Stored | CellFault]] = {
    "money": _number,
    "whole": _number,
    "ratio": _number,
    "date": _date,
    "yesno": _yesno,
    "category": _category,
    "categories": _categories,
    "text": _text,
}
