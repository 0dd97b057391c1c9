"""Who is near what: this engine beside bare SciPy, igraph, pandana and access, in one run, answers compared.

Each engine is a process of its own that reads the same numbers and times its steps itself: CPU seconds of all threads,
medians. Porto Alegre's streets when they are at hand ($MINSHENG_SHARED, else ``../shared``), and a generated city of a
million nodes. Then the command itself, from CSV to CSV. ``python -m benchmarks places --side 300`` is a smaller one.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks._peers import peers_python
from benchmarks.places import cities
from benchmarks.rules_many.measure import Spent, measured

MOST_NEAREST, LEAST_SUPPLY = 1.3, 20.0
MOST_MB = 2000.0
PROMISES, MOST_PROMISES_S = 12, 10.0
SAME = 1e-9
PANDANA_UP_TO = 50_000
_STEPS = ("build", "nearest", "2sfca", "e2sfca")


@dataclass(frozen=True)
class Done:
    """What an engine took, by step, and what it answered."""

    whole: Spent
    spent: dict[str, float]
    answers: Any


def main(options: Sequence[str] = ()) -> bool:
    """Measure, compare, print tables and goals; True when all are met."""
    parser = argparse.ArgumentParser("python -m benchmarks places")
    parser.add_argument("--side", type=int, default=1000, help="the generated city has side × side nodes")
    parser.add_argument(
        "--points", type=int, nargs="*", default=[1_000_000, 5_000_000], help="people's points of the command"
    )
    asked = parser.parse_args(options)
    goals: list[tuple[str, bool]] = []
    if porto := cities.porto_alegre():
        goals += _compare("Porto Alegre", porto)
    else:
        print("no Porto Alegre at hand: left out")
    generated = cities.generated(asked.side)
    goals += _compare("generated", generated, large=True)
    goals += _promises(generated)
    for points in asked.points:
        goals += _command(generated, points)
    for goal, met in goals:
        print(f"{'met   ' if met else 'MISSED'} {goal}")
    return all(met for _, met in goals)


def _compare(name: str, city: Path, *, large: bool = False) -> list[tuple[str, bool]]:
    """All engines on one city."""
    nodes = len(np.load(city)["lon"])
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        done = {engine: _run(engine, city, out) for engine in ("scipy", "ours", *_peers(nodes))}
        print(f"\n{name}: {nodes:,} nodes, {len(np.load(city)['facility']):,} facilities; CPU seconds")
        print("".join(f"{head:>10}" for head in ("", *_STEPS, "peak MB")))
        for engine, one in done.items():
            cells = (f"{one.spent[step]:.3f}" if step in one.spent else "–" for step in _STEPS)
            print("".join(f"{cell:>10}" for cell in (engine, *cells, f"{one.whole.peak_mb:.0f}")))
        for step in sorted(set(done["scipy"].spent) - set(_STEPS)):
            print(f"  SciPy, {step}: {done['scipy'].spent[step]:.3f}")
        goals = [_alike(name, engine, one, done["scipy"]) for engine, one in done.items() if engine != "scipy"][:1]
    ours, bare = done["ours"], done["scipy"].spent
    times = ours.spent["nearest"] / bare["nearest"]
    goals.append(
        (f"{name}: nearest of every node {times:.2f} times bare SciPy, at most {MOST_NEAREST}", times <= MOST_NEAREST)
    )
    if large:
        faster = bare["2sfca"] / ours.spent["2sfca"]
        whole = bare["2sfca without SciPy's limit"] / ours.spent["2sfca"]
        said = f"{name}: 2SFCA {faster:.1f} times faster than dense rows with SciPy's limit, {whole:.0f} without it"
        goals.append((f"{said}; at least {LEAST_SUPPLY:g}", faster >= LEAST_SUPPLY))
        goals.append((f"{name}: peak {ours.whole.peak_mb:.0f} MB below {MOST_MB:g}", ours.whole.peak_mb < MOST_MB))
    return goals


def _peers(nodes: int) -> list[str]:
    """Those that are installed; pandana's building is out of reach in a large city."""
    if not peers_python().is_file():
        print(f"no {peers_python()}: `make bench` makes it; compared with SciPy alone")
        return []
    return ["igraph", "access", *(["pandana"] if nodes <= PANDANA_UP_TO else [])]


def _run(engine: str, city: Path, out: Path) -> Done:
    here = Path(__file__).resolve().parent
    python = sys.executable if engine in ("ours", "scipy") else peers_python()
    file = out / f"{engine}.npz"
    whole = measured([python, here / f"engine_{engine}.py", city, file, out / "scipy.npz"])
    answers = dict(np.load(file))
    return Done(whole, json.loads(str(answers.pop("spent"))), answers)


def _alike(name: str, engine: str, one: Done, reference: Done) -> tuple[str, bool]:
    """The largest difference from SciPy's answers, told for everyone."""
    away = {
        step: float(np.max(np.abs(_finite(one.answers[step]) - _finite(reference.answers[step]))))
        for step in ("nearest", "supply", "enhanced")
        if step in one.answers
    }
    said = f"{engine} differs from SciPy by at most " + ", ".join(f"{step} {most:.1e}" for step, most in away.items())
    print(f"  {said}")
    return f"{name}: {said}", max(away.values()) <= SAME


def _finite(values: np.ndarray) -> np.ndarray:
    """Nothing found is as far as can be."""
    return np.where(np.isfinite(values), values, 1e9)


_PROMISES = """
import sys, time
import numpy as np
from minsheng.places.coverage import coverage
from minsheng.places.joining import place
from minsheng.places.network.graph import network_of
from minsheng.places.network.ways import Streets
from minsheng.places.points import Facilities, People
city, count = np.load(sys.argv[1]), int(sys.argv[2])
city = {name: city[name] for name in city}
began = time.process_time()
network = network_of(city["lon"], city["lat"], city["starts"], city["ends"], city["metres"], said="bench")
ids = tuple(map(str, range(len(city["lon"]))))
ages = {name: city["heads"] * part for name, part in (("65+", 0.14), ("0-2", 0.02))}
label = {"district": tuple(np.array(list("abcdefghijklm"))[np.arange(len(ids)) * 13 // len(ids)].tolist())}
people = People(ids=ids, lon=city["lon"], lat=city["lat"], people=city["heads"], ages=ages, labels=label)
chance, placed = np.random.default_rng(2), None
for _ in range(count):
    at = chance.choice(len(ids), len(city["facility"]), replace=False)
    facilities = Facilities(ids=tuple(map(str, at.tolist())), lon=city["lon"][at], lat=city["lat"][at])
    placed = place(Streets(network), people, facilities) if placed is None else placed.served_by(facilities)
    coverage(placed, minutes=15).as_json()
print(time.process_time() - began)
"""


def _promises(city: Path) -> list[tuple[str, bool]]:
    """As many coverages as a plan has promises of this kind, each with its own facilities, people joined once."""
    done = subprocess.run(
        [sys.executable, "-c", _PROMISES, city, str(PROMISES)], capture_output=True, text=True, check=True
    )
    took = float(done.stdout)
    said = f"generated: {PROMISES} coverages by age and district in {took:.1f} CPU s, below {MOST_PROMISES_S:g}"
    return [(said, took < MOST_PROMISES_S)]


def _command(city: Path, points: int) -> list[tuple[str, bool]]:
    """`minsheng places` from CSV to CSV, everything read, joined, measured and written."""
    goals = []
    with tempfile.TemporaryDirectory() as folder:
        options = cities.as_files(city, points, Path(folder))
        for step in ("coverage", "balance"):
            spent = measured([sys.executable, "-m", "minsheng", "places", step, *options])
            print(f"minsheng places {step}, {points:,} points: {spent.cpu:.1f} CPU s, {spent.wall:.1f} s on the clock")
            goals.append(
                (f"{step} of {points:,} points: peak {spent.peak_mb:.0f} MB below {MOST_MB:g}", spent.peak_mb < MOST_MB)
            )
    return goals
