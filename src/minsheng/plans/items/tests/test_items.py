from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minsheng.plans.items import read_amounts, read_items
from minsheng.plans.layout import split_blocks
from minsheng.plans.model import Block, Doubt, Item


def items_of(*lines: str) -> tuple[tuple[Item, ...], tuple[Doubt, ...]]:
    return read_items(split_blocks(["一、扩大供给", "", "本章说明各项服务的供给安排和保障措施。", "", *lines]))


@pytest.mark.parametrize("mark", ["{}.", "{}. ", "{}．", "{}、", "（{}）", "({})"])
def test_every_style_of_number_starts_an_item(mark: str) -> None:
    items, doubts = items_of(
        "专栏3  “老有所养”服务项目",
        "",
        mark.format(1) + "护理补贴。每人每月补贴200元。",
        "",
        mark.format(2) + "助餐服务。提供优惠用餐。",
    )
    assert [(item.box, item.box_title, item.number, item.name, item.text) for item in items] == [
        (3, "“老有所养”服务项目", 1, "护理补贴", "每人每月补贴200元。"),
        (3, "“老有所养”服务项目", 2, "助餐服务", "提供优惠用餐。"),
    ]
    assert doubts == ()


def test_full_width_numbers_are_read() -> None:
    items, _ = items_of("专栏１２ 托育工程", "１．补贴。每人每年１０００元。", "２．服务。免费。")
    assert [(item.box, item.number, item.name) for item in items] == [(12, 1, "补贴"), (12, 2, "服务")]
    assert int(items[0].amounts[0].value) == 1000


def test_a_skipped_number_is_kept_and_doubted() -> None:
    items, _ = items_of("专栏1 行动", "1.甲项行动。一。", "2.乙项行动。二。", "4.丁项行动。四。")
    assert [item.number for item in items] == [1, 2, 4]
    assert [[doubt.code for doubt in item.doubts] for item in items] == [[], [], ["item.number-gap"]]


def test_a_name_ends_at_a_colon_too() -> None:
    items, _ = items_of("专栏1 项目", "1.智慧健康“五个一”：应用一张卡。", "2.县级强院：制定目录。")
    assert [item.name for item in items] == ["智慧健康“五个一”", "县级强院"]


def test_a_long_first_sentence_is_taken_as_name_and_doubted() -> None:
    sentence = (
        "按照公办为主、普惠优先、社会参与的思路，统筹推动城乡学前教育优质发展，并且持续加强师资队伍建设和质量评估监测"
    )
    items, _ = items_of("专栏1 项目", f"1.{sentence}。第二句。", "2.规范服务。第三句。")
    assert items[0].name == sentence
    assert [doubt.code for doubt in items[0].doubts] == ["item.long-name"]


def test_an_item_broken_by_a_page_is_one_item() -> None:
    items, _ = items_of(
        "专栏1 项目",
        "1.护理员培养。每年组织护理员参加技能培训和岗位练兵，并且逐步推行持证上岗与等级评定相衔接的",
        "",
        "管理办法，定期评估。",
        "",
        "2.学校建设。新建学校。",
    )
    assert [item.number for item in items] == [1, 2]
    assert items[0].text.endswith("相衔接的管理办法，定期评估。")
    assert items[0].lines == (6, 8)


def test_a_box_without_numbers_gives_a_doubt_and_no_item() -> None:
    items, doubts = items_of("专栏2 支持工程", "到2025年，每个街道拥有1家示范站。")
    assert items == ()
    assert [doubt.code for doubt in doubts] == ["item.none"]


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("甲类人员每人每年1000元，乙类人员每人每年1250元", [("1000元", "元", "人·年"), ("1250元", "元", "人·年")]),
        (
            "按等级每人每月发放500元、250元、125元",
            [("500元", "元", "人·月")] + [(f"{n}元", "元", "人·月") for n in (250, 125)],
        ),
        ("标准不低于14000元/人·年以上", [("14000元/人·年", "元", "人·年")]),
        ("按每年生均200元标准", [("200元", "元", "生·年")]),
        ("不超过工资总额1%，按10倍以上拨付", [("1%", "%", None), ("10倍", "倍", None)]),
        ("按30%、50%同步调整", [("30%", "%", None), ("50%", "%", None)]),
        ("总投资1.2亿元，每床补助1.5万元", [("1.2亿元", "亿元", None), ("1.5万元", "万元", "床")]),
        ("补助500-800元", [("500", "元", None), ("800元", "元", None)]),
        ("补贴13,224元", [("13,224元", "元", None)]),
        ("为12348热线，提供25套节目", []),
    ],
)
def test_every_amount_of_money_and_rate_is_found(text: str, amounts: list[tuple[str, str, str | None]]) -> None:
    assert [(amount.text, amount.unit, amount.per) for amount in read_amounts(text)] == amounts


@given(st.text(alphabet="每人月年生均0123456789.,，。元万亿%倍/·-至、", max_size=60))
def test_any_text_gives_amounts_that_stand_in_it(text: str) -> None:
    for amount in read_amounts(text):
        assert amount.value >= 0
        assert amount.text.split("/")[0].strip() in text


def test_items_printed_one_after_another_in_one_paragraph_are_parted() -> None:
    items, _ = items_of("专栏1 行动", "1.甲项行动。建设10所学校。2.乙项行动。每人补助200元。3.丙项行动。完。")
    assert [(item.number, item.name, item.text) for item in items] == [
        (1, "甲项行动", "建设10所学校。"),
        (2, "乙项行动", "每人补助200元。"),
        (3, "丙项行动", "完。"),
    ]


def test_a_table_in_a_box_gives_an_item_a_row() -> None:
    blocks = [
        Block("box", "专栏4 服务清单", (1, 1), box=4),
        Block("table", "序号\t项目\t标准\n1\t护理补贴\t每人每月250元\n2\t助餐服务\t免费", (2, 4), box=4),
    ]
    items, doubts = read_items(blocks)
    assert [(item.number, item.name, item.lines) for item in items] == [
        (1, "护理补贴", (3, 3)),
        (2, "助餐服务", (4, 4)),
    ]
    assert [amount.per for amount in items[0].amounts] == ["人·月"]
    assert [(doubt.code, doubt.lines) for doubt in doubts] == [("item.unnumbered", (2, 2))]


def test_words_before_the_first_item_of_a_box_are_doubted() -> None:
    blocks = [
        Block("box", "专栏4 服务清单", (1, 1), box=4),
        Block("paragraph", "围绕重点人群提供下列服务：", (2, 2), box=4),
        Block("paragraph", "1.护理补贴。每人每月250元。", (3, 3), box=4),
        Block("note", "注：标准按年调整。", (4, 4), box=4),
    ]
    items, doubts = read_items(blocks)
    assert [item.name for item in items] == ["护理补贴"]
    assert [doubt.code for doubt in doubts] == ["item.unnumbered"]


def test_an_item_without_a_name_is_kept_and_doubted() -> None:
    blocks = [Block("box", "专栏4 服务", (1, 1), box=4), Block("paragraph", "1.：每人每月250元。", (2, 2), box=4)]
    items, _ = read_items(blocks)
    assert [(item.name, [doubt.code for doubt in item.doubts]) for item in items] == [("", ["item.no-name"])]
