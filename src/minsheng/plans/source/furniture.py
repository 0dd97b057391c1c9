"""Running headers, footers and page numbers: taken out of the text, and named, not lost."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from minsheng.plans.model import Doubt, Lines

_PAGE_NUMBER = re.compile(r"[-—–·•\s]*\d{1,4}[-—–·•\s]*|第\s*\d+\s*页.{0,14}|\d+\s*/\s*\d+")
_NUMBERED = re.compile(r"\d{1,4}[\s·|—–-]+|[\s·|—–-]+\d{1,4}$")
_EDGE = 2
_LONGEST_HEAD = 40
_LEAST_PAGES = 3


@dataclass(frozen=True)
class Page:
    """A page's number and its lines from top to bottom."""

    number: int
    lines: tuple[str, ...]


def without_furniture(pages: Sequence[Page]) -> tuple[list[str], dict[int, Lines], list[Doubt]]:
    """The lines of all pages, which lines each page holds, and a doubt for each header taken out.

    A line at the edge of a page is furniture when it is a page number, or prints the same on half of the pages
    (three at least), a page number beside it aside.

    >>> made = [Page(n, ("某市规划", f"第{n}段。", f"- {n} -")) for n in (1, 2, 3)]
    >>> lines, spans, doubts = without_furniture(made)
    >>> lines, doubts[0].reason
    (['第1段。', '', '第2段。', '', '第3段。'], '“某市规划”在 3 页的页眉或页脚重复，未计入正文')
    """
    edges = Counter(form for page in pages for form in {_form(page.lines[at]) for at in _edges(page)})
    repeated = {form for form, count in edges.items() if form and count >= max(_LEAST_PAGES, len(pages) / 2)}
    out: list[str] = []
    spans: dict[int, Lines] = {}
    taken: Counter[str] = Counter()
    for page in pages:
        edge = set(_edges(page))
        kept = []
        for at, line in enumerate(page.lines):
            if at in edge and _PAGE_NUMBER.fullmatch(line.strip()):
                continue
            if at in edge and _form(line) in repeated:
                taken[line.strip()] += 1
                continue
            kept.append(line)
        if out and kept:
            out.append("")
        spans[page.number] = (len(out) + 1, max(len(out) + len(kept), len(out) + 1))
        out += kept
    doubts = [
        Doubt("source.page-furniture", f"“{text}”在 {count} 页的页眉或页脚重复，未计入正文", (1, 1))
        for text, count in taken.items()
    ]
    return out, spans, doubts


def _edges(page: Page) -> list[int]:
    filled = [at for at, line in enumerate(page.lines) if line.strip()]
    return sorted({*filled[:_EDGE], *filled[-_EDGE:]})


def _form(line: str) -> str:
    """A line without a page number set apart at its start or end; empty for a row or a sentence, which are text."""
    if "\t" in line or "。" in line or len(line.strip()) > _LONGEST_HEAD:
        return ""
    return re.sub(r"\s", "", _NUMBERED.sub("", line.strip()))
