"""The provisions in a real browser, without scripts; and what axe-core says of their pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from minsheng.hub.catalogue import store
from minsheng.hub.config.tests.browsing import MARKS, browser_fixture, new_page, open_site, wrong_with
from minsheng.hub.provisions import answers
from minsheng.register.synthetic.city import synthesise

pytestmark = [*MARKS, pytest.mark.django_db(transaction=True)]
__all__ = ["browser_fixture"]  # a fixture


@pytest.fixture
def site(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    synthesise("330100", people=2000, register=tmp_path / "register", day=date(2021, 12, 31), seed=7)
    settings.MINSHENG_REGISTER = tmp_path / "register"
    settings.MINSHENG_DATA = tmp_path / "var"
    monkeypatch.setattr(store, "_stores", {})
    monkeypatch.setattr(answers, "_kept", {})
    with open_site() as address:
        yield address


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
    page = new_page(browser, site, width=width, elder=elder, scheme=scheme)
    for address in (
        "/provisions/",
        "/en/provisions/?kind=library",
        "/provisions/library-books/",
        "/provisions/free-wifi/",
    ):
        page.goto(site + address)
        assert wrong_with(page) == [], address
    page.context.close()
