"""The operator's own copies of the plans: the words of a clause, when the copy is at hand.

The packs cite and never quote. When ``MINSHENG_DOCUMENTS`` names a folder with ``<document id>.txt`` (or any format
a plan is read from), the pages show the clause itself beside what was made of it.
"""

from __future__ import annotations

import logging
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from django.conf import settings

from minsheng.plans.model import Reading
from minsheng.terms.citation import Citation
from minsheng.terms.errors import MinshengError

SUFFIXES = (".txt", ".md", ".html", ".docx", ".pdf")
_MARK = re.compile(
    r"^(?:第([一二三四五六七八九十百]+)[章节篇部]|([一二三四五六七八九十]+)、|(\([一二三四五六七八九十]+\))|(\d+)[.、．](?!\d)|(\(\d+\)))"
)
_COUNTED = re.compile(r"^(?P<above>.*\D)(?P<count>[1-9]\d?)$")
_TABLE = re.compile(r"^\s*表\s*(\d+)")

log = logging.getLogger(__name__)


def mark_path(headings: Iterable[str]) -> str:
    """The citation form of a heading path.

    >>> mark_path(["三、目标", "（一）托育", "1.扩大供给"]), mark_path(["第二章 总体要求", "专栏3"])
    ('三(一)1', '二')
    """
    marks = []
    for heading in headings:
        found = _MARK.match(unicodedata.normalize("NFKC", heading).strip())
        if found:
            marks.append(next(group for group in found.groups() if group))
    return "".join(marks)


@dataclass(frozen=True)
class Original:
    """A plan's own text, ready to be quoted by citation."""

    reading: Reading

    @cached_property
    def _paragraphs(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for block in self.reading.blocks:
            if block.kind == "paragraph" and block.box is None:
                found.setdefault(mark_path(block.path), []).append(block.text)
        return found

    @cached_property
    def _tables(self) -> dict[int, list[tuple[int | None, str]]]:
        lines = self.reading.source.lines
        captions: dict[str, int] = {}
        rows: dict[int, list[tuple[int | None, str]]] = {}
        for row in self.reading.indicators:
            printed = _TABLE.match(unicodedata.normalize("NFKC", row.table))
            number = captions.setdefault(row.table, int(printed[1]) if printed else len(captions) + 1)
            words = (line.strip() for line in lines[row.lines[0] - 1 : row.lines[1]])
            rows.setdefault(number, []).append((row.number, " ".join(word for word in words if word)))
        return rows

    @cached_property
    def _items(self) -> dict[tuple[int, int], str]:
        return {(item.box, item.number): item.text for item in self.reading.items}

    def section(self, path: str) -> tuple[str, ...]:
        """The paragraphs directly under a heading; 四(一)2 is the second one of 四(一) where they bear no numbers."""
        found = self._paragraphs.get(path)
        counted = _COUNTED.match(path)
        if found is None and counted:
            above = self._paragraphs.get(counted["above"], ())
            return tuple(above[int(counted["count"]) - 1 : int(counted["count"])])
        return tuple(found or ())

    def quote(self, citation: Citation, name: str = "") -> str | None:
        """The words of the clause; ``name`` picks the sentence in a longer paragraph, when one has it."""
        if citation.box is not None and citation.item is not None:
            return self._items.get((citation.box, citation.item))
        if citation.table is not None and citation.row is not None:
            rows = self._tables.get(citation.table, [])
            numbered = [text for number, text in rows if number == citation.row]
            by_order = [text for at, (_number, text) in enumerate(rows, start=1) if at == citation.row]
            return next(iter(numbered or by_order), None)
        if citation.path:
            paragraphs = self.section(citation.path)
            sentences = [part + "。" for text in paragraphs for part in text.split("。") if name and name in part]
            return "".join(sentences[:3] or paragraphs[:1]) or None
        return None


def _file(document: str) -> Path | None:
    folder = settings.MINSHENG_DOCUMENTS
    if folder is None:
        return None
    return next((file for suffix in SUFFIXES if (file := Path(folder) / f"{document}{suffix}").is_file()), None)


@lru_cache(maxsize=32)
def _read(file: Path, _changed: int) -> Original | None:
    # The reader brings its own libraries along; a hub without copies of plans never needs them.
    from minsheng.plans.read import read_plan

    try:
        return Original(read_plan(file))
    except (MinshengError, OSError) as error:
        log.warning("cannot read %s: %s", file, error)
        return None


def original(document: str) -> Original | None:
    """The document's own text, or None when no readable copy is at hand."""
    file = _file(document)
    return None if file is None else _read(file, file.stat().st_mtime_ns)


def quote(citation: Citation, name: str = "") -> str | None:
    """The words of the clause, or None when no copy is at hand or the place is not found in it."""
    text = original(citation.document)
    return None if text is None else text.quote(citation, name)


def stamp() -> str:
    """Changes whenever a copy does; empty without a folder."""
    folder = settings.MINSHENG_DOCUMENTS
    if folder is None or not Path(folder).is_dir():
        return ""
    return "".join(f"{file.name}{file.stat().st_mtime_ns}" for file in sorted(Path(folder).iterdir()) if file.is_file())
