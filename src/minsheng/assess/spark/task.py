"""What one Spark task does: answer for some spans, write their parts, and report what they come to.

Nothing here knows Spark: a worker calls `answered` with Arrow batches, and so may anybody else.
"""

from __future__ import annotations

import json
import pickle
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from minsheng.assess.city import City
from minsheng.assess.folder import ENTITLEMENTS_FILE, UNKNOWN_FILE
from minsheng.assess.local import benefits_of, institution_results, span_results, table_writer
from minsheng.assess.results import ENTITLEMENTS, UNKNOWN, Results
from minsheng.assess.tally import Line, Tally
from minsheng.register.snapshot import Snapshot
from minsheng.rules.many.answer import CityAssessor
from minsheng.terms.errors import Fault, MinshengError

UNFINISHED = ".unfinished"
"""The folder beside the tables in which tasks write; what is whole is moved into its place."""
REPORT = pa.schema(
    [
        ("number", pa.int64()),
        ("owed", pa.int64()),
        ("undecided", pa.int64()),
        (
            "lines",
            pa.list_(
                pa.struct(
                    [
                        ("benefit", pa.string()),
                        ("division", pa.string()),
                        ("count", pa.int64()),
                        ("fen", pa.decimal128(38, 0)),
                        ("unknown", pa.int64()),
                    ]
                )
            ),
        ),
        ("faults", pa.string()),
    ]
)
"""What a task tells of each span: rows written to both tables, its tally, and what was wrong, as JSON, or null."""


@dataclass(frozen=True)
class Job:
    """All that a task needs to know; it travels to every worker.

    ``assessor`` is pickled once: a worker unpacks and compiles it once, not for every task. Every node reaches the
    snapshot and ``folder`` under the same path.
    """

    assessor: bytes = field(repr=False)
    snapshot: Snapshot
    folder: Path
    key: str = field(default_factory=lambda: uuid.uuid4().hex)

    @classmethod
    def of(cls, assessor: CityAssessor, snapshot: Snapshot, folder: Path) -> Job:
        """The job of answering for a snapshot into a folder."""
        found = replace(snapshot, folder=snapshot.folder.absolute(), manifest={})
        return cls(pickle.dumps(assessor), found, folder.absolute())

    def __hash__(self) -> int:
        return hash(self.key)


@dataclass(frozen=True)
class Report:
    """What a task tells of one span."""

    number: int
    owed: int
    undecided: int
    tally: Tally
    faults: tuple[Fault, ...]


def part_name(number: int) -> str:
    """The file of a span in a table's folder; their names in order are the spans in order.

    >>> part_name(7)
    'part-00007.parquet'
    """
    return f"part-{number:05}.parquet"


def answered(job: Job, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """A report for each span whose number stands in the first column; its parts are in their places then.

    The number after the last span stands for the institutions. What is wrong with rules or register is told in the
    report, so that Spark does not try it again; raises what may go better on another try, such as ``OSError``.
    """
    for batch in batches:
        for number in batch.column(0).to_pylist():
            yield _report(job, number)


def told(row: Mapping[str, Any]) -> Report:
    """A row of `REPORT` read back."""
    tally = Tally()
    for one in row["lines"]:
        tally.lines[one["benefit"], one["division"]] = Line(one["count"], int(one["fen"]), one["unknown"])
    faults = tuple(Fault(**one) for one in json.loads(row["faults"] or "[]"))
    return Report(row["number"], row["owed"], row["undecided"], tally, faults)


def write_parts(folder: Path, number: int, results: Results | None) -> None:
    """Put a span's parts in their places, whole: whoever writes them last or twice changes nothing.

    Without results the parts have no rows.
    """
    for name, schema in ((ENTITLEMENTS_FILE, ENTITLEMENTS), (UNKNOWN_FILE, UNKNOWN)):
        unfinished = folder / UNFINISHED / f"{name}.{number}.{uuid.uuid4().hex}"
        with table_writer(unfinished, schema) as file:
            table = None if results is None else results.entitlements if name == ENTITLEMENTS_FILE else results.unknown
            if table:
                file.write_table(table, row_group_size=table.num_rows)
        unfinished.replace(folder / name / part_name(number))


@lru_cache(maxsize=2)
def _ready(job: Job) -> tuple[CityAssessor, City]:
    """The compiled rules and the open register of a job: made once in each worker."""
    assessor: CityAssessor = pickle.loads(job.assessor)
    return assessor, City(job.snapshot, assessor.columns)


def _report(job: Job, number: int) -> pa.RecordBatch:
    try:
        results = _results(job, number)
    except MinshengError as error:
        faults = json.dumps([asdict(fault) for fault in error.faults], ensure_ascii=False, default=str)
        return _row(number, 0, 0, [], faults)
    write_parts(job.folder, number, results)
    lines = [
        {"benefit": benefit, "division": division, "count": line.count, "fen": line.fen, "unknown": line.unknown}
        for (benefit, division), line in results.tally.lines.items()
    ]
    return _row(number, results.entitlements.num_rows, results.unknown.num_rows, lines, None)


def _results(job: Job, number: int) -> Results:
    assessor, city = _ready(job)
    if number == len(city.spans):
        return institution_results(assessor, city, benefits_of(assessor))
    return span_results(assessor, city, city.spans[number], benefits_of(assessor))


def _row(number: int, owed: int, undecided: int, lines: list[dict[str, Any]], faults: str | None) -> pa.RecordBatch:
    columns = [[number], [owed], [undecided], [lines], [faults]]
    arrays = [pa.array(values, one.type) for values, one in zip(columns, REPORT, strict=True)]
    return pa.record_batch(arrays, schema=REPORT)
