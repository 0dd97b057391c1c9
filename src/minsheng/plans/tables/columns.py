"""Columns of an indicator table: what each holds, told by its title and, without one, by its cells."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from minsheng.plans.tables.figures import looks_like_value
from minsheng.plans.tables.names import is_unit
from minsheng.plans.tables.text import narrow, plain, squashed

Role = Literal["category", "number", "name", "unit", "attribute", "value", "other"]

_TITLES: tuple[tuple[Role, re.Pattern[str]], ...] = (
    ("attribute", re.compile(r"(?:指标)?(?:属性|性质)|(?:指标)?类型(?:\(预期性.*)?|约束性.*预期性|预期性.*约束性")),
    (
        "other",
        re.compile(
            r".*(?:责任|牵头|主管|负责|配合|承担|部门|来源|依据|说明|备注|口径|解释|附注|采集|频率|时限|期限|完成时间).*|注"
        ),
    ),
    ("unit", re.compile(r"(?:计量|指标|数据)?单位(?:名称)?")),
    ("number", re.compile(r"(?:序|编|行|指标序|指标编)号|序|号|[Nn][Oo]\.?|#")),
    (
        "category",
        re.compile(r".{0,6}(?:分类|类别|类型|领域|类目|维度|板块|门类|方面|大类|目标类|一级指标|二级指标(?=\0))|类"),
    ),
    ("name", re.compile(r"(?:[^\d]{0,6}指标|指标|项目)(?:名称|内容|项目)?|名称|项目|(?:指标)?内容|三级指标|任务名称")),
    (
        "value",
        re.compile(
            r".{0,6}(?:(?:19|20)\d\d|十[一二三四五六七八九]五).{0,14}|(?:目标|规划|计划|现状|实绩|实际|完成|情况|指标|基期|基数|基准|"
            r"基础|增长|增速|增幅|年均|累计|平均|数值|预期|预计|上年|本期|期末|期初|中期|水平|进度|远景|展望|达到|五年|年度|年|末|底|"
            r"率|值|数|与|和|及|比|较|/|、)+"
        ),
    ),
)
_LONGEST_TITLE = 24
_NO_TITLE = re.compile(r"附?表(?:格)?[\d一二三四五六七八九十]|.*表$|.*[。；;！]")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)\s*(?:年度?|\.)?")
# What may stand beside a year without saying more than "the figure of that year".
_PLAIN_WORDS = re.compile(
    r"(?:到|至|末|底|终|年|度|的|规划|计划|预期|预计|预测|实际|现状|基期|基准|基础|基数|目标|完成|数值|指标|情况|实绩|实现|"
    r"水平|“|”|\"|十[一二三四五六]五|时期|期间|远景|展望|达到|统计|初步|快报|值|数|\(|\)|\[|\])*"
)
_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_GROWTH = re.compile(r"增|速|年均|累计|比")


def plain_year(title: str) -> str | None:
    """The year of a column title that says nothing but "the figure of that year", else None.

    >>> [plain_year(title) for title in ("2020年", "2025年目标值", "现状（2020年）", "2025年新增")]
    ['2020', '2025', '2020', None]
    """
    flat = squashed(title)
    years = _YEAR.findall(flat)
    return years[0] if len(years) == 1 and _PLAIN_WORDS.fullmatch(_YEAR.sub("", flat)) else None


@dataclass(frozen=True)
class Column:
    """A column: what it holds and its title as printed, blanks left out."""

    role: Role
    title: str


@lru_cache(maxsize=8192)
def title_role(cell: str) -> Role | None:
    """What a header cell announces; None when it is no title.

    >>> [title_role(cell) for cell in ("领 域", "指标名称", "２０２５年目标", "指标属性", "婴幼儿托位数（个）")]
    ['category', 'name', 'value', 'attribute', None]
    """
    flat = re.sub(r"\([^()]*\)$", "", squashed(cell)) or squashed(cell)
    if not flat or len(flat) > _LONGEST_TITLE or _NO_TITLE.match(flat):
        return None
    for role, pattern in _TITLES:
        if pattern.fullmatch(flat):
            return role
    return None


def is_header(cells: Sequence[str]) -> bool:
    """Whether a row of cells is the header of an indicator table.

    A name title with a value title beside it, or two years beside another title; nothing that is not a title
    except one cell at most.

    >>> is_header(["类别", "序号", "指标", "单位", "2020年", "2025年"]), is_header(["1", "托位数", "2020年新增"])
    (True, False)
    """
    filled = [cell for cell in cells if cell.strip()]
    if not 2 <= len(filled) <= 16 or any(len(cell) > 40 for cell in filled):
        return False
    roles = [title_role(cell) for cell in filled]
    values = [cell for cell, role in zip(filled, roles, strict=True) if role == "value"]
    if not values or roles.count(None) > 1:
        return False
    if "name" in roles:
        return True
    years = [cell for cell in values if _YEAR.search(narrow(cell))]
    return len(years) >= 2 and len(filled) > len(values)


def is_second_header(cells: Sequence[str], above: Sequence[str]) -> bool:
    """Whether a row goes on with the header above it: titles under group titles, and nothing else.

    >>> is_second_header(["", "", "", "", "2020年", "年均增长", ""],
    ...                  ["类别", "序号", "指标名称", "单位", "规划目标", "", "2020年实绩"])
    True
    """
    found = False
    for place, cell in enumerate(cells):
        if not cell.strip():
            continue
        over = above[place] if place < len(above) else ""
        if squashed(cell) == squashed(over):
            continue
        if title_role(cell) not in ("value", "unit", "number") or (
            looks_like_value(cell) and not _YEAR.search(narrow(cell))
        ):
            return False
        if over.strip() and title_role(over) not in ("value", "name", "number"):
            return False
        found = True
    return found


def same_header(left: Sequence[str], right: Sequence[str]) -> bool:
    """Whether a header printed again is the same: its value titles are, the columns before them may be merged.

    >>> same_header(["分类", "序号", "指标", "2020年"], ["分类", "指标", "", "2020年"])
    True
    """
    return _value_titles(left) == _value_titles(right)


def _value_titles(cells: Sequence[str]) -> list[str]:
    return [squashed(cell) for cell in cells if cell.strip() and title_role(cell) == "value"]


def columns_of(header: Sequence[Sequence[str]], rows: Sequence[Sequence[str]]) -> tuple[Column, ...]:
    """The columns below one or two header rows, their number that of the rows that follow.

    A column the header has no title for is told by its cells: running numbers, years' figures, units, names.

    >>> [column.title for column in columns_of([["类别", "指标", "规划目标", "", "2020年实绩"],
    ...     ["", "", "2020年", "年均增长", ""]], [["教育", "巩固率", "98", "1%", "99"]])]
    ['类别', '指标', '2020年规划目标', '年均增长', '2020年实绩']
    """
    titles = _titles(header)
    width = _width(rows) or len(titles)
    while len(titles) > width and not titles[-1]:
        titles.pop()
    numbers = _number_column(rows, width)
    if len(titles) == width - 1 and numbers is not None and not _is_number_title(titles, numbers):
        titles.insert(numbers, "")
    elif len(titles) < width:
        titles += [""] * (width - len(titles))
    if numbers is not None and numbers + 1 < len(titles):
        over_number = title_role(titles[numbers]) if titles[numbers] else None
        if over_number == "name" and not titles[numbers + 1]:
            # One title printed across the number and the name.
            titles[numbers], titles[numbers + 1] = "", titles[numbers]
    columns = [Column(_role(titles, place, rows, numbers), titles[place]) for place in range(len(titles))]
    return _one_name(columns)


def value_keys(columns: Sequence[Column]) -> tuple[str, ...]:
    """The key of every column's values: the year when its title says no more, else the title.

    Where one year heads two columns (planned and reached) the titles tell them apart and stay.

    >>> value_keys([Column("value", title) for title in ("2020年数值", "2025年目标")])
    ('2020', '2025')
    >>> value_keys([Column("value", title) for title in ("2020年规划目标", "年均增长", "2020年实绩")])
    ('2020年规划目标', '年均增长', '2020年实绩')
    """
    found = [plain_year(column.title) if column.role == "value" else None for column in columns]
    years = [year for year in found if year]
    others = [
        year
        for column, plain_one in zip(columns, found, strict=True)
        if column.role == "value" and not plain_one and not _GROWTH.search(column.title)
        for year in _YEAR.findall(narrow(column.title))
    ]
    clash = len(set(years)) < len(years) or bool(set(years) & set(others))
    keys: list[str] = []
    for column, year in zip(columns, found, strict=True):
        bare = re.fullmatch(r"\d{4}年?度?", narrow(column.title)) is not None
        key = year if year is not None and (bare or not clash) else column.title.translate(_DIGITS)
        while column.role == "value" and key in keys:
            key += "′"
        keys.append(key)
    return tuple(keys)


def _titles(header: Sequence[Sequence[str]]) -> list[str]:
    width = max(map(len, header))
    rows = [[re.sub(r"\s+", "", plain(cell)) for cell in row] + [""] * (width - len(row)) for row in header]
    titles, sub_rows = rows[0], rows[1:]
    for sub in sub_rows:
        group = ""
        grouped = list(titles)
        for place in range(width):
            group = titles[place] or (group if sub[place] else "")
            grouped[place] = titles[place] or group
        once = [title for title in sub if title]
        titles = [_under(grouped[at], sub[at], once) if sub[at] else titles[at] for at in range(width)]
    return titles


def _under(group: str, title: str, all_titles: Sequence[str]) -> str:
    """A title and the one it stands under: a bare year takes the group's word, any other word stands alone."""
    if not group or squashed(group) == squashed(title):
        return title
    bare_year = re.fullmatch(r"(?:19|20)\d\d年?", narrow(title)) is not None
    if plain_year(group) is not None and not _YEAR.search(narrow(title)):
        return title if _GROWTH.search(title) and all_titles.count(title) == 1 else group + title
    if bare_year:
        return title + group if not _YEAR.search(narrow(group)) else title
    return title if all_titles.count(title) == 1 else group + title


def _width(rows: Sequence[Sequence[str]]) -> int:
    """The number of cells most rows have."""
    widths = [len(row) for row in rows if sum(bool(cell.strip()) for cell in row) > 1]
    return max(sorted(set(widths), reverse=True), key=widths.count) if widths else 0


def as_number(cell: str) -> int | None:
    """A printed row number: ``12``, ``12.``, ``（12）``; None for anything else."""
    found = re.fullmatch(r"\(?(\d{1,3})[.、)]?", narrow(cell))
    return int(found.group(1)) if found else None


def _number_column(rows: Sequence[Sequence[str]], width: int) -> int | None:
    """The place of the column whose cells count 1, 2, 3 …, if there is one left of the values."""
    for place in range(min(3, width)):
        cells = [row[place] for row in rows if len(row) == width and row[place].strip()]
        numbers = [number for cell in cells if (number := as_number(cell)) is not None]
        steps = sum(after == before + 1 for before, after in itertools.pairwise(numbers))
        if numbers and len(numbers) >= 0.6 * len(cells) and steps >= 0.6 * (len(numbers) - 1):
            rest = [row[place + 1] for row in rows if len(row) > place + 1 and row[place + 1].strip()]
            if len(numbers) > 1 or (numbers and rest and not looks_like_value(rest[0])):
                return place
    return None


def _is_number_title(titles: Sequence[str], place: int) -> bool:
    return place < len(titles) and bool(titles[place]) and title_role(titles[place]) == "number"


def _role(titles: Sequence[str], place: int, rows: Sequence[Sequence[str]], numbers: int | None) -> Role:
    role = title_role(titles[place]) if titles[place] else None
    if place == numbers and role != "value":
        return "number"
    if role is not None:
        return role
    cells = [row[place] for row in rows if place < len(row) and row[place].strip()]
    if cells and sum(re.search(r"预期性|约束性", cell) is not None for cell in cells) > len(cells) / 2:
        return "attribute"
    before_name = not any(title_role(title) == "name" for title in titles[:place])
    if cells and before_name and sum(looks_like_value(cell) for cell in cells) < len(cells) / 2:
        has_name = any(title_role(title) == "name" for title in titles)
        return "category" if has_name else "name"
    if cells and sum(is_unit(cell) for cell in cells) > len(cells) / 2:
        return "unit"
    if cells and titles[place] and sum(looks_like_value(cell) for cell in cells) > len(cells) / 2:
        return "value"
    return "other"


def _one_name(columns: list[Column]) -> tuple[Column, ...]:
    """With several name columns (一级指标, 二级指标) the last is the name and the others are categories."""
    names = [place for place, column in enumerate(columns) if column.role == "name"]
    for place in names[:-1]:
        columns[place] = replace(columns[place], role="category")
    if not names:
        texts = [place for place, column in enumerate(columns) if column.role in ("category", "other")]
        if texts:
            place = texts[-1] if columns[texts[-1]].role == "category" else texts[0]
            columns[place] = replace(columns[place], role="name")
    return tuple(columns)
