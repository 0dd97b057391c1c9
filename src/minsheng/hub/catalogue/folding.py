"""Text as a search compares it: one width, one case, no punctuation."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

LONGEST_QUERY = 200
MOST_WORDS = 8
_KEPT = "%‰"


@lru_cache(maxsize=65_536)
def _folded(char: str) -> str:
    return unicodedata.normalize("NFKC", char).casefold()


def _pieces(text: str) -> list[str]:
    """Runs of letters, digits and percent signs; a point between two digits belongs to the run."""
    plain = "".join(map(_folded, text))
    last = len(plain) - 1
    kept = "".join(
        char
        if char.isalnum() or char in _KEPT
        or (char == "." and 0 < at < last and plain[at - 1].isdigit() and plain[at + 1].isdigit())
        else " "
        for at, char in enumerate(plain)
    )  # fmt: skip
    return kept.split()


def fold(text: str) -> str:
    """Text as it is compared: one width, one case, no punctuation; a space only between two Latin words.

    >>> fold("ＡＢ型（３－６岁）「护理」补贴")
    'ab型3 6岁护理补贴'
    >>> fold("Care subsidy: 3.8 %")
    'care subsidy 3.8 %'
    """
    out = ""
    for piece in _pieces(text):
        out += " " + piece if out and out[-1].isascii() and piece[0].isascii() else piece
    return out


def words(query: str) -> tuple[str, ...]:
    """The words of a query, each once, at most `MOST_WORDS` of its first `LONGEST_QUERY` characters.

    >>> words("残疾人，  护理 补贴 护理")
    ('残疾人', '护理', '补贴')
    """
    return tuple(dict.fromkeys(_pieces(query[:LONGEST_QUERY])))[:MOST_WORDS]
