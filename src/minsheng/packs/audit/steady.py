"""Findings about targets of several years that never move."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from minsheng.packs.audit.figures import at_limit
from minsheng.packs.audit.finding import Finding, bare_figure, clause_of
from minsheng.packs.audit.linked import Linked
from minsheng.packs.audit.printed import reason
from minsheng.packs.model import Indicator, Value


def steady(linked: Linked) -> Iterator[Finding]:
    """One finding for each indicator that is to reach one number in several years; all or nothing cannot move."""
    for rows, why in linked.groups(sure=False):
        stated: dict[tuple[Decimal, bool], list[tuple[Indicator, Value]]] = defaultdict(list)
        for row in rows:
            for value in row.values:
                if value.kind == "target" and value.value is not None and value.year is not None:
                    stated[value.value, value.cumulative].append((row, value))
        for (number, cumulative), told in stated.items():
            years = sorted({value.year for _, value in told if value.year})
            if len(years) < 2 or cumulative or at_limit(rows[0], number):
                continue
            told.sort(key=lambda one: one[1].year or 0)
            figures = "、".join(dict.fromkeys(bare_figure(value, row.unit) for row, value in told))
            said = "、".join(f"{year}年" for year in years)
            message = f"{told[-1][0].name}：{said}的目标是同一个数（{figures}），看不出进展"
            clauses = tuple(clause_of(linked.pack.id, row, value) for row, value in told)
            because, state = reason(why, [row for row, _ in told])
            yield Finding("no-progress", "note", message, clauses, because=because, state=state)
