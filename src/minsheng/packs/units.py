"""Units as plans print them: what they measure, at which scale, and per what."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

_ZEROS = {"十": 1, "百": 2, "千": 3, "万": 4, "亿": 8}
_SIZE = r"\d*[十百千万亿]*"

_PART = re.compile(r"([百千万]|十万|百万)分之")

_COUNTERS = frozenset("个家所张人名位件处座支户套条项部间片例种站幢村")

_KINDS: dict[str, str] = {}
for _kind, _nouns in {
    "share": "% 百分点 个百分点",
    "count": "个 家 所 张 人 名 床 件 辆 处 座 支 次 人次 户 套 条 项 场 册 部 位 台 间 片 对 例 本 份 种 站 幢 村",
    "money": "元 块",
    "area": "平方米 平米 m2 ㎡ 亩 公顷 平方公里",
    "length": "米 公里 千米",
    "duration": "分钟 小时 天 日 个月",
    "years": "年 岁",
    "score": "分",
    "density": "微克/立方米",
}.items():
    _KINDS |= dict.fromkeys(_nouns.split(), _kind)
_WITHIN = {
    "平方公里": Decimal(1_000_000),
    "公顷": Decimal(10_000),
    "亩": Decimal(2000) / 3,
    "公里": Decimal(1000),
    "千米": Decimal(1000),
    "小时": Decimal(60),
    "天": Decimal(1440),
    "日": Decimal(1440),
    "个月": Decimal(43_200),
}


@dataclass(frozen=True)
class Base:
    """Per how many of what: 每千人口 is ``Base(1000, "人")``."""

    size: Decimal
    of: str

    def __str__(self) -> str:
        """The written form: 每1000人."""
        return f"每{'' if self.size == 1 else format(self.size, 'f')}{self.of}"


@dataclass(frozen=True)
class Unit:
    """What a unit measures: a kind (share, count, money …), how many of it one is, and per what."""

    kind: str
    scale: Decimal
    base: Base | None = None

    def factor_to(self, other: Unit) -> Decimal | None:
        """What a figure in this unit is multiplied with to be in the other; None when that cannot be."""
        if self.kind != other.kind or (self.base and self.base.of) != (other.base and other.base.of):
            return None
        own = self.scale / (self.base.size if self.base else 1)
        return own / (other.scale / (other.base.size if other.base else 1))


def read_size(text: str) -> Decimal:
    """The number a size word stands for.

    >>> [str(read_size(text)) for text in ("", "千", "10万", "百万", "亿")]
    ['1', '1000', '100000', '1000000', '100000000']
    """
    digits = re.match(r"\d*", text)
    size = Decimal((digits[0] if digits else "") or 1) or Decimal(1)
    for word in text[digits.end() if digits else 0 :]:
        size *= 10 ** _ZEROS[word]
    return size


@lru_cache(maxsize=4096)
def plain_unit(text: str) -> str:
    """A unit without spaces, brackets and full-width forms; empty for a dash."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).lower()
    if plain.startswith("(") and plain.endswith(")"):
        plain = plain[1:-1]
    return "" if re.fullmatch(r"[-—–/无]*", plain) else plain


@lru_cache(maxsize=4096)
def parse_unit(text: str) -> Unit | None:
    """What the unit measures, or None when there is no unit.

    >>> parse_unit("‰").factor_to(parse_unit("%"))
    Decimal('0.1')
    >>> parse_unit("万人").factor_to(parse_unit("人"))
    Decimal('10000')
    >>> parse_unit("万分之").scale
    Decimal('0.0001')
    >>> parse_unit("件/万人").base
    Base(size=Decimal('10000'), of='人')
    """
    plain = plain_unit(text)
    if not plain:
        return None
    if plain in ("‰", "千分点"):
        return Unit("share", Decimal("0.001"))
    if part := _PART.fullmatch(plain):
        return Unit("share", 1 / read_size(part[1]))
    per = re.fullmatch(rf"(?:1|人|例)?/({_SIZE})(?:人口|人|活产)?", plain)
    if per and per[1]:
        return Unit("share", 1 / read_size(per[1]))
    head, slash, tail = plain.partition("/")
    kind, scale = _noun(plain)
    if not slash or kind in set(_KINDS.values()):
        return Unit(kind, scale)
    kind, scale = _noun(head)
    return Unit(kind, scale, _per(tail))


def _noun(text: str) -> tuple[str, Decimal]:
    found = re.fullmatch(rf"({_SIZE})(.*)", text)
    assert found is not None  # the pattern matches every text without a line break, and units have none
    size, noun = found[1], found[2]
    kind = _KINDS.get(noun, noun or "count")
    one = Decimal("0.01") if kind == "share" else _WITHIN.get(noun, Decimal(1))
    return kind, read_size(size) * one


def _per(text: str) -> Base:
    found = re.fullmatch(rf"每?({_SIZE})(.*)", text)
    assert found is not None
    of = {"人口": "人", "常住人口": "人", "": "人"}.get(found[2], found[2])
    return Base(read_size(found[1]), "·".join(sorted(re.split(r"[·・./、]", of))))


def is_counter(unit: str) -> bool:
    """Whether a unit only counts things, so that another such word says the same: 个, 家, 所; not 人次.

    >>> is_counter("个"), is_counter("家"), is_counter("万人次"), is_counter("元")
    (True, True, False, False)
    """
    return plain_unit(unit) in _COUNTERS


def goes_first(unit: str) -> bool:
    """Whether a unit is said before its number: 万分之 is, 万人 is not.

    >>> goes_first("万分之"), goes_first("%")
    (True, False)
    """
    return _PART.fullmatch(plain_unit(unit)) is not None


def with_unit(number: str, unit: str) -> str:
    """A number with its unit in the order they are said.

    >>> with_unit("1.75", "万分之"), with_unit("85", "%")
    ('万分之1.75', '85%')
    """
    return unit + number if goes_first(unit) else number + unit


def same_unit(one: str, other: str) -> bool:
    """Whether two units are printed alike, full-width forms and brackets aside."""
    return plain_unit(one) == plain_unit(other)
