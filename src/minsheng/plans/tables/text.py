"""Small things every part of table reading needs: narrowing, joining broken cells, typographic traces."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_WIDE = r"\u2e80-\u9fff\uf900-\ufaff\u3000-\u303f\uff00-\uffef“”‘’—…·"
_BETWEEN_WIDE = re.compile(rf"(?<=[{_WIDE}])[ \u3000\u00a0]+(?=[^\s])|(?<=[^\s])[ \u3000\u00a0]+(?=[{_WIDE}])")
_TRACES = (
    (re.compile(r"\\(?:geqslant|geqq|geq|ge)(?![a-z])"), "≥"),
    (re.compile(r"\\(?:leqslant|leqq|leq|le)(?![a-z])"), "≤"),
    (re.compile(r"\\sim(?![a-z])"), "~"),
    (re.compile(r"\\(?:text|mathrm|mathbf|operatorname|rm)\s*\{([^{}]*)\}"), r"\1"),
    (re.compile(r"\\([%&_$#])"), r"\1"),
    (re.compile(r"\s*_\s*\{\s*([^{}]*?)\s*\}"), r"\1"),
    (re.compile(r"\s*\^\s*\{?\s*2\s*\}?"), "²"),
    (re.compile(r"\s*\^\s*\{?\s*3\s*\}?"), "³"),
    (re.compile(r"\$"), ""),
    (re.compile(r"\*\*|__"), ""),
    (re.compile(r"<br\s*/?>", re.I), " "),
    (re.compile(r"</?(?:su[bp]|b|i|u|em|strong|span|font)\b[^<>]*>", re.I), ""),
)


def narrow(text: str) -> str:
    """Full-width and compatibility characters as plain ones, without blanks at the ends.

    >>> narrow("　２０２５年（％）")
    '2025年(%)'
    """
    return unicodedata.normalize("NFKC", text).strip()


def plain(text: str) -> str:
    r"""A cell as printed, without the traces that conversion left in it (LaTeX, Markdown, broken lines).

    >>> plain("细颗粒物(PM _{2.5})浓度"), plain("托育照 护服务"), plain(r"$\geq 95\%$")
    ('细颗粒物(PM2.5)浓度', '托育照护服务', '≥ 95%')
    """
    if "\\" in text or "_" in text or "$" in text or "^" in text or "*" in text or "<" in text:
        for pattern, instead in _TRACES:
            text = pattern.sub(instead, text)
    return _BETWEEN_WIDE.sub("", re.sub(r"\s+", " ", text)).strip()


def squashed(text: str) -> str:
    """For comparing titles: narrow, without traces and blanks.

    >>> squashed("领 域") == squashed("领域")
    True
    """
    return re.sub(r"\s+", "", narrow(plain(text)))


def joined(parts: Iterable[str]) -> str:
    """Pieces of one cell put together, with a blank only between two Latin words.

    >>> joined(["主城区：13224，", "桐庐县：10584"]), joined(["GDP", "growth"])
    ('主城区：13224，桐庐县：10584', 'GDP growth')
    """
    return plain(" ".join(part.strip() for part in parts if part.strip()))


def is_open(text: str) -> bool:
    """Whether a cell breaks off: a bracket is still open, or it ends in a comma or colon."""
    flat = narrow(text)
    return any(flat.count(left) > flat.count(right) for left, right in ("()", "[]", "“”")) or flat.endswith(
        (",", "、", ":", ";", "/")
    )
