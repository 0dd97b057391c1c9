"""The pages of matching in a real browser: without scripts, by keyboard, and found in order by axe."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User

from minsheng.hub import background
from minsheng.hub.config.tests.browsing import MARKS, browser_fixture, new_page, open_site, sign_in, wrong_with

PASSWORD = "a-long-one-1"
WAIT = 120_000
pytestmark = [*MARKS, pytest.mark.django_db(transaction=True)]
__all__ = ["browser_fixture"]  # a fixture


@pytest.fixture
def site(tmp_path: Path, settings: Any) -> Iterator[str]:
    settings.MINSHENG_DATA = tmp_path / "var"
    User.objects.create_user("chen", password=PASSWORD)
    with open_site() as address:
        yield address
    for process in background._started:
        process.wait(60)


def match_made_up_lists(page: Any, site: str) -> str:
    """Match the two made-up lists; gives the address of the result."""
    sign_in(page, site, "/linking/", name="chen", password=PASSWORD)
    page.click("button[name=example]")
    page.wait_for_selector("#pairs-title", timeout=WAIT)
    return str(page.url)


def test_a_doubtful_pair_is_decided_with_a_reason_without_scripts(site: str, browser: Any) -> None:
    page = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900}).new_page()
    address = match_made_up_lists(page, site)
    assert "合成数据" in page.inner_text("main")
    page.click("ol.doubtful h3 a")
    page.click("button[name=action][value=same]")
    assert "还不能保存" in page.inner_text("main")
    page.fill("[name=reason]", "同一天出生，电话只差一位")
    page.click("button[name=action][value=same]")
    page.goto(address)
    assert "同一天出生，电话只差一位" in page.inner_text("main")


@pytest.mark.parametrize(
    ("width", "elder", "scheme"), [(1280, False, "light"), (390, False, "dark"), (320, True, "light")]
)
def test_axe_finds_no_violation_and_no_page_scrolls_sideways(
    site: str, browser: Any, width: int, elder: bool, scheme: str
) -> None:
    page = new_page(browser, site, width=width, elder=elder, scheme=scheme)
    address = match_made_up_lists(page, site)
    wrong = [("result", *each) for each in wrong_with(page)]
    page.click("ol.doubtful h3 a")
    wrong += [("pair", *each) for each in wrong_with(page)]
    page.goto(site + "/linking/")
    wrong += [("form", *each) for each in wrong_with(page)]
    page.goto(site + "/en" + address.removeprefix(site))
    wrong += [("english result", *each) for each in wrong_with(page)]
    assert wrong == []
