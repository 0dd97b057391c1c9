"""Targets: the list of indicators, and one indicator with its figures and its other names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from minsheng.hub.catalogue import figures, kinship, listing, originals
from minsheng.hub.catalogue.listing import Choice, Select
from minsheng.hub.catalogue.public import public
from minsheng.hub.catalogue.search import Filters
from minsheng.hub.catalogue.store import Catalogue
from minsheng.hub.catalogue.wording import cited, figure, named, place
from minsheng.packs.model import Indicator

FILTERS = ("pack", "document", "area")
EVERYTHING = 1_000_000
TABLE, COMMITMENT = "table", "commitment"

Found = tuple[str, Indicator]


def _form(indicator: Indicator) -> str:
    return TABLE if indicator.source.table is not None else COMMITMENT


def _year(indicator: Indicator) -> int:
    goal = figures.goal(indicator)
    return (goal.year if goal else None) or 9999


ORDERS: dict[str, Callable[[Found], Any]] = {
    "name": lambda found: found[1].name,
    "year": lambda found: _year(found[1]),
}


def _found(catalogue: Catalogue, query: dict[str, str]) -> tuple[list[Found], tuple[Select, ...], str]:
    filters = Filters(kind=("indicator",), **{name: (query[name],) for name in FILTERS if name in query})
    hits = catalogue.index.search(query.get("q", ""), filters, limit=EVERYTHING)
    found = [(row.pack, catalogue.indicators[row.pack, row.id]) for row in hits.rows]
    forms = Counter(_form(indicator) for _pack, indicator in found)
    if "form" in query:
        found = [each for each in found if _form(each[1]) == query["form"]]
    if query.get("sort") in ORDERS:
        found.sort(key=ORDERS[query["sort"]])
    labels: dict[str, tuple[str, dict[str, str]]] = {
        "pack": (_("地区"), {pack.id: named(pack.about).striptags() for pack in catalogue.packs.values()}),
        "document": (_("文件"), {id: named(each).striptags() for id, (_pack, each) in catalogue.documents.items()}),
        "area": (_("领域"), {each.id: named(each).striptags() for each in catalogue.areas.values()}),
        "form": (_("形式"), {TABLE: _("指标表"), COMMITMENT: _("正文承诺")}),
    }
    counts = {**hits.facets, "form": forms}
    selects = tuple(
        Select(
            name=name,
            label=label,
            choices=tuple(
                Choice(value, text, counts[name].get(value, 0))
                for value, text in values.items()
                if counts[name].get(value) or value == query.get(name)
            ),
            chosen=query.get(name, ""),
        )
        for name, (label, values) in labels.items()
    )
    return found, selects, hits.how


@public
def targets(request: HttpRequest, catalogue: Catalogue) -> HttpResponse:
    """Indicators found by words and filters, with baseline and target."""
    query = listing.asked(request.GET, ("q", *FILTERS, "form", "sort"))
    found, selects, how = _found(catalogue, query)
    pager = listing.pager(len(found), listing.page_number(request.GET), query)
    rows = [
        (pack, each, figures.baseline(each), figures.goal(each))
        for pack, each in found[pager.offset : pager.offset + listing.PAGE]
    ]
    orders = (("", _("相关与出处顺序")), ("name", _("名称")), ("year", _("目标年")))
    return render(
        request,
        "catalogue/targets.html",
        {
            "catalogue": catalogue,
            "words": query.get("q", ""),
            "sort": query.get("sort", ""),
            "rows": rows,
            "how": how,
            "pager": pager,
            "selects": selects,
            "chips": listing.chips(selects, query),
            "orders": orders,
            "all": listing.query_string(query),
        },
    )


@public
def targets_csv(request: HttpRequest, catalogue: Catalogue) -> HttpResponse:
    """The same list as a CSV file, one row a figure."""
    query = listing.asked(request.GET, ("q", *FILTERS, "form", "sort"))
    found, _selects, _how = _found(catalogue, query)
    header = (
        _("地区"),
        _("编号"),
        _("名称"),
        _("单位"),
        _("性质"),
        _("年份"),
        _("比较符"),
        _("数值"),
        _("印出文字"),
        _("出处"),
    )
    rows = [
        (
            named(catalogue.packs[pack].about).striptags(),
            indicator.id,
            named(indicator).striptags(),
            indicator.unit,
            value.kind,
            value.year,
            value.op,
            value.value,
            # A file says what the cell prints, be it a dash; the pages say it in words.
            value.text or figure(value, indicator.unit).striptags(),
            cited(
                indicator.source, (catalogue.documents.get(indicator.source.document) or (None, None))[1]
            ).striptags(),
        )
        for pack, indicator in found
        for value in indicator.values
    ]
    return listing.csv_answer("targets", header, rows)


@public
def target(request: HttpRequest, catalogue: Catalogue, pack_id: str, indicator_id: str) -> HttpResponse:
    """One indicator: figures by year, source, matches with their explanation, a small picture."""
    found = catalogue.indicators.get((pack_id, indicator_id))
    if found is None:
        raise Http404(_("没有这个指标"))
    others = [
        (pair, catalogue.indicator_pack[other.id], other, figures.goal(other))
        for pair in catalogue.pairs_of.get(indicator_id, ())
        for other in (pair.second if pair.first.id == indicator_id else pair.first,)
    ]
    others.sort(key=lambda each: (each[0].state == "refused", not each[0].sure))
    return render(
        request,
        "catalogue/target.html",
        {
            "catalogue": catalogue,
            "pack": catalogue.packs[pack_id],
            "indicator": found,
            "picture": figures.picture(found),
            "baseline": figures.baseline(found),
            "goal": figures.goal(found),
            "others": others,
            "document": (catalogue.documents.get(found.source.document) or (None, None))[1],
            "where": place(found.source),
            "quote": originals.quote(found.source, found.name),
            "items": kinship.related_items(catalogue, pack_id, found),
        },
    )
