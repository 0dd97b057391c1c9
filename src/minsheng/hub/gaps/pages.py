"""What the pages of a comparison show: figures by division as a picture, pages of a list, files cut to a division."""

from __future__ import annotations

import csv
import io
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from minsheng.assess.missing.lists import FILES
from minsheng.assess.missing.matching import List
from minsheng.hub.gaps.jobs import Job
from minsheng.terms.money import yuan_text

WIDTH = 320
COUNTS: Mapping[List, str] = {
    "owed": "owed_not_received",
    "not_owed": "received_not_owed",
    "differs": "amount_differs",
    "undecided": "undecided",
}
"""The figure of the summary that counts each list."""
NOWHERE = "none"
"""How an address says that the division is not known."""
MOST_FAULTS = 20


@dataclass(frozen=True)
class Part:
    """One piece of a bar."""

    which: List
    start: float
    length: float


@dataclass(frozen=True)
class Bar:
    """One division: its figures and the pieces of its bar."""

    division: str
    name: str | None
    figures: Mapping[str, Any]
    parts: tuple[Part, ...]
    total: int


def known(which: str) -> List | None:
    """The list of that name."""
    return next((one for one in FILES if one == which), None)


def benefit_of(job: Job, asked: str) -> Mapping[str, Any]:
    """The figures of the benefit asked for, the first one's when none is."""
    benefits: list[dict[str, Any]] = job.summary["benefits"]
    return next((one for one in benefits if one["benefit"] == asked), benefits[0])


def bars(job: Job, benefit: str) -> list[Bar]:
    """The divisions of a benefit, each as long as it has people in the four lists beside the longest."""
    rows = [one for one in job.summary["divisions"] if one["benefit"] == benefit]
    totals = [sum(one[name] for name in COUNTS.values()) for one in rows]
    most = max([1, *totals])
    found = []
    for one, total in zip(rows, totals, strict=True):
        lengths = {which: one[name] * WIDTH / most for which, name in COUNTS.items()}
        starts = [0.0, *accumulate(lengths.values())]
        parts = tuple(
            Part(which, round(start, 1), round(length, 1))
            for (which, length), start in zip(lengths.items(), starts, strict=False)
            if length
        )
        found.append(Bar(one["division"] or NOWHERE, one["division_name"], one, parts, total))
    return sorted(found, key=lambda bar: (-bar.total, bar.division))


def total_of(job: Job, which: List, benefit: str, division: str) -> int:
    """How many rows a list has for a benefit, in a division if one is named."""
    name = COUNTS[which]
    if not division:
        return int(next((one[name] for one in job.summary["benefits"] if one["benefit"] == benefit), 0))
    return sum(one[name] for one in _lines(job) if one["benefit"] == benefit and _code(one) == division)


def rows(job: Job, which: List, benefit: str, division: str, offset: int, count: int) -> list[dict[str, Any]]:
    """Rows of a list, found by counting: the file is sorted as the summary is."""
    start = offset
    for one in _lines(job):
        if one["benefit"] == benefit and (not division or _code(one) == division):
            break
        start += one[COUNTS[which]]
    return _slice(job.file(f"{FILES[which]}.parquet"), start, count)


def masked(identifier: str | None) -> str:
    """An identifier with all but its last four characters hidden.

    >>> masked("330106195905010027"), masked("P12"), masked(None)
    ('**************0027', '***', '—')
    """
    if identifier is None:
        return "—"
    kept = identifier[-4:] if len(identifier) > 4 else ""
    return "*" * (len(identifier) - len(kept)) + kept


def yuan(fen: int | None) -> str:
    """An amount as a page shows it.

    >>> yuan(1234500), yuan(None)
    ('12,345.00', '—')
    """
    if fen is None:
        return "—"
    whole, _, rest = yuan_text(fen).partition(".")
    return f"{int(whole):,}.{rest}" if fen >= 0 else f"-{yuan(-fen)}"


def file_of(job: Job, which: List, benefit: str, division: str) -> Iterator[bytes]:
    """A list as CSV, cut to a benefit and a division where these are named."""
    code = "" if division == NOWHERE else division
    with job.file(f"{FILES[which]}.csv").open(encoding="utf-8-sig", newline="") as file:
        yield "\ufeff".encode()
        lines = csv.reader(file)
        yield _line(next(lines))
        for line in lines:
            if (not benefit or line[0] == benefit) and (not division or line[4] == code):
                yield _line(line)


def faults(job: Job) -> list[dict[str, str]]:
    """The first faults of the list that was compared, by line."""
    with job.faults.open(encoding="utf-8-sig", newline="") as file:
        first = [row for row, _ in zip(csv.DictReader(file), range(MOST_FAULTS), strict=False)]
    return sorted(first, key=lambda row: int(row["行"]))


def _line(cells: list[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue().encode()


def _lines(job: Job) -> Iterator[dict[str, Any]]:
    """The summary's lines in the order of the files."""
    for benefit in job.summary["benefits"]:
        yield from (one for one in job.summary["divisions"] if one["benefit"] == benefit["benefit"])


def _code(line: Mapping[str, Any]) -> str:
    return line["division"] or NOWHERE


def _slice(path: Path, start: int, count: int) -> list[dict[str, Any]]:
    with pq.ParquetFile(path) as file:
        sizes = [file.metadata.row_group(number).num_rows for number in range(file.num_row_groups)]
        ends = [*accumulate(sizes)]
        first = bisect_right(ends, start)
        last = bisect_right(ends, start + count - 1)
        groups = [number for number in range(first, last + 1) if number < len(sizes)]
        if not groups or count <= 0:
            return []
        table = file.read_row_groups(groups)
        found: list[dict[str, Any]] = table.slice(start - (ends[first] - sizes[first]), count).to_pylist()
        return found
