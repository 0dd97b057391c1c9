"""The report's sentences, written from its facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from minsheng.monitor import inventory
from minsheng.monitor.equity.overview import Between
from minsheng.monitor.forecast import OUTLOOKS, Forecast
from minsheng.monitor.reporting.facts import BEHIND, GOOD, Facts, Line, counted
from minsheng.monitor.reporting.owners import NOBODY
from minsheng.monitor.reporting.shown import goal, latest, like, mark, named, percent, place_name, short_of
from minsheng.monitor.state import STATE_NAMES, State
from minsheng.monitor.warnings.words import LEVELS
from minsheng.monitor.words import figure_words, period_words

NOTICE = (
    "本报告含合成数据：凡标“合成”的数都是演示用的，不是任何部门的统计数，不得引用；"
    "由它们算出的实现度、差距和状态也是如此。"
)
_KINDS = {"year": "年度", "quarter": "季度", "month": "月度"}
_ORDER: tuple[State, ...] = ("met", "on_track", "lagging", "missed", "no_data")
_MOST_NAMES = 5


def title(facts: Facts) -> str:
    """What the report is called."""
    return f"{facts.book.pack.about.name}公共服务规划目标{_KINDS[facts.at.kind]}监测报告"


def states_said(lines: Sequence[Line], *, all_states: bool = False) -> str:
    """So many in each state: 已完成3项，进度正常2项; those of none are left out unless all are asked for."""
    counts = counted(lines)
    return "，".join(
        f"{STATE_NAMES[state]}{counts.get(state, 0)}项" for state in _ORDER if all_states or counts.get(state)
    )


def summary(facts: Facts) -> Iterator[str]:
    """The paragraphs an official reads when reading nothing else."""
    yield _whole(facts)
    yield _realised(facts)
    yield from _even(facts)
    if facts.behind:
        yield _behind(facts)
    if facts.change is not None:
        yield _changed(facts)
    if facts.signals:
        yield warned(facts)


def _whole(facts: Facts) -> str:
    plans = "".join(f"《{document.title}》" for document in facts.documents.values())
    told = f"截至{period_words(facts.at)}末，对照{plans}，{facts.book.pack.about.name}共监测{len(facts.lines)}项目标："
    told += states_said(facts.lines, all_states=True) + "。"
    known = len(facts.lines) - facts.counts.get("no_data", 0)
    if known:
        good = len(facts.with_state(*GOOD))
        told += f"有数据的{known}项中，已完成和进度正常的{good}项，占{percent(100 * good / known)}。"
    words = sum(line.target.kind == "text" for line in facts.lines)
    return told + (f"没有数据的目标中，有{words}项是文字表述，没有可以比较的数。" if words else "")


def _realised(facts: Facts) -> str:
    total = facts.equity.city.total
    if total.value is None:
        return "各项目标都没有数据，算不出实现度。"
    told = f"目标总实现度为{percent(total.value)}{mark(facts.synthetic_whole)}"
    if total.covered < 1:
        told += f"（没有数据的目标不计入；全按未实现计为{percent(total.low)}，全按已实现计为{percent(total.high)}）"
    known = [(degree, name) for key, name in facts.areas.items() if (degree := facts.degree(key)) is not None]
    if len(known) > 1:
        (low, last), (high, first) = min(known), max(known)
        told += f"。分领域看，{first}最高，为{percent(high)}；{last}最低，为{percent(low)}"
    return told + "。"


def _even(facts: Facts) -> Iterator[str]:
    total = total_between(facts)
    if total is None or total.best is None or total.worst is None or total.best == total.worst:
        yield "各区县有数据的不到两个，不能比较差距。"
        return
    ends = [(code, percent(total.degrees[code])) for code in (total.best, total.worst)]
    best, worst = (f"{place_name(code)}{degree}" for code, degree in ends)
    # From the figures as shown, so that whoever subtracts finds the same.
    high, low = (Decimal(degree.removesuffix("%")) for _, degree in ends)
    yield (
        f"从区县看，总实现度最高的是{best}，最低的是{worst}{mark(facts.synthetic_parts)}，相差{high - low}个百分点；"
        f"按人口加权的变异系数为{total.variation:.3f}。" + "".join(hidden(facts)[:1])
    )


def total_between(facts: Facts) -> Between | None:
    """The spread of the divisions' total degrees."""
    return next((one for one in facts.equity.between if one.key == "total"), None)


def _behind(facts: Facts) -> str:
    told = f"{states_said(facts.behind)}"
    by_area = sorted(
        ((len([line for line in facts.behind if line.area == key]), name) for key, name in facts.areas.items()),
        key=lambda pair: -pair[0],
    )
    areas = "、".join(f"{name}{count}项" for count, name in by_area[:3] if count)
    worst = "；".join(f"{named(line)}{latest(line)}，目标{goal(line)}，{short_of(line)}" for line in facts.behind[:3])
    return f"需要推动的共{len(facts.behind)}项（{told}），较多的领域是{areas}。离目标最远的是：{worst}。"


def _changed(facts: Facts) -> str:
    change = facts.change
    assert change is not None
    since = f"与{period_words(change.since)}相比，"
    parts = [f"转为{words}的{len(lines)}项：{_names(lines)}" for words, lines in _turned(facts) if lines]
    if change.known:
        parts.append(f"新有数据的{len(change.known)}项")
    return since + ("；".join(parts) if parts else "没有目标转为滞后，也没有目标由滞后转好") + "。"


def _turned(facts: Facts) -> Sequence[tuple[str, Sequence[Line]]]:
    change = facts.change
    assert change is not None
    states = {line.state for line in change.worse}
    worse = "或".join(STATE_NAMES[state] for state in BEHIND if state in states)
    return ((worse, change.worse), ("正常或已完成", change.better))


def _names(lines: Sequence[Line]) -> str:
    told = "、".join(named(line) for line in lines[:_MOST_NAMES])
    return told + (f"等{len(lines)}项" if len(lines) > _MOST_NAMES else "")


def warned(facts: Facts) -> str:
    """How many warnings call for somebody, how many were opened, and what cannot be told."""
    calling, levels = facts.calling, Counter(one.rule.level for one in facts.calling)
    if calling:
        told = "，".join(f"{LEVELS[level]}{levels[level]}条" for level in reversed(list(LEVELS)) if levels[level])
        opened = sum(facts.alert(one) is not None for one in calling)
        said = f"按预警规则，达到预警条件的{len(calling)}条（{told}），其中已立案{opened}条。"
    else:
        said = "按预警规则，没有达到预警条件的。"
    unknown = list(dict.fromkeys(one.rule.name for one in facts.signals if one.outcome == "unknown"))
    return said + (f"缺少数据、说不准的规则有{len(unknown)}条：{'、'.join(unknown)}。" if unknown else "")


def ahead(line: Line, outlook: Forecast) -> str:
    """Where a target's figures are heading, or why nobody can say."""
    if not outlook.ahead:
        return f"{named(line)}没有预测：{outlook.because}。"
    last = outlook.ahead[-1]
    value, low, high = (figure_words(like(line, one), line.status.unit) for one in (last.value, last.low, last.high))
    told = f"照现在的走势，{named(line)}到{period_words(last.period)}末为{value}{mark(line.synthetic)}"
    told += f"（{100 * outlook.level:.0f}%的把握在{low}至{high}之间）"
    told += "" if outlook.outlook is None else f"，目标{OUTLOOKS[outlook.outlook]}"
    return f"{told}。方法：{outlook.because}。"


def stocked(facts: Facts) -> str:
    """How the year's service items stand, and of how many nobody has said anything."""
    told = f"{facts.at.last_year}年清单有服务事项{len(facts.stock)}项："
    told += "，".join(f"{words}{stock_count(facts.stock, state)}项" for state, words in inventory.STATE_NAMES.items())
    silent = Counter(line.owner or NOBODY for line in inventory.silent(facts.stock))
    most = "、".join(f"{owner}{count}项" for owner, count in silent.most_common(_MOST_NAMES))
    return f"{told}。没有报的按责任单位：{most}。" if silent else f"{told}。"


def stock_count(lines: Sequence[inventory.Line], state: str) -> int:
    """How many items are in a state; an empty one is that nobody reported."""
    return sum((line.state or "") == state for line in lines)


def hidden(facts: Facts) -> tuple[str, ...]:
    """What averages hide, each sentence marked when it speaks of figures that are made up."""
    told = (one.replace(" ", "").removesuffix("。") for one in facts.equity.hidden)
    return tuple(f"{one}{mark(facts.synthetic_parts)}。" for one in told)


def of_area(facts: Facts, area: str) -> str:
    """The sentence above an area's table."""
    lines = facts.of(area)
    degree = facts.degree(area)
    told = f"监测{len(lines)}项目标：{states_said(lines)}。"
    if degree is not None:
        told += f"实现度{percent(degree)}{mark(any(line.synthetic for line in lines))}。"
    behind = [line for line in facts.behind if line.area == area]
    if behind:
        told += f"{'、'.join(STATE_NAMES[state] for state in BEHIND if any(one.state == state for one in behind))}"
        told += f"的是：{_names(behind)}。"
    return told
