"""The process that works a comparison out: ``python -m minsheng.hub.gaps.work FOLDER``; it knows nothing of Django."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import sys
from functools import partial
from pathlib import Path

from minsheng.assess.folder import FILES
from minsheng.assess.local import do_assess
from minsheng.assess.missing.example import write_example
from minsheng.assess.missing.run import Question, do_missing
from minsheng.hub.background import Step, attempt
from minsheng.hub.jobs import ASKED, RESULT
from minsheng.register.snapshot import MANIFEST, Snapshot, open_snapshot
from minsheng.rules.folder import program_of
from minsheng.rules.many.answer import CityAssessor
from minsheng.rules.program import Program
from minsheng.terms.errors import Fault, MinshengError
from minsheng.terms.periods import Month

GIVEN = "given"
EXAMPLE = "合成名单.csv"
KEPT_RESULTS = 4
"""How many assessments are kept to be used again."""


def work(folder: Path) -> None:
    """Compare what the folder asks for; the list is gone at the end, whatever comes of it."""
    try:
        attempt(folder, partial(_compare, folder))
    finally:
        shutil.rmtree(folder / GIVEN, ignore_errors=True)


def _compare(folder: Path, step: Step) -> None:
    asked = json.loads((folder / ASKED).read_text("utf-8"))
    snapshot = open_snapshot(Path(asked["register"]))
    if snapshot.synthetic != asked["synthetic"]:
        raise MinshengError(Fault("gaps.register", "登记数据刚刚换过，请重新比对"))
    root, month = Path(asked["packs"]), Month.parse(asked["month"])
    program = program_of(asked["pack"], root)
    keep = Path(asked["keep"])
    keep.mkdir(parents=True, exist_ok=True)
    step("等前一次比对做完", 0, 0)
    with (keep / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        results = keep / results_name(asked["pack"], root, month, snapshot)
        if not all((results / name).is_file() for name in FILES):
            assessor = CityAssessor(program, month)
            do_assess(assessor, snapshot, results, progress=lambda done, total: step("算应享", done, total))
        os.utime(results)
        _make_room(keep, results)
        benefits = (asked["benefit"],) if asked["benefit"] else ()
        file = (
            folder / GIVEN / asked["file"] if asked["file"] else _example(folder, program, snapshot, results, benefits)
        )
        question = Question(program, month, snapshot, file, benefits, results=results)
        do_missing(question, folder / RESULT, strict=asked["strict"], step=step)


def _example(folder: Path, program: Program, snapshot: Snapshot, results: Path, benefits: tuple[str, ...]) -> Path:
    """A made-up list, for who has none at hand."""
    (folder / GIVEN).mkdir(exist_ok=True)
    known = {rule.benefit.id: rule.benefit for rule in program.rules}
    write_example(snapshot, results, [known[name] for name in benefits], folder / GIVEN / EXAMPLE)
    return folder / GIVEN / EXAMPLE


def results_name(pack: str, root: Path, month: Month, snapshot: Snapshot) -> str:
    """What an assessment is kept under: any change of a pack or of the snapshot makes another name."""
    sum_ = hashlib.sha256((snapshot.folder / MANIFEST).read_bytes())
    for path in sorted(root.rglob("*.yaml")):
        if "drafts" not in path.relative_to(root).parts:
            sum_.update(f"{path.relative_to(root)}\0".encode())
            sum_.update(path.read_bytes())
    return f"{pack}-{month}-{snapshot.day}-{sum_.hexdigest()[:24]}"


def _make_room(keep: Path, present: Path) -> None:
    found = [path for path in keep.iterdir() if path.is_dir() and path != present]
    for old in sorted(found, key=lambda path: -path.stat().st_mtime)[KEPT_RESULTS - 1 :]:
        shutil.rmtree(old, ignore_errors=True)


if __name__ == "__main__":
    work(Path(sys.argv[1]))
