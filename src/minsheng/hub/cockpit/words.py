"""How the cockpit words things: states, periods, figures, and the colour of a degree."""

from __future__ import annotations

from itertools import pairwise

from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from minsheng.hub.catalogue.wording import chinese, number
from minsheng.monitor.observation import RURAL, URBAN
from minsheng.monitor.state import Status
from minsheng.packs.units import goes_first
from minsheng.terms.periods import Period

STEPS = ((60.0, "s1"), (75.0, "s2"), (85.0, "s3"), (95.0, "s4"), (101.0, "s5"))
"""Up to which degree each shade reaches."""


def states() -> dict[str, str]:
    """The five states in words."""
    return {
        "met": _("已完成"),
        "on_track": _("进度正常"),
        "lagging": _("进度滞后"),
        "missed": _("未完成"),
        "no_data": _("没有数据"),
    }


def levels() -> dict[str, str]:
    """The four levels of a warning in words."""
    return {"red": _("红色"), "orange": _("橙色"), "yellow": _("黄色"), "blue": _("蓝色")}


def period_words(period: Period) -> str:
    """A period in words: 2023年, 2023年四季度, 2023年12月, 2021–2025年."""
    if period.kind == "quarter":
        quarters = (_("%(year)s年一季度"), _("%(year)s年二季度"), _("%(year)s年三季度"), _("%(year)s年四季度"))
        return quarters[period.number - 1] % {"year": period.year}
    if period.kind == "month":
        return _("%(year)s年%(month)s月") % {"year": period.year, "month": period.number}
    if period.kind == "span":
        return _("%(year)s–%(until)s年") % {"year": period.year, "until": period.until}
    return _("%(year)s年") % {"year": period.year}


def with_unit(said: str, unit: str) -> Markup:
    """A figure with its unit where Chinese print puts it."""
    if goes_first(unit):
        return chinese(unit) + escape(said)
    return escape(said) + (chinese(unit) if unit else Markup(""))


def value_words(one: Status) -> Markup:
    """The figure a target is judged by, with its unit; yearly growth is in percent."""
    if one.value is None:
        return escape(_("没有数据"))
    return with_unit(number(round(one.value, 4)), "%" if one.kind == "growth" else one.unit)


def step_of(degree: float | None) -> str:
    """The shade of a degree; ``none`` where it is not known.

    >>> step_of(59.9), step_of(60), step_of(100), step_of(None)
    ('s1', 's2', 's5', 'none')
    """
    return "none" if degree is None else next(step for most, step in STEPS if degree < most)


def legend() -> list[tuple[str, str]]:
    """The shades and what they stand for."""
    ends = [0.0, *(most for most, _step in STEPS)]
    said = [f"{low:.0f}–{min(high, 100):.0f}%" for low, high in pairwise(ends)]
    shades = [(step, words) for (_most, step), words in zip(STEPS, said, strict=True)]
    return [*shades, ("none", _("没有数据"))]


def group_words(group: str) -> str:
    """A group of people in words."""
    return {URBAN: _("城镇"), RURAL: _("农村"), "": _("全体")}.get(group, group)
