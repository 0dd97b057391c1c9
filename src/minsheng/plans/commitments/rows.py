"""A clause's figures, each joined to the metric it is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from minsheng.plans.commitments import words
from minsheng.plans.commitments.judge import is_condition, names_a_group
from minsheng.plans.commitments.phrases import (
    Span,
    carried_metric,
    is_indicator,
    left_metric,
    parts_of,
    right_metric,
    starts_noun,
)
from minsheng.plans.commitments.quantities import Passed, Quantity, quantities
from minsheng.plans.commitments.text import HIDDEN, Clause

_FROM = re.compile(r"(?:由|从)(?:(?:19|20)\d\d年?)?的?$|(?:由|从)[^，；]{0,12}$")
_CHANGED = re.compile(
    r"^的?[^，；\d]{0,8}?(?:提高|提升|增加|增长|扩大|上升|下降|降低|减少|缩小|压减|增|升|降|减|延长|缩短)(?:到|至|为)"
)
# 较2020年增加8人 tells the way to a figure that was given, and is none of its own.
_OVER_BASE = re.compile(
    r"(?:比|较|同比)[^，；]*(?:增加|增长|提高|提升|上升|扩大|下降|降低|减少|压减|缩短|延长|翻)了?(?:约|近|至少|超过)?$"
)
_RANK = re.compile(r"^[每各][^，；]*(?:至少|最少)$|^.{0,4}(?:[家省市县区镇乡村]级|领先|一流|星级|知名)$")
_EACH = re.compile(r"(?<!平)均|都|分别")
_ALL_OF = re.compile(r"各|每|所有|全部")
_PREDICATE = re.compile(
    r"达到|创成|完成|建成|通过|实现|拥有|建有|获得|开展|纳入|设置|建立|进入|成为|享受|参加|配备|接入|使用|执行|创建|取得|达|持证|开放|覆盖"
)


@dataclass(frozen=True)
class Row:
    """A figure and the metric it is about (a span of the sentence), with what is unsure about the two."""

    quantity: Quantity
    metric: Span | None
    doubts: tuple[str, ...] = ()
    place: int = 0
    """Its place in a list of figures (分别达到 a、b), and how many there are."""
    listed: int = 1


def rows_of(mask: str, clause: Clause, earlier: Sequence[Clause], last: Span | None) -> tuple[list[Row], list[Passed]]:
    """Rows of a clause in order, and the numbers that could not be used.

    ``earlier`` are the clauses before it in the sentence and ``last`` the metric read last, for clauses that
    name none themselves.
    """
    found = list(quantities(mask, clause.start, clause.end))
    passed = [each for each in found if isinstance(each, Passed)]
    figures = [
        each for each in found if isinstance(each, Quantity) and (each.unit or _reached(mask, clause, each, found))
    ]
    figures = [each for each in figures if not is_condition(mask, each, clause)]
    named = {first.start for first, then in pairwise(figures) if names_a_group(mask, first, then, clause)}
    figures = [each for each in figures if each.start not in named]
    walk = _Walk(mask, clause, earlier, last)
    groups = _groups(mask, figures)
    for place, group in enumerate(groups):
        if walk.done:
            break
        following = groups[place + 1][0].start if place + 1 < len(groups) else clause.end
        walk.take(group, following)
    return walk.rows, passed


def _reached(mask: str, clause: Clause, figure: Quantity, found: Sequence[Quantity | Passed]) -> bool:
    """Whether a number without unit can be a figure: a verb reaches it, or a list goes on to one with a unit."""
    if words.REACH.search(mask[clause.start : figure.start]) or figure.op != "=":
        return True
    return any(
        (isinstance(each, Quantity) and words.CO_ONLY.fullmatch(mask[figure.end : each.start]))
        or (isinstance(each, Quantity) and words.CO_ONLY.fullmatch(mask[each.end : figure.start]))
        for each in found
        if each is not figure and (each.start >= figure.end or each.end <= figure.start)
    )


def _groups(mask: str, figures: Sequence[Quantity]) -> list[list[Quantity]]:
    """Figures in lists (45人、50人以内) together, units and comparing words shared out."""
    groups: list[list[Quantity]] = []
    for figure in figures:
        if groups and words.CO_ONLY.fullmatch(mask[groups[-1][-1].end : figure.start]):
            groups[-1].append(figure)
        else:
            groups.append([figure])
    return [_shared(group) for group in groups]


def _shared(group: list[Quantity]) -> list[Quantity]:
    final, first = group[-1], group[0]
    out = []
    for figure in group:
        op = figure.op
        if op == "=" and not (final.tail and final.op == ">=" and _is_whole(figure, final)):
            op = final.op if final.tail else (first.op if not first.tail else op)
        out.append(replace(figure, op=op, unit=figure.unit or final.unit))
    return out


def _is_whole(figure: Quantity, final: Quantity) -> bool:
    """Whether a figure is all there is, so that the 以上 of the list cannot go for it (100%、90%以上)."""
    return (figure.unit or final.unit) == "%" and figure.value == 100


class _Walk:
    """Goes through a clause's figures from left to right; what one takes, the next cannot."""

    def __init__(self, mask: str, clause: Clause, earlier: Sequence[Clause], last: Span | None) -> None:
        self.mask, self.clause, self.earlier, self.last = mask, clause, earlier, last
        self.at = clause.start
        self.rows: list[Row] = []
        self.done = False
        self.listed = False
        """Whether the figure before was followed by its metric (建成3家A、2家B)."""
        self.carried: Span | None = None

    def take(self, group: list[Quantity], following: int) -> None:
        mask, clause = self.mask, self.clause
        start, end = group[0].start, group[-1].end
        while self.at > clause.start and self.at < start and mask[self.at] == HIDDEN:
            self.at += 1
        left = mask[self.at : start]
        origin = _FROM.search(left)
        if origin is not None and _CHANGED.match(mask[end:following]):
            self.carried = left_metric(mask, self.at, self.at + origin.start(), counted=False)
            self.at = end
            return
        share = group[0].is_share
        metric = left_metric(mask, self.at, start, counted=not share)
        named = metric is not None and is_indicator(mask[slice(*metric)]) and words.REACH.search(left) is not None
        behind = end + (1 if mask[end : end + 1] == "的" else 0)
        noun = starts_noun(mask, behind, clause.end) and len(group) == 1
        goes_on = words.CO_END.search(left) is not None
        if noun and not named and (metric is None or not share or goes_on):
            self._behind(group[0], behind, following, metric)
        else:
            self._before(group, metric, left)

    def _behind(self, figure: Quantity, behind: int, following: int, metric: Span | None) -> None:
        mask, clause = self.mask, self.clause
        left = mask[self.at : figure.start]
        acted = words.ACTION_END.search(re.sub(r"(?:力争|争取|确保|实现|至少|约|近|超过?)$", "", left)) is not None
        whole = (
            metric is None and not self.listed and not acted and _PREDICATE.search(mask, behind, clause.end) is not None
        )
        if self.listed and figure.op == "=" and self.rows and not left and not self.rows[-1].quantity.tail:
            # 至少有1所A、2家B: the comparing word goes for the whole list.
            figure = replace(figure, op=self.rows[-1].quantity.op)
        if figure.is_share or whole:
            target = right_metric(mask, behind, clause.end, whole=True)
            self.done = True
        else:
            target = right_metric(mask, behind, following, whole=False)
        if target is not None:
            self._name_those_before(target)
        doubts = ("verbless",) if not whole and not self.listed and not _promised(left) else ()
        self.rows.append(Row(figure, target, doubts))
        self.at = following
        self.listed = True

    def _name_those_before(self, target: Span) -> None:
        """Give the metric to figures before it that only rank it (2个国家级、10个省级示范社区) or say for whom."""
        for place in range(len(self.rows) - 1, -1, -1):
            metric = self.rows[place].metric
            if metric is None or _RANK.search(self.mask[slice(*metric)]) is None:
                return
            self.rows[place] = replace(self.rows[place], metric=target)

    def _before(self, group: list[Quantity], metric: Span | None, left: str) -> None:
        mask = self.mask
        doubts: tuple[str, ...] = ()
        if metric is None:
            if self.carried is None and _OVER_BASE.match(left):
                self.at = group[-1].end
                return
            metric = self.carried or self._from_earlier()
            doubts = ("carried-subject",) if metric is not None and self.carried is None else ()
        spans: list[Span | None] = [metric] * len(group)
        if metric is not None and len(group) > 1:
            parts = parts_of(mask, *metric, count=len(group))
            if len(parts) == len(group):
                spans = list(parts)
            else:
                doubts = (*doubts, "shared-subject")
        elif metric is not None and _EACH.search(mask[metric[1] : group[0].start]):
            parts = parts_of(mask, *metric)
            if len(parts) > 1 and is_indicator(mask[slice(*parts[-1])]) and not _ALL_OF.match(mask, metric[0]):
                if not all(is_indicator(mask[slice(*part)]) for part in parts):
                    doubts = (*doubts, "split-subject")
                group, spans = group * len(parts), list(parts)
        self.rows.extend(
            Row(figure, span, doubts, place, len(group))
            for place, (figure, span) in enumerate(zip(group, spans, strict=True))
        )
        self.at = group[-1].end
        coordinator = words.CO_START.match(mask[self.at : self.clause.end])
        self.at += coordinator.end() if coordinator else 0
        self.listed = False
        self.carried = None

    def _from_earlier(self) -> Span | None:
        """The metric of an earlier clause of the sentence."""
        if self.rows:
            return None if self.listed else self.rows[-1].metric
        if self.last is not None:
            return self.last
        for clause in reversed(self.earlier[-2:]):
            carried = carried_metric(self.mask, clause.start, clause.end)
            if carried is not None:
                return carried
        return None


def _promised(left: str) -> bool:
    if left.endswith("等"):
        return words.ACTS.search(left) is not None
    left = words.WHOLE_END.sub("", left)
    return words.TRAIL.search(left) is not None or words.ACTION_END.search(left) is not None or not left
