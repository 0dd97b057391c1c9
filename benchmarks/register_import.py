"""Importing a city from CSV, making one up, and finding one resident: time, and memory at two sizes.

Each step runs in a process of its own, whose peak memory is read when it ends. Memory is called flat when four times
the people take less than a third more.
"""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import duckdb

from minsheng.register.find import Finder
from minsheng.register.snapshot import open_snapshot
from minsheng.terms.fields import Entity, Field, fields_of

SMALL, LARGE = 500_000, 2_000_000
DAY = "2021-12-31"
MOST_SECONDS_12_MILLION = 900.0
MOST_GROWTH = 4 / 3
MOST_SYNTHESIS_SECONDS = 120.0
MOST_LOOKUP_MS = 10.0
LOOKUPS = 200
_MEASURED = "import sys; from minsheng.cli.main import cli; cli(sys.argv[1:], standalone_mode=False); "
# The kernel's high-water mark of this program alone: getrusage would count the process that started it as well.
_PEAK = "print(next(line for line in open('/proc/self/status') if line.startswith('VmHWM')).split()[1])"


def main() -> bool:
    """Run all steps at both sizes and hold them against the targets."""
    made: dict[int, tuple[float, float]] = {}
    read: dict[int, tuple[float, float]] = {}
    with tempfile.TemporaryDirectory(prefix="minsheng-register-") as name:
        folder = Path(name)
        for people in (SMALL, LARGE):
            city = folder / f"city-{people}"
            asked = ["synthesise", "--division", "330100", "--people", str(people), "--date", DAY, "--out", str(city)]
            made[people] = _measured(asked)
            files = write_csv(city / DAY, folder)
            read[people] = _measured(["import", *map(str, files), "--date", DAY, "--out", str(folder / f"r{people}")])
            for step, found in (("synthesise", made), ("import CSV", read)):
                seconds, peak = found[people]
                print(f"{step:<11} {people:>9} people  {seconds:6.1f} s  {people / seconds:9.0f} /s  {peak:5.0f} MB")
        median = lookups(folder / f"r{LARGE}")
    growth = {step: found[LARGE][1] / found[SMALL][1] for step, found in (("synthesise", made), ("import", read))}
    projected = read[LARGE][0] * 12_000_000 / LARGE
    million = made[LARGE][0] * 1_000_000 / LARGE
    print(f"memory at {LARGE // SMALL} times the people: " + ", ".join(f"{s} × {g:.2f}" for s, g in growth.items()))
    print(f"import of 12 million at this pace: {projected:.0f} s (target {MOST_SECONDS_12_MILLION:.0f})")
    print(f"synthesis of 1 million: {million:.1f} s (target {MOST_SYNTHESIS_SECONDS:.0f})")
    print(f"one resident among {LARGE}: median {median:.1f} CPU ms (target {MOST_LOOKUP_MS:.0f})")
    return (
        max(growth.values()) <= MOST_GROWTH
        and projected <= MOST_SECONDS_12_MILLION
        and million <= MOST_SYNTHESIS_SECONDS
        and median <= MOST_LOOKUP_MS
    )


def _measured(arguments: list[str]) -> tuple[float, float]:
    """Seconds and peak megabytes of one command."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED + _PEAK, "register", *arguments], check=True, capture_output=True, text=True
    )
    return time.perf_counter() - began, int(done.stdout.split()[-1]) / 1024


def write_csv(snapshot: Path, folder: Path) -> list[Path]:
    """The snapshot's files as the contract's CSV, persons in random order."""
    entities: tuple[Entity, ...] = ("household", "person")
    with duckdb.connect(config={"memory_limit": "1GB"}) as database:
        for entity in entities:
            columns = ", ".join(_as_written(field) for field in fields_of(entity))
            source, target = snapshot / f"{entity}.parquet", folder / f"{entity}.csv"
            database.execute(f"COPY (SELECT {columns} FROM '{source}' ORDER BY hash({entity}_id)) TO '{target}'")
    return [folder / f"{entity}.csv" for entity in entities]


def _as_written(field: Field) -> str:
    name = field.name
    if field.type == "categories":
        return (
            f"coalesce(nullif(array_to_string({name}, '|'), ''), CASE WHEN {name} IS NOT NULL THEN 'none' END) {name}"
        )
    if field.scale == 100:
        return f"({name} // 100) || '.' || lpad(({name} % 100)::VARCHAR, 2, '0') AS {name}"
    if field.can_be_none and field.type in ("whole", "date"):
        # Stored otherwise than written: a row with -1 would be refused.
        none = "-1" if field.type == "whole" else "DATE '0001-01-01'"
        return f"CASE WHEN {name} = {none} THEN 'none' ELSE {name}::VARCHAR END AS {name}"
    return name


def lookups(register: Path) -> float:
    """The median CPU milliseconds of finding a household by one of its persons."""
    chance = random.Random(1)
    took = []
    with Finder(open_snapshot(register, date.fromisoformat(DAY))) as finder:
        for _ in range(LOOKUPS):
            person = f"P{chance.randrange(LARGE // 3):010d}00"
            began = time.process_time()
            found = finder.home_of(person)
            took.append(1000 * (time.process_time() - began))
            assert found is not None, person
    return statistics.median(took)
