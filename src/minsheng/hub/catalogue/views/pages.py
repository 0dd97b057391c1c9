"""Pages about the site itself, and the switch of the elder mode."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from minsheng.hub.catalogue.public import ELDER_COOKIE, public
from minsheng.hub.catalogue.store import Catalogue

ONE_YEAR = 365 * 24 * 60 * 60


@public
def about(request: HttpRequest, catalogue: Catalogue) -> HttpResponse:
    """What the site is and where its content comes from."""
    return render(request, "catalogue/about.html", {"catalogue": catalogue})


@public
def accessibility(request: HttpRequest, catalogue: Catalogue) -> HttpResponse:
    """Accessibility statement."""
    return render(request, "catalogue/accessibility.html", {})


@public
def data(request: HttpRequest, catalogue: Catalogue) -> HttpResponse:
    """Where to get everything as data."""
    return render(request, "catalogue/data.html", {})


@public
def state(request: HttpRequest, catalogue: Catalogue) -> HttpResponse:
    """Which packs are in use, and what is wrong with the files on the disk."""
    return render(request, "catalogue/state.html", {"catalogue": catalogue})


@require_safe
def elder(request: HttpRequest) -> HttpResponse:
    """Turn the elder mode on or off and lead back to the page the reader came from."""
    back = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None) or not back.startswith("/"):
        back = reverse("catalogue:home")
    response = HttpResponseRedirect(back)
    response["Cache-Control"] = "no-store"
    if request.GET.get("on") == "1":
        response.set_cookie(
            ELDER_COOKIE, "1", max_age=ONE_YEAR, samesite="Lax", httponly=True, secure=settings.SESSION_COOKIE_SECURE
        )
    else:
        response.delete_cookie(ELDER_COOKIE, samesite="Lax")
    return response
