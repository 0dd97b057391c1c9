from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

PAGES = (
    "/",
    "/items/",
    "/items/east/care/",
    "/items/east/checkup/",
    "/targets/",
    "/targets/east/east-2021.t2.1/",
    "/documents/",
    "/documents/east-2021/",
    "/compare/",
    "/changes/",
    "/audit/",
    "/audit/east/",
    "/about/",
    "/accessibility/",
    "/data/",
    "/state/",
)

HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_page_has_one_heading_and_its_landmarks(page, prefix, address):
    text = page(prefix + address)
    assert len(re.findall("<h1", text)) == 1
    assert text.count("<main ") == text.count('<header class="masthead"') == text.count("<footer") == 1
    assert text.startswith("<!doctype html>")
    assert "<script" not in text
    assert 'style="' not in text


@pytest.mark.parametrize("address", PAGES)
def test_every_page_leads_to_itself_in_the_other_language(page, address):
    assert f'href="/en{address}"' in page(address)
    assert f'href="{address}" hreflang="zh-Hans"' in page("/en" + address)


def test_nothing_on_a_page_comes_from_elsewhere(page):
    for address in PAGES:
        assert not re.findall(r'(?:src|href|action)="(?:https?:)?//', page(address)), address


def test_the_first_page_counts_what_the_packs_hold(page):
    text = page("/")
    assert "弱有所扶" in text
    assert re.search(r"服务项目</a>|服务项目 <b>2</b>", text)
    assert "东市" in text


def test_part_of_a_word_finds_items_and_the_filter_narrows_them(page):
    both = page("/items/", q="护理补")
    assert "找到 2 个服务项目" in both
    one = page("/items/", q="护理补", pack="west")
    assert "找到 1 个服务项目" in one
    assert "/items/west/care/" in one
    assert "/items/east/care/" not in one


def test_an_active_filter_shows_as_a_chip_that_takes_it_away(page):
    text = page("/items/", q="护理", area="support")
    assert "领域：弱有所扶" in text
    assert 'href="?q=%E6%8A%A4%E7%90%86"' in text


def test_an_unknown_filter_value_finds_nothing_and_can_be_taken_away(page):
    text = page("/items/", area="nonsense")
    assert "没有符合条件的服务项目" in text
    assert "nonsense" in text


def test_search_words_are_shown_as_text(page):
    assert "<script>alert" not in page("/items/", q="<script>alert(1)</script>")


def test_an_item_shows_its_five_fields_and_says_what_the_plan_leaves_out(page):
    text = page("/items/east/care/")
    for words in ("服务对象", "服务内容", "服务标准", "支出责任", "牵头单位", "民政局", "规划未写明"):
        assert words in text
    assert "《东市公共服务规划》专栏10第14项" in text
    assert "500 元" in text
    assert "原来只有三百元" in text


def test_an_item_leads_to_the_like_one_elsewhere(page):
    assert "/items/west/care/" in page("/items/east/care/")


def test_an_item_cites_without_a_copy_and_quotes_from_the_operators_own(page, packs: Path, settings):
    assert "不转载原文" in page("/items/east/care/")
    folder = packs.parent / "plans"
    folder.mkdir()
    others = "".join(f"{number}.别的第{number}项。每年办一次。\n" for number in range(1, 14))
    box = f"专栏10 照护项目\n{others}14.残疾人护理补贴。按月把补贴发到本人手里。\n"
    (folder / "east-2021.txt").write_text(f"东市公共服务规划\n一、总的要求\n（一）照护\n{box}", "utf-8")
    settings.MINSHENG_DOCUMENTS = folder
    assert "按月把补贴发到本人手里" in page("/items/east/care/")


def test_a_target_shows_its_figures_its_picture_and_its_other_name(page):
    text = page("/targets/east/east-2021.t2.1/")
    assert "≥4.8人" in text
    assert '<svg class="bar target"' in text
    assert "千人医师数" in text
    assert "同一件事两种写法" in text


def test_targets_are_parted_into_table_rows_and_commitments(page):
    assert "找到 1 个目标指标" in page("/targets/", form="table")
    assert "/targets/east/east-2013.c1/" in page("/targets/", form="commitment")


def test_targets_are_sorted_by_their_year_when_asked(page):
    text = page("/targets/", sort="year")
    assert text.index("east-2013.c1") < text.index("east-2021.t2.1")


def test_a_document_lists_each_promise_under_its_heading_box_and_table(page):
    text = page("/documents/east-2021/")
    box, table, heading = (text.index(f'id="{anchor}"') for anchor in ("box10", "t2", "p-一(一)"))
    assert heading < text.index("/items/east/checkup/") < box < text.index("/items/east/care/") < table
    assert table < text.index("/targets/east/east-2021.t2.1/")


def test_a_source_leads_to_its_place_in_the_document(page):
    assert 'href="/documents/east-2021/#box10"' in page("/items/east/care/")
    assert 'href="/documents/east-2021/#p-一(一)"' in page("/items/east/checkup/")
    assert 'href="/documents/east-2021/#t2"' in page("/targets/east/east-2021.t2.1/")


def test_two_places_stand_side_by_side(page):
    text = page("/compare/", a="east", b="west", area="support")
    assert text.index("/items/east/care/") < text.index("/items/west/care/")
    assert "病有所医" not in text.split("<h2", 1)[1]


def test_an_english_page_names_a_pair_in_english_and_marks_what_is_chinese(page, packs: Path):
    (packs / "east/more.yaml").write_text(CONFLICT, "utf-8")
    compared = page("/en/compare/", a="east", b="west", area="support")
    labels = re.findall(r'<article[^>]*aria-label="([^"]*)"', compared)
    assert labels
    assert not [label for label in labels if HAN.search(label)]
    assert not HAN.search(page("/en/items/east/care/").split('name="description" content="')[1].split('"')[0])
    marks = re.findall(r'class="mark">(.*?)</span>', page("/en/documents/east-2021/"))
    assert '<span lang="zh-Hans">一、' in marks
    captions = re.findall(r'<caption class="sr">(.*?)</caption>', page("/en/documents/east-2021/"))
    assert any(map(HAN.search, captions))
    assert not [caption for caption in captions if HAN.search(re.sub(r'<span lang="zh-Hans">.*?</span>', "", caption))]


def test_comparing_a_place_with_itself_asks_for_two(page):
    assert "请选两个不同的地区" in page("/compare/", a="east", b="east")


def test_the_changes_show_the_target_before_and_after(page):
    text = page("/changes/")
    assert text.index("3.8人") < text.index("≥4.8人")
    assert "原来只有三百元" in text


@pytest.mark.parametrize(
    "address",
    ["/items/east/none/", "/items/none/care/", "/targets/east/none/", "/documents/none/", "/audit/none/", "/nowhere"],
)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_what_is_not_there_gives_a_404_page_with_a_way_on(packs, client: Client, prefix, address):
    answer = client.get(prefix + address)
    assert answer.status_code == 404
    assert b'role="search"' in answer.content


def test_a_fault_in_a_pack_is_told_on_the_state_page_and_the_first_page(page, packs: Path):
    page("/")
    (packs / "west/pack.yaml").write_text("id: west\n", "utf-8")
    assert "/state/" in page("/")
    assert "上一次完好的内容" in page("/")
    assert "处错误" in page("/state/")


def test_a_csv_holds_the_rows_of_the_list_and_no_others(packs, client: Client):
    answer = client.get("/items.csv", {"pack": "east", "q": "护理"})
    assert answer["Content-Type"].startswith("text/csv")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "《东市公共服务规划》专栏10第14项" in lines[1]
    assert len(client.get("/targets.csv").content.decode().splitlines()) == 4


def test_the_elder_switch_keeps_a_cookie_and_leads_back(packs, client: Client):
    answer = client.get("/elder/", {"on": "1", "next": "/items/?q=a"})
    assert (answer.status_code, answer["Location"], answer.cookies["elder"].value) == (302, "/items/?q=a", "1")
    assert 'class="elder"' in client.get("/").content.decode()
    client.get("/elder/", {"on": "0", "next": "/"})
    assert 'class="elder"' not in client.get("/").content.decode()


@pytest.mark.parametrize(
    "away", ["https://example.org/", "//example.org/", "javascript:alert(1)", "/\\example.org", ""]
)
def test_the_elder_switch_never_leads_away_from_the_site(packs, client: Client, away):
    assert client.get("/elder/", {"on": "1", "next": away})["Location"] == "/"


CONFLICT = """
indicators:
- id: east-2021.c9
  name: 每千人医师数
  unit: 人
  area: health
  source: east-2021 一(一)
  values: [{kind: target, year: 2025, value: 5.2}]
"""


def test_the_audit_names_both_clauses_of_a_conflict(page, packs: Path):
    (packs / "east/more.yaml").write_text(CONFLICT, "utf-8")
    finding = page("/audit/east/").split('id="serious-target-conflict"')[1].split("</section>")[0]
    assert "/targets/east/east-2021.t2.1/" in finding
    assert "/targets/east/east-2021.c9/" in finding
    assert "《东市公共服务规划》表2第1行" in finding
    assert "《东市公共服务规划》一(一)" in finding


def test_the_list_of_audits_counts_what_each_page_shows(page, packs: Path):
    before = page("/audit/")
    (packs / "east/more.yaml").write_text(CONFLICT, "utf-8")
    assert page("/audit/") != before
    assert "/audit/east/" in before


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(
    st.dictionaries(
        st.sampled_from(
            ["q", "area", "life_stage", "group", "tier", "pack", "page", "form", "sort", "document", "a", "b"]
        ),
        st.text(max_size=40),
    )
)
def test_no_query_breaks_a_list(packs, query):
    client = Client()
    for address in ("/items/", "/targets/", "/items.csv", "/targets.csv", "/compare/"):
        assert client.get(address, query).status_code == 200


FIGURES = """
indicators:
- {id: west-2021.t1.1, name: 每千人医师数, unit: 人, area: health, source: west-2021 表1.1,
   values: [{kind: target, year: 2025, value: 4}]}
- {id: west-2021.c1, name: 每千人医师数, unit: 人, area: health, source: west-2021 二,
   values: [{kind: target, year: 2025, value: 4}]}
"""


def test_an_equal_figure_of_one_side_is_said_once_with_all_its_places(page, packs: Path):
    (packs / "west/more.yaml").write_text(FIGURES, "utf-8")
    text = page("/compare/", a="east", b="west", area="health")
    assert text.count("<b>4人</b>") == 1
    assert "/targets/west/west-2021.t1.1/" in text
    assert "/targets/west/west-2021.c1/" in text
    assert "<b>≥4.8人</b>" in text


FLOOR = """
documents:
- {id: sheng-2021, title: 全省规划, since: 2021-01-01, until: 2025-12-31}
indicators:
- {id: sheng-2021.t1.1, name: 每千人医师数, unit: 人, area: health, direction: higher, source: sheng-2021 表1.1,
   values: [{kind: target, year: 2025, op: ">=", value: 5.5}]}
"""


def test_what_a_city_promises_below_its_province_is_flagged(page, packs: Path):
    (packs / "sheng/more.yaml").write_text(FLOOR, "utf-8")
    text = page("/compare/", a="east", b="sheng")
    assert "有 1 处低于上级" in text
    assert 'class="flag"' in text
    assert "低于上级" not in page("/compare/", a="east", b="west").split("<h2", 1)[1]


def test_the_outline_counts_what_stands_in_and_below_a_heading(page, packs: Path):
    (packs / "east/more.yaml").write_text(CONFLICT, "utf-8")
    outline = page("/documents/east-2021/").split("<summary>")[1].split("</details>")[0]
    assert re.findall(r'href="#([^"]+)".*?<small>(\d+)</small>', outline)[:2] == [("p-一", "2"), ("p-一(一)", "2")]


def test_a_promise_under_a_heading_the_outline_leaves_out_stands_under_the_one_above(page, packs: Path):
    (packs / "east/more.yaml").write_text(CONFLICT.replace("一(一)", "一(二)12"), "utf-8")
    text = page("/documents/east-2021/")
    assert text.index('id="p-一"') < text.index("east-2021.c9") < text.index('id="p-一(一)"')


def test_the_documents_words_stand_beside_its_promises_when_a_copy_is_at_hand(page, packs: Path, settings):
    assert "本站没有存放原文" in page("/documents/east-2021/")
    folder = packs.parent / "plans"
    folder.mkdir()
    (folder / "east-2021.txt").write_text(
        "东市公共服务规划\n一、总的要求\n（一）照护\n每年都要检查一次身体。\n", "utf-8"
    )
    settings.MINSHENG_DOCUMENTS = folder
    text = page("/documents/east-2021/")
    assert "每年都要检查一次身体" in text
    assert "本站没有存放原文" not in text
