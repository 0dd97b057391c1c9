from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from minsheng.report.svg import bullet, sparkline, tile

SVG = "{http://www.w3.org/2000/svg}"
NUMBERS = st.floats(-1e9, 1e9)


def test_a_bullet_shows_its_state_and_its_name() -> None:
    drawn = etree.fromstring(bullet(47.5, 50, path=48, state="lagging", title="养老床位 47.5 张"))
    assert [node.get("class") for node in drawn.iter(f"{SVG}rect")] == [
        "bullet-track",
        "bullet-value lagging",
        "bullet-target",
    ]
    assert drawn.get("aria-labelledby") == drawn[0].get("id")


@given(value=st.none() | NUMBERS, target=NUMBERS, path=st.none() | NUMBERS)
def test_no_mark_of_a_bullet_leaves_its_frame(value: float | None, target: float, path: float | None) -> None:
    drawn = etree.fromstring(bullet(value, target, path=path, width=160))
    for node in drawn.iter(f"{SVG}rect"):
        assert float(node.get("x", "0")) + float(node.get("width")) <= 160.1 + 2.5
    assert all(0 <= float(node.get("cx")) <= 160 for node in drawn.iter(f"{SVG}circle"))


@given(values=st.lists(st.none() | NUMBERS, max_size=20), target=st.none() | NUMBERS)
def test_a_sparkline_is_broken_where_a_figure_is_missing(values: list[float | None], target: float | None) -> None:
    drawn = etree.fromstring(sparkline(values, target=target))
    lines = [node.get("d") for node in drawn.iter(f"{SVG}path") if node.get("class") == "spark-line"]
    runs = sum(one is not None and (place == 0 or values[place - 1] is None) for place, one in enumerate(values))
    assert sum(line.count("M") for line in lines) == runs


def test_a_tile_is_cut_in_proportion() -> None:
    drawn = etree.fromstring(tile([("met", 3), ("lagging", 1), ("missed", 0)], width=100))
    cut = [(node.get("class"), node.get("x"), node.get("width")) for node in drawn.iter(f"{SVG}rect")]
    assert cut == [("met", "0.0", "75.0"), ("lagging", "75.0", "25.0")]


def test_a_tile_of_nothing_is_empty() -> None:
    assert len(etree.fromstring(tile([]))) == 0
