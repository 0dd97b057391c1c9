"""When a promise falls due, and which years a plan covers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from minsheng.plans.commitments.text import Prepared
from minsheng.plans.layout.marks import narrow
from minsheng.plans.model import Block

FIVE_YEARS = {"十一五": 2010, "十二五": 2015, "十三五": 2020, "十四五": 2025, "十五五": 2030, "十六五": 2035}
FIVE = re.compile("|".join(FIVE_YEARS))
_YEAR = re.compile(r"(?<![\d.])((?:19|20)\d\d)(?:年|(?=[，。；]|$))")
# A year after these words, or after nothing, says when; after other words it belongs to a name (办好2022年亚运会).
_WHEN_BEFORE = re.compile(
    r"(?:^|[，；：。、—\-–~□]|到|至|在|于|力争|争取|确保|实现|计划|预计|规划|其中|以及|和|截止?|截至|全市|全省|全县"
    r"|我市|我省|内|前|底|末|时|间|期)$"
)
_BASE_BEFORE = re.compile(r"(?:比|较|以|与|同|对比|相比|由|从)$")
# 较“十三五”末 is a base as 较2020年 is.
FIVE_BASE = re.compile(r"(?:比|较|从|由)[“”‘’]*$")
# 在2020年基础上 and 2000年底前建成的 say of what, not by when.
_BELONGS = re.compile(
    r"(?:年?底|年?末)?(?:的?[^，；]{0,12}基础上|(?:之?前|以前|以后|后)?[^，；\d]{0,4}(?:建成|竣工|立项|成立|出生|毕业|入学|登记|开工|建)的)"
)
_REACHES = re.compile(r"达|实现|提高|提升|增加|超过|突破|力争|确保|控制|下降|降|完成|建成")
_BRACKETS = re.compile(r"\([^()]*\)|《[^《》]*》")
_YEAR_LIST = re.compile(r"(?:年?底|年?末)?(?:、|和|及|与|以及)(?:到|至)?(?:19|20)\d\d年")
_SPAN = re.compile(r"(20\d\d)年?\s*[—\-–~～至到]+\s*(20\d\d)")
_TARGET_YEAR = re.compile(r"(?<!截)[到至](20\d\d)年")
_ANNUAL = re.compile(r"(20\d\d)年度?[^年月]{0,24}(?:计划|方案|实事|要点|安排|任务)")
_PERIOD_WORDS = re.compile(r"规划期|实施期|期限|时限|规划|计划|方案")


@dataclass(frozen=True)
class YearMark:
    """A year named in a sentence and the place in its plain text where the naming ends."""

    year: int
    end: int


@dataclass(frozen=True)
class Period:
    """First and last year that a plan covers."""

    first: int
    last: int


def year_marks(sentence: Prepared) -> tuple[YearMark, ...]:
    """Years a sentence names as times, in order; base years (比2020年) and years in names are left out.

    >>> from minsheng.plans.commitments.text import prepare
    >>> [mark.year for mark in year_marks(prepare("“十四五”期间办好2022年运动会，到2023年比2020年翻番"))]
    [2025, 2023]
    """
    plain = _BRACKETS.sub(lambda found: "□" * len(found.group()), sentence.plain)
    marks = [
        YearMark(FIVE_YEARS[found.group()], found.end())
        for found in FIVE.finditer(plain)
        if not FIVE_BASE.search(plain, 0, found.start())
    ]
    for found in _YEAR.finditer(plain):
        before = plain[max(0, found.start() - 4) : found.start()]
        after = plain[found.end() : found.end() + 1]
        if (_BASE_BEFORE.search(before) and after != "起") or after == "版" or _BELONGS.match(plain, found.end()):
            continue
        if _WHEN_BEFORE.search(before) or after in "，底末前内初起" or _REACHES.match(plain, found.end()):
            marks.append(YearMark(int(found.group(1)), found.end()))
    return tuple(sorted(marks, key=lambda mark: mark.end))


def year_before(marks: Sequence[YearMark], place: int) -> int | None:
    """The last year named before a place of the plain text."""
    named = [mark.year for mark in marks if mark.end <= place]
    return named[-1] if named else None


def years_listed(sentence: Prepared, marks: Sequence[YearMark], place: int) -> tuple[int, ...]:
    """The years of the last list (到2022年、2025年) that ends before a place of the plain text."""
    before = [mark for mark in marks if mark.end <= place]
    run: list[int] = []
    for later, mark in zip([None, *reversed(before)], reversed(before), strict=False):
        if later is not None and _YEAR_LIST.fullmatch(sentence.plain[mark.end : later.end]) is None:
            break
        run.insert(0, mark.year)
    return tuple(run)


def plan_period(blocks: Sequence[Block]) -> Period | None:
    """The years a plan covers, from its title or opening lines, else from the year it names most as a goal."""
    opening = [block for block in blocks if block.kind == "title"]
    opening += [block for block in blocks[:40] if block.kind in ("contents", "paragraph") and not block.path]
    for block in opening:
        text = re.sub(r"\s", "", narrow(block.text))
        found = _SPAN.search(text)
        if found is not None and _PERIOD_WORDS.search(text):
            return Period(int(found.group(1)), int(found.group(2)))
        five = FIVE.search(text)
        if five is not None and block.kind == "title":
            return Period(FIVE_YEARS[five.group()] - 4, FIVE_YEARS[five.group()])
        annual = _ANNUAL.search(text)
        if annual is not None and block.kind == "title":
            return Period(int(annual.group(1)), int(annual.group(1)))
    goals = Counter(
        year for block in blocks if block.kind == "paragraph" for year in _TARGET_YEAR.findall(narrow(block.text))
    )
    if not goals:
        return None
    last = int(goals.most_common(1)[0][0])
    return Period(last - 4, last)
