"""Findings about how one indicator is printed: one figure with several signs, one measure with several units."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from minsheng.packs.audit.finding import Clause, Finding, bare_figure, clause_of
from minsheng.packs.audit.linked import Linked
from minsheng.packs.matching import Pair
from minsheng.packs.model import Indicator, MatchState, Value
from minsheng.packs.units import is_counter, plain_unit


def printed(linked: Linked) -> Iterator[Finding]:
    """One finding for each indicator, year and number with several signs, one for each with several units."""
    for rows, why in linked.groups(sure=True):
        yield from _signs(linked, rows, why)
        yield from _units(linked, rows, why)


def reason(why: Sequence[Pair], rows: Sequence[Indicator]) -> tuple[str | None, MatchState | None]:
    """Why rows are taken for one: the pair among them that is least sure, and its state."""
    ids = {row.id for row in rows}
    inside = [pair for pair in why if {pair.first.id, pair.second.id} <= ids] or list(why)
    weakest = min(inside, key=lambda pair: (pair.sure, pair.state == "confirmed"), default=None)
    return (None, None) if weakest is None else (weakest.because, weakest.state)


def _signs(linked: Linked, rows: Sequence[Indicator], why: Sequence[Pair]) -> Iterator[Finding]:
    stated: dict[tuple[int | None, Decimal, bool], list[tuple[Indicator, Value]]] = defaultdict(list)
    for row in rows:
        for value in row.values:
            if value.kind == "target" and value.value is not None:
                stated[linked.year_of(row, value), value.value, value.cumulative].append((row, value))
    for (year, _, _), told in stated.items():
        if len({value.op for _, value in told}) > 1:
            figures = "、".join(dict.fromkeys(bare_figure(value, row.unit) for row, value in told))
            message = f"{told[0][0].name}：{year or ''}年目标是同一个数，宽严写法不一（{figures}）"
            clauses = tuple(clause_of(linked.pack.id, row, value) for row, value in told)
            because, state = reason(why, [row for row, _ in told])
            yield Finding("sign-differs", "note", message, clauses, because=because, state=state)


def _units(linked: Linked, rows: Sequence[Indicator], why: Sequence[Pair]) -> Iterator[Finding]:
    """元/年 beside 元/人·年, 岁 beside 年; not 个 beside 家, and not 万 beside 万人, which only leaves the noun out."""
    having = [row for row in rows if plain_unit(row.unit) and not _only_size(row.unit)]
    units = list(dict.fromkeys(plain_unit(row.unit) for row in having))
    if len(units) > 1 and not all(map(is_counter, units)):
        message = f"{having[0].name}：{len(units)} 种单位写法（{'、'.join(units)}），说的应是一回事"
        clauses = tuple(Clause(linked.pack.id, row.id, row.name, f"单位：{row.unit}", row.source) for row in having)
        because, state = reason(why, having)
        yield Finding("unit-wording", "note", message, clauses, because=because, state=state)


def _only_size(unit: str) -> bool:
    return not plain_unit(unit).strip("十百千万亿")
