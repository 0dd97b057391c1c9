"""Public pages: the same for every reader, so each is made once and kept until a pack changes.

A page depends on its address (which holds the language), on the elder cookie and on the state of the packs; nothing
else may enter it, no account and no session. What is kept is the finished answer, packed, with its ETag.
"""

from __future__ import annotations

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from threading import Lock, RLock
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from minsheng.hub.catalogue import originals, store

MOST_BYTES = 24_000_000
LONGEST_ADDRESS = 600
ELDER_COOKIE = "elder"

Key = tuple[str, bool, str, bool]


@dataclass(frozen=True)
class Kept:
    """A finished page."""

    body: bytes
    packed: bool
    etag: str
    content_type: str
    disposition: str | None


class Shelf:
    """Keeps the pages last asked for, up to a number of bytes."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._pages: OrderedDict[Key, Kept] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def get(self, key: Key) -> Kept | None:
        """The page, if it is kept."""
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def put(self, key: Key, page: Kept) -> None:
        """Keep a page; the ones not asked for longest make room."""
        with self._lock:
            if key in self._pages:
                self._bytes -= len(self._pages.pop(key).body)
            self._pages[key] = page
            self._bytes += len(page.body)
            while self._bytes > self._most and self._pages:
                self._bytes -= len(self._pages.popitem(last=False)[1].body)

    def __len__(self) -> int:
        return len(self._pages)


shelf = Shelf()
_drawing = RLock()


def _made(response: HttpResponse, *, packed: bool) -> Kept:
    body = bytes(response.content)
    digest = hashlib.blake2s(body, digest_size=12).hexdigest()
    return Kept(
        body=gzip.compress(body, compresslevel=5, mtime=0) if packed else body,
        packed=packed,
        # Weak: the packed and the plain body carry the same tag.
        etag=f'W/"{digest}"',
        content_type=response.headers["Content-Type"],
        disposition=response.headers.get("Content-Disposition"),
    )


def _answer(request: HttpRequest, page: Kept) -> HttpResponse:
    response: HttpResponse
    if page.etag in parse_etags(request.headers.get("If-None-Match", "")):
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(page.body, content_type=page.content_type)
        if page.packed:
            response["Content-Encoding"] = "gzip"
        if page.disposition:
            response["Content-Disposition"] = page.disposition
    response["ETag"] = page.etag
    # Ask again each time: the answer is a few bytes as long as nothing changed.
    response["Cache-Control"] = "public, no-cache"
    patch_vary_headers(response, ("Cookie", "Accept-Encoding"))
    return response


def public(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Make a view of ``(request, catalogue, …)`` a public page: GET and HEAD only, kept, with an ETag."""

    @wraps(view)
    def answer(request: HttpRequest, **named: Any) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(("GET", "HEAD"))
        catalogue = store.current()
        return shelved(request, catalogue.version + originals.stamp(), lambda: view(request, catalogue, **named))

    return answer


def shelved(request: HttpRequest, version: str, make: Callable[[], HttpResponse]) -> HttpResponse:
    """The page kept for this address and version, or the one made now; only a page that is found is kept."""
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    elder = request.COOKIES.get(ELDER_COOKIE) == "1"
    key = (request.get_full_path(), elder, version, packed)
    page = shelf.get(key) or _drawn(key, make)
    return _answer(request, page) if isinstance(page, Kept) else page


def _drawn(key: Key, make: Callable[[], HttpResponse]) -> Kept | HttpResponse:
    """The page, kept from now on when it was found; one is drawn at a time.

    Drawing is work for the processor: several at once would only make all of them late, and those who ask for the same
    page at the same moment get the one that is being drawn.
    """
    with _drawing:
        page = shelf.get(key)
        if page is not None:
            return page
        response = make()
        if response.status_code != 200:
            return response
        page = _made(response, packed=key[3])
        if len(key[0]) <= LONGEST_ADDRESS and not settings.DEBUG:
            shelf.put(key, page)
        return page
