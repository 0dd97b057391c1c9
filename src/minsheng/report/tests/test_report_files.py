"""One report, as Word and as PDF, read back by other programs."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pdfplumber
import pypdfium2
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from minsheng.report import word_check
from minsheng.report.charts import Bar, bar_chart
from minsheng.report.document import Column, Grid, Heading, Paragraph, Picture, Points, Report, Section
from minsheng.report.letters import printable
from minsheng.report.pdf import report_pdf
from minsheng.report.word import report_docx
from minsheng.report.word_styles import default_template
from minsheng.terms.errors import MinshengError

CHART = bar_chart("各区托位", "个", [Bar("上城区", 3), Bar("西湖区", 4)], average=3.5)
GRID = Grid(
    "表1 各领域目标",
    (Column("领域", 2), Column("目标数", 1, "right")),
    tuple((f"领域{place}", str(place)) for place in range(60)),
    "注：合成数据。",
)
REPORT = Report(
    "某市公共服务监测报告",
    "（2023年第四季度）",
    (
        Section("总体情况", (Paragraph("全市103项目标。"), Heading("教育"), GRID, Points(("甲 <&>", "乙")))),
        Section("差距", (Picture(CHART, "图1 各区托位"),)),
    ),
    issuer="某市发展和改革委员会",
    date="2024年1月15日",
    notice="含合成数据。",
    header="监测",
    keywords=("监测",),
)


@pytest.fixture(scope="module")
def word() -> Any:
    return docx.Document(BytesIO(report_docx(REPORT)))


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return report_pdf(REPORT)


def test_word_has_everything_in_order_with_numbered_headings(word: Any) -> None:
    assert [(paragraph.style.name, paragraph.text) for paragraph in word.paragraphs] == [
        ("Title", "某市公共服务监测报告"),
        ("副标题", "（2023年第四季度）"),
        ("提示", "含合成数据。"),
        ("Heading 1", "一、总体情况"),
        ("Normal", "全市103项目标。"),
        ("Heading 2", "（一）教育"),
        ("表题", "表1 各领域目标"),
        ("表注", "注：合成数据。"),
        ("Normal", "1. 甲 <&>"),
        ("Normal", "2. 乙"),
        ("Heading 1", "二、差距"),
        ("图片", ""),
        ("图题", "图1 各区托位"),
        ("Normal", ""),
        ("落款", "某市发展和改革委员会"),
        ("落款", "2024年1月15日"),
    ]
    head, first = ([cell.text for cell in row.cells] for row in word.tables[0].rows[:2])
    assert (head, first) == (["领域", "目标数"], ["领域0", "0"])
    assert len(word.tables[0].rows) == 61


def test_word_is_set_as_the_standard_says(word: Any) -> None:
    section = word.sections[0]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(margin.mm) for margin in margins] == [37, 35, 28, 26]
    assert [round(side.mm) for side in (section.page_width, section.page_height)] == [210, 297]
    text, title = word.styles["Normal"], word.styles["Title"]
    assert (text.font.size, text.paragraph_format.line_spacing, title.font.size) == (Pt(16), Pt(29), Pt(22))
    assert text.element.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋_GB2312"
    assert title.element.rPr.rFonts.get(qn("w:eastAsia")) == "方正小标宋简体"
    assert [title.element.pPr.ind.get(qn("w:firstLineChars")), text.element.pPr.ind.get(qn("w:firstLineChars"))] == [
        "0",
        "200",
    ]


def test_word_names_a_font_to_take_when_one_is_missing() -> None:
    fonts = zipfile.ZipFile(BytesIO(report_docx(REPORT))).read("word/fontTable.xml").decode()
    assert re.search(r'w:name="仿宋_GB2312"><w:altName w:val="仿宋"/>', fonts)


def test_page_numbers_stand_between_dashes_on_the_outer_side(word: Any) -> None:
    section = word.sections[0]
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
    assert (odd.text, odd.alignment, even.alignment) == ("— 1 —", 2, 0)
    assert word.settings.odd_and_even_pages_header_footer


def test_a_table_repeats_its_heading_row_and_a_picture_is_described(word: Any) -> None:
    assert word.tables[0].rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    described = word.inline_shapes[0]._inline.docPr
    assert described.get("descr").startswith("各区托位。最好的是西湖区（4个），最差的是上城区（3个）")
    assert word.inline_shapes[0].width == Mm(150)


def test_word_knows_its_title_and_language(word: Any) -> None:
    about = word.core_properties
    assert (about.title, about.language, about.author) == ("某市公共服务监测报告", "zh-CN", "某市发展和改革委员会")


def _template(tmp_path: Path, *words: str, cell: str = "") -> Path:
    made = docx.Document()
    for one in words:
        made.add_paragraph(one)
    if cell:
        made.add_table(1, 1).cell(0, 0).text = cell
    made.save(str(tmp_path / "mine.docx"))
    return tmp_path / "mine.docx"


def test_a_users_template_takes_what_it_asks_for(tmp_path: Path) -> None:
    loop = ["{%p for 章 in 章节 %}", "{%p for 块 in 章.内容 %}", "{{ 块.表 }}", "{%p endfor %}", "{%p endfor %}"]
    mine = _template(tmp_path, "我们的 {{ 标题 }}", *loop, cell="{{ 日期 }}")
    filled = docx.Document(BytesIO(report_docx(REPORT, mine)))
    assert filled.paragraphs[0].text == "我们的 某市公共服务监测报告"
    assert [len(table.rows) for table in filled.tables] == [61, 1]
    assert filled.tables[1].cell(0, 0).text == "2024年1月15日"
    assert "⟦" not in "".join(paragraph.text for paragraph in filled.paragraphs)


def test_tags_for_cells_of_a_users_table_are_no_fault(tmp_path: Path) -> None:
    mine = _template(tmp_path, "{{r 单位 }}", cell="{% cellbg 'FF0000' %}{% colspan 1 %}{{ 日期 }}")
    filled = docx.Document(BytesIO(report_docx(REPORT, mine)))
    assert filled.tables[0].cell(0, 0).text == "2024年1月15日"


@pytest.mark.parametrize(
    ("words", "cell", "told"),
    [
        (["好", "{{ 标提 }}"], "", r"mine\.docx: 模板用了报告里没有的“标提”：正文第 2 段（读到：\{\{ 标提 \}\}"),
        (["{%p for 章 in 章节 %}", "{{ 章.题 }}", "{%p endfor %}"], "", "没有的“题”：正文第 2 段"),
        (["好", "{%p for 章 in 章节 %}"], "", "模板的标签写错了：正文第 2 段"),
        (["{{ 标题 | 没有 }}"], "", "模板的标签写错了：正文第 1 段"),
        (["{{ 标题 + 1 }}"], "", "模板的标签算不出来：正文第 1 段"),
        (["{{ 标题.__class__.__mro__ }}"], "", "正文第 1 段"),
        (["好"], "{{ 无 }}", "没有的“无”：正文第 2 段（在表格里）"),
    ],
)
def test_a_fault_of_a_template_is_told_with_its_paragraph(
    tmp_path: Path, words: list[str], cell: str, told: str
) -> None:
    with pytest.raises(MinshengError, match=told):
        report_docx(REPORT, _template(tmp_path, *words, cell=cell))


def test_a_fault_in_a_templates_header_is_told_too(tmp_path: Path) -> None:
    mine = docx.Document()
    mine.sections[0].header.paragraphs[0].text = "{{ 没有 }}"
    mine.save(str(tmp_path / "mine.docx"))
    with pytest.raises(MinshengError, match="没有的“没有”：页眉第 1 段"):
        report_docx(REPORT, tmp_path / "mine.docx")


@pytest.mark.parametrize(
    ("content", "told"), [(b"not a zip", "不是 Word 文件"), (None, "读不了这个模板")], ids=["text", "absent"]
)
def test_a_template_that_is_no_word_file_is_refused(tmp_path: Path, content: bytes | None, told: str) -> None:
    if content is not None:
        (tmp_path / "mine.docx").write_bytes(content)
    with pytest.raises(MinshengError, match=told):
        report_docx(REPORT, tmp_path / "mine.docx")


def test_a_template_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_check, "_MOST_UNPACKED", 2_000_000)
    with zipfile.ZipFile(tmp_path / "mine.docx", "w", zipfile.ZIP_DEFLATED) as pack:
        for name in ("word/document.xml", *(f"word/{place}.bin" for place in range(4))):
            pack.writestr(name, bytes(600_000))
    with pytest.raises(MinshengError, match="模板太大"):
        report_docx(REPORT, tmp_path / "mine.docx")


def test_the_bundled_template_given_as_the_users_own_gives_the_same_report(tmp_path: Path, word: Any) -> None:
    (tmp_path / "mine.docx").write_bytes(default_template())
    again = docx.Document(BytesIO(report_docx(REPORT, tmp_path / "mine.docx")))
    assert again.element.body.xml == word.element.body.xml


def _catalogue(pdf: bytes) -> Any:
    return pdfplumber.open(BytesIO(pdf)).doc.catalog


def _tags(pdf: bytes) -> list[tuple[str, dict[str, Any]]]:
    found: list[tuple[str, dict[str, Any]]] = []

    def walk(node: Any) -> None:
        node = node.resolve() if hasattr(node, "resolve") else node
        if isinstance(node, list):
            for one in node:
                walk(one)
        elif isinstance(node, dict):
            if "S" in node:
                found.append((node["S"].name, node))
            walk(node.get("K", []))

    walk(_catalogue(pdf)["StructTreeRoot"])
    return found


def test_pdf_says_it_is_tagged_in_chinese_with_a_title_and_by_which_standard(pdf: bytes) -> None:
    catalogue = _catalogue(pdf)
    assert catalogue["MarkInfo"]["Marked"] is True
    assert catalogue["Lang"].decode() == "zh-CN"
    assert catalogue["ViewerPreferences"]["DisplayDocTitle"] is True
    about = catalogue["Metadata"].resolve().get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in about
    assert "某市公共服务监测报告" in about


def test_pdf_has_headings_a_table_with_heads_and_a_described_figure(pdf: bytes) -> None:
    tags = _tags(pdf)
    names = [name for name, _ in tags]
    assert (names.count("H1"), names.count("H2"), names.count("Table")) == (2, 1, 1)
    assert (names.count("TH"), names.count("TD")) == (2, 120)
    figures = [node for name, node in tags if name == "Figure"]
    assert [node["Alt"].decode("utf-16").startswith("各区托位。最好的是西湖区") for node in figures] == [True]


def test_every_font_of_the_pdf_is_embedded(pdf: bytes) -> None:
    with pdfplumber.open(BytesIO(pdf)) as opened:
        names = {char["fontname"] for page in opened.pages for char in page.chars}
    assert names
    assert all(re.fullmatch(r"[A-Z]{6}\+Noto(Sans|Serif)CJKsc-Regular.*", name) for name in names), names


def test_the_words_of_the_pdf_can_be_read_back(pdf: bytes) -> None:
    opened = pypdfium2.PdfDocument(pdf)
    text = "".join(page.get_textpage().get_text_range() for page in opened)
    squeezed = re.sub(r"\s", "", text)
    for words in ("某市公共服务监测报告", "含合成数据。", "一、总体情况", "全市103项目标。", "领域5959", "甲<&>"):
        assert words in squeezed
    assert "—1—" in squeezed


def test_the_same_report_gives_the_same_pdf(pdf: bytes) -> None:
    dates = re.compile(rb"/(ID|CreationDate|ModDate)[^\n]*|<xmp:\w+Date>[^<]*")
    stripped = [dates.sub(b"", one) for one in (pdf, report_pdf(REPORT))]
    assert stripped[0] == stripped[1]


def test_a_row_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="1 cells in a table of 2 columns"):
        Grid("", GRID.columns, (("a",),))


_ANY = st.text(max_size=12)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(words=_ANY, cell=_ANY, title=_ANY)
@example(words="\0", cell="\x85", title="\ufffe")
@example(words="\ud800", cell="\t", title="\n")
@example(words="\u08e2\u1680", cell="\ufeff\u200b\u2028", title="\ufe0f")
def test_whatever_somebody_wrote_both_files_are_made_and_word_says_it(words: str, cell: str, title: str) -> None:
    blocks = (Paragraph(f"甲{words}乙"), Grid(f"表1 {title}", (Column(f"列{cell}"),), ((cell,),), words))
    report = Report(f"题{title}", title, (Section(title, blocks),), issuer=words, header=cell)
    made = docx.Document(BytesIO(report_docx(report)))
    assert re.sub(r"\s", "", printable(f"甲{words}乙")) in [re.sub(r"\s", "", one.text) for one in made.paragraphs]
    assert re.sub(r"\s", "", made.tables[0].cell(1, 0).text) == re.sub(r"\s", "", printable(cell))
    assert report_pdf(report).startswith(b"%PDF-")


def test_a_letter_no_font_has_is_stood_in_for_in_the_pdf_and_named() -> None:
    report = Report("题", "", (Section("节", (Paragraph("合格😀率"),)),))
    text = pypdfium2.PdfDocument(report_pdf(report))[0].get_textpage().get_text_range()
    assert "合格〓率" in text
    assert "〓代替字体里没有的字：U+1F600。" in text
    assert "〓" not in pypdfium2.PdfDocument(report_pdf(REPORT))[0].get_textpage().get_text_range()
