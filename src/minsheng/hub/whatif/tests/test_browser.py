"""The what-if in a real browser, in a process of its own, without scripts; and what axe-core says of its pages."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connections
from pytest_django.live_server_helper import LiveServer

from minsheng.hub.catalogue import programs, public, store
from minsheng.hub.whatif import books, runs
from minsheng.register.synthetic.city import synthesise

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM = next((found for name in NAMES if (found := shutil.which(name))), None)
UNFOLD = "document.querySelectorAll('details').forEach(each => { each.open = true })"
PASSWORD = "a-long-one-1"
WAIT = 120_000

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def site(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    synthesise("330100", people=3000, register=tmp_path / "register", day=date(2021, 12, 31), seed=7)
    settings.MINSHENG_REGISTER = tmp_path / "register"
    settings.MINSHENG_DATA = tmp_path / "var"
    settings.SECURE_SSL_REDIRECT = settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    monkeypatch.setattr(public, "shelf", public.Shelf())
    monkeypatch.setattr(store, "_stores", {})
    for module in (programs, books):
        monkeypatch.setattr(module, "_kept", {})
    # Playwright keeps an event loop in this thread, which Django would take for asynchronous code.
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    User.objects.create_user("chen", password=PASSWORD)
    server = LiveServer("localhost")
    yield server.url
    server.stop()
    for process in runs._started:
        process.wait(60)


@pytest.fixture
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as running:
        found = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield found
        found.close()
        connections.close_all()


def sign_in(page: Any, site: str) -> None:
    page.goto(site + "/accounts/login/?next=/whatif/")
    page.fill("#id_username", "chen")
    page.fill("#id_password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(site + "/whatif/")


def ask(page: Any) -> None:
    """Raise the line in one county, halve the floor of the allowance, give the revenue; and wait for the result."""
    page.fill("[name='to.low_income_standard.330100']", "1200")
    page.fill("#before", "2386.5")
    page.fill("#after", "2390")
    page.select_option("#benefit", "minimum-living")
    page.click("button[name=copy]")
    page.wait_for_load_state()
    assert page.input_value("[name='to.low_income_standard.330100']") == "1200"
    page.fill("#rules", page.input_value("#rules").replace("percent(30)", "percent(15)"))
    page.click(".actions button")
    page.wait_for_selector("#benefits-title", timeout=WAIT)


def test_an_officer_tests_a_change_without_scripts(site: str, browser: Any) -> None:
    page = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900}).new_page()
    sign_in(page, site)
    ask(page)
    said = page.inner_text("main")
    assert "合成数据" in said
    assert "测算，不改动规则包" in said
    assert "规则：最低生活保障" in said
    assert "十二(三)1" in said
    assert "第 10 组" in said
    with page.expect_download() as waiting:
        page.click("text=parameters.yaml")
    copy = Path(waiting.value.path()).read_text("utf-8")
    assert copy == "low_income_standard: {330100: 1200, 330122: 882, 330127: 955, 330182: 882}\n"


@pytest.mark.parametrize(
    ("width", "elder", "scheme"),
    [(1280, False, "light"), (390, False, "dark"), (1280, True, "light"), (320, True, "light")],
)
def test_axe_finds_no_violation_and_no_page_scrolls_sideways(
    site: str, browser: Any, width: int, elder: bool, scheme: str
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce", bypass_csp=True
    )
    if elder:
        context.add_cookies([{"name": "elder", "value": "1", "url": site}])
    page = context.new_page()
    sign_in(page, site)
    wrong: list[tuple[str, str, str]] = []

    def look(where: str) -> None:
        page.evaluate(UNFOLD)
        found = axe.Axe().run(page).response["violations"]
        wrong.extend((where, each["id"], each["nodes"][0]["html"][:200]) for each in found)
        assert page.evaluate("document.documentElement.scrollWidth") <= width

    look("form")
    page.click(".actions button")
    page.wait_for_selector("[role=alert]")
    look("refused")
    ask(page)
    look("result")
    page.goto(site + "/en" + page.url.removeprefix(site))
    look("english result")
    page.goto(site + "/en/whatif/")
    look("english form")
    assert wrong == []
