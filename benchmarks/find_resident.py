"""One resident's list among twelve million: find the household, answer every rule, lay it out with its reasons.

Each person is asked for once, in random order, as one by one they come to a counter; the snapshot is open and the pack
compiled, as a web worker holds them. The floor is reading one household's row groups without looking for it.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Sequence

import pyarrow.parquet as pq

from benchmarks.rules_many.cities import city
from benchmarks.rules_many.rules import MONTH, PACK, PACKS
from minsheng.register.find import Finder
from minsheng.register.snapshot import Snapshot, open_snapshot
from minsheng.rules.answer import Assessor
from minsheng.rules.folder import program_of
from minsheng.rules.situation import situation_of

LOOKUPS = 500
MOST_MS = 10.0


def main(options: Sequence[str] = ()) -> bool:
    """Print what each step takes; True when the median of the whole is below the target."""
    parser = argparse.ArgumentParser("python -m benchmarks find_resident")
    parser.add_argument("--people", type=int, default=12_000_000, help="size of the city")
    people = parser.parse_args(options).people
    snapshot = open_snapshot(city(people))
    ready = Assessor(program_of(PACK, PACKS), MONTH)
    asked = _some(snapshot, LOOKUPS)
    began = time.perf_counter()
    finding, answering, cpu, answers = [], [], [], 0
    with Finder(snapshot) as finder:
        opened = time.perf_counter() - began
        for person in asked:
            start, worked = time.perf_counter(), time.process_time()
            home = finder.home_of(person)
            found = time.perf_counter()
            assert home is not None, person
            told = [one.as_json() for one in ready.answers(situation_of(home.as_json(), ready.day))]
            finding.append((found - start) * 1000)
            answering.append((time.perf_counter() - found) * 1000)
            cpu.append((time.process_time() - worked) * 1000)
            answers += len(told)
    whole = sorted(one + other for one, other in zip(finding, answering, strict=True))
    print(
        f"{people:,} people, {len(asked)} asked for, {answers / len(asked):.0f} answers each; opened in {opened:.2f} s"
    )
    for name, spent in (("finding", finding), ("answering", answering), ("whole", whole), ("whole, CPU", cpu)):
        said = f"median {statistics.median(spent):6.2f} ms   p95 {sorted(spent)[int(len(spent) * 0.95)]:6.2f} ms"
        print(f"{name:<10} {said}{f'   target below {MOST_MS:.0f} ms' if name == 'whole' else ''}")
    print(f"floor      median {_floor(snapshot):6.2f} ms")
    return statistics.median(whole) < MOST_MS


def _some(snapshot: Snapshot, count: int) -> list[str]:
    """So many persons from all over the file, one a row group, in random order."""
    chance = random.Random(1)
    with pq.ParquetFile(snapshot.file("person")) as file:
        groups = chance.choices(range(file.num_row_groups), k=count)
        return [chance.choice(file.read_row_group(group, columns=["person_id"]).column(0)).as_py() for group in groups]


def _floor(snapshot: Snapshot) -> float:
    """The median milliseconds of reading a random row group of each file, every column, and doing nothing with it."""
    chance = random.Random(2)
    taken = []
    with pq.ParquetFile(snapshot.file("person")) as persons, pq.ParquetFile(snapshot.file("household")) as households:
        for _ in range(LOOKUPS):
            group = chance.randrange(persons.num_row_groups)
            start = time.perf_counter()
            for file in (households, persons):
                file.read_row_group(group, use_threads=False)
            taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)
