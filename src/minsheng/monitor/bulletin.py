"""A statistical bulletin (统计公报) read with the grammar of plans: figures that may be observations, to be accepted.

A plan's reader leaves results out; a bulletin is made of them. The same sentences, clauses, quantities and metrics are
read, without asking whether a figure is promised, and each is held against the indicators by name and unit. What was
read is a proposal with its sentence and lines; nothing of it is an observation until somebody accepts it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from functools import partial
from pathlib import Path

from minsheng.monitor.importing.words import Words, read_period
from minsheng.monitor.observation import EVERYONE, MOST_DECIMALS, RURAL, URBAN
from minsheng.monitor.store import is_exact, plain
from minsheng.packs.model import Indicator, Operator
from minsheng.packs.names import Likeness, likeness, parse_name
from minsheng.packs.units import with_unit
from minsheng.plans.commitments.rows import Row, rows_of
from minsheng.plans.commitments.text import Clause, Prepared, clauses, prepare, sentences
from minsheng.plans.commitments.years import YearMark, year_before, year_marks
from minsheng.plans.model import Block, Lines, Reading
from minsheng.plans.read import Progress, read_text
from minsheng.plans.source import read_source
from minsheng.terms.divisions import divisions_below
from minsheng.terms.errors import Fault, MinshengError
from minsheng.terms.periods import Period

_TITLE_PERIOD = re.compile(r"(20\d\d)年?(?:第?[一二三四1-4]季度|\d{1,2}月(?:份)?|度|全年)?")
_PART_YEAR = re.compile(r"前[二三两]季度|上半年|[1１一]\s*[—–~至-]\s*\d{1,2}月|1-\d")
_YEARS = re.compile(r"20\d\d年?\s*[—–~～至-]+\s*20\d\d")
_DIGIT = re.compile(r"\d")
_CHANGE = re.compile(r"(?P<way>增长|增加|提高|上升|扩大|下降|降低|减少|回落|缩小)了?(?:约|近)?$")
_DOWN = frozenset(("下降", "降低", "减少", "回落", "缩小"))
_NAMED_CHANGE = re.compile(r"(?:增长|增速|增幅|涨幅)$")
_LAST_YEAR = re.compile(r"上年|去年|前年|[“”]?十[一二三四]五[“”]?(?:时期|期间|以来)|累计|以来")
_SCOPED = ((re.compile(r"^(?:城镇|城市)(?:常住)?"), URBAN), (re.compile(r"^(?:农村|乡村)(?:常住)?"), RURAL))
_OPS: dict[Operator, str] = {">": "超过", ">=": "以上", "<": "不到", "<=": "以下", "~": "约"}
_VALUE_COLUMN = re.compile(r"绝对数|完成|实绩|实际|数值|总量|本年|全年|实现")
_GROWTH_COLUMN = re.compile(r"增长|增速|比上年|同比|±")
_TARGET_COLUMN = re.compile(r"目标|计划|规划|预期|任务")
_AHEAD = re.compile(r"力争|确保|争取|目标是|目标为|(?<!截)到(20\d\d)年|今后|下一步")
_AHEAD_HEADING = re.compile(r"(?:主要|总体|发展|具体)目标|目标任务|主要任务|下一步")
_YEAR_COLUMN = re.compile(r"(20\d\d)年?")
_LONGEST_CLAUSE = 600
_LONGEST_TITLE = 80
_SENTENCE_END = re.compile(r"[。；！？\t]")
_LEAD = re.compile(
    r"^(?:全年|本年|年末|年底|当年|至年末|截至年末|季末|期末|全市|全省|全体|共|[实已]?实现|其中|\d{4}年末?|，|、)+"
)
_TRAIL = re.compile(r"(?:的?(?:年)?平均值|均值|数据?为)$")


@dataclass(frozen=True)
class Printed:
    """A figure of the text: what it is of and how much, with its sentence and lines, and the year if one is named."""

    subject: str
    value: Decimal
    unit: str
    op: Operator
    year: int | None
    division: str | None
    sentence: str
    lines: Lines
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Proposal:
    """A figure that may be an observation: of which indicator, in its unit, and how sure the names are.

    ``likeness`` is that of the names; ``others`` are indicators that might be meant as well.
    """

    indicator: Indicator
    division: str
    period: Period
    group: str
    value: Decimal
    source: str
    printed: Printed
    strength: str
    because: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Bulletin:
    """What was read of a bulletin: the proposals, and the figures that fit no indicator."""

    title: str
    period: Period
    proposals: tuple[Proposal, ...]
    unmatched: tuple[Printed, ...]


def read_bulletin(
    path: Path,
    words: Words,
    *,
    period: Period | None = None,
    division: str | None = None,
    progress: Progress | None = None,
) -> Bulletin:
    """Read a bulletin (.txt .md .html .docx .pdf) and propose observations for the pack's indicators.

    ``period`` and ``division`` are those of figures that name none; left out, the period is that of the title and the
    division the pack's. Raises `MinshengError` when the file cannot be read or no period is known.
    """
    title, reading = _read(path, progress)
    when = period or title_period(title)
    if when is None:
        expected = "--period，如 2023 或 2023Q4"
        raise MinshengError(
            Fault("bulletin.period", "标题里看不出是哪个时期的数", path.name, None, title[:40], expected)
        )
    printed = list(figures_of(reading, when, words))
    matcher = Matcher(words, when)
    proposals, unmatched = [], []
    for one in printed:
        found = matcher.propose(one, division or words.home, f"{title or path.name}")
        if found is None:
            unmatched.append(one)
        else:
            proposals.append(found)
    return Bulletin(title, when, tuple(_once(proposals)), tuple(unmatched))


def _read(path: Path, progress: Progress | None) -> tuple[str, Reading]:
    """The bulletin's title, and what is read of the rest: a short text without headings runs on from its title."""
    source = read_source(path, progress=None if progress is None else partial(progress, "页"))
    at, first = next(((at, line) for at, line in enumerate(source.lines) if line.strip()), (0, ""))
    if not first.strip() or _SENTENCE_END.search(first) or len(first) > _LONGEST_TITLE:
        reading = read_text(source, progress=progress)
        named = next((block.text for block in reading.blocks if block.kind == "title"), first)
        return re.sub(r"\s+", "", named)[:_LONGEST_TITLE], reading
    lines = tuple("" if number == at else line for number, line in enumerate(source.lines))
    return re.sub(r"\s+", "", first), read_text(replace(source, lines=lines), progress=progress)


def title_period(title: str) -> Period | None:
    """The period a title names; None for one that is no whole year, quarter or month.

    >>> str(title_period("2023年杭州市国民经济和社会发展统计公报")), str(title_period("2024年一季度民生指标通报"))
    ('2023', '2024Q1')
    >>> title_period("2024年前三季度经济运行情况") is None
    True
    """
    if _PART_YEAR.search(title) or _YEARS.search(title):
        return None
    for found in _TITLE_PERIOD.finditer(title):
        read = read_period(
            re.sub(r"(?:年度|年全年|度)$", "年", found[0]) if not found[0].endswith("季度") else found[0]
        )
        if isinstance(read, Period):
            return read
    return None


def figures_of(reading: Reading, when: Period, words: Words) -> Iterator[Printed]:
    """The figures of running text and of tables, in the order of the text."""
    named = divisions_below(words.home)
    found = [one for block in reading.blocks for one in _in_block(block, when, named)]
    found += _in_tables(reading, when)
    yield from sorted(found, key=lambda one: one.lines)


def _in_block(block: Block, when: Period, named: dict[str, str]) -> Iterator[Printed]:
    if block.kind not in ("paragraph", "note") or any(_AHEAD_HEADING.search(heading) for heading in block.path):
        return
    for text in sentences(block.text):
        ahead = _AHEAD.search(text)
        if _DIGIT.search(text) and not (ahead and (ahead[1] is None or int(ahead[1]) > when.last_year)):
            found = _in_sentence(prepare(text), block.lines, named)
            yield from (one for one in found if one.year is None or one.year <= when.last_year)


@dataclass(frozen=True)
class _Around:
    """A sentence with its lines, the years it names, the districts there are, the one it speaks of, and doubts."""

    sentence: Prepared
    lines: Lines
    marks: Sequence[YearMark]
    named: dict[str, str]
    division: str | None
    doubts: tuple[str, ...]


def _in_sentence(sentence: Prepared, lines: Lines, named: dict[str, str]) -> Iterator[Printed]:
    division, doubts = _place(sentence.plain, named)
    around = _Around(sentence, lines, year_marks(sentence), named, division, doubts)
    earlier: list[Clause] = []
    last: tuple[int, int] | None = None
    for clause in clauses(sentence):
        if clause.end - clause.start > _LONGEST_CLAUSE:
            continue
        rows, _ = rows_of(sentence.mask, clause, earlier, last)
        for row in rows:
            last = row.metric or last
            one = _printed(around, clause, row)
            if one is not None:
                yield one
        earlier.append(clause)


def _printed(around: _Around, clause: Clause, row: Row) -> Printed | None:
    """A row's figure; None for those of other years, for shifts in percentage points, and for changes of a count."""
    quantity, sentence = row.quantity, around.sentence
    if row.metric is None or "百分点" in quantity.unit:
        return None
    subject, value = _bare(sentence.words(*row.metric), around.named), quantity.value
    left = sentence.mask[clause.start : quantity.start]
    change = _CHANGE.search(left)
    if change is None and _LAST_YEAR.search(left):
        return None
    if change is not None:
        if not quantity.is_share:
            return None
        subject = subject if _NAMED_CHANGE.search(subject) else f"{subject}增长"
        value = -value if change["way"] in _DOWN else value
    carried = ("指标名称取自前一分句",) if "carried-subject" in row.doubts else ()
    return Printed(
        subject,
        value,
        quantity.unit,
        quantity.op,
        year_before(around.marks, quantity.start),
        around.division,
        sentence.printed,
        around.lines,
        (*around.doubts, *carried),
    )


def _bare(subject: str, named: dict[str, str]) -> str:
    """The name without when and where.

    >>> _bare("年末西湖区城镇调查失业率平均值", {"西湖区": "330106"})
    '城镇调查失业率'
    """
    before = ""
    while before != subject:
        before = subject
        subject = _LEAD.sub("", subject)
        for name in named:
            subject = subject.removeprefix(name) if len(subject) > len(name) + 1 else subject
    return _TRAIL.sub("", subject)


def _place(plain_text: str, named: dict[str, str]) -> tuple[str | None, tuple[str, ...]]:
    """The district a sentence begins with; a doubt when it names one elsewhere."""
    here = [name for name in named if name in plain_text]
    if not here:
        return None, ()
    if len(here) == 1 and plain_text.removeprefix("其中，").startswith(here[0]):
        return named[here[0]], ()
    return None, (f"句中提到{'、'.join(here[:3])}，请核对是哪里的数",)


def _in_tables(reading: Reading, when: Period) -> Iterator[Printed]:
    for row in reading.indicators:
        for column, figure in row.values.items():
            if figure.value is None or figure.cumulative:
                continue
            year = _YEAR_COLUMN.search(column)
            growth = _GROWTH_COLUMN.search(column) is not None
            if _TARGET_COLUMN.search(column) or not (year or growth or _VALUE_COLUMN.search(column)):
                continue
            if year and int(year[1]) > when.last_year:
                continue
            name = f"{row.name}增长" if growth else row.name
            unit = "%" if growth else row.unit
            told = f"{row.table}：{row.name} {column} {figure.text}".strip("：")
            op: Operator = figure.op if figure.op in _OPS else "="
            yield Printed(name, figure.value, unit, op, int(year[1]) if year else None, None, told, row.lines)


class Matcher:
    """Finds the indicator a printed figure is of, by name and unit."""

    def __init__(self, words: Words, when: Period) -> None:
        self._words = words
        self._when = when
        self._by_pair: dict[str, list[Indicator]] = defaultdict(list)
        self._found: dict[tuple[str, str], list[tuple[Likeness, Indicator]]] = {}
        for one in words.indicators.values():
            for pair in _pairs(parse_name(one.name).core):
                self._by_pair[pair].append(one)

    def propose(self, printed: Printed, division: str, title: str) -> Proposal | None:
        """The observation the figure may be; None when no indicator is like it, or its unit cannot be converted."""
        group = EVERYONE
        found = self.like(printed.subject, printed.unit)
        if not found:
            for pattern, scope in _SCOPED:
                rest = pattern.sub("", printed.subject)
                if rest != printed.subject and (found := self.like(rest, printed.unit)):
                    group = scope
                    break
        if not found:
            return None
        best, indicator = found[0]
        assert best.factor is not None
        with localcontext(prec=30):
            value = Decimal(plain(round(printed.value * best.factor, MOST_DECIMALS)))
        if not is_exact(value):
            return None
        period = self._when if printed.year in (None, self._when.last_year) else Period(printed.year or 0)
        first, last = printed.lines
        at = f"第{first}行" if first == last else f"第{first}—{last}行"
        said = f"（原文{_OPS[printed.op]}{with_unit(plain(printed.value), printed.unit)}）" if printed.op != "=" else ""
        keys = {self._words.series[indicator.id].key}
        others = tuple(dict.fromkeys(one.id for _, one in found[1:] if self._words.series[one.id].key not in keys))
        return Proposal(
            indicator,
            printed.division or division,
            period,
            group,
            value,
            f"{title} {at}{said}",
            printed,
            best.strength,
            best.because,
            others[:4],
        )

    def like(self, subject: str, unit: str) -> list[tuple[Likeness, Indicator]]:
        """The indicators the name may mean, the likeliest first: those of running plans and of tables before others."""
        key = (subject, unit)
        if key not in self._found:
            self._found[key] = sorted(self._likes(subject, unit), key=self._rank)
        return self._found[key]

    def _likes(self, subject: str, unit: str) -> Iterator[tuple[Likeness, Indicator]]:
        core = parse_name(subject).core
        if len(core) < 2:
            return
        common: dict[str, int] = defaultdict(int)
        near: dict[str, Indicator] = {}
        for pair in _pairs(core):
            for one in self._by_pair.get(pair, ()):
                common[one.id] += 1
                near[one.id] = one
        least = 1 if len(core) <= 4 else 2
        for one in near.values():
            if common[one.id] >= least:
                alike = likeness(one.name, one.unit, subject, unit)
                if alike.one and alike.factor is not None:
                    yield alike, one

    def _rank(self, found: tuple[Likeness, Indicator]) -> tuple[bool, float, bool, bool, int]:
        alike, one = found
        document = next((each for each in self._words.pack.documents if each.id == one.source.document), None)
        over = document is None or document.until < self._when.first_day or document.since > self._when.last_day
        until = 0 if document is None else -document.until.toordinal()
        return alike.strength != "same", -alike.score, over, one.source.table is None, until


def _pairs(core: str) -> set[str]:
    return {core[at : at + 2] for at in range(len(core) - 1)} or {core}


def _once(proposals: Sequence[Proposal]) -> Iterator[Proposal]:
    """Each figure of a cell once: bulletins repeat theirs in text and table; two that differ stay both, to be seen."""
    seen: set[tuple[str, str, Period, str, Decimal]] = set()
    for one in proposals:
        key = (one.indicator.id, one.division, one.period, one.group, one.value)
        if key not in seen:
            seen.add(key)
            yield one
