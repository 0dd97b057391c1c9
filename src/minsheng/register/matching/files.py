"""What a matching leaves behind: links, doubtful pairs for a person to fill in, counts."""

from __future__ import annotations

import csv
import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from minsheng.register.matching.links import Decision, Matches
from minsheng.register.matching.model import LEVELS, Candidate
from minsheng.register.matching.records import COLUMNS, LABELS, Records, masked
from minsheng.terms.errors import Fault, MinshengError

LINKS, DOUBTFUL_FILE, SUMMARY = "links.parquet", "doubtful.csv", "summary.json"
_YES, _NO = ("是", "yes", "true"), ("否", "no", "false")


def read_decisions(path: Path) -> dict[tuple[str, str], Decision]:
    """What a person wrote into the file of doubtful pairs; raises `MinshengError` with every fault of it."""
    found: dict[tuple[str, str], Decision] = {}
    faults: list[Fault] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error):
        raise MinshengError(Fault("matching.decisions", "读不了这个文件", path.name, expected=DOUBTFUL_FILE)) from None
    for line, row in enumerate(rows, 2):
        if not {"左", "右", "是同一人", "决定人"} <= row.keys():
            said = "列名不对"
            raise MinshengError(Fault("matching.decisions", said, path.name, 1, expected="左、右、是同一人、决定人"))
        word, by = (row["是同一人"] or "").strip(), (row["决定人"] or "").strip()
        if not word:
            continue
        if word not in (*_YES, *_NO):
            faults.append(Fault("matching.decision", "应是“是”或“否”", path.name, line, word[:20]))
        elif not by:
            faults.append(Fault("matching.decision", "没有写决定人", path.name, line))
        else:
            found[row["左"], row["右"]] = Decision(word in _YES, by)
    if faults:
        raise MinshengError.of(faults)
    return found


def write_matches(matches: Matches, left: Records, right: Records, out: Path) -> None:
    """Write links, doubtful pairs (masked, to be filled in) and counts; all of them or none."""
    out.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    try:
        table = {name: [getattr(one, name) for one in matches.links] for name in ("left", "right", "how", "by")}
        columns = {name: pa.array(values, pa.string()) for name, values in table.items()}
        columns["probability"] = pa.array([one.probability for one in matches.links], pa.float64())
        pq.write_table(pa.table(columns), folder / LINKS)
        _write_doubtful(matches.doubtful, left.table, right.table, folder / DOUBTFUL_FILE)
        (folder / SUMMARY).write_text(
            json.dumps(summary_of(matches, left, right), ensure_ascii=False, indent=2), "utf-8"
        )
        folder.chmod(0o750)
        out.mkdir(exist_ok=True)
        for path in sorted(folder.iterdir()):
            path.replace(out / path.name)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def summary_of(matches: Matches, left: Records, right: Records) -> dict[str, object]:
    """The counts."""
    how = Counter(one.how for one in matches.links)
    return {
        "left": {"file": left.file, "records": left.table.num_rows, "alone": matches.left_alone},
        "right": {"file": right.file, "records": right.table.num_rows, "alone": matches.right_alone},
        "linked": {name: how[name] for name in ("identity", "model", "person")},
        "doubtful": len(matches.doubtful),
    }


def _write_doubtful(doubtful: Iterable[Candidate], left: pa.Table, right: pa.Table, path: Path) -> None:
    pairs = [*doubtful]
    sides = [_rows(left, {one.left for one in pairs}), _rows(right, {one.right for one in pairs})]
    shown = COLUMNS[1:]
    header = ["左", "右", "可能性", *(f"{LABELS[name][0]}（{side}）" for name in shown for side in "左右")]
    header += [f"{LABELS[name][0]}比对" for name in LEVELS]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*header, "是同一人", "决定人"])
        for one in pairs:
            first, second = sides[0][one.left], sides[1][one.right]
            cells = [masked(name, row[name]) for name in shown for row in (first, second)]
            agreement = [one.agreement.get(name, "") for name in LEVELS]
            writer.writerow(
                [tame(one.left), tame(one.right), f"{one.probability:.4f}", *map(tame, cells), *agreement, "", ""]
            )


def tame(text: str) -> str:
    """Text that a spreadsheet does not take for a formula.

    >>> tame("=1+1"), tame("M00017")
    ("'=1+1", 'M00017')
    """
    return "'" + text if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _rows(table: pa.Table, names: set[str]) -> dict[str, dict[str, str | None]]:
    wanted = table.filter(pc.is_in(table.column("record_id"), pa.array(sorted(names), pa.string())))
    return {row["record_id"]: row for row in wanted.to_pylist()}
