"""The Jinja environment of the hub, and what every page knows about itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

import jinja2
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import get_script_prefix, reverse
from django.utils import translation

from minsheng.hub.catalogue import wording
from minsheng.hub.catalogue.public import ELDER_COOKIE


@dataclass(frozen=True)
class Page:
    """What the frame of a page needs: its language, its mode, and the way to the other ones."""

    language: str
    elder: bool
    section: str
    elder_address: str
    language_address: str

    @property
    def english(self) -> bool:
        """Whether the page is read in English."""
        return self.language == "en"


@lru_cache(maxsize=4096)
def _path(name: str, args: tuple[object, ...], _language: str | None, _prefix: str) -> str:
    return reverse(name, args=args)


def address(name: str, *args: object, **query: object) -> str:
    """The address of a view in the present language; keywords become the query, empty ones are left out."""
    kept = [(key, value) for key, value in query.items() if value not in (None, "")]
    path = _path(name, args, translation.get_language(), get_script_prefix())
    return path + (f"?{urlencode(kept)}" if kept else "")


def other_language(path: str, *, english: bool) -> str:
    """The same page in the other language.

    >>> other_language("/items/?q=1", english=False), other_language("/en/items/?q=1", english=True)
    ('/en/items/?q=1', '/items/?q=1')
    """
    return path.removeprefix("/en") if english else "/en" + path


def page_context(request: HttpRequest) -> dict[str, Any]:
    """The variable ``page`` of every template."""
    english = (translation.get_language() or "").startswith("en")
    elder = request.COOKIES.get(ELDER_COOKIE) == "1"
    path = request.get_full_path()
    prefixed = path.startswith("/en/")
    match = request.resolver_match
    mode = {"on": "0" if elder else "1", "next": path if request.method == "GET" else "/"}
    return {
        "page": Page(
            language="en" if english else "zh-Hans",
            elder=elder,
            section=(match.view_name or "") if match else "",
            elder_address=f"{reverse('catalogue:elder')}?{urlencode(mode)}",
            language_address=other_language(path, english=prefixed),
        )
    }


def environment(**options: Any) -> jinja2.Environment:
    """Build the environment: gettext with Chinese sentences as keys, and no variable may be missing in silence."""
    options["undefined"] = jinja2.StrictUndefined
    made = jinja2.Environment(
        **options, extensions=["jinja2.ext.i18n", "jinja2.ext.do"], trim_blocks=True, lstrip_blocks=True
    )
    made.install_gettext_callables(
        translation.gettext, translation.ngettext, newstyle=True, pgettext=translation.pgettext
    )
    made.globals.update(static=static, url=address)
    made.globals.update(wording.GLOBALS)
    made.filters.update(wording.FILTERS)
    return made
