"""The targets of a pack, each with its plan's years, the interval that reaches it, and what had to be assumed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from minsheng.monitor.aim import Aim, aim_at, kept
from minsheng.packs.audit.finding import bare_figure
from minsheng.packs.direction import infer_direction
from minsheng.packs.model import Direction, Document, Indicator, Operator, Pack, Value
from minsheng.packs.names import parse_name
from minsheng.packs.units import parse_unit
from minsheng.terms.divisions import divisions_below

Kind = Literal["level", "total", "growth", "keep", "text"]
"""What a target is about: the level at the end, the total over the plan's years, the average yearly growth from the
baseline, a level that is kept (no figure printed), or words that no figure can be held against."""

PLAN_YEARS = 5
_DASH = re.compile(r"[-—–－/无\s]*")
_PERCENT = re.compile(r"(?P<op>[<>≤≥]?)(?P<figure>[-+]?\d+(?:\.\d+)?)\s*[%％](?P<tail>以上|左右|以内|以下)?")
_SIGNS: Mapping[str, Operator] = {
    "": "=",
    "<": "<",
    ">": ">",
    "≤": "<=",
    "≥": ">=",
    "以上": ">=",
    "以内": "<=",
    "以下": "<=",
    "左右": "~",
}
_KEEP = re.compile(
    r"(?:力争|确保)?(?:(?P<same>(?:基本)?(?:保持|维持)(?:基本)?(?:稳定|不变|持平|现状|现有水平)?|(?:基本)?(?:稳定|不变|持平))"
    r"|(?P<floor>不下降|不降低|不减少|不低于现状|不低于基期|只增不减)|(?P<ceiling>不增加|不上升|只减不增))"
)
_EVERY_YEAR = re.compile(r"^每年")
_A_YEAR = re.compile(r"[^/]+/年")
_TOTALS = frozenset(("count", "money", "area", "length"))


@dataclass(frozen=True)
class Target:
    """What an indicator is to reach, where, and by the end of which year.

    ``since`` is the first year of the plan the target belongs to. ``division`` is the code it is promised for, or,
    where the plan prints a name that is no division (主城区), that name. ``aim`` is None for text, and for a level to
    be kept, which depends on the baseline. ``side`` is the direction that decided. ``whole`` says that the figure is
    for the division as a whole (a count, a sum of money), so that no part of it can be held to it; ``by_year`` that
    only figures for whole years count. ``reason`` says why there is no aim, ``assumed`` what the plan leaves open and
    was filled in.
    """

    indicator: Indicator
    value: Value
    year: int
    since: int
    division: str
    kind: Kind
    aim: Aim | None
    side: Direction | None
    whole: bool = False
    every_year: bool = False
    by_year: bool = False
    reason: str = ""
    assumed: tuple[str, ...] = ()

    @property
    def flat(self) -> bool:
        """Whether the target holds in each year alike, so that there is no path to it."""
        return self.every_year or self.kind == "growth"

    @property
    def milestones(self) -> list[tuple[int, float]]:
        """The path as the pack says it, to its end: years with the figure at their end; empty for a straight one."""
        if not self.value.path or self.aim is None:
            return []
        way = [(one.year, float(one.value)) for one in self.value.path]
        return [*way, (self.year, self.aim.goal_from(way[-1][1]))]

    @property
    def text(self) -> str:
        """The target as printed, without its unit: ``>98``, ``≥99.5``, ``[125]``, ``保持全省领先``."""
        return bare_figure(self.value, "")


def targets_of(pack: Pack) -> tuple[Target, ...]:
    """Every target the pack's indicators state, in the order they are written.

    A cell that is only a dash is no target. Where a row has no other, what it promises as growth is its target. A
    target without a year is for the last year of its plan.
    """
    documents = {one.id: one for one in pack.documents}
    names = divisions_below(pack.about.division)
    found = []
    for indicator in pack.indicators:
        document = documents.get(indicator.source.document)
        for value in _stated(indicator):
            found += list(_targets(indicator, value, document, pack.about.division, names))
    return tuple(found)


def _stated(indicator: Indicator) -> list[Value]:
    targets = [value for value in indicator.values if value.kind == "target" and not _is_dash(value)]
    return targets or [value for value in indicator.values if value.kind == "growth" and not _is_dash(value)]


def _is_dash(value: Value) -> bool:
    return value.op == "text" and not value.by_division and _DASH.fullmatch(value.text or "") is not None


def _targets(
    indicator: Indicator, value: Value, document: Document | None, home: str, names: dict[str, str]
) -> Iterator[Target]:
    year, since, assumed = _years(indicator, value, document)
    if year is None:
        yield Target(indicator, value, 0, 0, home, "text", None, indicator.direction, reason="没有写是哪一年的目标")
        return
    side, told = _side(indicator, value)
    kind, aim, reason = _aim(indicator, value, side)
    every_year = _EVERY_YEAR.match(indicator.name) is not None and kind == "level"
    by_year = every_year or _A_YEAR.fullmatch(indicator.unit) is not None
    said = tuple(filter(None, (assumed, told if indicator.direction == "keep" else "")))
    if aim is not None or (kind in ("keep", "text") and not value.by_division):
        whole = kind == "total" or is_total(indicator)
        yield Target(indicator, value, year, since, home, kind, aim, side, whole, every_year, by_year, reason, said)
    for part in value.by_division:
        own = aim_at("=", part.value, side)
        missing = "" if own is not None else _NO_DIRECTION
        place = names.get(part.division, part.division)
        if part.division not in names:
            own, missing = None, f"“{part.division}”不是一个区划，不知道算哪些地方"
        kind = "level" if own is not None else "text"
        yield Target(indicator, value, year, since, place, kind, own, side, False, every_year, by_year, missing, said)


_NO_DIRECTION = "规则包里没有写这个指标是越高越好还是越低越好"


def _years(indicator: Indicator, value: Value, document: Document | None) -> tuple[int | None, int, str]:
    """The year a target is for, the first year of its plan, and what was assumed for that."""
    assumed = ""
    year = value.year
    if year is None and value.kind == "growth":
        year = next((one.year for one in indicator.values if one.kind == "target" and one.year), None)
    if year is None and document is not None:
        year = document.until.year
        assumed = f"原文没有写年份，按规划期末{year}年"
    if year is None:
        return None, 0, ""
    if document is not None and year >= document.since.year:
        return year, document.since.year, assumed
    return year, (year - 1) // PLAN_YEARS * PLAN_YEARS + 1, assumed


def _side(indicator: Indicator, value: Value) -> tuple[Direction | None, str]:
    """Which way is worse: the target's own words, else the pack's; for a level to be kept, what the name suggests."""
    if (said := _KEEP.fullmatch(value.text or "")) is not None and said["same"] is None:
        return ("higher" if said["floor"] is not None else "lower"), ""
    if indicator.direction != "keep":
        return indicator.direction, ""
    found = infer_direction(indicator)
    if found is None:
        return "keep", "保持：高了低了都算没有保持"
    return found.direction, f"保持：{found.reason}"


def _aim(indicator: Indicator, value: Value, side: Direction | None) -> tuple[Kind, Aim | None, str]:
    if value.kind == "growth":
        return _growth(indicator, value, side)
    if value.op == "range":
        assert value.low is not None
        assert value.high is not None
        return "level", Aim(value.low, value.high), ""
    if value.op == "text" or value.value is None:
        if value.text and _KEEP.fullmatch(value.text) is not None:
            return ("text", None, _NO_DIRECTION) if side in (None, "range") else ("keep", None, "")
        return "text", None, f"目标写作“{value.text}”，不是一个可以比较的数"
    if value.op == "=" and indicator.direction == "keep":
        aim: Aim | None = kept(value.value, side)
    else:
        aim = aim_at(value.op, value.value, side)
    kind: Kind = "total" if value.cumulative else "level"
    return (kind, aim, "") if aim is not None else ("text", None, _NO_DIRECTION)


def _growth(indicator: Indicator, value: Value, side: Direction | None) -> tuple[Kind, Aim | None, str]:
    if value.value is not None and value.cumulative:
        levels = [one for one in indicator.values if one.kind == "actual" and one.value is not None]
        if levels and not any(one.cumulative for one in levels):
            return "text", None, "目标是五年累计的增加量，实绩是某一年的水平，没有同口径的数"
        aim = aim_at(value.op, value.value, side)
        return ("total", aim, "") if aim is not None else ("text", None, _NO_DIRECTION)
    found = _PERCENT.fullmatch((value.text or "").strip()) if value.value is None else None
    if value.value is None and found is None:
        return "text", None, f"目标写作“{value.text}”，不是一个可以比较的数"
    figure = value.value if found is None else Decimal(found["figure"])
    assert figure is not None
    op: Operator = value.op if found is None else _SIGNS[found["tail"] or found["op"]]
    aim = aim_at(op, figure, side)
    return ("growth", aim, "") if aim is not None else ("text", None, _NO_DIRECTION)


def is_total(indicator: Indicator) -> bool:
    """Whether an indicator is a figure of a place as a whole, so that a part of the place has only its part of it.

    Counts, sums of money, areas and lengths are, unless name or unit say per what.

    >>> from minsheng.terms.citation import Citation
    >>> [is_total(Indicator("x", name, unit, Citation("a"), ())) for name, unit in (
    ...     ("康养联合体", "个"), ("每千人口托位数", "个"), ("每年新设企业数", "家"), ("森林覆盖率", "%"))]
    [True, False, True, False]
    """
    if parse_name(indicator.name).base is not None or re.search(r"[人户]均|平均|每(?!年)|班额", indicator.name):
        return False
    unit = parse_unit(indicator.unit)
    return unit is not None and unit.base is None and unit.kind in _TOTALS
