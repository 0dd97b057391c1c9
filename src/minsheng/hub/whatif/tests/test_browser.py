"""The what-if in a real browser, in a process of its own, without scripts; and what axe-core says of its pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User

from minsheng.hub import background
from minsheng.hub.catalogue import programs, public, store
from minsheng.hub.config.tests.browsing import MARKS, browser_fixture, new_page, open_site, sign_in, wrong_with
from minsheng.hub.whatif import books
from minsheng.register.synthetic.city import synthesise

PASSWORD = "a-long-one-1"
WAIT = 120_000

pytestmark = [*MARKS, pytest.mark.django_db(transaction=True)]
__all__ = ["browser_fixture"]  # a fixture


@pytest.fixture
def site(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    synthesise("330100", people=3000, register=tmp_path / "register", day=date(2021, 12, 31), seed=7)
    settings.MINSHENG_REGISTER = tmp_path / "register"
    settings.MINSHENG_DATA = tmp_path / "var"
    monkeypatch.setattr(public, "shelf", public.Shelf())
    monkeypatch.setattr(store, "_stores", {})
    for module in (programs, books):
        monkeypatch.setattr(module, "_kept", {})
    User.objects.create_user("chen", password=PASSWORD)
    with open_site() as address:
        yield address
    for process in background._started:
        process.wait(60)


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
    sign_in(page, site, "/whatif/", name="chen", password=PASSWORD)
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
    page = new_page(browser, site, width=width, elder=elder, scheme=scheme)
    sign_in(page, site, "/whatif/", name="chen", password=PASSWORD)
    wrong: list[tuple[str, ...]] = []

    def look(where: str) -> None:
        wrong.extend((where, *each) for each in wrong_with(page))

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
