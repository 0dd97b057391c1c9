"""How the pages word things: names in the reader's language, citations written out, figures, periods."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from minsheng.packs.model import Amount, Document, Value
from minsheng.packs.units import goes_first
from minsheng.terms.citation import Citation

_HAN = re.compile(r"[\u4e00-\u9fff]")
_DASHES = " \u3000-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d"
SIGNS = {">": ">", ">=": "≥", "<": "<", "<=": "≤", "~": "≈"}


def in_english() -> bool:
    """Whether the page is read in English."""
    return (get_language() or "").startswith("en")


def chinese(text: object) -> Markup:
    """Text that exists in Chinese only, marked as such on an English page."""
    return Markup('<span lang="zh-Hans">{}</span>').format(text) if in_english() else escape(text)


def numeral(mark: str) -> Markup:
    """The mark of a heading as the plan prints it (一、 (二) 3.), said to be Chinese where it is."""
    return chinese(mark) if _HAN.search(mark) else escape(mark)


def named(thing: Any) -> Markup:
    """The name of a pack, area, item, term or document in the reader's language, if it has one there."""
    own = getattr(thing, "name", None) or thing.title
    if not in_english():
        return escape(own)
    english = getattr(thing, "name_en", None) or getattr(thing, "title_en", None)
    return escape(english) if english else chinese(own)


def number(value: Decimal) -> str:
    """A figure without trailing zeros, thousands parted.

    >>> number(Decimal("12500.50")), number(Decimal("1E+2")), number(Decimal("0.00"))
    ('12,500.5', '100', '0')
    """
    plain = f"{value:,f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def is_blank(value: Value) -> bool:
    """Whether the plan prints a dash, or nothing, where a figure would stand.

    >>> is_blank(Value("actual", 2020, op="text", text="—")), is_blank(Value("actual", 2020, value=Decimal(3)))
    (True, False)
    """
    bare = value.value is None and value.low is None and not value.by_division
    return bare and not (value.text or "").strip(_DASHES)


def figure(value: Value, unit: str = "") -> Markup:
    """A figure of an indicator as a reader expects it: sign, number, unit; or what the cell prints."""
    if value.op == "range" and value.low is not None and value.high is not None:
        return escape(f"{number(value.low)}–{number(value.high)}") + chinese(unit)
    if is_blank(value):
        return escape(_("规划未给出数值"))
    if value.value is None:
        return chinese(value.text) if value.text else escape(_("分地区给出"))
    sign, said = SIGNS.get(value.op, ""), number(value.value)
    if goes_first(unit):
        return escape(sign) + chinese(unit) + escape(said)
    return escape(sign + said) + (chinese(unit) if unit else "")


def amount(each: Amount) -> Markup:
    """A figure of an item's standard with its sign and unit."""
    return escape(f"{SIGNS.get(each.op, '')}{number(each.value)} ") + chinese(each.unit)


def place(citation: Citation) -> str:
    """The place in a document in words.

    >>> place(Citation("hz-2021", box=10, item=14)), place(Citation("hz-2021", table=2, row=17))
    ('专栏10第14项', '表2第17行')
    """
    if citation.table is not None:
        table = _("表%(table)s") % {"table": citation.table}
        return table if citation.row is None else table + _("第%(row)s行") % {"row": citation.row}
    if citation.box is not None:
        box = _("专栏%(box)s") % {"box": citation.box}
        return box if citation.item is None else box + _("第%(item)s项") % {"item": citation.item}
    return citation.path or ""


def cited(citation: Citation, document: Document | None) -> Markup:
    """The citation written out: 《…》专栏10第14项."""
    title = named(document) if document else escape(citation.document)
    where = chinese(citation.path) if citation.path else escape(place(citation))
    if not in_english():
        return Markup("《{}》{}").format(title, where)
    return Markup("{}, {}").format(title, where) if where else Markup(title)


def tier(code: str) -> str:
    """Basic or raised, in words."""
    return {"basic": _("基本"), "raised": _("提升")}[code]


def level(code: str) -> str:
    """Level of a jurisdiction in words."""
    return {"country": _("国家"), "province": _("省"), "city": _("市"), "county": _("区县")}[code]


def kind(code: str) -> str:
    """Kind of a figure in words."""
    return {"target": _("目标"), "actual": _("实绩"), "growth": _("增长")}[code]


def direction(code: str | None) -> str:
    """Which way is better, in words."""
    return {
        "higher": _("越高越好"),
        "lower": _("越低越好"),
        "keep": _("保持"),
        "range": _("在区间内"),
        None: _("未定"),
    }[code]


def match_state(code: str) -> str:
    """State of a match in words."""
    return {"proposed": _("待确认"), "confirmed": _("已确认"), "refused": _("已否定")}[code]


GLOBALS: dict[str, Callable[..., Any]] = {
    "named": named,
    "chinese": chinese,
    "numeral": numeral,
    "cited": cited,
    "place": place,
    "figure": figure,
    "amount": amount,
    "tier": tier,
    "level": level,
    "kind": kind,
    "direction": direction,
    "match_state": match_state,
}
FILTERS: dict[str, Callable[..., Any]] = {"number": number}
