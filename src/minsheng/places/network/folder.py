"""A network from a folder: ``nodes.csv`` (node, lon, lat) and ``edges.csv`` (from, to, metres, oneway if wanted)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from minsheng.places.network.graph import Network, network_of
from minsheng.places.network.ways import Step
from minsheng.places.points import Floats, Truths, Whole
from minsheng.terms.errors import Fault, MinshengError

NODES_FILE = "nodes.csv"
EDGES_FILE = "edges.csv"
_TRUE, _FALSE = ("true", "yes", "1"), ("false", "no", "0", "")
_MOST_FAULTS = 10


def read_network_folder(folder: Path, *, step: Step | None = None) -> Network:
    """Read the two files: UTF-8, other columns ignored, both ways unless ``oneway`` is true (or yes, or 1).

    Nodes are named by any text, degrees are WGS 84, metres at least zero. Raises :class:`MinshengError` with every
    fault (the first ten of a kind, and how many more): a file or column that is missing, a number that is none, a node
    named twice, an edge to a node that is not there, a length below zero.
    """
    tell = step or (lambda said, done, total: None)
    tell("读取路网", 0, 4)
    nodes = _Sheet(folder / NODES_FILE, "node", "lon", "lat")
    tell("读取路网", 1, 4)
    edges = _Sheet(folder / EDGES_FILE, "from", "to", "metres")
    tell("读取路网", 2, 4)
    faults = [*nodes.faults, *edges.faults]
    if faults:
        raise MinshengError.of(faults)
    lon = nodes.number("lon", "−180 到 180 的经度", lambda value: np.abs(value) <= 180)
    lat = nodes.number("lat", "−90 到 90 的纬度", lambda value: np.abs(value) <= 90)
    metres = edges.number("metres", "不小于零的米数", lambda value: (value >= 0) & np.isfinite(value))
    names = nodes.column("node")
    # Where a name stands first; a row that is not the first of its name repeats it.
    nodes.refuse(np.asarray(pc.index_in(names, names)) != np.arange(len(names)), "node", "路口编号重复", "每个编号一行")
    nodes.refuse(np.asarray(pc.equal(names, "")), "node", "路口没有编号", "编号")
    starts, ends = (edges.place(name, names) for name in ("from", "to"))
    both = ~edges.truth("oneway")
    tell("读取路网", 3, 4)
    if not len(starts) or not len(names):
        empty = folder / (EDGES_FILE if len(names) else NODES_FILE)
        raise MinshengError(
            Fault("places.network.empty", "文件里只有表头，没有路网", str(empty), expected="至少一段路")
        )
    if faults := [*nodes.faults, *edges.faults]:
        raise MinshengError.of(faults)
    return network_of(
        lon, lat, starts, ends, metres, both=both, said=f"路网 {folder.absolute().name}（{len(names):,} 个路口）"
    )


class _Sheet:
    """A CSV file as columns of trimmed text, with the faults found in it so far."""

    def __init__(self, file: Path, *columns: str) -> None:
        self._file, self.faults = file, list[Fault]()
        try:
            text = csv.ConvertOptions(strings_can_be_null=False, default_column_type=pa.string())
            table = csv.read_csv(file, convert_options=text)
        except FileNotFoundError:
            self.faults = [
                Fault("places.network.file", "路网文件夹里缺这个文件", str(file), expected="、".join(columns))
            ]
            return
        except (OSError, pa.ArrowInvalid, pa.ArrowKeyError) as error:
            said = "文件是空的" if not _size(file) else "读不了这个 CSV 文件"
            self.faults = [
                Fault("places.network.file", said, str(file), read=str(error)[:120], expected="UTF-8 的 CSV")
            ]
            return
        self._table = table.rename_columns([name.strip().lower() for name in table.column_names])
        self.faults = [
            Fault(
                "places.network.column", f"缺 {name} 列", str(file), 1, read=",".join(table.column_names)[:80],
                expected=",".join(columns),
            )
            for name in columns
            if name not in self._table.column_names
        ]  # fmt: skip

    def column(self, name: str) -> Any:
        """The column's text, without white space around it."""
        return pc.utf8_trim_whitespace(self._table.column(name).combine_chunks())

    def number(self, name: str, expected: str, fits: Callable[[Floats], Truths]) -> Floats:
        """The column as numbers; a fault for each that is none or does not fit."""
        text = self.column(name)
        try:
            values = np.asarray(pc.cast(text, pa.float64()), dtype=np.float64)
        except pa.ArrowInvalid:
            values = np.array([_number(one) for one in text.to_pylist()])
        self.refuse(~fits(values), name, f"{name} 不对", expected)
        return values

    def place(self, name: str, names: Any) -> Whole:
        """Where each of the column's names stands among these."""
        found = pc.index_in(self.column(name), names)
        self.refuse(np.asarray(pc.is_null(found)), name, f"{NODES_FILE} 里没有这个路口", "nodes.csv 里的编号")
        return np.asarray(pc.fill_null(found, 0), dtype=np.int64)

    def truth(self, name: str) -> Truths:
        """The column as yes or no; all no when there is none."""
        if name not in self._table.column_names:
            return np.zeros(self._table.num_rows, dtype=np.bool_)
        text = pc.utf8_lower(self.column(name))
        true = np.asarray(pc.is_in(text, pa.array(_TRUE)))
        self.refuse(~true & ~np.asarray(pc.is_in(text, pa.array(_FALSE))), name, f"{name} 不对", "true 或 false")
        return true

    def refuse(self, bad: Iterable[bool], name: str, said: str, expected: str) -> None:
        """A fault for each bad row, the first ten, and one that counts the others."""
        rows = np.flatnonzero(np.asarray(bad))
        for row in rows[:_MOST_FAULTS].tolist():
            read = self._table.column(name)[row].as_py()
            self.faults.append(Fault("places.network.value", said, str(self._file), row + 2, read, expected))
        if (more := len(rows) - _MOST_FAULTS) > 0:
            self.faults.append(Fault("places.network.value", f"{said}：另有 {more:,} 行", str(self._file)))


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return np.nan


def _size(file: Path) -> int:
    return file.stat().st_size if file.is_file() else 0
