"""What is measured: each engine as a command that reads the Parquet files of a city and writes Parquet."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks._peers import peers_python
from benchmarks.rules_many.cities import DAY
from benchmarks.rules_many.compare import Answers, answers_of_ours, answers_of_peer
from benchmarks.rules_many.rules import MONTH, PACK, Rules, write_told

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Engine:
    """An engine's name, its command for a city, and how its answers are read (None for the floor)."""

    name: str
    command: Callable[[Rules, Path, Path], list[str | Path]]
    answers: Callable[[Path], Answers] | None
    knows_unknown: bool = True


def _script(python: str | Path, name: str, *options: str) -> Callable[[Rules, Path, Path], list[str | Path]]:
    def command(rules: Rules, register: Path, out: Path) -> list[str | Path]:
        return [python, HERE / f"engine_{name}.py", write_told(rules, register / DAY, out), *options]

    return command


def _ours(rules: Rules, register: Path, out: Path) -> list[str | Path]:
    asked: list[str | Path] = [
        "--pack",
        PACK,
        "--packs",
        rules.packs,
        "--month",
        str(MONTH),
        "--parameters",
        rules.parameters,
    ]
    return [sys.executable, "-m", "minsheng", "assess", *asked, "--register", register, "--out", out]


def engines() -> tuple[Engine, ...]:
    """The floor, ours, and the others."""
    peers = peers_python()
    return (
        Engine("scan", _script(sys.executable, "scan"), None),
        Engine("ours", _ours, answers_of_ours),
        Engine("openfisca", _script(peers, "openfisca"), answers_of_peer, knows_unknown=False),
        Engine("polars", _script(peers, "polars"), answers_of_peer),
        Engine("polars-narrow", _script(peers, "polars", "--narrow"), answers_of_peer),
        Engine("duckdb", _script(sys.executable, "duckdb"), answers_of_peer),
    )
