"""What a single line is by its marks alone: a numbered heading, a box title, a note, a page number."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CN = "一二三四五六七八九十百零〇"
_CN_DIGIT = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0}

# One character to one, so that positions stay those of the printed text.
_NARROW = str.maketrans(
    {chr(0xFF01 + offset): chr(0x21 + offset) for offset in range(94)} | {"\u3000": " ", "\u00a0": " ", "〔": "["}
)
_WIDE_KEPT = "，；：！？"
for _char in _WIDE_KEPT:
    _NARROW.pop(ord(_char), None)

# A line that goes on with "5 岁以下儿童" or "15 年" starts with a figure, not with a number of its own.
_COUNTED = r"[岁年月日个名所家万亿项条张人分小公平套户座处次场种类级位倍天周元米亩吨辆台件册部支大多余]"

RANKS = (
    # Rank, pattern of the number: the lower the rank, the higher the heading stands.
    (0, re.compile(rf"第[{_CN}\d]+[篇编]\s*")),
    (1, re.compile(rf"第[{_CN}\d]+(?:章|部分)\s*")),
    (2, re.compile(rf"第[{_CN}\d]+节\s*")),
    (3, re.compile(rf"[{_CN}]+\s*[、.]\s*(?!\d)")),
    (4, re.compile(rf"\(\s*[{_CN}]+\s*\)\s*[、.]?\s*")),
    (6, re.compile(r"\d{1,2}\.\d{1,2}(?:\.\d{1,2})*[\s、.]+(?=[^\d\s%])")),
    (5, re.compile(rf"\d{{1,3}}(?:\s*[、.](?!\d)\s*|\s+(?=[\u4e00-\u9fff“《「])(?!{_COUNTED}))")),
    (7, re.compile(r"\(\s*\d{1,2}\s*\)\s*[、.]?\s*")),
    (8, re.compile(r"[①-⑳]\s*")),
)
ITEM_RANK = 5

_MARKDOWN = re.compile(r"(#{1,6})\s+(.*?)\s*#*$")
_BOX = re.compile(rf"[【\[<《]?\s*专\s*栏\s*(\d+|[{_CN}]+)?\s*[】\]>》]?\s*[:：.、\-—]?\s*(.*)$")
_NOTE = re.compile(r"[*※]?\s*(?:备?注\s*\d*\s*[:：]|(?:数据|资料)来源\s*[:：])")
_CAPTION = re.compile(rf"(?:附?表|图)\s*(?:\d+|[{_CN}]+)(?:[-—.]\d+)?[\s:：、.]*[^。；]{{2,60}}$")
_PAGE = re.compile(r"(?:[-—–·\s]*\d{1,4}[-—–·\s]*|第\s*\d+\s*页(?:\s*[,，/]?\s*共\s*\d+\s*页)?)$")
_LEADER = re.compile(r"(?:\t+|\s*[.…·．]{3,}|\s{2,})\s*[(（]?\d{1,3}[)）]?$")
_PAIRS = (("“", "”"), ("(", ")"), ("《", "》"), ("「", "」"), ("[", "]"))
_STOP = re.compile(r"[。！？!?；;]")
_PROMISE_DIGITS = re.compile(r"\d\s*(?:%|‰|[万亿]|[个家所张人名元])")


@dataclass(frozen=True)
class Number:
    """The number a heading or an item starts with: its rank, its value and how many characters it takes."""

    rank: int
    value: int
    width: int


def narrow(text: str) -> str:
    """Full-width letters, digits and brackets as half-width ones, character by character.

    >>> narrow("（二）　１．５％")
    '(二) 1.5%'
    """
    return text.translate(_NARROW)


def chinese_number(text: str) -> int:
    """Read a Chinese or Arabic whole number below a thousand; 0 when there is none.

    >>> [chinese_number(text) for text in ("七", "十二", "二十", "三十一", "12")]
    [7, 12, 20, 31, 12]
    """
    if text.isdecimal():
        return int(text)
    total = current = 0
    for char in text:
        if char in "十百":
            total += (current or 1) * (10 if char == "十" else 100)
            current = 0
        else:
            current = _CN_DIGIT.get(char, 0)
    return total + current


def number_of(plain: str) -> Number | None:
    """The heading or item number a narrowed line starts with, if any.

    >>> number_of("(三)主要目标")
    Number(rank=4, value=3, width=3)
    >>> number_of("10.5万户") is None
    True
    """
    if "\t" in plain:
        # A row of a table whose cells are parted by tabs.
        return None
    for rank, pattern in RANKS:
        found = pattern.match(plain)
        if found is not None and found.end() < len(plain):
            digits = re.findall(rf"\d+|[{_CN}]+", found.group())
            value = chinese_number(digits[-1]) if digits else ord(found.group()[0]) - ord("①") + 1
            return Number(rank, value, found.end())
    return None


def markdown(line: str) -> tuple[int, str]:
    """How many ``#`` a line starts with, and the line without them.

    >>> markdown("## 一、总体要求")
    (2, '一、总体要求')
    """
    found = _MARKDOWN.match(line) if line.startswith("#") else None
    return (len(found.group(1)), found.group(2)) if found else (0, line)


def box_title(plain: str) -> tuple[int | None, str] | None:
    """Number (if printed) and title of a box, when the line is a box title.

    >>> box_title("专栏 12 体育产业提速行动")
    (12, '体育产业提速行动')
    >>> box_title("专栏的做法值得推广，见附件。") is None
    True
    """
    if "专" not in plain[:3]:
        return None
    found = _BOX.match(plain)
    if found is None or len(plain) > 60 or _STOP.search(plain):
        return None
    number, title = found.groups()
    if number is None and (not title or plain[found.start(2) - 1] not in ":： 】]"):
        return None
    return (chinese_number(number) if number else None), title.strip()


def is_note(plain: str) -> bool:
    """Whether the line is a note below a table (注：…)."""
    return _NOTE.match(plain) is not None


def is_caption(plain: str) -> bool:
    """Whether the line is the caption of a table or a figure.

    >>> is_caption("表2 主要指标"), is_caption("表明这项工作，还要继续。")
    (True, False)
    """
    return plain[:1] in "附表图" and len(plain) <= 60 and _CAPTION.match(plain) is not None


def is_page_number(plain: str) -> bool:
    """Whether the line holds a page number and nothing else."""
    return _PAGE.match(plain) is not None


def without_leader(line: str) -> tuple[str, bool]:
    """A contents line without its dots and page number, and whether it had them.

    >>> without_leader("一、重大背景......5")
    ('一、重大背景', True)
    """
    found = _LEADER.search(line)
    return (line[: found.start()].rstrip(), True) if found else (line, False)


def balanced(plain: str) -> bool:
    """Whether every quote and bracket that opens also closes."""
    return all(plain.count(left) == plain.count(right) for left, right in _PAIRS)


def is_heading(plain: str, number: Number) -> bool:
    """Whether a numbered line is a heading rather than a paragraph or the first line of one.

    A heading is short and one phrase; below （一） it carries no figure, or it is a promise in a list.
    """
    body = plain[number.width :].rstrip(" 。:：")
    if not body or len(body) > 45 or _STOP.search(body) or not balanced(body):
        return False
    if body.endswith(("，", ",", "、")) or (number.rank > 3 and len(body) > 32 and "，" in body):
        return False
    if number.rank >= ITEM_RANK:
        return not (_PROMISE_DIGITS.search(body) or plain.rstrip().endswith((":", "：")))
    return True
