from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from minsheng.places.reading import batches
from minsheng.places.reading.plain import is_plain
from minsheng.places.reading.tables import How, read_people
from minsheng.terms.errors import MinshengError

CELL = st.one_of(
    st.sampled_from(
        ["a", "b", "1", "-2.5", "120.1", "30", "", " 7 ", "x y", '"q"', '"', 'a"b', "+5", "1e2", "甲", "\t"]
    ),
    st.text(st.characters(codec="utf-8"), max_size=3),
)
LINE = st.lists(CELL, min_size=1, max_size=5).map(",".join)
ENDING = st.sampled_from(["\n", "\r\n"])


def outcome(path: Path) -> tuple[Any, ...]:
    how = How(crs="wgs84", strict=False)
    try:
        read = read_people(path, how)
    except MinshengError as error:
        return tuple(map(str, error.faults))
    table = read.table
    return table.ids, table.lon.tolist(), table.people.tolist(), tuple(map(str, read.faults)), read.set_aside


@settings(deadline=None)
@given(st.lists(LINE, max_size=12), ENDING, st.booleans())
@example(['","q","', '"q"', "a"], "\n", False)
def test_arrow_and_the_careful_way_read_the_same(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], ending: str, ended: bool
) -> None:
    path = tmp_path_factory.getbasetemp() / "people.csv"
    text = ending.join(["id,lon,lat,people", *lines]) + (ending if ended else "")
    path.write_bytes(text.encode())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batches, "PLAIN_FROM", 1 << 40)
        careful = outcome(path)
        patch.setattr(batches, "PLAIN_FROM", 0)
        assert outcome(path) == careful


@pytest.mark.parametrize(
    ("body", "plain"),
    [
        ("a,1\nb,2\n", True),
        ('"a","1"\r\n"","2"\r\n', True),
        ('"b,c",2\n', False),
        ('","q","\n', False),
        ("a,1\n\nb,2\n", False),
        ('"a\nb",2\n', False),
        ('a"b",2\n', False),
        ("a,1\rb,2\n", False),
        ("a\0,1\n", False),
    ],
)
def test_a_file_is_plain_when_a_line_is_a_row(tmp_path: Path, body: str, plain: bool) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b'"id","n"\n' + body.encode())
    assert is_plain(path, ",", header=True) is plain


def test_lines_are_counted_over_rows_of_another_width_and_many_blocks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("minsheng.places.reading.plain._BLOCK", 1 << 12)
    monkeypatch.setattr(batches, "PLAIN_FROM", 0)
    path = tmp_path / "people.csv"
    rows = [f"r{line},120.1,30.2,1" for line in range(2, 3002)]
    rows[500] = "short,1"
    rows[2000] = "r2002,120.1,30.2,-4"
    path.write_text("\n".join(["id,lon,lat,people", *rows]), "utf-8")
    read = read_people(path, How(crs="wgs84", strict=False))
    assert [(one.line, one.code) for one in read.faults] == [(502, "places.ragged"), (2002, "places.negative")]
    assert len(read.table) == 2998
    assert np.unique(read.table.people).tolist() == [1.0]
