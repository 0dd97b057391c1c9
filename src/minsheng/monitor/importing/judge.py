"""Whether a figure may be what it says: its unit's bounds, what was reported before, the same thing under other names.

A fault keeps a figure out. A doubt keeps it aside until somebody says that it is right: in the row's note, or for all
doubts of the file.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal

from minsheng.monitor.book import Book, Told
from minsheng.monitor.crosswalk import Crosswalk
from minsheng.monitor.importing.figures import Problem
from minsheng.monitor.limits import Limits, limits_of
from minsheng.monitor.observation import Observation
from minsheng.monitor.store import plain
from minsheng.packs.model import Indicator
from minsheng.packs.units import with_unit
from minsheng.terms.divisions import division_name
from minsheng.terms.periods import Period

JUMP = Decimal(10)
"""A figure so many times the last one, or so small a part of it, is in doubt."""
_APART = Decimal("0.01")
"""Two reports of one thing that differ by more than this part are not the same figure rounded."""
_Hints = tuple[tuple[Decimal, Decimal, str], ...]
_OF_SHARES: _Hints = (
    (Decimal(90), Decimal(110), "像是把百分数和比值弄混了（95.6 与 0.956）"),
    (Decimal(9), Decimal("11.5"), "像是把%和‰弄混了，或错了一位小数点"),
)
_OF_COUNTS: _Hints = (
    (Decimal(9000), Decimal(11000), "像是把万和个弄混了"),
    (Decimal(9), Decimal("11.5"), "像是错了一位小数点"),
)

_Line = tuple[str, str, str]


class Judge:
    """Holds figures against the bounds of their indicators and against what is known of them, figure after figure."""

    def __init__(self, book: Book, redrawn: tuple[Crosswalk, ...]) -> None:
        self._book = book
        self._redrawn = redrawn
        self._limits: dict[str, Limits] = {}
        self._known: dict[_Line, list[Told]] = {}
        self._taken: dict[_Line, list[tuple[Period, Decimal]]] = defaultdict(list)

    def limits(self, indicator: Indicator) -> Limits:
        """The bounds of an indicator."""
        found = self._limits.get(indicator.id)
        if found is None:
            series = self._book.series.get(indicator.id)
            found = limits_of(indicator, () if series is None else series.members)
            self._limits[indicator.id] = found
        return found

    def fault(self, indicator: Indicator, row: Observation) -> Problem | None:
        """What cannot be: a figure outside its unit's bounds."""
        limits = self.limits(indicator)
        if not limits.breaks(row.value):
            return None
        if limits.high is not None and limits.high == limits.full and row.value > limits.high:
            most = with_unit(plain(limits.high), indicator.unit)
            return Problem(
                "observations.bounds", f"超过 {most}：{indicator.name}", f"{limits.words}（{limits.because}）"
            )
        said = "不能是负数" if limits.low == 0 and row.value < 0 else "超出范围"
        return Problem("observations.bounds", f"{said}：{indicator.name}", limits.words)

    def doubts(self, indicator: Indicator, row: Observation) -> list[Problem]:
        """What is unlikely: somebody has to say that it is right."""
        if self._held(row):
            return []  # somebody has said so already
        found = [self._jumps(indicator, row), self._elsewhere(row), self._before_redrawing(row)]
        if self.limits(indicator).whole and row.value != row.value.to_integral_value():
            found.append(Problem("observations.not-whole", f"数的是{indicator.unit}，却不是整数", "整数"))
        return [one for one in found if one is not None]

    def take(self, row: Observation) -> None:
        """Remember the figure: the next periods of the same file are held against it."""
        insort(self._taken[row.indicator, row.division, row.group], (row.period, row.value))

    def _held(self, row: Observation) -> bool:
        """Whether the very figure was imported before."""
        return any(
            one.observation.indicator == row.indicator
            and one.observation.period == row.period
            and one.value == row.value
            and not self._is_printed(one.observation)
            for one in self._told(row)
        )

    def _jumps(self, indicator: Indicator, row: Observation) -> Problem | None:
        last = self._last(row)
        if last is None or not last[1] or not row.value:
            return None
        ratio = row.value / last[1]
        if ratio < 0 or 1 / JUMP < ratio < JUMP:
            return None
        times = ratio if ratio >= 1 else 1 / ratio
        said = f"是{last[2]}（{last[0]}）{plain(last[1])} 的 {plain(round(ratio, 4 if ratio < 1 else 1))} 倍"
        hints = _OF_COUNTS if self.limits(indicator).full is None else _OF_SHARES
        hint = next((words for low, high, words in hints if low <= times <= high), "")
        return Problem("observations.jump", "，".join(filter(None, (said, hint))), "核对；确实如此就在备注里说明")

    def _last(self, row: Observation) -> tuple[Period, Decimal, str] | None:
        """The last figure before this one's period, else the next one after it; for a share without, the city's."""
        if (near := self._near(row)) is not None:
            return (*near, "上次")
        home = self._book.pack.about.division
        indicator = self._book.indicators.get(row.indicator)
        if row.division == home or indicator is None or self.limits(indicator).full is None:
            return None
        whole = self._near(replace(row, division=home))
        return None if whole is None else (*whole, division_name(home) or home)

    def _near(self, row: Observation) -> tuple[Period, Decimal] | None:
        told = [(one.observation.period, one.value) for one in self._told(row)]
        every = sorted([*told, *self._taken.get((row.indicator, row.division, row.group), ())])
        span = row.period.kind == "span"
        alike = [one for one in every if (one[0].kind == "span") is span and one[0] != row.period]
        at = bisect_left([one[0] for one in alike], row.period)
        return alike[at - 1] if at else alike[0] if alike else None

    def _elsewhere(self, row: Observation) -> Problem | None:
        """A differing figure of the same thing and time: printed in a plan, or reported under another plan's name."""
        for one in self._told(row):
            there = one.observation
            own = there.indicator == row.indicator and not self._is_printed(there)
            if there.period != row.period or own:
                continue
            most = max(abs(one.value), abs(row.value))
            if most and abs(one.value - row.value) > most * _APART:
                said = f"同一指标同一时期，{there.source} 写的是 {plain(one.value)}（{there.indicator}）"
                return Problem("observations.elsewhere", said, "核对；确实不同就在备注里说明")
        return None

    def _told(self, row: Observation) -> list[Told]:
        line = (row.indicator, row.division, row.group)
        if line not in self._known:
            self._known[line] = self._book.told(row.indicator, row.division, group=row.group)
        return self._known[line]

    def _is_printed(self, row: Observation) -> bool:
        indicator = self._book.indicators.get(row.indicator)
        return indicator is not None and row.source == str(indicator.source)

    def _before_redrawing(self, row: Observation) -> Problem | None:
        for walk in self._redrawn:
            if row.division in walk.redrawn and row.period.last_day < walk.since:
                name = division_name(row.division) or row.division
                said = f"{name}是 {walk.since} 起的区划，这个数是之前的：不知道按哪个区划算的"
                expected = "按现在的区划重算过的，在备注里说明；旧区划的数用 minsheng monitor restate 换算"
                return Problem("observations.redrawn", said, expected)
        return None
