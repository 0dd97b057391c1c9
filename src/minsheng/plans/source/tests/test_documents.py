"""Word, HTML and PDF: text in reading order, tables as rows."""

from __future__ import annotations

from pathlib import Path

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Table

from minsheng.plans.source import read_source
from minsheng.plans.source.markup import lines_of
from minsheng.plans.tables import read_indicators

GRID = [
    ["类别", "序号", "指标", "规划目标", "", "2020年实绩"],
    ["", "", "", "2020年", "年均增长", ""],
    ["教育", "1", "巩固率（%）", "98", "1%", "99"],
    ["", "2", "每千人\n床位数（张）", "≥5", "—", "6"],
]
ROWS = [
    "类别\t序号\t指标\t规划目标\t\t2020年实绩",
    "\t\t\t2020年\t年均增长\t",
    "教育\t1\t巩固率（%）\t98\t1%\t99",
    "\t2\t每千人床位数（张）\t≥5\t—\t6",
]


def test_a_word_table_keeps_its_place_and_merged_cells_print_once(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("一、总体目标", 1)
    document.add_paragraph("表1 主要指标")
    table = document.add_table(len(GRID), 6)
    for at, row in enumerate(GRID):
        for place, text in enumerate(row):
            if text:
                table.cell(at, place).text = text
    table.cell(0, 3).merge(table.cell(0, 4))
    table.cell(2, 0).merge(table.cell(3, 0))
    document.add_paragraph("到2025年，目标全部实现。")
    document.save(str(tmp_path / "plan.docx"))
    source = read_source(tmp_path / "plan.docx")
    assert [line for line in source.lines if line] == [
        "# 一、总体目标",
        "表1 主要指标",
        *ROWS,
        "到2025年，目标全部实现。",
    ]


def test_a_one_cell_word_table_is_a_box_and_gives_its_paragraphs(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_table(1, 1).cell(0, 0).text = "专栏1 托育工程\n1.补贴。每人每月200元。\n2.服务。免费。"
    document.save(str(tmp_path / "plan.docx"))
    source = read_source(tmp_path / "plan.docx")
    assert [line for line in source.lines if line] == ["专栏1 托育工程", "1.补贴。每人每月200元。", "2.服务。免费。"]


def test_numbers_that_word_prints_by_itself_are_written_out(tmp_path: Path) -> None:
    document = docx.Document()
    for text in ("扩大供给", "提高质量"):
        document.add_paragraph(text, style="List Number")
    document.save(str(tmp_path / "plan.docx"))
    lines = [line for line in read_source(tmp_path / "plan.docx").lines if line]
    assert [line.replace(" ", "") for line in lines] == ["1.扩大供给", "2.提高质量"]


def test_deleted_words_stay_out_and_inserted_ones_stay_in(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("托位数达到")
    for tag, text_tag, text in (("w:del", "w:delText", "3"), ("w:ins", "w:t", "4.6个")):
        change, run, word = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(text_tag)
        word.text = text
        run.append(word)
        change.append(run)
        paragraph._p.append(change)
    assert paragraph._p.find(qn("w:del")) is not None
    document.save(str(tmp_path / "plan.docx"))
    assert read_source(tmp_path / "plan.docx").lines[0] == "托位数达到4.6个"


def test_html_tables_are_spread_and_other_blocks_are_lines() -> None:
    html = """<html><head><title>x</title></head><body><h2>一、总体目标</h2><p>到<b>2025</b>年，
    全部实现。</p><table><tr><th rowspan="2">类别<th rowspan=2>序号<th rowspan=2>指标<th colspan=2>规划目标
    <th rowspan=2>2020年实绩<tr><th>2020年<th>年均增长<tr><td rowspan=2>教育<td>1<td>巩固率（%）<td>98<td>1%<td>99
    <tr><td>2<td>每千人<br>床位数（张）<td>≥5<td>—<td>6</table><style>p{}</style><div>完。</div></body></html>"""
    assert [line for line in lines_of(html) if line] == [
        "## 一、总体目标",
        "到2025年， 全部实现。",
        *ROWS,
        "完。",
    ]


def test_a_html_table_that_lays_out_a_page_is_text() -> None:
    html = "<table><tr><td><p>一、目标</p><table><tr><td>指标<td>2025年<tr><td>托位<td>1</table></td></tr></table>"
    assert [line for line in lines_of(html) if line] == ["一、目标", "指标\t2025年", "托位\t1"]


@given(st.text(alphabet="<>/tabledrphspan=\"'1 教育&;#x", max_size=200))
def test_any_markup_gives_lines_and_never_raises(text: str) -> None:
    assert all("\n" not in line for line in lines_of(text))


def test_a_ruled_pdf_table_gives_rows_and_running_heads_are_named(tmp_path: Path) -> None:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    style = ParagraphStyle("p", fontName="STSong-Light", fontSize=12, leading=18, firstLineIndent=24, wordWrap="CJK")
    sentence = "到2025年，覆盖城乡的公共服务体系更加健全，" * 6 + "新增托位数达到1万个。"
    look = [("GRID", (0, 0), (-1, -1), 1, "black"), ("FONT", (0, 0), (-1, -1), "STSong-Light", 10)]
    story: list[object] = []
    for _ in range(3):
        table = Table(GRID, style=[*look, ("SPAN", (3, 0), (4, 0)), ("SPAN", (0, 2), (0, 3))])
        story += [Paragraph(sentence, style), table, PageBreak()]

    def edges(page: canvas.Canvas, document: SimpleDocTemplate) -> None:
        page.setFont("STSong-Light", 9)
        page.drawString(100, 810, "某市公共服务规划")
        page.drawCentredString(300, 30, f"- {document.page} -")

    SimpleDocTemplate(str(tmp_path / "plan.pdf")).build(story, onFirstPage=edges, onLaterPages=edges)
    source = read_source(tmp_path / "plan.pdf")
    lines = [line for line in source.lines if line]
    assert lines == [sentence, *ROWS] * 3
    assert [doubt.code for doubt in source.doubts] == ["source.page-furniture"]
    assert "某市公共服务规划" in source.doubts[0].reason


def test_a_text_box_and_a_content_control_in_word_are_read(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("正文。")
    box, inner, run, text = (OxmlElement(tag) for tag in ("w:txbxContent", "w:p", "w:r", "w:t"))
    text.text = "专栏1 托育"
    run.append(text)
    inner.append(run)
    box.append(inner)
    paragraph._p.append(box)
    control, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
    moved = document.add_paragraph("控件里的正文。")._p
    content.append(moved)
    control.append(content)
    paragraph._p.addnext(control)
    document.save(str(tmp_path / "plan.docx"))
    lines = [line for line in read_source(tmp_path / "plan.docx").lines if line]
    assert lines == ["正文。", "专栏1 托育", "控件里的正文。"]


def test_a_table_inside_a_word_cell_is_part_of_the_cell(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(1, 2)
    table.cell(0, 0).text = "指标"
    inner = table.cell(0, 1).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "甲", "乙"
    document.save(str(tmp_path / "plan.docx"))
    assert [line for line in read_source(tmp_path / "plan.docx").lines if line] == ["指标\t甲 乙"]


def test_columns_of_a_pdf_without_rules_stay_apart(tmp_path: Path) -> None:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    page = canvas.Canvas(str(tmp_path / "plan.pdf"))
    page.setFont("STSong-Light", 12)
    for height, cells in ((700, ("指标", "2020年", "2025年")), (680, ("托位数（个）", "2.0", "4.6"))):
        for left, cell in zip((72, 250, 350), cells, strict=True):
            page.drawString(left, height, cell)
    page.save()
    rows, _ = read_indicators(read_source(tmp_path / "plan.pdf").lines)
    assert [(row.name, [str(figure.value) for figure in row.values.values()]) for row in rows] == [
        ("托位数", ["2.0", "4.6"])
    ]
