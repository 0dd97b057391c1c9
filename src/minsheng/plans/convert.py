"""From what reading yields to rows of a pack: ids, citations, and figures with their kind and year."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from minsheng.packs import model
from minsheng.packs.model import ValueKind
from minsheng.plans.layout.places import citation_place
from minsheng.plans.model import Commitment, Doubt, Figure, Indicator, Item
from minsheng.terms.citation import Citation

_YEAR = re.compile(r"(?:19|20)\d\d")
_GROWTH = re.compile(r"增长|增速|增幅|年均|累计增加")
_TARGET = re.compile(r"目标|规划|计划|预期|预计|远景|展望|达到")
_ACTUAL = re.compile(r"实绩|实际|基期|基准|基数|基础|现状|完成|统计|数值|上年|实现|初步")
_KIND_ORDER = {"actual": 0, "target": 1, "growth": 2}


@dataclass(frozen=True)
class Period:
    """The years a plan is for."""

    first: int
    last: int


def period_of(text: str) -> Period | None:
    """The period a plan's title names, if it names one.

    >>> period_of("某市公共服务“十四五”规划"), period_of("某市行动计划（2013—2015年）")
    (Period(first=2021, last=2025), Period(first=2013, last=2015))
    """
    span = re.search(r"((?:19|20)\d\d)年?\s*[-—–－~至到]+\s*((?:19|20)\d\d)", text)
    if span and span[1] <= span[2]:
        return Period(int(span[1]), int(span[2]))
    plan = re.search(r"“?十([一二三四五六])五”?", text)
    if plan is None:
        return None
    first = 2001 + 5 * "一二三四五六".index(plan[1]) + 5
    return Period(first, first + 4)


def column_meaning(key: str, period: Period | None, *, years: Iterable[int] = ()) -> tuple[ValueKind, int | None, bool]:
    """What a column of figures holds: kind, year, and whether that had to be guessed.

    A bare year is a target from the plan's first year on; without a period, unless it is the first of ``years``.

    >>> column_meaning("2020年实际情况", None), column_meaning("年均增长", None)
    (('actual', 2020, False), ('growth', None, False))
    >>> column_meaning("2025", Period(2021, 2025)), column_meaning("2020", Period(2021, 2025))
    (('target', 2025, False), ('actual', 2020, False))
    """
    found = _YEAR.findall(key)
    year = int(found[-1]) if found else None
    if _GROWTH.search(key):
        return "growth", year, False
    if _ACTUAL.search(key) and not re.search("目标", key):
        return "actual", year, False
    if _TARGET.search(key):
        return "target", year if year is not None or period is None else period.last, False
    if year is None:
        return "actual", None, True
    if period is not None:
        return ("target" if year >= period.first else "actual"), year, False
    return ("target" if year > min([year, *years]) else "actual"), year, True


def to_indicator(
    row: Indicator | Commitment,
    document: str,
    *,
    number: int = 1,
    table: int | None = None,
    period: Period | None = None,
) -> model.Indicator:
    """The pack's row for a table row or a commitment.

    ``number`` counts commitments in the document, or stands in for a row number that is not printed; ``table`` for a
    table number the caption does not have. The name is the subject: no sentence of the plan is carried over.
    """
    if isinstance(row, Commitment):
        return _from_commitment(row, document, number)
    return _from_row(row, document, number, table, period)


def conversion_doubts(row: Indicator | Commitment, period: Period | None) -> tuple[Doubt, ...]:
    """What `to_indicator` could not be sure of."""
    if isinstance(row, Commitment):
        return () if row.year is not None else (Doubt("draft.no-year", "没有写明是哪一年的目标", row.lines),)
    doubts: list[Doubt] = []
    seen: dict[tuple[str, int | None], str] = {}
    years = _years(row.values)
    for key in row.values:
        kind, year, guessed = column_meaning(key, period, years=years)
        if guessed:
            said = {"actual": "实绩", "target": "目标", "growth": "增长"}[kind]
            doubts.append(Doubt("draft.column", f"“{key}”一列按{said}处理，请核对", row.lines))
        other = seen.setdefault((kind, year), key)
        if other != key:
            doubts.append(Doubt("draft.two-columns", f"“{other}”和“{key}”两列意思相同，请留一列", row.lines))
    return tuple(doubts)


def table_number(caption: str) -> int | None:
    """The number a table's caption prints.

    >>> table_number("表2 主要指标"), table_number("主要指标目标表")
    (2, None)
    """
    found = re.match(r"\s*(?:附)?表\s*(\d{1,3})", caption)
    return int(found[1]) if found else None


def table_numbers(captions: Iterable[str]) -> dict[str, int]:
    """A number for every table: the printed one, else the next free one in order.

    >>> table_numbers(["目标表", "表1 完成情况", "目标表"])
    {'目标表': 2, '表1 完成情况': 1}
    """
    order = list(dict.fromkeys(captions))
    numbers = {caption: number for caption in order if (number := table_number(caption)) is not None}
    taken = set(numbers.values())
    for caption in order:
        if caption not in numbers:
            numbers[caption] = next(number for number in range(1, len(order) + len(taken) + 2) if number not in taken)
            taken.add(numbers[caption])
    return {caption: numbers[caption] for caption in order}


def to_amounts(item: Item) -> tuple[model.Amount, ...]:
    """The figures of an item, without the words around them."""
    return tuple(model.Amount(value=amount.value, unit=amount.unit, per=amount.per or None) for amount in item.amounts)


def to_item(item: Item, document: str, **said: Any) -> model.ServiceItem:
    """The pack's row for a box item; ``said`` holds what a person has to say.

    At least ``area``, ``tier``, ``serves``, ``content``, ``name_en`` and ``since``; any field of `ServiceItem` may be
    given and goes before what was read. Raises ``TypeError`` when one of these is left out.
    """
    read: dict[str, Any] = {
        "id": f"{document}.b{item.box}.{item.number}",
        "name": item.name,
        "amounts": to_amounts(item),
        "source": Citation(document, box=item.box, item=item.number),
    }
    return model.ServiceItem(**(read | said))


def guess_tier(box_title: str) -> model.Tier:
    """Basic when the box calls its items basic public services, else raised."""
    return "basic" if "基本公共服务" in box_title else "raised"


def guess_area(box_title: str, areas: Iterable[model.Area]) -> str | None:
    """The area whose name the box's title has.

    >>> guess_area("“老有所养”基本公共服务项目", [model.Area("elder-care", "老有所养", "Old age")])
    'elder-care'
    """
    return next((area.id for area in areas if area.name in box_title), None)


def _from_row(row: Indicator, document: str, number: int, table: int | None, period: Period | None) -> model.Indicator:
    printed = table_number(row.table)
    table = printed if printed is not None else (table or 1)
    place = row.number if row.number is not None else number
    years = _years(row.values)
    values = []
    for key, figure in row.values.items():
        kind, year, _ = column_meaning(key, period, years=years)
        if figure.text.strip():
            values.append(_value(_in_unit(figure, row.unit), kind, year))
    return model.Indicator(
        id=f"{document}.t{table}.{place}",
        name=row.name or "未命名指标",
        unit=row.unit,
        source=Citation(document, table=table, row=place),
        values=tuple(sorted(values, key=lambda value: (value.year or 9999, _KIND_ORDER[value.kind]))),
        category=row.category or None,
        attribute=row.attribute,
    )


def _from_commitment(row: Commitment, document: str, number: int) -> model.Indicator:
    value = model.Value(kind="target", year=row.year, op=row.op, value=row.value)
    return model.Indicator(
        id=f"{document}.c{number}",
        name=row.subject or "未命名指标",
        unit=row.unit,
        source=section_citation(document, row.section),
        values=(value,),
        modifier=row.modifier,
    )


def section_citation(document: str, section: str) -> Citation:
    """The citation of a section as reading writes it; the whole document when the section has no written form.

    >>> str(section_citation("hz-2021", "三、托育/（一）服务/1.扩大供给"))
    'hz-2021 三(一)1'
    """
    place = citation_place(tuple(part for part in section.split("/") if part))
    try:
        return Citation.parse(f"{document} {place}")
    except ValueError:
        return Citation(document)


def in_its_item(source: Citation, row: Commitment, items: Iterable[Item]) -> Citation:
    """The citation of a box as that of the one item in it that holds the row's lines, when there is one."""
    if source.box is None or source.item is not None:
        return source
    first, last = row.lines
    numbers = [
        each.number for each in items if each.box == source.box and each.lines[0] <= first <= last <= each.lines[1]
    ]
    return replace(source, item=numbers[0]) if len(numbers) == 1 else source


def _in_unit(figure: Figure, unit: str) -> Figure:
    """The figure, or its bare text when it is printed in a unit that is not the row's: 8% of growth in a row of 元."""
    foreign = any(sign in figure.text and sign not in unit for sign in "%％‰") and bool(unit)
    return replace(figure, op="text", value=None) if foreign else figure


def _value(figure: Figure, kind: ValueKind, year: int | None) -> model.Value:
    parts = tuple(model.DivisionValue(part.division, part.value) for part in figure.by_division)
    plain = figure.value is not None and figure.op not in ("text", "range")
    ranged = figure.op == "range" and figure.low is not None and figure.high is not None
    return model.Value(
        kind=kind,
        year=year,
        op=figure.op if plain or ranged else "text",
        value=figure.value if plain else None,
        low=figure.low if ranged else None,
        high=figure.high if ranged else None,
        cumulative=figure.cumulative,
        text=None if plain or ranged else figure.text.strip(),
        note=figure.note,
        by_division=parts,
    )


def _years(values: Mapping[str, Figure]) -> list[int]:
    return [int(year) for key in values for year in _YEAR.findall(key)]
