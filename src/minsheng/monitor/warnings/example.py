"""Made-up figures for what warnings watch by quarter or month, so that a demonstration has some that come true."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from random import Random

from minsheng.monitor.example import SOURCE, UNTIL
from minsheng.monitor.observation import Observation
from minsheng.monitor.warnings.steps import before, last_of
from minsheng.packs.model import Indicator, Pack
from minsheng.terms.periods import Period

_BACK = {"month": 14, "quarter": 8}
_ROUND = Decimal(10)
"""The level of what has no figure in any plan."""
_NOTE = "为演示预警编出来的"


def watched_observations(
    pack: Pack, beside: Iterable[Observation], seed: int, *, until: Period = UNTIL
) -> list[Observation]:
    """Made-up figures of the whole city for each warning that looks at months or quarters, up to ``until``.

    A year or two around the level of the indicator's target, where there is one; the last figures creep up, so that
    some warnings come true. Cells that ``beside`` fills are left alone. The same for one seed.
    """
    filled = {row.cell for row in beside}
    indicators = {one.id: one for one in pack.indicators}
    rows: dict[tuple[str, str, str, str], Observation] = {}
    for rule in pack.warnings:
        indicator = indicators.get(rule.watches)
        if rule.every == "year" or rule.of != "whole" or indicator is None:
            continue
        chance = Random(f"{seed}:{rule.watches}:{rule.every}")
        level, period = _level(indicator), last_of(rule.every, until)
        for back in range(_BACK[rule.every]):
            share = Decimal(str(round(chance.gauss(0.91, 0.02) + (0.08 - 0.03 * back if back < 3 else 0), 3)))
            value = (level * share).quantize(Decimal(1) if level == _ROUND else Decimal("0.1"))
            row = Observation(indicator.id, pack.about.division, period, value, SOURCE, _NOTE)
            if row.cell not in filled:
                rows.setdefault(row.cell, row)
            period = before(period)
    return list(rows.values())


def _level(indicator: Indicator) -> Decimal:
    goals = (one.value for one in indicator.values if one.kind == "target" and one.value is not None)
    return next(goals, _ROUND)
