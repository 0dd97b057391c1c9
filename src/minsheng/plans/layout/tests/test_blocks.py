from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minsheng.plans.layout import citation_place, split_blocks
from minsheng.plans.model import Block


def blocks(text: str, tables: tuple[tuple[int, int], ...] = ()) -> tuple[Block, ...]:
    return split_blocks(text.strip("\n").split("\n"), tables)


PLAN = """
青禾市公共服务“十四五”规划

为提升公共服务水平，编制本规划。

一、总体要求
（一）主要目标。
到2025年，新增托位1万个。

二、幼有所育
（一）扩大供给
1.建设社区托育点。每个街道建设一处托育点。
2.培育人才。支持院校开设专业。
	专栏1  托育服务项目

1.普惠托育。提供普惠托位。

2.家庭指导。每年开展指导4次。


（二）提升质量
继续推进质量评估。
"""


def test_headings_make_the_path_of_what_stands_below_them() -> None:
    found = {block.text[:10]: block for block in blocks(PLAN)}
    assert found["青禾市公共服务“十四"].kind == "title"
    assert found["到2025年，新增托"].path == ("一、总体要求", "（一）主要目标")
    assert found["1.建设社区托育点。"].path == ("二、幼有所育", "（一）扩大供给", "1.建设社区托育点")
    assert found["继续推进质量评估。"].path == ("二、幼有所育", "（二）提升质量")


def test_a_box_runs_from_its_title_to_the_next_heading_and_its_path_ends_with_its_number() -> None:
    inside = [block for block in blocks(PLAN) if block.box == 1]
    assert [block.kind for block in inside] == ["box", "paragraph", "paragraph"]
    assert {block.path for block in inside} == {("二、幼有所育", "（一）扩大供给", "专栏1")}


def test_a_paragraph_without_number_after_the_last_item_of_a_box_is_outside_it() -> None:
    text = """
一、养老
专栏 3 养老行动
1.助餐行动。建设助餐点。
2.护理行动。培养护理员。
提升居家养老服务水平。完善居家养老服务网络。
"""
    assert [block.box for block in blocks(text)] == [None, 3, 3, 3, None]


def test_a_box_without_numbers_closes_at_a_wide_gap() -> None:
    text = "一、托育\n专栏2 目标\n\n到2025年，新增托位1万个。\n\n\n继续推进托育工作。"
    assert [block.box for block in blocks(text)] == [None, 2, 2, None]


def test_a_page_break_inside_a_box_does_not_close_it() -> None:
    text = "一、托育\n专栏2 目标\n1.甲项目。内容甲。\n\n- 7 -\n\n2.乙项目。内容乙。"
    assert [block.box for block in blocks(text)] == [None, 2, 2, 2]


def test_a_list_number_that_starts_again_closes_the_box() -> None:
    text = "一、托育\n专栏2 目标\n1.甲项目。内容甲。\n2.乙项目。内容乙。\n1.推进其他工作。内容丙。"
    assert [block.box for block in blocks(text)] == [None, 2, 2, 2, None]


def test_a_paragraph_that_a_page_break_cut_is_joined_and_keeps_both_lines() -> None:
    text = "一、目标\n到2025年，全市每千人口拥有托位数达到四个以上，幼儿\n\n12\n\n园覆盖率达到90%以上。"
    assert blocks(text)[-1] == Block(
        "paragraph",
        "到2025年，全市每千人口拥有托位数达到四个以上，幼儿园覆盖率达到90%以上。",
        (2, 6),
        ("一、目标",),
    )


def test_wrapped_lines_are_one_paragraph_even_where_a_line_starts_with_a_year() -> None:
    line = "为了让群众就近得到更好的公共服务各部门要按照职责分工抓好落实"
    wrapped = [line] * 9 + ["加强统筹并且密切配合细化措施确保各项工作落地见效力争新增托位", "到2025年达到1万个。"]
    found = split_blocks(["一、目标", *wrapped])
    assert found[-1].lines == (2, 12)
    assert found[-1].text.endswith("力争新增托位到2025年达到1万个。")


def test_a_line_that_goes_on_with_a_spaced_figure_is_no_item() -> None:
    text = "一、目标\n继续完善妇幼健康服务体系，逐步降低孕产妇死亡率、\n5 岁以下儿童死亡率。"
    assert [block.lines for block in blocks(text)] == [(1, 1), (2, 3)]


def test_contents_pages_and_front_matter_are_not_read_as_headings() -> None:
    front = "某市规划\n2021年6月\n目 录\n一、背景......1\n（一）基础\t1\n二、目标......2\n\n"
    text = front + "一、背景\n（一）基础\n内容甲。\n二、目标\n内容乙。"
    kinds = [block.kind for block in blocks(text)]
    assert kinds == ["title", *["contents"] * 5, "heading", "heading", "paragraph", "heading", "paragraph"]


def test_a_table_is_one_block_and_its_rows_are_no_headings() -> None:
    text = "一、目标\n表1 指标\n1\n托位数（个）\n4\n注：为年末数。\n下文继续。"
    kinds = [(block.kind, block.lines) for block in blocks(text, ((3, 5),))]
    assert kinds == [
        ("heading", (1, 1)), ("note", (2, 2)), ("table", (3, 5)), ("note", (6, 6)), ("paragraph", (7, 7)),
    ]  # fmt: skip


def test_chapters_sections_and_full_width_numbers_are_read_like_any_other() -> None:
    text = "第一章　总体要求\n第二节　目标\n（２）托育\n１．扩大供给。新增托位１万个。"
    assert blocks(text)[-1].path == ("第一章　总体要求", "第二节　目标", "１．扩大供给")


def test_markdown_headings_stand_where_their_numbered_sisters_do() -> None:
    text = "# 某市规划\n## 一、背景\n### （一）基础\n内容。\n## 目标\n内容乙。"
    found = blocks(text)
    assert found[0].kind == "title"
    assert found[-1].path == ("目标",)


def test_a_promise_in_a_list_is_a_paragraph_and_not_a_heading() -> None:
    text = "一、目标\n1.新增托位1万个\n2.建成托育机构20家"
    assert [block.kind for block in blocks(text)] == ["heading", "paragraph", "paragraph"]


def test_the_short_form_of_a_path_names_chapter_section_and_paragraph() -> None:
    assert citation_place(("三、托育", "（一）服务", "1.扩大供给")) == "三(一)1"
    assert citation_place(("十一、托育", "(二) 质量", "专栏13")) == "专栏13"
    assert citation_place(()) == ""


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(alphabet="一二（）()1２.、。，专栏目录第章节# 到年%\t注：表“”", max_size=30), max_size=25))
def test_any_lines_are_split_without_loss_and_in_order(lines: list[str]) -> None:
    found = split_blocks(lines, ())
    covered = [number for block in found for number in range(block.lines[0], block.lines[1] + 1)]
    assert covered == sorted(set(covered))
    assert all(1 <= first <= last <= len(lines) for first, last in (block.lines for block in found))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=20), max_size=20), st.integers(1, 30), st.integers(1, 30))
def test_random_text_and_spans_out_of_range_never_raise(lines: list[str], first: int, last: int) -> None:
    for block in split_blocks(lines, ((first, last),)):
        citation_place(block.path)


def _seed(name: str) -> list[str]:
    root = Path(__file__).resolve().parents[5]
    folder = Path(os.environ.get("MINSHENG_SEEDS", root.parent / "shared" / "seeds"))
    found = sorted(folder.glob(f"{name}_*.txt")) if folder.is_dir() else []
    if not found:
        pytest.skip(f"the real plans are not at {folder}")
    return found[0].read_text("utf-8").split("\n")


@pytest.mark.seeds
@pytest.mark.parametrize(
    ("name", "boxes", "chapters"), [("000", 14, 12), ("001", 0, 13), ("002", 0, 5), ("003", 0, 14), ("004", 20, 14)]
)
def test_real_plans_yield_their_chapters_and_boxes(name: str, boxes: int, chapters: int) -> None:
    found = split_blocks(_seed(name), ())
    heads = [block for block in found if block.kind == "heading" and len(block.path) == 1]
    assert len(heads) == chapters
    numbers = [block.box for block in found if block.kind == "box"]
    assert numbers == sorted({number for number in numbers if number is not None})
    if boxes:
        assert numbers == list(range(1, boxes + 1))


def test_a_title_is_not_joined_to_the_preface_below_it() -> None:
    lines = ["云溪市教育体育和文化旅游融合发展“十四五”规划", "", "前　言", "", "教育是民生之基。", "一、目标"]
    assert [(block.kind, block.text) for block in split_blocks(lines)][:3] == [
        ("title", "云溪市教育体育和文化旅游融合发展“十四五”规划"),
        ("contents", "前　言"),
        ("paragraph", "教育是民生之基。"),
    ]


def test_bold_marks_are_left_out_wherever_they_stand() -> None:
    block = split_blocks(["一、任务", "1. **扩大供给。** 新增托位80个。"])[-1]
    assert (block.text, block.path[-1]) == ("1. 扩大供给。 新增托位80个。", "1. 扩大供给")


def test_a_heading_of_any_depth_that_names_the_plan_is_its_title() -> None:
    blocks = split_blocks(["## 云溪区托育服务行动方案（2024—2026年）", "### 一、目标", "新增托位80个。"])
    assert [(block.kind, block.path) for block in blocks] == [
        ("title", ()),
        ("heading", ("一、目标",)),
        ("paragraph", ("一、目标",)),
    ]
