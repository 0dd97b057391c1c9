"""The pages: all standards, one standard, the rows as a file; open to all for a made-up register, else to officers."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import pyarrow as pa
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from minsheng.hub.accounts.officers import stranger
from minsheng.hub.catalogue import listing, store, wording
from minsheng.hub.provisions import show
from minsheng.hub.provisions.answers import Answers, answers_now, packs_now, snapshot_now
from minsheng.terms.errors import MinshengError

FILTERS = ("division", "kind", "pack")
MOST_UNKNOWN = 50
View = Callable[..., HttpResponse]


def _with_answers(view: View) -> View:
    """Give the view the answers of the pack asked for, or of the nearest; refuse who may not see them."""

    @require_safe
    @never_cache
    @wraps(view)
    def answer(request: HttpRequest, **named: Any) -> HttpResponse:
        try:
            snapshot = snapshot_now()
            if snapshot is None or "institution" not in snapshot.entities:
                return render(request, "provisions/none.html", {"folder": settings.MINSHENG_REGISTER})
            away = None if snapshot.synthetic else stranger(request, synthetic=False)
            if away is not None:
                return away
            packs, pack = packs_now(snapshot), request.GET.get("pack")
            if pack is not None and pack not in packs:
                raise Http404(_("没有这个地区的配置标准"))
            if not packs:
                return render(request, "provisions/none.html", {"folder": settings.MINSHENG_REGISTER})
            answers = answers_now(snapshot, pack or packs[0])
        except (MinshengError, OSError, ValueError, KeyError, pa.ArrowException):
            said = _("登记数据或规则包现在读不出来，可能正在更新。请过一会儿再试。")
            context = {"status": 503, "title": _("暂时查不到"), "said": said}
            return render(request, "error.html", context, status=503)
        return view(request, answers, packs=packs, **named)

    return answer


@_with_answers
def overview(request: HttpRequest, answers: Answers, packs: tuple[str, ...]) -> HttpResponse:
    """Every standard asked of anyone: how many meet it, by standard and by district."""
    catalogue = store.current()
    query = listing.asked(request.GET, FILTERS)
    rows = show.kept(answers.rows, query)
    own: dict[str, list[Any]] = {}
    for row in rows:
        own.setdefault(row.provision, []).append(row)
    lines = [
        show.Line(one, show.tally_of(own[name]), show.item_of(one.source, catalogue.items))
        for name, one in answers.standards.items()
        if name in own
    ]
    # What most institutions miss comes first.
    lines.sort(key=lambda line: -line.tally.counts["short"] / line.tally.total)
    context = {
        **_about(answers, packs, query),
        "selects": show.selects(answers.rows, query),
        "institutions": len({row.institution_id for row in rows}),
        "tally": show.tally_of(rows),
        "lines": lines,
        "places": show.by_division(rows),
    }
    return render(request, "provisions/list.html", context)


@_with_answers
def one(request: HttpRequest, answers: Answers, packs: tuple[str, ...], provision: str) -> HttpResponse:
    """One standard: its clause, its districts, who is short by how much, what is missing."""
    standard = answers.standards.get(provision)
    if standard is None:
        raise Http404(_("没有这项配置标准"))
    catalogue = store.current()
    query = listing.asked(request.GET, FILTERS)
    asked = [row for row in answers.rows if row.provision == provision]
    rows = show.kept(asked, query)
    short = show.worst_first(rows)
    pager = listing.pager(len(short), listing.page_number(request.GET), query)
    unknown = [row for row in rows if row.outcome == "unknown"]
    document = catalogue.documents.get(standard.source.document)
    context = {
        **_about(answers, packs, query),
        "standard": standard,
        "item": show.item_of(standard.source, catalogue.items),
        "document": document[1] if document else None,
        "selects": show.selects(asked, query),
        "tally": show.tally_of(rows),
        "places": show.by_division(rows),
        "short": short[pager.offset : pager.offset + listing.PAGE],
        "pager": pager,
        "unknown": unknown[:MOST_UNKNOWN],
        "missing": show.missing_of(unknown),
    }
    return render(request, "provisions/one.html", context)


@_with_answers
def table(request: HttpRequest, answers: Answers, packs: tuple[str, ...]) -> HttpResponse:
    """The rows as a CSV file, cut to what is asked for."""
    query = listing.asked(request.GET, (*FILTERS, "provision", "outcome"))
    header = (
        _("机构编号"),
        _("机构类别"),
        _("区划代码"),
        _("区划"),
        _("标准"),
        _("结果"),
        _("要求"),
        _("实有"),
        _("相差"),
        _("单位"),
        _("缺的字段"),
        _("出处"),
        _("合成数据"),
    )
    made_up = _("是") if answers.snapshot.synthetic else _("否")
    rows = [
        (
            row.institution_id,
            row.kind,
            row.division,
            show.place_text(show.division_of(row)),
            answers.standards[row.provision].provision.name,
            show.outcome_name(row.outcome),
            *(None if each is None else wording.number(each) for each in (row.required, row.actual, row.short_by)),
            row.unit,
            "|".join(row.missing),
            row.source,
            made_up,
        )
        for row in show.kept(answers.rows, query)
        if query.get("provision", row.provision) == row.provision and query.get("outcome", row.outcome) == row.outcome
    ]
    return listing.csv_answer(f"provisions-{answers.snapshot.day.isoformat()}", header, rows)


def _about(answers: Answers, packs: tuple[str, ...], query: dict[str, str]) -> dict[str, Any]:
    catalogue = store.current()
    return {
        "catalogue": catalogue,
        "snapshot": answers.snapshot,
        "month": answers.month,
        "pack": catalogue.packs.get(answers.pack),
        "packs": [catalogue.packs[each] for each in packs if each in catalogue.packs],
        "query": {name: query.get(name, "") for name in FILTERS},
        **show.GLOBALS,
    }
