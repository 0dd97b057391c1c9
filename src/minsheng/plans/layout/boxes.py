"""Where a box (专栏) begins and ends."""

from __future__ import annotations

from collections.abc import Sequence

from minsheng.plans.layout.marks import ITEM_RANK
from minsheng.plans.layout.pieces import Piece

# This many blank lines after a box say that it has ended, where a document leaves them.
_CLOSING_GAP = 2
# Printed item numbers may skip one that was struck out.
_SKIPPED = 2


def box_members(pieces: Sequence[Piece]) -> dict[int, int]:
    """The number of the box each piece stands in, by the piece's place; pieces outside boxes are not in it.

    A box with numbered items runs while the numbers go on; a paragraph without one belongs to it only when an
    item follows. A box without numbers runs to a wide gap, the next box or a heading of （一） or higher.
    """
    members: dict[int, int] = {}
    number = 0
    for index, piece in enumerate(pieces):
        if piece.box is None:
            continue
        number = piece.box[0] if piece.box[0] is not None else number + 1
        for inside in range(index, _end(pieces, index)):
            members[inside] = number
    return members


def _end(pieces: Sequence[Piece], start: int) -> int:
    """The place after the last piece of the box whose title stands at ``start``."""
    last_item, item, plain_end = None, 0, start + 1
    for index in range(start + 1, len(pieces)):
        piece = pieces[index]
        if piece.kind in ("box", "contents") or _is_high(piece):
            break
        if index > start + 1 and piece.gap >= _CLOSING_GAP:
            break
        if piece.number is not None and piece.number.rank == ITEM_RANK:
            if not item < piece.number.value <= item + _SKIPPED:
                break
            item, last_item = piece.number.value, index
        elif last_item == index - 1 and (piece.number is not None or piece.kind in ("note", "table")):
            # A sub-list, a note or a table right after an item goes with it.
            last_item = index
        plain_end = index + 1
    return plain_end if last_item is None else last_item + 1


def _is_high(piece: Piece) -> bool:
    if piece.number is None:
        return piece.hashes > 0 and piece.hashes < 4
    return piece.number.rank < ITEM_RANK and (piece.kind == "heading" or piece.number.rank == 4)
