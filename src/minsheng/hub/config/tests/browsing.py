"""A real browser for the tests of the hub's pages: one place that finds it, opens the site and asks axe-core.

A machine without a browser skips these tests; where CI runs, which installs one, its absence fails them.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.test import override_settings
from pytest_django.live_server_helper import LiveServer

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")

_MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM = next((found for name in _NAMES if (found := shutil.which(name))), _MAC if Path(_MAC).exists() else None)
UNFOLD = "document.querySelectorAll('details').forEach(each => { each.open = true })"

MARKS = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None and "CI" not in os.environ, reason="no Chromium on this machine"),
]


@contextmanager
def open_browser() -> Iterator[Any]:
    """A browser, closed in the end with the connections Django opened in its loop."""
    with playwright.sync_playwright() as running:
        found = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield found
        found.close()
        # Within Playwright's loop Django opens connections of its own, and nobody else would close them.
        connections.close_all()


@contextmanager
def open_site() -> Iterator[str]:
    """The address of the hub, served to the browser without encryption."""
    plain = {"SECURE_SSL_REDIRECT": False, "SESSION_COOKIE_SECURE": False, "CSRF_COOKIE_SECURE": False}
    # Playwright keeps an event loop in this thread, which Django would take for asynchronous code.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with override_settings(**plain):
        server = LiveServer("localhost")
        yield server.url
        server.stop()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(name="browser")
def browser_fixture() -> Iterator[Any]:
    """`open_browser` for one test."""
    with open_browser() as found:
        yield found


def new_page(browser: Any, site: str, *, width: int = 1280, elder: bool = False, scheme: str = "light") -> Any:
    """A page of this width, which axe-core may enter: that pages run no script of their own is tested elsewhere."""
    viewport = {"width": width, "height": 900}
    context = browser.new_context(viewport=viewport, color_scheme=scheme, reduced_motion="reduce", bypass_csp=True)
    if elder:
        context.add_cookies([{"name": "elder", "value": "1", "url": site}])
    return context.new_page()


def sign_in(page: Any, site: str, address: str, *, name: str, password: str) -> None:
    """Sign in on the way to a page."""
    page.goto(f"{site}/accounts/login/?next={address}")
    page.fill("#id_username", name)
    page.fill("#id_password", password)
    page.keyboard.press("Enter")
    page.wait_for_url(site + address)


def wrong_with(page: Any) -> list[tuple[str, str]]:
    """What axe-core finds on the page as it stands, all folds open, and whether it scrolls sideways."""
    page.evaluate(UNFOLD)
    found = [(one["id"], one["nodes"][0]["html"][:200]) for one in axe.Axe().run(page).response["violations"]]
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [*found, ("sideways", f"{wide} pixels")] if wide > 0 else found
