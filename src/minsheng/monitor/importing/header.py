"""Which column of a table is what, by its header in Chinese or English."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "indicator": ("indicator", "指标编号", "指标代码", "指标id", "编号", "id", "指标"),
    "name": ("name", "指标名称", "名称"),
    "unit": ("unit", "单位", "计量单位"),
    "division": ("division", "区划", "区划代码", "行政区划", "地区", "区县", "区、县(市)", "区县(市)", "地区名称"),
    "period": ("period", "时期", "期别", "报告期", "时间", "年份", "年度", "季度"),
    "group": ("group", "人群", "分组", "城乡"),
    "value": ("value", "数值", "值", "本期值", "完成值", "实际值", "指标值", "本期", "数据"),
    "source": ("source", "来源", "数据来源"),
    "note": ("note", "备注", "说明", "情况说明"),
    "accepted": ("accepted", "收", "接受"),
}
"""The columns a table of observations may have, with what they may be called."""
PROPOSED = ("地区名", "把握", "依据", "原文指标", "原文", "行", "存疑", "其他可能")
"""The columns beside a proposed figure by which a person decides."""
_NAMES = {title: column for column, titles in COLUMNS.items() for title in titles}
TEXTS = tuple(column for column in COLUMNS if column != "value")
_PASSED_OVER = frozenset(("目标", "出处", "口径", "定义", "序号", "责任单位", *PROPOSED))
"""Columns that explain and hold nothing to be read."""
_MOST_ROWS_ABOVE = 12


@dataclass(frozen=True)
class Header:
    """The columns of a table by their place (from 0); ``divisions`` when each division has a column of its own.

    ``row`` is the header's place among the rows looked at, ``width`` how many cells it has. ``unknown`` are the titles
    nobody understands.
    """

    row: int
    columns: Mapping[str, int]
    divisions: Mapping[int, str]
    unknown: tuple[str, ...]
    width: int

    @property
    def values(self) -> tuple[int, ...]:
        """The places of the columns that hold figures."""
        return tuple(self.divisions) or (self.columns["value"],)


def title_of(text: str) -> str:
    """A header cell without spaces and full-width forms.

    >>> title_of(" 数据 来源 "), title_of("区、县（市）")
    ('数据来源', '区、县(市)')
    """
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text).lstrip("\ufeff")).lower()


def find_header(rows: Sequence[Sequence[str]], division: Callable[[str], str | None]) -> Header | None:
    """The header among the first rows: it names an indicator, and either the value or divisions; None when none does.

    ``division`` tells the code of a division by what a header cell says.
    """
    for at, row in enumerate(rows[:_MOST_ROWS_ABOVE]):
        found = _header(at, row, division)
        if found is not None:
            return found
    return None


def _header(at: int, row: Sequence[str], division: Callable[[str], str | None]) -> Header | None:
    columns: dict[str, int] = {}
    divisions: dict[int, str] = {}
    unknown = []
    for place, text in enumerate(row):
        column = _NAMES.get(title_of(text))
        if column is not None and column not in columns:
            columns[column] = place
        elif title_of(text) and title_of(text) not in _PASSED_OVER:
            code = division(text)
            if code is None or code in divisions.values():
                unknown.append(text.strip())
            else:
                divisions[place] = code
    if not ({"indicator", "name"} & set(columns)) or not ("value" in columns or divisions):
        return None
    return Header(at, columns, {} if "value" in columns else divisions, tuple(unknown), len(row))
