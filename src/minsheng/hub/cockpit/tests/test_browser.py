"""The planner's way through the cockpit in a real browser, without scripts; and what axe-core says of its pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from openpyxl import load_workbook

from minsheng.hub.cockpit.tests.conftest import CITY, PLACES, SECOND
from minsheng.hub.config.tests.browsing import MARKS, browser_fixture, new_page, open_site, sign_in, wrong_with
from minsheng.monitor.store import Store

PASSWORD = "a-good-pass-phrase"
__all__ = ["browser_fixture"]  # a fixture

pytestmark = [*MARKS, pytest.mark.django_db(transaction=True)]

SHEETS = {1: "幼有所育", 2: "劳有所得", 4: "文体服务保障"}


@pytest.fixture
def site(store: Store, planner: User) -> Iterator[str]:
    with open_site() as address:
        yield address


def filled_in(template: Path) -> None:
    """Write the figures of 2024 into the coloured cells."""
    book = load_workbook(template)
    for (row, code), value in SECOND.items():
        assert code == CITY
        book[SHEETS[row]]["E4"] = float(value)
    book.save(template)


def test_from_the_template_to_two_red_targets_their_clause_and_the_report(
    site: str, browser: Any, tmp_path: Path
) -> None:
    context = browser.new_context(java_script_enabled=False, accept_downloads=True)
    page = context.new_page()
    sign_in(page, site, f"{PLACES}figures/", name="zhao", password=PASSWORD)
    page.fill("#for-period", "2024")
    page.click("button:has-text('下载模板')")
    with page.expect_download() as waiting:
        page.click(".narrow a.button")
    template = tmp_path / "template.xlsx"
    waiting.value.save_as(template)
    filled_in(template)

    page.goto(f"{site}{PLACES}figures/")
    page.set_input_files("#id_file", str(template))
    page.click("button:has-text('核对')")
    page.wait_for_selector("text=入库后会亮起红灯的目标")
    page.click("button:has-text('确认入库')")
    page.wait_for_selector("h1:has-text('已入库')")
    assert page.locator(".panel.red .lamp").count() == 2

    page.click(".panel.red a:has-text('每千人口托位数')")
    page.wait_for_selector("text=按路径应到")
    assert page.locator(".clause .cited").inner_text() == "《试验市公共服务规划》表1第1行"

    page.click("nav.tabs a:has-text('监测报告')")
    page.click("button:has-text('写报告')")
    with page.expect_download() as waiting:
        page.click(".narrow a.button")
    assert waiting.value.suggested_filename.endswith(".docx")
    context.close()


@pytest.mark.parametrize(("width", "elder"), [(1920, False), (390, False), (390, True)])
def test_no_page_breaks_a_rule_of_axe_or_runs_out_of_the_window(
    site: str, browser: Any, width: int, elder: bool
) -> None:
    page = new_page(browser, site, width=width, elder=elder)
    sign_in(page, site, PLACES, name="zhao", password=PASSWORD)
    pages = (
        "",
        "targets/",
        "district/330106/",
        "domain/childcare/",
        "indicator/city-2021.t1.1/",
        "equity/",
        "figures/",
        "figures/batch/1/",
        "figures/cell/?indicator=city-2021.t1.1&division=330100&period=2023",
        "warnings/",
        "report/",
    )
    found = {}
    for address in pages:
        page.goto(site + PLACES + address)
        found[address] = wrong_with(page)
    page.context.close()
    assert {address: faults for address, faults in found.items() if faults} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_city_reads_on_light_and_on_dark(site: str, browser: Any, scheme: str) -> None:
    page = new_page(browser, site, scheme=scheme)
    page.goto(site + PLACES)
    found = wrong_with(page)
    page.goto(f"{site}{PLACES}domain/childcare/")
    found += wrong_with(page)
    page.context.close()
    assert found == []
