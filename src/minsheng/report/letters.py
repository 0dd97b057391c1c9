"""Which letters can be printed: what Word's XML allows, and what the carried fonts draw."""

from __future__ import annotations

import re
import struct
from bisect import bisect_right
from functools import cache
from pathlib import Path
from typing import Any

from minsheng.report.fonts import FILES, font_folder

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]")
_SPACES = re.compile("[\u2000-\u200a\u2028\u2029\u202f\u205f]")
_SILENT = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
"""Joiners and marks of hyphenation, direction and variation, which the typesetter refuses when they stand alone."""
STAND_IN = "〓"
"""What Chinese and Japanese printers set for a letter they have no type for (U+3013)."""


def printable(text: str) -> str:
    """The text without what no file may hold: control characters but line and tab, halves of pairs, non-characters.

    >>> printable("台账\\x0b第\\x00一页\\n")
    '台账第一页\\n'
    """
    return _FORBIDDEN.sub("", text)


def cleaned(content: Any) -> Any:
    """The content of a report, dicts and lists of texts, with every text `printable`.

    >>> cleaned({"甲": ["乙\\x00", 1]})
    {'甲': ['乙', 1]}
    """
    if isinstance(content, str):
        return printable(content)
    if isinstance(content, dict):
        return {name: cleaned(value) for name, value in content.items()}
    return [cleaned(one) for one in content] if isinstance(content, list | tuple) else content


def drawn(text: str) -> str:
    """The text as the carried fonts can set it: `STAND_IN` for a letter they do not have, no letter that is not seen.

    >>> drawn("合格😀率\\u200b")
    '合格〓率'
    """
    if text.isascii():
        return text
    seen = _SPACES.sub(" ", _SILENT.sub("", printable(text)))
    return "".join(letter if _has(letter) else STAND_IN for letter in seen)


def missing(text: str) -> set[str]:
    """The letters of the text that a carried font does not draw.

    >>> missing("合格😀率")
    {'😀'}
    """
    if text.isascii():
        return set()
    return {letter for letter in _SPACES.sub(" ", _SILENT.sub("", printable(text))) if not _has(letter)}


@cache
def _has(letter: str) -> bool:
    if letter in "\n\r\t":
        return True
    return all(_covers(ranges, ord(letter)) for ranges in _every())


def _covers(ranges: tuple[tuple[int, int], ...], code: int) -> bool:
    place = bisect_right(ranges, (code, 0x7FFFFFFF)) - 1
    return place >= 0 and ranges[place][0] <= code <= ranges[place][1]


@cache
def _every() -> tuple[tuple[tuple[int, int], ...], ...]:
    return tuple(_ranges(font_folder() / name) for name in FILES.values())


def _ranges(file: Path) -> tuple[tuple[int, int], ...]:
    """The codes a font maps to a glyph, rising: its cmap in format 12 (OpenType 1.9, cmap, segmented coverage)."""
    with file.open("rb") as font:
        count = struct.unpack(">4xH6x", font.read(12))[0]
        tables = {tag: (offset, length) for tag, offset, length in struct.iter_unpack(">4s4xII", font.read(16 * count))}
        font.seek(tables[b"cmap"][0])
        cmap = font.read(tables[b"cmap"][1])
    for place in range(struct.unpack(">2xH", cmap[:4])[0]):
        start = struct.unpack(">4xI", cmap[4 + 8 * place : 12 + 8 * place])[0]
        form, groups = struct.unpack(">H10xI", cmap[start : start + 16])
        if form == 12:
            found = struct.iter_unpack(">III", cmap[start + 16 : start + 16 + 12 * groups])
            return tuple(sorted((first, last) for first, last, _ in found))
    raise ValueError(f"no segmented coverage in {file.name}")
