"""How good a register is, field by field: how complete, how much of it was valid, how fresh."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from minsheng.register.schema import ENTITY_LABELS
from minsheng.register.snapshot import Snapshot, days_of, open_snapshot
from minsheng.terms.errors import MinshengError
from minsheng.terms.fields import Entity, Field, fields_of


@dataclass(frozen=True)
class FieldQuality:
    """One field of a snapshot.

    ``known`` of ``rows`` are filled: ``complete`` is their share. ``faults`` cells were refused on import: ``valid`` is
    the share of the filled cells that were not. A field that is only told when there is something to tell (a death) is
    known of everyone. ``as_of`` is the day of the latest snapshot in which the field is
    filled at all, ``age_days`` its distance to the day asked for. None: nothing to take a share of.
    """

    entity: Entity
    name: str
    label: str
    sensitivity: str
    rows: int
    known: int
    faults: int
    complete: float | None
    valid: float | None
    as_of: str | None
    age_days: int | None


@dataclass(frozen=True)
class SourceField:
    """One field as one source told it: how many of its rows told it, and how many of those were right."""

    name: str
    label: str
    complete: float | None
    valid: float | None


@dataclass(frozen=True)
class SourceQuality:
    """One source of a snapshot: its rows, and its fields in the register's order."""

    source: str
    entity: Entity
    read: int
    rejected: int
    fields: tuple[SourceField, ...]


def judge_sources(snapshot: Snapshot) -> list[SourceQuality]:
    """The quality of each file, sheet or query the snapshot was imported from; a made-up city has none."""
    found = []
    for told in snapshot.manifest.get("tallies", ()):
        read, counts = told["read"], told["fields"]
        fields = [
            _source_field(field, read, **counts[field.name])
            for field in fields_of(told["entity"])
            if field.name in counts
        ]
        found.append(SourceQuality(told["source"], told["entity"], read, told["rejected"], tuple(fields)))
    return found


def _source_field(field: Field, read: int, *, filled: int, faulty: int) -> SourceField:
    known = read if field.told_when_there else filled
    valid = 1 - faulty / filled if filled else None
    return SourceField(field.name, field.label, known / read if read else None, valid)


def judge(folder: Path, *, at: date) -> tuple[Snapshot, list[FieldQuality]]:
    """The register's latest snapshot up to ``at``, or the snapshot given, with the quality of every field.

    Counts come from the files' statistics, so that a city takes no longer than a village.
    """
    snapshot, earlier = _snapshots(folder, at)
    found: list[FieldQuality] = []
    faults: dict[str, int] = snapshot.manifest.get("faults_by_field", {})
    for entity in snapshot.entities:
        rows, known = known_counts(snapshot.file(entity), entity)
        for field in fields_of(entity):
            if field.told_when_there:
                known[field.name] = rows
            as_of = snapshot.day if known[field.name] else _last_known(earlier, field)
            found.append(_quality(field, rows, known[field.name], faults.get(f"{entity}.{field.name}", 0), as_of, at))
    return snapshot, found


def _snapshots(folder: Path, at: date) -> tuple[Snapshot, list[Snapshot]]:
    """The snapshot to judge, and those before it, the latest first."""
    days = [day for day in days_of(folder) if day <= at]
    if not days:
        snapshot = open_snapshot(folder)
        days = [day for day in days_of(folder.resolve().parent) if day <= snapshot.day]
        home = folder.resolve().parent
    else:
        snapshot, home = open_snapshot(folder, days[-1]), folder
    return snapshot, [open_snapshot(home, day) for day in reversed(days) if day < snapshot.day]


def known_counts(path: Path, entity: Entity) -> tuple[int, dict[str, int]]:
    """The number of rows, and by field of those where it is known, from the file's statistics."""
    metadata = pq.read_metadata(path)
    lists = [field.name for field in fields_of(entity) if field.type == "categories"]
    known = {field.name: metadata.num_rows for field in fields_of(entity)}
    for number in range(metadata.num_row_groups):
        group = metadata.row_group(number)
        for at in range(group.num_columns):
            column = group.column(at)
            if column.path_in_schema in known:
                known[column.path_in_schema] -= column.statistics.null_count
    for name in lists:
        # The statistics of a list count its parts; an empty list is known, a missing one is not.
        with pq.ParquetFile(path) as file:
            known[name] = sum(len(batch) - batch.column(0).null_count for batch in file.iter_batches(columns=[name]))
    return metadata.num_rows, known


def _last_known(earlier: list[Snapshot], field: Field) -> date | None:
    for snapshot in earlier:
        try:
            _, known = known_counts(snapshot.file(field.entity), field.entity)
        except MinshengError:
            continue
        if known[field.name]:
            return snapshot.day
    return None


def _quality(field: Field, rows: int, known: int, faults: int, as_of: date | None, at: date) -> FieldQuality:
    return FieldQuality(
        field.entity,
        field.name,
        field.label,
        field.sensitivity,
        rows,
        known,
        faults,
        known / rows if rows else None,
        known / (known + faults) if known + faults else None,
        None if as_of is None else as_of.isoformat(),
        None if as_of is None else (at - as_of).days,
    )


def quality_json(fields: list[FieldQuality], snapshot: Snapshot) -> dict[str, Any]:
    """The qualities as data, with what the snapshot is."""
    return {
        "date": snapshot.day.isoformat(),
        "synthetic": snapshot.synthetic,
        "incomplete_households": snapshot.manifest.get("incomplete_households", 0),
        "fields": [asdict(field) for field in fields],
        "sources": [asdict(source) for source in judge_sources(snapshot)],
    }


def quality_table(fields: list[FieldQuality], snapshot: Snapshot) -> str:
    """The qualities as a table for the screen."""
    lines = [f"登记快照 {snapshot.day}{'（合成数据，非真实人口）' if snapshot.synthetic else ''}"]
    for entity, label in ENTITY_LABELS.items():
        own = [field for field in fields if field.entity == entity]
        if own:
            lines.append(f"\n{label}（{own[0].rows} 行）")
            lines.append("  完整率   有效率   最近     距今天数  字段")
        for field in own:
            age = "—" if field.age_days is None else str(field.age_days)
            shares = f"{_percent(field.complete)}  {_percent(field.valid)}"
            lines.append(f"  {shares}  {field.as_of or '—':<10}  {age:>5}  {field.label} {field.name}")
    for source in judge_sources(snapshot):
        lines.append(
            f"\n来源 {source.source}（{ENTITY_LABELS[source.entity]}，{source.read} 行，拒收 {source.rejected} 行）"
        )
        lines.append("  完整率   有效率  字段")
        lines += [f"  {_percent(one.complete)}  {_percent(one.valid)}  {one.label} {one.name}" for one in source.fields]
    return "\n".join(lines)


def _percent(share: float | None) -> str:
    """Rounded down, so that 100% means all."""
    return "     —" if share is None else f"{int(share * 1000) / 10:5.1f}%"
