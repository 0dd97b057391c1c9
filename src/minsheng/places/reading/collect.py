"""The batches of one file as columns: numbers as arrays, text as tuples, the faults of cells on the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import repeat

import numpy as np

from minsheng.places.points import Floats, Truths, Whole
from minsheng.places.reading.batches import Batch
from minsheng.places.reading.columns import age_group
from minsheng.places.reading.faults import FaultTally
from minsheng.places.reading.numbers import read_numbers

_AREA = {"urban": "urban", "rural": "rural", "城镇": "urban", "城市": "urban", "乡村": "rural", "农村": "rural", "": ""}
_SAID = {"people": "人数", "capacity": "容量", "lon": "经度", "lat": "纬度"}
_LOST = "\ufffd"


@dataclass(frozen=True, eq=False)
class Rows:
    """The rows of a file: ``lines`` (n), ``bad`` (n, a cell of it is faulty), and the columns by name.

    ``numbered``: the file has a column of ids. ``ragged``: rows that did not fit the header and are not here.
    """

    ids: tuple[str, ...]
    lines: Whole
    bad: Truths
    numbers: Mapping[str, Floats]
    texts: Mapping[str, tuple[str, ...]]
    numbered: bool
    ragged: int = 0

    @property
    def lon(self) -> Floats:
        """What stands in the column of longitudes."""
        return self.numbers["lon"]

    @property
    def lat(self) -> Floats:
        """What stands in the column of latitudes."""
        return self.numbers["lat"]

    def take(self, keep: Truths) -> Rows:
        """The rows where ``keep`` (n) is true."""
        at = np.flatnonzero(keep).tolist()
        return Rows(
            tuple(self.ids[row] for row in at),
            self.lines[keep],
            self.bad[keep],
            {name: values[keep] for name, values in self.numbers.items()},
            {name: tuple(cells[row] for row in at) for name, cells in self.texts.items()},
            self.numbered,
            self.ragged,
        )


@dataclass
class _Gathered:
    """Columns as they grow; texts that come again are kept once."""

    ids: list[str] = field(default_factory=list)
    lines: list[Whole] = field(default_factory=list)
    bad: list[Truths] = field(default_factory=list)
    numbers: dict[str, list[Floats]] = field(default_factory=dict)
    texts: dict[str, list[str]] = field(default_factory=dict)
    pool: dict[str, str] = field(default_factory=dict)
    numbered: bool = True
    ragged: int = 0
    rows: int = 0


def collect(batches: Iterable[Batch], tally: FaultTally) -> Rows:
    """All rows of a file; faults of cells, and ids that come twice, go into the tally."""
    found = _Gathered()
    for batch in batches:
        _add(found, batch, tally)
    lines = np.concatenate(found.lines) if found.lines else np.empty(0, np.int64)
    bad = np.concatenate(found.bad) if found.bad else np.empty(0, np.bool_)
    ids = tuple(found.ids)
    bad |= _twice(ids, lines, tally)
    numbers = {name: np.concatenate(parts) for name, parts in found.numbers.items()}
    for name in ("lon", "lat", "people"):
        numbers.setdefault(name, np.full(len(ids), np.nan))
    texts = {name: tuple(cells) for name, cells in found.texts.items()}
    return Rows(ids, lines, bad, numbers, texts, found.numbered, found.ragged)


def _add(found: _Gathered, batch: Batch, tally: FaultTally) -> None:
    for line, width in batch.ragged:
        found.ragged += 1
        tally.add("places.ragged", "格数和表头不一样", line, f"{width} 格", f"{len(batch.layout.names)} 格")
    count = len(batch.lines)
    lines = np.asarray(batch.lines, dtype=np.int64)
    bad = np.zeros(count, np.bool_)
    for name in batch.layout.numbers:
        values, wrong = _number(name, batch.cells[name], lines, tally)
        _pad(found.numbers.setdefault(name, []), found.rows).append(values)
        bad |= wrong
    for name in batch.layout.texts:
        cells, wrong = _text(name, batch.cells[name], lines, found.pool, tally)
        kept = found.texts.setdefault(name, [])
        kept.extend([""] * (found.rows - len(kept)))
        kept.extend(cells)
        bad |= wrong
    bad |= _ids(found, batch, lines, tally)
    found.lines.append(lines)
    found.bad.append(bad)
    found.rows += count
    _level(found)


def _pad(parts: list[Floats], rows: int) -> list[Floats]:
    """The parts of a column filled up to so many rows, for a sheet that lacks what another has."""
    have = sum(map(len, parts))
    if have < rows:
        parts.append(np.full(rows - have, np.nan))
    return parts


def _level(found: _Gathered) -> None:
    for parts in found.numbers.values():
        _pad(parts, found.rows)
    for kept in found.texts.values():
        kept.extend([""] * (found.rows - len(kept)))


def _number(name: str, cells: Sequence[str], lines: Whole, tally: FaultTally) -> tuple[Floats, Truths]:
    values, wrong = read_numbers(cells)
    said = _SAID.get(name) or f"{age_group(name)} 岁人数"
    shown = (str(cells[row]) for row in np.flatnonzero(wrong).tolist())
    tally.add_rows("places.not-a-number", f"{said}（{name}）不是数字", wrong, lines, shown, "数字，如 120.15")
    if name in ("lon", "lat"):
        return values, wrong
    below = values < 0
    shown = (str(cells[row]) for row in np.flatnonzero(below).tolist())
    tally.add_rows("places.negative", f"{said}（{name}）是负数", below, lines, shown, "零或正数")
    if name == "people":
        absent = np.isnan(values) & ~wrong
        tally.add_rows("places.no-people", "没有人数（people）", absent, lines, repeat("空"), "零或正数")
        return values, wrong | below | absent
    return values, wrong | below


def _text(
    name: str, cells: Sequence[str], lines: Whole, pool: dict[str, str], tally: FaultTally
) -> tuple[list[str], Truths]:
    plain = [one.strip() for one in cells]
    wrong = _garbled(name, plain, lines, tally)
    if name == "area":
        unknown = np.array([one not in _AREA for one in plain], dtype=bool)
        shown = (plain[row] for row in np.flatnonzero(unknown).tolist())
        tally.add_rows("places.area", "不是城镇或乡村（area）", unknown, lines, shown, "urban 或 rural")
        plain, wrong = [_AREA.get(one, "") for one in plain], wrong | unknown
    if name in ("address", "name", "phone"):
        return plain, wrong
    return [pool.setdefault(one, one) for one in plain], wrong


def _garbled(name: str, plain: list[str], lines: Whole, tally: FaultTally) -> Truths:
    """Which cells (n) hold characters that nobody can read."""
    together = "".join(plain)
    if together.isprintable() and _LOST not in together:
        return np.zeros(len(plain), np.bool_)
    wrong = np.array([not one.isprintable() or _LOST in one for one in plain], dtype=bool)
    shown = (plain[row] for row in np.flatnonzero(wrong).tolist())
    said = f"有无法识别的字符（{name}），可能编码不对"
    tally.add_rows("places.encoding", said, wrong, lines, shown, "UTF-8 或 GBK 文字")
    return wrong


def _ids(found: _Gathered, batch: Batch, lines: Whole, tally: FaultTally) -> Truths:
    cells = batch.cells.get("id")
    if cells is None:
        found.numbered = False
        found.ids.extend(map(str, lines.tolist()))
        return np.zeros(len(lines), np.bool_)
    plain = [one.strip() for one in cells]
    found.ids.extend(plain)
    garbled = _garbled("id", plain, lines, tally)
    if all(plain):
        return garbled
    blank = np.array([not one for one in plain], dtype=bool)
    tally.add_rows("places.no-id", "没有编号（id）", blank, lines, repeat("空"))
    bad: Truths = garbled | blank
    return bad


def _twice(ids: tuple[str, ...], lines: Whole, tally: FaultTally) -> Truths:
    """Rows whose id an earlier row has."""
    again = np.zeros(len(ids), np.bool_)
    if len(set(ids)) == len(ids):
        return again
    first: dict[str, int] = {}
    for row, one in enumerate(ids):
        again[row] = bool(one) and first.setdefault(one, row) != row
    shown = (f"{ids[row]}（第 {lines[first[ids[row]]]} 行已有）" for row in np.flatnonzero(again).tolist())
    tally.add_rows("places.same-id", "编号重复（id）", again, lines, shown, "每行一个不同的编号")
    return again
