"""Two jurisdictions side by side: services by area and name, indicators with their figures by year, and the floor.

A level below may not promise less than the level above: when one of the two is above the other, each place where it
does is among the findings.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from minsheng.packs import family
from minsheng.packs.audit.finding import Finding, bare_figure, item_clause
from minsheng.packs.audit.together import weaker_than_above
from minsheng.packs.matching import Pair, pairs
from minsheng.packs.model import Amount, Area, Indicator, Pack, ServiceItem, Value, ValueKind
from minsheng.packs.names import overlap
from minsheng.packs.units import plain_unit
from minsheng.terms.errors import Fault, MinshengError

_ALIKE = 0.6
_KINDS: tuple[ValueKind, ...] = ("actual", "target", "growth")


@dataclass(frozen=True)
class ItemPair:
    """A service of one place beside that of the other; None where one has no such service.

    ``likeness`` is from 0 to 1: 1 when both have one identifier or one name, 0 when a side is empty.
    """

    left: ServiceItem | None
    right: ServiceItem | None
    likeness: float


@dataclass(frozen=True)
class AreaComparison:
    """The services of an area, pairs first, then what only the left has, then what only the right has."""

    area: Area
    items: tuple[ItemPair, ...]


@dataclass(frozen=True)
class FigureLine:
    """Figures for one kind and year, each with the indicator that states it; several when sources differ."""

    kind: ValueKind
    year: int | None
    left: tuple[tuple[Indicator, Value], ...]
    right: tuple[tuple[Indicator, Value], ...]


@dataclass(frozen=True)
class IndicatorComparison:
    """One indicator in both places: the rows that state it, their figures, and why they were taken for one."""

    name: str
    left: tuple[Indicator, ...]
    right: tuple[Indicator, ...]
    lines: tuple[FigureLine, ...]
    pairs: tuple[Pair, ...]

    @property
    def sure(self) -> bool:
        """Whether a person confirmed every pair, or the names say the same."""
        return all(pair.sure for pair in self.pairs)


@dataclass(frozen=True)
class Comparison:
    """Two packs side by side."""

    left: Pack
    right: Pack
    areas: tuple[AreaComparison, ...]
    indicators: tuple[IndicatorComparison, ...]
    only_left: tuple[Indicator, ...]
    only_right: tuple[Indicator, ...]
    below: tuple[Finding, ...]

    def as_json(self) -> dict[str, Any]:
        """The comparison as the command line prints it."""
        return {
            "left": self.left.id,
            "right": self.right.id,
            "areas": [_area_json(area) for area in self.areas],
            "indicators": [_indicator_json(one) for one in self.indicators],
            "only_left": [one.id for one in self.only_left],
            "only_right": [one.id for one in self.only_right],
            "below": [one.as_json() for one in self.below],
        }


def compare(left_id: str, right_id: str, packs: Mapping[str, Pack]) -> Comparison:
    """Two packs side by side; raises `MinshengError` when one is unknown or they are the same."""
    for pack_id in (left_id, right_id):
        if pack_id not in packs:
            others = "、".join(packs)
            raise MinshengError(Fault("pack.unknown", f"没有名为 {pack_id} 的规则包", read=pack_id, expected=others))
    if left_id == right_id:
        raise MinshengError(Fault("pack.same", "要比较的是同一个规则包", read=left_id, expected="两个不同的规则包"))
    left, right = packs[left_id], packs[right_id]
    matches = [match for pack in packs.values() for match in pack.matches]
    found = [pair for pair in pairs([*left.indicators, *right.indicators], matches) if pair.state != "refused"]
    indicators = tuple(_joined(left, right, found))
    shown = {one.id for row in indicators for one in (*row.left, *row.right)}
    areas = tuple(_areas(left, right, packs))
    return Comparison(
        left=left,
        right=right,
        areas=areas,
        indicators=indicators,
        only_left=tuple(one for one in left.indicators if one.id not in shown),
        only_right=tuple(one for one in right.indicators if one.id not in shown),
        below=tuple(_below(left, right, areas, packs)),
    )


def paired_items(left: Iterable[ServiceItem], right: Iterable[ServiceItem]) -> tuple[ItemPair, ...]:
    """Services paired by identifier, then by name, the most alike first; each stands in one pair only."""
    lefts, rights = list(left), list(right)
    by_id = {item.id: item for item in rights}
    taken: dict[str, ItemPair] = {item.id: ItemPair(item, by_id[item.id], 1.0) for item in lefts if item.id in by_id}
    used = set(taken)
    scored = sorted(
        (
            (-overlap(one.name, other.name), at, beside)
            for at, one in enumerate(lefts)
            for beside, other in enumerate(rights)
            if one.id not in taken and other.id not in used
        ),
    )
    for score, at, beside in scored:
        one, other = lefts[at], rights[beside]
        if -score >= _ALIKE and one.id not in taken and other.id not in used:
            taken[one.id] = ItemPair(one, other, round(-score, 4))
            used.add(other.id)
    both = [taken[item.id] for item in lefts if item.id in taken]
    return (
        *both,
        *(ItemPair(item, None, 0.0) for item in lefts if item.id not in taken),
        *(ItemPair(None, item, 0.0) for item in rights if item.id not in used),
    )


def _areas(left: Pack, right: Pack, packs: Mapping[str, Pack]) -> Iterator[AreaComparison]:
    known = family.areas(right, packs) | family.areas(left, packs)
    for area in known.values():
        items = paired_items(
            (item for item in left.items if item.area == area.id),
            (item for item in right.items if item.area == area.id),
        )
        if items:
            yield AreaComparison(area, items)


def _joined(left: Pack, right: Pack, found: Iterable[Pair]) -> Iterator[IndicatorComparison]:
    """Groups of rows that are one indicator and stand on both sides, in the order of the left."""
    own = {one.id for one in left.indicators}
    links: dict[str, list[Pair]] = defaultdict(list)
    for pair in found:
        # Inside one place only what is sure is joined, lest one loose likeness draw in another.
        if pair.sure or (pair.first.id in own) != (pair.second.id in own):
            links[pair.first.id].append(pair)
            links[pair.second.id].append(pair)
    seen: set[str] = set()
    for start in left.indicators:
        if start.id in seen or start.id not in links:
            continue
        rows, used = _reached(start, links)
        seen |= set(rows)
        ours = tuple(one for one in left.indicators if one.id in rows)
        theirs = tuple(one for one in right.indicators if one.id in rows)
        if theirs:
            across = tuple(pair for pair in used if (pair.first.id in own) != (pair.second.id in own))
            yield IndicatorComparison(start.name, ours, theirs, _lines(ours, theirs), across)


def _reached(start: Indicator, links: Mapping[str, list[Pair]]) -> tuple[dict[str, Indicator], tuple[Pair, ...]]:
    rows, waiting, used = {start.id: start}, [start], dict[tuple[str, str], Pair]()
    while waiting:
        for pair in links[waiting.pop().id]:
            used[pair.first.id, pair.second.id] = pair
            for one in (pair.first, pair.second):
                if one.id not in rows:
                    rows[one.id] = one
                    waiting.append(one)
    return rows, tuple(used.values())


def _lines(left: Iterable[Indicator], right: Iterable[Indicator]) -> tuple[FigureLine, ...]:
    cells: dict[tuple[int, int], tuple[list[Any], list[Any]]] = defaultdict(lambda: ([], []))
    for side, rows in enumerate((left, right)):
        for one in rows:
            for value in one.values:
                cells[value.year or 9999, _KINDS.index(value.kind)][side].append((one, value))
    return tuple(
        FigureLine(_KINDS[kind], None if year == 9999 else year, tuple(ours), tuple(theirs))
        for (year, kind), (ours, theirs) in sorted(cells.items())
    )


def _below(left: Pack, right: Pack, areas: Iterable[AreaComparison], packs: Mapping[str, Pack]) -> Iterator[Finding]:
    """Where the lower of two levels promises less than the upper; nothing when neither is above the other."""
    if right in family.lineage(left, packs):
        lower, upper = left, right
    elif left in family.lineage(right, packs):
        lower, upper = right, left
    else:
        return
    matches = [match for pack in packs.values() for match in pack.matches]
    own = {id(one) for one in lower.indicators}
    for pair in pairs([*lower.indicators, *upper.indicators], matches):
        if pair.state != "refused" and id(pair.first) in own and id(pair.second) not in own:
            yield from weaker_than_above(pair, lower.id, upper.id)
    for pair_of_items in (one for area in areas for one in area.items):
        one, other = pair_of_items.left, pair_of_items.right
        if one is not None and other is not None:
            yield from _amounts_below(*((one, other) if lower is left else (other, one)), lower.id, upper.id)


def _amounts_below(own: ServiceItem, above: ServiceItem, home: str, over: str) -> Iterator[Finding]:
    """Amounts of the lower level below those of the upper, where each states one such amount only."""
    ours, theirs = _by_measure(own), _by_measure(above)
    for measure in ours.keys() & theirs.keys():
        mine, asked = ours[measure], theirs[measure]
        if len(mine) == len(asked) == 1 and mine[0].value < asked[0].value:
            message = f"{own.name}：{mine[0].value}{mine[0].unit}，低于上级的 {asked[0].value}{asked[0].unit}"
            clauses = (item_clause(home, own, mine[0]), item_clause(over, above, asked[0]))
            yield Finding("amount-below-parent", "doubtful", message, clauses, state="proposed")


def _by_measure(item: ServiceItem) -> dict[tuple[str, str], list[Amount]]:
    found: dict[tuple[str, str], list[Amount]] = defaultdict(list)
    for amount in item.amounts:
        if amount.op in ("=", ">", ">="):
            found[plain_unit(amount.unit), amount.per or ""].append(amount)
    return found


def _area_json(area: AreaComparison) -> dict[str, Any]:
    items = [
        {
            "left": None if pair.left is None else pair.left.id,
            "right": None if pair.right is None else pair.right.id,
            "likeness": pair.likeness,
        }
        for pair in area.items
    ]
    return {"area": area.area.id, "name": area.area.name, "items": items}


def _indicator_json(row: IndicatorComparison) -> dict[str, Any]:
    def told(side: Iterable[tuple[Indicator, Value]]) -> list[dict[str, str]]:
        return [
            {"indicator": one.id, "figure": bare_figure(value, one.unit), "source": str(one.source)}
            for one, value in side
        ]

    lines = [
        {"kind": line.kind, "year": line.year, "left": told(line.left), "right": told(line.right)} for line in row.lines
    ]
    because = [pair.because for pair in row.pairs]
    return {"name": row.name, "sure": row.sure, "because": because, "lines": lines}
