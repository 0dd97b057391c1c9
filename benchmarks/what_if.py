"""What it costs to raise the low-income line by a tenth, for a whole city: both sets of answers, compared.

All rules of Hangzhou are at hand, those that can differ are answered; cost and heads by benefit and division, winners
and losers by income decile. A process of its own, as a planner's command is, its start and loading the pack included.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from benchmarks.rules_many import cities
from benchmarks.rules_many.measure import measured, warmed
from benchmarks.rules_many.rules import MONTH, PACK, Rules, rules_in

MOST_SECONDS = 15.0
ROUNDS = 3
RUN = "from benchmarks.what_if import raised; import sys; raised(*sys.argv[1:])"


def raised(packs: str, parameters: str, register: str) -> None:
    """Answer a register's latest snapshot as it is and with the line a tenth higher, and print both costs."""
    from dataclasses import replace

    from minsheng.assess.whatif.run import Question, do_whatif
    from minsheng.register.snapshot import open_snapshot

    rules = Rules(Path(packs), Path(parameters))
    program, figures = rules.program, rules.figures
    line = figures["low_income_standard"]
    higher = tuple(replace(one, value=round(one.value * Fraction(11, 10))) for one in line.figures)
    question = Question(program, program, MONTH, figures, {line.id: replace(line, figures=higher)})
    compared = do_whatif(question, open_snapshot(Path(register)))
    support = compared.of("minimum-living")
    print(len(compared.pairs), support.count_before, support.count_after, support.fen_before, support.fen_after)


def main(options: Sequence[str] = ()) -> bool:
    """Print what it takes; True when the median of the seconds on the clock is below the target."""
    parser = argparse.ArgumentParser("python -m benchmarks what_if")
    parser.add_argument("--people", type=int, default=12_000_000, help="size of the city")
    people = parser.parse_args(options).people
    rules, register = rules_in(cities.kept() / "all", only=None), cities.city(people)
    warmed(*(register / cities.DAY / f"{entity}.parquet" for entity in ("person", "household")))
    command = [sys.executable, "-c", RUN, rules.packs, rules.parameters, register]
    root = str(Path(__file__).resolve().parent.parent)
    spent = [measured(command, {"PYTHONPATH": root}) for _ in range(ROUNDS)]
    wall, cpu, peak = (statistics.median(getattr(one, part) for one in spent) for part in ("wall", "cpu", "peak_mb"))
    print(f"{people:,} people, all rules of {PACK}, the low-income line raised by a tenth")
    print(f"{wall:.1f} s   {cpu:.1f} CPU s   peak {peak:.0f} MB   target below {MOST_SECONDS:.0f} s")
    return wall < MOST_SECONDS
