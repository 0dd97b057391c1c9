"""The auditors' page in a real browser: without scripts, in elder mode, and found in order by axe."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User

from minsheng.hub.audit.auditors import make_auditor
from minsheng.hub.audit.tests.conftest import empty
from minsheng.hub.audit.trail import record
from minsheng.hub.config.tests.browsing import MARKS, browser_fixture, new_page, open_site, sign_in, wrong_with

PASSWORD = "a-long-one-1"
PERSON = "330106195905010027"
pytestmark = [*MARKS, pytest.mark.django_db(transaction=True)]
__all__ = ["browser_fixture"]  # a fixture


@pytest.fixture
def site() -> Iterator[str]:
    empty()
    make_auditor(User.objects.create_user("sun", password=PASSWORD))
    for number in range(25):
        detail = {"who": "**************0027", "found": True}
        record(f"clerk{number % 3}", "look", subject=PERSON, reason="来访" * (number % 2), detail=detail)
    with open_site() as address:
        yield address
    empty()


def test_a_resident_is_searched_for_without_scripts_and_by_keyboard(site: str, browser: Any) -> None:
    page = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900}).new_page()
    sign_in(page, site, "/trail/", name="sun", password=PASSWORD)
    page.focus("#person")
    page.keyboard.type(PERSON)
    page.keyboard.press("Enter")
    page.wait_for_selector("p.note")
    assert PERSON not in page.url
    assert "26 条" in page.inner_text("main")


@pytest.mark.parametrize(
    ("width", "elder", "scheme"), [(1280, False, "light"), (390, False, "dark"), (320, True, "light")]
)
def test_axe_finds_no_violation_and_no_page_scrolls_sideways(
    site: str, browser: Any, width: int, elder: bool, scheme: str
) -> None:
    page = new_page(browser, site, width=width, elder=elder, scheme=scheme)
    sign_in(page, site, "/trail/", name="sun", password=PASSWORD)
    wrong = [("list", *each) for each in wrong_with(page)]
    page.goto(site + "/trail/?day=x&actor=nobody")
    wrong += [("fault", *each) for each in wrong_with(page)]
    page.goto(site + "/en/trail/?action=look")
    wrong += [("english", *each) for each in wrong_with(page)]
    assert wrong == []
