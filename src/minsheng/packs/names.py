"""One indicator under several names: what a name measures, and how alike two names are.

A name is brought to its core: written forms evened out, the base (每千人口) read off, words that change nothing
(拥有, 数, 率) dropped, known synonyms put in one form. Two cores are then laid side by side by their longest common
subsequence; what one has and the other lacks decides. A difference that narrows whom or what is counted (登记/调查,
城镇, 3岁/5岁) keeps two names apart however long the rest they share.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from minsheng.packs.units import Base, parse_unit, plain_unit, read_size

Strength = Literal["same", "close", "related", "apart"]

_BASE = re.compile(
    r"每(?P<size>\d*[十百千万亿]*)(?:名|个|位)?(?P<of>老年人口|老年人|老人|儿童|学生|常住人口|户籍人口|人口|居民|人|户|平方公里)"
)
_HEADS = (
    (re.compile(r"^(?:人均|平均每人)"), Base(Decimal(1), "人")),
    (re.compile(r"^万人(?!次)(?:均|口)?"), Base(Decimal(10_000), "人")),
    (re.compile(r"^亿元(?:gdp|地区生产总值|国内生产总值|生产总值)"), Base(Decimal(100_000_000), "元")),
    (re.compile(r"^户均"), Base(Decimal(1), "户")),
)
_PEOPLE = {"人口": "人", "常住人口": "人", "户籍人口": "人", "居民": "人", "老人": "老年人", "老年人口": "老年人"}

_SCOPE = re.compile(r"^(?:[全我本](?:国|省|市|县|区)|地级及以上城市|县级以上城市|常住人口(?=每)|户籍人口(?=每))(?:的)?")
_SYNONYMS = tuple(
    (re.compile(pattern), instead)
    for pattern, instead in (
        (r"(?:地区|国内)?生产总值", "gdp"),
        (r"占(?:[全我本](?:省|市|县))?gdp(?:的)?(?:比重|比例|占比)?", "gdp占比"),
        (r"(?:[03三]-?3?岁以下|0-3岁)(?=婴幼儿)", ""),
        (r"(?:婴幼儿)?(?:照护|托育)(?:服务)?(?:机构|设施)", "婴幼儿托育机构"),
        (r"(?:照护|托育)服务(?=托位)", ""),
        (r"(?:婴幼儿){2,}", "婴幼儿"),
        (r"九年义务教育", "义务教育"),
        (r"婴幼儿托育机构托位", "婴幼儿托位"),
        (r"执业助理医师", "执业医师"),
        (r"参与", "参加"),
        (r"普惠性", "普惠"),
        (r"公交(?!车)", "公共交通"),
        (r"覆盖面", "覆盖率"),
        (r"老人", "老年人"),
        (r"以上的", "以上"),
        (r"增速|增长率|增幅", "增长"),
        (r"好于", "优于"),
        (r"(?<=[公民]办)园|(?<=普惠)园|(?<=优质)园", "幼儿园"),
    )
)
_EMPTY = re.compile(r"拥有|达到|实现|全面|平均|开展|[的数和与]|(?<!普)及")
_ENDINGS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("share", re.compile(r"(?:所?占比例?|比例|比率|比重|率|占比)$")),
    ("count", re.compile(r"(?:总人数|总数|人数|数量|总量|个数|套数|面积数)$")),
)
_NARROWING = """
登记 调查 城镇 城市 农村 县域 城乡 户籍 常住 义务教育 学前 高中 高等 初中 小学 中职
高职 基层 义务 公办 民办 优质 残疾 老年 新增 重点 主城区 中心城区 城区 社区 机构 公众 群众 男
女 工伤 失业 养老 医疗 生育 职工 企业 困难 重度 孕产妇 新生儿 家庭 在园幼儿 适龄
国家 省级 市级 县级 示范 一级 二级 三级 专业 注册 执业 中医 全科 累计 新建 改造
下降 降低 增长 提高 增速 浓度 药品 器械 食品 婴儿 儿童 青少年 健康 文化 体育 旅游
饮用水 交接 地表水
"""
NARROWING = tuple(_NARROWING.split())
"""Words that narrow whom or what is counted: a difference in one of them keeps two names apart."""

_SOFT = re.compile(r"定期|监测|标准化|综合|总体|休闲|规范化|服务|全面|有效|质量|主动|资源|社会")
"""Words that colour a name without narrowing what is counted."""


@dataclass(frozen=True)
class Name:
    """What is left of an indicator's name: core, base, notes in brackets, and whether it ends as a share or a count."""

    core: str
    base: Base | None
    notes: tuple[str, ...]
    ending: str


@dataclass(frozen=True)
class Likeness:
    """How alike two named and measured things are.

    ``same``: one indicator, written in two ways. ``close``: probably one, a person should look. ``related``: about one
    thing, but counted differently. ``factor``: a figure of the second times this is in the terms of the first; None
    when the units do not allow it. ``because`` says in Chinese what is alike and what is not.
    """

    strength: Strength
    score: float
    because: str
    factor: Decimal | None

    @property
    def one(self) -> bool:
        """Whether the two are taken for one indicator until a person says otherwise."""
        return self.strength in ("same", "close")


@lru_cache(maxsize=16384)
def parse_name(text: str) -> Name:
    """The name's core and what was read off it.

    >>> parse_name("每千人口拥有3岁以下婴幼儿照护设施托位数").core
    '婴幼儿托位'
    >>> parse_name("每千人口执业（助理）医师数（常住人口）").notes
    ('助理', '常住人口')
    >>> str(parse_name("万人成讼率").base)
    '每10000人'
    """
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).lower()
    notes = tuple(re.findall(r"\(([^()]*)\)", plain))
    plain = re.sub(r"\([^()]*\)", "", plain)
    plain = re.sub(r"[^\w%-]", "", plain.replace("_", ""))
    while scope := _SCOPE.match(plain):
        notes += (scope[0],)
        plain = plain[scope.end() :]
    base, plain = _read_base(plain)
    for pattern, instead in _SYNONYMS:
        plain = pattern.sub(instead, plain)
    ending = ""
    for kind, pattern in _ENDINGS:
        if (found := pattern.search(plain)) and found.start() > 0:
            ending, plain = kind, plain[: found.start()]
            break
    core = _EMPTY.sub("", plain)
    return Name(core or plain or _printed(text), base, notes, ending)


def _read_base(plain: str) -> tuple[Base | None, str]:
    found = _BASE.search(plain)
    if found and (found["size"] or found["of"] != "人"):
        base = Base(read_size(found["size"]), _PEOPLE.get(found["of"], found["of"]))
        return base, plain[: found.start()] + plain[found.end() :]
    for pattern, base in _HEADS:
        if (head := pattern.match(plain)) and head.end() < len(plain):
            return base, plain[head.end() :]
    return None, plain


def likeness(name: str, unit: str, other_name: str, other_unit: str) -> Likeness:
    """How alike two indicators are by name and unit; symmetric but for ``factor``, which turns round.

    >>> found = likeness("每千人口托位数", "个", "每万人拥有托位数", "个")
    >>> found.strength, found.factor
    ('same', Decimal('0.1'))
    >>> likeness("城镇登记失业率", "%", "城镇调查失业率", "%").one
    False
    """
    one, other = parse_name(name), parse_name(other_name)
    factor, units = _factor(one, unit, other, other_unit)
    strength, score, words = _compare(name, one, other_name, other)
    if strength in ("same", "close") and _printed(name) != _printed(other_name):
        strength, score = _with_units(strength, score, one, unit, other, other_unit)
    notes = _notes(one, other)
    return Likeness(strength, round(score, 4), "；".join(filter(None, (words, units, notes))), factor)


def overlap(name: str, other_name: str) -> float:
    """How much of two names is common, from 0 to 1: 2·LCS/(m+n) over their cores, whatever they measure.

    >>> overlap("重度残疾人护理补贴", "残疾人护理补贴")
    0.875
    """
    one, other = parse_name(name).core, parse_name(other_name).core
    return 1.0 if one == other else _lay(*sorted((one, other))).score


def _printed(name: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", name))


def _with_units(
    strength: Strength, score: float, one: Name, unit: str, other: Name, other_unit: str
) -> tuple[Strength, float]:
    """The strength once units have their say: alike names do not make a share of a count, or a total of a rate."""
    measured = {_measure(one, unit), _measure(other, other_unit)} - {""}
    if len(measured) == 2 and (strength == "close" or one.ending != other.ending):
        return "related", score / 2
    bases = {
        base.of if base is not None and not _only_time(base) else "" for base in _bases(one, unit, other, other_unit)
    }
    if len(bases) == 1:
        return strength, score
    if "" in bases and _scale(unit) == _scale(other_unit) == 1:
        return "close", score / 2  # running text often names the base well before the figure
    return "related", score / 2


def _scale(unit: str) -> Decimal:
    parsed = parse_unit(unit)
    return Decimal(1) if parsed is None else parsed.scale


def _measure(name: Name, unit: str) -> str:
    parsed = parse_unit(unit)
    if parsed is not None:
        return parsed.kind
    return "share" if name.ending == "share" else ""


def _bases(one: Name, unit: str, other: Name, other_unit: str) -> tuple[Base | None, Base | None]:
    return _base_of(one, unit), _base_of(other, other_unit)


def _base_of(name: Name, unit: str) -> Base | None:
    parsed = parse_unit(unit)
    return name.base or (parsed.base if parsed is not None else None)


def _but_for_person(one: Base | None, other: Base | None) -> bool:
    """Whether one is per time and the other per person and time: what a person is paid, carelessly printed."""
    if one is None or other is None or one.size != other.size:
        return False
    parts, others = set(one.of.split("·")), set(other.of.split("·"))
    return parts ^ others == {"人"} and _only_time(one) and _only_time(other)


def _only_time(base: Base) -> bool:
    return set(base.of.split("·")) <= {"年", "月", "周", "日", "天", "人"} and base.of != "人"


def _factor(one: Name, unit: str, other: Name, other_unit: str) -> tuple[Decimal | None, str]:
    """The factor from the other's figures to the one's, and what to say about units and bases."""
    said = []
    own, theirs = parse_unit(unit), parse_unit(other_unit)
    bases = _base_of(one, unit), _base_of(other, other_unit)
    if (bases[0] is None) != (bases[1] is None) and one.base != other.base:
        said.append(f"只有一处写明口径（{one.base or other.base}）")
    if bases[0] is not None and bases[1] is not None and bases[0] != bases[1] and not _but_for_person(*bases):
        said.append(
            f"口径{' 与 '.join(sorted(map(str, bases)))}" + ("可换算" if bases[0].of == bases[1].of else "不同")
        )
    if own is None or theirs is None:
        if own is not theirs:
            said.append(f"只有一处写了单位（{plain_unit(unit) or plain_unit(other_unit)}）")
            return (Decimal(1) if bases[0] == bases[1] else None), "；".join(said)
        factor: Decimal | None = Decimal(1)
    elif own.kind == theirs.kind:
        factor = theirs.scale / own.scale
        if factor != 1:
            said.append(f"单位 {' 与 '.join(sorted((unit, other_unit)))} 可换算")
        elif plain_unit(unit) != plain_unit(other_unit):
            said.append(f"单位 {' 与 '.join(sorted((unit, other_unit)))} 写法不同")
    else:
        said.append(f"单位 {' 与 '.join(sorted((unit, other_unit)))} 不能换算")
        factor = None
    if factor is not None and own is not None and own.kind == "money" and _but_for_person(*bases):
        said.append("一处略去“人”")
    elif factor is not None and bases[0] != bases[1]:
        both = bases[0] is not None and bases[1] is not None and bases[0].of == bases[1].of
        factor = factor * bases[0].size / bases[1].size if both and bases[0] and bases[1] else None
    return (factor.normalize() if factor is not None else None), "；".join(said)


def _compare(name: str, one: Name, other_name: str, other: Name) -> tuple[Strength, float, str]:
    if _printed(name) == _printed(other_name):
        return "same", 1.0, f"名称相同：{name}"
    if {one.ending, other.ending} == {"share", "count"}:
        return "apart", 0.0, "一个是比率，一个是数量"
    if one.core == other.core:
        return "same", 1.0, f"名称去掉写法上的差别后相同：{one.core}"
    first, second = sorted((one.core, other.core))
    laid = _lay(first, second)
    return _judged(laid), laid.score, _told(laid)


@dataclass(frozen=True)
class _Laid:
    """Two cores side by side: what they share in order, and at each place what either has besides."""

    first: str
    second: str
    common: str
    gaps: tuple[tuple[str, str], ...]

    @property
    def score(self) -> float:
        return 2 * len(self.common) / (len(self.first) + len(self.second))


def _judged(laid: _Laid) -> Strength:
    first, second, score = laid.first, laid.second, laid.score
    if re.findall(r"\d+", first) != re.findall(r"\d+", second) or len(laid.common) < 4:
        return "apart"
    if not _narrowed_inside(first, second):
        if _SOFT.sub("", first) == _SOFT.sub("", second):
            return "close"
        # More at the front narrows (建制镇污水处理), more at the end measures something else (企业/企业带动就业),
        # and one word for another names another thing (畜禽/水产品).
        outside = any(laid.gaps[0]) or not set(laid.gaps[-1]) <= {"", "参保"}
        swapped = any(left and right for left, right in laid.gaps)
        if score >= 0.65 and not outside and not swapped and len(laid.common) == min(len(first), len(second)):
            return "close"
    return "related" if score >= 0.5 else "apart"


def _narrowed_inside(first: str, second: str) -> bool:
    """Whether a narrowing word stands in one only: its characters may be scattered over the common part."""
    return any((word in first) != (word in second) for word in NARROWING)


def _lay(first: str, second: str) -> _Laid:
    """Lay two cores side by side by their longest common subsequence."""
    rows = [[0] * (len(second) + 1) for _ in range(len(first) + 1)]
    for i in range(len(first) - 1, -1, -1):
        for j in range(len(second) - 1, -1, -1):
            same = first[i] == second[j]
            rows[i][j] = rows[i + 1][j + 1] + 1 if same else max(rows[i + 1][j], rows[i][j + 1])
    i = j = 0
    common, left, right = "", [""], [""]
    while i < len(first) and j < len(second):
        if first[i] == second[j]:
            common += first[i]
            left.append("")
            right.append("")
            i, j = i + 1, j + 1
        elif rows[i + 1][j] >= rows[i][j + 1]:
            left[-1] += first[i]
            i += 1
        else:
            right[-1] += second[j]
            j += 1
    left[-1] += first[i:]
    right[-1] += second[j:]
    return _Laid(first, second, common, tuple(zip(left, right, strict=True)))


def _told(laid: _Laid) -> str:
    extras = [
        f"“{core}”多“{'、'.join(chunks)}”"
        for core, side in ((laid.first, 0), (laid.second, 1))
        if (chunks := [gap[side] for gap in laid.gaps if gap[side]])
    ]
    return f"名称主干都有“{laid.common}”，" + "，".join(extras) if laid.common else "名称没有共同之处"


def _notes(one: Name, other: Name) -> str:
    differing = sorted(set(one.notes) ^ set(other.notes))
    return f"只有一处注明：{'、'.join(differing)}" if differing else ""
