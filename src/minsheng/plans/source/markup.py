"""HTML to lines: blocks in order, tables as rows, nothing of scripts and styles."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree, html

from minsheng.plans.source.rows import is_frame, table_lines

_DROPPED = {"script", "style", "head", "noscript", "template", "iframe", "object", "svg", "select", "button", "input"}
_BLOCKS = {
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol p pre section summary tr td th thead tbody tfoot ul table"
}
_BLOCK = frozenset(" ".join(_BLOCKS).split())
_WIDEST = 200
_MOST_ROWS = 20_000


def lines_of(text: str) -> tuple[str, ...]:
    r"""The lines of an HTML text: one a block, an empty one between paragraphs, tables one line a row.

    >>> lines_of("<h2>一、目标</h2><p>到2025年</p><table><tr><td rowspan=2>教育<td>1<tr><td>2</table>")
    ('## 一、目标', '', '到2025年', '', '教育\t1', '\t2')
    """
    # lxml takes no declaration of an encoding in a text that is decoded already.
    bare = re.sub(r"^\s*<\?xml[^>]*\?>", "", text).replace("\x00", "")
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        root = html.document_fromstring(bare, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return ()
    writer = _Writer()
    _walk(root, writer)
    return writer.finish()


class _Writer:
    """Collects inline text into lines."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._inline: list[str] = []

    def text(self, text: str | None) -> None:
        if text:
            self._inline.append(text)

    def end_line(self, prefix: str = "") -> None:
        line = re.sub(r"[ \t\r\n\u00a0]+", " ", "".join(self._inline)).strip(" ")
        self._inline.clear()
        if line:
            self._lines.append(prefix + line)

    def gap(self) -> None:
        if self._lines and self._lines[-1]:
            self._lines.append("")

    def rows(self, lines: list[str]) -> None:
        self._lines += lines

    def finish(self) -> tuple[str, ...]:
        self.end_line()
        while self._lines and not self._lines[-1]:
            self._lines.pop()
        return tuple(self._lines)


def _walk(root: html.HtmlElement, writer: _Writer) -> None:
    """Write a tree without recursion, so that no depth of nesting can exhaust the stack."""
    stack: list[tuple[html.HtmlElement, bool]] = [(root, False)]
    while stack:
        node, leaving = stack.pop()
        tag = node.tag if isinstance(node.tag, str) else ""
        if leaving:
            _leave(node, tag, writer)
            continue
        if not tag or tag in _DROPPED:
            writer.text(node.tail)
            continue
        if tag in ("table",) and not node.xpath(".//table") and not is_frame(grid := _grid(node)):
            writer.end_line()
            writer.gap()
            for caption in node.xpath("./caption"):
                writer.text(caption.text_content())
                writer.end_line()
            writer.rows(table_lines(grid))
            writer.gap()
            writer.text(node.tail)
            continue
        if tag == "br":
            writer.end_line()
            writer.text(node.tail)
            continue
        if tag in _BLOCK:
            writer.end_line()
        writer.text(node.text)
        stack.append((node, True))
        stack += [(child, False) for child in reversed(node)]


def _leave(node: html.HtmlElement, tag: str, writer: _Writer) -> None:
    if tag in _BLOCK:
        heading = re.fullmatch(r"h([1-6])", tag)
        writer.end_line("#" * int(heading.group(1)) + " " if heading else "")
        if tag not in ("td", "th", "tr", "tbody", "thead", "li"):
            writer.gap()
    if node.getparent() is not None:
        writer.text(node.tail)


def _grid(table: html.HtmlElement) -> list[list[str]]:
    """Rows of cells, a spanning cell's text in its first place and nothing in the others."""
    held: dict[tuple[int, int], str] = {}
    rows: list[list[str]] = []
    for at, row in enumerate(_rows(table)):
        cells: dict[int, str] = {}
        place = 0
        for cell in row.xpath("./td|./th"):
            while (at, place) in held:
                place += 1
            down, across = _span(cell, "rowspan"), _span(cell, "colspan")
            cells[place] = "\n".join(_cell_lines(cell))
            for below in range(down):
                for beside in range(across):
                    if below or beside:
                        held[at + below, place + beside] = ""
            place += across
        columns = [*cells, *(column for line, column in held if line == at)] if cells or rows else []
        width = max(columns, default=-1) + 1
        rows.append([cells.get(column, "") for column in range(min(width, _WIDEST))])
        held = {key: text for key, text in held.items() if key[0] > at}
        if len(rows) >= _MOST_ROWS:
            break
    return rows or [[]]


def _rows(table: html.HtmlElement) -> Iterator[html.HtmlElement]:
    yield from table.xpath("./tr|./thead/tr|./tbody/tr|./tfoot/tr")


def _span(cell: html.HtmlElement, name: str) -> int:
    found = re.match(r"\s*(\d{1,4})", cell.get(name) or "")
    return min(max(int(found.group(1)), 1), _WIDEST) if found else 1


def _cell_lines(cell: html.HtmlElement) -> list[str]:
    writer = _Writer()
    writer.text(cell.text)
    for child in cell:
        _walk(child, writer)
    return [line.lstrip("# ") for line in writer.finish() if line]
