"""Word (.docx) to lines: paragraphs and tables in order, automatic numbers written out."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import docx
from docx.opc.exceptions import PackageNotFoundError
from lxml import etree

from minsheng.plans.model import SourceText
from minsheng.plans.source.limits import MAX_PARTS, MAX_RATIO, MAX_UNPACKED, RATIO_FLOOR
from minsheng.plans.source.numbering import Numbering
from minsheng.plans.source.rows import table_lines
from minsheng.plans.source.sniff import READABLE
from minsheng.terms.errors import Fault, MinshengError

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SKIPPED = {_W + "del", _W + "moveFrom", _W + "instrText", _W + "pPr", _W + "rPr", _MC + "Fallback"}
_WRAPPERS = {_W + name for name in ("sdt", "sdtContent", "ins", "moveTo", "smartTag", "customXml", "body")}
_WIDEST = 200


def read(data: bytes, *, file: str, progress: Callable[[int, int], None] | None = None) -> SourceText:
    """Read a Word file; a table in it comes out as one line a row, a one-column table as its paragraphs.

    Raises `MinshengError`: ``source.unsupported`` (another kind of zip), ``source.broken``, ``source.bomb``,
    ``source.encrypted`` or ``source.empty``.
    """
    _check(data, file=file)
    try:
        document = docx.Document(BytesIO(data))
        numbering = Numbering.of(document)
        lines = list(_body_lines(document, numbering))
    except (PackageNotFoundError, etree.XMLSyntaxError, zipfile.BadZipFile, zipfile.LargeZipFile) as error:
        raise _broken(file) from error
    except (LookupError, ValueError, AttributeError, TypeError, OSError, EOFError, RuntimeError, zlib.error) as error:
        # What python-docx raises on parts that are missing or make no sense.
        raise _broken(file) from error
    if not any(line.strip() for line in lines):
        raise MinshengError(
            Fault("source.empty", "文档里没有文字（也许只有图片）", file=file, expected="带文字的 .docx")
        )
    if progress is not None:
        progress(1, 1)
    return SourceText(tuple(lines), "docx")


def _broken(file: str) -> MinshengError:
    return MinshengError(Fault("source.broken", "Word 文件已损坏，打不开", file=file, expected="完好的 .docx"))


def _check(data: bytes, *, file: str) -> None:
    """Refuse what is no Word file, and bombs, before anything is unpacked."""
    try:
        archive = zipfile.ZipFile(BytesIO(data))
        parts = archive.infolist()
    except (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, OSError, NotImplementedError) as error:
        raise _broken(file) from error
    unpacked = sum(part.file_size for part in parts)
    swollen = any(
        part.file_size > RATIO_FLOOR and part.file_size > MAX_RATIO * max(part.compress_size, 1) for part in parts
    )
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED or swollen:
        raise MinshengError(
            Fault(
                "source.bomb",
                "压缩内容过多或压得过密，像是压缩炸弹，拒绝打开",
                file=file,
                read=f"{len(parts)} 个部分，{len(data) / 1024 / 1024:.1f} MB 展开后 {unpacked / 1024 / 1024:.0f} MB",
                expected=f"不超过 {MAX_PARTS} 个部分、展开后 {MAX_UNPACKED // 1024 // 1024} MB，"
                f"大的部分展开后不超过 {MAX_RATIO} 倍",
            )
        )
    if any(part.flag_bits & 1 for part in parts):
        raise MinshengError(Fault("source.encrypted", "文件有密码保护，请先去掉密码", file=file))
    names = {part.filename for part in parts}
    if "[Content_Types].xml" not in names or not any(name.startswith("word/") for name in names):
        what = "Excel 文件" if any(name.startswith("xl/") for name in names) else "压缩包，里面不是 Word 文档"
        raise MinshengError(Fault("source.unsupported", f"这是{what}，不能读取", file=file, expected=READABLE))
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            try:
                with archive.open(part) as stream:
                    head = stream.read(4096).replace(b"\x00", b"")
            except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError) as error:
                raise _broken(file) from error
            if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                raise MinshengError(
                    Fault("source.bomb", "文档里有 XML 实体定义，拒绝打开", file=file, read=part.filename)
                )


def _body_lines(document: Any, numbering: Numbering) -> Iterator[str]:
    styles = {style.style_id: style.name for style in document.styles if style.style_id}
    for block in _blocks(document.element.body):
        if block.tag == _W + "p":
            yield from _paragraph(block, numbering, styles)
        else:
            yield ""
            yield from table_lines(_grid(block, numbering))
            yield ""


def _blocks(parent: Any) -> Iterator[Any]:
    """Paragraphs and tables in order, those in content controls and insertions too."""
    for child in parent:
        if child.tag in (_W + "p", _W + "tbl"):
            yield child
        elif child.tag in _WRAPPERS:
            yield from _blocks(child)


def _paragraph(paragraph: Any, numbering: Numbering, styles: dict[str, str]) -> Iterator[str]:
    text = _text(paragraph)
    label = numbering.label(paragraph) if text.strip() else ""
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    name = styles.get(style.get(_W + "val"), "") if style is not None else ""
    found = re.fullmatch(r"(?:[Hh]eading|标题)\s*([1-6])", name or "")
    prefix = "#" * int(found.group(1)) + " " if found else ("# " if name == "Title" else "")
    for at, line in enumerate(text.split("\n")):
        if line.strip():
            yield (prefix + label + line.strip() if at == 0 else line.strip()).replace("\t", " ")
    if text.strip():
        yield ""
    for box in paragraph.iter(_W + "txbxContent"):
        if not any(above.tag == _MC + "Fallback" for above in box.iterancestors()):
            for inner in _blocks(box):
                if inner.tag == _W + "p":
                    yield from _text(inner).split("\n")
                else:
                    yield from table_lines(_grid(inner, numbering))


def _text(node: Any) -> str:
    """A paragraph's text with its tabs and line breaks; deletions, field codes and text boxes left out."""
    out: list[str] = []
    stack = [iter(node)]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
        elif child.tag in _SKIPPED or child.tag == _W + "txbxContent" or not isinstance(child.tag, str):
            continue
        elif child.tag == _W + "t":
            out.append(child.text or "")
        elif child.tag == _W + "tab":
            out.append("\t")
        elif child.tag in (_W + "br", _W + "cr"):
            out.append("\n")
        elif child.tag == _W + "noBreakHyphen":
            out.append("-")
        else:
            stack.append(iter(child))
    return "".join(out)


def _grid(table: Any, numbering: Numbering) -> list[list[str]]:
    """Rows of cells, a merged cell's text in its first place and nothing in the others."""
    rows: list[list[str]] = []
    for row in _children(table, _W + "tr"):
        properties = row.find(_W + "trPr")
        cells = [""] * _count(properties, "gridBefore", least=0)
        for cell in _children(row, _W + "tc"):
            inner = cell.find(_W + "tcPr")
            merge = inner.find(_W + "vMerge") if inner is not None else None
            goes_on = merge is not None and merge.get(_W + "val", "continue") == "continue"
            cells.append("" if goes_on else "\n".join(_cell_lines(cell, numbering)))
            cells += [""] * (_count(inner, "gridSpan", least=1) - 1)
        cells += [""] * _count(properties, "gridAfter", least=0)
        rows.append(cells[:_WIDEST])
    return rows or [[]]


def _cell_lines(cell: Any, numbering: Numbering) -> Iterator[str]:
    for block in _blocks(cell):
        if block.tag == _W + "p":
            text = _text(block)
            if text.strip():
                yield numbering.label(block) + text.strip()
        else:
            for row in _grid(block, numbering):
                yield " ".join(filter(None, row))


def _children(parent: Any, tag: str) -> Iterator[Any]:
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _children(child, tag)


def _count(properties: Any, name: str, *, least: int) -> int:
    found = properties.find(_W + name) if properties is not None else None
    value = found.get(_W + "val") if found is not None else None
    return min(max(int(value), least), _WIDEST) if value and value.isdigit() else least
