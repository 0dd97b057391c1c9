"""Bodies that are too large are refused before a byte of them is read."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from minsheng.plans.source.limits import MAX_BYTES

MOST = MAX_BYTES + 1_000_000
"""The largest plan, and room for the other fields of its form."""


def refuse_large(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer 413 when a request announces more than the largest plan."""

    def answer(request: HttpRequest) -> HttpResponse:
        given = request.META.get("CONTENT_LENGTH") or "0"
        if given.isdigit() and int(given) > MOST:
            said = _("文件超过 32 MB，没有接收。请去掉图片或拆分后再上传。")
            response = render(request, "error.html", {"status": 413, "title": _("文件太大"), "said": said}, status=413)
            response.headers["Connection"] = "close"
            return response
        return get_response(request)

    return answer
