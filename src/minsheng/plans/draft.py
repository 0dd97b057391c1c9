"""A draft: what reading a plan yielded, laid beside its text in the pack's folder until a person has seen it.

``<pack>/drafts/<document>/`` holds ``text.txt`` (the lines the rows point to), ``outline.json``, the three ``.jsonl``
files of a reading, and ``rows.yaml``: every row with a stable key, its doubts and the pack row it would become.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

import yaml

from minsheng.packs import model
from minsheng.packs.write import row_data, rows_text, write_whole
from minsheng.plans.convert import (
    Period,
    conversion_doubts,
    guess_area,
    guess_tier,
    in_its_item,
    period_of,
    section_citation,
    table_numbers,
    to_amounts,
    to_indicator,
)
from minsheng.plans.layout.places import citation_place
from minsheng.plans.model import Commitment, Doubt, Indicator, Item, Lines, Reading

RowKind = Literal["indicator", "commitment", "item"]
DRAFTS = "drafts"


@dataclass(frozen=True)
class DraftRow:
    """A row that waits for a person.

    ``key`` (kind, printed place, and for commitments a digest of the clause) stays the same when the same text is
    read again. ``index`` is its line in the ``.jsonl`` of its kind, from 0. ``pack_row`` is what is known of the
    pack's row: all of an indicator; of an item what a person need not add. Doubts come from reading and converting.
    """

    key: str
    kind: RowKind
    index: int
    lines: Lines
    doubts: tuple[Doubt, ...]
    pack_row: Mapping[str, Any]


def draft_rows(
    reading: Reading, document: str, *, period: Period | None = None, areas: Iterable[model.Area] = ()
) -> tuple[DraftRow, ...]:
    """Every row of a reading as it would stand in the pack, in the order indicators, commitments, items."""
    tables = table_numbers(row.table for row in reading.indicators)
    known = tuple(areas)
    rows = [
        *_indicator_rows(reading.indicators, document, tables, period),
        *_commitment_rows(reading.commitments, reading.items, document, period),
        *(_item_row(item, index, document, period, known) for index, item in enumerate(reading.items)),
    ]
    return _with_unique_keys(rows)


def _indicator_rows(
    rows: Iterable[Indicator], document: str, tables: Mapping[str, int], period: Period | None
) -> Iterable[DraftRow]:
    count: Counter[str] = Counter()
    for index, row in enumerate(rows):
        count[row.table] += 1
        made = to_indicator(row, document, number=count[row.table], table=tables[row.table], period=period)
        doubts = (*row.doubts, *conversion_doubts(row, period))
        yield DraftRow(f"indicator:{made.source.place}", "indicator", index, row.lines, doubts, row_data(made))


def _commitment_rows(
    rows: Iterable[Commitment], items: Iterable[Item], document: str, period: Period | None
) -> Iterable[DraftRow]:
    held = tuple(items)
    for index, row in enumerate(rows):
        made = to_indicator(row, document, number=index + 1, period=period)
        made = replace(made, source=in_its_item(made.source, row, held))
        clause = hashlib.blake2s(f"{row.span}\0{row.subject}".encode(), digest_size=4).hexdigest()
        place = section_citation(document, row.section).place[:40]
        doubts = (*row.doubts, *conversion_doubts(row, period))
        yield DraftRow(f"commitment:{place}:{clause}", "commitment", index, row.lines, doubts, row_data(made))


def _item_row(item: Item, index: int, document: str, period: Period | None, areas: tuple[model.Area, ...]) -> DraftRow:
    data: dict[str, Any] = {"id": f"{document}.b{item.box}.{item.number}", "name": item.name}
    area = guess_area(item.box_title, areas)
    if area is not None:
        data["area"] = area
    data["tier"] = guess_tier(item.box_title)
    data["source"] = f"{document} 专栏{item.box}.{item.number}"
    if period is not None:
        data["since"], data["until"] = f"{period.first}-01-01", f"{period.last}-12-31"
    amounts = [row_data(amount) for amount in to_amounts(item)]
    if amounts:
        data["amounts"] = amounts
    return DraftRow(f"item:专栏{item.box}.{item.number}", "item", index, item.lines, item.doubts, data)


def _with_unique_keys(rows: list[DraftRow]) -> tuple[DraftRow, ...]:
    """Rows that print the same place are told apart by their order; so are the ids they would have in the pack."""
    keys: Counter[str] = Counter()
    ids: Counter[str] = Counter()
    out = []
    for row in rows:
        keys[row.key] += 1
        ids[row.pack_row["id"]] += 1
        data, doubts, key = dict(row.pack_row), row.doubts, row.key
        if ids[data["id"]] > 1:
            doubts = (
                *doubts,
                Doubt("draft.same-place", f"与另一行的出处相同（{data['source']}），请核对序号", row.lines),
            )
            data["id"] = f"{data['id']}.{ids[data['id']]}"
        if keys[key] > 1:
            key = f"{key}#{keys[key]}"
        out.append(DraftRow(key, row.kind, row.index, row.lines, doubts, data))
    return tuple(out)


def outline_of(reading: Reading) -> tuple[model.Section, ...]:
    """The headings of a plan in order, as its document in the pack lists them."""
    sections: dict[str, model.Section] = {}
    for block in reading.blocks:
        if block.kind != "heading" or not block.path:
            continue
        place = citation_place(block.path)
        title = re.sub(
            r"^\s*(?:第.{1,4}[章节篇]|[一二三四五六七八九十]+、|[（(].{1,4}[）)]|\d+[.、．])\s*", "", block.text
        )
        if place and title.strip() and place not in sections:
            sections[place] = model.Section(place, " ".join(title.split()))
    return tuple(sections.values())


def write_draft(
    folder: Path | str, document: model.Document, reading: Reading, *, areas: Iterable[model.Area] = ()
) -> Path:
    """Write the draft of a document into a pack's folder, whole or not at all; an older draft is replaced."""
    period = Period(document.since.year, document.until.year)
    rows = draft_rows(reading, document.id, period=period, areas=areas)
    drafts = Path(folder) / DRAFTS
    drafts.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f".{document.id}.", dir=drafts))
    try:
        made.chmod(0o755)
        write_whole(made / "text.txt", "".join(line + "\n" for line in reading.source.lines))
        write_whole(made / "outline.json", _json(outline_json(reading)) + "\n")
        for name, kind in (
            ("indicators", reading.indicators),
            ("commitments", reading.commitments),
            ("items", reading.items),
        ):
            write_whole(made / f"{name}.jsonl", "".join(_json(row.as_json()) + "\n" for row in kind))
        write_whole(made / "rows.yaml", rows_yaml(rows, reading.doubts))
        return _swap(made, drafts / document.id)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise


def outline_json(reading: Reading) -> list[dict[str, Any]]:
    """Headings and boxes with their place and lines."""
    return [
        {"kind": block.kind, "place": citation_place(block.path), "title": block.text, "lines": list(block.lines)}
        for block in reading.blocks
        if block.kind in ("title", "heading", "box", "table")
    ]


def rows_yaml(rows: Iterable[DraftRow], doubts: Iterable[Doubt] = ()) -> str:
    """The rows as ``rows.yaml`` has them; places that need an eye but yielded no row come last, under ``doubts``."""
    listed = [
        {
            "key": row.key,
            "kind": row.kind,
            "index": row.index,
            "lines": list(row.lines),
            "doubts": [doubt.as_json() for doubt in row.doubts],
            "row": dict(row.pack_row),
        }
        for row in rows
    ]
    data = {"rows": listed, "doubts": [doubt.as_json() for doubt in doubts]}
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    return str(yaml.dump(data, Dumper=dumper, allow_unicode=True, sort_keys=False, width=112))


def document_of(
    reading: Reading, document: str, *, title: str | None = None, period: Period | None = None
) -> tuple[model.Document | None, str]:
    """The document a reading is of, and its title; no document when neither title nor text says its period."""
    found = title or next((block.text for block in reading.blocks if block.kind == "title"), document)
    found = " ".join(found.split())
    period = period or period_of(found)
    if period is None:
        return None, found
    since, until = date(period.first, 1, 1), date(period.last, 12, 31)
    return model.Document(document, found, since, until, outline=outline_of(reading)), found


def write_document(folder: Path | str, document: model.Document) -> Path:
    """Write the document into a file of its own, ``documents/<id>.yaml``, whole or not at all."""
    path = Path(folder) / "documents" / f"{document.id}.yaml"
    write_whole(path, rows_text({"documents": [document]}))
    return path


def _swap(made: Path, place: Path) -> Path:
    old = None
    if place.exists():
        old = place.with_name(f".{place.name}.old-{os.getpid()}")
        shutil.rmtree(old, ignore_errors=True)
        place.rename(old)
    made.rename(place)
    if old is not None:
        shutil.rmtree(old, ignore_errors=True)
    return place


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False)
