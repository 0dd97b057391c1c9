"""Which way is better for an indicator: what the pack says, else what grammar suggests, with the reason."""

from __future__ import annotations

import re
from dataclasses import dataclass

from minsheng.packs.model import Direction, Indicator
from minsheng.packs.names import parse_name


@dataclass(frozen=True)
class Inferred:
    """A direction nobody wrote down, and why it is thought so."""

    direction: Direction
    reason: str


_TURNED = re.compile(r"(下降|降低|减少|压减|削减|缩小)(率|幅度|比例|值)?$")
_LOWER = re.compile(
    r"(死亡|失业(?!保险|人员)|发病|患病|近视|贫困发生|成讼|事故|火灾|犯罪|发案|案件|投诉|违法|欠薪|不合格|流失|辍学|出生缺陷|肥胖|能耗|水耗"
    r"|排放|浓度|收入比|收入差距|恩格尔系数|基尼系数|空置|等候时间|等待时间|平均间距|间隔)"
)
_HIGHER = re.compile(
    r"(覆盖|普及|参保|参合|入学|入园|升学|巩固|毛入学|合格|满意|达标|持证|签约|筛查|检出规范|接种|寿命|健康管理|处理|处置|利用率"
    r"|回收|准确|建成|建档|签订|就业人数|新增就业|床位|托位|医师|护士|护理员|律师|技能人才|社会工作专业|场地面积|设施面积|绿地面积"
    r"|绿化|森林|优良|水质|iii类|收入|增加值|阅读|锻炼|体质|素养|受教育年限|预期受教育|服务指数|满意度指数|信用|诚信|救助率|办结"
    r"|联办|通办|受益|培训|志愿者|社会组织|示范|抽检|保障标准|参保人数|通达|一体化|等级化|藏书|藏量|博物馆|图书馆|书房|文化家园"
    r"|照料中心|康养联合体|托育机构|养老机构|医院|幼儿园|学校|站点|公共交通|机动化出行)"
)
_FLOORS = frozenset((">", ">="))
_CEILINGS = frozenset(("<", "<="))


def infer_direction(indicator: Indicator) -> Inferred | None:
    """What name and targets suggest, or None when they suggest nothing or contradict each other.

    >>> from minsheng.terms.citation import Citation
    >>> infer_direction(Indicator("x", "婴儿死亡率", "‰", Citation("a"), ())).direction
    'lower'
    >>> infer_direction(Indicator("x", "近视率降低", "%", Citation("a"), ())).direction
    'higher'
    """
    by_name = _by_name(indicator.name)
    by_target = _by_target(indicator)
    if by_name is None or by_target is None:
        return by_name or by_target
    return by_name if by_name.direction == by_target.direction else None


def direction_of(indicator: Indicator) -> tuple[Direction | None, str | None]:
    """The pack's direction, else the inferred one with its reason; nothing when there is neither."""
    if indicator.direction is not None:
        return indicator.direction, None
    found = infer_direction(indicator)
    return (None, None) if found is None else (found.direction, found.reason)


def _by_name(name: str) -> Inferred | None:
    core = parse_name(name).core
    for text in (name, core):
        if turned := _TURNED.search(text):
            return Inferred("higher", f"名称以“{turned[0]}”结尾，降得越多越好")
    lower, higher = _LOWER.search(core), _HIGHER.search(core) or _HIGHER.search(name)
    if lower:
        return Inferred("lower", f"名称里有“{lower[0]}”，越低越好")
    return Inferred("higher", f"名称里有“{higher[0]}”，越高越好") if higher else None


def _by_target(indicator: Indicator) -> Inferred | None:
    ops = {value.op for value in indicator.values if value.kind == "target"}
    if ops and ops <= _FLOORS:
        return Inferred("higher", "目标写作“以上”，是下限")
    if ops and ops <= _CEILINGS:
        return Inferred("lower", "目标写作“以下”，是上限")
    return None
