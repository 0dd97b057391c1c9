"""Long pages: an overview on top whose links lead to what is folded below, and nothing left out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.utils.html import strip_tags
from django.utils.translation import override

from minsheng.hub.catalogue.views.audit import title
from minsheng.hub.catalogue.views.documents import Part, chapters_of
from minsheng.packs.audit import CODES


def _folds(text: str) -> list[tuple[str, bool]]:
    """The heading of each fold, and whether it is open."""
    found = re.findall(r'<details class="fold[^"]*"( open)?>\s*<summary><h\d[^>]*>(.*?)</h\d>', text, flags=re.S)
    return [(strip_tags(heading).split()[0], bool(opened)) for opened, heading in found]


def _words(html: str) -> list[str]:
    return strip_tags(html.replace("<", " <")).split()


def _anchors_without_target(text: str) -> set[str]:
    wanted = set(re.findall(r'href="#([^"]+)"', text))
    return wanted - set(re.findall(r' id="([^"]+)"', text))


@pytest.mark.parametrize("address", ["/compare/", "/documents/east-2021/", "/changes/", "/audit/east/"])
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_link_within_a_page_leads_somewhere_and_no_name_is_used_twice(page, prefix, address):
    text = page(prefix + address)
    assert _anchors_without_target(text) == set()
    names = re.findall(r' id="([^"]+)"', text)
    assert len(names) == len(set(names))


def test_the_comparison_counts_each_area_and_opens_the_first(page):
    text = page("/compare/", a="east", b="west")
    overview = text[text.index('id="overview-title"') : text.index("</table>")]
    rows = [_words(row) for row in re.findall(r"<tr>(.*?)</tr>", overview, flags=re.S)]
    assert rows == [
        ["领域", "两地都有的服务", "两地都有的指标", "只有东市", "只有西市"],
        ["弱有所扶", "1", "0", "0", "0"],
        ["病有所医", "0", "0", "1", "0"],
    ]
    assert _folds(text) == [("弱有所扶", True), ("病有所医", False)]


def test_one_area_is_open_and_needs_no_overview(page):
    text = page("/compare/", a="east", b="west", area="health")
    assert _folds(text) == [("病有所医", True)]
    assert 'id="overview-title"' not in text
    assert "健康检查" in text


def test_the_comparison_counts_what_is_below_the_level_above(page, packs: Path):
    (packs / "sheng" / "more.yaml").write_text(
        "documents:\n- {id: sheng-2021, title: 省规划, since: 2021-01-01, until: 2025-12-31}\n"
        "indicators:\n- id: sheng-2021.t1.1\n  name: 每千人医师数\n  unit: 人\n  area: health\n  direction: higher\n"
        "  source: sheng-2021 表1.1\n  values: [{kind: target, year: 2025, op: '>=', value: 6}]\n"
        "items:\n- {id: care, name: 残疾人护理补贴, name_en: Care, area: support, tier: basic, serves: 残疾人,"
        " content: 发补贴, source: sheng-2021 专栏1.1, since: 2021-01-01}\n",
        "utf-8",
    )
    text = page("/compare/", a="east", b="sheng")
    overview = text[text.index('id="overview-title"') : text.index("</table>")]
    told = [_words(row) for row in re.findall(r"<tr>(.*?)</tr>", overview, flags=re.S)]
    assert told[0][-1] == "低于上级"
    assert {row[0]: row[-1] for row in told[1:]} == {"弱有所扶": "0", "病有所医": "1"}


def test_a_document_folds_its_chapters_and_opens_the_first_with_a_promise(page):
    text = page("/documents/east-2021/")
    assert _folds(text) == [("一、总的要求", True), ("专栏10", False), ("表2", False)]
    for promise in ("健康检查", "残疾人护理补贴", "每千人医师数"):
        assert promise in text


def test_parts_are_gathered_under_the_chapter_before_them():
    parts = [Part(anchor=str(at), mark="", depth=depth) for at, depth in enumerate((2, 1, 2, 3, 1))]
    assert [(each.head.anchor, [part.anchor for part in each.parts]) for each in chapters_of(parts)] == [
        ("0", []),
        ("1", ["2", "3"]),
        ("4", []),
    ]


def test_changed_services_are_folded_by_area_below_an_outline(page):
    text = page("/changes/")
    outline = text[text.index('<nav class="overview"') :].split("</nav>", 1)[0]
    assert _words(outline) == ["调整了的目标", "1", "变了的服务项目", "弱有所扶", "1"]
    assert _folds(text) == [("弱有所扶", True)]
    assert "原来只有三百元" in text


DASHED = """\
indicators:
- id: east-2021.t3.1
  name: 新设的站点
  unit: 个
  source: east-2021 表3.1
  values:
  - {kind: actual, year: 2020, op: text, text: "%s"}
  - {kind: target, year: 2025, value: 5}
"""


@pytest.mark.parametrize("dash", ["-", "—", "－", "–", "——"])
def test_a_dash_in_the_plan_is_said_in_words_and_an_empty_note_takes_no_room(page, packs: Path, dash: str):
    (packs / "east" / "more.yaml").write_text(DASHED % dash, "utf-8")
    text = page("/targets/east/east-2021.t3.1/")
    table = text[text.index('<h2 id="values-title"') :].split("</table>", 1)[0]
    assert _words(table) == [
        "各年数值", "年份", "性质", "数值",
        "2020", "实绩", "规划未给出数值",
        "2025", "目标", "5个",
    ]  # fmt: skip
    assert "no figure given in the plan" in page("/en/targets/east/east-2021.t3.1/")
    # A file says what the plan prints; a quote keeps a spreadsheet from reading it as a formula.
    assert re.search(f",text,,'?{dash},", page("/targets.csv", q="新设的站点"))


def test_a_note_keeps_its_column(page, packs: Path):
    (packs / "east" / "more.yaml").write_text(
        DASHED % "—" + "  - {kind: target, year: 2030, value: 9, note: 含新建}\n", "utf-8"
    )
    text = page("/targets/east/east-2021.t3.1/")
    assert re.findall(r'data-label="说明">([^<]*)<', text) == ["含新建"]


def test_every_kind_of_finding_has_a_title_in_both_languages():
    with override("zh-hans"):
        assert {code: title(code) for code in CODES} == dict(CODES)
    with override("en"):
        assert [code for code in CODES if re.search("[\u4e00-\u9fff]", title(code))] == []
