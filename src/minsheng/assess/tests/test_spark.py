"""Spark answers as one machine does, to the row; and what fails or runs twice leaves nothing half or double."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from minsheng.assess.city import City
from minsheng.assess.local import do_assess
from minsheng.assess.spark import engine
from minsheng.assess.spark.engine import do_assess_on_spark
from minsheng.assess.spark.session import missing_for_spark, spark_session
from minsheng.assess.spark.task import UNFINISHED, Job, answered, part_name, told
from minsheng.register import store
from minsheng.register.snapshot import Snapshot, open_snapshot
from minsheng.register.synthetic.city import synthesise
from minsheng.rules.answer import Assessor
from minsheng.rules.finding import Inspector
from minsheng.rules.folder import program_of, provisions_of
from minsheng.rules.many.answer import MOST_AMOUNT, CityAssessor
from minsheng.rules.many.tests.city import city as tables_of
from minsheng.rules.many.tests.city import said_by_many, said_by_one, table
from minsheng.rules.many.tests.test_agreement import LINE, cities, rules
from minsheng.rules.program import Program
from minsheng.rules.situation import situation_of
from minsheng.rules.tests.expressions import DAY
from minsheng.terms.errors import MinshengError
from minsheng.terms.periods import Month

_MISSING = missing_for_spark()
pytestmark = [
    pytest.mark.spark,
    # Where CI runs, which installs Java, a Spark that cannot start fails these tests.
    pytest.mark.skipif(_MISSING is not None and "CI" not in os.environ, reason=f"Spark cannot start here: {_MISSING}"),
    # The connection to Java closes when the process ends, not when the session does.
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
]
PACKS = Path(__file__).resolve().parents[4] / "packs"
MONTH = Month(2021, 12)
PEOPLE = 3000
GROUPS = 24
TABLES = ("entitlements.parquet", "unknown.parquet")
SCHOOLS: list[dict[str, Any]] = [
    {"institution_id": "S1", "kind": "小学", "pupils": 40, "rural": True, "boarders": 0, "special_pupils": 0},
    {"institution_id": "S2", "kind": "初中", "pupils": 900, "rural": False, "boarders": 100, "special_pupils": 0},
    {"institution_id": "S3", "kind": "小学"},
]
SCHOOL_MONEY = 100 * 650_00 + 900 * 850_00 + 100 * 200_00
"""In fen: a small rural school counts as one of a hundred; a boarder gives 200 yuan more; S3 cannot be told."""


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    with spark_session("local[2,2]") as found:  # two cores, and a task that fails is tried once more
        yield found


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """A made-up city with three schools; its row groups are small, so that it comes in several spans."""
    register = tmp_path_factory.mktemp("city")
    with pytest.MonkeyPatch.context() as small:
        small.setattr(store, "GROUP_ROWS", PEOPLE // GROUPS)
        synthesise("330100", people=PEOPLE, day=date(2021, 12, 31), register=register, seed=7)
    snapshot = open_snapshot(register)
    pq.write_table(table("institution", SCHOOLS), snapshot.folder / "institution.parquet")
    return snapshot


@pytest.fixture(scope="module")
def program() -> Program:
    return program_of("hangzhou", PACKS)


@pytest.fixture(scope="module")
def local(city: Snapshot, program: Program, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("local") / "out"
    do_assess(CityAssessor(program, MONTH), city, out)
    return out


def same(results: Path, local: Path) -> None:
    names = sorted(path.name for path in local.iterdir())
    assert sorted(path.name for path in results.iterdir()) == names
    for name in names:
        if name.endswith(".parquet"):
            assert pq.read_table(results / name).equals(pq.read_table(local / name))
    assert (results / "summary.json").read_bytes() == (local / "summary.json").read_bytes()


def test_the_driver_finds_the_same_provisions_met_and_missed(
    session: Any, city: Snapshot, program: Program, tmp_path: Path
) -> None:
    inspector = Inspector(provisions_of("hangzhou", PACKS), MONTH)
    do_assess(CityAssessor(program, MONTH), city, tmp_path / "local", inspector=inspector)
    do_assess_on_spark(CityAssessor(program, MONTH), city, tmp_path / "spark", session, inspector=inspector)
    same(tmp_path / "spark", tmp_path / "local")
    assert pq.read_metadata(tmp_path / "spark" / "provisions.parquet").num_rows > 0


def test_spark_writes_the_same_rows_in_the_same_order_and_the_same_summary(
    session: Any, city: Snapshot, program: Program, local: Path, tmp_path: Path
) -> None:
    do_assess_on_spark(CityAssessor(program, MONTH), city, tmp_path / "out", session)
    same(tmp_path / "out", local)
    spans = City(city, CityAssessor(program, MONTH).columns).spans
    assert len(spans) > 1
    parts = [part_name(number) for number in range(len(spans) + 1)]  # the last has the institutions
    for name in TABLES:
        assert sorted(path.name for path in (tmp_path / "out" / name).iterdir()) == parts
    summary = json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))
    (schools,) = [one for one in summary["benefits"] if one["benefit"] == "compulsory-school-running-costs"]
    assert (schools["count"], schools["amount_fen"], schools["unknown"]) == (2, SCHOOL_MONEY, 1)


def test_results_of_one_engine_take_the_place_of_the_others(
    session: Any, city: Snapshot, program: Program, local: Path, tmp_path: Path
) -> None:
    assessor = CityAssessor(program, MONTH)
    do_assess(CityAssessor(program, Month(2021, 1)), city, tmp_path / "out")
    do_assess_on_spark(assessor, city, tmp_path / "out", session)
    same(tmp_path / "out", local)
    do_assess(assessor, city, tmp_path / "out")
    same(tmp_path / "out", local)


def test_a_task_that_is_tried_again_after_it_wrote_its_parts_makes_nothing_double(
    session: Any, city: Snapshot, program: Program, local: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answered_at_the_second_try(job: Job, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        reports = list(answered(job, batches))
        tried = job.folder / UNFINISHED / f"tried-{reports[0].column(0)[0]}"
        if not tried.exists():
            tried.touch()
            raise ConnectionError("the node went away")
        yield from reports

    monkeypatch.setattr(engine, "answered", answered_at_the_second_try)
    do_assess_on_spark(CityAssessor(program, MONTH), city, tmp_path / "out", session)
    same(tmp_path / "out", local)


def test_a_task_that_fails_half_way_leaves_nothing(
    session: Any, city: Snapshot, program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answered_but_one(job: Job, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            if batch.column(0)[0].as_py() == 1:
                (job.folder / UNFINISHED / "half").write_bytes(b"PAR1")
                raise OSError(28, "No space left on device")
            yield from answered(job, [batch])

    monkeypatch.setattr(engine, "answered", answered_but_one)
    with pytest.raises(MinshengError) as caught:
        do_assess_on_spark(CityAssessor(program, MONTH), city, tmp_path / "out", session)
    (fault,) = caught.value.faults
    assert (fault.code, fault.read) == ("assess.spark", "OSError: [Errno 28] No space left on device")
    assert list(tmp_path.iterdir()) == []


def test_parts_written_elsewhere_are_missed_and_nothing_is_left(
    session: Any, city: Snapshot, program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    for name in (*TABLES, UNFINISHED):
        (elsewhere / name).mkdir(parents=True)

    def answered_on_own_disk(job: Job, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return answered(replace(job, folder=elsewhere), batches)

    monkeypatch.setattr(engine, "answered", answered_on_own_disk)
    with pytest.raises(MinshengError, match="共享存储"):
        do_assess_on_spark(CityAssessor(program, MONTH), city, tmp_path / "out", session)
    assert [path.name for path in tmp_path.iterdir()] == ["elsewhere"]


def test_a_register_whose_files_do_not_go_together_is_told_as_on_one_machine_and_leaves_nothing(
    session: Any, city: Snapshot, program: Program, tmp_path: Path
) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    for path in city.folder.iterdir():
        (broken / path.name).write_bytes(path.read_bytes())
    people = pq.read_table(city.file("person"))
    backwards = people.take(list(reversed(range(len(people)))))
    pq.write_table(backwards, broken / "person.parquet", row_group_size=PEOPLE // GROUPS, use_dictionary=False)
    assert (
        pq.read_metadata(broken / "person.parquet").num_row_groups
        == pq.read_metadata(city.file("household")).num_row_groups
    )
    assessor, snapshot = CityAssessor(program, MONTH), open_snapshot(broken)
    with pytest.raises(MinshengError) as alone:
        do_assess(assessor, snapshot, tmp_path / "out")
    with pytest.raises(MinshengError) as spread:
        do_assess_on_spark(assessor, snapshot, tmp_path / "out", session)
    assert spread.value.faults == alone.value.faults
    assert [path.name for path in tmp_path.iterdir()] == ["broken"]


def test_two_tries_of_a_task_at_the_same_time_leave_one_whole_part(
    city: Snapshot, program: Program, tmp_path: Path
) -> None:
    for name in (*TABLES, UNFINISHED):
        (tmp_path / name).mkdir()
    job = Job.of(CityAssessor(program, MONTH), city, tmp_path)
    batch = pa.record_batch([pa.array([1])], ["id"])
    said: list[Any] = []
    tries = [threading.Thread(target=lambda: said.append(list(answered(job, [batch])))) for _ in range(2)]
    for one in tries:
        one.start()
    for one in tries:
        one.join()
    assert said[0] == said[1]
    report = told(said[0][0].to_pylist()[0])
    assert [path.name for path in (tmp_path / TABLES[0]).iterdir()] == [part_name(1)]
    assert pq.read_metadata(tmp_path / TABLES[0] / part_name(1)).num_rows == report.owed > 0
    assert list((tmp_path / UNFINISHED).iterdir()) == []


def test_a_register_of_nobody_gives_tables_without_rows(session: Any, program: Program, tmp_path: Path) -> None:
    empty = tmp_path / "2021-12-31"
    empty.mkdir()
    household, person, _ = tables_of([])
    pq.write_table(household, empty / "household.parquet", row_group_size=1)
    pq.write_table(person, empty / "person.parquet", row_group_size=1)
    snapshot = Snapshot(empty, DAY, False, {})
    do_assess(CityAssessor(program, MONTH), snapshot, tmp_path / "local")
    do_assess_on_spark(CityAssessor(program, MONTH), snapshot, tmp_path / "out", session)
    same(tmp_path / "out", tmp_path / "local")
    assert pq.read_table(tmp_path / "out" / TABLES[0]).num_rows == 0


def test_one_many_and_spark_agree_on_drawn_rules_and_cities_to_the_fen_and_on_every_unknown(
    session: Any, tmp_path: Path
) -> None:
    """Forty drawn programs, each with its city, in one Spark job whose tasks do what those of an assessment do."""
    drawn: list[tuple[Program, list[Any]]] = []

    @settings(
        max_examples=40,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(rules(), cities())
    def draw(made: Any, homes: list[Any]) -> None:
        drawn.append((Program("lakeside", made, {"line": LINE}), [situation_of(home, DAY) for home in homes]))

    draw()
    jobs = [written(program, homes, tmp_path / str(number)) for number, (program, homes) in enumerate(drawn)]

    def each_its_job(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        first_span = pa.record_batch([pa.array([0])], ["id"])
        for batch in batches:
            for number in batch.column(0).to_pylist():
                yield from answered(jobs[number], [first_span])

    rows = session.range(0, len(jobs), 1, numPartitions=4).mapInArrow(each_its_job, engine.SCHEMA).toArrow()
    found = 0
    for (program, homes), job, row in zip(drawn, jobs, rows.to_pylist(), strict=True):
        one = said_by_one(Assessor(program, MONTH), homes)
        faults = [fault.code for fault in told(row).faults]
        if any((amount or 0) > MOST_AMOUNT for _, amount, _ in one.values()):
            assert faults == ["assess.amount"]
            continue
        assert faults == []
        assert said_by_many(CityAssessor(program, MONTH), homes) == one
        assert said_by_spark(job) == one, (program.rules, homes)
        lines = told(row).tally.lines.values()
        assert sum(line.fen for line in lines) == sum(amount or 0 for _, amount, _ in one.values())
        found += len(one)
    assert len(drawn) >= 30
    assert found > len(drawn)


def written(program: Program, homes: list[Any], folder: Path) -> Job:
    """The job of answering for a drawn city, written as a snapshot of its own."""
    for name in (*TABLES, UNFINISHED, "city"):
        (folder / name).mkdir(parents=True)
    household, person, _ = tables_of(homes)
    pq.write_table(household, folder / "city" / "household.parquet")
    pq.write_table(person, folder / "city" / "person.parquet")
    return Job.of(CityAssessor(program, MONTH), Snapshot(folder / "city", DAY, False, {}), folder)


def said_by_spark(job: Job) -> dict[Any, Any]:
    """What the parts of a job's only span say, in the form of `said_by_one`."""
    owed, unknown = (pq.read_table(job.folder / name / part_name(0)).to_pylist() for name in TABLES)
    found = {key(row): ("owed", row["amount_fen"], ()) for row in owed}
    return found | {key(row): ("unknown", None, tuple(row["missing"])) for row in unknown}


def key(row: dict[str, Any]) -> tuple[str, Any, Any]:
    return row["benefit"], row["household_id"], row["person_id"]


def run(engine: str, *more: str, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    asked = ["--pack", "hangzhou", "--packs", str(PACKS), "--month", "2021-12", "--engine", engine, *more]
    command = [sys.executable, "-m", "minsheng", "assess", *asked]
    return subprocess.run(command, cwd=cwd, env={**os.environ, **env}, capture_output=True, text=True, timeout=300)


def test_the_command_is_quiet_and_writes_what_it_writes_on_one_machine(city: Snapshot, tmp_path: Path) -> None:
    alone = run("local", "--register", str(city.folder), "--out", "local", cwd=tmp_path)
    ran = run("spark", "--register", str(city.folder), "--out", "spark", cwd=tmp_path, SPARK_MASTER="local[1]")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "公用经费保障：应享 2，每年共 850000.00 元；说不准 1" in ran.stdout
    assert ran.stdout.splitlines()[:-1] == alone.stdout.splitlines()[:-1]  # the last line tells the seconds
    assert sorted(path.name for path in tmp_path.iterdir()) == ["local", "spark"]
    same(tmp_path / "spark", tmp_path / "local")


def test_a_master_that_is_none_is_told_in_one_line_and_leaves_nothing(city: Snapshot, tmp_path: Path) -> None:
    ran = run("spark", "--register", str(city.folder), "--out", "out", "--master", "lokal", cwd=tmp_path)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "Spark 没有启动" in ran.stderr
    assert "lokal" in ran.stderr
    assert ran.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
