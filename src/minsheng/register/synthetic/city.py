"""A made-up city as a snapshot, written block by block and labelled synthetic in every file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from minsheng.register.schema import plain_schema
from minsheng.register.snapshot import new_snapshot, write_manifest
from minsheng.register.store import write_entity, write_members, write_sorted_index
from minsheng.register.synthetic.block import Block, block_of
from minsheng.register.synthetic.institutions import institutions_of
from minsheng.register.synthetic.margins import Margins, assumptions, margins_of
from minsheng.terms.errors import Fault, MinshengError
from minsheng.terms.fields import Entity, fields_of

BLOCK_PEOPLE = 20_000
MOST_PEOPLE = 100_000_000
_HOMES = "homes.parquet"
Step = Callable[[str, int, int], None]


def synthesise(
    division: str,
    *,
    people: int,
    register: Path,
    day: date,
    seed: int = 0,
    replace: bool = False,
    step: Step = lambda what, done, total: None,
) -> Path:
    """Make up a city of this many people, with its institutions, into ``register/day/``; one seed gives one city.

    Its district totals and ages by sex are the published ones in proportion, exactly; see ``compare`` for the rest.
    """
    if not 1 <= people <= MOST_PEOPLE:
        raise MinshengError(
            Fault("register.people", "人数不在范围内", read=str(people), expected=f"1 至 {MOST_PEOPLE}")
        )
    if seed < 0:
        raise MinshengError(Fault("register.seed", "种子不能是负数", read=str(seed), expected="0 或正整数"))
    margins = margins_of(division)
    with new_snapshot(register, day, replace=replace) as folder:
        blocks = blocks_of(margins, people=people, day=day, seed=seed)
        with pq.ParquetWriter(folder / _HOMES, plain_schema("household")) as homes:
            batches = _persons(blocks, homes, people, step)
            bounds = write_entity(folder, "person", batches, day=day, synthetic=True)
        with pq.ParquetFile(folder / _HOMES) as file:
            write_entity(folder, "household", file.iter_batches(), day=day, synthetic=True, bounds=bounds)
            count = file.metadata.num_rows
        (folder / _HOMES).unlink()
        share = assumptions()
        institutions = institutions_of(margins, people=people, day=day, seed=seed, share=share)
        write_entity(folder, "institution", [institutions], day=day, synthetic=True)
        step("编索引", 0, 0)
        write_sorted_index(folder, day=day, synthetic=True)
        write_members(folder, day=day, synthetic=True)
        rows: dict[Entity, int] = {"household": count, "person": people, "institution": institutions.num_rows}
        write_manifest(folder, _manifest(division, people, seed, day, rows), rows)
    return register / day.isoformat()


def blocks_of(margins: Margins, *, people: int, day: date, seed: int) -> Iterator[Block]:
    """The city's blocks in order; each draws from a stream of its own, so that none depends on another's draws."""
    first = 0
    for number, (area, cells) in enumerate(zip(margins.areas, margins.scaled(people), strict=True)):
        count = max(1, round(int(cells.sum()) / BLOCK_PEOPLE))
        for at in range(count):
            part = cells * (at + 1) // count - cells * at // count
            if part.sum():
                chance = np.random.default_rng([seed, number, at])
                block = block_of(area, part, first, day, assumptions(), chance)
                first += block.households.num_rows
                yield block


def _persons(blocks: Iterator[Block], homes: pq.ParquetWriter, people: int, step: Step) -> Iterator[pa.RecordBatch]:
    done = 0
    for block in blocks:
        homes.write_batch(block.households)
        yield block.persons
        done += block.persons.num_rows
        step("合成人口", done, people)


def _manifest(division: str, people: int, seed: int, day: date, rows: dict[Entity, int]) -> dict[str, Any]:
    return {
        "date": day.isoformat(),
        "synthetic": True,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "synthesis": {"division": division, "people": people, "seed": seed},
        "sources": [],
        "rows": {entity: {"read": count, "kept": count, "rejected": 0} for entity, count in rows.items()},
        "incomplete_households": 0,
        "faults": {},
        "faults_by_field": {},
        "columns": {entity: [field.name for field in fields_of(entity)] for entity in rows},
        "notes": [
            "合成数据，非真实人口；边际取自公布的普查数据，其余按 assumptions.csv 中的占比抽取",
            "合成的机构，非真实机构；个数和各项指标按 institutions.csv 和 measures.csv 中的设定抽取",
        ],
    }
