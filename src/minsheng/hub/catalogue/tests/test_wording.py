from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from minsheng.hub.catalogue import wording
from minsheng.packs.model import Area, Document, Value
from minsheng.terms.citation import Citation

PLAN = Document(id="hz-2021", title="杭州市公共服务“十四五”规划", since=None, until=None, title_en="Hangzhou plan")


@pytest.mark.parametrize(
    ("citation", "said"),
    [
        ("hz-2021 专栏10.14", "《杭州市公共服务“十四五”规划》专栏10第14项"),
        ("hz-2021 表2.17", "《杭州市公共服务“十四五”规划》表2第17行"),
        ("hz-2021 三(一)1", "《杭州市公共服务“十四五”规划》三(一)1"),
        ("hz-2021", "《杭州市公共服务“十四五”规划》"),
    ],
)
def test_a_citation_is_written_out_in_chinese(citation, said):
    with override("zh-hans"):
        assert wording.cited(Citation.parse(citation), PLAN) == said


def test_a_citation_is_written_out_in_english_with_its_chinese_path_marked():
    with override("en"):
        assert wording.cited(Citation.parse("hz-2021"), PLAN) == "Hangzhou plan"
        path = wording.cited(Citation.parse("hz-2021 三(一)1"), PLAN)
    assert path == 'Hangzhou plan, <span lang="zh-Hans">三(一)1</span>'


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (Value(kind="target", op=">=", value=Decimal("4.60")), "≥4.6个"),
        (Value(kind="target", op="range", low=Decimal(1), high=Decimal(2)), "1–2个"),
        (Value(kind="target", op="text", text="保持全省领先"), "保持全省领先"),
        (Value(kind="actual", value=Decimal("12500")), "12,500个"),
    ],
)
def test_a_figure_is_worded_with_its_sign_and_unit(value, said):
    with override("zh-hans"):
        assert wording.figure(value, "个") == said


def test_an_english_reader_gets_the_english_name_and_chinese_text_is_marked():
    with override("en"):
        assert wording.named(Area(id="a", name="幼有所育", name_en="Early childhood")) == "Early childhood"
        assert (
            wording.named(Document(id="x", title="规划", since=None, until=None)) == '<span lang="zh-Hans">规划</span>'
        )


def test_markup_in_a_pack_is_shown_and_never_run():
    with override("en"):
        assert "<script>" not in wording.chinese("<script>alert(1)</script>")
    with override("zh-hans"):
        assert "<script>" not in wording.figure(Value(kind="target", op="text", text="<script>"), "<b>")


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12))
def test_a_worded_number_reads_back_as_the_same_number(value):
    assert Decimal(wording.number(value).replace(",", "")) == value


def test_a_unit_that_is_said_before_its_number_stands_before_it() -> None:
    value = Value("target", 2025, ">=", Decimal("1.75"))
    assert wording.figure(value, "万分之") == "≥万分之1.75"
