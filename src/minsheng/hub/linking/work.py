"""The process that matches: ``python -m minsheng.hub.linking.work FOLDER``; it knows nothing of Django.

The lists are read once and kept as tables; the files that were uploaded are then gone. Each time after, the same tables
are matched with what people have decided by then, and the new result takes the place of the old one at one stroke.
"""

from __future__ import annotations

import csv
import os
import shutil
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from minsheng.hub.background import Step, attempt, read_json, write_json
from minsheng.hub.linking.example import write_examples
from minsheng.register.matching.files import summary_of, tame
from minsheng.register.matching.links import Decision, Link, Matches, match_records
from minsheng.register.matching.model import LEVELS, Candidate
from minsheng.register.matching.records import Records, read_records

ASKED, SAID, DONE, GIVEN, PAIRS, LINKS = "asked.json", "said.json", "done.json", "given", "pairs.json", "links.csv"
SIDES = ("left", "right")
SAID_SIDES = ("第一份名单", "第二份名单")
MOST_PAIRS = 20_000
"""So many doubtful pairs nobody looks through; the lists are then not fit to be matched."""
_MOST_FAULTS = 200


def work(folder: Path) -> None:
    """Match what the folder asks for."""
    attempt(folder, lambda step: _match(folder, step))


def _match(folder: Path, step: Step) -> None:
    os.umask(0o077)
    asked = read_json(folder / ASKED)
    said = read_json(folder / SAID) or {"decisions": []}
    try:
        left, right = (_records(folder, asked, side, step) for side in SIDES)
    finally:
        shutil.rmtree(folder / GIVEN, ignore_errors=True)
    decisions = {(one, other): Decision(same, by) for one, other, same, by in said["decisions"]}
    step("比对", 0, 0)
    matches = match_records(left, right, decisions=decisions)
    _write(folder, left, right, matches, said)


def _records(folder: Path, asked: dict[str, Any], side: str, step: Step) -> Records:
    """A list as it was read before; the first time from the file, or a made-up one."""
    kept, number = folder / f"{side}.parquet", SIDES.index(side)
    if kept.is_file():
        return Records(asked["names"][number], pq.read_table(kept), ())
    given = folder / GIVEN / side / asked["names"][number]
    if asked["example"]:
        write_examples(folder / GIVEN)
    what = f"读{SAID_SIDES[number]}"
    records = read_records(given, lambda done, total: step(what, done, total))
    faults = [asdict(fault) for fault in records.faults[:_MOST_FAULTS]]
    for fault in faults:
        fault.pop("data", None)
    write_json(folder / f"{side}-faults.json", {"total": len(records.faults), "first": faults})
    new = kept.with_name(f".{kept.name}")
    pq.write_table(records.table, new)
    new.replace(kept)
    return records


def _write(folder: Path, left: Records, right: Records, matches: Matches, said: dict[str, Any]) -> None:
    result = folder / f"result-{os.urandom(4).hex()}"
    result.mkdir(mode=0o750)
    before = read_json(folder / DONE)
    write_links(matches.links, result / LINKS)
    known = [] if before is None else read_json(folder / before["result"] / PAIRS) or []
    write_json(result / PAIRS, _pairs(known, matches, left, right))
    summary = summary_of(matches, left, right)
    write_json(folder / DONE, {"result": result.name, "summary": summary, **said})
    for old in folder.glob("result-*"):
        if old != result:
            shutil.rmtree(old, ignore_errors=True)


def write_links(links: tuple[Link, ...], path: Path) -> None:
    """The links as a CSV file that a spreadsheet opens and runs nothing of."""
    how = {"identity": "身份证号相同", "model": "各项相符", "person": "人工判断"}
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["左", "右", "可能性", "依据", "决定人"])
        for one in links:
            cells = [tame(one.left), tame(one.right), f"{one.probability:.4f}", how[one.how], tame(one.by or "")]
            writer.writerow(cells)


def _pairs(known: list[dict[str, Any]], matches: Matches, left: Records, right: Records) -> list[dict[str, Any]]:
    """Every pair that ever was doubtful, the old ones in their places: a pair keeps its number.

    ``open`` tells whether it still is; ``linked`` whether the rule or the model has linked it since.
    """
    now = {(one.left, one.right): one for one in matches.doubtful[:MOST_PAIRS]}
    linked = {(one.left, one.right) for one in matches.links if one.how != "person"}
    pairs = []
    for old in known:
        key = old["left"], old["right"]
        one = now.pop(key, None)
        told = {**old, "open": one is not None, "linked": key in linked}
        if one is not None:
            told.update(probability=one.probability, agreement=one.agreement)
        pairs.append(told)
    rows = [_rows(left.table, {key[0] for key in now}), _rows(right.table, {key[1] for key in now})]
    pairs += [_pair(one, rows[0][one.left], rows[1][one.right]) for one in now.values()]
    return pairs


def _pair(one: Candidate, left: dict[str, Any], right: dict[str, Any]) -> dict[str, Any]:
    agreement = {name: one.agreement.get(name, "") for name in ("identity", *LEVELS)}
    return {
        "left": one.left,
        "right": one.right,
        "probability": one.probability,
        "agreement": agreement,
        "cells": [left, right],
        "open": True,
        "linked": False,
    }


def _rows(table: pa.Table, names: set[str]) -> dict[str, dict[str, Any]]:
    import pyarrow.compute as pc

    wanted = table.filter(pc.is_in(table.column("record_id"), pa.array(sorted(names), pa.string())))
    return {row["record_id"]: row for row in wanted.to_pylist()}


if __name__ == "__main__":
    work(Path(sys.argv[1]))
