"""The provisions in a real browser, without scripts; and what axe-core says of their pages."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from minsheng.hub.catalogue import store
from minsheng.hub.provisions import answers
from minsheng.register.synthetic.city import synthesise

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM = next((found for name in NAMES if (found := shutil.which(name))), None)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def site(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    synthesise("330100", people=2000, register=tmp_path / "register", day=date(2021, 12, 31), seed=7)
    settings.MINSHENG_REGISTER = tmp_path / "register"
    settings.MINSHENG_DATA = tmp_path / "var"
    settings.SECURE_SSL_REDIRECT = False
    monkeypatch.setattr(store, "_stores", {})
    monkeypatch.setattr(answers, "_kept", {})
    # Playwright keeps an event loop in this thread, which Django would take for asynchronous code.
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    server = LiveServer("localhost")
    yield server.url
    server.stop()


@pytest.fixture
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as running:
        found = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield found
        found.close()


def test_a_planner_finds_who_is_short_without_scripts(site: str, browser: Any) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(site + "/provisions/")
    page.select_option("#f-division", "330127")
    page.click(".filters button")
    page.wait_for_url("**division=330127*")
    assert "淳安县" in page.inner_text("#f-division option:checked")
    assert page.locator(".standards tbody tr").count() > 30
    page.click(".standards tbody tr:first-child th > a")
    page.wait_for_url("**/provisions/*/?division=330127")
    assert "不足的" in page.inner_text("main")
    assert "330127-" in page.inner_text("section[aria-labelledby=short-title] tbody")


@pytest.mark.parametrize(
    ("width", "elder", "scheme"),
    [(1280, False, "light"), (390, False, "dark"), (1280, True, "light"), (320, True, "light")],
)
def test_axe_finds_no_violation_and_no_page_scrolls_sideways(
    site: str, browser: Any, width: int, elder: bool, scheme: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    if elder:
        context.add_cookies([{"name": "elder", "value": "1", "url": site}])
    page = context.new_page()
    for address in (
        "/provisions/",
        "/en/provisions/?kind=library",
        "/provisions/library-books/",
        "/provisions/free-wifi/",
    ):
        page.goto(site + address)
        found = axe.Axe().run(page).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
