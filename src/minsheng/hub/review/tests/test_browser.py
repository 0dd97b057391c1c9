"""The review in a real browser, without scripts and by keyboard alone, and what axe-core says of the staff's pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User

from minsheng.hub.config.tests.browsing import MARKS, browser_fixture, new_page, open_site, sign_in, wrong_with
from minsheng.hub.review.models import Decision, MatchDecision
from minsheng.hub.review.tests.conftest import BEDS, PASSWORD, SUBSIDY
from minsheng.hub.review.tests.region import UPWARDS, write_region

pytestmark = [*MARKS, pytest.mark.django_db(transaction=True)]
__all__ = ["browser_fixture"]  # a fixture

REVIEW = "/review/city/city-2021/"


@pytest.fixture
def site(packs: Path, reviewer: User) -> Iterator[str]:
    with open_site() as address:
        yield address


def test_a_row_is_chosen_and_accepted_by_keyboard_alone_without_scripts(site: str, browser: Any) -> None:
    page = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 800}).new_page()
    sign_in(page, site, "/review/", name="wang", password=PASSWORD)
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
    sign_in(page, site, "/review/", name="wang", password=PASSWORD)
    page.goto(f"{site}{REVIEW}?row={SUBSIDY}#clause")
    for part in ("#clause", "#row-title"):
        box = page.locator(part).bounding_box()
        assert 0 <= box["y"] <= 800, part


def test_a_match_is_refused_and_taken_back_by_keyboard_alone_without_scripts(
    site: str, packs: Path, browser: Any
) -> None:
    write_region(packs)
    page = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844}).new_page()
    sign_in(page, site, "/review/", name="wang", password=PASSWORD)
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
    write_region(packs)
    page = new_page(browser, site, width=390, elder=elder)
    page.goto(site + "/accounts/login/")
    found = {"login": wrong_with(page)}
    sign_in(page, site, "/review/", name="wang", password=PASSWORD)
    addresses = ("/review/", "/review/upload/", REVIEW, f"{REVIEW}?row={SUBSIDY}", "/review/matches/")
    for address in (*addresses, "/accounts/password/"):
        page.goto(site + address)
        found[address] = wrong_with(page)
    page.context.close()
    assert {where: wrong for where, wrong in found.items() if wrong} == {}
