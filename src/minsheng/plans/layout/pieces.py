"""Lines to pieces: paragraphs put together again where a page or a column broke them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from minsheng.plans.layout.marks import (
    ITEM_RANK,
    Number,
    box_title,
    is_caption,
    is_heading,
    is_note,
    is_page_number,
    markdown,
    narrow,
    number_of,
    without_leader,
)
from minsheng.plans.model import Lines

# Shorter than this an unfinished line is a title or a label, not a sentence that a page broke.
_BROKEN_LINE = 20
_CONTENTS_LENGTH = 60
_WRAPPED_LINES = 8
_WRAP_SLACK = 4
_ENDS = "。！？!?；;：:”」』…"
_STARTS = re.compile(r"(?:——|—|--|[-*•·●◆■▪➢☆★]\s|[一二三四五六七八九]是|[到至]\s*20\d\d\s*年|“十[一二三四五六]五”)")
# A line of its own before the first chapter, and the title it must not be joined to.
_FRONT = re.compile(r"(?:前\s*言|引\s*言|序\s*言|导\s*语|目\s*录)$")
_PLAN = re.compile(r"(?:规划|纲要|计划|方案|意见)$")
_CONTENTS = re.compile(r"[【\[]?目\s*[录次][】\]]?$")

PieceKind = Literal["text", "heading", "box", "note", "caption", "table", "contents"]


@dataclass(frozen=True)
class Piece:
    """One or more lines that read as one: its text, lines, and what its first line looked like."""

    text: str
    plain: str
    lines: Lines
    hashes: int = 0
    gap: int = 0
    """Blank lines before it."""
    number: Number | None = None
    box: tuple[int | None, str] | None = None
    full: bool = False
    """Whether its last line is as long as the lines of a wrapped document are."""
    first: bool = False
    """Whether nothing stands before it in the document."""
    kind: PieceKind = "text"
    """text, heading, box, note, caption, table or contents."""


def pieces_of(lines: Sequence[str], tables: Sequence[Lines]) -> list[Piece]:
    """Every non-blank line in a piece, in order; page numbers left out, broken paragraphs joined."""
    contents = _contents_lines(lines)
    width = _wrap_width(lines)
    done: list[Piece] = []
    for piece in _single(lines, tables, contents):
        if width is not None:
            piece = _in_wrapped(piece, full=_display(piece.plain) + _indent(piece) >= width - _WRAP_SLACK)
        if done and _continues(done[-1], piece):
            last = done[-1]
            done[-1] = replace(
                last,
                text=last.text + piece.text,
                plain=last.plain + piece.plain,
                lines=(last.lines[0], piece.lines[1]),
                full=piece.full,
            )
        else:
            done.append(piece if done else replace(piece, first=True))
    return done


def _single(lines: Sequence[str], tables: Sequence[Lines], contents: frozenset[int]) -> Iterator[Piece]:
    spans = {first: (first, last) for first, last in tables}
    at, gap, paged = 1, 0, False
    while at <= len(lines):
        if at in spans:
            first, last = spans[at]
            last = max(first, min(last, len(lines)))
            text = "\n".join(lines[first - 1 : last])
            yield Piece(text, text, (first, last), kind="table")
            at, gap, paged = last + 1, 0, False
            continue
        line = lines[at - 1].strip("\ufeff \t\r\n\f\v\u3000\u00a0")
        if not line:
            gap += 1
        elif at in contents:
            yield Piece(line, narrow(line), (at, at), gap=gap, kind="contents")
            gap, paged = 0, False
        elif is_page_number(narrow(line)):
            paged = True
        else:
            # Blank lines around a page number are the page's, not the author's.
            yield _classified(line, at, 0 if paged else gap)
            gap, paged = 0, False
        at += 1


def _classified(line: str, at: int, gap: int) -> Piece:
    hashes, text = markdown(line)
    if "**" in text:
        text = text.replace("**", "").strip()
    plain = narrow(text)
    box = box_title(plain)
    number = None if box else number_of(plain)
    kind: PieceKind = "text"
    if box is not None:
        kind = "box"
    elif is_note(plain):
        kind = "note"
    elif number is None and is_caption(plain):
        kind = "caption"
    elif hashes or (number is not None and is_heading(plain, number)):
        kind = "heading"
    return Piece(text, plain, (at, at), hashes=hashes, gap=gap, number=number, box=box, kind=kind)


def _indent(piece: Piece) -> int:
    """A numbered paragraph starts two characters in, and what was read has lost that."""
    return 4 if piece.number is not None else 0


def _in_wrapped(piece: Piece, *, full: bool) -> Piece:
    """A piece of a wrapped document: a numbered line that fills its width is the start of a paragraph."""
    begins = full and piece.number is not None and piece.number.rank >= ITEM_RANK and not piece.plain.endswith("。")
    return replace(piece, full=full, kind="text" if begins and piece.kind == "heading" else piece.kind)


def _continues(last: Piece, piece: Piece) -> bool:
    """Whether the piece goes on with a sentence that the last one left unfinished."""
    if last.kind not in ("text", "note") or piece.kind != "text" or piece.number is not None:
        return False
    if last.full and piece.gap == 0 and not last.plain.endswith("。"):
        return True
    if _FRONT.match(piece.plain) or (last.first and piece.gap > 0 and _PLAN.search(last.plain)):
        return False
    if _STARTS.match(piece.plain) and not last.plain.endswith(("，", ",", "、")):
        return False
    unfinished = not last.plain.endswith(tuple(_ENDS)) or (
        last.plain.endswith(("”", "；", ";")) and last.plain.count("“") != last.plain.count("”")
    )
    long_enough = len(last.plain) >= _BROKEN_LINE and (last.kind == "text" or piece.gap == 0)
    return unfinished and long_enough and not last.plain.endswith(")")


def _wrap_width(lines: Sequence[str]) -> int | None:
    """How wide the lines are in a document whose paragraphs are broken into lines; None when they are not.

    Such a document has many lines that end in mid-sentence, nearly all of one width.
    """
    long = [(line, _display(line)) for line in (raw.strip() for raw in lines) if len(line) >= _BROKEN_LINE]
    broken = [width for line, width in long if not line.endswith(tuple(_ENDS))]
    if len(broken) < _WRAPPED_LINES:
        return None
    common = Counter(broken).most_common(1)[0][0]
    alike = sum(abs(width - common) <= _WRAP_SLACK for width in broken)
    wider = sum(width > common + _WRAP_SLACK for _, width in long)
    return common if alike >= len(broken) * 0.6 and wider <= len(long) * 0.05 else None


def _display(text: str) -> int:
    """Width in half-width columns."""
    return sum(2 if ord(char) > 0x2000 else 1 for char in text)


def _contents_lines(lines: Sequence[str]) -> frozenset[int]:
    """Numbers of the lines that make up contents pages: under 目录, or headings with a page number and a twin."""
    bare = [without_leader(line.strip()) for line in lines]
    seen = Counter(_squashed(text) for text, _ in bare if text)
    inside, found = False, set()
    for at, (text, leader) in enumerate(bare, start=1):
        plain = narrow(markdown(text)[1])
        twin = seen[_squashed(text)] > 1
        if _CONTENTS.match(plain):
            inside = True
            found.add(at)
        elif not text or is_page_number(plain):
            continue
        elif (inside and (leader or (twin and len(plain) <= _CONTENTS_LENGTH))) or (leader and twin and _headed(plain)):
            found.add(at)
            seen[_squashed(text)] -= 1
        else:
            inside = False
    return frozenset(found)


def _headed(plain: str) -> bool:
    return number_of(plain) is not None or box_title(plain) is not None


def _squashed(text: str) -> str:
    return re.sub(r"[\s#。]", "", narrow(text))
