"""How the pages word fields, departments, grades of sensitivity and uses."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from minsheng.hub.catalogue.wording import chinese, in_english
from minsheng.rules.sharing import Shared, Use, Way
from minsheng.terms.fields import Entity, Field, Sensitivity, field_of
from minsheng.terms.owners import Owner


def field_name(field: Field) -> str:
    """A field in the reader's language."""
    return field.gloss[:1].upper() + field.gloss[1:] if in_english() else field.label


def source_field(entity: Entity, name: str) -> str:
    """A field a source told, in the reader's language; its code when there is no such field any more."""
    field = field_of(entity, name)
    return name if field is None else field_name(field)


def owner_name(owner: Owner | None) -> str:
    """A department in the reader's language."""
    if owner is None:
        return _("待定")
    return owner.name_en if in_english() else owner.name


def use_name(use: Use) -> Markup:
    """A rule in the reader's language, marked as Chinese where it has no other name."""
    if in_english():
        return escape(use.name_en) if use.name_en else chinese(use.name)
    return escape(use.name)


def entity_name(entity: Entity) -> str:
    """Whom a field tells of."""
    return {"household": _("户"), "person": _("人员"), "institution": _("机构")}[entity]


def grade(code: Sensitivity) -> str:
    """Grade of sensitivity in words."""
    return {"open": _("不涉个人"), "personal": _("个人信息"), "sensitive": _("敏感个人信息")}[code]


def way(code: Way) -> str:
    """What a rule uses a field for."""
    return {
        "condition": _("判断该不该给"),
        "amount": _("计算给多少"),
        "figure": _("按区划取标准"),
        "standard": _("核对配置标准"),
    }[code]


def purpose(row: Shared) -> str:
    """What a field is for."""
    basic = {
        ("household", "household_id"): _("认出是哪一户"),
        ("person", "person_id"): _("认出是哪一个人"),
        ("person", "household_id"): _("把一家人归在一起"),
        ("person", "death_date"): _("去世的人不再计算"),
        ("institution", "institution_id"): _("认出是哪个机构"),
    }.get((row.field.entity, row.field.name))
    said = [*([basic] if basic else []), *map(way, row.ways)]
    return _("；").join(said)


def share(part: float | None) -> str:
    """A share in per cent, rounded down, so that 100% means all.

    >>> share(1), share(0.99999), share(None)
    ('100%', '99.9%', '—')
    """
    if part is None:
        return "—"
    return "100%" if part == 1 else f"{math.floor(part * 1000) / 10:.1f}%"


GLOBALS: dict[str, Callable[..., Any]] = {
    "field_name": field_name,
    "source_field": source_field,
    "owner_name": owner_name,
    "use_name": use_name,
    "entity_name": entity_name,
    "grade": grade,
    "way": way,
    "purpose": purpose,
    "share": share,
}
"""What the templates call."""
