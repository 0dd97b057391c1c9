"""A sentence made ready for matching, and its clauses, with a way back to the words as printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from minsheng.plans.layout.marks import narrow

HIDDEN = "□"
"""Stands in a mask for each character of a bracket and what is inside it."""
QUOTED = "◇"
"""The same for quotes and titles, which may begin a name."""

_SENTENCE = re.compile(r"[^。！？!?\n]*[。！？!?\n]?[”’」』)）]*")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_WIDE = {",": "，", ";": "；", ":": "："}
_CLAUSE_END = re.compile(r"[，；：。！？!?\n]|——")
_LIST_NUMBER = re.compile(r"(?:\([一二三四五六七八九十\d]+\)、?|[一二三四五六七八九十]+、|\d{1,2}[.、](?!\d)|[①-⑳])")
_KEPT_BRACKETS = ("(含)", "(不含)", "(以上)", "(以下)")
_FIVE_YEARS = re.compile("[“‘]十[一二三四五六]五[”’]")
_OPENERS = {"(": ")", "[": "]", "《": "》", "「": "」", "『": "』", "“": "”", "‘": "’"}


LONGEST = 2000
"""Characters after which a sentence without an end is cut: it is no sentence, and reading must stay quick."""


@dataclass(frozen=True)
class Prepared:
    """A sentence as printed, and the same without spaces in half-width characters.

    ``mask`` equals ``plain`` but hides what stands in brackets and quotes; ``places`` gives for each character of
    ``plain`` its place in ``printed``.
    """

    printed: str
    plain: str
    mask: str
    places: tuple[int, ...]

    def words(self, start: int, end: int) -> str:
        """The words as printed between two places of ``plain``; empty when there are none."""
        if end <= start:
            return ""
        return self.printed[self.places[start] : self.places[end - 1] + 1].strip()


@dataclass(frozen=True)
class Clause:
    """A stretch of a sentence between ，； and ：, as places in its ``plain`` text."""

    start: int
    end: int


def sentences(text: str) -> Iterator[str]:
    """Sentences of a paragraph, each up to 。 (with closing quotes) or a line end.

    >>> list(sentences("1.扩大供给。到2025年，新增托位1万个；建成10家。"))
    ['1.扩大供给。', '到2025年，新增托位1万个；建成10家。']
    """
    for found in _SENTENCE.finditer(text):
        whole = found.group()
        for start in range(0, len(whole), LONGEST):
            sentence = whole[start : start + LONGEST].strip()
            if sentence:
                yield sentence


def prepare(sentence: str) -> Prepared:
    """Narrow a sentence, drop its spaces, make its commas alike and hide what stands in brackets.

    >>> prepare("到 2025 年, 覆盖率达９０％（含）以上").plain
    '到2025年，覆盖率达90%(含)以上'
    """
    narrowed = narrow(sentence)
    kept = {found.start() for found in _THOUSANDS.finditer(narrowed)}
    chars: list[str] = []
    places: list[int] = []
    for place, char in enumerate(narrowed):
        if char.isspace():
            continue
        if char == "：" and _ratio(narrowed, place):
            char = ":"
        if char in _WIDE and place not in kept and not _ratio(narrowed, place):
            char = _WIDE[char]
        chars.append(char)
        places.append(place)
    plain = "".join(chars)
    return Prepared(sentence, plain, _masked(plain), tuple(places))


def _ratio(text: str, place: int) -> bool:
    around = text[max(0, place - 2) : place].strip()[-1:] + text[place + 1 : place + 3].strip()[:1]
    return text[place] in ":：" and len(around) == 2 and around.isdecimal()


def _masked(plain: str) -> str:
    out = list(plain)
    stack: list[tuple[str, int]] = []
    for place, char in enumerate(plain):
        if stack and char == stack[-1][0]:
            _, opened = stack.pop()
            inside = plain[opened : place + 1]
            if not stack and inside not in _KEPT_BRACKETS and not _FIVE_YEARS.fullmatch(inside):
                out[opened : place + 1] = (HIDDEN if char in ")]" else QUOTED) * len(inside)
        elif char in _OPENERS:
            stack.append((_OPENERS[char], place))
    return "".join(out)


def clauses(sentence: Prepared) -> list[Clause]:
    """The clauses of a sentence without its list number; marks inside brackets and quotes do not part them."""
    found: list[Clause] = []
    numbered = _LIST_NUMBER.match(sentence.plain)
    start = numbered.end() if numbered else 0
    for mark in _CLAUSE_END.finditer(sentence.mask):
        if mark.start() > start:
            found.append(Clause(start, mark.start()))
        start = mark.end()
    if start < len(sentence.mask):
        found.append(Clause(start, len(sentence.mask)))
    return found
