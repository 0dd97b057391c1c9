"""A report as a Word file: a template, which may be the user's own, takes its parts.

Where a template prints a table or a picture stands a mark while docxtpl works; then the mark's paragraph gives way to
the table, built with a heading row that repeats, or to the picture with its words for those who hear it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm
from docxtpl import DocxTemplate

from minsheng.report.document import (
    Align,
    Block,
    Grid,
    Heading,
    Paragraph,
    Picture,
    Points,
    Report,
    numbered,
    numbered_annexes,
)
from minsheng.report.letters import cleaned, printable
from minsheng.report.picture import chart_png
from minsheng.report.word_check import check_template, open_safely, template_environment
from minsheng.report.word_styles import LEFT, RIGHT, TABLE_HEAD, TABLE_TEXT, default_template

_MARK = re.compile(r"⟦(?P<kind>表|图)(?P<number>\d+)⟧")
_WIDTH = 210 - LEFT - RIGHT
_SIDES: Mapping[Align, str] = {"left": "left", "centre": "center", "right": "right"}


@dataclass
class _Parts:
    grids: list[Grid] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)

    def mark(self, block: Grid | Picture) -> str:
        if isinstance(block, Grid):
            self.grids.append(block)
            return f"⟦表{len(self.grids) - 1}⟧"
        self.pictures.append(block)
        return f"⟦图{len(self.pictures) - 1}⟧"


def report_docx(report: Report, template: Path | None = None) -> bytes:
    """Fill ``template``, or the bundled one, with the report.

    Raises `MinshengError` for a template that is no Word file, is too large, has a faulty tag or names what is not
    there: each with the paragraph it stands in.
    """
    source = BytesIO(default_template()) if template is None else open_safely(template)
    parts = _Parts()
    context = cleaned(_context(report, parts))
    filled = DocxTemplate(source)
    if template is not None:
        check_template(template, filled, context)
    filled.render(context, template_environment(), autoescape=True)
    document = filled.docx
    _put_in(document, parts)
    _properties(document, report)
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def _context(report: Report, parts: _Parts) -> dict[str, Any]:
    sections, annexes = (
        [
            {"标题": title, "内容": [part for words, block in blocks for part in _part(words, block, parts)]}
            for title, blocks in some
        ]
        for some in (numbered(report), numbered_annexes(report))
    )
    return {
        "标题": report.title,
        "副标题": report.subtitle,
        "提示": report.notice,
        "单位": report.issuer,
        "日期": report.date,
        "页眉": report.header,
        "章节": sections,
        "附件": annexes,
    }


_EMPTY = {"小标题": "", "段落": "", "表": "", "图": "", "题注": "", "注": ""}


def _part(words: str, block: Block, parts: _Parts) -> Iterator[dict[str, str]]:
    match block:
        case Heading():
            yield _EMPTY | {"小标题": words}
        case Paragraph():
            yield _EMPTY | {"段落": block.words}
        case Points():
            for place, item in enumerate(block.items, 1):
                yield _EMPTY | {"段落": f"{place}. {item}"}
        case Grid():
            yield _EMPTY | {"表": parts.mark(block), "题注": block.caption, "注": block.note}
        case Picture():
            yield _EMPTY | {"图": parts.mark(block), "题注": block.caption}


def _put_in(document: WordDocument, parts: _Parts) -> None:
    known = {style.name: style.style_id for style in document.styles}
    for paragraph in list(document.element.body.iter(qn("w:p"))):
        text = "".join(node.text or "" for node in paragraph.iter(qn("w:t")))
        for found in _MARK.finditer(text):
            if found["kind"] == "表":
                paragraph.addprevious(_table(parts.grids[int(found["number"])], known))
            else:
                _place_picture(document, paragraph, parts.pictures[int(found["number"])], int(found["number"]))
        if _MARK.search(text):
            _drop_marks(paragraph)


def _drop_marks(paragraph: Any) -> None:
    for node in paragraph.iter(qn("w:t")):
        node.text = _MARK.sub("", node.text or "")
    empty = not any(node.text for node in paragraph.iter(qn("w:t"))) and not list(paragraph.iter(qn("w:drawing")))
    # The last paragraph of a table's cell may not go: Word calls such a file damaged.
    if empty and paragraph.getparent().tag != qn("w:tc"):
        paragraph.getparent().remove(paragraph)


def _place_picture(document: WordDocument, paragraph: Any, picture: Picture, number: int) -> None:
    inline = document.part.new_pic_inline(BytesIO(chart_png(picture.chart.svg, scale=2.0)), Mm(picture.width))
    drawn = inline.docPr
    drawn.set("id", str(1000 + number))
    drawn.set("name", f"图{number + 1}")
    drawn.set("title", printable(picture.chart.title))
    drawn.set("descr", printable(f"{picture.chart.title}。{picture.chart.description}"))
    run = parse_xml(f"<w:r {nsdecls('w')}><w:drawing/></w:r>")
    run[0].append(inline)
    paragraph.append(run)


def _table(grid: Grid, known: Mapping[str, str]) -> Any:
    whole = sum(column.share for column in grid.columns)
    widths = [round(_WIDTH * 56.693 * column.share / whole) for column in grid.columns]
    head, text = (known.get(name, known["Normal"]) for name in (TABLE_HEAD, TABLE_TEXT))
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="808080"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    titles = [column.title for column in grid.columns]
    places = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    rows = [_row(titles, grid, widths, head, heading=True)]
    rows += [_row(row, grid, widths, text) for row in grid.rows]
    return parse_xml(
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{lines}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="70" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar>'
        f'<w:tblLook w:firstRow="1"/><w:tblCaption w:val={_quoted(grid.caption)}/></w:tblPr>'
        f"<w:tblGrid>{places}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _row(cells: Any, grid: Grid, widths: list[int], style: str, *, heading: bool = False) -> str:
    shade = '<w:shd w:val="clear" w:color="auto" w:fill="EDEDED"/>' if heading else ""
    made = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/><w:ind w:firstLine="0" w:firstLineChars="0"/>'
        f'<w:jc w:val="{_SIDES[column.align]}"/></w:pPr>'
        f'<w:r><w:t xml:space="preserve">{escape(printable(cell))}</w:t></w:r></w:p></w:tc>'
        for cell, width, column in zip(cells, widths, grid.columns, strict=True)
    )
    repeat = "<w:tblHeader/>" if heading else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeat}</w:trPr>{made}</w:tr>"


def _quoted(text: str) -> str:
    return '"' + escape(printable(text), {'"': "&quot;"}) + '"'


def _properties(document: WordDocument, report: Report) -> None:
    about = document.core_properties
    told = (report.title, report.issuer, report.subtitle, "，".join(report.keywords), report.notice)
    about.title, about.author, about.subject, about.keywords, about.comments = (printable(one)[:255] for one in told)
    about.language = report.language
