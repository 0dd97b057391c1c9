"""Run every benchmark of this folder, or the ones named: ``python -m benchmarks catalogue_search``.

Options after a single name are that benchmark's own: ``python -m benchmarks rules_many --people 12000000``.
"""

from __future__ import annotations

import sys
from importlib import import_module
from itertools import takewhile
from pathlib import Path


def main(asked: list[str]) -> int:
    """Exit with 1 when a target is missed, 2 when there is no benchmark of that name."""
    here = Path(__file__).parent
    known = sorted(
        path.stem for path in [*here.glob("[a-z]*.py"), *(one.parent for one in here.glob("[a-z]*/__init__.py"))]
    )
    names = list(takewhile(lambda word: not word.startswith("-"), asked))
    options = asked[len(names) :]
    unknown = [name for name in names if name not in known]
    if unknown or (options and len(names) != 1):
        said = f"no such benchmark: {', '.join(unknown)}" if unknown else "options need the one benchmark they are for"
        print(f"{said}; there are: {', '.join(known)}", file=sys.stderr)
        return 2
    missed = []
    for name in names or known:
        print(f"── {name}", flush=True)
        run = import_module(f"benchmarks.{name}").main
        if not (run(options) if options else run()):
            missed.append(name)
    if missed:
        print(f"target missed: {', '.join(missed)}")
    return 1 if missed else 0


sys.exit(main(sys.argv[1:]))
