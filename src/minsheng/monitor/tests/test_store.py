from __future__ import annotations

import os
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minsheng.monitor.observation import TABLE, Observation
from minsheng.monitor.store import Store, is_exact
from minsheng.terms.errors import MinshengError
from minsheng.terms.periods import Period


def seen(value: str, *, period: str = "2023Q4", division: str = "330106", source: str = "西湖区统计局") -> Observation:
    return Observation("hz-2021.t1.3", division, Period.parse(period), Decimal(value), source)


def in_force(store: Store) -> dict[tuple[str, ...], Decimal]:
    return {row.cell: row.value for row in store.observations()}


def test_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path / "none")
    assert store.version == 0
    assert store.table().schema == TABLE
    assert store.table().num_rows == 0
    assert store.batches() == []


def test_what_was_added_comes_back_with_who_and_when(tmp_path: Path) -> None:
    store = Store(tmp_path)
    row = seen("2.4")
    added = store.add([row], by="王芳", origin="2023Q4.xlsx")
    assert (added.version, added.new, added.corrected, added.same) == (1, 1, 0, 0)
    assert store.observations() == [Observation(*[getattr(row, name) for name in row.__dataclass_fields__])]
    [entry] = store.entries(row.cell)
    assert (entry.batch.by, entry.batch.because, entry.batch.origin) == ("王芳", "", "2023Q4.xlsx")


def test_the_same_figures_twice_are_nothing_new(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.add([seen("2.4"), seen("2.5", period="2024Q1")], by="王芳")
    again = store.add([seen("2.40"), seen("2.5", period="2024Q1", source="另一份文件")], by="李明")
    assert not again.changed
    assert again.same == 2
    assert store.version == 1


def test_a_second_differing_figure_without_a_reason_is_a_fault_and_nothing_is_written(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.add([seen("2.4")], by="王芳")
    with pytest.raises(MinshengError, match=r"hz-2021\.t1\.3 330106 2023Q4 已有不同的数：2\.4（王芳") as caught:
        store.add([seen("2.6"), seen("2.5", period="2024Q1")], by="李明")
    assert [fault.code for fault in caught.value.faults] == ["observations.differs"]
    assert in_force(store) == {seen("2.4").cell: Decimal("2.4")}


def test_without_strict_the_differing_figure_is_left_out_and_the_rest_is_kept(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.add([seen("2.4")], by="王芳")
    added = store.add([seen("2.6"), seen("2.5", period="2024Q1")], by="李明", strict=False)
    assert added.new == 1
    assert [one.observation.value for one in added.differing] == [Decimal("2.6")]
    assert in_force(store)[seen("0").cell] == Decimal("2.4")


def test_a_correction_keeps_the_old_figure_who_and_why(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.add([seen("2.4")], by="王芳")
    added = store.add([seen("2.6", source="更正函")], by="李明", because="上报时漏了两个街道")
    assert (added.new, added.corrected) == (0, 1)
    told = [
        (entry.observation.value, entry.observation.source, entry.batch.by, entry.batch.because)
        for entry in store.entries(seen("0").cell)
    ]
    assert told == [
        (Decimal("2.4"), "西湖区统计局", "王芳", ""),
        (Decimal("2.6"), "更正函", "李明", "上报时漏了两个街道"),
    ]
    assert in_force(store) == {seen("0").cell: Decimal("2.6")}


def test_two_differing_figures_in_one_addition_are_a_fault_even_with_a_reason(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with pytest.raises(MinshengError, match="同一次录入"):
        store.add([seen("2.4"), seen("2.6")], by="王芳", because="更正")
    assert store.version == 0


def test_an_addition_on_an_older_version_than_the_last_is_refused(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.add([seen("2.4")], by="王芳", expect=0)
    with pytest.raises(MinshengError, match="又有人录入") as caught:
        store.add([seen("2.5", period="2024Q1")], by="李明", expect=0)
    assert caught.value.faults[0].code == "observations.changed"


@pytest.mark.parametrize(
    ("row", "by", "because", "code"),
    [
        (seen("1"), " ", None, "observations.by"),
        (seen("1"), "王芳", " ", "observations.because"),
        (seen("1.1234567"), "王芳", None, "observations.digits"),
        (seen("NaN"), "王芳", None, "observations.digits"),
        (seen("1", source=" "), "王芳", None, "observations.source"),
    ],
)
def test_what_cannot_be_kept_is_told(tmp_path: Path, row: Observation, by: str, because: str | None, code: str) -> None:
    with pytest.raises(MinshengError) as caught:
        Store(tmp_path).add([row], by=by, because=because)
    assert [fault.code for fault in caught.value.faults] == [code]
    assert Store(tmp_path).version == 0


ADDER = """
import sys, time
from decimal import Decimal
from pathlib import Path
from typing import Any
from minsheng.monitor.observation import Observation
from minsheng.monitor.store import Store
from minsheng.terms.errors import MinshengError
from minsheng.terms.periods import Period

folder, who, start = Path(sys.argv[1]), sys.argv[2], float(sys.argv[3])
store, refused = Store(folder), 0
time.sleep(max(0, start - time.time()))
for year in range(2000, 2015):
    for division, value in ((who, 1), ("330100", int(who))):
        try:
            store.add([Observation("a.t1.1", division, Period(year), Decimal(value), who)], by=who)
        except MinshengError as error:
            assert error.faults[0].code == "observations.differs", error
            refused += 1
print(refused)
"""


def test_two_processes_that_add_at_once_come_to_one_state(tmp_path: Path) -> None:
    start = str(time.time() + 1.5)
    both = [
        subprocess.Popen([sys.executable, "-c", ADDER, str(tmp_path), who, start], stdout=subprocess.PIPE, text=True)
        for who in ("330105", "330106")
    ]
    refused = [int(one.communicate(timeout=60)[0]) for one in both]
    store = Store(tmp_path)
    # Each has its own 15 cells; of the 15 they quarrel over, each cell went to one and was refused to the other.
    assert sum(refused) == 15
    assert store.version == 45 == len(in_force(store))
    shared = [row for row in store.observations() if row.division == "330100"]
    assert all(str(row.value).startswith(row.source) for row in shared)
    assert all(len(store.entries(row.cell)) == 1 for row in shared)
    assert [path.name for path in tmp_path.iterdir() if not path.name.endswith(".parquet")] == []


def test_a_crash_before_the_batch_has_its_number_leaves_the_store_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path)
    store.add([seen("2.4")], by="王芳")

    def crash(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("os.link", crash)
        patch.setattr(Path, "unlink", crash)
        with pytest.raises(KeyboardInterrupt):
            store.add([seen("2.5", period="2024Q1")], by="王芳")
    [stray] = tmp_path.glob(".batch-*")
    assert Store(tmp_path).version == 1
    os.utime(stray, (0, 0))
    Store(tmp_path).add([seen("2.5", period="2024Q1")], by="王芳")
    assert not stray.exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["000001.parquet", "000002.parquet"]


def test_a_batch_that_is_gone_is_told(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for year in range(2020, 2023):
        store.add([seen("1", period=str(year))], by="王芳")
    (tmp_path / "000002.parquet").unlink()
    with pytest.raises(MinshengError, match=r"000002\.parquet: 少了一批") as caught:
        Store(tmp_path).table()
    assert caught.value.faults[0].code == "observations.gap"


def test_a_batch_that_is_no_parquet_is_told(tmp_path: Path) -> None:
    (tmp_path / "000001.parquet").write_text("x")
    with pytest.raises(MinshengError, match=r"000001\.parquet: 这一批观测数据读不出来"):
        Store(tmp_path).table()
    with pytest.raises(MinshengError, match="读不出来"):
        Store(tmp_path).batches()


def test_a_store_that_is_open_sees_what_others_add(tmp_path: Path) -> None:
    mine, theirs = Store(tmp_path), Store(tmp_path)
    mine.add([seen("2.4")], by="王芳")
    assert mine.table().num_rows == 1
    theirs.add([seen("2.6")], by="李明", because="更正")
    theirs.add([seen("2.5", period="2024Q1")], by="李明")
    assert in_force(mine) == {seen("0").cell: Decimal("2.6"), seen("0", period="2024Q1").cell: Decimal("2.5")}


_FIGURES = st.decimals(min_value=-9, max_value=9, places=1)
_BATCHES = st.lists(
    st.dictionaries(st.tuples(st.sampled_from(["330105", "330106"]), st.integers(2020, 2022)), _FIGURES, max_size=4),
    max_size=5,
)


@settings(max_examples=25, deadline=None)
@given(batches=_BATCHES)
def test_the_last_figure_of_each_cell_is_in_force(
    tmp_path_factory: pytest.TempPathFactory, batches: list[dict[tuple[str, int], Decimal]]
) -> None:
    folder = tmp_path_factory.mktemp("store")
    store = Store(folder)
    wanted: dict[tuple[str, ...], Decimal] = {}
    for batch in batches:
        rows = [seen(str(value), division=division, period=str(year)) for (division, year), value in batch.items()]
        store.add(rows, by="王芳", because="更正")
        wanted |= {row.cell: row.value for row in rows}
    assert in_force(store) == in_force(Store(folder)) == wanted


@given(st.decimals(allow_nan=True, allow_infinity=True))
def test_a_figure_that_is_exact_is_held_by_the_column_and_told_apart_by_a_double(value: Decimal) -> None:
    if is_exact(value):
        kept = Decimal(f"{value:.6f}")
        assert kept == value
        assert Decimal(f"{float(kept):.15g}") == kept
