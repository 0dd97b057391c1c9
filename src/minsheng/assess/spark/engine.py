"""The driver's side: a task for every span, their reports added up, their parts checked."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from minsheng.assess.city import City
from minsheng.assess.folder import ENTITLEMENTS_FILE, UNKNOWN_FILE, new_results
from minsheng.assess.local import Progress, asks_institutions
from minsheng.assess.provisions import write_provisions
from minsheng.assess.spark.task import UNFINISHED, Job, Report, answered, part_name, told, write_parts
from minsheng.assess.summary import write_summary
from minsheng.assess.tally import Tally
from minsheng.register.snapshot import Snapshot
from minsheng.rules.finding import Inspector
from minsheng.rules.many.answer import CityAssessor
from minsheng.terms.errors import Fault, MinshengError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

SCHEMA = (
    "number long, owed long, undecided long, "
    "lines array<struct<benefit: string, division: string, count: long, fen: decimal(38, 0), unknown: long>>, "
    "faults string"
)
"""`REPORT` in Spark's words."""
_TABLES = (ENTITLEMENTS_FILE, UNKNOWN_FILE)
_LOOK_SECONDS = 0.5


def do_assess_on_spark(
    assessor: CityAssessor,
    snapshot: Snapshot,
    out: Path,
    session: SparkSession,
    *,
    progress: Progress | None = None,
    inspector: Inspector | None = None,
) -> Tally:
    """Answer for everyone in a snapshot on a cluster; the rows, their order and the summary are those of `do_assess`.

    Entitlements and what is not known are each a folder of part files, one a span. Every node must reach the snapshot
    and the results under the same path. The folder takes its place only when everything is written. Raises
    `MinshengError`; then nothing is left behind. ``progress`` is told parts in the place of persons.
    """
    snapshot = replace(snapshot, folder=snapshot.folder.absolute())
    city = City(snapshot, assessor.columns)
    parts = len(city.spans) + asks_institutions(assessor, city)
    with new_results(out.absolute()) as folder:
        for name in (*_TABLES, UNFINISHED):
            (folder / name).mkdir()
        with _watched(folder, parts, progress):
            reports = _reports(session, Job.of(assessor, snapshot, folder), parts)
        tally = _whole(reports, folder, parts)
        if not parts:
            write_parts(folder, 0, None)
        shutil.rmtree(folder / UNFINISHED)
        # Institutions are thousands, not millions: the driver looks at them itself.
        provisions = None if inspector is None else write_provisions(folder, inspector, snapshot)
        write_summary(folder, tally, assessor, snapshot, provisions)
    return tally


def _reports(session: SparkSession, job: Job, parts: int) -> list[Report]:
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    def tell(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return answered(job, batches)

    if not parts:
        return []
    try:
        rows = session.range(0, parts, 1, numPartitions=parts).mapInArrow(tell, SCHEMA).toArrow()
    except (PySparkException, Py4JError) as error:
        raise _failed(error) from error
    return [told(row) for row in rows.to_pylist()]


def _whole(reports: Iterable[Report], folder: Path, parts: int) -> Tally:
    """The tally of all reports; raises `MinshengError` for what is wrong with rules or register, or lost on the way."""
    tally = Tally()
    left = set(range(parts))
    for one in sorted(reports, key=lambda report: report.number):
        if one.faults:
            raise MinshengError(*one.faults)
        left.remove(one.number)
        for name, rows in zip(_TABLES, (one.owed, one.undecided), strict=True):
            if _rows(folder / name / part_name(one.number)) != rows:
                raise _lost(folder / name / part_name(one.number))
        tally.merge(one.tally)
    assert not left
    return tally


def _rows(part: Path) -> int | None:
    return int(pq.read_metadata(part).num_rows) if part.is_file() else None


def _lost(part: Path) -> MinshengError:
    said = f"有节点写的结果不在这里（{part.parent.name}/{part.name}）"
    return MinshengError(
        Fault("assess.spark-path", said, str(part.parent.parent.parent), expected="每个节点都以同一路径读写的共享存储")
    )


def _failed(error: Exception) -> MinshengError:
    """What a failed Spark job says, cut down to the line that tells."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    python = [place for place, line in enumerate(lines) if line.startswith("Traceback (most recent call last)")]
    told_ = next((line for line in lines[python[-1] + 1 :] if _is_raised(line)), None) if python else None
    read = (told_ or (lines[0] if lines else type(error).__name__))[:300]
    wanted = "每个节点装有同一版 minsheng，并以同一路径读写登记数据和结果文件夹"
    return MinshengError(Fault("assess.spark", "Spark 作业没有做完", read=read, expected=wanted))


def _is_raised(line: str) -> bool:
    """Whether a line of a traceback names the exception: ``OSError: …``, ``pyarrow.lib.ArrowInvalid: …``."""
    name = line.partition(":")[0]
    return not line.startswith("File ") and name.replace(".", "").replace("_", "").isalnum() and name[-1:].isalpha()


@contextmanager
def _watched(folder: Path, parts: int, progress: Progress | None) -> Iterator[None]:
    """While the block runs, tell how many parts are there."""
    if progress is None:
        yield
        return
    over = threading.Event()

    def watch() -> None:
        while not over.wait(_LOOK_SECONDS):
            progress(sum(1 for _ in (folder / UNKNOWN_FILE).iterdir()), parts)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()
