"""The process beside the hub: ``python -m minsheng.hub.cockpit.work FOLDER``; it knows nothing of Django."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from minsheng.hub.background import Step, attempt, read_json, write_json
from minsheng.hub.jobs import ASKED
from minsheng.monitor.book import Book, open_book
from minsheng.monitor.importing.run import Imported, import_file
from minsheng.monitor.inventory import Inventory
from minsheng.monitor.reporting.scope import targets_at
from minsheng.monitor.state import Status, statuses_of
from minsheng.monitor.store import Store
from minsheng.monitor.warnings.desk import Alert, Desk
from minsheng.monitor.warnings.signals import signals
from minsheng.packs.load import load_line
from minsheng.packs.model import Pack
from minsheng.terms.errors import Fault, MinshengError
from minsheng.terms.periods import Period

RESULT, GIVEN = "result.json", "given"
WRITTEN = "written"
REHEARSAL = "rehearsal"
"""The folder that holds a store like the real one, to see what a file would do."""
MOST_TOLD = 500
LISTS = ("documents", "areas", "groups", "indicators", "matches", "weights", "warnings")
"""The lists of a pack that figures are held against; rules stay unread."""
RED = ("missed", "lagging")
DIFFERS = "observations.differs"
NOTHING: Mapping[str, Any] = {
    "blank": 0,
    "notes": [],
    "new": 0,
    "corrected": 0,
    "same": 0,
    "version": 0,
    "aside": [],
    "all_aside": 0,
    "changes": [],
    "moment": "",
}


def work(folder: Path) -> None:
    """Do what the folder asks for."""
    attempt(folder, partial(_done, folder))


def _done(folder: Path, step: Step) -> None:
    asked = read_json(folder / ASKED) or {}
    step("读规则包", 0, 0)
    lists = (*LISTS, "items") if asked["kind"] == "report" else LISTS
    packs = {name: one.pack for name, one in load_line(asked["pack"], Path(asked["packs"]), only=lists).items()}
    told = {"check": _checked, "take": _taken, "report": _reported, "template": _template}[asked["kind"]](
        folder, asked, packs, step
    )
    write_json(folder / RESULT, told)


def _checked(folder: Path, asked: dict[str, Any], packs: dict[str, Pack], step: Step) -> dict[str, Any]:
    """What taking the file would do, tried on a store like the real one, with its corrections and without them."""
    told = _tried(folder, asked, packs, step, because=None)
    if told["differs"]:
        told["changes"] = _tried(folder, asked, packs, step, because="核对")["changes"]
    return told


def _tried(
    folder: Path, asked: dict[str, Any], packs: dict[str, Pack], step: Step, *, because: str | None
) -> dict[str, Any]:
    """What an import into a copy of the store comes to; the copy is gone afterwards."""
    real, rehearsal = Path(asked["store"]), folder / REHEARSAL
    shutil.rmtree(rehearsal, ignore_errors=True)
    rehearsal.mkdir()
    for batch in sorted(real.glob("*.parquet")) if real.is_dir() else ():
        os.link(batch, rehearsal / batch.name)
    try:
        return _imported(folder, asked, packs, rehearsal, real, step, because=because)
    except MinshengError as error:
        # Every figure is wrong or differs: those that differ can still be corrections.
        if because is not None or not any(one.code == DIFFERS for one in error.faults):
            raise
        return {**NOTHING, "file": asked["file"], "figures": len(error.faults), **_told_faults(error.faults)}
    finally:
        shutil.rmtree(rehearsal, ignore_errors=True)


def _taken(folder: Path, asked: dict[str, Any], packs: dict[str, Pack], step: Step) -> dict[str, Any]:
    """Take the file's figures into the store, and open the warnings they give cause for."""
    real = Path(asked["store"])
    told = _imported(folder, asked, packs, real, real, step, because=asked["because"] or None)
    book = open_book(asked["pack"], packs, real)
    opened: tuple[Alert, ...] = ()
    if told["moment"]:
        opened = Desk(real).review(signals(book, Period.parse(told["moment"])), by=asked["by"]).opened
    return {**told, "opened": [{"id": one.id, "name": one.name, "place": one.place} for one in opened]}


def _imported(
    folder: Path,
    asked: dict[str, Any],
    packs: dict[str, Pack],
    into: Path,
    real: Path,
    step: Step,
    *,
    because: str | None,
) -> dict[str, Any]:
    pack = packs[asked["pack"]]
    before = open_book(pack.id, packs, real)
    found = import_file(
        folder / GIVEN / asked["file"],
        pack,
        packs,
        Store(into),
        by=asked["by"],
        because=because,
        accept=bool(asked.get("accept")),
        period=Period.parse(asked["period"]) if asked.get("period") else None,
        step=step,
    )
    step("看哪些目标变了", 0, 0)
    after = open_book(pack.id, packs, into)
    at = _latest(after)
    return {**told_of(found), "changes": changes(before, after, at) if at else [], "moment": str(at or "")}


def _reported(folder: Path, asked: dict[str, Any], packs: dict[str, Pack], step: Step) -> dict[str, Any]:
    """Write the report asked for beside the folder's other files."""
    from minsheng.monitor.reporting.build import report_of
    from minsheng.monitor.reporting.facts import facts_of

    store, at = Path(asked["store"]), Period.parse(asked["period"])
    book = open_book(asked["pack"], packs, store)
    step("算状态和差距", 0, 0)
    stock = Inventory(store, book.pack).lines(at.year) if at.kind == "year" else ()
    facts = facts_of(book, at, alerts=Desk(store).alerts(), stock=stock)
    made = report_of(facts, issuer=asked["issuer"], step=lambda what: step(what, 0, 0))
    step("排版", 0, 0)
    if asked["form"] == "pdf":
        from minsheng.report.pdf import report_pdf

        content = report_pdf(made)
    else:
        from minsheng.report.word import report_docx

        content = report_docx(made)
    (folder / WRITTEN).write_bytes(content)
    return {"title": made.title, "bytes": len(content), "synthetic": facts.synthetic}


def _template(folder: Path, asked: dict[str, Any], packs: dict[str, Pack], step: Step) -> dict[str, Any]:
    """Write the workbook to fill in."""
    from minsheng.monitor.template import ask, write_template

    book = open_book(asked["pack"], packs, Path(asked["store"]))
    step("写模板", 0, 0)
    cells = write_template(book, ask(book, [Period.parse(asked["period"])]), folder / "template.xlsx")
    (folder / "template.xlsx").replace(folder / WRITTEN)
    return {"title": f"{book.pack.about.name}填报表", "cells": cells, "synthetic": False}


def _latest(book: Book) -> Period | None:
    words = book.table.column("period").unique().to_pylist()
    return max((one for one in map(Period.parse, words) if one.kind != "span"), default=None)


def changes(before: Book, after: Book, at: Period) -> list[dict[str, Any]]:
    """The targets whose state is another with the new figures, at a moment: those that turn red first."""
    codes = after.divisions
    asked = [
        (target, code)
        for target in targets_at(after, at)
        for code in codes
        if target.division == code or (target.division == codes[0] and not target.whole)
    ]
    pairs = zip(statuses_of(before, asked, at), statuses_of(after, asked, at), strict=True)
    found = [_change(old, new) for old, new in pairs if old.status != new.status]
    return sorted(found, key=lambda one: (not one["red"], one["division"] != codes[0]))


def _change(old: Status, new: Status) -> dict[str, Any]:
    return {
        "indicator": new.indicator,
        "name": new.name,
        "division": new.division,
        "before": old.status,
        "after": new.status,
        "red": new.status in RED and old.status not in RED,
        "because": new.because,
    }


def told_of(found: Imported) -> dict[str, Any]:
    """What an import did, for JSON."""
    added = found.added
    counts = {"new": added.new, "corrected": added.corrected, "same": added.same, "version": added.version}
    aside = [_told(one.fault) for one in found.aside]
    about = {"file": found.file, "figures": found.figures, "blank": found.blank, "notes": list(found.notes)}
    return {**about, **counts, **_told_faults(found.faults), "aside": aside[:MOST_TOLD], "all_aside": len(aside)}


def _told_faults(faults: Sequence[Fault]) -> dict[str, Any]:
    """The faults, and apart from them the figures that differ from what is there; the first of many, and how many."""
    wrong = [_told(one) for one in faults if one.code != DIFFERS]
    differs = [_told(one) for one in faults if one.code == DIFFERS]
    told = {"faults": wrong[:MOST_TOLD], "differs": differs[:MOST_TOLD]}
    return {**told, "all_faults": len(wrong), "all_differs": len(differs)}


def _told(fault: Fault) -> dict[str, Any]:
    told = {"code": fault.code, "message": fault.message, "file": fault.file, "line": fault.line}
    return {**told, "read": fault.read, "expected": fault.expected}


if __name__ == "__main__":
    work(Path(sys.argv[1]))
