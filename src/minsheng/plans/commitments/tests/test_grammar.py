"""The parts that sentences are read with, and that nothing makes them fall over."""

from __future__ import annotations

import subprocess
import sys

from hypothesis import given, settings
from hypothesis import strategies as st

from minsheng.plans.commitments import read_commitments
from minsheng.plans.commitments.judge import is_review, is_service_box
from minsheng.plans.commitments.phrases import parts_of
from minsheng.plans.commitments.quantities import Passed, quantities
from minsheng.plans.commitments.text import clauses, prepare, sentences
from minsheng.plans.commitments.years import Period, plan_period
from minsheng.plans.layout import split_blocks
from minsheng.plans.model import Block


def _words(text: str) -> list[str]:
    return text.split()


PHRASES = [
    *_words("到2025年 “十四五”末 ， ； 、 和 全市 入园率 养老床位数 达到 控制在 分别 均 力争 新增 建成 不低于 至少"),
    *_words("每千人口 95 4.5 1,200 ７ % ‰ /10万 万个 张 家 元/人·年 以上 以内 左右 — （含 ） ( “ ” 。 托育机构"),
    *_words("由2020年的 提高到 其中 比2020年 的 专栏1 一、"),
    "\n",
    " ",
]


def test_marks_in_brackets_and_quotes_do_not_part_clauses() -> None:
    prepared = prepare("实施“放心消费，人人参与”行动（含农村，城市），新增10家。")
    assert [prepared.words(clause.start, clause.end) for clause in clauses(prepared)] == [
        "实施“放心消费，人人参与”行动（含农村，城市）",
        "新增10家",
    ]


def test_half_width_commas_part_clauses_but_not_thousands() -> None:
    prepared = prepare("到2025年,新增1,200张床位")
    assert [prepared.words(clause.start, clause.end) for clause in clauses(prepared)] == ["到2025年", "新增1,200张床位"]


def test_semicolons_do_not_end_a_sentence_but_stops_and_lines_do() -> None:
    assert list(sentences("甲；乙。丙\n丁！")) == ["甲；乙。", "丙", "丁！"]


def test_numbers_in_names_are_no_quantities_and_ranges_are_passed_over() -> None:
    for name in ("PM2.5", "5G网络", "第3批", "1+8+2", "2025年", "4号线", "每3个月", "12月"):
        assert list(quantities(name, 0, len(name))) == [], name
    (passed,) = quantities("3—5个", 0, 4)
    assert isinstance(passed, Passed)
    assert passed.code == "range"


def test_half_of_a_word_does_not_coordinate() -> None:
    text = "和谐指数与普及率和参与率"
    assert [text[start:end] for start, end in parts_of(text, 0, len(text))] == ["和谐指数", "普及率", "参与率"]


def test_review_headings_look_back_and_tasks_that_name_a_basis_do_not() -> None:
    assert is_review(("一、规划背景", "1.服务水平提高"))
    assert is_review(("一、“十三五”工作",), Period(2021, 2025))
    assert not is_review(("三、补齐服务短板",))
    assert not is_review(("一、“十四五”目标",), Period(2021, 2025))


def test_boxes_of_services_are_known_by_their_title() -> None:
    assert is_service_box("专栏3 “学有所教”的基本公共服务项目和内容")
    assert not is_service_box("专栏4 现代教育提升重大工程")


def test_the_period_comes_from_the_title_or_from_the_goals() -> None:
    assert plan_period([Block("title", "某市“十三五”规划", (1, 1))]) == Period(2016, 2020)
    assert plan_period([Block("title", "某市行动计划（2013—2015）", (1, 1))]) == Period(2013, 2015)
    assert plan_period([Block("paragraph", "到2030年，覆盖率达到95%。", (1, 1), ("一、目标",))]) == Period(2026, 2030)
    assert plan_period([]) is None


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PHRASES), max_size=30).map("".join))
def test_damaged_sentences_never_raise_and_rows_quote_the_sentence(text: str) -> None:
    rows, doubts = read_commitments(split_blocks(text.split("\n"), ()))
    for row in rows:
        assert row.span in row.sentence
        assert row.subject in row.sentence
        assert row.subject
        assert row.lines[0] >= 1
    assert all(doubt.reason for doubt in doubts)


_ENDLESS = """
from minsheng.plans.commitments import read_commitments
from minsheng.plans.model import Block
for text in (
    "达到" * 290 + "好5个", "今后五年" * 140 + "x95%", "到2025年，" + "新增1个" * 20000, "的" * 50000 + "3%",
    "（" * 9000 + "1%", "比2020年" * 120 + "增加了8人", "为三" * 290 + "的1家", "每年" * 290 + "1次提供",
):
    read_commitments([Block("paragraph", text, (1, 1), ("三、任务",))])
print("read")
"""


def test_rows_of_overlapping_verbs_and_endless_sentences_come_to_an_end() -> None:
    # No measure of speed (benchmarks/ has that): a pattern that tries every split of such a row runs for hours, so
    # it runs in a process of its own that is ended long after any machine is done.
    done = subprocess.run([sys.executable, "-c", _ENDLESS], capture_output=True, text=True, timeout=300, check=True)
    assert done.stdout == "read\n"


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=80))
def test_random_text_never_raises(text: str) -> None:
    read_commitments((Block("paragraph", text, (1, 1), ("三、任务",)),))


@settings(max_examples=60, deadline=None)
@given(
    number=st.decimals(min_value=0, max_value=9999, places=1),
    unit=st.sampled_from(["%", "个", "万人", "张", "家"]),
    tail=st.sampled_from([("以上", ">="), ("以下", "<="), ("左右", "~"), ("", "=")]),
    year=st.integers(2021, 2025),
)
def test_a_plain_promise_is_read_whatever_its_figures(
    number: object, unit: str, tail: tuple[str, str], year: int
) -> None:
    (row,), doubts = read_commitments(
        (Block("paragraph", f"到{year}年，全市服务覆盖水平达到{number}{unit}{tail[0]}。", (3, 3), ("三、任务",)),)
    )
    assert (row.subject, row.op, row.value, row.unit, row.year) == ("服务覆盖水平", tail[1], number, unit, year)
    assert doubts == ()


def test_the_period_is_read_from_full_width_goals_and_from_the_title_of_a_yearly_plan() -> None:
    goal = Block("paragraph", "到２０２５年，入园率达到９８％。", (2, 2))
    assert plan_period((goal,)) == Period(2021, 2025)
    so_far = Block("paragraph", "截至2020年底，有书屋9家；截至2020年底，入园率96%。", (1, 1))
    assert plan_period((so_far, goal)) == Period(2021, 2025)
    assert plan_period((Block("title", "2024年云溪市民生实事工作方案", (1, 1)), goal)) == Period(2024, 2024)
