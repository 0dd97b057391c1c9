"""The review in a real browser, without scripts and by keyboard alone, and what axe-core says of the staff's pages."""

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

from minsheng.hub.review.models import Decision, MatchDecision
from minsheng.hub.review.tests.conftest import BEDS, PASSWORD, SUBSIDY
from minsheng.hub.review.tests.region import UPWARDS, write_region

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM = next((found for name in NAMES if (found := shutil.which(name))), None)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.django_db(transaction=True),
]

REVIEW = "/review/city/city-2021/"


@pytest.fixture
def site(packs: Path, reviewer: User, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
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
    page.goto(site + "/review/")
    page.fill("#id_username", "wang")
    page.fill("#id_password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(site + "/review/")


def test_a_row_is_chosen_and_accepted_by_keyboard_alone_without_scripts(site: str, browser: Any) -> None:
    page = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 800}).new_page()
    sign_in(page, site)
    page.goto(f"{site}{REVIEW}?row={BEDS}#clause")
    assert page.locator("#clause").is_visible()
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.locator("button[value=accept]:focus").count():
            break
    page.keyboard.press("Enter")
    page.wait_for_selector("text=已采纳：护理床位")
    assert Decision.objects.get().row == BEDS
    assert page.url.endswith("#clause")


def test_the_marked_clause_is_in_view_beside_the_row(site: str, browser: Any) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    sign_in(page, site)
    page.goto(f"{site}{REVIEW}?row={SUBSIDY}#clause")
    for part in ("#clause", "#row-title"):
        box = page.locator(part).bounding_box()
        assert 0 <= box["y"] <= 800, part


def test_a_match_is_refused_and_taken_back_by_keyboard_alone_without_scripts(
    site: str, packs: Path, browser: Any
) -> None:
    write_region(packs)
    page = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844}).new_page()
    sign_in(page, site)
    for action, said in (("refuse", "已认定不是同一个指标：护理型床位比例"), ("undo", "已撤回决定：护理型床位比例")):
        page.goto(f"{site}/review/matches/?pack=province")
        for _ in range(40):
            page.keyboard.press("Tab")
            if page.locator("summary:focus").count():
                page.keyboard.press("Enter")
            if page.locator(f"button[value={action}]:focus").count():
                break
        page.keyboard.press("Enter")
        page.wait_for_selector(f"text={said}")
    assert MatchDecision.objects.get().match == UPWARDS


@pytest.mark.parametrize("elder", [False, True])
def test_axe_finds_nothing_on_the_pages_of_the_staff(site: str, packs: Path, browser: Any, elder: bool) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, bypass_csp=True)
    if elder:
        context.add_cookies([{"name": "elder", "value": "1", "url": site}])
    write_region(packs)
    page = context.new_page()
    page.goto(site + "/accounts/login/")
    found = {"login": axe.Axe().run(page).response["violations"]}
    sign_in(page, site)
    addresses = ("/review/", "/review/upload/", REVIEW, f"{REVIEW}?row={SUBSIDY}", "/review/matches/")
    for address in (*addresses, "/accounts/password/"):
        page.goto(site + address)
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        found[address] = axe.Axe().run(page).response["violations"]
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
    assert {where: [each["id"] for each in violations] for where, violations in found.items() if violations} == {}
