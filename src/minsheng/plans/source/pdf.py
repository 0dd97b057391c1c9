"""PDF with a text layer to lines: paragraphs in reading order, ruled tables as rows."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import pdfplumber
import pypdfium2

from minsheng.plans.model import Doubt, SourceText
from minsheng.plans.source.furniture import Page, without_furniture
from minsheng.plans.source.limits import MAX_PAGES
from minsheng.plans.source.pdf_streams import unpacked_size
from minsheng.plans.source.rows import table_lines
from minsheng.terms.errors import Fault, MinshengError

_FEW_CHARACTERS = 8
_WIDE_GAP = 1.6
_NO_GAP = 0.35

logging.getLogger("pdfminer").setLevel(logging.ERROR)


def read(data: bytes, *, file: str, progress: Callable[[int, int], None] | None = None) -> SourceText:
    """Read a PDF page by page; headers and page numbers that repeat leave the text and are named in a doubt.

    Raises `MinshengError`: ``source.encrypted``, ``source.broken``, ``source.bomb``, ``source.too-large`` (pages)
    or ``source.scanned`` when no page has text.
    """
    _check(data, file=file)
    pages: list[Page] = []
    doubts: list[Doubt] = []
    silent: list[int] = []
    try:
        with pdfplumber.open(BytesIO(data)) as document:
            total = len(document.pages)
            for number, page in enumerate(document.pages, 1):
                lines = _page_lines(page)
                if sum(len(line.strip()) for line in lines) < _FEW_CHARACTERS and page.images:
                    silent.append(number)
                pages.append(Page(number, tuple(lines)))
                page.close()
                if progress is not None:
                    progress(number, total)
    except MemoryError:
        raise
    except Exception as error:  # pdfminer raises anything, from AssertionError to struct.error, on broken files.
        raise _broken(file) from error
    lines, spans, said = without_furniture(pages)
    if not any(line.strip() for line in lines):
        raise MinshengError(
            Fault(
                "source.scanned",
                "PDF 里只有图像，没有文字层；请先做文字识别（OCR）",
                file=file,
                expected="带文字层的 PDF",
            )
        )
    doubts += said
    for number in silent:
        where = spans.get(number, (1, 1))
        doubts.append(Doubt("source.page-without-text", f"第 {number} 页是图像，没有文字可读", where))
    return SourceText(tuple(lines), "pdf", None, tuple(doubts))


def _broken(file: str) -> MinshengError:
    return MinshengError(Fault("source.broken", "PDF 文件已损坏，打不开", file=file, expected="完好的 PDF"))


def _check(data: bytes, *, file: str) -> None:
    """Refuse what is locked, broken, too long or swollen before the slow reader starts."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise MinshengError(Fault("source.encrypted", "PDF 有密码保护，请先去掉密码", file=file)) from error
        raise _broken(file) from error
    try:
        count = len(document)
    finally:
        document.close()
    if count == 0:
        raise _broken(file)
    if count > MAX_PAGES:
        raise MinshengError(
            Fault(
                "source.too-large",
                "页数太多，不像一份规划",
                file=file,
                read=f"{count} 页",
                expected=f"{MAX_PAGES} 页以内",
            )
        )
    if unpacked_size(data) is None:
        raise MinshengError(Fault("source.bomb", "PDF 内容展开后过大，拒绝打开", file=file))


def _page_lines(page: Any) -> list[str]:
    """A page's lines from top to bottom, its ruled tables in their place."""
    tables = [table for table in page.find_tables() if len(table.rows) > 0]
    boxes = [table.bbox for table in tables]
    words = [
        word
        for word in page.extract_words(x_tolerance=1.5, y_tolerance=3, keep_blank_chars=False, extra_attrs=["size"])
        if not any(_inside(word, box) for box in boxes)
    ]
    parts = [(float(top), [text]) for top, text in _paragraphs(_rows_of_words(words))]
    for table in tables:
        rows = [[cell or "" for cell in row] for row in table.extract()]
        if rows:
            parts.append((table.bbox[1], ["", *table_lines(rows), ""]))
    return [line for _, some in sorted(parts, key=lambda part: part[0]) for line in some]


def _inside(word: dict[str, Any], box: tuple[float, float, float, float]) -> bool:
    x, y = (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def _rows_of_words(words: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Words on one height, left to right."""
    rows: list[list[dict[str, Any]]] = []
    for word in sorted(words, key=lambda word: (word["top"] + word["bottom"], word["x0"])):
        middle = (word["top"] + word["bottom"]) / 2
        if rows and abs((rows[-1][0]["top"] + rows[-1][0]["bottom"]) / 2 - middle) < word["size"] / 2:
            rows[-1].append(word)
        else:
            rows.append([word])
    return [sorted(row, key=lambda word: word["x0"]) for row in rows]


def _paragraphs(rows: list[list[dict[str, Any]]]) -> Iterator[tuple[float, str]]:
    """Lines put together where one runs to the right margin and the next starts at the left one."""
    if not rows:
        return
    left = min(row[0]["x0"] for row in rows)
    right = max(row[-1]["x1"] for row in rows)
    top, text, before = 0.0, "", None
    for row in rows:
        size = row[0]["size"]
        line = _line(row, left)
        flows = (
            before is not None
            and before[-1]["x1"] > right - 2 * size
            and row[0]["x0"] < left + size
            and abs(before[0]["size"] - size) < 1
            and row[0]["top"] - before[0]["bottom"] < 1.6 * size
            and "  " not in line
        )
        if flows:
            text += ("" if _wide(text[-1:]) or _wide(line[:1]) else " ") + line
        else:
            if text:
                yield top, text
            top, text = row[0]["top"], line
        before = row
    if text:
        yield top, text


def _line(row: list[dict[str, Any]], left: float) -> str:
    """A line's text; a gap wider than a character and a half becomes blanks enough to keep columns apart."""
    text, end = "", None
    for word in row:
        size = max(word["size"], 1.0)
        if end is not None:
            gap = (word["x0"] - end) / size
            if gap > _WIDE_GAP:
                column = round((word["x0"] - left) / size * 2)
                text += " " * max(2, column - _columns(text))
            elif gap > _NO_GAP or not (_wide(text[-1:]) or _wide(word["text"][:1])):
                text += " "
        text += word["text"]
        end = word["x1"]
    return text


def _columns(text: str) -> int:
    return sum(2 if _wide(char) else 1 for char in text)


def _wide(char: str) -> bool:
    return bool(char) and char >= "\u2e80"
