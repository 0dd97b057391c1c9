"""The types a rule's expressions have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from minsheng.terms.fields import Field

Kind = Literal["money", "whole", "ratio", "date", "yesno", "category", "categories", "text", "division"]

KIND_NAMES: Mapping[Kind, str] = {
    "money": "钱",
    "whole": "整数",
    "ratio": "比例或小数",
    "date": "日期",
    "yesno": "是或否",
    "category": "类别",
    "categories": "一组类别",
    "text": "文字",
    "division": "区划代码",
}


@dataclass(frozen=True)
class Type:
    """What an expression yields.

    ``figure`` is true of a number made of figures written in the rule: it may stand for yuan where money is expected.
    ``words`` are the categories a category may have.
    """

    kind: Kind
    figure: bool = False
    words: tuple[str, ...] = ()

    @property
    def is_number(self) -> bool:
        """Whether it is a plain number, whole or not."""
        return self.kind in ("whole", "ratio")

    @property
    def is_amount(self) -> bool:
        """Whether one can calculate with it: money or a number."""
        return self.kind in ("money", "whole", "ratio")

    @property
    def name(self) -> str:
        """Its Chinese name."""
        return KIND_NAMES[self.kind]


MONEY, WHOLE, RATIO, DATE, YESNO = (
    Type("money"),
    Type("whole"),
    Type("ratio"),
    Type("date"),
    Type("yesno"),
)


def type_of_field(field: Field) -> Type:
    """The type of a register field.

    >>> from minsheng.terms.fields import field_of
    >>> type_of_field(field_of("household", "division")).kind
    'division'
    """
    return Type("division" if field.is_division else field.type, words=field.categories)


def type_of_unit(unit: str) -> Type:
    """The type of a parameter by its unit: 元… is money, % and none a ratio, all else a whole number.

    >>> type_of_unit("元/月").kind, type_of_unit("%").kind, type_of_unit("岁").kind
    ('money', 'ratio', 'whole')
    """
    if unit.startswith("元"):
        return MONEY
    return RATIO if unit in ("%", "") else WHOLE
