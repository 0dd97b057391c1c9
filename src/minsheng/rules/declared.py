"""Fields a pack declares beside the register's own, as rules and situations know them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from minsheng.packs.model import DeclaredField
from minsheng.rules.syntax import Wrong
from minsheng.terms.fields import MOST_FEN, Entity, Field, field_of

MOST_DECIMALS = 6
ENTITIES: tuple[Entity, ...] = ("person", "household", "institution")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")
_NUMBERS = ("money", "whole", "ratio")
_MOST: Mapping[str, int] = {"money": MOST_FEN // 100, "whole": 10**9, "ratio": 10**9}


def field_from(row: DeclaredField) -> Field:
    """A declared field as the register's own are known; raises `Wrong` for what cannot be one.

    >>> rent = DeclaredField("rent", "月租金", "household", "money")
    >>> field_from(rent).unit, field_from(rent).scale
    ('元', 100)
    """
    _check(row)
    words = tuple(one.id for one in row.categories)
    labels = tuple(one.name for one in row.categories)
    unit = row.unit if row.unit is not None else "元" if row.type == "money" else ""
    gloss = row.name_en or row.id.replace("_", " ")
    if row.type not in _NUMBERS:
        return Field(row.id, row.entity, row.type, row.name, gloss, row.sensitivity, unit, words, labels)
    low, high = (0 if row.low is None else row.low), (_MOST[row.type] if row.high is None else row.high)
    scale = {"money": 100, "whole": 1, "ratio": 10 ** (2 if row.decimals is None else row.decimals)}[row.type]
    return Field(row.id, row.entity, row.type, row.name, gloss, row.sensitivity, unit, (), (), low, high, scale)


def _check(row: DeclaredField) -> None:
    if not _NAME.fullmatch(row.id):
        raise Wrong("field-id", "字段的 id 应是小写字母、数字和下划线", row.id, "如 monthly_rent")
    if any(field_of(entity, row.id) is not None for entity in ENTITIES):
        raise Wrong("field-id", "登记册里已有这个字段", row.id, "直接用它，或另起一个名字")
    of_words = row.type in ("category", "categories")
    if of_words != bool(row.categories):
        expected = "categories: [{id: owner, name: 自有}]" if of_words else "去掉 categories，或 type: category"
        raise Wrong("field-categories", "类别要写出可用的词，别的类型不写", row.type, expected)
    words = [one.id for one in row.categories]
    wrong = next((word for word in words if not _WORD.fullmatch(word) or words.count(word) > 1), None)
    if wrong is not None:
        raise Wrong("field-categories", "类别的词应是英文字母、数字和下划线，每个写一次", wrong, "如 owner")
    if row.type not in _NUMBERS and not (row.low is row.high is None):
        raise Wrong("field-bounds", "只有数和钱有上下限", row.type, "去掉 low 和 high")
    if row.decimals is not None and (row.type != "ratio" or not 0 <= row.decimals <= MOST_DECIMALS):
        raise Wrong("field-decimals", "小数位数只用于 ratio", str(row.decimals), f"0 到 {MOST_DECIMALS}")
    if row.type in _NUMBERS:
        low, high, most = row.low or 0, row.high, _MOST[row.type]
        high = most if high is None else high
        if low > high or high > most or low < -most:
            raise Wrong(
                "field-bounds", "下限高于上限，或超出了能算的范围", f"{low} 到 {high}", f"{-most} 到 {most} 之间"
            )
