"""Numbers with their units and comparing words, and the numbers that are no quantities at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from minsheng.plans.model import Operator


def _words(text: str) -> list[str]:
    return text.split()


_COUNTERS = _words(
    """
    个 家 所 人 人次 名 张 套 户 座 处 条 项 件 册 种 部 场 场次 次 例 支 辆 台 架 艘 只 头 株 棵 间 片 块
    门 篇 幅 首 集 卷 本 份 枚 对 组 队 床 班 盏 根 口 款 标段 册件 册次 课次 件次 户次 人天 车次 班次 亿元 元 美元
    欧元 栋 幢 辆次 台次 台套 套次 张次 座次 家次 对次 站 枝 宗 笔 批次 例次
    """
)
_MEASURES = _words(
    """
    平方公里 平方千米 平方米 平方 ㎡ 立方米 公顷 亩 公里 千米 米 厘米 毫米 海里 吨 吨标准煤 公斤 千克 克 微克
    毫克 升 毫升 千瓦时 千瓦 兆瓦 度 岁 周岁 年 个月 天 小时 学时 课时 分钟 秒 分 倍 个百分点 百分点 成 兆 Mbps
    M
    """
)
TIME_UNITS = frozenset(_words("岁 周岁 年 个月 天 小时 学时 课时 分钟 秒 米 公里 千米"))
"""Units that as often make names and conditions (15分钟服务圈, 3年以上的) as they measure a promise."""

AGE_UNITS = frozenset(("岁", "周岁"))
LENGTH_UNITS = frozenset(("米", "公里", "千米"))
SIZE_UNITS = frozenset(_words("平方公里 平方千米 平方米 平方 公顷 亩"))

_UNIT = "|".join(sorted({re.escape(unit) for unit in _COUNTERS + _MEASURES}, key=len, reverse=True))
# 管 counts tests, but not where it begins a word (3管理).
_UNIT += "|管(?![理控护道网线])"
_PER = (
    r"/\d*[万千百亿]?(?:户籍|常住)?(?:人口|人次|人|年|月|天|日|户|平方公里|平方米|立方米|公里|亩|公顷|亿元|万元|元|床|生|班|吨|升"
    r"|小时|分钟|秒)(?:·(?:人|年|月|天|日))?"
)
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_QUANTITY = re.compile(
    rf"""(?P<lead>≥|≧|>=|≤|≦|<=|>|<|=)?
    (?P<fraction>[百千万]分之)?(?P<number>{_NUMBER})(?P<more>余|多(?!元))?
    (?:(?P<rate>%|‰|/\d+万(?:人口|人)?|/[十百千]?万(?:人口|人)?)
      |(?P<scale>[十百千]?万|亿|千|百)?(?P<more2>余|多(?!元))?(?P<unit>{_UNIT})(?P<per>{_PER})?
      |(?P<bare_scale>[十百千]?万|亿))?
    (?P<tail>□*(?:\(含\)|及|含)?(?:以上|以下|以内|之内|左右|上下))?""",
    re.VERBOSE,
)
_CALENDAR = re.compile(r"(?:19|20)\d\d")
_AFTER_BARE = "，；：。、和及与或□！？!?\n"
_RANGE = re.compile(rf"(?:{_NUMBER})(?:%|‰|{_UNIT})?(?:—|－|-|–|~|～|至|到)+(?:{_NUMBER})")
_TAIL: dict[str, Operator] = {"以上": ">=", "以下": "<=", "以内": "<=", "之内": "<=", "左右": "~", "上下": "~"}
_LEAD: dict[str, Operator] = {
    "≥": ">=",
    "≧": ">=",
    ">=": ">=",
    "≤": "<=",
    "≦": "<=",
    "<=": "<=",
    ">": ">",
    "<": "<",
    "=": "=",
}
_LEFT: tuple[tuple[re.Pattern[str], Operator], ...] = (
    (re.compile(r"(?:不得?(?:低|少|小)于|不得?(?:低|少|小)于?)(?:[^，、]{0,8}的)?$"), ">="),
    (re.compile(r"(?:至少|最少)(?:[^，、\d]{0,6})$"), ">="),
    (re.compile(r"(?:不得?(?:超过|高于|多于|大于|突破)|不超)(?:[^，、]{0,8}的)?$"), "<="),
    (re.compile(r"(?:超过|突破|高于|大于|多于|超出|超)$"), ">"),
    (re.compile(r"(?:低于|小于|少于)$"), "<"),
    (re.compile(r"(?:大约|接近|约|近)$"), "~"),
)


@dataclass(frozen=True)
class Quantity:
    """A number in a clause, as places in the sentence's plain text."""

    start: int
    end: int
    value: Decimal
    unit: str
    op: Operator
    tail: bool
    """Whether a comparing word (以上, 左右, …) follows it."""

    @property
    def is_share(self) -> bool:
        """Whether it is a part of a whole."""
        return self.unit in ("%", "‰", "成") or self.unit.endswith("分之")

    @property
    def measure(self) -> str:
        """The unit without 万 or 亿 and without what it is counted by."""
        return self.unit.split("/")[0].lstrip("万亿千百十") or self.unit


@dataclass(frozen=True)
class Passed:
    """A number that was passed over on purpose or for want of a unit; ``code`` says why."""

    start: int
    end: int
    code: str


def quantities(mask: str, start: int, end: int) -> Iterator[Quantity | Passed]:
    """Numbers between two places of a masked sentence, left to right.

    Names with digits in them (5G, PM2.5, 第2批, 1+8+2) are not given at all; ranges are given as passed over.

    >>> text = "每万人达6.6名/10万人以上、7/10万以下"
    >>> [(q.value, q.unit, q.op) for q in quantities(text, 0, len(text))]
    [(Decimal('6.6'), '名/10万人', '>='), (Decimal('7'), '/10万', '<=')]
    """
    place = start
    while place < end:
        found = _QUANTITY.search(mask, place, end)
        if found is None:
            return
        place = max(found.end(), place + 1)
        number_at = found.start("number")
        spread = _RANGE.match(mask, number_at, end)
        if spread is not None:
            place = max(place, spread.end())
            if mask[found.start() - 1 : found.start()] == "每":
                continue
            yield Passed(found.start(), place, "range")
            continue
        if _in_name(mask, found, end):
            continue
        read = _read(mask, found, start)
        if read is not None:
            yield read


def _in_name(mask: str, found: re.Match[str], end: int) -> bool:
    """Whether the number is part of a name, an ordinal, a date or the base of a rate (每3个月)."""
    before = mask[found.start() - 1] if found.start() else ""
    after = mask[found.end()] if found.end() < end else ""
    if _CALENDAR.fullmatch(found["number"]) and found["unit"] in (None, "年") and not found["rate"]:
        return True
    if before and (before in "+-_{^.·/第每前№" or (before.isascii() and before.isalnum())):
        return True
    return bool(after) and (
        after in "+_{}^"
        or (after.isascii() and after.isalnum())
        or (not found["unit"] and after in "版号届期月日时级类")
    )


def _read(mask: str, found: re.Match[str], start: int) -> Quantity | Passed:
    unit = _unit(found)
    after = mask[found.end() : found.end() + 1]
    if not unit and after and after not in _AFTER_BARE:
        return Passed(found.start(), found.end(), "unit")
    return Quantity(
        start=found.start(),
        end=found.end(),
        value=Decimal(found["number"].replace(",", "")),
        unit=unit,
        op=_operator(mask[start : found.start()], found),
        tail=found["tail"] is not None,
    )


def _unit(found: re.Match[str]) -> str:
    if found["fraction"] or found["rate"]:
        return found["fraction"] or found["rate"]
    if found["unit"]:
        return (found["scale"] or "") + found["unit"] + (found["per"] or "")
    return found["bare_scale"] or ""


def _operator(left: str, found: re.Match[str]) -> Operator:
    if found["lead"]:
        return _LEAD[found["lead"]]
    for pattern, op in _LEFT:
        if op != "~" and pattern.search(left):
            return op
    if found["tail"]:
        return _TAIL[found["tail"][-2:]]
    if found["more"] or found["more2"]:
        return ">"
    return "~" if _LEFT[-1][0].search(left) else "="
