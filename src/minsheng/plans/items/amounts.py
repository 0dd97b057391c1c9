"""Amounts of money and rates in a text, and per what they are granted."""

from __future__ import annotations

import re
from decimal import Decimal

from minsheng.plans.model import Amount

_NUMBER = r"(?:\d{1,3}(?:[,，]\d{3})+|\d+)(?:\.\d+)?"
_UNIT = r"(?:万亿|百万|千万|[百千万亿])?(?:元|美元|欧元|港元)|个?百分点|%|‰|倍"
_AMOUNT = re.compile(rf"(?<![\d.])(?P<value>{_NUMBER})\s*(?P<unit>{_UNIT})(?P<per>\s*/\s*[^\d\s，。；、,;()]{{1,8}})?")
_RANGE = re.compile(rf"(?P<value>{_NUMBER})\s*(?=(?:-|—+|–|~|至)\s*{_NUMBER}\s*(?P<unit>{_UNIT}))")
_TIME = ("学年", "学期", "季度", "年度", "年", "季", "月", "周", "日", "天", "小时", "次")
_WHOM = (
    "平方米|立方米|公里|学生|家庭|人次|机构|社区|人|名|位|户|生|床|家|所|村|场|个|班|亩|项|例|套|辆|件|张|孩|胎|"
    "座|处|站|间|台|部|栋|千瓦时"
)
_EACH = re.compile(
    rf"每(?P<each>{'|'.join(_TIME)}|{_WHOM})|(?P<average>[人生户床亩])均|(?P<time>[月年日])(?:均|补助|补贴标准)"
)
_SUFFIX_END = re.compile(r"(?:以上|以下|以内|左右|的|标准|计|给|予|不|为|补|发|执|增|确).*$")
# Characters that end the reach of 每人每年, save 、 and 和 in a list of amounts.
_CLAUSE = re.compile(r"[，。；：,;:()（）]")
_WIDE = str.maketrans("０１２３４５６７８９．％～", "0123456789.%~")


def read_amounts(text: str) -> tuple[Amount, ...]:
    """Every amount of money or rate in a text, in order; ``per`` is what one amount is for, persons before times.

    >>> [(a.text, int(a.value), a.unit, a.per) for a in read_amounts("每人每月700元、500元，按低保的30%上浮。")]
    [('700元', 700, '元', '人·月'), ('500元', 500, '元', '人·月'), ('30%', 30, '%', None)]
    >>> [(a.unit, a.per) for a in read_amounts("不低于14000元/人·年以上")]
    [('元', '人·年')]
    """
    flat = text.translate(_WIDE)
    found: list[tuple[int, Amount]] = []
    for match in [*_RANGE.finditer(flat), *_AMOUNT.finditer(flat)]:
        value = Decimal(re.sub("[,，]", "", match["value"]))
        is_money = match["unit"].endswith("元")
        suffix = (match.groupdict().get("per") or "").strip()
        per = (_suffixed(suffix) if suffix else _before(flat, match.start())) if is_money else None
        printed = text[match.start() : match.end()].strip()
        if match.re is _AMOUNT and suffix:
            printed = text[match.start() : match.end("unit")] + "/" + (per or "")
        found.append((match.start(), Amount(printed, value, match["unit"], per)))
    return tuple(amount for _, amount in sorted(found, key=lambda pair: pair[0]))


def _suffixed(suffix: str) -> str | None:
    """人·年 out of ``/人·年以上``."""
    inner = _SUFFIX_END.sub("", suffix.lstrip("/ ").strip())
    return inner.strip("·/ ") or None


def _before(flat: str, at: int) -> str | None:
    """What 每…每… or 人均 before an amount says, as far back as the clause reaches."""
    start = 0
    for mark in _CLAUSE.finditer(flat, max(0, at - 60), at):
        thousands = mark.group() in ",，" and flat[mark.end() : mark.end() + 1].isdigit()
        if not thousands:
            start = mark.end()
    whom: list[str] = []
    time: list[str] = []
    for each in _EACH.finditer(flat, start, at):
        word = each["each"] or each["average"] or each["time"]
        if each["average"] and flat[max(0, each.start() - 1) : each.start()] == "每":
            continue
        (time if word in _TIME else whom).append(word)
    # The nearest word of each kind is the one that counts: 小学每人每年…元、初中每人每年…元.
    return "·".join(whom[-1:] + time[-1:]) or None
