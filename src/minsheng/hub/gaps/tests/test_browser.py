"""The comparison in a real browser, without scripts, and what axe-core says of its pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User

from minsheng.hub.config.tests.browsing import MARKS, browser_fixture, new_page, open_site, sign_in, wrong_with
from minsheng.hub.gaps.models import Download
from minsheng.hub.gaps.tests.conftest import BENEFIT

PASSWORD = "a-good-pass-phrase"
__all__ = ["browser_fixture"]  # a fixture

pytestmark = [*MARKS, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def site(hub: Path, clerk: User) -> Iterator[str]:
    with open_site() as address:
        yield address


def made_up(page: Any) -> None:
    """Compare a made-up list; the page of its figures is open then."""
    page.select_option("#id_benefit", f"hangzhou/{BENEFIT}")
    page.click("button[name=example]")
    page.wait_for_selector("h1:has-text('公共交通补贴服务')")


def test_from_the_form_to_a_download_without_scripts(site: str, browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False, accept_downloads=True)
    page = context.new_page()
    sign_in(page, site, "/gaps/", name="li", password=PASSWORD)
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
    page = new_page(browser, site, width=width, elder=elder)
    sign_in(page, site, "/gaps/", name="li", password=PASSWORD)
    found = [wrong_with(page)]
    made_up(page)
    found.append(wrong_with(page))
    for which in ("owed", "not_owed", "undecided"):
        place = page.url
        page.goto(page.url.partition("?")[0] + f"{which}/")
        found.append(wrong_with(page))
        page.goto(place)
    page.context.close()
    assert found == [[]] * 5
