"""数据共享清单: for each field who keeps it, what it is for, how sensitive it is, which rules use it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from minsheng.hub.catalogue import listing
from minsheng.hub.catalogue.public import public
from minsheng.hub.catalogue.store import Catalogue
from minsheng.hub.registry import lists, wording
from minsheng.rules.sharing import Shared
from minsheng.terms.owners import Owner


@dataclass(frozen=True)
class Part:
    """The fields one department keeps, those in use and those not; ``length`` is that of its bar."""

    owner: Owner | None
    rows: Sequence[Shared]
    idle: Sequence[Shared]
    length: float = 0.0

    @property
    def id(self) -> str:
        """The part's place on the page."""
        return "undecided" if self.owner is None else self.owner.id

    @property
    def institutions(self) -> bool:
        """Whether it tells of institutions alone."""
        return all(row.field.entity == "institution" for row in (*self.rows, *self.idle))

    @property
    def sensitive(self) -> int:
        """How many of the fields in use are sensitive personal information."""
        return sum(row.field.sensitivity == "sensitive" for row in self.rows)


WIDTH = 320


def _asked(pack_id: str | None) -> tuple[str, list[Shared], list[str]]:
    found = lists.current().by_pack
    if not found or (pack_id is not None and pack_id not in found):
        raise Http404(_("没有这个地区的数据共享清单"))
    # Without a wish it is the pack with most to show.
    pack = pack_id or max(found, key=lambda each: sum(len(row.uses) for row in found[each]))
    return pack, found[pack], list(found)


def _parts(rows: Sequence[Shared]) -> list[Part]:
    owners = list(dict.fromkeys(row.owner for row in rows))
    parts = []
    for owner in owners:
        own = [row for row in rows if row.owner == owner]
        parts.append(Part(owner, [row for row in own if row.needed], [row for row in own if not row.needed]))
    # Measures of institutions outnumber what is asked about people and would dwarf it in the picture.
    longest = max((len(part.rows) for part in parts if not part.institutions), default=0) or 1
    return [
        Part(part.owner, part.rows, part.idle, round(min(len(part.rows) / longest, 1) * WIDTH, 1)) for part in parts
    ]


@public
def sharing(request: HttpRequest, catalogue: Catalogue, pack_id: str | None = None) -> HttpResponse:
    """The list of one pack, by department."""
    pack, rows, packs = _asked(pack_id)
    context = {
        "catalogue": catalogue,
        "pack": catalogue.packs[pack],
        "others": [catalogue.packs[each] for each in packs if each != pack],
        "groups": _parts(rows),
        "width": WIDTH,
        **wording.GLOBALS,
    }
    return render(request, "registry/sharing.html", context)


@public
def sharing_csv(request: HttpRequest, catalogue: Catalogue, pack_id: str) -> HttpResponse:
    """The same list as a CSV file, fields not in use among them."""
    pack, rows, _others = _asked(pack_id)
    header = (
        _("对象"),
        _("字段"),
        _("名称"),
        _("提供部门"),
        _("敏感程度"),
        _("用途"),
        _("规则数"),
        _("用到的规则"),
    )
    table = [
        (
            wording.entity_name(row.field.entity),
            row.field.name,
            wording.field_name(row.field),
            wording.owner_name(row.owner),
            wording.grade(row.field.sensitivity),
            wording.purpose(row) or _("没有规则用到，不必收集"),
            len(row.uses),
            _("；").join(wording.use_name(use).striptags() for use in row.uses),
        )
        for row in rows
    ]
    return listing.csv_answer(f"sharing-{pack}", header, table)
