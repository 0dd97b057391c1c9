from __future__ import annotations

import random
import time
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minsheng.hub.catalogue.search import Filters, Index, fold, words
from minsheng.packs.model import Amount, Area, Document, Indicator, Pack, PackFile, ServiceItem, Term, Value
from minsheng.terms.citation import Citation

SINCE = date(2021, 1, 1)


def item(id: str, name: str, **given: object) -> ServiceItem:
    told: dict[str, object] = {
        "name_en": id.replace("-", " "),
        "area": "support",
        "tier": "basic",
        "serves": "本市户籍居民",
        "content": "按规定提供",
        "source": Citation("xx-2021", box=1, item=1),
        "since": SINCE,
    }
    return ServiceItem(id=id, name=name, **(told | given))


def pack(id: str, parent: str | None = None, **given: object) -> Pack:
    about = PackFile(id, {"up": "上省", "down": "下市", "other": "旁市"}[id], id.title(), "330100", "city", parent)
    return Pack(about, **given)


CARE = item(
    "care-subsidy",
    "重度残疾人护理补贴",
    groups=("disabled",),
    life_stages=("any",),
    amounts=(Amount(Decimal("187.5"), "元", per="人·月"),),
)
LIVING = item("living-subsidy", "残疾人生活补贴", groups=("disabled", "low-income"), tier="raised")
AID = item("rehab", "康复服务", content="为残疾人提供护理补贴以外的辅具", groups=("disabled",))
NURSERY = item(
    "nursery", "托位补助", area="childcare", life_stages=("infancy",), content="「普惠」托育机构按３－６岁分班"
)
BEDS = Indicator(
    "xx-2021.t1.3",
    "每千名老年人护理型床位数",
    "张",
    Citation("xx-2021", table=1, row=3),
    (Value("target", 2025, value=Decimal("12.5")),),
    area="elder-care",
)
PROVINCE = item("up-care", "省级护理补贴", source=Citation("up-2021", box=2, item=4))
PACKS = {
    "up": pack(
        "up",
        areas=(Area("support", "弱有所扶", "Support"), Area("childcare", "幼有所育", "Early childhood")),
        groups=(Term("disabled", "残疾人", "People with disabilities"),),
        documents=(Document("up-2021", "省规划", SINCE, date(2025, 12, 31)),),
        items=(PROVINCE,),
    ),
    "down": pack("down", "up", items=(NURSERY, AID, CARE, LIVING), indicators=(BEDS,)),
    "other": pack("other", "up", items=(item("lunch", "老年食堂"),)),
}
INDEX = Index.build(PACKS)
EVERYTHING = Filters()


def found(query: str, filters: Filters = EVERYTHING) -> list[str]:
    return [row.id for row in INDEX.search(query, filters, limit=100).rows]


def test_part_of_a_word_finds_the_item_and_the_name_comes_before_the_text() -> None:
    assert found("护理补贴") == ["up-care", "care-subsidy", "rehab"]


def test_the_name_itself_comes_first() -> None:
    assert found("残疾人生活补贴")[0] == "living-subsidy"
    assert found("康复服务")[0] == "rehab"


def test_a_name_that_begins_with_the_word_comes_before_one_that_has_it_inside() -> None:
    assert found("残疾人")[:2] == ["living-subsidy", "care-subsidy"]


def test_several_words_must_all_occur() -> None:
    assert found("残疾人 生活") == ["living-subsidy"]
    assert INDEX.search("残疾人 生活").how == "all"


def test_words_that_never_occur_together_find_rows_with_any_of_them() -> None:
    hits = INDEX.search("托位 食堂")
    assert hits.how == "any"
    assert {row.id for row in hits.rows} == {"nursery", "lunch"}


def test_a_word_that_occurs_nowhere_finds_names_that_share_most_of_its_pairs() -> None:
    hits = INDEX.search("残疾人的生活补贴")
    assert hits.how == "near"
    assert hits.rows[0].id == "living-subsidy"


def test_a_word_unlike_anything_finds_nothing() -> None:
    hits = INDEX.search("量子计算机")
    assert (hits.total, hits.rows, hits.facets["kind"]) == (0, (), {})


def test_no_words_give_everything_in_the_order_of_the_packs() -> None:
    assert found("") == ["up-care", "nursery", "rehab", "care-subsidy", "living-subsidy", "xx-2021.t1.3", "lunch"]
    assert found("！？ …") == found("")


def test_english_names_and_english_vocabulary_are_searched_without_case() -> None:
    assert found("CARE subsidy")[0] == "care-subsidy"
    assert "care-subsidy" in found("disabilities")


@pytest.mark.parametrize("query", ["3-6岁", "３－６岁", "“普惠”托育", "﹁普惠﹂", "普惠　托育"])
def test_width_and_kind_of_punctuation_do_not_matter(query: str) -> None:
    assert found(query) == ["nursery"]


def test_amounts_units_and_citations_are_searched() -> None:
    assert found("187.5元") == ["care-subsidy"]
    assert found("12.5") == ["xx-2021.t1.3"]
    assert found("up-2021 专栏2.4") == ["up-care"]


def test_filters_narrow_and_values_of_one_filter_widen() -> None:
    assert found("", Filters(area=("childcare",))) == ["nursery"]
    assert found("", Filters(area=("childcare", "elder-care"))) == ["nursery", "xx-2021.t1.3"]
    assert found("", Filters(group=("disabled",), tier=("raised",))) == ["living-subsidy"]
    assert found("", Filters(life_stage=("any",))) == ["care-subsidy"]
    assert found("", Filters(kind=("indicator",))) == ["xx-2021.t1.3"]
    assert found("", Filters(document=("up-2021",))) == ["up-care"]
    assert found("", Filters(area=("no-such-area",))) == []


def test_a_jurisdiction_includes_what_the_levels_above_promise() -> None:
    assert "up-care" in found("", Filters(jurisdiction=("down",)))
    assert "lunch" not in found("", Filters(jurisdiction=("down",)))
    assert found("", Filters(jurisdiction=("up",))) == ["up-care"]
    assert found("", Filters(pack=("other",))) == ["lunch"]


def test_words_found_only_outside_the_filters_are_an_empty_answer_not_a_loose_one() -> None:
    hits = INDEX.search("托位 补助", Filters(pack=("other",)))
    assert (hits.how, hits.total) == ("all", 0)
    assert hits.facets["pack"] == {"down": 1}


def test_facets_count_what_another_value_of_the_same_filter_would_give() -> None:
    facets = INDEX.search("残疾人", Filters(tier=("raised",))).facets
    assert facets["tier"] == {"basic": 2, "raised": 1}
    assert facets["group"] == {"disabled": 1, "low-income": 1}


def test_pages_are_slices_of_the_whole_and_the_total_stays() -> None:
    pages = [INDEX.search("", limit=3, offset=at) for at in (0, 3, 6, 9)]
    assert [row.id for page in pages for row in page.rows] == found("")
    assert {page.total for page in pages} == {7}
    assert INDEX.search("", limit=-1, offset=-5).rows == ()


def test_no_packs_find_nothing() -> None:
    assert Index.build({}).search("护理").total == 0
    assert Index.build({}).search("").rows == ()


names = st.text(
    st.sampled_from("残疾人护理补贴养老托育服务ABc12.3%（）、“”—－３㎡é ."), min_size=2, max_size=14
) | st.text(min_size=2, max_size=8)


@given(st.lists(names, min_size=1, max_size=6), st.data())
@settings(max_examples=300)
def test_any_two_or_more_characters_of_a_name_find_its_item(given_names: list[str], data: st.DataObject) -> None:
    index = Index.build({"up": pack("up", items=tuple(item(f"n{at}", name) for at, name in enumerate(given_names)))})
    at = data.draw(st.integers(0, len(given_names) - 1))
    name = given_names[at]
    start = data.draw(st.integers(0, len(name) - 2))
    part = name[start : data.draw(st.integers(start + 2, len(name)))]
    assert f"n{at}" in {row.id for row in index.search(part, limit=100).rows}


@given(st.text(max_size=400), st.integers(-5, 20), st.integers(-5, 20), st.lists(st.text(), max_size=2).map(tuple))
def test_no_query_raises_and_pages_never_exceed_their_size(
    query: str, limit: int, offset: int, area: tuple[str, ...]
) -> None:
    hits = INDEX.search(query, Filters(area=area), limit=limit, offset=offset)
    assert len(hits.rows) <= max(limit, 0)
    assert len(hits.rows) <= hits.total


@given(names)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_a_query_of_a_thousand_words_is_cut() -> None:
    assert len(words(" ".join(f"w{at}" for at in range(1000)))) == 8


def test_a_thousand_items_answer_within_three_milliseconds_of_cpu() -> None:
    chance = random.Random(1)
    syllables = ["残疾人", "老年人", "护理", "补贴", "托育", "健康", "培训", "救助", "困难", "家庭", "农村", "儿童"]
    many = tuple(
        item(
            f"item-{at}",
            "".join(chance.sample(syllables, 4)),
            content="".join(chance.choices(syllables, k=60)),
            groups=(f"group-{at % 20}",),
        )
        for at in range(1000)
    )
    index = Index.build({"up": pack("up", items=many)})
    queries = ["护理补贴", "残疾人 补贴", "老", "困难家庭 农村 儿童", "不存在的词语", "健康培训救助"]
    started = time.process_time()
    for _ in range(20):
        for query in queries:
            index.search(query, Filters(area=("support",)))
    assert (time.process_time() - started) / (20 * len(queries)) < 0.003
