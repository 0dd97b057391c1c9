"""Pieces to blocks: each under its headings, and inside its box when it stands in one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from minsheng.plans.layout.boxes import box_members
from minsheng.plans.layout.marks import ITEM_RANK
from minsheng.plans.layout.pieces import Piece, PieceKind, pieces_of
from minsheng.plans.model import Block, BlockKind, Lines

_TITLE = re.compile(r"(?:规划|纲要|计划|方案|意见|通知|办法|报告|行动)(?:》的通知)?(?:\s*\(.{1,20}\))?$")
_LEAD_LENGTH = 40
_BOX_KINDS: dict[PieceKind, BlockKind] = {"box": "box", "note": "note", "caption": "note", "table": "table"}


def split_blocks(lines: Sequence[str], tables: Sequence[Lines] = ()) -> tuple[Block, ...]:
    """Blocks of a plan in order; every line that is not blank or a page number stands in exactly one.

    ``tables`` are spans of lines (1-based, inclusive) that hold tables: each becomes one block of that kind.
    A paragraph such as ``1.扩大供给。到2025年…`` has its first sentence as the last part of its path.
    Inside a box the path ends with ``专栏N``. Lines before the first heading that are no sentence are titles
    (规划, 计划, …) or front matter, which is given as ``contents``.

    >>> [block.path for block in split_blocks(["一、目标", "（一）托育", "1.扩大供给。到2025年新增托位1万个。"])][-1]
    ('一、目标', '（一）托育', '1.扩大供给')
    """
    pieces = pieces_of(lines, tables)
    boxes = box_members(pieces)
    trail = _Trail()
    blocks: list[Block] = []
    started = False
    for index, piece in enumerate(pieces):
        box = boxes.get(index)
        if box is None:
            started = started or piece.kind == "heading" or (piece.number is not None and piece.number.rank < ITEM_RANK)
            blocks.append(_outside(piece, trail, started=started))
        else:
            kind = _BOX_KINDS.get(piece.kind, "paragraph")
            path = (*trail.above_items, f"专栏{box}")
            blocks.append(Block(kind, piece.text, piece.lines, path, box))
    return tuple(blocks)


class _Trail:
    """The headings that stand above the line being read."""

    def __init__(self) -> None:
        self._stack: list[tuple[float, str]] = []
        self._hash_ranks: dict[int, float] = {}

    @property
    def path(self) -> tuple[str, ...]:
        return tuple(text for _, text in self._stack)

    def enter(self, piece: Piece, text: str) -> tuple[str, ...]:
        if piece.number is not None:
            rank: float = piece.number.rank
            if piece.hashes:
                self._hash_ranks[piece.hashes] = rank
        else:
            # A heading without a number stands where its numbered sisters with as many # do.
            rank = self._hash_ranks.get(piece.hashes, piece.hashes / 2)
        while self._stack and self._stack[-1][0] >= rank:
            self._stack.pop()
        self._stack.append((rank, text))
        return self.path

    @property
    def above_items(self) -> tuple[str, ...]:
        """The headings down to （一）: a box stands beside the numbered paragraphs, not in one."""
        return tuple(text for rank, text in self._stack if rank < ITEM_RANK)


def _outside(piece: Piece, trail: _Trail, *, started: bool) -> Block:
    """The block of a piece that stands in no box."""
    if piece.kind == "table" or piece.kind == "contents":
        return Block(piece.kind, piece.text, piece.lines, trail.path)
    if piece.kind in ("note", "caption"):
        return Block("note", piece.text, piece.lines, trail.path)
    if piece.kind == "heading":
        names_plan = piece.hashes == 1 or (piece.hashes > 1 and _TITLE.search(piece.plain) is not None)
        if not started or (names_plan and piece.number is None and not trail.path):
            return Block("title", piece.text, piece.lines)
        text = piece.text.rstrip("。 ")
        return Block("heading", text, piece.lines, trail.enter(piece, text))
    if not started and not re.search(r"[。；]", piece.plain):
        return Block("title" if _TITLE.search(piece.plain) else "contents", piece.text, piece.lines)
    if piece.number is not None:
        lead = _lead(piece)
        # A number inside a finished sentence's list (1. … 2. …) still heads its paragraph.
        return Block("paragraph", piece.text, piece.lines, trail.enter(piece, lead) if lead else trail.path)
    return Block("paragraph", piece.text, piece.lines, trail.path)


def _lead(piece: Piece) -> str:
    """The first sentence of a numbered paragraph, when it is short enough to be its heading."""
    found = re.match(rf"[^。！？；：]{{2,{_LEAD_LENGTH}}}(?=[。：])", piece.text)
    if found is None or found.end() + 1 >= len(piece.text):
        number = piece.number
        return piece.text[: number.width].strip() if number is not None else ""
    return found.group().strip()
