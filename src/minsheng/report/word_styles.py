"""The bundled Word template: the page and letters of GB/T 9704-2012, and the tags that take a report's parts.

It is made here and not kept as a file, so that every measure can be read. Fonts are those of Chinese offices; each
names the one to take where it is not installed (``altName`` in the font table), so Word and WPS need not guess.
"""

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

TITLE_FONT, TEXT_FONT, HEAD_FONT, SUBHEAD_FONT, SONG, LATIN = (
    "方正小标宋简体",
    "仿宋_GB2312",
    "黑体",
    "楷体_GB2312",
    "宋体",
    "Times New Roman",
)
INSTEAD = {TITLE_FONT: "宋体", TEXT_FONT: "仿宋", HEAD_FONT: "SimHei", SUBHEAD_FONT: "楷体", SONG: "SimSun"}
TOP, BOTTOM, LEFT, RIGHT = 37, 35, 28, 26
"""Margins in millimetres: GB/T 9704-2012, 5.2.1; 297 and 210 less these leave its type area of 225 by 156."""
LINE = 29.0
"""Points from line to line: 225 mm hold 22 lines (GB/T 9704-2012, 5.2.3)."""
SIZE_2, SIZE_3, SIZE_4, SIZE_5 = 22.0, 16.0, 14.0, 10.5
"""二号, 三号, 四号 and 五号 in points."""

TABLE_TEXT, TABLE_HEAD, TABLE_CAPTION, NOTE = "表格文字", "表头", "表题", "表注"
NOTICE, SIGNED, SUBTITLE, PICTURE, CAPTION, ANNEX = "提示", "落款", "副标题", "图片", "图题", "附件标题"
CONTENT = (
    ("", "{%p for 块 in 章.内容 %}"),
    ("", "{%p if 块.小标题 %}"),
    ("Heading 2", "{{ 块.小标题 }}"),
    ("", "{%p elif 块.段落 %}"),
    ("Normal", "{{ 块.段落 }}"),
    ("", "{%p elif 块.图 %}"),
    (PICTURE, "{{ 块.图 }}"),
    (CAPTION, "{{ 块.题注 }}"),
    ("", "{%p elif 块.表 %}"),
    (TABLE_CAPTION, "{{ 块.题注 }}"),
    ("Normal", "{{ 块.表 }}"),
    ("", "{%p if 块.注 %}"),
    (NOTE, "{{ 块.注 }}"),
    ("", "{%p endif %}"),
    ("", "{%p endif %}"),
    ("", "{%p endfor %}"),
)
BODY = (
    (SUBTITLE, "{{ 副标题 }}"),
    ("", "{%p if 提示 %}"),
    (NOTICE, "{{ 提示 }}"),
    ("", "{%p endif %}"),
    ("", "{%p for 章 in 章节 %}"),
    ("Heading 1", "{{ 章.标题 }}"),
    *CONTENT,
    ("", "{%p endfor %}"),
    ("Normal", ""),
    (SIGNED, "{{ 单位 }}"),
    (SIGNED, "{{ 日期 }}"),
    ("", "{%p for 章 in 附件 %}"),
    (ANNEX, "{{ 章.标题 }}"),
    *CONTENT,
    ("", "{%p endfor %}"),
)
"""Style and text of each paragraph below the title; docs/reports.md explains the tags."""


@cache
def default_template() -> bytes:
    """The template as a .docx file."""
    document = Document()
    _page(document)
    _styles(document)
    _fonts(document)
    document.add_paragraph("{{ 标题 }}", style="Title")
    for style, words in BODY:
        document.add_paragraph(words, style=style or "Normal")
    _header_and_footers(document)
    saved = BytesIO()
    document.save(saved)
    return saved.getvalue()


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
    # The page number stands 7 mm below the type area (GB/T 9704-2012, 7.5).
    section.footer_distance, section.header_distance = Mm(BOTTOM - 7 - 5), Mm(20)
    document.settings.odd_and_even_pages_header_footer = True


def _styles(document: Any) -> None:
    defaults = document.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr")[0]
    for size in defaults.findall(qn("w:sz")):
        size.set(qn("w:val"), str(int(2 * SIZE_3)))
    _letters(defaults, TEXT_FONT)
    _style(document, "Normal", TEXT_FONT, SIZE_3, align=WD_ALIGN_PARAGRAPH.JUSTIFY, indent=2)
    title = _style(document, "Title", TITLE_FONT, SIZE_2, align=WD_ALIGN_PARAGRAPH.CENTER, line=36)
    for border in title.element.xpath("w:pPr/w:pBdr"):
        border.getparent().remove(border)
    _style(document, SUBTITLE, SUBHEAD_FONT, SIZE_3, align=WD_ALIGN_PARAGRAPH.CENTER, after=LINE / 2)
    left = WD_ALIGN_PARAGRAPH.LEFT
    _style(document, "Heading 1", HEAD_FONT, SIZE_3, align=left, indent=2, before=LINE / 4)
    _style(document, "Heading 2", SUBHEAD_FONT, SIZE_3, align=left, indent=2)
    notice = _style(document, NOTICE, HEAD_FONT, SIZE_4, align=left, after=LINE / 2)
    notice.font.color.rgb = RGBColor(0x9C, 0x3B, 0x26)
    _frame(notice)
    caption = _style(document, TABLE_CAPTION, HEAD_FONT, 12.0, align=WD_ALIGN_PARAGRAPH.CENTER, line=22, before=6)
    _style(document, CAPTION, HEAD_FONT, 12.0, align=WD_ALIGN_PARAGRAPH.CENTER, line=22, after=6)
    _style(document, TABLE_TEXT, TEXT_FONT, SIZE_5, align=left, line=16)
    _style(document, TABLE_HEAD, HEAD_FONT, SIZE_5, align=left, line=16)
    _style(document, NOTE, TEXT_FONT, 9.0, align=left, line=14, after=LINE / 2)
    _style(document, SIGNED, TEXT_FONT, SIZE_3, align=WD_ALIGN_PARAGRAPH.RIGHT).paragraph_format.right_indent = Pt(32)
    picture = _style(document, PICTURE, TEXT_FONT, SIZE_3, align=WD_ALIGN_PARAGRAPH.CENTER, before=6)
    # A fixed line would cut a picture to its height.
    picture.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    picture.paragraph_format.keep_with_next = True
    caption.paragraph_format.keep_with_next = True
    annex = _style(document, ANNEX, HEAD_FONT, SIZE_3, align=left)
    annex.base_style = document.styles["Heading 1"]
    annex.paragraph_format.page_break_before = True
    for name in ("Heading 1", "Heading 2"):
        document.styles[name].paragraph_format.keep_with_next = True


def _style(
    document: Any,
    name: str,
    font: str,
    size: float,
    *,
    align: Any = None,
    indent: int = 0,
    line: float = LINE,
    before: float = 0,
    after: float = 0,
) -> Any:
    styles = document.styles
    style = styles[name] if name in styles else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.font.size, style.font.bold, style.font.italic = Pt(size), False, False
    style.font.color.rgb = RGBColor(0, 0, 0)
    for old in style.element.xpath("w:link"):
        style.element.remove(old)
    _letters(style.element.get_or_add_rPr(), font)
    layout = style.paragraph_format
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(line)
    layout.space_before, layout.space_after = Pt(before), Pt(after)
    layout.alignment = align
    layout.first_line_indent = Pt(indent * size)
    # In letters, so that it stays two wide when someone changes the size; nought, because styles inherit it.
    style.element.get_or_add_pPr().find(qn("w:ind")).set(qn("w:firstLineChars"), str(indent * 100))
    return style


def _letters(properties: Any, font: str) -> None:
    for name in ("rFonts", "lang", "bCs", "spacing", "szCs"):
        for old in properties.findall(qn(f"w:{name}")):
            properties.remove(old)
    slots = (("ascii", LATIN), ("hAnsi", LATIN), ("eastAsia", font), ("cs", LATIN))
    fonts, language = OxmlElement("w:rFonts"), OxmlElement("w:lang")
    for slot, value in slots:
        fonts.set(qn(f"w:{slot}"), value)
    for slot in ("val", "eastAsia"):
        language.set(qn(f"w:{slot}"), "zh-CN")
    properties.insert(0, fonts)
    properties.append(language)


def _frame(style: Any) -> None:
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="8" w:space="4" w:color="9C3B26"/>'
        for side in ("top", "left", "bottom", "right")
    )
    border = parse_xml(f"<w:pBdr {nsdecls('w')}>{sides}</w:pBdr>")
    properties = style.element.get_or_add_pPr()
    # The order of a paragraph's properties is fixed: its border comes before its spacing.
    properties.find(qn("w:spacing")).addprevious(border)


def _fonts(document: Any) -> None:
    part = next(part for part in document.part.package.iter_parts() if str(part.partname) == "/word/fontTable.xml")
    table = parse_xml(part.blob)
    for name, instead in INSTEAD.items():
        for old in [font for font in table if font.get(qn("w:name")) == name]:
            table.remove(old)
        table.append(
            parse_xml(
                f'<w:font {nsdecls("w")} w:name="{name}"><w:altName w:val="{instead}"/>'
                '<w:charset w:val="86"/><w:family w:val="auto"/><w:pitch w:val="default"/></w:font>'
            )
        )
    part._blob = _as_bytes(table)


def _as_bytes(element: Any) -> bytes:
    from lxml import etree

    made: bytes = etree.tostring(element, xml_declaration=True, encoding="UTF-8", standalone=True)
    return made


def _header_and_footers(document: Any) -> None:
    section = document.sections[0]
    for header in (section.header, section.even_page_header):
        paragraph = header.paragraphs[0]
        paragraph.style = document.styles[TABLE_TEXT]
        paragraph.text, paragraph.alignment = "{{ 页眉 }}", WD_ALIGN_PARAGRAPH.RIGHT
    sides = ((section.footer, WD_ALIGN_PARAGRAPH.RIGHT), (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT))
    for footer, side in sides:
        paragraph = footer.paragraphs[0]
        paragraph.style = document.styles[TABLE_TEXT]
        paragraph.alignment = side
        # One letter in from the edge (GB/T 9704-2012, 7.5).
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(SIZE_4)
        _page_number(paragraph)


def _page_number(paragraph: Any) -> None:
    letters = f'<w:rPr><w:rFonts w:ascii="{SONG}" w:hAnsi="{SONG}" w:eastAsia="{SONG}"/><w:sz w:val="28"/></w:rPr>'
    text = '<w:t xml:space="preserve">{}</w:t>'
    parts = (
        text.format("— "),
        '<w:fldChar w:fldCharType="begin"/>',
        '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
        text.format("1"),
        '<w:fldChar w:fldCharType="end"/>',
        text.format(" —"),
    )
    for part in parts:
        paragraph._p.append(parse_xml(f"<w:r {nsdecls('w')}>{letters}{part}</w:r>"))
