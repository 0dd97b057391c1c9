"""From a path of headings to the forms in which a place is written."""

from __future__ import annotations

import re
from collections.abc import Sequence

from minsheng.plans.layout.marks import box_title, narrow, number_of

_ORDINAL = re.compile(r"第[^章节篇编部]+(?:章|节|篇|编|部分)")


def section_of(path: Sequence[str]) -> str:
    """The headings from the chapter down, joined by ``/``.

    >>> section_of(("三、托育", "（一）服务", "专栏2"))
    '三、托育/（一）服务/专栏2'
    """
    return "/".join(path)


def citation_place(path: Sequence[str]) -> str:
    """The short form of a path of headings, as citations write it; empty for an empty path.

    Headings without a number stand by their words, without spaces.

    >>> citation_place(("三、托育", "（一）服务", "1.扩大供给"))
    '三(一)1'
    >>> citation_place(("第二章 目标", "第一节 总体"))
    '第二章第一节'
    >>> citation_place(("三、托育", "专栏2"))
    '专栏2'
    """
    parts: list[str] = []
    for heading in path:
        plain = narrow(heading).strip()
        box = box_title(plain)
        if box is not None:
            return f"专栏{box[0]}"
        parts.append(_short(plain, after_digit=bool(parts) and parts[-1][-1:].isdecimal()))
    return "".join(parts)


def _short(plain: str, *, after_digit: bool) -> str:
    number = number_of(plain)
    if number is None:
        return re.sub(r"\s", "", plain)
    printed = re.sub(r"\s", "", plain[: number.width])
    ordinal = _ORDINAL.match(printed)
    if ordinal is not None:
        return ordinal.group()
    if printed.startswith("("):
        return printed[: printed.index(")") + 1]
    short = printed.rstrip("、.")
    return f".{short}" if after_digit and short[:1].isdecimal() else short
