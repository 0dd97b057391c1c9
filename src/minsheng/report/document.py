"""A report as content, before it is Word or PDF: sections of paragraphs, lists, tables and pictures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from minsheng.report.picture import Chart

Align = Literal["left", "centre", "right"]
_DIGITS = "〇一二三四五六七八九"


@dataclass(frozen=True)
class Paragraph:
    """Running text."""

    words: str


@dataclass(frozen=True)
class Heading:
    """A heading inside a section, numbered （一） within it."""

    words: str


@dataclass(frozen=True)
class Points:
    """A list, one line each."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading, its share of the width, and where its cells stand."""

    title: str
    share: float = 1.0
    align: Align = "left"


@dataclass(frozen=True)
class Grid:
    """A table with a caption above it and a note below; every row has as many cells as there are columns.

    Raises ``ValueError`` when a row has more or fewer.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"{len(row)} cells in a table of {len(self.columns)} columns: {row!r}")


@dataclass(frozen=True)
class Picture:
    """A chart with a caption below it; ``width`` in millimetres, at most the 156 of the type area."""

    chart: Chart
    caption: str
    width: float = 150.0


Block = Paragraph | Heading | Points | Grid | Picture


@dataclass(frozen=True)
class Section:
    """A part of the report under a heading, numbered 一、 in the report."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Report:
    """A report: ``title``, the line below it, a notice every reader must see first, sections, who signs it and when.

    ``annexes`` come after the signature, each on a page of its own.
    """

    title: str
    subtitle: str
    sections: tuple[Section, ...]
    annexes: tuple[Section, ...] = ()
    issuer: str = ""
    date: str = ""
    notice: str = ""
    header: str = ""
    keywords: tuple[str, ...] = ()
    language: str = "zh-CN"

    def pictures(self) -> Iterator[Picture]:
        """Every picture, in order."""
        return (block for block in self._every() if isinstance(block, Picture))

    def grids(self) -> Iterator[Grid]:
        """Every table, in order."""
        return (block for block in self._every() if isinstance(block, Grid))

    def _every(self) -> Iterator[Block]:
        return (block for section in (*self.sections, *self.annexes) for block in section.blocks)


def chinese_number(number: int) -> str:
    """A number below 100 in Chinese, for headings.

    >>> [chinese_number(number) for number in (1, 10, 12, 20, 35)]
    ['一', '十', '十二', '二十', '三十五']
    """
    tens, ones = divmod(number, 10)
    lead = "" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十"
    return lead + (_DIGITS[ones] if ones or not tens else "")


Numbered = Iterator[tuple[str, Iterator[tuple[str, Block]]]]
"""Parts of a report by their numbered headings, and in each the blocks, by theirs where they are headings."""


def numbered(report: Report) -> Numbered:
    """Sections with their headings numbered as official documents are (GB/T 9704-2012, 7.3.3): 一、 then （一）.

    Yields the section's heading, and its blocks each with its numbered heading (empty for what is no heading).
    """
    for place, section in enumerate(report.sections, 1):
        yield f"{chinese_number(place)}、{section.title}", _blocks(section)


def numbered_annexes(report: Report) -> Numbered:
    """Annexes as `numbered` gives sections: 附件 when there is one, else 附件1 and so on (GB/T 9704-2012, 7.4)."""
    many = len(report.annexes) > 1
    for place, annex in enumerate(report.annexes, 1):
        yield f"附件{place if many else ''}　{annex.title}", _blocks(annex)


def _blocks(section: Section) -> Iterator[tuple[str, Block]]:
    count = 0
    for block in section.blocks:
        if isinstance(block, Heading):
            count += 1
            yield f"（{chinese_number(count)}）{block.words}", block
        else:
            yield "", block
