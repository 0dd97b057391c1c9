"""The process of one run: ``python -m minsheng.hub.whatif.work FOLDER`` reads what is asked and leaves the result."""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path
from typing import Any

from minsheng.assess.folder import new_results
from minsheng.assess.whatif.outcome import outcome_of, write_outcome
from minsheng.assess.whatif.run import Question, do_whatif
from minsheng.hub.background import Step, attempt
from minsheng.hub.jobs import ASKED, RESULT
from minsheng.packs.load import Loaded
from minsheng.register.snapshot import open_snapshot
from minsheng.rules.folder import rule_packs
from minsheng.rules.overlay import changed_program
from minsheng.rules.parameters import Figures, read_overrides
from minsheng.rules.program import load_program
from minsheng.terms.periods import Month

PARAMETERS, PRESENT, RULES = "parameters.yaml", "present.yaml", "rules.yaml"
"""What a run changes, in the files the command line takes too."""


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
    attempt(folder, partial(_tested, folder))


def _tested(folder: Path, step: Step) -> None:
    asked = json.loads((folder / ASKED).read_text("utf-8"))
    question = question_of(folder, asked, rule_packs(asked["pack"], Path(asked["packs"])))
    snapshot = open_snapshot(Path(asked["snapshot"]))
    compared = do_whatif(question, snapshot, progress=partial(step, "测算"))
    revenue = (asked["revenue"][0], asked["revenue"][1]) if asked["revenue"] else None
    with new_results(folder / RESULT) as result:
        write_outcome(result, outcome_of(compared, question, snapshot, revenue))


if __name__ == "__main__":
    work(Path(sys.argv[1]))
