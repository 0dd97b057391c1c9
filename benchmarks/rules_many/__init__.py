"""Twelve rules for a whole city: this engine beside a bare scan, OpenFisca, Polars and DuckDB, in one run.

Every engine is a process of its own that reads the same Parquet files and writes Parquet; CPU seconds are those of all
its threads, its start included. First all answer two small cities, and are compared with `Assessor` row by row; then
they take turns on the large one, and the medians count. ``python -m benchmarks rules_many --people 12000000``.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Sequence
from pathlib import Path

from benchmarks._peers import peers_python
from benchmarks.rules_many import cities, compare
from benchmarks.rules_many.cities import DAY
from benchmarks.rules_many.engines import Engine, engines
from benchmarks.rules_many.measure import Spent, drop, measured, warmed
from benchmarks.rules_many.rules import Rules, rules_in

SMALL = 20_000
MOST_SCANS, MOST_SCANS_ALL = 2.5, 4.0
LEAST_OPENFISCA, LEAST_POLARS = 5.0, 2.0
MOST_PEAK_MB = 500.0
MOST_GROWTH = 1.25


def main(options: Sequence[str] = ()) -> bool:
    """Compare, measure, print a table and the goals; True when all of them are met."""
    asked = _options(options)
    if not peers_python().is_file():
        print(f"no {peers_python()}: `make bench` makes it")
        return False
    kept = cities.kept()
    twelve, every = rules_in(kept / "twelve"), rules_in(kept / "all", only=None)
    chosen = [one for one in engines() if one.name in asked.engines]
    goals: list[tuple[str, bool]] = []
    if asked.check:
        alike = _answers_alike(chosen, twelve, every)
        goals.append(("every engine with three values answers as the reference", alike))
    start = _rounds([one for one in chosen if one.name == "ours"], twelve, cities.city(SMALL), asked.rounds)
    per_head: dict[int, float] = {}
    for people in asked.people:
        own = [one for one in chosen if one.name in ("scan", "ours") or people <= asked.peers_up_to]
        spent = _rounds(own, twelve, cities.city(people), asked.rounds)
        _table(f"{people:,} people, 12 rules", people, spent)
        goals += _goals(people, spent)
        if "ours" in spent:
            per_head[people] = (spent["ours"].cpu - start["ours"].cpu) / people * 1e6
        if asked.all_rules:
            floor_and_ours = [one for one in own if one.name in ("scan", "ours")]
            whole = _rounds(floor_and_ours, every, cities.city(people), asked.rounds)
            _table(f"{people:,} people, all {every.count} rules", people, whole)
            goals += _goals_all(people, whole)
    if len(per_head) > 1:
        said = ", ".join(f"{people:,}: {spent:.3f} µs" for people, spent in per_head.items())
        flat = max(per_head.values()) <= MOST_GROWTH * min(per_head.values())
        goals.append((f"CPU a resident beyond the start stays flat ({said})", flat))
    for goal, met in goals:
        print(f"{'met   ' if met else 'MISSED'} {goal}")
    return all(met for _, met in goals)


def _options(options: Sequence[str]) -> argparse.Namespace:
    names = [one.name for one in engines()]
    parser = argparse.ArgumentParser("python -m benchmarks rules_many")
    parser.add_argument("--people", type=int, nargs="+", default=[1_000_000, 12_000_000], help="sizes of the city")
    parser.add_argument("--rounds", type=int, default=3, help="how often each engine runs; medians count")
    parser.add_argument("--engines", nargs="+", choices=names, default=names)
    parser.add_argument(
        "--peers-up-to", type=int, default=12_000_000, help="larger cities are ours and the scan's only"
    )
    parser.add_argument("--check", action=argparse.BooleanOptionalAction, default=True, help="compare answers first")
    parser.add_argument("--all-rules", action=argparse.BooleanOptionalAction, default=True)
    return parser.parse_args(options)


def _answers_alike(chosen: Sequence[Engine], twelve: Rules, every: Rules) -> bool:
    """Whether every engine that knows unknown answers two small cities as the reference does."""
    right = True
    for register, said in ((cities.city(SMALL), "a made-up city"), (cities.hard_city(SMALL), "a city of rare cases")):
        for rules, title in ((twelve, "12 rules"), (every, "all rules")):
            expected = compare.reference(rules, register / DAY)
            services = frozenset(rule.benefit.id for rule in rules.program.rules if not rule.steps)
            print(f"{title} on {said} of {SMALL:,}, compared with the compiler for one household:")
            for engine in chosen:
                if engine.answers is None or (rules is every and engine.name != "ours"):
                    continue
                found = _answered(engine, rules, register)
                told = compare.differences(expected, found, services, knows_unknown=engine.knows_unknown)
                print(f"  {engine.name:<14} {told}", flush=True)
                for example in told.examples if engine.knows_unknown else ():
                    print(f"    {example}")
                right &= not told.differing or not engine.knows_unknown
    return right


def _answered(engine: Engine, rules: Rules, register: Path) -> compare.Answers:
    out = _out(engine)
    measured(engine.command(rules, register, out))
    assert engine.answers is not None
    return engine.answers(out)


def _out(engine: Engine) -> Path:
    out = cities.kept() / f"out-{engine.name}"
    out.mkdir(parents=True, exist_ok=True)
    drop(out)
    return out


def _rounds(chosen: Sequence[Engine], rules: Rules, register: Path, rounds: int) -> dict[str, Spent]:
    """The medians of each engine over so many rounds, in which they take turns."""
    warmed(register / DAY / "person.parquet", register / DAY / "household.parquet")
    found: dict[str, list[Spent]] = {one.name: [] for one in chosen}
    for _ in range(rounds):
        for engine in chosen:
            out = _out(engine)
            found[engine.name].append(measured(engine.command(rules, register, out)))
    return {
        name: Spent(*(statistics.median(getattr(one, part) for one in spent) for part in ("cpu", "wall", "peak_mb")))
        for name, spent in found.items()
    }


def _table(title: str, people: int, spent: dict[str, Spent]) -> None:
    floor = spent["scan"].cpu if "scan" in spent else float("nan")
    print(f"\n{title}\n{'':<16}{'CPU s':>8}{'× scan':>8}{'wall s':>8}{'peak MB':>9}{'µs a resident':>15}")
    for name, one in spent.items():
        ratio, each = one.cpu / floor, one.cpu / people * 1e6
        print(f"{name:<16}{one.cpu:8.2f}{ratio:8.1f}{one.wall:8.1f}{one.peak_mb:9.0f}{each:15.3f}", flush=True)
    print()


def _goals(people: int, spent: dict[str, Spent]) -> list[tuple[str, bool]]:
    ours = spent.get("ours")
    if ours is None:
        return []
    ratios = {name: one.cpu / ours.cpu for name, one in spent.items()}
    goals = [(f"{people:,}: peak {ours.peak_mb:.0f} MB, below {MOST_PEAK_MB:.0f}", ours.peak_mb < MOST_PEAK_MB)]
    if "scan" in ratios:
        scans = 1 / ratios["scan"]
        goals.append((f"{people:,}: {scans:.2f} × the scan, at most {MOST_SCANS}", scans <= MOST_SCANS))
    for name, least in (("openfisca", LEAST_OPENFISCA), ("polars", LEAST_POLARS)):
        if name in ratios:
            goals.append(
                (f"{people:,}: {name} takes {ratios[name]:.1f} times ours, at least {least}", ratios[name] >= least)
            )
    return goals


def _goals_all(people: int, spent: dict[str, Spent]) -> list[tuple[str, bool]]:
    if len(spent) < 2:
        return []
    scans = spent["ours"].cpu / spent["scan"].cpu
    peak = spent["ours"].peak_mb
    return [
        (f"{people:,}, all rules: {scans:.2f} × the scan, at most {MOST_SCANS_ALL}", scans <= MOST_SCANS_ALL),
        (f"{people:,}, all rules: peak {peak:.0f} MB, below {MOST_PEAK_MB:.0f}", peak < MOST_PEAK_MB),
    ]
