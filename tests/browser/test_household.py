"""The calculator and the happiness list in a real browser: the whole way, back, axe-core, elder mode, print."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from django.test import override_settings

from minsheng.hub.config.tests.browsing import MARKS, UNFOLD, axe
from minsheng.register.synthetic.city import synthesise
from tests.browser.test_axe import MODES, SMALL_TARGETS, SMALL_TEXT, Mode, _tab, browser, site

__all__ = ["browser", "site"]  # fixtures

pytestmark = MARKS

# A box is ticked by touching its label, which is as large as a row.
LABELLED_TARGETS = SMALL_TARGETS.replace(
    "each.getBoundingClientRect()", "(each.closest('.choice') || each).getBoundingClientRect()"
)
assert LABELLED_TARGETS != SMALL_TARGETS

SON = {
    "has_disability": "yes",
    "disability_kind": "intellectual",
    "disability_grade": "1",
    "care_dependence": "full",
    "in_care_institution": "false",
}
ANSWERS = {"assets_over_limit": "false", "employment": "none", "destitute": "false"}
INCOME = {"1": "800.50", "2": "0"}


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("city")
    synthesise("330100", people=400, register=folder, day=date(2021, 12, 31), seed=7)
    with override_settings(MINSHENG_REGISTER=folder):
        yield folder


def _press(tab, button: str) -> None:
    with tab.expect_navigation():
        tab.click(button)


def _next(tab) -> None:
    _press(tab, ".buttons button[value=next]")


def _begin(tab, site: str, prefix: str = "") -> None:
    tab.goto(f"{site}{prefix}/calculator/")
    tab.select_option("#where", "hangzhou:330106")
    tab.fill("#count", "2")
    tab.select_option("[name=year]", "2021")
    tab.select_option("[name=month]", "12")
    _next(tab)
    for number, sex, born in (("1", "female", ("1959", "5", "1")), ("2", "male", ("1990", "1", "1"))):
        if number == "2":
            tab.select_option("[name='2.relation']", "child")
        tab.check(f"[name='{number}.sex'][value={sex}]")
        for part, figure in zip(("year", "month", "day"), born, strict=True):
            tab.fill(f"[name='{number}.birth.{part}']", figure)
    _next(tab)


def _page_name(tab) -> str:
    return tab.get_attribute("input[name=page]", "value")


def _answer(tab) -> None:
    """Answer the page; what is not among the answers is not known."""
    for row in [each.get_attribute("value") for each in tab.query_selector_all("input[name=row]")]:
        owner, _dot, field = row.partition(".")
        if field == "monthly_income":
            tab.fill(f"[name='{row}']", INCOME[owner])
            continue
        value = (SON if owner == "2" else {"has_disability": "no"}).get(field) or ANSWERS.get(field, "?")
        box = tab.query_selector(f"[name='{row}'][value='{value}']")
        if box is not None:
            box.check()
        elif tab.query_selector(f"select[name='{row}']"):
            tab.select_option(f"select[name='{row}']", value)


def _to_the_result(tab, look: Callable[[], None] = lambda: None) -> None:
    for _ in range(40):
        if _page_name(tab) == "result":
            return
        look()
        _answer(tab)
        _next(tab)
    raise AssertionError("no end")


def test_a_widow_of_62_with_a_disabled_son_finds_out_with_a_browser_without_script(browser, site):
    tab = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900}).new_page()
    tab.goto(site)
    _press(tab, "text=算一算：我能享受什么")
    _begin(tab, site)
    _to_the_result(tab)
    said = tab.inner_text("main")
    # 701.75 × 2 + 500 + 30% of 1102
    for figure in ("1,403.50", "500.00", "330.60", "2,234.10", "26,809.20", "专栏10第14项"):
        assert figure in said
    tab.context.close()


def test_the_browsers_back_leads_through_the_pages_and_forward_again(browser, site):
    tab = _tab(browser, site, Mode("back"))
    _begin(tab, site)
    first = _page_name(tab)
    _answer(tab)
    _next(tab)
    second = _page_name(tab)
    tab.go_back()
    assert _page_name(tab) == first
    tab.go_back()
    assert _page_name(tab) == "people"
    tab.go_forward()
    tab.go_forward()
    assert _page_name(tab) == second
    tab.go_back()
    _answer(tab)
    _next(tab)
    assert _page_name(tab) == second
    assert "1959" not in tab.url
    tab.context.close()


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.name)
def test_axe_finds_no_violation_on_the_way(browser, site, city, mode):
    tab = _tab(browser, site, mode)
    wrong = []

    def look() -> None:
        tab.evaluate(UNFOLD)
        results = axe.Axe().run(tab).response["violations"]
        wrong.extend((_place(tab), each["id"], each["nodes"][0]["html"][:200]) for each in results)
        if mode.elder:
            wrong.extend((_place(tab), *each) for each in tab.evaluate(SMALL_TEXT) + tab.evaluate(LABELLED_TARGETS))
        if tab.evaluate("document.documentElement.scrollWidth") > mode.width:
            wrong.append((_place(tab), "sideways"))

    tab.goto(f"{site}{mode.prefix}/calculator/")
    look()
    _next(tab)  # with nothing filled in: the mistakes
    look()
    _begin(tab, site, mode.prefix)
    _next(tab)
    look()
    _to_the_result(tab, look)
    look()
    _press(tab, "button[value=print]")
    look()
    tab.goto(f"{site}{mode.prefix}/happiness/")
    look()
    _press(tab, ".samples button >> nth=0")
    look()
    tab.context.close()
    assert wrong == []


def _place(tab) -> str:
    return tab.get_attribute("input[name=page]", "value") if tab.query_selector("input[name=page]") else tab.url


def test_no_page_scrolls_sideways_at_320_pixels(browser, site, city):
    wide = []
    for elder in (False, True):
        tab = _tab(browser, site, Mode("narrow", width=320, height=640, elder=elder))

        def look(tab=tab) -> None:
            width = tab.evaluate("document.documentElement.scrollWidth")
            if width > 320:
                wide.append((_place(tab), width))

        _begin(tab, site)
        _to_the_result(tab, look)
        tab.evaluate(UNFOLD)
        look()
        tab.context.close()
    assert wide == []


def test_the_keyboard_alone_reaches_the_next_page(browser, site):
    tab = _tab(browser, site, Mode("keys"))
    tab.goto(f"{site}/calculator/")
    tab.focus("#where")
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Tab")
    tab.keyboard.type("2")
    tab.keyboard.press("Enter")
    tab.wait_for_selector("input[name=page][value=people]", state="attached")
    tab.focus("[name='1.sex']")
    outline = "getComputedStyle(document.activeElement.closest('.choice')).outlineStyle"
    assert tab.evaluate(outline) == "solid"
    tab.context.close()


def test_elder_mode_and_english_keep_the_answers(browser, site):
    tab = _tab(browser, site, Mode("switch"))
    _begin(tab, site)
    here = _page_name(tab)
    _press(tab, "text=长辈版")
    assert (tab.evaluate("document.documentElement.className"), _page_name(tab)) == ("elder", here)
    _press(tab, "text=English")
    assert (tab.evaluate("document.documentElement.lang"), _page_name(tab)) == ("en", here)
    tab.context.close()


def test_in_print_the_reasons_stand_and_the_buttons_do_not(browser, site):
    tab = _tab(browser, site, Mode("print"))
    _begin(tab, site)
    _press(tab, "button[value=result] >> visible=true")
    _press(tab, "button[value=print]")
    tab.emulate_media(media="print")
    assert (
        tab.evaluate("[...document.querySelectorAll('main button')].filter(each => each.checkVisibility()).length") == 0
    )
    assert tab.evaluate("document.querySelector('.reasons').checkVisibility()")
    tab.context.close()
