"""Tables that nobody read must not go unnoticed."""

from __future__ import annotations

from minsheng.plans.layout import split_blocks
from minsheng.plans.layout.unread import is_row, unread_tables


def doubts(*lines: str) -> list[tuple[str, tuple[int, int]]]:
    return [(doubt.code, doubt.lines) for doubt in unread_tables(split_blocks(("一、目标", *lines), ()))]


def test_rows_of_one_table_make_one_doubt_even_with_group_lines_between() -> None:
    lines = ["1  托位数  个  2.0  4.6", "（二）教育", "2  入园率  %  95  98", "", "3  巩固率  %  99  100"]
    assert doubts(*lines) == [("table.rows-unread", (2, 6))]


def test_rows_far_apart_make_a_doubt_each() -> None:
    text = ["提升服务能力。"] * 6
    assert doubts("托位数  2.0  4.6", *text, "入园率  95  98") == [
        ("table.rows-unread", (2, 2)),
        ("table.rows-unread", (9, 9)),
    ]


def test_a_caption_without_a_table_below_makes_a_doubt() -> None:
    assert doubts("表2 主要指标", "提升服务能力。") == [("table.caption-alone", (2, 2))]
    assert doubts("图2 空间布局", "提升服务能力。") == []


def test_sentences_are_no_rows() -> None:
    assert not is_row("到2025年，新增托位1.5万个；建成书屋10家。")
    assert is_row("3 护理院扩建工程 新增床位260张 3.1 2021—2023")
    assert is_row("３　　巩固率　　％　　９９")
    assert doubts("完善制度  强化监督  落实责任") == []
