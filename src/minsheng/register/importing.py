"""Importing files into a dated snapshot: every fault told, good rows kept, bad rows set aside, none lost."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from minsheng.register.check import Checker, RowFault, hidden
from minsheng.register.databases import Database, read_database
from minsheng.register.faults import FaultLog, Rejects, fault_of
from minsheng.register.gather import Gathered, Later, give_back, place_of, sheet_and_line
from minsheng.register.schema import ENTITIES, ENTITY_LABELS, as_written, stored_of
from minsheng.register.snapshot import new_snapshot, sha256_of, write_manifest
from minsheng.register.sources import IDENTITY, Notes, RawBatch, read_file
from minsheng.register.tally import Tally
from minsheng.terms.errors import Fault, MinshengError
from minsheng.terms.fields import Entity, field_of, fields_of
from minsheng.terms.identity import problem_of_identity

FAULTS = "faults.csv"
SUMMARY = "summary.txt"
REJECTED = "rejected"
Step = Callable[[str, int, int], None]
"""Told as the work goes on: what is being done, how much of how much."""


@dataclass(frozen=True)
class Imported:
    """What an import did: the manifest as written, and the first faults."""

    folder: Path
    manifest: dict[str, Any]
    faults: tuple[Fault, ...]
    summary: str


@dataclass
class _Run:
    """An import under way."""

    day: date
    work: Path
    log: FaultLog
    gathered: Gathered
    rejects: dict[Entity, Rejects]
    tallies: list[Tally]
    read: Counter[Entity]
    lost_members: set[str]
    checkers: dict[Entity, Checker]


def import_files(
    files: Sequence[Path],
    *,
    day: date,
    register: Path,
    database: Database | None = None,
    strict: bool = False,
    synthetic: bool = False,
    replace: bool = False,
    report: Path | None = None,
    step: Step = lambda what, done, total: None,
) -> Imported:
    """Import .csv, .xlsx, .parquet and .json files, and a database's answers, into ``register/day/``.

    Rows with a fault go to ``rejected/*.csv``, every fault to ``faults.csv``, both beside the snapshot's files. With
    ``strict`` any fault makes the whole a MinshengError and nothing is written, but for the report when ``report``
    names a folder for it.
    """
    if not files and database is None:
        raise MinshengError(Fault("register.no-file", "没有要导入的文件或查询"))
    notes = Notes()
    with new_snapshot(register, day, replace=replace) as folder, _scratch(register) as work:
        gathered = Gathered(work)
        log = FaultLog(folder / FAULTS)
        try:
            rejects = {entity: Rejects(folder / REJECTED / f"{entity}.csv", entity) for entity in ENTITIES}
            checkers = {entity: Checker(entity, day) for entity in ENTITIES}
            run = _Run(day, work, log, gathered, rejects, [], Counter(), set(), checkers)
            _read_all(run, _batches(files, database, notes, step), notes)
            # What was learned of cells is of no use from here on, and DuckDB needs the room.
            checkers.clear()
            give_back()
            step("核对各行", 0, 0)
            for later in gathered.settle({tally.sheet.entity for tally in run.tallies}):
                _set_aside(run, later)
            incomplete = gathered.incomplete(iter(run.lost_members))
            log.close()
            for reject in rejects.values():
                reject.close()
            kept: dict[Entity, int] = {}
            if not (strict and log.total):
                kept = gathered.write(folder, day=day, synthetic=synthetic, step=partial(_began, step))
        finally:
            gathered.close()
        manifest = _manifest(run, _sources(files, database, notes), notes, kept, incomplete, synthetic)
        summary = summary_of(manifest)
        (folder / SUMMARY).write_text(summary, "utf-8")
        if report is not None:
            _copy_report(folder, report)
        if strict and log.total:
            more = [
                Fault("register.more-faults", f"共 {log.total} 处错误，只列出前 {len(log.first)} 处，全部见 --report")
            ]
            raise MinshengError.of([*log.first, *(more if log.total > len(log.first) else [])])
        _no_row_lost(run, kept)
        manifest = write_manifest(folder, manifest, kept)
    return Imported(register / day.isoformat(), manifest, tuple(log.first), summary)


def _batches(files: Sequence[Path], database: Database | None, notes: Notes, step: Step) -> Iterator[RawBatch]:
    for path in files:
        yield from read_file(path, notes, partial(step, f"读取 {path.name}"))
    if database is not None:
        yield from read_database(database, notes, partial(step, f"读取 {database.label}"))


def _read_all(run: _Run, batches: Iterator[RawBatch], notes: Notes) -> None:
    for batch in batches:
        if _names_are_identities(batch):
            notes.add(f"{batch.sheet.title}：人员编号像是身份号码，快照会原样保存编号，请改用内部编号")
        _take(run, batch)


def _began(step: Step, what: str) -> None:
    step(what, 0, 0)


@contextmanager
def _scratch(register: Path) -> Iterator[Path]:
    """A working folder on the register's own disk, which has room for it."""
    with tempfile.TemporaryDirectory(prefix=".work.", dir=register) as work:
        yield Path(work)


def _names_are_identities(batch: RawBatch) -> bool:
    """Whether the persons of a batch go by their identity numbers, which then would be stored in the clear."""
    names = [name.strip() for name in batch.columns.get("person_id", ())[:50]]
    return bool(names) and 2 * sum(problem_of_identity(name) is None for name in names) > len(names)


def _take(run: _Run, batch: RawBatch) -> None:
    """Check one batch: its good rows to the gathered ones, the rest set aside."""
    sheet = batch.sheet
    if not run.tallies or run.tallies[-1].sheet is not sheet:
        run.tallies.append(Tally(sheet))
    tally = run.tallies[-1]
    run.read[sheet.entity] += len(batch.lines) + len(batch.ragged)
    for line, ragged in batch.ragged:
        message = f"这一行有 {len(ragged)} 格，表头有 {len(sheet.columns)} 格"
        run.log.add(sheet, line, RowFault(0, None, "register.row-length", message))
        run.rejects[sheet.entity].add(sheet, line, [message], {}, ragged)
    tally.refuse(len(batch.ragged))
    columns, faults = run.checkers[sheet.entity].check(batch)
    tally.add(len(batch.lines) + len(batch.ragged), columns, faults)
    why: dict[int, list[str]] = {}
    for fault in faults:
        run.log.add(sheet, batch.lines[fault.at], fault)
        why.setdefault(fault.at, []).append(fault_of(sheet, 0, fault).message)
    homes = columns.get("household_id") if sheet.entity == "person" else None
    for at, reasons in sorted(why.items()):
        cells = {name: hidden(name, texts[at]) for name, texts in batch.columns.items()}
        run.rejects[sheet.entity].add(sheet, batch.lines[at], reasons, cells)
        if homes is not None and isinstance(home := homes[at], str):
            run.lost_members.add(home)
    lines: Sequence[int] = batch.lines
    tally.refuse(len(why))
    if why:
        good = [at for at in range(len(lines)) if at not in why]
        columns = {name: [column[at] for at in good] for name, column in columns.items()}
        lines = [lines[at] for at in good]
    if lines:
        number = len(run.tallies)
        run.gathered.add(sheet.entity, [place_of(number, line) for line in lines], columns)


def _set_aside(run: _Run, later: Later) -> None:
    number, line = sheet_and_line(later.place)
    tally = run.tallies[number - 1]
    tally.refuse(1, later.column)
    sheet = tally.sheet
    cells = {field.name: as_written(field, stored_of(later.values[field.name])) for field in fields_of(later.entity)}
    fault = RowFault(0, later.column, later.code, later.message, cells[later.column])
    run.log.add(sheet, line, fault)
    run.rejects[later.entity].add(sheet, line, [fault_of(sheet, line, fault).message], cells)


def _no_row_lost(run: _Run, kept: dict[Entity, int]) -> None:
    for entity in ENTITIES:
        read, rejected = run.read[entity], run.rejects[entity].rows
        if read != kept.get(entity, 0) + rejected:
            raise AssertionError(f"{entity}: {read} rows read, {kept.get(entity, 0)} kept, {rejected} rejected")


def _manifest(
    run: _Run,
    sources: list[dict[str, Any]],
    notes: Notes,
    kept: dict[Entity, int],
    incomplete: int,
    synthetic: bool,
) -> dict[str, Any]:
    return {
        "date": run.day.isoformat(),
        "synthetic": synthetic,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "sources": sources,
        "rows": {
            entity: {"read": run.read[entity], "kept": kept.get(entity, 0), "rejected": run.rejects[entity].rows}
            for entity in ENTITIES
            if run.read[entity] or entity in kept
        },
        "incomplete_households": incomplete,
        "faults": dict(run.log.by_code.most_common()),
        "faults_by_field": {f"{entity}.{name}": count for (entity, name), count in run.log.by_field.most_common()},
        "columns": {entity: sorted(_columns(run, entity)) for entity in ENTITIES if run.read[entity]},
        "tallies": [tally.as_json() for tally in run.tallies],
        "notes": notes.lines,
    }


def _sources(files: Sequence[Path], database: Database | None, notes: Notes) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {
            "file": path.name,
            "bytes": path.stat().st_size,
            "sha256": sha256_of(path),
            "encoding": notes.encodings.get(path.name),
        }
        for path in files
    ]
    if database is not None:
        found += [{"database": database.label, "query": query} for query in database.queries]
    return found


def _columns(run: _Run, entity: Entity) -> set[str]:
    return {name for tally in run.tallies if tally.sheet.entity == entity for name in tally.sheet.columns if name}


def summary_of(manifest: dict[str, Any]) -> str:
    """The manifest's outcome in a few lines."""
    return "".join(line + "\n" for line in _summary_lines(manifest))


def _summary_lines(manifest: dict[str, Any]) -> Iterator[str]:
    yield f"登记快照 {manifest['date']}{'（合成数据，非真实人口）' if manifest['synthetic'] else ''}"
    for entity, rows in manifest["rows"].items():
        yield f"{ENTITY_LABELS[entity]}：读入 {rows['read']} 行，保留 {rows['kept']} 行，拒收 {rows['rejected']} 行"
    if manifest["incomplete_households"]:
        yield f"有 {manifest['incomplete_households']} 户保留下来，但有成员被拒收，户内合计会偏少"
    if manifest["faults"]:
        yield f"错误 {sum(manifest['faults'].values())} 处（见 {FAULTS}，拒收的行见 {REJECTED}/）："
    for code, count in manifest["faults"].items():
        yield f"  {code} {count}"
    for name, count in manifest["faults_by_field"].items():
        entity, _, column = name.partition(".")
        field = field_of(entity, column)
        label = field.label if field else "身份号码" if column == IDENTITY else column
        yield f"  {ENTITY_LABELS[entity]}·{label}（{column}）{count}"
    yield from (f"注意：{note}" for note in manifest["notes"])


def _copy_report(folder: Path, report: Path) -> None:
    report.mkdir(parents=True, exist_ok=True)
    for name in (FAULTS, SUMMARY):
        shutil.copyfile(folder / name, report / name)
    if (folder / REJECTED).is_dir():
        shutil.copytree(folder / REJECTED, report / REJECTED, dirs_exist_ok=True)
