"""Figures by districts as they were drawn before, brought to those of today, as a file that can be imported."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from minsheng.monitor.crosswalk import Crosswalk, Restated
from minsheng.monitor.importing.figures import Figure
from minsheng.monitor.importing.run import read_figures, understand
from minsheng.monitor.importing.words import Words
from minsheng.monitor.limits import adds_up
from minsheng.monitor.observation import Observation
from minsheng.packs.model import Indicator
from minsheng.terms.divisions import division_name
from minsheng.terms.errors import Fault, MinshengError

_DECIMALS = 4


@dataclass(frozen=True)
class Restatement:
    """What became of a file: figures for districts of today, those that cannot be known, and groups that can."""

    rows: tuple[Observation, ...]
    unknown: tuple[str, ...]
    together: tuple[str, ...]


def restate_file(path: Path, words: Words) -> Restatement:
    """Restate the figures of a .csv or .xlsx file by old districts; raises `MinshengError` with every fault.

    All rows must be of a time before the districts were redrawn. Figures of districts that stayed as they were go
    through; a total is the sum of the parts, a rate their mean weighted by people; the rest is unknown.
    """
    if not words.redrawn:
        raise MinshengError(Fault("restate.none", "这里没有记着区划调整", read=words.pack.id))
    walk = words.redrawn[-1]
    read = read_figures(path, words, former=walk.former)
    faults = list(read.faults)
    rows: list[tuple[Indicator, Observation]] = []
    for figure in read.figures:
        understood = understand(_by_code(figure, walk), words, old=frozenset(walk.former.values()))
        if isinstance(understood, list):
            shown = figure.words.get("division")
            faults += [figure.place.fault(one.code, one.message, shown, one.expected) for one in understood]
        elif understood[1].period.last_day >= walk.since:
            message = f"{understood[1].period} 已经是 {walk.since} 区划调整以后的数"
            faults.append(figure.place.fault("restate.period", message, expected="按现在的区划直接导入"))
        else:
            rows.append(understood)
    if faults:
        raise MinshengError.of(faults)
    return _restated(rows, walk, path.name)


def _by_code(figure: Figure, walk: Crosswalk) -> Figure:
    """The figure with the code of the old district its words name."""
    said = "".join(figure.words.get("division", "").split())
    code = next((old for name, old in walk.former.items() if said.endswith(name) or said == name[:-1]), None)
    return figure if code is None else replace(figure, words={**figure.words, "division": code})


def _restated(rows: Iterable[tuple[Indicator, Observation]], walk: Crosswalk, file: str) -> Restatement:
    olds = set(walk.former.values())
    made: list[Observation] = []
    groups: dict[tuple[str, str, str], dict[str, Observation]] = defaultdict(dict)
    indicators: dict[str, Indicator] = {}
    for indicator, row in rows:
        indicators[indicator.id] = indicator
        if row.division in olds:
            groups[row.indicator, str(row.period), row.group][row.division] = row
        else:
            made.append(row)
    unknown, together = [], []
    for (name, period, _), found in groups.items():
        figures = {old: row.value for old, row in found.items()}
        total = adds_up(indicators[name])
        first = next(iter(found.values()))
        for new in walk.redrawn:
            one = walk.restate(figures, new, adds_up=total)
            if one.value is None:
                unknown.append(f"{indicators[name].name} {period} {division_name(new)}：{one.because}")
                continue
            sources = "；".join(dict.fromkeys(row.source for row in found.values()))
            made.append(replace(first, division=new, value=_rounded(one), source=sources, note=one.because))
        for group, one in walk.together(figures, adds_up=total).items():
            if one.value is not None and len(group) > 1:
                names = "+".join(division_name(code) or code for code in group)
                said = f"{indicators[name].name} {period} {names}：{_rounded(one):f}（{one.because}）"
                together.append(said)
    return Restatement(tuple(made), tuple(unknown), tuple(together))


def _rounded(one: Restated) -> Decimal:
    assert one.value is not None
    return round(one.value, _DECIMALS).normalize() if one.value.as_tuple().exponent else one.value
