from __future__ import annotations

from decimal import Decimal

import pytest
from lxml import etree

from minsheng.report.charts import (
    Bar,
    Bullet,
    Chart,
    Forecast,
    Goal,
    Part,
    Point,
    Shape,
    Step,
    Strip,
    bar_chart,
    bullet_chart,
    heat_chart,
    line_chart,
    map_chart,
    stack_chart,
    strip_chart,
    waterfall_chart,
)
from minsheng.terms.periods import Period

SVG = "{http://www.w3.org/2000/svg}"


def words(chart: Chart) -> list[str]:
    return ["".join(text.itertext()) for text in etree.fromstring(chart.svg).iter(f"{SVG}text")]


def test_a_bullet_row_shows_figure_and_target_and_says_who_is_behind() -> None:
    behind = Bullet("养老床位", Decimal("47.5"), Decimal(50), Decimal("48.2"), "张", "lagging")
    chart = bullet_chart("养老", [behind, Bullet("托位", None, Decimal("4.5"), unit="个", state="no_data")])
    assert {"47.5张 / 50张", "无数据 / 4.5个"} <= set(words(chart))
    assert chart.table.rows == (
        ("养老床位", "47.5", "50", "48.2", "张", "进度滞后"),
        ("托位", "无数据", "4.5", "—", "个", "没有数据"),
    )
    assert "2 项中 1 项滞后或未完成：养老床位" in chart.description


def test_a_line_has_its_figures_path_forecast_and_target_in_one_table() -> None:
    year = Period.parse
    chart = line_chart(
        "托位",
        "个",
        [Point(year("2020"), Decimal("1.7")), Point(year("2023Q4"), Decimal("3.3"))],
        path=[Point(year("2025"), Decimal("4.5"))],
        forecast=[Forecast(year("2025"), 4.2, 3.8, 4.7)],
        goal=Goal(year("2025"), Decimal("4.5"), "至少"),
    )
    assert chart.table.rows == (
        ("2020", "1.7", "", "", "", "", ""),
        ("2023Q4", "3.3", "", "", "", "", ""),
        ("2025", "", "4.5", "4.2", "3.8", "4.7", "4.5"),
    )
    assert chart.description == ("最新数（2023Q4）是3.3个，至少4.5个（2025）。预测（2025）是4.2个，在3.8至4.7个之间。")
    assert "至少 4.5个" in words(chart)


def test_a_line_without_any_figure_says_so() -> None:
    assert line_chart("托位", "个", []).description == "没有数据。"


@pytest.mark.parametrize(
    ("better", "order"), [("higher", ["乙区", "甲区", "丙区"]), ("lower", ["甲区", "乙区", "丙区"])]
)
def test_places_stand_best_first_and_those_without_a_figure_last(better: str, order: list[str]) -> None:
    bars = [Bar("丙区", None), Bar("甲区", 2), Bar("乙区", 3)]
    chart = bar_chart(
        "各区", "个", bars, average=Decimal("2.5"), goal=4, better="lower" if better == "lower" else "higher"
    )
    assert [row[0] for row in chart.table.rows] == [*order, "全市", "目标"]
    assert [word for word in words(chart) if word in order] == order
    assert {"全市 2.5个", "目标 4个", "无数据"} <= set(words(chart))
    assert "1 个区划没有数据" in chart.description


def test_places_all_without_a_figure_are_still_drawn() -> None:
    chart = bar_chart("各区", "", [Bar("甲区", None)])
    assert (chart.description, chart.table.rows) == ("没有一个区划有数据。", (("甲区", "无数据"),))


def test_the_worst_place_of_a_strip_is_named() -> None:
    chart = strip_chart("差距", "%", [Strip("教育", (("甲区", 90), ("乙区", 60)), 75), Strip("养老", ())])
    assert "乙区" in words(chart)
    assert "甲区" not in words(chart)
    assert chart.table.rows == (("教育", "甲区", "90"), ("教育", "乙区", "60"), ("教育", "平均", "75"))


def test_a_waterfall_adds_up() -> None:
    steps = [Step("上年", 120), Step("新增", 30), Step("退出", -22), Step("本年", total=True)]
    chart = waterfall_chart("人数", "人", steps)
    assert chart.table.rows[-1] == ("本年", "", "128")
    assert {"+120", "+30", "-22", "128"} <= set(words(chart))


def test_a_row_of_a_stack_with_nothing_in_it_is_still_there() -> None:
    chart = stack_chart("状态", [Part("教育", "met", 3), Part("教育", "missed", 1), Part("养老", "met", 0)])
    assert chart.table.rows == (("教育", "3", "0", "0", "1", "0"), ("养老", "0", "0", "0", "0", "0"))
    assert chart.description == "合计：已完成 3，未完成 1。"
    assert "养老" in words(chart)


def test_an_empty_square_of_a_heat_table_is_counted_as_missing() -> None:
    chart = heat_chart("热力", "%", ["甲区", "乙区"], ["教育"], {("甲区", "教育"): 80.5})
    assert chart.table.rows == (("甲区", "80.5"), ("乙区", "无数据"))
    assert "1 格无数据" in chart.description


def square(x: float, y: float, size: float = 1.0) -> tuple[tuple[tuple[float, float], ...], ...]:
    return (((x, y), (x + size, y), (x + size, y + size), (x, y + size), (x, y)),)


def test_a_map_shades_by_figure_and_marks_what_has_none() -> None:
    shapes = [
        Shape("甲区", square(120, 30), 10),
        Shape("乙区", square(121, 30), 90),
        Shape("丙区", square(122, 30), None),
    ]
    chart = map_chart("地图", "%", shapes)
    drawn = etree.fromstring(chart.svg)
    assert [node.get("class") for node in drawn.iter(f"{SVG}path") if node.get("class")] == [
        "place step-0",
        "place step-4",
        "place step-none",
    ]
    assert chart.table.rows == (("甲区", "10"), ("乙区", "90"), ("丙区", "无数据"))


def test_on_a_map_where_less_is_better_the_least_is_darkest() -> None:
    shapes = [Shape("甲区", square(120, 30), 1), Shape("乙区", square(121, 30), 9)]
    assert 'class="place step-4" d="M8' in map_chart("地图", "", shapes, better="lower").svg


def test_a_name_too_long_for_its_place_stands_in_the_margin_with_a_line() -> None:
    shapes = [Shape("大县", square(120, 30, 2), 1), Shape("小区", square(122, 30, 0.05), 2)]
    drawn = etree.fromstring(map_chart("地图", "", shapes).svg)
    anchors = {text.text: text.get("text-anchor") for text in drawn.iter(f"{SVG}text") if text.get("text-anchor")}
    assert anchors == {"大县": "middle", "小区": "start"}
    assert len(list(drawn.iter(f"{SVG}circle"))) == 1


def test_places_of_a_map_can_be_links_and_then_it_is_no_single_image() -> None:
    drawn = etree.fromstring(map_chart("地图", "", [Shape('甲"区', square(120, 30), 1, link="/d/1?a&b")]).svg)
    assert drawn.get("role") == "group"
    assert [node.get("href") for node in drawn.iter(f"{SVG}a")] == ["/d/1?a&b", "/d/1?a&b"]


def test_a_map_without_shapes_is_refused() -> None:
    with pytest.raises(ValueError, match="a map needs shapes"):
        map_chart("地图", "", [])


def test_where_all_places_are_alike_none_is_called_the_worst() -> None:
    chart = strip_chart("差距", "%", [Strip("教育", (("甲区", 100), ("乙区", 100)), 100)])
    assert not {"甲区", "乙区"} & set(words(chart))
    assert "最差。" not in chart.description
