"""Between which bounds a figure of an indicator must lie: what its unit, its name and the plans' own figures say."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from minsheng.packs.model import Indicator
from minsheng.packs.names import parse_name
from minsheng.packs.units import is_counter, parse_unit, plain_unit

_CHANGE = re.compile(r"增长|增速|增幅|涨幅|涨跌|降幅|减幅|提高|下降|降低|减少|压减")
"""How a name says that it measures a change, which may be negative and more than the whole."""
_OVER = re.compile(r"毛入学|毛入园|毛就读|自给|收入比|完成率|周转|使用率")
"""Shares of another whole than their own: pupils of any age to children of school age, what is grown to what is eaten.
Such a share may pass 100%."""
_PART = re.compile(r"率|比例|比率|比重|占比|覆盖面|满意度|诚信度|素养|总体水平|所占比?$|比$")
_MEAN = re.compile(r"^(?:每(?!年)|各(?!类))|平均|人均|户均|均数|各自")
"""How a name says that its figure is a mean over people or places, or one of each of them."""
_OLDEST = Decimal(130)
_ADDED = frozenset(("count", "area", "money"))
_FULL_SCORE = Decimal(100)


@dataclass(frozen=True)
class Limits:
    """The least and the most a figure may be (None: no bound), whether it counts whole things, and why.

    ``full`` is what the whole is in the indicator's unit: 100 for %, 1000 for ‰; None when it is no share.
    """

    low: Decimal | None
    high: Decimal | None
    whole: bool
    full: Decimal | None
    because: str

    def breaks(self, value: Decimal) -> bool:
        """Whether the figure lies outside."""
        return (self.low is not None and value < self.low) or (self.high is not None and value > self.high)

    @property
    def words(self) -> str:
        """The bounds in words."""
        if self.low is None:
            return "数字" if self.high is None else f"不超过 {self.high}"
        return f"不小于 {self.low}" if self.high is None else f"{self.low} 至 {self.high}"


def limits_of(indicator: Indicator, alike: Iterable[Indicator] = ()) -> Limits:
    """The bounds of the indicator; ``alike`` are those a person confirmed to be the same one.

    A share of a whole has the whole as its most. It has none where the name speaks of a change (增速) or of a share
    of another whole (毛入学率, 自给率), or where a plan itself prints more than the whole.

    >>> from minsheng.terms.citation import Citation
    >>> def one(name, unit): return limits_of(Indicator("x", name, unit, Citation("a"), ()))
    >>> one("养老机构护理型床位占比", "%").high, one("婴儿死亡率", "‰").high, one("孕产妇死亡率", "/10万").high
    (Decimal('100'), Decimal('1000'), Decimal('100000'))
    >>> one("高等教育毛入学率", "%").high, one("居民人均可支配收入增长", "%").low
    (None, Decimal('-100'))
    >>> one("杭州书房", "个").whole, one("每万人拥有律师数", "个").whole
    (True, False)
    """
    every = (indicator, *alike)
    unit = _unit_text(indicator, every)
    parsed = parse_unit(unit)
    change = _CHANGE.search(indicator.name)
    if change is not None:
        low = Decimal(-100) if parsed is not None and parsed.kind == "share" else None
        return Limits(low, None, False, None, f"名称里有“{change[0]}”，可以是负数，也可以超过100%")
    if parsed is None:
        return Limits(Decimal(0), None, False, None, "没有写单位")
    if parsed.kind == "share" and (parsed.base is None or parsed.base.of != "元"):
        return _share(indicator, every, unit)
    low = Decimal(0)
    if parsed.kind == "years":
        return Limits(low, _OLDEST, False, None, "年数、岁数")
    if parsed.kind == "score":
        over = [value for value in _printed(every, unit) if value > _FULL_SCORE]
        return Limits(low, None if over else _FULL_SCORE, False, None, "百分制的分数")
    whole = (
        is_counter(unit)
        and not is_mean(indicator)
        and all(value == value.to_integral_value() for value in _printed(every, unit))
    )
    return Limits(low, None, whole, None, "数出来的个数" if whole else "不能是负数")


def is_mean(indicator: Indicator) -> bool:
    """Whether the name says that the figure is a mean, or per so many people, so that districts' do not add up.

    >>> from minsheng.terms.citation import Citation
    >>> def one(name): return is_mean(Indicator("x", name, "人", Citation("a"), ()))
    >>> one("每千人口执业（助理）医师数"), one("各类卫生健康人员总量"), one("每年扶持创业人员数")
    (True, False, False)
    """
    return parse_name(indicator.name).base is not None or _MEAN.search(indicator.name) is not None


def adds_up(indicator: Indicator) -> bool:
    """Whether a whole's figure is the sum of its parts': a count of things or a sum of money, no rate and no mean.

    >>> from minsheng.terms.citation import Citation
    >>> def one(name, unit): return adds_up(Indicator("x", name, unit, Citation("a"), ()))
    >>> one("杭州书房", "个"), one("每万人拥有律师数", "个"), one("义务教育巩固率", "%"), one("人均收入", "元")
    (True, False, False, False)
    """
    unit = parse_unit(indicator.unit)
    return unit is not None and unit.kind in _ADDED and unit.base is None and not is_mean(indicator)


def _share(indicator: Indicator, every: tuple[Indicator, ...], unit: str) -> Limits:
    parsed = parse_unit(unit)
    assert parsed is not None
    full = (1 / parsed.scale).normalize()
    full = full.quantize(Decimal(1)) if full == full.to_integral_value() else full
    low = Decimal(0)
    over = _OVER.search(indicator.name)
    if over is not None:
        return Limits(
            low, None, False, full, f"名称里有“{over[0]}”，分子不全在分母里，可以超过 {full}{plain_unit(unit)}"
        )
    beyond = [value for value in _printed(every, unit) if value > full]
    if beyond:
        return Limits(low, None, False, full, f"规划自己就印了 {beyond[0]}{plain_unit(unit)}")
    if _PART.search(indicator.name) is None:
        return Limits(low, None, False, full, "名称没有说它是占整体的几分之几")
    return Limits(low, full, False, full, f"占整体的几分之几，不超过 {full}{plain_unit(unit)}")


def _unit_text(indicator: Indicator, every: Iterable[Indicator]) -> str:
    """The indicator's unit, or that of the same one elsewhere where a table forgot to print it."""
    return next((one.unit for one in every if plain_unit(one.unit)), indicator.unit)


def _printed(every: Iterable[Indicator], unit: str) -> list[Decimal]:
    """The figures the plans print for it in this unit."""
    return [
        value.value
        for one in every
        if not plain_unit(one.unit) or plain_unit(one.unit) == plain_unit(unit)
        for value in one.values
        if value.value is not None and value.kind != "growth"
    ]
