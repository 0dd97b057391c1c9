from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from minsheng.report import fonts
from minsheng.report.picture import chart_png, chart_svg
from minsheng.terms.errors import MinshengError

WORDS = {"data": {"values": [{"said": "每千人托位"}]}, "mark": "text", "encoding": {"text": {"field": "said"}}}
SVG = "{http://www.w3.org/2000/svg}"


def test_words_stay_words_and_the_picture_is_named() -> None:
    drawn = etree.fromstring(chart_svg(WORDS, title="托位", description="一句话。"))
    assert [text.text for text in drawn.iter(f"{SVG}text")] == ["每千人托位"]
    assert drawn.get("role") == "img"
    named = drawn.get("aria-labelledby").split()
    assert [node.text for node in drawn.iter() if node.get("id") in named] == ["托位", "一句话。"]


def test_a_word_that_looks_like_an_attribute_stays_a_word() -> None:
    said = 'a style="b" id="c" url(#d)'
    drawn = etree.fromstring(chart_svg({**WORDS, "data": {"values": [{"said": said}]}}, title="托位"))
    assert [text.text for text in drawn.iter(f"{SVG}text")] == [said]


def test_without_a_title_the_picture_is_decoration() -> None:
    assert etree.fromstring(chart_svg(WORDS)).get("aria-hidden") == "true"


def test_the_words_are_drawn_in_the_carried_font_and_not_dropped() -> None:
    without = {**WORDS, "data": {"values": [{"said": ""}]}, "width": 200}
    assert len(chart_png(chart_svg({**WORDS, "width": 200}))) > len(chart_png(chart_svg(without))) + 500


def test_a_font_a_description_names_is_not_followed() -> None:
    drawn = chart_svg({**WORDS, "config": {"font": "No Such Font"}})
    assert "No Such Font" not in drawn


def test_the_same_description_gives_the_same_picture_and_another_other_ids() -> None:
    first, again = chart_svg(WORDS, title="甲"), chart_svg(dict(reversed(WORDS.items())), title="甲")
    other = chart_svg(WORDS, title="乙")
    assert first == again
    assert set(re.findall(r' id="([^"]+)"', first)).isdisjoint(re.findall(r' id="([^"]+)"', other))


def test_no_address_is_fetched() -> None:
    with pytest.raises(ValueError, match=r"(?i)url|load|allow"):
        chart_svg({"data": {"url": "https://example.invalid/a.json"}, "mark": "bar", "encoding": {}})


_TEXT = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Co", "Cn")), min_size=1, max_size=8)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(said=_TEXT, title=_TEXT)
def test_any_words_give_a_whole_and_safe_picture(said: str, title: str) -> None:
    svg = chart_svg({**WORDS, "data": {"values": [{"said": f"<script>{said}"}]}}, title=title)
    drawn = etree.fromstring(svg)
    assert all(node.tag != f"{SVG}script" for node in drawn.iter())
    assert not any(name in node.attrib for node in drawn.iter() for name in ("style", "href", "onload"))


def test_missing_fonts_are_a_fault_before_anything_is_drawn(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(fonts, "FILES", {fonts.SANS: "Absent.otf"})
    fonts.font_folder.cache_clear()
    with pytest.raises(MinshengError, match="缺少图表和报告用的中文字体"):
        fonts.font_folder()
    monkeypatch.undo()
    fonts.font_folder.cache_clear()
    assert (fonts.font_folder() / fonts.FILES[fonts.SANS]).is_file()
