"""The maps in a real browser: without scripts, in every width and mode, and found in order by axe."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from minsheng.hub.config.tests.browsing import MARKS, browser_fixture, new_page, open_site, wrong_with
from minsheng.hub.map.tests.conftest import EAST

pytestmark = [*MARKS, pytest.mark.django_db(transaction=True)]
__all__ = ["browser_fixture"]  # a fixture
NEAR = f"/nearby/?lon={120.13 + 2 * EAST:.5f}&lat=30.2"


@pytest.fixture
def site(places: Path) -> Iterator[str]:
    with open_site() as address:
        yield address


def test_a_resident_finds_what_is_near_without_scripts(site: str, browser: Any) -> None:
    page = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800}).new_page()
    page.goto(site + "/nearby/")
    page.fill("#q", "西街")
    page.press("#q", "Enter")
    page.click("main ul.lines a")
    page.wait_for_selector(".near-list")
    assert "西街居家养老站" in page.inner_text("main")


def test_a_planner_sees_the_gap_and_asks_for_one_more_site_without_scripts(site: str, browser: Any) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(site + "/circles/")
    page.click("text=城市社区步行15分钟居家养老服务圈")
    assert "还差 720 人" in page.inner_text("main")
    page.click("text=在哪里再建几处？")
    page.fill("#number", "1")
    page.click("main form button")
    assert "东街地块" in page.inner_text("main")


def test_the_phones_position_fills_the_form(site: str, browser: Any) -> None:
    context = browser.new_context(
        geolocation={"longitude": 120.13, "latitude": 30.2},
        permissions=["geolocation"],
        viewport={"width": 390, "height": 800},
    )
    page = context.new_page()
    page.goto(site + "/nearby/")
    page.click("summary")
    page.click("#here")
    page.wait_for_selector(".near-list")
    assert "西街居家养老站" in page.inner_text("main")


@pytest.mark.parametrize(
    ("width", "elder", "scheme"),
    [(1280, False, "light"), (390, False, "dark"), (1280, True, "light"), (320, True, "light")],
)
def test_axe_finds_no_violation_and_no_page_scrolls_sideways(
    site: str, browser: Any, width: int, elder: bool, scheme: str
) -> None:
    page = new_page(browser, site, width=width, elder=elder, scheme=scheme)
    wrong = []
    circle = "/circles/home-elder-care-urban/"
    for address in (
        NEAR,
        "/en/nearby/?q=x",
        "/circles/",
        "/en/circles/",
        circle,
        circle + "sites/?number=1",
        "/circles/demand/",
    ):
        page.goto(site + address)
        wrong += [(address, *each) for each in wrong_with(page)]
    assert wrong == []
