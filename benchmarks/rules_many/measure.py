"""CPU seconds, wall seconds and peak memory of one command, whoever starts it.

A new process inherits the high-water mark of the one it was forked from until it starts its own program, so the command
is started by an interpreter of a few megabytes that has imported nothing.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_START = """
import json, os, sys, time
began = time.monotonic()
child = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ)
_, status, used = os.wait4(child, 0)
spent = [used.ru_utime + used.ru_stime, time.monotonic() - began, used.ru_maxrss / 1024]
os.write(int(os.environ["MINSHENG_BENCH_FD"]), json.dumps([os.waitstatus_to_exitcode(status), *spent]).encode())
"""


@dataclass(frozen=True)
class Spent:
    """What a command took: user and system seconds of all its threads, seconds on the clock, megabytes at its peak."""

    cpu: float
    wall: float
    peak_mb: float


def measured(command: Sequence[str | Path], environment: Mapping[str, str] | None = None) -> Spent:
    """Run the command to its end; RuntimeError with what it said when it fails."""
    reading, writing = os.pipe()
    more = {**os.environ, **(environment or {}), "MINSHENG_BENCH_FD": str(writing)}
    starter = [sys.executable, "-I", "-S", "-c", _START, *map(str, command)]
    try:
        done = subprocess.run(starter, env=more, pass_fds=[writing], capture_output=True, text=True)
    finally:
        os.close(writing)
    with os.fdopen(reading) as pipe:
        told = pipe.read()
    if not told or json.loads(told)[0] != 0:
        raise RuntimeError(f"{' '.join(map(str, command))} failed:\n{done.stdout[-1000:]}\n{done.stderr[-3000:]}")
    _, cpu, wall, peak = json.loads(told)
    return Spent(cpu, wall, peak)


def drop(path: Path) -> None:
    """Remove an output file or all files of an output folder, so that nobody reads the last round's."""
    for one in path.glob("*.parquet") if path.is_dir() else [path]:
        one.unlink(missing_ok=True)


def warmed(*paths: Path) -> None:
    """Read the files once, so that every engine finds them in the page cache."""
    for path in paths:
        with path.open("rb") as file:
            while file.read(1 << 22):
                pass
