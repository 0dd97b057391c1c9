"""Service items: the list, and one item with its five fields."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from minsheng.hub.catalogue import kinship, listing, originals
from minsheng.hub.catalogue.lines import item_lines
from minsheng.hub.catalogue.listing import Choice, Select
from minsheng.hub.catalogue.public import public
from minsheng.hub.catalogue.search import Filters, Hits
from minsheng.hub.catalogue.store import Catalogue
from minsheng.hub.catalogue.wording import cited, named, number, place, tier

FILTERS = ("area", "life_stage", "group", "tier", "pack")
EVERYTHING = 1_000_000


def _filters(query: dict[str, str]) -> Filters:
    return Filters(kind=("item",), **{name: (query[name],) for name in FILTERS if name in query})


def _selects(catalogue: Catalogue, query: dict[str, str], hits: Hits) -> tuple[Select, ...]:
    labels = {
        "pack": (_("地区"), {pack.id: named(pack.about) for pack in catalogue.packs.values()}),
        "area": (_("领域"), {each.id: named(each) for each in catalogue.areas.values()}),
        "life_stage": (_("人生阶段"), {each.id: named(each) for each in catalogue.life_stages.values()}),
        "group": (_("人群"), {each.id: named(each) for each in catalogue.groups.values()}),
        "tier": (_("层次"), {code: tier(code) for code in ("basic", "raised")}),
    }
    return tuple(
        Select(
            name=name,
            label=label,
            choices=tuple(
                Choice(value, text.striptags() if hasattr(text, "striptags") else text, hits.facets[name].get(value, 0))
                for value, text in values.items()
                if hits.facets[name].get(value) or value == query.get(name)
            ),
            chosen=query.get(name, ""),
        )
        for name, (label, values) in labels.items()
    )


@public
def items(request: HttpRequest, catalogue: Catalogue) -> HttpResponse:
    """Service items found by words and filters, a page at a time."""
    query = listing.asked(request.GET, ("q", *FILTERS))
    page = listing.page_number(request.GET)
    words, filters = query.get("q", ""), _filters(query)
    hits = catalogue.index.search(words, filters, limit=listing.PAGE, offset=(page - 1) * listing.PAGE)
    pager = listing.pager(hits.total, page, query)
    if pager.page != page:
        hits = catalogue.index.search(words, filters, limit=listing.PAGE, offset=pager.offset)
    targets = catalogue.index.search(words, Filters(kind=("indicator",)), limit=0) if words else None
    selects = _selects(catalogue, query, hits)
    return render(
        request,
        "catalogue/items.html",
        {
            "catalogue": catalogue,
            "words": query.get("q", ""),
            "hits": hits,
            "lines": item_lines.of(catalogue, hits.rows),
            "pager": pager,
            "selects": selects,
            "chips": listing.chips(selects, query),
            "all": listing.query_string(query),
            "targets_found": targets.total if targets and targets.how == "all" else 0,
        },
    )


@public
def items_csv(request: HttpRequest, catalogue: Catalogue) -> HttpResponse:
    """The same list as a CSV file, all of it."""
    query = listing.asked(request.GET, ("q", *FILTERS))
    hits = catalogue.index.search(query.get("q", ""), _filters(query), limit=EVERYTHING)
    header = (
        _("地区"),
        _("编号"),
        _("名称"),
        _("领域"),
        _("层次"),
        _("服务对象"),
        _("服务内容"),
        _("服务标准"),
        _("金额与数量"),
        _("支出责任"),
        _("牵头单位"),
        _("出处"),
    )
    rows = []
    for row in hits.rows:
        item = catalogue.items[row.pack, row.id]
        area = catalogue.areas.get(item.area)
        rows.append(
            (
                named(catalogue.packs[row.pack].about).striptags(),
                item.id,
                named(item).striptags(),
                named(area).striptags() if area else item.area,
                tier(item.tier),
                item.serves,
                item.content,
                item.standard,
                "；".join(
                    f"{a.applies_to or ''} {number(a.value)}{a.unit} {a.per or ''}".strip() for a in item.amounts
                ),
                item.payer,
                "、".join(item.lead),
                cited(item.source, (catalogue.documents.get(item.source.document) or (None, None))[1]).striptags(),
            )
        )
    return listing.csv_answer("items", header, rows)


@public
def item(request: HttpRequest, catalogue: Catalogue, pack_id: str, item_id: str) -> HttpResponse:
    """One item: five fields, amounts, clause, editions, and what is like it."""
    found = catalogue.items.get((pack_id, item_id))
    if found is None:
        raise Http404(_("没有这个服务项目"))
    fields = (
        (_("服务对象"), found.serves),
        (_("服务内容"), found.content),
        (_("服务标准"), found.standard),
        (_("支出责任"), found.payer),
        (_("牵头单位"), "、".join(found.lead)),
    )
    return render(
        request,
        "catalogue/item.html",
        {
            "catalogue": catalogue,
            "pack": catalogue.packs[pack_id],
            "item": found,
            "fields": fields,
            "document": (catalogue.documents.get(found.source.document) or (None, None))[1],
            "where": place(found.source),
            "quote": originals.quote(found.source, found.name),
            "similar": kinship.similar_items(catalogue, pack_id, found),
            "indicators": kinship.related_indicators(catalogue, pack_id, found),
        },
    )
