from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minsheng.packs.load import load_pack
from minsheng.packs.model import (
    Accepted,
    Amount,
    DivisionValue,
    Indicator,
    ItemEdition,
    Operator,
    ServiceItem,
    Value,
)
from minsheng.packs.tests.samples import INDICATOR, write_good
from minsheng.packs.write import add_accepted, remove_accepted, rows_text, write_rows, write_whole
from minsheng.terms.citation import Citation
from minsheng.terms.errors import MinshengError

BUS = Indicator(
    id="ls-2021.t1.10",
    name="公交站点五百米覆盖率",
    unit="%",
    source=Citation.parse("ls-2021 表1.10"),
    values=(
        Value("actual", 2020, "=", Decimal("91.50")),
        Value("target", 2025, ">=", Decimal("95"), note="建成区"),
        Value("target", 2026, "text", text="持续提高"),
    ),
    accepted=Accepted("王芳", date(2026, 3, 1)),
)


def test_a_row_is_written_in_block_style_with_figures_as_printed() -> None:
    assert rows_text({"indicators": [BUS]}, note="Two words.") == (
        "# Two words.\n"
        "indicators:\n"
        "- id: ls-2021.t1.10\n"
        "  name: 公交站点五百米覆盖率\n"
        "  unit: '%'\n"
        "  source: ls-2021 表1.10\n"
        "  accepted: {by: 王芳, on: 2026-03-01}\n"
        "  values:\n"
        "  - {kind: actual, year: 2020, value: 91.50}\n"
        "  - {kind: target, year: 2025, op: '>=', value: 95, note: 建成区}\n"
        "  - {kind: target, year: 2026, op: text, text: 持续提高}\n"
    )


_text = st.text(min_size=1, max_size=20).map(str.strip).filter(bool)
_number = st.decimals(-99999, 99999, places=2)
_days = st.dates(date(1990, 1, 1), date(2100, 1, 1))
_cited = st.sampled_from(["ls-2021 表2.17", "ls-2021 专栏3", "ls-2021 三(一)2", "ls-2021"]).map(Citation.parse)
_maybe = st.none() | _text
_amounts = st.lists(
    st.builds(Amount, _number, st.just("") | _text, st.sampled_from(get_args(Operator)), _maybe, _maybe), max_size=3
).map(tuple)
_values = st.lists(
    st.builds(
        Value,
        kind=st.sampled_from(["target", "actual", "growth"]),
        year=st.none() | st.integers(1990, 2100),
        op=st.sampled_from(get_args(Operator)),
        value=st.none() | _number,
        cumulative=st.booleans(),
        text=_maybe,
        by_division=st.lists(st.builds(DivisionValue, _text, _number), max_size=2).map(tuple),
    ),
    max_size=3,
).map(tuple)
_indicators = st.builds(
    Indicator,
    id=st.just("x.1"),
    name=_text,
    unit=st.just("") | _text,
    source=_cited,
    values=_values,
    category=_maybe,
    accepted=st.none() | st.builds(Accepted, _text, _days),
)
_items = st.builds(
    ServiceItem,
    id=st.just("x.1"),
    name=_text,
    name_en=_text,
    area=_text,
    tier=st.sampled_from(["basic", "raised"]),
    serves=_text,
    content=_text,
    source=_cited,
    since=_days,
    until=st.none() | _days,
    service_class=_maybe,
    amounts=_amounts,
    lead=st.lists(_text, max_size=3).map(tuple),
    history=st.lists(st.builds(ItemEdition, _cited, _days, _days, _text, _amounts), max_size=2).map(tuple),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(indicator=_indicators, item=_items)
def test_what_is_written_is_what_is_read_again(tmp_path: Path, indicator: Indicator, item: ServiceItem) -> None:
    folder = write_good(tmp_path, items="", indicators="")
    write_rows(folder / "indicators.yaml", "indicators", [indicator])
    write_rows(folder / "items.yaml", "items", [item])
    pack = load_pack(folder)
    assert pack.indicators == (indicator,)
    assert pack.items == (item,)
    assert rows_text({"indicators": pack.indicators}) == rows_text({"indicators": [indicator]})


def test_accepted_rows_stand_in_order_and_an_accepted_again_row_is_replaced(tmp_path: Path) -> None:
    folder = write_good(tmp_path)
    nine = replace(BUS, id="ls-2021.t1.9", source=Citation.parse("ls-2021 表1.9"))
    path = add_accepted(folder, "ls-2021", BUS)
    add_accepted(folder, "ls-2021", nine)
    add_accepted(folder, "ls-2021", replace(BUS, unit="百分点"))
    assert path == folder / "accepted" / "ls-2021.yaml"
    found = {row.id: row.unit for row in load_pack(folder).indicators}
    assert found == {"ls-2021.t1.9": "%", "ls-2021.t1.10": "百分点", "ls-2021.t1.4": "个"}
    assert path.read_text("utf-8").index("t1.9") < path.read_text("utf-8").index("t1.10")


def test_an_accepted_row_can_be_taken_out_again(tmp_path: Path) -> None:
    folder = write_good(tmp_path)
    path = add_accepted(folder, "ls-2021", BUS)
    assert remove_accepted(folder, "ls-2021", BUS.id) is True
    assert remove_accepted(folder, "ls-2021", BUS.id) is False
    assert not path.exists()


def test_an_id_that_another_file_uses_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    folder = write_good(tmp_path)
    with pytest.raises(MinshengError) as raised:
        add_accepted(folder, "ls-2021", replace(BUS, id="ls-2021.t1.4"))
    assert raised.value.faults[0].file == "lakeside/indicators.yaml"
    assert list((folder / "accepted").glob("*.yaml")) == []


@pytest.mark.parametrize("document", ["../up", "ls-2021 表1", "", "LS"])
def test_a_document_id_that_could_leave_the_folder_is_refused(tmp_path: Path, document: str) -> None:
    with pytest.raises(MinshengError):
        add_accepted(write_good(tmp_path), document, BUS)


@pytest.mark.parametrize("text", [INDICATOR.replace("unit", "units"), "groups: []\n"])
def test_a_faulty_accepted_file_is_told_and_left_as_it_is(tmp_path: Path, text: str) -> None:
    folder = write_good(tmp_path)
    path = folder / "accepted" / "ls-2021.yaml"
    write_whole(path, text)
    with pytest.raises(MinshengError):
        add_accepted(folder, "ls-2021", BUS)
    assert path.read_text("utf-8") == text


def test_writers_at_the_same_time_lose_no_row(tmp_path: Path) -> None:
    folder = write_good(tmp_path)
    rows: list[Any] = [replace(BUS, id=f"ls-2021.c{n}", source=Citation.parse("ls-2021 三(一)2")) for n in range(20)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda row: add_accepted(folder, "ls-2021", row), rows))
    assert len(load_pack(folder).indicators) == 21


def test_a_write_that_fails_leaves_the_old_file_and_no_scrap(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    write_whole(path, "old\n")
    with pytest.raises(UnicodeEncodeError):
        write_whole(path, "\ud800")
    assert path.read_text("utf-8") == "old\n"
    assert [one.name for one in tmp_path.iterdir()] == ["a.yaml"]
