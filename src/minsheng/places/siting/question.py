"""What is asked: who is to be served, where one could build, what is there already, and how much may be built."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

import numpy as np

from minsheng.places.points import Floats, Truths, Whole
from minsheng.places.siting.reach import Reach
from minsheng.terms.errors import Fault, MinshengError

Objective: TypeAlias = Literal["cover", "cover-all", "distance", "worst"]
OBJECTIVES: tuple[str, ...] = get_args(Objective)


@dataclass(frozen=True, eq=False, kw_only=True)
class Question:
    """Siting over minutes, wherever they come from.

    ``points`` (n) are the ids of demand points and ``heads`` (n) the people there who count; ``sites`` (m) the ids of
    what exists and of the candidates, ``existing`` (m) says which are there already and stay open. ``reach`` has the
    minutes, (n, m); ``within`` is how many minutes count as covered. At most ``number`` candidates are built, and at
    most ``budget`` is spent when each costs ``cost`` (m, in the budget's unit). With ``capacity`` (m, heads a site can
    take) nobody counts as served without a place there; people of one point may be shared out among sites.

    Raises :class:`MinshengError` with every fault a user can cause, each with how many and an example; `ValueError`
    when the columns do not fit each other.
    """

    points: Sequence[str]
    heads: Floats
    sites: Sequence[str]
    existing: Truths
    reach: Reach
    within: float
    number: int | None = None
    budget: float | None = None
    cost: Floats | None = None
    capacity: Floats | None = None

    def __post_init__(self) -> None:
        shape = (len(self.points), len(self.sites))
        if self.reach.shape != shape or len(self.heads) != shape[0] or len(self.existing) != shape[1]:
            raise ValueError(f"{self.reach.shape} minutes, {len(self.heads)} heads, {len(self.existing)} existing")
        for column in (self.cost, self.capacity):
            if column is not None and len(column) != shape[1]:
                raise ValueError(f"{len(column)} values for {shape[1]} sites")
        if found := tuple(self._faults()):
            raise MinshengError.of(found)

    @property
    def candidates(self) -> Whole:
        """Rows of the sites that could be built."""
        return np.flatnonzero(~self.existing)

    @property
    def kept(self) -> Whole:
        """Rows of the sites that are there already."""
        return np.flatnonzero(self.existing)

    def _faults(self) -> Iterator[Fault]:
        candidates = [self.sites[at] for at in self.candidates.tolist()]
        yield from _same("siting.same-point", "个居民点编号重复", self.points)
        yield from _same("siting.same-site", "个备选点编号重复", candidates)
        yield from _same("siting.same-site", "个已有设施编号重复", [self.sites[at] for at in self.kept.tolist()])
        yield from _below("siting.heads", "个居民点的人数不是零或正数", self.points, self.heads)
        if not candidates:
            yield Fault("siting.no-candidates", "没有备选点", expected="至少一个能建的地方")
        if not (0 < self.within < np.inf):
            yield Fault("siting.minutes", "分钟数不对", read=f"{self.within:g}", expected="大于零的数，如 15")
        if len(self.points) and not self.heads.any():
            yield Fault("siting.nobody", f"{len(self.points):,} 个居民点合计没有人", read="0 人", expected="人数大于零")
        if not len(self.points):
            yield Fault("siting.nobody", "没有居民点", expected="至少一个有人的居民点")
        yield from self._limit_faults(len(candidates))
        if self.capacity is not None:
            yield from _below("siting.capacity", "处设施的容量不是零或正数", self.sites, self.capacity, most=np.inf)

    def _limit_faults(self, candidates: int) -> Iterator[Fault]:
        expected = f"1 到 {candidates:,}（备选点的个数）"
        if self.number is not None and self.number < 1:
            yield Fault("siting.number", "新建个数至少为 1", read=str(self.number), expected=expected)
        elif self.number is not None and self.number > candidates > 0:
            said = f"要建 {self.number:,} 处，备选点只有 {candidates:,} 个"
            yield Fault("siting.number", said, read=str(self.number), expected=expected)
        if self.budget is None:
            return
        if self.cost is None:
            yield Fault("siting.cost", "给了预算，备选点却没有造价", expected="备选点文件里有 cost 列")
            return
        bad = list(
            _below("siting.cost", "个备选点的造价不是零或正数", self.sites, np.where(self.existing, 0, self.cost))
        )
        yield from bad
        if candidates and not bad and not self.budget >= (least := float(self.cost[self.candidates].min())):
            cheapest = self.sites[int(self.candidates[np.argmin(self.cost[self.candidates])])]
            said = f"预算不够 {candidates:,} 个备选点中的任何一个，最便宜的是 {cheapest}"
            yield Fault("siting.budget", said, read=f"{self.budget:g}", expected=f"至少 {least:g}")


def _same(code: str, said: str, ids: Sequence[str]) -> Iterator[Fault]:
    first: dict[str, int] = {}
    twice = [one for at, one in enumerate(ids) if first.setdefault(one, at) != at]
    if twice:
        yield Fault(code, f"有 {len(twice):,} {said}，如 {twice[0]}", read=twice[0], expected="每个编号一行")


def _below(
    code: str, said: str, ids: Sequence[str], values: Floats, most: float = np.finfo(float).max
) -> Iterator[Fault]:
    bad = np.flatnonzero(~((values >= 0) & (values <= most)))
    if len(bad):
        example = f"如 {ids[int(bad[0])]}"
        yield Fault(code, f"有 {len(bad):,} {said}，{example}", read=f"{values[bad[0]]:g}", data={"count": len(bad)})
