"""A value cell: its number, operator, range, note, and whether it is a five-year total."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from minsheng.plans.model import DivisionFigure, Figure, Operator
from minsheng.plans.tables.text import narrow, plain

_BEFORE: tuple[tuple[str, Operator], ...] = (
    (r"≥|⩾|≧|>\s*=|=\s*>|不低于|不少于|不小于|不得低于|至少|最低", ">="),
    (r"≤|⩽|≦|<\s*=|=\s*<|不超过|不高于|不大于|不多于|至多|最多", "<="),
    (r">|超过|突破|大于|高于|多于|优于", ">"),
    (r"<|低于|小于|少于", "<"),
    (r"~|≈|约为?|大约|近", "~"),
)
_AFTER: tuple[tuple[str, Operator], ...] = (
    (r"及?(?:以上|之上)|\+", ">="),
    (r"及?(?:以下|以内|之内|之下)", "<="),
    (r"左右|上下", "~"),
)
_LEAD = re.compile(
    r"(?:力争|确保|保持|稳定|控制|维持|巩固|提高|提升|增加|增长|达到?|下降|降低|降至?|实现|不断|总体|继续|累计|合计|为|在|到|至|:|\s)+"
)
_MULTIPLE = {"": 1, "百": 100, "千": 1000, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8, "万亿": 10**12}
_NUMBER = r"[-+−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_UNIT = r"(?:%|‰|/\d{0,3}[十百千]?万(?:人口|人)?|[^\d\s,.;:()\[\]<>≥≤~/%、，；]{0,8}(?:/[^\d\s,.;:()]{1,6})?)"
_SINGLE = re.compile(rf"(?P<number>{_NUMBER})\s*(?P<times>百万|千万|万亿|百|千|万|亿)?(?P<unit>{_UNIT})$")
_RANGE = re.compile(
    rf"(?P<low>{_NUMBER})\s*(?P<times1>万亿|万|亿)?(?P<unit1>%|‰|{_UNIT})\s*(?:-{{1,2}}|—+|–|−|~|～|至|到)\s*"
    rf"(?P<high>(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?)\s*(?P<times>万亿|万|亿)?(?P<unit>{_UNIT})$"
)
_SPACED_THOUSANDS = re.compile(r"(?<=\d)[ \u2009](?=\d{3}(?!\d))")
_SPACED_POINT = re.compile(r"(?<=\d)(?: +\. *| *\. +)(?=\d)")
_NOTE = re.compile(r"\(([^()]*)\)")
_NOTE_MARK = re.compile(r"(?<=[\d%％\])）〕］】])\s*([*※①-⑳⁰¹²³⁴-⁹]+)$")
_TOTAL = re.compile(r"\[\s*(.*?)\s*\]?")
_FIVE_YEARS = re.compile(r"(?:五年|5年)(?:累计|合计|共)|(?:累计|合计)(?=.*(?:五年|5年))")
_NOTHING = re.compile(r"[-—–−―─－/／\\.·…\s*]*|无|暂无|不适用|N/?A|null|none", re.I)
_ENDING = re.compile(r"(?:区|县|市|镇|乡|街道|州|旗|盟|省|城|地|岛|新区|园区|其他|其余|其它)(?:\([^()]*\))?$")
_DIVISION = re.compile(
    rf"(?P<names>[^\d:,;，；。]+?(?:[、和及与][^\d:,;，；。]+?)*)\s*(?::|为|达到?)?\s*(?P<value>{_NUMBER})\s*"
    rf"(?P<times>万|亿)?(?:%|‰|[元人个张家所套平方米岁年分/·月]{{0,8}})?\s*(?:[,;，；、。\s]+|$)"
)
# A cell longer than this is a sentence, not a figure, and patterns need not try it.
_LONGEST = 400


class Read(NamedTuple):
    """A figure and why it needs a person's eye, if it does."""

    figure: Figure
    doubt: str | None = None


def read_figure(cell: str, unit: str = "") -> Read:
    """Read a value cell; what is no single number comes back as ``text`` with the value left out.

    ``unit`` is the row's: a cell that repeats it with its 万 or 亿 (85万人 under 万人) is not multiplied twice.

    >>> figure = read_figure("〔25.22〕").figure
    >>> figure.value, figure.op, figure.cumulative
    (Decimal('25.22'), '=', True)
    >>> read_figure("5.5左右").figure.op, read_figure("≥４３５").figure.op, read_figure("100/98").figure.op
    ('~', '>=', 'text')
    >>> read_figure("44.7（2019年数据）").figure.note
    '2019年数据'
    >>> [(part.division, int(part.value)) for part in read_figure("甲区：13224，乙县、丙市：10584").figure.by_division]
    [('甲区', 13224), ('乙县', 10584), ('丙市', 10584)]
    """
    text = plain(cell)
    # Note marks go first: narrowed, ① would become a digit of the number before it.
    mark = _NOTE_MARK.search(text)
    flat = narrow(text[: mark.start()] if mark else text)
    if _NOTHING.fullmatch(flat):
        return Read(Figure(text, "text"), None if flat else "单元格是空的")
    if len(flat) > _LONGEST:
        return Read(Figure(text, "text"), "单元格太长，未当作数值")
    flat, cumulative = _total(flat)
    flat, notes = _notes(flat, mark.group(1) if mark else None)
    closed = _SPACED_POINT.sub(".", _SPACED_THOUSANDS.sub("", flat))
    read = _single(text, closed, unit, cumulative=cumulative, note=notes)
    if read is not None and closed != flat:
        return Read(read.figure, "数字中间有空格，按一个数读")
    if read is not None:
        if not cumulative and read.doubt is None and "累计" in flat:
            return Read(read.figure, "写有“累计”而没有方括号，是不是五年累计请核对")
        return read
    parts = _by_division(flat)
    if parts:
        return Read(Figure(text, "text", cumulative=cumulative, by_division=parts))
    doubt = "单元格里有数字，但不是一个数" if re.search(r"\d", flat) else None
    return Read(Figure(text, "text", cumulative=cumulative, note=notes), doubt)


@lru_cache(maxsize=8192)
def looks_like_value(cell: str) -> bool:
    """Whether a cell could stand in a value column by its form alone.

    >>> [looks_like_value(cell) for cell in ("[85]", "—", "省下达指标", "每万人口律师数")]
    [True, True, False, False]
    """
    read = read_figure(cell)
    figure = read.figure
    return (
        figure.op != "text"
        or bool(figure.by_division)
        or (not figure.value and _NOTHING.fullmatch(narrow(cell)) is not None)
    )


def _total(flat: str) -> tuple[str, bool]:
    """Without the brackets of a five-year total, and whether they were there."""
    flat = flat.translate(str.maketrans("〔〕【】﹝﹞", "[][][]"))
    if "[" in flat or "]" in flat:
        inside = re.search(r"\d", flat)
        if inside is not None and re.fullmatch(r"[^\[\]]*\[?[^\[\]]*\]?[^\[\]]*", flat):
            return flat.replace("[", "").replace("]", "").strip(), True
    if _FIVE_YEARS.search(flat):
        return _FIVE_YEARS.sub("", flat).strip(), True
    return flat, False


def _notes(flat: str, mark: str | None) -> tuple[str, str | None]:
    """Without remarks in brackets, and these; a bracket that holds the figure itself stays."""
    found = [mark] if mark else []
    outside = _NOTE.sub("", flat)
    if re.search(r"\d", outside):
        found = [part.strip() for part in _NOTE.findall(flat) if part.strip()] + found
        flat = outside.strip()
    elif re.fullmatch(r"\([^()]*\)", flat) and re.search(r"\d", flat):
        flat = flat[1:-1].strip()
    return flat, "；".join(found) or None


def _single(text: str, flat: str, unit: str, *, cumulative: bool, note: str | None) -> Read | None:
    op, rest = _operator(flat)
    if rest is None:
        return None
    ranged = _RANGE.match(rest)
    if ranged is not None and op in ("=", "~"):
        times = ranged["times"] or ranged["times1"] or ""
        low, high = (_decimal(ranged[name]) * _MULTIPLE[times] for name in ("low", "high"))
        if low < high:
            return Read(Figure(text, "range", None, cumulative, low, high, note))
        return Read(Figure(text, "text", None, cumulative, note=note), "像一个区间，但前一个数不小于后一个数")
    found = _SINGLE.match(rest)
    if found is None or (re.search(r"[年月日]", found["unit"]) and "年" not in narrow(unit)):
        return None
    times, doubt = found["times"] or "", None
    if times and times + found["unit"] == narrow(unit):
        times, doubt = "", f"单元格里又写了单位“{unit}”，未再乘以{times}"
    if not found["unit"] and times in ("百", "千"):
        doubt = f"数字后面有“{times}”，请核对"
    return Read(Figure(text, op, _decimal(found["number"]) * _MULTIPLE[times], cumulative, note=note), doubt)


def _operator(flat: str) -> tuple[Operator, str | None]:
    """The operator printed before or after the number, and what is left; None when two contradict."""
    op: Operator = "="
    rest = flat
    fall = re.match(r"(?:下降|降低|减少)(?=[\d.]+)", rest)
    if fall is not None:
        return op, None
    for _ in range(3):
        lead = _LEAD.match(rest)
        rest = rest[lead.end() :] if lead else rest
        for words, meaning in _BEFORE:
            found = re.match(rf"(?:{words})\s*", rest)
            if found:
                op, rest = meaning, rest[found.end() :]
                break
        else:
            break
    for words, meaning in _AFTER:
        found = re.search(rf"\s*(?:{words})$", rest)
        if found:
            if op not in ("=", "~", meaning):
                return op, None
            op, rest = meaning, rest[: found.start()]
            break
    return op, rest.strip()


def _by_division(flat: str) -> tuple[DivisionFigure, ...]:
    """Figures per district, when the whole cell is a list of them."""
    parts: list[DivisionFigure] = []
    at = 0
    while at < len(flat):
        found = _DIVISION.match(flat, at)
        if found is None:
            return ()
        names = re.split(r"[、和及与]", found["names"].strip())
        if not any(_ENDING.search(name) for name in names):
            return ()
        value = _decimal(found["value"]) * _MULTIPLE[found["times"] or ""]
        parts += [DivisionFigure(name.strip(), value) for name in names if name.strip()]
        at = found.end()
    return tuple(parts) if len(parts) > 1 else ()


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", "").replace("−", "-"))
