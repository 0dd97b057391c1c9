"""One finding a document about the targets that name no year, rules that hold every year left aside."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from minsheng.packs.audit.figures import at_limit
from minsheng.packs.audit.finding import Clause, Finding, clause_of
from minsheng.packs.audit.linked import Linked
from minsheng.packs.model import Indicator, Value
from minsheng.packs.units import parse_unit

_EVERY = re.compile(r"每(?:\d+|[两三半])?个?(?:年|季度?|月|周|天|日|学期|学年)")
_HOLDING = re.compile(r"保持|维持|稳定")


def years(linked: Linked) -> Iterator[Finding]:
    """One finding for each document with targets that name no year, all their clauses inside."""
    unsaid: dict[str, list[Clause]] = defaultdict(list)
    aside: dict[str, int] = defaultdict(int)
    for indicator in linked.pack.indicators:
        for value in indicator.values:
            if value.kind != "target" or value.year is not None:
                continue
            document = indicator.source.document
            if value.cumulative:
                continue  # a total over the plan period says its time
            if standing(indicator, value) is not None:
                aside[document] += 1
            elif not _said_beside(linked, indicator, value):
                unsaid[document].append(clause_of(linked.pack.id, indicator, value))
    for document, clauses in unsaid.items():
        known = linked.documents.get(document)
        title = f"《{known.title}》" if known is not None else document
        message = f"{title}：{len(clauses)} 处目标没有写明是哪一年的"
        if aside[document]:
            message += f"（另有 {aside[document]} 处是年年、回回都要做到的，不算在内：名称里有“每年”“每月”，"
            message += "写作保持、稳定在，是办事时限，或要求100%）"
        yield Finding("no-year", "note", message, tuple(clauses))


def standing(indicator: Indicator, value: Value) -> str | None:
    """Why a target needs no year: it is a rule for every year, by the grammar of name and modifier; None otherwise.

    >>> from decimal import Decimal
    >>> from minsheng.terms.citation import Citation
    >>> yearly = Indicator("a", "每年送戏场次", "场", Citation("a"), ())
    >>> standing(yearly, Value("target", None, ">=", Decimal(5)))
    '名称里有“每年”'
    """
    if every := _EVERY.search(indicator.name):
        return f"名称里有“{every[0]}”"
    if indicator.modifier and (holding := _HOLDING.search(indicator.modifier)):
        return f"写作“{holding[0]}”"
    unit = parse_unit(indicator.unit)
    if unit is not None and unit.kind == "duration" and value.op in ("<", "<=", ">", ">="):
        return "是办事时限"
    if value.value and value.op in ("=", ">=") and at_limit(indicator, value.value):
        return "要求100%"
    return None


def _said_beside(linked: Linked, indicator: Indicator, value: Value) -> bool:
    """Whether another row of the document, surely the same indicator, gives the year of this figure."""
    return any(
        link.pair.sure
        and link.factor is not None
        and link.other.source.document == indicator.source.document
        and any(
            other.kind == "target"
            and other.year
            and other.value is not None
            and other.value * link.factor == value.value
            for other in link.other.values
        )
        for link in linked.links(indicator)
    )
