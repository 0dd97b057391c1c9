from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minsheng.plans.source import read_source
from minsheng.plans.source.encoding import decode

PLAN = (
    "一、总体目标\n到2025年，每千人口拥有托位数达到4.6个，覆盖率保持在95%以上。\n二、重点任务\n扩大普惠托育服务供给。\n"
)
LINES = tuple(PLAN.split("\n")[:-1])


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16-le"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("gb18030", "gb18030"),
        ("gbk", "gb18030"),
        ("utf-32", "utf-32-le"),
    ],
)
def test_every_encoding_of_a_chinese_text_gives_the_same_lines(tmp_path: Path, encoding: str, told: str) -> None:
    file = tmp_path / "plan.txt"
    file.write_bytes(PLAN.encode(encoding))
    source = read_source(file)
    assert source.lines == LINES
    assert (source.encoding, source.format, source.doubts) == (told, "txt", ())


def test_a_line_in_another_encoding_is_read_and_marked(tmp_path: Path) -> None:
    file = tmp_path / "plan.txt"
    first, second, third = "第一行写的是目标\n", "第二行写的是任务\n", "第三行写的是保障\n"
    file.write_bytes(first.encode() + second.encode("gb18030") + third.encode())
    source = read_source(file)
    assert source.lines == ("第一行写的是目标", "第二行写的是任务", "第三行写的是保障")
    assert [(doubt.code, doubt.lines) for doubt in source.doubts] == [("source.mixed-encoding", (2, 2))]


def test_bytes_that_no_encoding_explains_are_replaced_and_marked(tmp_path: Path) -> None:
    file = tmp_path / "plan.txt"
    file.write_bytes("托位数达到四点六个\n养老床位".encode() + b"\xff\xff" + "达到五万张\n".encode())
    source = read_source(file)
    assert source.lines[0] == "托位数达到四点六个"
    assert "\ufffd" in source.lines[1]
    assert [(doubt.code, doubt.lines) for doubt in source.doubts] == [("source.unreadable-bytes", (2, 2))]


def test_line_numbers_are_those_of_the_file_whatever_ends_its_lines(tmp_path: Path) -> None:
    file = tmp_path / "plan.txt"
    file.write_bytes("一\r\n\r\n二\u2028三\x0c四\r五".encode())
    assert read_source(file).lines == ("一", "", "二\u2028三 四", "五")


def test_html_is_known_by_its_content_not_by_its_ending(tmp_path: Path) -> None:
    file = tmp_path / "plan.txt"
    file.write_text("<!DOCTYPE html><html><body><p>一、总体目标</p><script>x()</script></body></html>", "utf-8")
    source = read_source(file)
    assert (source.format, source.lines) == ("html", ("一、总体目标",))


def test_markdown_keeps_its_marks(tmp_path: Path) -> None:
    file = tmp_path / "plan.md"
    file.write_text("# 规划\n\n| 指标 | 2025年 |\n|---|---|\n| 托位数 | 4.6 |\n", "utf-8")
    source = read_source(file)
    assert source.format == "md"
    assert source.lines[2] == "| 指标 | 2025年 |"


@given(st.text(alphabet=st.characters(codec="gb18030", exclude_categories=["C", "Z"]), min_size=1))
def test_utf8_always_comes_back_as_it_was(text: str) -> None:
    assert decode(text.encode()) == (text, "utf-8", ())


@given(st.binary(max_size=300))
def test_any_bytes_decode_or_are_refused_and_never_raise(data: bytes) -> None:
    found = decode(data)
    assert found is None or found[0].count("\n") >= 0
