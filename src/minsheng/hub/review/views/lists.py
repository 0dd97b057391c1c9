"""The list of drafts with how far each review is."""

from __future__ import annotations

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from minsheng.hub.catalogue import store
from minsheng.hub.review import drafts, pages
from minsheng.hub.review.views.access import reviewers_only


@require_safe
@reviewers_only
def drafts_page(request: HttpRequest) -> HttpResponse:
    """All drafts of all packs."""
    catalogue = store.current()
    rows = [
        {
            "folder": folder,
            "pack": catalogue.packs.get(folder.pack),
            "document": catalogue.documents.get(folder.document, (None, None))[1],
            "progress": pages.progress(pages.listed(folder, pages.decisions(folder))),
        }
        for folder in drafts.drafts()
    ]
    context = {
        "rows": rows,
        "broken": drafts.broken(),
        "faults": catalogue.faults,
        "messages": get_messages(request),
    }
    return render(request, "review/list.html", context)
