"""A small city below a province, and short ways to write its rows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from minsheng.packs.audit import Finding, audit
from minsheng.packs.model import (
    Amount,
    Document,
    Indicator,
    Match,
    Operator,
    Pack,
    PackFile,
    ServiceItem,
    Value,
)
from minsheng.terms.citation import Citation

DOCUMENTS = (
    Document("a-2021", "甲规划", date(2021, 1, 1), date(2025, 12, 31)),
    Document("b-2021", "乙规划", date(2021, 1, 1), date(2025, 12, 31)),
    Document("a-2016", "旧规划", date(2016, 1, 1), date(2020, 12, 31)),
)
ABOVE = (
    Document("p-2021", "省规划", date(2021, 1, 1), date(2025, 12, 31)),
    Document("p-2006", "省里早先的规划", date(2006, 1, 1), date(2010, 12, 31)),
)
_ids = count()


def target(value: str, year: int | None = 2025, op: Operator = "=", **more: Any) -> Value:
    return Value("target", year, op, Decimal(value), **more)


def actual(value: str, year: int | None = 2020, op: Operator = "=", **more: Any) -> Value:
    return Value("actual", year, op, Decimal(value), **more)


def row(name: str, unit: str, *values: Value, at: str = "a-2021", **more: Any) -> Indicator:
    number = next(_ids)
    return Indicator(f"{at}.t1.{number}", name, unit, Citation(at, table=1, row=number), values, **more)


def text(name: str, unit: str, *values: Value, at: str = "a-2021", **more: Any) -> Indicator:
    number = next(_ids)
    return Indicator(f"{at}.c{number}", name, unit, Citation(at, path="三"), values, **more)


def same(*rows: Indicator, **more: Any) -> Match:
    told = {"state": "confirmed", "because": "口径一致", "by": "王芳"} | more
    return Match("common", "共同指标", tuple(one.id for one in rows), **told)


def item(name: str, *amounts: Amount, at: str = "a-2021") -> ServiceItem:
    number = next(_ids)
    return ServiceItem(
        id=f"i{number}",
        name=name,
        name_en="x",
        area="culture-sport",
        tier="basic",
        serves="居民",
        content="演出",
        source=Citation(at, box=1, item=number),
        since=date(2021, 1, 1),
        amounts=amounts,
    )


def audited(
    *rows: Indicator,
    above: tuple[Indicator, ...] = (),
    items: tuple[ServiceItem, ...] = (),
    matches: tuple[Match, ...] = (),
) -> tuple[Finding, ...]:
    province = Pack(PackFile("upland", "上省", "Upland", "330000", "province"), documents=ABOVE, indicators=above)
    about = PackFile("lakeside", "湖滨市", "Lakeside", "330100", "city", "upland")
    city = Pack(about, documents=DOCUMENTS, indicators=rows, items=items, matches=matches)
    return audit("lakeside", {"upland": province, "lakeside": city})


def found(code: str, findings: tuple[Finding, ...]) -> list[Finding]:
    return [one for one in findings if one.code == code]
