"""The comparison in a real browser, without scripts, and what axe-core says of its pages."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connections
from pytest_django.live_server_helper import LiveServer

from minsheng.hub.gaps.models import Download
from minsheng.hub.gaps.tests.conftest import BENEFIT

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
def site(hub: Path, clerk: User, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    # Playwright keeps an event loop in this thread, which Django would take for asynchronous code.
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    server = LiveServer("localhost")
    yield server.url
    server.stop()


@pytest.fixture
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as running:
        found = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield found
        found.close()
        # Within Playwright's loop Django opens connections of its own, and nobody else would close them.
        connections.close_all()


def sign_in(page: Any, site: str) -> None:
    page.goto(site + "/gaps/")
    page.fill("#id_username", "li")
    page.fill("#id_password", "a-good-pass-phrase")
    page.keyboard.press("Enter")
    page.wait_for_url(site + "/gaps/")


def made_up(page: Any) -> None:
    """Compare a made-up list; the page of its figures is open then."""
    page.select_option("#id_benefit", f"hangzhou/{BENEFIT}")
    page.click("button[name=example]")
    page.wait_for_selector("h1:has-text('公共交通补贴服务')")


def test_from_the_form_to_a_download_without_scripts(site: str, browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False, accept_downloads=True)
    page = context.new_page()
    sign_in(page, site)
    made_up(page)
    page.click(".tile.owed a")
    page.wait_for_selector("table.people")
    with page.expect_download() as waiting:
        page.click("main form[method=post] button")
    assert waiting.value.suggested_filename == f"synthetic-owed-not-received-{BENEFIT}.csv"
    assert Download.objects.get().what == "owed-not-received"
    context.close()


@pytest.mark.parametrize(("width", "elder"), [(1280, False), (390, False), (1280, True), (390, True)])
def test_no_page_breaks_a_rule_of_axe_or_runs_out_of_the_window(
    site: str, browser: Any, width: int, elder: bool
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    if elder:
        context.add_cookies([{"name": "elder", "value": "1", "url": site}])
    page = context.new_page()
    sign_in(page, site)
    found = [_wrong(page)]
    made_up(page)
    found.append(_wrong(page))
    for which in ("owed", "not_owed", "undecided"):
        place = page.url
        page.goto(page.url.partition("?")[0] + f"{which}/")
        found.append(_wrong(page))
        page.goto(place)
    context.close()
    assert found == [([], 0)] * 5


def _wrong(page: Any) -> tuple[list[str], int]:
    broken = [one["id"] for one in axe.Axe().run(page).response["violations"]]
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return broken, max(wide, 0)
