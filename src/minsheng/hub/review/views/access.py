"""Who may enter: the signed-in with the right to review."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from minsheng.hub.review.models import REVIEW_RIGHT

View = Callable[..., HttpResponse]


def reviewers_only(view: View) -> View:
    """Send strangers to sign in, refuse accounts without the right, and keep the pages out of every cache."""

    @never_cache
    @wraps(view)
    def answer(request: HttpRequest, **named: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not request.user.has_perm(REVIEW_RIGHT):
            raise PermissionDenied
        return view(request, **named)

    return answer
