"""Run every benchmark of this folder, or the ones named: ``python -m benchmarks catalogue_search``."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path


def main(asked: list[str]) -> int:
    """Exit with 1 when a target is missed, 2 when there is no benchmark of that name."""
    known = sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))
    unknown = [name for name in asked if name not in known]
    if unknown:
        print(f"no such benchmark: {', '.join(unknown)}; there are: {', '.join(known)}", file=sys.stderr)
        return 2
    missed = []
    for name in asked or known:
        print(f"── {name}", flush=True)
        if not import_module(f"benchmarks.{name}").main():
            missed.append(name)
    if missed:
        print(f"target missed: {', '.join(missed)}")
    return 1 if missed else 0


sys.exit(main(sys.argv[1:]))
