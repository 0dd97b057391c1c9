"""The review of one draft: the text on the left, its rows on the right, one of them chosen."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.messages import get_messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from minsheng.hub.catalogue import store
from minsheng.hub.review import drafts, pages, rows
from minsheng.hub.review.drafts import DraftFolder
from minsheng.hub.review.models import Kind, State
from minsheng.hub.review.pages import Listed
from minsheng.hub.review.views.access import reviewers_only
from minsheng.terms.errors import Fault

KEPT = ("kind", "state", "page")


def address(folder: DraftFolder, query: QueryDict, row: Listed | None = None, **changes: str) -> str:
    """The address of the review with the present filters; a chosen row brings its line into view."""
    kept = {name: query.get(name, "") for name in KEPT} | changes | {"row": row.row.key if row else ""}
    pairs = urlencode({name: value for name, value in kept.items() if value})
    path = reverse("review:review", args=(folder.pack, folder.document))
    return path + (f"?{pairs}" if pairs else "") + ("#clause" if row else "")


def opened(pack: str, document: str) -> DraftFolder:
    """The draft; raises 404 when there is none."""
    folder = drafts.find(pack, document)
    if folder is None:
        raise Http404(_("没有这份草稿"))
    return folder


@require_safe
@reviewers_only
def review(request: HttpRequest, pack: str, document: str) -> HttpResponse:
    """The page of a draft."""
    return page(request, opened(pack, document), request.GET, chosen=request.GET.get("row", ""))


def page(
    request: HttpRequest,
    folder: DraftFolder,
    query: QueryDict,
    *,
    chosen: str,
    values: dict[str, Any] | None = None,
    faults: tuple[Fault, ...] = (),
    note: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page; ``values`` and ``faults`` are what a refused form held and what was wrong with it."""
    everything = pages.listed(folder, pages.decisions(folder))
    kept = pages.narrowed(everything, query.get("kind", ""), query.get("state", ""))
    number = _page_number(query.get("page", ""), len(kept))
    shown = kept[(number - 1) * pages.ROWS_A_PAGE : number * pages.ROWS_A_PAGE]
    one = next((each for each in everything if each.row.key == chosen), None) or next(iter(shown), None)
    if one is not None and values is None:
        held = one.decision.values if one.decision else {}
        values = rows.defaults(one.row) | held
    catalogue = store.current()
    context = {
        "folder": folder,
        "pack": catalogue.packs.get(folder.pack),
        "document": catalogue.documents.get(folder.document, (None, None))[1],
        "text": pages.text(folder, one.row if one else None),
        "rows": shown,
        "one": one,
        "values": values,
        "already": _already(folder, one),
        "faults": faults,
        "wrong": {str(fault.data.get("field", "")): fault for fault in faults},
        "note": note or (one.decision.note if one and one.decision else ""),
        "progress": pages.progress(everything),
        "counts": pages.counts(everything),
        "words": rows.vocabulary(folder.pack),
        "choices": rows.CHOICES,
        "at": lambda row=None, **changes: address(folder, query, row, **changes),
        "query": {name: query.get(name, "") for name in KEPT},
        "after": _after(shown, one),
        "page_number": number,
        "page_count": max(-(-len(kept) // pages.ROWS_A_PAGE), 1),
        "found": len(kept),
        "kinds": Kind,
        "messages": get_messages(request),
    }
    return render(request, "review/review.html", context, status=status)


def _already(folder: DraftFolder, one: Listed | None) -> str | None:
    """The address of the row of this id that the pack has from elsewhere, if it has one."""
    if one is None or one.state in (State.ACCEPTED, State.CORRECTED):
        return None
    key = (folder.pack, str(one.row.known["id"]))
    catalogue = store.current()
    if key in catalogue.indicators:
        return reverse("catalogue:target", args=key)
    return reverse("catalogue:item", args=key) if key in catalogue.items else None


def _after(shown: list[Listed], one: Listed | None) -> Listed | None:
    """The row listed after the chosen one."""
    keys = [each.row.key for each in shown]
    at = keys.index(one.row.key) + 1 if one and one.row.key in keys else 0
    return shown[at] if at < len(shown) else None


def _page_number(given: str, total: int) -> int:
    last = max(-(-total // pages.ROWS_A_PAGE), 1)
    wanted = int(given) if given.isascii() and given.isdigit() and len(given) < 7 else 1
    return min(max(wanted, 1), last)
