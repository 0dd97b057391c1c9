"""What to call the people of a household: you, your spouse, son, daughter 1 …"""

from __future__ import annotations

from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minsheng.hub.household.state import HOME, Member, Told

RELATIONS = (
    ("spouse", gettext_lazy("配偶")),
    ("child", gettext_lazy("儿子或女儿")),
    ("parent", gettext_lazy("父亲或母亲")),
    ("grandchild", gettext_lazy("孙子女、外孙子女")),
    ("grandparent", gettext_lazy("祖父母、外祖父母")),
    ("sibling", gettext_lazy("兄弟姐妹")),
    ("other", gettext_lazy("其他家人，如儿媳、女婿")),
)
"""Who somebody is to the reader."""


def names_of(told: Told) -> dict[str, str]:
    """What each member is called, by identifier; the household is 全家."""
    plain = [_called(member) for member in told.members]
    again = Counter(plain)
    so_far: Counter[str] = Counter()
    found = {HOME: _("全家")}
    for owner, name in zip(told.owners, plain, strict=True):
        so_far[name] += 1
        found[owner] = f"{name}{so_far[name]}" if again[name] > 1 else name
    return found


def _called(member: Member) -> str:
    by_sex = {
        ("child", "male"): _("儿子"),
        ("child", "female"): _("女儿"),
        ("parent", "male"): _("父亲"),
        ("parent", "female"): _("母亲"),
        ("sibling", "male"): _("兄弟"),
        ("sibling", "female"): _("姐妹"),
    }
    plain = {
        "head": _("您"),
        "spouse": _("您的配偶"),
        "child": _("孩子"),
        "parent": _("父母"),
        "grandchild": _("孙辈"),
        "grandparent": _("祖辈老人"),
        "sibling": _("兄弟姐妹"),
        "other": _("家人"),
    }
    return by_sex.get((member.relation, member.sex)) or plain.get(member.relation, plain["other"])
