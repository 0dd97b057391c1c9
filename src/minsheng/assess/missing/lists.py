"""The lists of a comparison as files: Parquet for programs, CSV that spreadsheets open, with a guard on formulas."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from minsheng.assess.missing.matching import List
from minsheng.packs.model import Benefit
from minsheng.terms.divisions import division_name

FILES: Mapping[List, str] = {
    "owed": "owed-not-received",
    "not_owed": "received-not-owed",
    "differs": "amount-differs",
    "undecided": "undecided",
}
"""What the files of each list are called, before their suffix."""
LIST_LABELS: Mapping[List, str] = {
    "owed": "应享未享",
    "not_owed": "享而不应",
    "differs": "金额不符",
    "undecided": "说不准",
    "agreed": "相符",
}
SYNTHETIC_MARK = b"minsheng.synthetic"
_COLUMNS: Mapping[str, tuple[pa.DataType, str]] = {
    "benefit": (pa.string(), "待遇编号"),
    "benefit_name": (pa.string(), "待遇"),
    "person_id": (pa.string(), "人员编号"),
    "household_id": (pa.string(), "户编号"),
    "division": (pa.string(), "区划代码"),
    "division_name": (pa.string(), "区划"),
    "owed_fen": (pa.int64(), "应享金额（元）"),
    "received_fen": (pa.int64(), "在领金额（元）"),
    "difference_fen": (pa.int64(), "少发（元，负数为多发）"),
    "received": (pa.bool_(), "在领"),
    "missing": (pa.list_(pa.string()), "缺的字段"),
    "reason": (pa.string(), "为什么不应享"),
    "clause": (pa.string(), "依据"),
}
_WHO = ("benefit", "benefit_name", "person_id", "household_id", "division", "division_name")
_HOLDS: Mapping[List, tuple[str, ...]] = {
    "owed": (*_WHO, "owed_fen"),
    "not_owed": (*_WHO, "received_fen", "reason", "clause"),
    "differs": (*_WHO, "owed_fen", "received_fen", "difference_fen"),
    "undecided": (*_WHO, "received", "received_fen", "missing"),
}
_GROUP_ROWS = 16_384
_FORMULA = r"^([=+\-@\t\r])"


def columns_of(which: List) -> tuple[str, ...]:
    """The columns of a list's Parquet file."""
    return _HOLDS[which]


class ListFiles:
    """Writes the two files of one list; rows come by benefit, then division."""

    def __init__(self, folder: Path, which: List, *, synthetic: bool) -> None:
        self._names = _HOLDS[which]
        marks = {SYNTHETIC_MARK: b"true" if synthetic else b"false"}
        self._schema = pa.schema([(name, _COLUMNS[name][0]) for name in self._names], marks)
        self._labels: dict[str, str] = {}
        self._files = ExitStack()
        words = [name for name in self._names if not name.endswith(("_id", "_fen", "received"))]
        words = ["missing.list.element" if name == "missing" else name for name in words]
        self._parquet = self._files.enter_context(
            pq.ParquetWriter(folder / f"{FILES[which]}.parquet", self._schema, use_dictionary=words)
        )
        titles = [_COLUMNS[name][1] for name in self._names]
        plain = self._files.enter_context((folder / f"{FILES[which]}.csv").open("wb"))
        plain.write("\ufeff".encode())
        printed = pa.schema([(title, pa.string()) for title in titles])
        self._csv = self._files.enter_context(pacsv.CSVWriter(plain, printed))

    def add(self, benefit: Benefit, batches: Iterator[pa.RecordBatch], label: Mapping[str, str]) -> int:
        """Write one benefit's rows; ``label`` says fields in Chinese. The number of rows."""
        total, held = 0, []
        for batch in batches:
            table = self._table(benefit, batch)
            self._csv.write_table(self._printed(table, label))
            held.append(table)
            total += batch.num_rows
            if sum(one.num_rows for one in held) >= _GROUP_ROWS:
                self._parquet.write_table(pa.concat_tables(held))
                held = []
        if held:
            self._parquet.write_table(pa.concat_tables(held))
        return total

    def close(self) -> None:
        """Finish both files."""
        self._files.close()

    def _table(self, benefit: Benefit, batch: pa.RecordBatch) -> pa.Table:
        rows = batch.num_rows
        divisions = batch.column("division")
        made: dict[str, Any] = {
            "benefit": pa.repeat(pa.scalar(benefit.id), rows),
            "benefit_name": pa.repeat(pa.scalar(benefit.name), rows),
            "division": pc.if_else(pc.equal(divisions, ""), pa.scalar(None, pa.string()), divisions),
            "division_name": _mapped(divisions, lambda code: division_name(code) if code else None),
        }
        if "difference_fen" in self._names:
            made["difference_fen"] = pc.subtract(batch.column("owed_fen"), batch.column("received_fen"))
        if "missing" in self._names:
            made["missing"] = pc.split_pattern(batch.column("missing"), "|")
        columns = [made[name] if name in made else batch.column(name) for name in self._names]
        return pa.table(
            [column.cast(one.type) for column, one in zip(columns, self._schema, strict=True)], self._schema
        )

    def _printed(self, table: pa.Table, label: Mapping[str, str]) -> pa.Table:
        return pa.table([_printed(name, table.column(name), label) for name in self._names], self._csv_names)

    @property
    def _csv_names(self) -> list[str]:
        return [_COLUMNS[name][1] for name in self._names]


def _printed(name: str, column: pa.ChunkedArray, label: Mapping[str, str]) -> pa.Array:
    column = column.combine_chunks()
    if name.endswith("_fen"):
        return yuan_column(column)
    if name == "received":
        return pc.if_else(column, "是", "否")
    if name == "missing":
        joined = pc.binary_join(column, "|")
        return _mapped(joined, lambda text: "、".join(label.get(one, one) for one in text.split("|")))
    return pc.replace_substring_regex(column, _FORMULA, r"'\1")


def yuan_column(fen: pa.Array) -> pa.Array:
    """Fen as yuan with two decimals, exactly.

    >>> yuan_column(pa.array([75000, -5, None])).to_pylist()
    ['750.00', '-0.05', None]
    """
    size = pc.abs(fen)
    whole = pc.divide(size, 100)
    rest = pc.subtract(size, pc.multiply(whole, 100))
    text = pc.binary_join_element_wise(whole.cast(pa.string()), pc.utf8_lpad(rest.cast(pa.string()), 2, "0"), ".")
    return pc.if_else(pc.less(fen, 0), pc.binary_join_element_wise("-", text, ""), text)


def _mapped(column: pa.Array, word: Callable[[str], str | None]) -> pa.Array:
    encoded = column.dictionary_encode()
    words = pa.array([None if one is None else word(one) for one in encoded.dictionary.to_pylist()], pa.string())
    return words.take(encoded.indices)
