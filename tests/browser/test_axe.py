"""Every public page in a real browser: axe-core, reflow, keyboard, elder mode, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest

from minsheng.hub.catalogue import store
from minsheng.hub.config.tests.browsing import MARKS, UNFOLD, axe, open_browser, open_site, playwright

pytestmark = MARKS


@dataclass(frozen=True)
class Mode:
    """How a reader looks at the site."""

    name: str
    width: int = 1280
    height: int = 900
    elder: bool = False
    prefix: str = ""
    scheme: str = "light"


MODES = (
    Mode("desktop"),
    Mode("english", prefix="/en"),
    Mode("phone", width=390, height=844),
    Mode("elder", elder=True),
    Mode("elder-phone", width=390, height=844, elder=True),
    Mode("dark", scheme="dark"),
    Mode("elder-dark", elder=True, scheme="dark"),
)


def _addresses() -> list[str]:
    """Every public page; of each kind of entry the one that has most to show."""
    state = store.current()
    found = [
        "/",
        "/items/",
        "/items/?q=补贴&area=support",
        "/items/?q=没有这个词",
        "/targets/",
        "/documents/",
        "/compare/",
    ]
    found += ["/changes/", "/audit/", "/about/", "/accessibility/", "/data/", "/sharing/", "/state/", "/nowhere/"]
    item = max(state.items, key=lambda key: len(state.items[key].amounts) + 9 * len(state.items[key].history))
    found.append("/items/{}/{}/".format(*item))
    if state.indicators:
        indicator = max(state.indicators, key=lambda key: len(state.pairs_of.get(key[1], ())))
        found.append("/targets/{}/{}/".format(*indicator))
    found += [f"/documents/{document}/" for document in list(state.documents)[:1]]
    found += [f"/audit/{pack.id}/" for pack in state.jurisdictions[:1]]
    return found


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with open_site() as address:
        yield address


@pytest.fixture(scope="module")
def browser(site: str) -> Iterator[playwright.Browser]:
    with open_browser() as found:
        yield found


def _tab(browser: playwright.Browser, site: str, mode: Mode) -> playwright.Page:
    # The page's own policy would keep axe-core out; that it runs no script of its own is tested elsewhere.
    context = browser.new_context(
        viewport={"width": mode.width, "height": mode.height},
        color_scheme=mode.scheme,
        reduced_motion="reduce",
        bypass_csp=True,
    )
    if mode.elder:
        context.add_cookies([{"name": "elder", "value": "1", "url": site}])
    return context.new_page()


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.name)
def test_axe_finds_no_violation_on_any_page(browser, site, mode):
    tab = _tab(browser, site, mode)
    wrong = []
    for address in _addresses():
        tab.goto(site + mode.prefix + address)
        tab.evaluate(UNFOLD)
        results = axe.Axe().run(tab).response["violations"]
        wrong += [(address, each["id"], each["nodes"][0]["html"][:200]) for each in results]
    tab.context.close()
    assert wrong == []


@pytest.mark.parametrize("elder", [False, True], ids=["standard", "elder"])
@pytest.mark.parametrize("prefix", ["", "/en"], ids=["chinese", "english"])
def test_no_page_scrolls_sideways_at_320_pixels(browser, site, elder, prefix):
    tab = _tab(browser, site, Mode("narrow", width=320, height=640, elder=elder, prefix=prefix))
    wide = []
    for address in _addresses():
        tab.goto(site + prefix + address)
        tab.evaluate(UNFOLD)
        width = tab.evaluate("document.documentElement.scrollWidth")
        if width > 320:
            wide.append((address, width))
    tab.context.close()
    assert wide == []


SMALL_TEXT = """() => {
  const small = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const holder = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || holder.closest('.sr') || !holder.checkVisibility()) continue;
    const size = parseFloat(getComputedStyle(holder).fontSize);
    if (size < 24) small.push([walker.currentNode.textContent.trim().slice(0, 20), size]);
  }
  return small;
}"""

SMALL_TARGETS = """() => [...document.querySelectorAll('a, button, input, select, summary')]
  .filter(each => each.checkVisibility() && !each.closest('.skip'))
  .map(each => [each.outerHTML.slice(0, 90), each.getBoundingClientRect()])
  .filter(([, box]) => box.height < 43.9 || box.width < 43.9)
  .map(([html, box]) => [html, Math.round(box.width), Math.round(box.height)])"""


@pytest.mark.parametrize("width", [1280, 390])
def test_elder_mode_has_no_text_below_24_and_no_target_below_44_pixels(browser, site, width):
    tab = _tab(browser, site, Mode("elder", width=width, elder=True))
    wrong = []
    for address in _addresses():
        tab.goto(site + address)
        tab.evaluate(UNFOLD)
        wrong += [(address, *each) for each in tab.evaluate(SMALL_TEXT) + tab.evaluate(SMALL_TARGETS)]
    tab.context.close()
    assert wrong == []


def _focused(tab: playwright.Page) -> dict[str, str]:
    return tab.evaluate(
        """() => { const it = document.activeElement, style = getComputedStyle(it);
        return {tag: it.tagName, text: it.textContent.trim(), name: it.name || '', href: it.getAttribute('href') || '',
                outline: style.outlineStyle, x: String(it.getBoundingClientRect().left),
                y: String(it.getBoundingClientRect().top)}; }"""
    )


def test_the_first_tab_offers_the_way_to_the_content(browser, site):
    tab = _tab(browser, site, Mode("keys"))
    tab.goto(site + "/items/")
    tab.keyboard.press("Tab")
    first = _focused(tab)
    assert (first["href"], first["outline"]) == ("#main", "solid")
    assert float(first["y"]) >= 0
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "main"
    tab.context.close()


def test_the_keyboard_reaches_every_control_and_shows_where_it_is(browser, site):
    tab = _tab(browser, site, Mode("keys"))
    tab.goto(site + "/items/")
    seen = []
    for _ in range(80):
        tab.keyboard.press("Tab")
        here = _focused(tab)
        if here["tag"] == "BODY":
            break
        seen.append(here)
    tab.context.close()
    assert {each["outline"] for each in seen} == {"solid"}
    names = {each["name"] for each in seen}
    assert {"q", "pack", "area", "life_stage", "group", "tier"} <= names
    assert any(each["tag"] == "BUTTON" for each in seen)
    links = {each["href"] for each in seen}
    assert {"/", "/targets/", "/documents/", "/compare/", "/changes/", "/audit/", "/en/items/"} <= links
    assert any(link.startswith("/elder/") for link in links)


def test_a_search_by_keyboard_finds_an_item_and_opens_it(browser, site):
    tab = _tab(browser, site, Mode("keys"))
    tab.goto(site + "/")
    tab.focus("#q")
    tab.keyboard.type("残疾人护理补贴")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/items/?q=*")
    tab.focus(".line a")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/items/*/*/")
    assert "服务对象" in tab.inner_text("main")
    tab.context.close()


def test_one_click_turns_the_elder_mode_on_and_keeps_it(browser, site):
    tab = _tab(browser, site, Mode("click"))
    tab.goto(site + "/items/?q=补贴")
    tab.click("text=长辈版")
    assert tab.url == site + "/items/?q=%E8%A1%A5%E8%B4%B4"
    assert tab.evaluate("document.documentElement.className") == "elder"
    tab.goto(site + "/about/")
    assert tab.evaluate("document.documentElement.className") == "elder"
    tab.click("text=返回标准版")
    assert tab.evaluate("document.documentElement.className") == ""
    tab.context.close()


def test_one_click_changes_the_language_of_the_same_page(browser, site):
    tab = _tab(browser, site, Mode("click"))
    tab.goto(site + "/items/?area=health")
    tab.click("text=English")
    assert tab.url == site + "/en/items/?area=health"
    tab.click("text=中文")
    assert tab.url == site + "/items/?area=health"
    tab.context.close()


LONG = ("/compare/", "/changes/", "/documents/hz-2021/")


@pytest.mark.parametrize("address", LONG)
def test_a_link_of_the_overview_opens_what_it_leads_to(browser, site, address):
    tab = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    tab.goto(site + address)
    target = tab.evaluate("[...document.querySelectorAll('details.fold:not([open]) [id]')].pop().closest('details')"
                          ".querySelector('div[id]').id")  # fmt: skip
    tab.focus(f"a[href='#{target}']")
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"**#{target}")
    assert tab.evaluate("id => document.getElementById(id).closest('details').open", target)
    assert abs(tab.evaluate("id => document.getElementById(id).getBoundingClientRect().top", target)) < 900
    tab.context.close()


@pytest.mark.parametrize("address", [*LONG, "/audit/hangzhou/"])
def test_what_is_folded_is_printed(browser, site, address):
    tab = browser.new_context().new_page()
    tab.goto(site + address)
    tab.emulate_media(media="print")
    hidden = """() => [...document.querySelectorAll('main details.fold a')]
        .filter(each => !each.checkVisibility()).length"""
    assert tab.evaluate(hidden) == 0
    tab.emulate_media(media="screen")
    assert tab.evaluate(hidden) > 0
    tab.context.close()


def test_no_page_asks_anything_of_another_host(browser, site):
    tab = _tab(browser, site, Mode("hosts"))
    hosts: set[str] = set()
    tab.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    for address in _addresses():
        tab.goto(site + address)
    tab.context.close()
    assert hosts == {urlsplit(site).netloc}
