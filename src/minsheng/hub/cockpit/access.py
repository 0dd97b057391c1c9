"""Who may do what: everyone reads, unless the operator says staff only; figures and warnings are the staff's.

A figure of a cockpit is about a district or a group, never about a person, and each names its source; so reading is
open like the catalogue. Who brings figures in, corrects them and handles warnings has an account that may review plans
or is an officer.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from minsheng.hub.accounts.officers import may_report
from minsheng.hub.catalogue import originals, store
from minsheng.hub.catalogue.public import shelved
from minsheng.hub.cockpit.board import Board, board_of
from minsheng.terms.errors import MinshengError

log = logging.getLogger(__name__)
View = Callable[..., HttpResponse]


def _board(pack: str) -> Board:
    found = board_of(store.current(), pack)
    if found is None:
        raise Http404
    return found


def reading(view: View) -> View:
    """Make a view of ``(request, board, …)`` a page everyone may read, kept until a figure or a pack changes."""

    @wraps(view)
    def answer(request: HttpRequest, pack: str, **named: Any) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(("GET", "HEAD"))
        if settings.MINSHENG_COCKPIT == "staff":
            return staff(view)(request, pack=pack, **named)
        try:
            board = _board(pack)
            return shelved(request, board.stamp + originals.stamp(), lambda: view(request, board, **named))
        except MinshengError:
            return _unreadable(request)

    return answer


def staff(view: View) -> View:
    """Make a view of ``(request, board, …)`` one for those who may report; strangers are sent to sign in."""

    @never_cache
    @wraps(view)
    def answer(request: HttpRequest, pack: str, **named: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not may_report(request.user):
            raise PermissionDenied
        try:
            return view(request, _board(pack), **named)
        except MinshengError:
            return _unreadable(request)

    return answer


def _unreadable(request: HttpRequest) -> HttpResponse:
    """The page for a store or a log that cannot be read; what is wrong goes into the log."""
    log.exception("cannot read: %s", request.path)
    said = _("监测数据现在读不出来。请告诉管理员看日志；数据没有被改动。")
    return render(request, "error.html", {"status": 503, "title": _("暂时看不到"), "said": said}, status=503)
