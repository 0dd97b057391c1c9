"""Pages for what went wrong: said plainly, with a way on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def _page(request: HttpRequest, status: int, title: str, said: str) -> HttpResponse:
    return render(request, "error.html", {"status": status, "title": title, "said": said}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return _page(request, 400, _("这个请求读不懂"), _("地址或提交的内容有误。请返回上一页重试。"))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return _page(request, 403, _("没有权限"), _("这一页只对有权限的工作人员开放。"))


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403, for a form whose proof of origin is missing or stale."""
    return _page(request, 403, _("表单已过期"), _("请返回上一页，刷新后重新提交。浏览器需要允许本站的 Cookie。"))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return _page(request, 404, _("没有找到这一页"), _("它可能改了地址，或者从来没有过。可以从下面搜索。"))


def broken(request: HttpRequest) -> HttpResponse:
    """500."""
    return _page(request, 500, _("网站出错了"), _("这是我们的问题，已经记录下来。请稍后再试。"))
