"""The metric of a promise: a run of words of the sentence, without verbs, times and 全市."""

from __future__ import annotations

import re

from minsheng.plans.commitments import words
from minsheng.plans.commitments.text import HIDDEN

Span = tuple[int, int]
# 和 and its kin, but not where they are half of a word (和谐, 及时).
_COORDINATOR = re.compile(r"、|以及|(?<![温共缓饱])和(?![谐睦平解])|(?<![以涉普])及(?![时格])|(?<!参)与(?!会)")
_AGENT = re.compile(
    r"(?:市|县|(?<![户小])区|街道|镇|乡|级|省|各地|台|每年|均|累计|共|计划|单位|分别|内|企业|学校|医院|部门)$"
)
_CHANGED = re.compile(
    r"(?:稳步|不断|持续|明显|显著|大幅|进一步|逐步|有效|全面)*(?:提高|提升|增长|增加|扩大|下降|降低|壮大|改善|健全|完善|优化|翻一番|翻番)$"
)
# 入园率、巩固率两项指标: the count of them is no part of the last one's name.
_TOGETHER = re.compile(r"(?<=[率数量比重例度])等?[两二三四五六七八九十]+(?:项|个)(?:主要|核心|关键)?(?:指标)?$")
_NAMED_RATE = re.compile(r".{1,4}(?:率|覆盖面|满意度|比例)")
_SERVED = re.compile(r"(?:为|对|向|给)[^，]{2,20}?(?:提供|开展|组织|配备|发放|实施|安排)(?=.{2})")
# What a thing is like, before what it is (以护理为主的机构, 具有资质的机构).
_LIKE = re.compile(
    r"(?:以[^，；]{1,16}?为[^，；]{1,4}|(?:具[有备]|符合|达到|实现|开展|提供|设有|拥有)[^，；]{2,20}?)的[\u4e00-\u9fff]{2,16}$"
)
_NOUN = re.compile(r"[\u4e00-\u9fffA-Za-z□◇ⅠⅡⅢⅣⅤ]")


def left_metric(mask: str, start: int, end: int, *, counted: bool) -> Span | None:
    """The metric before a figure, between two places of a masked sentence; None when only verbs stand there.

    ``counted`` says that the figure counts things (个, 家, 万人): then what an inner verb acts on is the metric.

    >>> text = "老城区建设充电车位"
    >>> text[slice(*left_metric(text, 0, len(text), counted=True))]
    '充电车位'
    """
    reached = words.REACH.search(mask[start:end]) is not None
    end = _without_trail(mask, start, end)
    start = _without_lead(mask, start, end)
    if counted and not words.INDICATOR.search(mask[start:end]):
        start, end = _acted_on(mask, start, end, reached=reached)
    elif start < end and (raised := words.LEAD_RAISE.match(mask[start:end])):
        start += raised.end()
        start = _without_lead(mask, start, end)
    return _noun(mask, start, end)


def right_metric(mask: str, start: int, end: int, *, whole: bool) -> Span | None:
    """The metric behind a figure: up to a verb, or to the end of the clause when ``whole``.

    >>> text = "名左右优秀人才纳入培养计划"
    >>> text[slice(*right_metric(text, 3, len(text), whole=False))]
    '优秀人才'
    """
    while start < end and mask[start] in "的、":
        start += 1
    if mask.startswith("规模的", start):
        start += 3
    if not whole:
        verb = words.VERB_INSIDE.search(mask, start + 2, end)
        if verb is not None:
            end = verb.start()
    coordinator = words.CO_END.search(mask[start:end])
    if coordinator is not None:
        end = start + coordinator.start()
    while end > start and mask[end - 1] == "的":
        end -= 1
    return _noun(mask, start, end)


def starts_noun(mask: str, start: int, end: int) -> bool:
    """Whether a noun, and not a verb or a coordination, follows a figure.

    >>> starts_noun("新型教学空间", 0, 6), starts_noun("向社会开放", 0, 5), starts_noun("、硕士", 0, 3)
    (True, False, False)
    """
    rest = mask[start:end]
    if not rest or words.CO_START.match(rest) or rest[0] in HIDDEN + "，。；：":
        return False
    return words.VERB_START.match(rest) is None or _NAMED_RATE.match(rest) is not None or _LIKE.match(rest) is not None


def parts_of(mask: str, start: int, end: int, *, count: int | None = None) -> list[Span]:
    """The coordinated parts of a metric (A、B和C); with ``count``, the last marks that yield so many parts.

    >>> [("公园和绿道服务人数")[a:b] for a, b in parts_of("公园和绿道服务人数", 0, 9)]
    ['公园', '绿道服务人数']
    """
    marks = [found.span() for found in _COORDINATOR.finditer(mask[start:end])]
    marks = [(start + left, start + right) for left, right in marks if left > 0 and start + right < end]
    if count is not None:
        marks = marks[len(marks) - count + 1 :] if len(marks) >= count - 1 else []
    parts: list[Span] = []
    at = start
    for left, right in marks:
        parts.append((at, left))
        at = right
    parts.append((at, end))
    return [part for part in parts if part[0] < part[1]]


def is_indicator(text: str) -> bool:
    """Whether a phrase ends as the name of an indicator does (率, 比重, 人数, …)."""
    return words.INDICATOR.search(text) is not None


def carried_metric(mask: str, start: int, end: int) -> Span | None:
    """The indicator an earlier clause speaks of, for a clause that names none (入托率稳步提高，达到15%).

    >>> text = "提升婴幼儿入托率"
    >>> text[slice(*carried_metric(text, 0, len(text)))]
    '婴幼儿入托率'
    """
    if is_indicator(mask[start:end]):
        return left_metric(mask, start, end, counted=False)
    changed = _CHANGED.search(mask[start:end])
    if changed is not None and changed.start() > 1:
        return left_metric(mask, start, start + changed.start(), counted=True)
    found = re.match(
        r"(.*?(?:率|比例|比重|占比|满意度|指数|总量|人数|面积|标准|水平|年限|寿命|规模))(?:[^率比数量]{0,12})$",
        mask[start:end],
    )
    if found is None:
        topic = words.TOPIC.match(mask[start:end])
        return left_metric(mask, start + topic.start("what"), end, counted=True) if topic else None
    return left_metric(mask, start, start + found.end(1), counted=False)


def _without_trail(mask: str, start: int, end: int) -> int:
    base = words.OF_BASE.search(mask[start:end])
    if base is not None and base.start() > 0:
        end = start + base.start()
    while end > start:
        text = mask[start:end]
        if words.INDICATOR.search(text) and not words.REACH.search(text):
            break
        trail = words.TRAIL.search(text)
        if trail is None or trail.start() == len(text):
            break
        end = start + trail.start()
    return end


def _without_lead(mask: str, start: int, end: int) -> int:
    while start < end:
        lead = words.LEAD.match(mask[start:end])
        if lead is None or lead.end() == 0:
            break
        start += lead.end()
    return start


def _acted_on(mask: str, start: int, end: int, *, reached: bool) -> Span:
    """For counted things: drop a verb at the end (危房改造|2700万平方米), at the start and before the object.

    A verb before 达到 is part of the name (家庭适老化改造达到1万户).
    """
    while not reached and (tail := words.TAIL_ACTION.search(mask[start:end])) is not None:
        end = start + tail.start()
    led, moved = False, True
    while moved and start < end:
        lead = words.LEAD_ACTION.match(mask[start:end]) or words.LEAD.match(mask[start:end])
        rest = mask[start + lead.end() : end] if lead else ""
        moved = lead is not None and len(rest) >= 2 and not words.WEAK_REST.match(rest)
        if moved and lead is not None:
            led = led or words.LEAD_ACTION.match(mask[start:end]) is not None
            start += lead.end()
    served = _SERVED.match(mask[start:end])
    if served is not None:
        return start + served.end(), end
    if led:
        return start, end
    inner = list(words.ACTION_INSIDE.finditer(mask, start + 1, end))
    for verb in reversed(inner):
        rest = mask[verb.end() : end]
        if len(rest) >= 3 and not words.WEAK_REST.match(rest) and _AGENT.search(mask, start, verb.start()):
            return _without_lead(mask, verb.end(), end), end
    return start, end


def _noun(mask: str, start: int, end: int) -> Span | None:
    while start < end and mask[start] in "、，；：的-—+·" + HIDDEN:
        start += 1
    while end > start and mask[end - 1] in "、，；：—-等在":
        end -= 1
    together = _TOGETHER.search(mask, start, end)
    end = together.start() if together else end
    return (start, end) if _NOUN.search(mask, start, end) else None
