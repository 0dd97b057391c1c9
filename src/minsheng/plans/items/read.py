"""Boxes to items: a box's numbered paragraphs, each with its name and what it says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from minsheng.plans.items.amounts import read_amounts
from minsheng.plans.layout.marks import Number, box_title, narrow, number_of
from minsheng.plans.model import Block, Doubt, Item, Lines

_LONG_NAME = 45
_NAME_END = re.compile(r"[。：:；;！？!?]|(?<=[\u4e00-\u9fff”）)])[ \u3000]+(?=[\u4e00-\u9fff“])")
_EMPHASIS = re.compile(r"\*\*|__")
_RUN_ON = r"(?<=[。；;])\s*{mark}"


@dataclass
class _Entry:
    """An item being put together."""

    number: int
    parts: list[str]
    lines: Lines
    doubts: list[Doubt] = field(default_factory=list)


def read_items(blocks: Sequence[Block]) -> tuple[tuple[Item, ...], tuple[Doubt, ...]]:
    """The numbered items of all boxes, and doubts about what in a box stands under no number.

    An item's number is the printed one; a gap in the numbers is kept and marked. Its name runs to the first
    full stop, colon or blank between words.

    >>> title = Block("box", "专栏3 护理补贴", (1, 1), box=3)
    >>> item = Block("paragraph", "1.护理补贴。每人每月250元。", (2, 2), box=3)
    >>> [(item.number, item.name, str(item.amounts[0].value)) for item in read_items([title, item])[0]]
    [(1, '护理补贴', '250')]
    """
    items: list[Item] = []
    doubts: list[Doubt] = []
    at = 0
    while at < len(blocks):
        if blocks[at].box is None:
            at += 1
            continue
        end = at + 1
        while end < len(blocks) and blocks[end].box == blocks[at].box and blocks[end].kind != "box":
            end += 1
        found, unsure = _read_box(blocks[at:end])
        items += found
        doubts += unsure
        at = end
    return tuple(items), tuple(doubts)


def _read_box(blocks: Sequence[Block]) -> tuple[list[Item], list[Doubt]]:
    number = blocks[0].box
    assert number is not None
    title, body = "", blocks
    if blocks[0].kind == "box":
        title, body = _title(blocks[0].text), blocks[1:]
    entries: list[_Entry] = []
    doubts: list[Doubt] = []
    rank: int | None = None
    for block in body:
        if block.kind == "note":
            continue
        for text, lines in _paragraphs(block):
            mark = number_of(narrow(text))
            if mark is not None and rank is None:
                rank = mark.rank
            if mark is not None and mark.rank == rank:
                _start(entries, text[mark.width :].strip(), mark.value, lines)
                _split_run_on(entries, mark, text)
            elif entries:
                entries[-1].parts.append(text)
                entries[-1].lines = (entries[-1].lines[0], lines[1])
            else:
                doubts.append(Doubt("item.unnumbered", f"专栏{number}里这一段没有序号，未读成项目", lines))
    if not entries:
        doubts = [Doubt("item.none", f"专栏{number}里没有带序号的项目", (blocks[0].lines[0], blocks[-1].lines[1]))]
    return [_item(number, title, entry) for entry in entries], doubts


def _title(text: str) -> str:
    """The title of a box as printed, without its number and with single blanks."""
    stripped = re.sub(r"^[#\s]+|[*_]{2}", "", text).strip()
    found = box_title(narrow(stripped))
    if found is None or not found[1]:
        return re.sub(r"\s+", " ", stripped)
    return re.sub(r"\s+", " ", stripped[-len(found[1]) :]).strip()


def _paragraphs(block: Block) -> list[tuple[str, Lines]]:
    """A block's texts: one, or for a table one a row with the number and name as an item prints them."""
    if block.kind != "table":
        return [(_EMPHASIS.sub("", block.text).strip(), block.lines)]
    rows = []
    for offset, line in enumerate(block.text.split("\n")):
        cells = [cell.strip() for cell in re.split(r"\t|(?<!\\)\|", line) if cell.strip()]
        at = block.lines[0] + offset
        if len(cells) >= 2 and re.fullmatch(r"\d{1,3}", narrow(cells[0])):
            rows.append((f"{narrow(cells[0])}. {cells[1]}。{'；'.join(cells[2:])}", (at, at)))
        elif cells and not re.fullmatch(r"[-:—\s]+", "".join(cells)):
            rows.append((" ".join(cells), (at, at)))
    return rows


def _start(entries: list[_Entry], text: str, number: int, lines: Lines) -> None:
    entry = _Entry(number, [text], lines)
    expected = entries[-1].number + 1 if entries else 1
    if number != expected:
        said = f"序号从 {expected - 1} 跳到 {number}" if entries else f"第一项的序号是 {number}"
        entry.doubts.append(Doubt("item.number-gap", said, lines))
    entries.append(entry)


def _split_run_on(entries: list[_Entry], mark: Number, text: str) -> None:
    """Items printed one after another in one paragraph, told apart by the numbers that come next."""
    printed = narrow(text)[: mark.width]
    while True:
        entry = entries[-1]
        following = re.escape(printed.replace(str(mark.value), "\0", 1).strip()).replace("\0", str(entry.number + 1))
        if str(entry.number + 1) not in following or re.fullmatch(r"\d+", following):
            return
        found = re.search(_RUN_ON.format(mark=following) + r"(?!\d)", narrow(entry.parts[0]))
        if found is None:
            return
        whole = entry.parts[0]
        entry.parts[0] = whole[: found.start()].strip()
        entries.append(_Entry(entry.number + 1, [whole[found.end() :].strip()], entry.lines))


def _item(box: int, title: str, entry: _Entry) -> Item:
    whole = "".join(entry.parts)
    found = _NAME_END.search(whole)
    name, text = (whole[: found.start()], whole[found.end() :].strip()) if found else (whole, "")
    name = name.strip()
    doubts = list(entry.doubts)
    if not name:
        doubts.append(Doubt("item.no-name", "这一项没有名称", entry.lines))
    elif len(name) > _LONG_NAME:
        doubts.append(Doubt("item.long-name", "这一项开头不像名称，取了第一句", entry.lines))
    return Item(box, title, entry.number, name, text, read_amounts(whole), entry.lines, tuple(doubts))
