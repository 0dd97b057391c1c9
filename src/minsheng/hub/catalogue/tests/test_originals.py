from __future__ import annotations

from pathlib import Path

import pytest

from minsheng.hub.catalogue import originals
from minsheng.terms.citation import Citation

PLAN = """某市公共服务规划
一、总的要求
（一）照护
办好照护机构。到2025年新增床位500张。平日多走访。
送餐到家。每天送一次。
表1 主要指标
序号\t指标\t单位\t2020年\t2025年
1\t每千人床位数\t张\t4.0\t≥5.0
2\t送餐人数\t人\t100\t300
专栏1 照护项目
1.上门送餐。每天把饭送到老人家里。
2.上门护理。每周上门一次。
二、保障
1.加强领导。定期开会。
"""


@pytest.fixture
def folder(tmp_path: Path, settings) -> Path:
    (tmp_path / "x-2021.txt").write_text(PLAN, "utf-8")
    settings.MINSHENG_DOCUMENTS = tmp_path
    return tmp_path


@pytest.mark.parametrize(
    ("citation", "words"),
    [
        ("x-2021 专栏1.2", "每周上门一次"),
        ("x-2021 表1.2", "送餐人数"),
        ("x-2021 一(一)", "办好照护机构"),
        ("x-2021 一(一)2", "送餐到家"),
        ("x-2021 二1", "定期开会"),
    ],
)
def test_a_citation_leads_to_its_words(folder, citation, words):
    assert words in (originals.quote(Citation.parse(citation)) or "")


def test_a_name_picks_its_sentence_from_a_longer_paragraph(folder):
    said = originals.quote(Citation.parse("x-2021 一(一)"), "新增床位")
    assert said == "到2025年新增床位500张。"


@pytest.mark.parametrize("citation", ["x-2021 专栏9.9", "x-2021 表1.99", "x-2021 九", "x-2021", "y-2021 专栏1.1"])
def test_a_place_that_is_not_found_gives_nothing(folder, citation):
    assert originals.quote(Citation.parse(citation)) is None


def test_without_a_folder_there_is_nothing_to_quote(settings):
    settings.MINSHENG_DOCUMENTS = None
    assert originals.quote(Citation.parse("x-2021 专栏1.1")) is None
    assert originals.stamp() == ""


def test_a_copy_that_cannot_be_read_counts_as_not_at_hand(folder):
    (folder / "x-2021.txt").write_bytes(b"")
    assert originals.quote(Citation.parse("x-2021 专栏1.1")) is None


def test_a_changed_copy_is_read_anew(folder):
    before = originals.stamp()
    (folder / "x-2021.txt").write_text(PLAN.replace("每周上门一次", "每月上门两次"), "utf-8")
    assert originals.stamp() != before
    assert "每月上门两次" in (originals.quote(Citation.parse("x-2021 专栏1.2")) or "")
