from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minsheng.plans.tables.figures import read_figure


@pytest.mark.parametrize(
    ("cell", "op", "value"),
    [
        ("100", "=", "100"),
        ("99.5以上", ">=", "99.5"),
        ("435及以上", ">=", "435"),
        ("＜4", "<", "4"),
        ("＞50", ">", "50"),
        (">=90", ">=", "90"),
        ("≧90", ">=", "90"),
        ("≤２６", "<=", "26"),
        ("不低于95%", ">=", "95"),
        ("不超过5%", "<=", "5"),
        ("8.5以下", "<=", "8.5"),
        ("控制在5%以内", "<=", "5"),
        ("保持在95%以上", ">=", "95"),
        ("达到98", "=", "98"),
        ("超过1000", ">", "1000"),
        ("5.5左右", "~", "5.5"),
        ("约60%", "~", "60"),
        ("8%", "=", "8"),
        ("-7%", "=", "-7"),
        ("－7", "=", "-7"),
        ("13,224", "=", "13224"),
        ("13，224.5", "=", "13224.5"),
        ("1.2万", "=", "12000"),
        ("3亿元", "=", "300000000"),
        ("2.5万亿元", "=", "2500000000000"),
        ("15万人以上", ">=", "150000"),
        ("95 ％", "=", "95"),
        ("3家", "=", "3"),
        (r"$\geq 95\%$", ">=", "95"),
        ("85*", "=", "85"),
    ],
)
def test_a_single_number_is_read_with_its_operator(cell: str, op: str, value: str) -> None:
    figure = read_figure(cell).figure
    assert (figure.op, figure.value, figure.cumulative) == (op, Decimal(value), False)


@pytest.mark.parametrize("cell", ["[85]", "〔85〕", "［85］", "【85】", "〔85]", "[ 85 ]", "五年累计85"])
def test_square_brackets_make_a_five_year_total(cell: str) -> None:
    figure = read_figure(cell).figure
    assert (figure.op, figure.value, figure.cumulative) == ("=", Decimal(85), True)


def test_a_total_keeps_its_operator_inside_or_outside_the_brackets() -> None:
    inside, outside = read_figure("[≥20]").figure, read_figure("[20]以上").figure
    assert (inside.op, inside.cumulative) == (outside.op, outside.cumulative) == (">=", True)


@pytest.mark.parametrize(
    ("cell", "low", "high"),
    [("1-2", 1, 2), ("85—90", 85, 90), ("85%~90%", 85, 90), ("80至90", 80, 90), ("1.5－2万", 15000, 20000)],
)
def test_two_numbers_with_a_dash_are_a_range(cell: str, low: int, high: int) -> None:
    figure = read_figure(cell).figure
    assert (figure.op, figure.value) == ("range", None)
    assert (figure.low, figure.high) == (Decimal(low), Decimal(high))


@pytest.mark.parametrize(
    ("cell", "doubtful"),
    [
        ("—", False),
        ("-", False),
        ("/", False),
        ("省下达指标", False),
        ("保持全省领先", False),
        ("与经济增长基本同步", False),
        ("", True),
        ("100/98", True),
        ("98/98.75", True),
        ("1:2.5", True),
        ("90-85", True),
        ("2025年建成", True),
        ("前10名", True),
        ("下降10%", True),
    ],
)
def test_what_is_no_single_number_stays_text_and_is_doubted_when_it_has_digits(cell: str, doubtful: bool) -> None:
    figure, doubt = read_figure(cell)
    assert (figure.op, figure.value, figure.text) == ("text", None, cell)
    assert (doubt is not None) == doubtful


@pytest.mark.parametrize(
    ("cell", "note"),
    [
        ("44.7（2019年数据）", "2019年数据"),
        ("1.384 (2019年数据)", "2019年数据"),
        ("80 (单年)", "单年"),
        ("12（其中市区8）", "其中市区8"),
        ("85①", "①"),
        ("[125]²", "²"),
    ],
)
def test_a_remark_beside_the_number_is_a_note(cell: str, note: str) -> None:
    figure = read_figure(cell).figure
    assert (figure.op, figure.note) == ("=", note)
    assert figure.value is not None


@pytest.mark.parametrize(
    "cell",
    [
        "甲城区：13224，乙县、丙市：10584，丁县：11460",
        "甲城区:13224; 乙县、丙市:10584; 丁县:11460",
        "甲城区13224元，乙县、丙市10584元，丁县11460元",
        "甲城区：13,224，乙县、丙市：10,584，丁县：11,460。",
    ],
)
def test_a_figure_for_each_district_is_text_with_its_parts(cell: str) -> None:
    figure = read_figure(cell, "元").figure
    assert (figure.op, figure.value) == ("text", None)
    assert [(part.division, int(part.value)) for part in figure.by_division] == [
        ("甲城区", 13224),
        ("乙县", 10584),
        ("丙市", 10584),
        ("丁县", 11460),
    ]


def test_a_total_told_in_words_without_years_is_read_and_doubted() -> None:
    figure, doubt = read_figure("累计达到50")
    assert (figure.value, figure.cumulative) == (Decimal(50), False)
    assert doubt is not None


def test_thousands_parted_by_a_blank_are_one_number_with_a_doubt() -> None:
    figure, doubt = read_figure("13 224")
    assert figure.value == 13224
    assert doubt is not None


def test_a_unit_repeated_in_the_cell_is_not_multiplied_twice() -> None:
    figure, doubt = read_figure("85万人", "万人")
    assert figure.value == 85
    assert doubt is not None


@given(st.decimals(-99999, 99999, places=3, allow_nan=False, allow_infinity=False))
def test_every_printed_number_comes_back(number: Decimal) -> None:
    assert read_figure(str(number)).figure.value == number
    assert read_figure(f"{number:,}").figure.value == number


@given(st.text(alphabet="0123456789.,，-—~～%[]〔〕()（）≥<>＜万亿元年以上下内约甲区县：:/、 ", max_size=40))
def test_any_cell_is_read_without_raising_and_keeps_its_text(cell: str) -> None:
    figure = read_figure(cell).figure
    assert (figure.op in ("text", "range")) == (figure.value is None)
    if figure.op == "range":
        assert figure.low is not None
        assert figure.high is not None
        assert figure.low < figure.high


def test_blanks_around_a_point_are_closed_with_a_doubt_and_rates_keep_their_number() -> None:
    figure, doubt = read_figure("96 .2")
    assert (str(figure.value), doubt) == ("96.2", "数字中间有空格，按一个数读")
    assert str(read_figure("[36. 5]").figure.value) == "36.5"
    figure, doubt = read_figure("8/10万以下")
    assert (str(figure.value), figure.op, doubt) == ("8", "<=", None)
