"""The observations of one pack: batches that are only ever added, never changed.

A folder holds one Parquet file a batch, numbered from 000001 without a gap. A batch is written beside under a name of
its own, made durable, and then given the next number by a hard link, which fails when another process took that number
first: whoever loses reads what the other wrote and decides again. So two who add at once come to one state, and a crash
leaves either the whole batch or nothing but a stray file that nobody reads.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import time
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from threading import Lock
from typing import Literal

import pyarrow as pa
import pyarrow.parquet as pq

from minsheng.monitor.inforce import as_read, in_force, same_indicators
from minsheng.monitor.observation import MOST_DECIMALS, MOST_DIGITS, TABLE, Observation, observations_table
from minsheng.terms.errors import Fault, MinshengError
from minsheng.terms.periods import Period

Cell = tuple[str, str, str, str]
"""Indicator, division, period and group."""
Outcome = Literal["new", "same", "corrected", "differs"]

_FILE = re.compile(r"(\d{6})\.parquet")
_BESIDE = ".batch-"
_ABOUT = b"minsheng.batch"
_STRAY_SECONDS = 24 * 3600
_MOST_TRIES = 1000
_LONGEST = 40


@dataclass(frozen=True)
class Batch:
    """What was added at one time: its number, how many figures, by whom, when (UTC), why, and from what."""

    number: int
    rows: int
    by: str
    at: datetime
    because: str
    origin: str


@dataclass(frozen=True)
class Entry:
    """A figure as it was entered, with the batch that brought it; the last entry of a cell is the one in force."""

    observation: Observation
    batch: Batch


@dataclass(frozen=True)
class Difference:
    """A figure for a cell that holds another one already: in the store, or earlier in the same addition."""

    observation: Observation
    held: Observation
    batch: Batch | None

    @property
    def fault(self) -> Fault:
        """What to tell whoever brought it."""
        by = "同一次录入" if self.batch is None else f"{self.batch.by}，{self.batch.at:%Y-%m-%d}"
        indicator, division, period, group = self.observation.cell
        cell = " ".join(filter(None, (indicator, division, period, group)))
        message = f"{cell} 已有不同的数：{plain(self.held.value)}（{by}；来源：{self.held.source}）"
        expected = "同一格只有一个数" if self.batch is None else "核对；确要更正，写明理由"
        return Fault("observations.differs", message, read=plain(self.observation.value), expected=expected)


@dataclass(frozen=True)
class Added:
    """What an addition did: the store's version after it, and how many figures were new, corrected or there already.

    ``differing`` were left out, because another figure stands in their cell and no reason for a correction was given.
    """

    version: int
    new: int
    corrected: int
    same: int
    differing: tuple[Difference, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether anything was written."""
        return self.new + self.corrected > 0


def plain(value: Decimal) -> str:
    """The figure without trailing zeros or exponent.

    >>> plain(Decimal("52.400000")), plain(Decimal("1E+3"))
    ('52.4', '1000')
    """
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True)
class _Held:
    """The figures in force after a batch, kept so that the next reading takes only the batches since."""

    version: int
    mark: tuple[int, int]
    table: pa.Table


_held: OrderedDict[Path, _Held] = OrderedDict()
_lock = Lock()
_MOST_HELD = 8


class Store:
    """The observations in a folder; the folder is made with the first batch."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def version(self) -> int:
        """The number of the last batch, 0 for none; raises `MinshengError` when a batch before it is gone."""
        numbers = self._numbers()
        if numbers and numbers[-1] != len(numbers):
            gone = next(want for want, have in enumerate(numbers, 1) if want != have)
            raise MinshengError(
                Fault("observations.gap", "少了一批观测数据", str(self._file(gone)), expected="从备份里找回这个文件")
            )
        return len(numbers)

    def table(self) -> pa.Table:
        """The figures in force as columns of `TABLE`, in the order their cells were first filled."""
        version = self.version
        place = self.folder.absolute()
        with _lock:
            held = _held.get(place)
        if held is None or held.version > version or held.mark != self._mark_of(held.version):
            held = _Held(0, (0, 0), TABLE.empty_table())
        if held.version < version:
            new = [as_read(self._read(number)) for number in range(held.version + 1, version + 1)]
            held = _Held(version, self._mark_of(version), in_force([held.table, *new]))
            with _lock:
                _held[place] = held
                _held.move_to_end(place)
                while len(_held) > _MOST_HELD:
                    _held.popitem(last=False)
        return held.table

    def _mark_of(self, number: int) -> tuple[int, int]:
        """What tells the file of a batch from another one under its name, as when a backup was put back."""
        found = self._file(number).stat()
        return found.st_ino, found.st_mtime_ns

    def observations(self, indicators: Sequence[str] | None = None) -> list[Observation]:
        """The figures in force, of these indicators or of all."""
        table = self.table() if indicators is None else same_indicators(self.table(), indicators)
        return list(rows_of(table))

    def batches(self) -> list[Batch]:
        """Every batch, the first one first."""
        return [self._about(number) for number in range(1, self.version + 1)]

    def brought(self, number: int) -> list[Observation]:
        """The figures one batch brought, in the order they were given; raises `MinshengError` when there is none."""
        return list(rows_of(as_read(self._read(number))))

    def entries(self, cell: Cell) -> list[Entry]:
        """The history of one cell, the figure in force last: old values stay with who entered them and why."""
        return [entry for entry in self.all_entries(cell[0]) if entry.observation.cell == cell]

    def all_entries(self, indicator: str) -> list[Entry]:
        """The history of all cells of one indicator, in the order the figures were entered."""
        found = []
        for number in range(1, self.version + 1):
            table = self._read(number, indicator)
            if table.num_rows:
                about = self._about(number)
                found += [Entry(row, about) for row in rows_of(table)]
        return found

    def differences(self, observations: Iterable[Observation], *, because: str | None = None) -> list[Difference]:
        """Which of the figures adding would refuse, as they differ from what their cell holds; nothing is written."""
        return self._sorted_out(list(observations), because)[1]

    def add(
        self,
        observations: Iterable[Observation],
        *,
        by: str,
        because: str | None = None,
        expect: int | None = None,
        strict: bool = True,
        origin: str = "",
    ) -> Added:
        """Add the figures as one batch, and say what that did.

        What the cell holds already is not written again. A differing figure is a correction when ``because`` says why;
        else it is a fault, and with ``strict`` nothing is written at all. ``expect`` is the version the caller looked
        at: when another has added since, nothing is written. Two differing figures for one cell in the same addition
        are a fault whatever the reason. Raises `MinshengError` with every fault.
        """
        rows = list(observations)
        _check(rows, by, because)
        for _ in range(_MOST_TRIES):
            version = self.version
            if expect is not None and expect != version:
                message = "你打开之后，又有人录入了数据"
                raise MinshengError(
                    Fault(
                        "observations.changed", message, None, None, str(expect), f"重新打开（现在是第 {version} 批）"
                    )
                )
            told, differing = self._sorted_out(rows, because)
            if strict and differing:
                raise MinshengError.of(one.fault for one in differing)
            new, corrected = told["new"], told["corrected"]
            if not new and not corrected:
                return Added(version, 0, 0, len(told["same"]), tuple(differing))
            at = datetime.now(UTC).replace(microsecond=0)
            batch = Batch(version + 1, len(new) + len(corrected), by.strip(), at, (because or "").strip(), origin)
            if self._write(batch, new + corrected):
                return Added(version + 1, len(new), len(corrected), len(told["same"]), tuple(differing))
        raise MinshengError(
            Fault("observations.busy", "一直有人在录入，没有写成", str(self.folder), expected="再试一次")
        )

    def _sorted_out(
        self, rows: list[Observation], because: str | None
    ) -> tuple[dict[Outcome, list[Observation]], list[Difference]]:
        told: dict[Outcome, list[Observation]] = {"new": [], "same": [], "corrected": []}
        differing: list[Difference] = []
        first: dict[Cell, Observation] = {}
        for outcome, row, held in self._compared(rows):
            earlier = first.setdefault(row.cell, row)
            if earlier is not row:
                if earlier.value == row.value:
                    told["same"].append(row)
                else:
                    differing.append(Difference(row, earlier, None))
            elif outcome != "differs":
                told[outcome].append(row)
            elif because is not None:
                told["corrected"].append(row)
            else:
                assert held is not None
                differing.append(Difference(row, held, self.entries(row.cell)[-1].batch))
        return told, differing

    def _compared(self, rows: list[Observation]) -> list[tuple[Outcome, Observation, Observation | None]]:
        indicators = sorted({row.indicator for row in rows})
        held = {row.cell: row for row in self.observations(indicators)}
        answers: list[tuple[Outcome, Observation, Observation | None]] = []
        for row in rows:
            there = held.get(row.cell)
            outcome: Outcome = "new" if there is None else "same" if there.value == row.value else "differs"
            answers.append((outcome, row, there))
        return answers

    def _numbers(self) -> list[int]:
        try:
            names = os.listdir(self.folder)
        except FileNotFoundError:
            return []
        except OSError as error:
            raise _unusable(self.folder, error) from None
        return sorted(int(found[1]) for name in names if (found := _FILE.fullmatch(name)))

    def _file(self, number: int) -> Path:
        return self.folder / f"{number:06}.parquet"

    def _read(self, number: int, indicator: str | None = None) -> pa.Table:
        path = self._file(number)
        wanted = None if indicator is None else [("indicator", "=", indicator)]
        try:
            return pq.read_table(path, schema=TABLE, filters=wanted)
        except (OSError, pa.ArrowException) as error:
            raise _unreadable(path, error) from None

    def _about(self, number: int) -> Batch:
        path = self._file(number)
        try:
            told = json.loads(pq.read_schema(path).metadata[_ABOUT])
            return Batch(number, **{**told, "at": datetime.fromisoformat(told["at"])})
        except (OSError, pa.ArrowException, KeyError, TypeError, ValueError) as error:
            raise _unreadable(path, error) from None

    def _write(self, batch: Batch, rows: list[Observation]) -> bool:
        """Whether the batch got its number; not when another took it first."""
        told = {
            "rows": batch.rows,
            "by": batch.by,
            "at": batch.at.isoformat(),
            "because": batch.because,
            "origin": batch.origin,
        }
        table = observations_table(rows).replace_schema_metadata({_ABOUT: json.dumps(told, ensure_ascii=False)})
        beside = self.folder / f"{_BESIDE}{secrets.token_hex(8)}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._sweep()
            with beside.open("xb") as file:
                pq.write_table(table, file, compression="zstd")
                file.flush()
                os.fsync(file.fileno())
            try:
                os.link(beside, self._file(batch.number))
            except FileExistsError:
                return False
            finally:
                beside.unlink(missing_ok=True)
            _make_durable(self.folder)
        except OSError as error:
            raise _unusable(self.folder, error) from None
        return True

    def _sweep(self) -> None:
        """Take away what a crash left, once it is old enough to belong to nobody."""
        for stray in self.folder.glob(f"{_BESIDE}*"):
            with suppress(FileNotFoundError):  # another may be done with its own by now
                if time.time() - stray.stat().st_mtime > _STRAY_SECONDS:
                    stray.unlink()


def rows_of(table: pa.Table) -> Iterable[Observation]:
    """The rows of a table of `TABLE` as observations."""
    columns = (table.column(name).to_pylist() for name in TABLE.names)
    for indicator, division, period, group, value, source, note in zip(*columns, strict=True):
        yield Observation(indicator, division, Period.parse(period), value, source, note, group)


def _check(rows: list[Observation], by: str, because: str | None) -> None:
    faults = []
    if not by.strip():
        faults.append(Fault("observations.by", "没有写明是谁录入的"))
    if because is not None and not because.strip():
        faults.append(Fault("observations.because", "更正的理由是空的", expected="为什么改"))
    for row in rows:
        if not is_exact(row.value):
            expected = f"最多 {MOST_DIGITS} 位数字，其中小数最多 {MOST_DECIMALS} 位"
            message = f"{' '.join(row.cell).strip()} 的数位数太多"
            faults.append(Fault("observations.digits", message, read=str(row.value)[:40], expected=expected))
        if not row.source.strip():
            faults.append(Fault("observations.source", f"{' '.join(row.cell).strip()} 没有写明来源"))
    if faults:
        raise MinshengError.of(faults)


def is_exact(value: Decimal) -> bool:
    """Whether the figure is finite and has no more digits than are kept.

    >>> [is_exact(Decimal(text)) for text in ("0.000001", "0.0000001", "1E+15", "NaN")]
    [True, False, False, False]
    """
    if not value.is_finite() or abs(value) >= 10**MOST_DIGITS or int(value.as_tuple().exponent) < -_LONGEST:
        return False
    whole, _, rest = plain(abs(value)).partition(".")
    return len(rest) <= MOST_DECIMALS and len((whole + rest).lstrip("0")) <= MOST_DIGITS


def _make_durable(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _unusable(folder: Path, error: OSError) -> MinshengError:
    said = error.strerror or str(error)[:80]
    return MinshengError(Fault("observations.io", "观测数据的文件夹用不了", str(folder), read=said))


def _unreadable(path: Path, error: Exception) -> MinshengError:
    expected = "从备份里找回这个文件"
    said = "这一批观测数据读不出来"
    return MinshengError(Fault("observations.unreadable", said, str(path), None, str(error)[:80], expected))
