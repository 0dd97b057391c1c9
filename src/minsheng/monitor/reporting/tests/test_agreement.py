"""The report of a real pack, read back from Word and PDF: words and tables, and both files, say the same numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import docx
import pypdfium2
import pytest
from docx.oxml.ns import qn
from docx.table import Table as WordTable

from minsheng.monitor.book import book_of
from minsheng.monitor.example import example_observations
from minsheng.monitor.observation import observations_table
from minsheng.monitor.reporting.build import report_of
from minsheng.monitor.reporting.facts import facts_of
from minsheng.packs.family import lineage
from minsheng.packs.load import load_packs
from minsheng.report.pdf import report_pdf
from minsheng.report.word import report_docx
from minsheng.terms.periods import Period

PACKS = Path(__file__).resolve().parents[5] / "packs"
STATES = ("已完成", "进度正常", "进度滞后", "未完成", "没有数据")


@dataclass(frozen=True)
class Read:
    """What the Word file says: paragraphs in order, tables by caption, and the whole PDF without any space."""

    paragraphs: Sequence[str]
    tables: Mapping[str, Sequence[Mapping[str, str]]]
    cells: Sequence[str]
    pdf: str

    def table(self, caption: str) -> Sequence[Mapping[str, str]]:
        return next(rows for name, rows in self.tables.items() if name.split(" ", 1)[1] == caption)

    def area_tables(self) -> Iterator[tuple[str, Sequence[Mapping[str, str]]]]:
        for name, rows in self.tables.items():
            if name.endswith("：各项目标"):
                yield name.split(" ", 1)[1].removesuffix("：各项目标"), rows


@pytest.fixture(scope="module", params=["2023Q4", "2020"])
def read(request: pytest.FixtureRequest) -> Read:
    packs = load_packs(PACKS)
    made_up = example_observations(packs["hangzhou"], lineage(packs["hangzhou"], packs), 1)
    book = book_of(packs["hangzhou"], packs, observations_table(made_up))
    report = report_of(facts_of(book, Period.parse(request.param)), issuer="某委", day=date(2024, 1, 15))
    return _read(report_docx(report), report_pdf(report))


def _read(word: bytes, pdf: bytes) -> Read:
    document = docx.Document(BytesIO(word))
    paragraphs, tables, cells, caption = [], {}, [], ""
    for node in document.element.body:
        if node.tag == qn("w:p"):
            caption = "".join(text.text or "" for text in node.iter(qn("w:t")))
            paragraphs.append(caption)
        elif node.tag == qn("w:tbl"):
            rows = [
                ["".join(text.text or "" for text in cell.iter(qn("w:t"))) for cell in row.iter(qn("w:tc"))]
                for row in WordTable(node, document)._tbl.tr_lst
            ]
            tables[caption] = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
            cells += [cell for row in rows for cell in row]
    pages = (page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))
    return Read(paragraphs, tables, cells, re.sub(r"\s", "", "".join(pages)))


def _numbers(pattern: str, read: Read) -> list[str]:
    found = [match for text in read.paragraphs if (match := re.search(pattern, text))]
    assert len(found) == 1, f"{len(found)} paragraphs say {pattern}"
    return list(found[0].groups())


def test_the_counts_of_the_summary_are_those_of_the_table_and_of_the_rows_themselves(read: Read) -> None:
    said = _numbers("共监测(\\d+)项目标：" + "，".join(rf"{state}(\d+)项" for state in STATES), read)
    *areas, whole = read.table("各领域目标完成情况（项）")
    assert said == [whole["目标"], *(whole[state] for state in STATES)]
    for name in ("目标", *STATES):
        assert sum(int(row[name]) for row in areas) == int(whole[name])
    rows = [row for _, some in read.area_tables() for row in some]
    assert [str(len(rows)), *(str(sum(row["状态"] == state for row in rows)) for state in STATES)] == said


def test_each_area_counts_the_rows_of_its_own_table(read: Read) -> None:
    areas = {row["领域"]: row for row in read.table("各领域目标完成情况（项）")}
    for name, rows in read.area_tables():
        counts = [str(sum(row["状态"] == state for row in rows)) for state in STATES]
        assert [areas[name][state] for state in STATES] == counts, name


def test_the_share_of_the_summary_follows_from_its_counts(read: Read) -> None:
    known, good, share = _numbers(r"有数据的(\d+)项中，已完成和进度正常的(\d+)项，占([\d.]+)%", read)
    whole = read.table("各领域目标完成情况（项）")[-1]
    assert int(known) == int(whole["目标"]) - int(whole["没有数据"])
    assert int(good) == int(whole["已完成"]) + int(whole["进度正常"])
    assert Decimal(share) == round(Decimal(100) * int(good) / int(known), 1)


def test_the_lists_to_push_and_of_gaps_have_as_many_rows_as_is_said(read: Read) -> None:
    whole = read.table("各领域目标完成情况（项）")[-1]
    assert _numbers(r"进度滞后和未完成的目标共(\d+)项", read) == [str(int(whole["进度滞后"]) + int(whole["未完成"]))]
    assert _numbers(r"没有数据的目标共(\d+)项", read) == [whole["没有数据"]]
    behind = read.table("需要推动的目标")
    assert len(behind) == int(whole["进度滞后"]) + int(whole["未完成"])
    assert len(read.table("没有数据的目标")) == int(whole["没有数据"])
    assert _numbers(r"其中(\d+)项规划没有写明责任单位", read) == [
        str(sum(row["责任单位"] == "规划未写明" for row in behind))
    ]


def test_a_target_to_push_has_the_same_figure_in_each_table_and_in_the_summary(read: Read) -> None:
    own = {row["指标"]: row for _, rows in read.area_tables() for row in rows}
    behind = read.table("需要推动的目标")
    for row in behind:
        for name in ("最新数", "实现度", "状态"):
            assert row[name] == own[row["指标"]][name], row["指标"]
    (worst,) = _numbers(r"离目标最远的是：(.*)。$", read)
    for row, said in zip(behind[:3], worst.split("；"), strict=True):
        year_goal = next(value for name, value in row.items() if name.endswith("年目标")).split("：")[-1]
        assert said == f"{row['指标']}{row['最新数'].split('，')[0]}，目标{year_goal}，{row['离路径或目标']}"


def test_the_degrees_of_the_summary_are_those_of_the_tables(read: Read) -> None:
    *areas, whole = read.table("各领域目标完成情况（项）")
    assert _numbers(r"目标总实现度为([\d.]+%)", read) == [whole["实现度"]]
    first, high, last, low = _numbers(r"分领域看，(.+?)最高，为([\d.]+%)；(.+?)最低，为([\d.]+%)", read)
    degrees = {row["领域"]: row["实现度"] for row in areas if row["实现度"] != "—"}
    assert (degrees[first], degrees[last]) == (high, low)
    assert max(Decimal(one[:-1]) for one in degrees.values()) == Decimal(high[:-1])
    assert min(Decimal(one[:-1]) for one in degrees.values()) == Decimal(low[:-1])


def test_best_and_worst_district_of_the_summary_are_those_of_the_table(read: Read) -> None:
    best, high, worst, low, gap = _numbers(
        r"总实现度最高的是(.+?)([\d.]+)%，最低的是(.+?)([\d.]+)%（合成），相差([\d.]+)个百分点", read
    )
    degrees = {
        row["区县"]: Decimal(row["总实现度"].split("%")[0])
        for row in read.table("各区县目标实现度")
        if row["总实现度"] != "—"
    }
    assert (degrees[best], degrees[worst]) == (Decimal(high), Decimal(low))
    assert (max(degrees.values()), min(degrees.values())) == (Decimal(high), Decimal(low))
    assert Decimal(gap) == Decimal(high) - Decimal(low)


def test_every_figure_of_a_target_stands_in_the_appendix_with_a_source_that_is_listed(read: Read) -> None:
    listed = {row["编号"] for row in read.table("数的来源")}
    used = {(row["指标"], row["条文"]): row["最新数（累计的逐年列出）"] for row in read.table("各项目标所用的数")}
    for _, rows in read.area_tables():
        for row in rows:
            if row["最新数"] == "—":
                assert (row["指标"], row["条文"]) not in used or row["状态"] == "没有数据"
                continue
            told = used[row["指标"], row["条文"]]
            assert re.fullmatch(r"(.+ \[[^\]]+\]；)*.+ \[[^\]]+\]", told)
            figure = re.search(r"[\d.]+", row["最新数"].removeprefix("万分之"))
            assert figure is not None
            parts = [Decimal(one) for one in re.findall(r" (-?[\d.]+)(?:（合成）)? \[", told)]
            assert Decimal(figure[0]) in (sum(parts), *parts) or "年均增长" in str(row), row
    numbered = {one for told in used.values() for one in re.findall(r"\[\d+\]", told)}
    assert numbered <= listed


def test_the_districts_shown_as_best_and_worst_have_these_figures_in_the_appendix(read: Read) -> None:
    figures = {row["区县"]: row for row in read.table("差距最大的指标在各区县的数")}
    for row in read.table("区县差距最大的指标"):
        for place in (row["最好"], row["最差"]):
            name, value = place.split(" ", 1)
            printed = re.search(r"[\d.]+", value.removeprefix("万分之"))
            assert printed is not None
            assert figures[name][f"（{row['序']}）"].removesuffix("（合成）") == printed[0]


def test_the_pdf_says_every_paragraph_and_every_cell_that_word_says(read: Read) -> None:
    for text in (*read.paragraphs, *read.cells):
        words = re.sub(r"\s", "", re.sub(r"^\d+\. ", "", text))
        # A sentence that runs over a page is cut by the page's head and foot.
        pieces = [words[place : place + 8] for place in range(0, len(words), 8)]
        missing = [piece for piece in pieces if piece not in read.pdf]
        assert len(missing) <= (1 if len(words) > 40 else 0), (words, missing)


def test_made_up_figures_are_marked_on_the_first_page_and_where_they_stand(read: Read) -> None:
    assert read.paragraphs[2].startswith("本报告含合成数据")
    assert any("（合成）" in row["总实现度"] for row in read.table("各区县目标实现度"))
    sources = {row["编号"] for row in read.table("数的来源") if "合成" in row["来源"]}
    for row in read.table("各项目标所用的数"):
        for value, mark in re.findall(r" (\S+) (\[\d+\])", row["最新数（累计的逐年列出）"]):
            assert ("（合成）" in value) == (mark in sources)
