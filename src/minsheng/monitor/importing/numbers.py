"""A cell's text as an exact number in the unit of its indicator, or what is wrong with it."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from minsheng.monitor.importing.figures import Problem
from minsheng.monitor.observation import MOST_DECIMALS, MOST_DIGITS
from minsheng.monitor.store import is_exact, plain
from minsheng.packs.units import parse_unit, plain_unit, same_unit, with_unit

_BLANK = frozenset(
    ("", "-", "--", "—", "——", "–", "/", "\\", "…", "……", "无数据", "暂无", "暂无数据", "缺", "n/a", "na")
)
_NUMBER = re.compile(r"([+-]?)(\d+(?:,\d{3})*|\d*)(\.\d+)?")
_WITH_TAIL = re.compile(r"([+-]?[\d,.]*\d)\s*(\D.*)")
_DATE = re.compile(
    r"(?:\d{4}\s*[-/.年]\s*)?(?:0?[1-9]|1[0-2])\s*[-/月]\s*\d{1,2}日?|\d{4}年(?:\d{1,2}月?)?|\d{4}-\d{2}-\d{2}.*"
)
_VAGUE = re.compile(r"[<>≤≥~≈～]|约|左右|以上|以下|以内|不低于|不高于|超过?|近|至|(?<=[\d%‰])[—–-](?=\d)")
_FEW = f"最多 {MOST_DIGITS} 位数字，其中小数最多 {MOST_DECIMALS} 位"


def is_blank(text: str) -> bool:
    """Whether the cell says that there is no figure.

    >>> is_blank(" — "), is_blank("0"), is_blank("无")
    (True, False, False)
    """
    return unicodedata.normalize("NFKC", text).strip().lower() in _BLANK


def read_number(text: str, unit: str, *, percent: bool = False) -> Decimal | Problem:
    """The figure of a cell, in ``unit``; ``percent`` when the cell shows a share as a percentage.

    >>> read_number("1,234.50", "人"), read_number("９５．６％", "%"), read_number("0.956", "%", percent=True)
    (Decimal('1234.50'), Decimal('95.6'), Decimal('95.600'))
    >>> read_number("2.78‰", "%").message
    '单位是‰，这个指标用%'
    >>> read_number("2023-4-1", "%").message, read_number("约95", "%").message
    ('像日期，不是数', '不是一个确定的数')
    """
    plain_text = unicodedata.normalize("NFKC", text).strip()
    if percent:
        return _of_percent(plain_text, unit)
    if _DATE.fullmatch(plain_text):
        return Problem("observations.date", "像日期，不是数", "把单元格设成数值，重新填")
    number = _exact(plain_text)
    if number is not None:
        return number
    if _VAGUE.search(plain_text):
        return Problem("observations.vague", "不是一个确定的数", "一个数；情况写在备注里")
    tail = _WITH_TAIL.fullmatch(plain_text)
    if tail is not None and (number := _exact(tail[1])) is not None and not isinstance(number, Problem):
        return _with_unit(number, tail[2].strip(), unit)
    if plain_text in ("无", "没有"):
        return Problem("observations.number", "说不清是 0 还是没有数据", "是 0 就填 0，没有数据就空着")
    return Problem("observations.number", "不是数", "一个数")


def _exact(text: str) -> Decimal | Problem | None:
    """The number a text is; None when it is none."""
    found = _NUMBER.fullmatch(text)
    if found is None or not (found[2] or found[3]):
        return None
    if len(text) > 60:
        return Problem("observations.digits", "数位太多", _FEW)
    value = Decimal(f"{found[1]}{found[2].replace(',', '') or '0'}{found[3] or ''}")
    return value if is_exact(value) else Problem("observations.digits", "数位太多", _FEW)


def _with_unit(number: Decimal, said: str, unit: str) -> Decimal | Problem:
    if same_unit(said, unit) or plain_unit(said) == plain_unit(unit).split("/")[0]:
        return number
    own, theirs = parse_unit(unit), parse_unit(said)
    told = plain_unit(unit) or "不带单位的数"
    if own is None or theirs is None or own.kind != theirs.kind:
        return Problem("observations.unit", f"“{said}”不是这个指标的单位", told)
    factor = theirs.scale / own.scale
    return Problem(
        "observations.unit", f"单位是{said}，这个指标用{told}", with_unit(plain((number * factor).normalize()), told)
    )


def _of_percent(text: str, unit: str) -> Decimal | Problem:
    number = _exact(text)
    if number is None or isinstance(number, Problem):
        return Problem("observations.number", "不是数", "一个数") if number is None else number
    value = number * 100
    if plain_unit(unit) == "%":
        return value if is_exact(value) else Problem("observations.digits", "数位太多", _FEW)
    told = plain_unit(unit) or "不带单位的数"
    own = parse_unit(unit)
    if own is None or own.kind != "share":
        return Problem("observations.unit", "单元格是百分比格式，这个指标不是百分数", told)
    meant = with_unit(plain((number / own.scale).normalize()), told)
    return Problem("observations.unit", f"单元格是百分比格式，这个指标用{told}", meant)
