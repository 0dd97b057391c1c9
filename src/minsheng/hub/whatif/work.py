"""The process of one run: ``python -m minsheng.hub.whatif.work FOLDER`` reads what is asked and leaves the result."""

from __future__ import annotations

import json
import os
import sys
import time
import traceback
from pathlib import Path
from typing import Any

from minsheng.assess.folder import new_results
from minsheng.assess.whatif.outcome import outcome_of, write_outcome
from minsheng.assess.whatif.run import Progress, Question, do_whatif
from minsheng.packs.load import Loaded, load_all
from minsheng.register.snapshot import open_snapshot
from minsheng.rules.overlay import changed_program
from minsheng.rules.parameters import Figures, read_overrides
from minsheng.rules.program import load_program
from minsheng.terms.errors import Fault, MinshengError
from minsheng.terms.periods import Month

PARAMETERS, PRESENT, RULES = "parameters.yaml", "present.yaml", "rules.yaml"
"""What a run changes, in the files the command line takes too."""
ASKED, PROGRESS, FAULTS, RESULT, LOG = "asked.json", "progress.json", "faults.json", "result", "log.txt"
_EVERY = 0.5
_NICER = 5


def question_of(folder: Path, asked: dict[str, Any], packs: dict[str, Loaded]) -> Question:
    """The question a run's files put; raises `MinshengError`."""
    pack = asked["pack"]
    now = load_program(pack, packs)
    changed = changed_program(pack, packs, folder / RULES) if (folder / RULES).is_file() else now
    month = Month.parse(asked["month"])
    present = _given(folder / PRESENT, now.parameters)
    return Question(now, changed, month, present=present, wanted=_given(folder / PARAMETERS, changed.parameters))


def _given(path: Path, known: Any) -> dict[str, Figures] | None:
    if not path.is_file():
        return None
    return {name: one for name, one in read_overrides(path, known).items() if one is not known[name]}


def work(folder: Path) -> None:
    """Work a run out; what goes wrong is left as faults beside what was asked."""
    asked = json.loads((folder / ASKED).read_text("utf-8"))
    try:
        question = question_of(folder, asked, load_all(Path(asked["packs"])))
        snapshot = open_snapshot(Path(asked["snapshot"]))
        compared = do_whatif(question, snapshot, progress=_teller(folder / PROGRESS))
        revenue = (asked["revenue"][0], asked["revenue"][1]) if asked["revenue"] else None
        with new_results(folder / RESULT) as result:
            write_outcome(result, outcome_of(compared, question, snapshot, revenue))
    except MinshengError as error:
        write_json(folder / FAULTS, [_told(fault) for fault in error.faults])
    except Exception:
        traceback.print_exc()
        write_json(folder / FAULTS, [_told(Fault("whatif.broken", "测算程序出错了，请告诉管理员"))])


def _teller(path: Path) -> Progress:
    shown = 0.0

    def tell(done: int, total: int) -> None:
        nonlocal shown
        if time.monotonic() - shown >= _EVERY:
            shown = time.monotonic()
            write_json(path, {"done": done, "total": total})

    return tell


def _told(fault: Fault) -> dict[str, Any]:
    return {
        "code": fault.code,
        "message": fault.message,
        "file": fault.file,
        "line": fault.line,
        "read": fault.read,
        "expected": fault.expected,
    }


def write_json(path: Path, told: Any) -> None:
    """Write a file whole or not at all."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.write_text(json.dumps(told, ensure_ascii=False), "utf-8")
    fresh.replace(path)


if __name__ == "__main__":
    os.nice(_NICER)
    work(Path(sys.argv[1]))
